package main

import (
	"fmt"
	"strings"

	"pledgewatch/internal/commands"
)

// asOf is the day that a command of the corpus looks at.
type asOf struct {
	AsOf string `name:"as-of" placeholder:"DATE" help:"As things stood on that day (EDTF: 2023-07-31, 2023-07, 2023)."`
}

func (a asOf) reader(g *Globals, now clock) (commands.Reader, error) {
	day, err := dayOf(a.AsOf, now())
	if err != nil {
		return commands.Reader{}, err
	}
	brain, err := g.brain()
	return commands.Reader{Brain: brain, Day: day}, err
}

// shown is what every view of the corpus can do.
type shown interface{ Plain() string }

// show prints a view; what was not found is a failed check.
func show(s streams, v shown, ok bool) error {
	if !ok {
		s.say("%s", v.Plain())
		return errCheck
	}
	_, err := fmt.Fprintln(s.out, strings.TrimRight(v.Plain(), "\n"))
	return err
}

type pledgesCmd struct {
	asOf
	Words []string `arg:"" optional:"" help:"Topics, a status or words."`
}

// Run lists pledges.
func (c pledgesCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	return show(s, r.Pledges(strings.Join(c.Words, " ")), true)
}

type timelineCmd struct {
	asOf
	Topic []string `arg:"" optional:"" help:"Topics or words."`
}

// Run lists dates.
func (c timelineCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	return show(s, r.Timeline(strings.Join(c.Topic, " ")), true)
}

type pledgeCmd struct {
	asOf
	ID string `arg:"" name:"id" help:"The entry's id."`
}

// Run shows one entry.
func (c pledgeCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	v, ok := r.Entry(c.ID)
	return show(s, v, ok)
}

type defineCmd struct {
	asOf
	Term []string `arg:"" help:"The term, its acronym or another name."`
}

// Run explains a term.
func (c defineCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	v, ok := r.Define(strings.Join(c.Term, " "))
	return show(s, v, ok)
}

type sourcesCmd struct {
	asOf
	ID string `arg:"" name:"id" help:"The entry's id."`
}

// Run says where an entry comes from.
func (c sourcesCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	v, ok := r.Sources(c.ID)
	return show(s, v, ok)
}
