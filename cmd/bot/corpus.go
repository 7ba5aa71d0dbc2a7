package main

import (
	"errors"

	"pledgewatch/internal/knowledge"
)

type corpusCmd struct {
	Lint   corpusLint   `cmd:"" help:"Name everything wrong in the corpus files, with file and line. Exits 1 when there is anything."`
	Export corpusExport `cmd:"" help:"Write the whole corpus to standard output."`
}

type corpusLint struct{}

// Run checks the corpus.
func (corpusLint) Run(g *Globals, s streams) error {
	c, err := g.corpus()
	var faults knowledge.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			s.say("%s", f.Error())
		}
		s.say("%d faults", len(faults))
		return errCheck
	}
	if err != nil {
		return err
	}
	s.say("%d entries, %d sources: no faults", len(c.Entries()), len(c.Sources()))
	return nil
}

type corpusExport struct {
	Format string `enum:"json" default:"json" help:"json."`
}

// Run writes the corpus.
func (corpusExport) Run(g *Globals, s streams) error {
	c, err := g.corpus()
	if err != nil {
		return err
	}
	return c.WriteJSON(s.out)
}
