package main

import (
	"errors"

	"pledgewatch/internal/knowledge"
)

type corpusCmd struct {
	Lint   corpusLint   `cmd:"" help:"Name everything wrong in the corpus files, with file, line and mend. Exits 1 when there is a fault."`
	Export corpusExport `cmd:"" help:"Write the whole corpus to standard output."`
}

type corpusLint struct {
	Strict bool `help:"Take warnings for faults."`
}

// Run checks the corpus.
func (l corpusLint) Run(g *Globals, s streams) error {
	c, err := g.corpus()
	var found knowledge.Faults
	if err != nil && !errors.As(err, &found) {
		return err
	}
	if err == nil {
		found = c.Lint()
	}
	warnings := 0
	for _, f := range found {
		if f.Warn {
			warnings++
			s.say("%s (warning)", f.Error())
			continue
		}
		s.say("%s", f.Error())
	}
	faults := len(found) - warnings
	if err == nil {
		s.say("%d entries, %d sources: %d faults, %d warnings", len(c.Entries()), len(c.Sources()), faults, warnings)
	} else {
		s.say("%d faults", faults)
	}
	if faults > 0 || l.Strict && warnings > 0 {
		return errCheck
	}
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
