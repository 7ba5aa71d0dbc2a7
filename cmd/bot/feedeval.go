package main

import (
	"encoding/json"
	"fmt"
	"os"

	"pledgewatch/internal/watch/marks"
)

type feedEval struct {
	JSON  bool     `name:"json" help:"Write the result as JSON."`
	Files []string `arg:"" name:"file" type:"existingfile" help:"YAML files of articles with what is expected of them."`
}

// Run scores linking and change detection on marked articles.
func (e feedEval) Run(g *Globals, s streams) error {
	brain, err := g.brain()
	if err != nil {
		return err
	}
	var articles []marks.Article
	for _, name := range e.Files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		as, err := marks.Read(f)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		articles = append(articles, as...)
	}
	score := marks.Evaluate(brain, articles)
	if e.JSON {
		return json.NewEncoder(s.out).Encode(score)
	}
	_, err = fmt.Fprint(s.out, score.String())
	return err
}
