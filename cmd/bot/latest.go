package main

import (
	"context"
	"errors"
	"strings"

	"pledgewatch/internal/commands"
)

type latestCmd struct {
	From  int      `default:"1" help:"Begin with the article of that number (${default})."`
	Words []string `arg:"" optional:"" name:"topic" help:"Topics or words."`
}

// Run shows the newest articles that the bot has read, also while it runs.
func (c latestCmd) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	r, err := asOf{}.reader(g, now)
	if err != nil {
		return err
	}
	kept, err := g.openReader(ctx, now)
	if err != nil {
		return err
	}
	press := commands.Press{Articles: kept, Revisions: kept, Publisher: publishers(g), Now: now()}
	v, err := r.Latest(ctx, press, strings.Join(c.Words, " "), max(0, c.From-1), nil)
	if err = errors.Join(err, kept.Close()); err != nil {
		return err
	}
	return show(s, v, true)
}
