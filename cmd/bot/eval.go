package main

import (
	"encoding/json"
	"fmt"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
)

type evalCmd struct {
	JSON       bool     `name:"json" help:"Write the result as JSON."`
	MinCorrect float64  `name:"min-correct" default:"0" help:"Exit 1 below this share of correct answers."`
	AsOf       string   `name:"as-of" placeholder:"DATE" help:"The day that the questions are asked on (default today)."`
	Files      []string `arg:"" name:"file" type:"existingfile" help:"Golden questions, one JSON object a line."`
}

// Run scores golden questions.
func (e evalCmd) Run(g *Globals, s streams, now clock) error {
	day, err := dayOf(e.AsOf, now())
	if err != nil {
		return err
	}
	questions, err := golden.ReadFiles(e.Files...)
	if err != nil {
		return err
	}
	brain, err := g.brain()
	if err != nil {
		return err
	}
	score := golden.Evaluate(questions, func(q string) knowledge.Answer { return brain.Ask(q, day) })
	if e.JSON {
		if err := json.NewEncoder(s.out).Encode(score); err != nil {
			return err
		}
	} else {
		if _, err := fmt.Fprint(s.out, score.String()); err != nil {
			return err
		}
	}
	if score.Correct() < e.MinCorrect {
		s.say("%.1f%% correct is below %.1f%%", 100*score.Correct(), 100*e.MinCorrect)
		return errCheck
	}
	return nil
}
