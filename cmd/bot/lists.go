package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/chart"
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

// drawing is where a picture goes.
type drawing struct {
	PNG  string `name:"png" placeholder:"FILE" help:"Write a picture to FILE as well."`
	Dark bool   `help:"Draw the picture light on dark."`
}

func (d drawing) write(s streams, p commands.Picture) error {
	if d.PNG == "" {
		return nil
	}
	theme := chart.Light
	if d.Dark {
		theme = chart.Dark
	}
	raw, err := p.PNG(theme)
	if err == nil {
		err = os.WriteFile(d.PNG, raw, 0o644) //nolint:gosec // a picture that others may look at
	}
	if err != nil {
		return err
	}
	s.say("%s: %s", d.PNG, p.Alt())
	return nil
}

type pledgesCmd struct {
	asOf
	drawing
	Words []string `arg:"" optional:"" help:"Topics, a status, not STATUS, by ACTOR, due before DATE, made since DATE, overdue, words."`
}

// Run lists pledges.
func (c pledgesCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	words := strings.Join(c.Words, " ")
	return errors.Join(show(s, r.Pledges(words), true), c.drawing.write(s, r.Board(words)))
}

type timelineCmd struct {
	asOf
	drawing
	Topic []string `arg:"" optional:"" help:"Topics, words or a status; coming, past."`
}

// Run lists dates.
func (c timelineCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	words := strings.Join(c.Topic, " ")
	return errors.Join(show(s, r.Timeline(words), true), c.drawing.write(s, r.Dates(words)))
}

type responseCmd struct{ subjectArgs }

// Run lists recommendations and their answers.
func (c responseCmd) Run(g *Globals, s streams, now clock) error {
	return c.list(g, s, now, commands.Reader.Responses)
}

type moneyCmd struct{ subjectArgs }

// Run lists money.
func (c moneyCmd) Run(g *Globals, s streams, now clock) error {
	return c.list(g, s, now, commands.Reader.Money)
}

type viewsCmd struct{ subjectArgs }

// Run lists views.
func (c viewsCmd) Run(g *Globals, s streams, now clock) error {
	return c.list(g, s, now, commands.Reader.Views)
}

type changesCmd struct{ subjectArgs }

// Run lists changes.
func (c changesCmd) Run(g *Globals, s streams, now clock) error {
	return c.list(g, s, now, commands.Reader.Changes)
}

// subjectArgs are what a list on a subject takes.
type subjectArgs struct {
	asOf
	Topic []string `arg:"" optional:"" help:"Topics, words, a status or a stance; by NAME; since DATE."`
}

func (c subjectArgs) list(g *Globals, s streams, now clock, list func(commands.Reader, string) blocks.List) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	return show(s, list(r, strings.Join(c.Topic, " ")), true)
}

type whoCmd struct {
	asOf
	Name []string `arg:"" name:"person or body" help:"By name or id."`
}

// Run shows what a person or a body did.
func (c whoCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	l, instead, ok := r.Who(strings.Join(c.Name, " "))
	if !ok {
		return show(s, instead, false)
	}
	return show(s, l, true)
}

type compareCmd struct {
	asOf
	Both []string `arg:"" name:"A with B" help:"Entries by id or name, or topics."`
}

// Run compares.
func (c compareCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	v, ok := r.Compare(strings.Join(c.Both, " "))
	return show(s, v, ok)
}

type briefCmd struct {
	asOf
	Format string   `enum:"text,md,blocks" default:"text" help:"text, md or blocks (${default})."`
	Topic  []string `arg:"" help:"A topic or words."`
}

// Run writes a briefing.
func (c briefCmd) Run(g *Globals, s streams, now clock) error {
	r, err := c.reader(g, now)
	if err != nil {
		return err
	}
	v, ok := r.Brief(strings.Join(c.Topic, " "))
	switch {
	case !ok || c.Format == "text":
		return show(s, v, ok)
	case c.Format == "blocks":
		return json.NewEncoder(s.out).Encode(map[string]any{"text": v.Fallback(), "blocks": v.Blocks()})
	}
	_, err = fmt.Fprint(s.out, v.Markdown())
	return err
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
