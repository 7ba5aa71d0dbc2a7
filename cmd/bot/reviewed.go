package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/watch"
)

type reviewCmd struct {
	List       reviewList       `cmd:"" help:"List the changes that wait for curators."`
	Log        reviewLog        `cmd:"" help:"List who decided what, when and from which workspace, the latest first."`
	Thresholds reviewThresholds `cmd:"" help:"Say what curators' decisions have taught: how sure the bot must be to report a change at once."`
}

// reviews reads what is kept of the review.
func (g *Globals) reviews(ctx context.Context, now clock, read func(watch.Reviews) error) error {
	kept, err := g.openReader(ctx, now)
	if err != nil {
		return err
	}
	return errors.Join(read(kept), kept.Close())
}

type reviewList struct {
	JSON bool `name:"json" help:"Write JSON, one change a line."`
}

// Run lists what waits.
func (c reviewList) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	corpus, err := g.corpus()
	if err != nil {
		return err
	}
	return g.reviews(ctx, now, func(kept watch.Reviews) error {
		pending, err := kept.Changes(ctx, now().AddDate(1, 0, 0)) // what is decided is older
		if err != nil {
			return err
		}
		if c.JSON {
			return lines(s, pending)
		}
		for from := 0; from == 0 || from < len(pending); from += blocks.ReviewPage {
			if _, err := fmt.Fprintln(s.out, blocks.Review(corpus, pending, from, nil, nil).Plain()); err != nil {
				return err
			}
		}
		return nil
	})
}

type reviewLog struct {
	JSON bool `name:"json" help:"Write JSON, one decision a line."`
	Most int  `default:"100" placeholder:"N" help:"How many (${default})."`
}

// Run lists decisions.
func (c reviewLog) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	return g.reviews(ctx, now, func(kept watch.Reviews) error {
		ds, err := kept.Decisions(ctx, c.Most)
		if err != nil {
			return err
		}
		if c.JSON {
			return lines(s, ds)
		}
		l := blocks.ReviewLog(ds, "", nil)
		l.Day = now()
		_, err = fmt.Fprintln(s.out, l.Plain())
		return err
	})
}

// lines writes each item as a line of JSON.
func lines[T any](s streams, items []T) error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	for _, it := range items {
		if err := enc.Encode(it); err != nil {
			return err
		}
	}
	return nil
}

type reviewThresholds struct{}

// Run says what was taught.
func (reviewThresholds) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	return g.reviews(ctx, now, func(kept watch.Reviews) error {
		ds, err := kept.Decisions(ctx, watch.MostTaught)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, blocks.Thresholds(watch.Thresholds(ds), watch.ReportFrom).Plain())
		return err
	})
}

// exportOverlay writes what curators confirmed and the files do not hold yet.
func exportOverlay(ctx context.Context, g *Globals, s streams, now clock) error {
	c, err := g.corpus()
	if err != nil {
		return err
	}
	return g.reviews(ctx, now, func(kept watch.Reviews) error {
		confirmed, err := kept.Confirmed(ctx)
		if err != nil {
			return err
		}
		lines, wrong := watch.Overlay(c, confirmed)
		for _, err := range wrong {
			s.say("%v", err)
		}
		n, faults, err := c.WriteOverlay(s.out, lines)
		if err != nil {
			return err
		}
		for _, f := range faults {
			s.say("%s", f.Error())
		}
		s.say("%d confirmed, %d to merge", len(confirmed), n)
		if len(wrong)+len(faults) > 0 {
			return errCheck
		}
		return nil
	})
}
