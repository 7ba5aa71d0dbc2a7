package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"pledgewatch/internal/knowledge"
)

type corpusCmd struct {
	Lint   corpusLint   `cmd:"" help:"Name everything wrong in the corpus files, with file, line and mend. Exits 1 when there is a fault."`
	New    corpusNew    `cmd:"" help:"Print a new entry of a kind, filled in, to be written over."`
	Export corpusExport `cmd:"" help:"Write the whole corpus as JSON, YAML, CSV, a calendar or JSON-LD."`
	Stats  corpusStats  `cmd:"" help:"Count entries by kind, topic and source, and pledges by status."`
	Schema corpusSchema `cmd:"" help:"Write the JSON Schemas by which an editor completes and checks the corpus files."`
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
	Format string `enum:"json,yaml,csv,ics,jsonld" default:"json" help:"json, yaml (one file that --corpus reads again), csv (a zip, or files in --out), ics or jsonld (${default})."`
	Out    string `placeholder:"DIR" help:"With csv: write a file a kind into this directory."`

	Overlay bool `help:"Write only what curators confirmed in Slack and the files do not hold, as YAML to merge into them."`
}

// Run writes the corpus.
func (e corpusExport) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	if e.Overlay {
		return exportOverlay(ctx, g, s, now)
	}
	if e.Out != "" && e.Format != "csv" {
		return errors.New("--out goes with --format csv: other formats are one file, on standard output")
	}
	c, err := g.corpus()
	if err != nil {
		return err
	}
	switch e.Format {
	case "yaml":
		return c.WriteYAML(s.out)
	case "csv":
		if e.Out != "" {
			return writeTables(c, e.Out, s)
		}
		return c.WriteCSV(s.out)
	case "ics":
		return c.WriteICS(s.out)
	case "jsonld":
		return c.WriteJSONLD(s.out)
	default:
		return c.WriteJSON(s.out)
	}
}

// writeTables writes the corpus as CSV files into a directory.
func writeTables(c *knowledge.Corpus, dir string, s streams) error {
	tables, err := c.Tables()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make the directory of the tables: %w", err)
	}
	for _, t := range tables {
		path := filepath.Join(dir, t.Name)
		if err := os.WriteFile(path, t.Data, 0o600); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
		s.say("%s", path)
	}
	return nil
}

type corpusSchema struct {
	Out string `placeholder:"DIR" required:"" type:"existingdir" help:"Directory of the corpus files."`
}

// Run writes the schemas.
func (e corpusSchema) Run(s streams) error {
	schemas, err := knowledge.Schemas()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		path := filepath.Join(e.Out, name)
		if err := os.WriteFile(path, schemas[name], 0o600); err != nil {
			return fmt.Errorf("write the schema: %w", err)
		}
		s.say("%s", path)
	}
	return nil
}

type corpusNew struct {
	Kind string `arg:"" help:"pledge, milestone, recommendation, funding, position, finding, term or actor."`
}

// Run prints a skeleton.
func (n corpusNew) Run(s streams) error {
	text, err := knowledge.Skeleton(knowledge.Kind(n.Kind))
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, text)
	return err
}
