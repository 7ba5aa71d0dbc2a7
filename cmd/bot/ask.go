package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

type askCmd struct {
	AsOf     string   `name:"as-of" placeholder:"DATE" help:"Answer as things stood on that day (EDTF: 2023-07-31, 2023-07, 2023)."`
	JSON     bool     `name:"json" help:"Write JSON."`
	Explain  bool     `help:"Say what was understood and how each entry was weighed."`
	Question []string `arg:"" help:"The question; - reads one a line from standard input."`
}

// Run answers.
func (a askCmd) Run(g *Globals, s streams, now clock) error {
	day, err := dayOf(a.AsOf, now())
	if err != nil {
		return err
	}
	brain, err := g.brain()
	if err != nil {
		return err
	}
	if len(a.Question) != 1 || a.Question[0] != "-" {
		return a.answer(brain, s, strings.Join(a.Question, " "), day)
	}
	lines := bufio.NewScanner(s.in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if err := a.answer(brain, s, lines.Text(), day); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (a askCmd) answer(brain *knowledge.Brain, s streams, question string, day time.Time) error {
	start := time.Now()
	ans := brain.Ask(question, day)
	if a.Explain {
		for _, line := range ans.Why() {
			s.say("%s", line)
		}
	}
	if a.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(ans.Reply(question, time.Since(start)))
	}
	if len(a.Question) == 1 && a.Question[0] == "-" {
		_, err := fmt.Fprintln(s.out, ans.Text())
		return err
	}
	_, err := fmt.Fprintln(s.out, ans.Plain())
	return err
}

// dayOf reads a day given on the command line; without one it is today.
func dayOf(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return knowledge.DayOf(now), nil
	}
	return knowledge.ParseDay(text)
}
