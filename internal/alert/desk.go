package alert

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

const (
	// DefaultWindow is how long what comes first waits for what comes with it.
	DefaultWindow = 10 * time.Minute
	longestPoll   = 15 * time.Second    // how long a note held by another replica may go unnoticed
	freshArticle  = 3 * 24 * time.Hour  // an older article is told by the digest only
	freshReport   = 28 * 24 * time.Hour // what an older article reports is for curators
)

// Options is what a Desk is made of. All but Decided, Observe, Publisher and Window are needed.
type Options struct {
	Keeper        Keeper
	Ledger        Ledger
	Subscriptions Subscriptions
	Outbox        Outbox
	Brain         func() *knowledge.Brain // the corpus as it is now; a reload gives another
	// Render gives an alert as Slack shows it: the text of its notification, escaped, and an array of blocks. Where it fails,
	// the alert goes out as plain text.
	Render func(Alert) (text string, blocks json.RawMessage, err error)
	// Decided returns what curators decided at or after a time, and all that stands confirmed: what such a decision did to
	// the corpus is no edit. Nil: nothing is ever decided.
	Decided   func(ctx context.Context, since time.Time) ([]watch.Change, error)
	Publisher func(feedID string) string // the name of a feed's publisher; nil or "": the host of the article's link
	Observe   func(Alert)                // is told of each alert that was handed to the outbox, of one again after a crash
	Window    time.Duration              // zero: DefaultWindow
	Now       func() time.Time
	Log       *slog.Logger
}

// Desk takes in what moves and tells channels of it. Several, in several processes, may share one store. It may be used by
// many at once.
type Desk struct {
	Options
	wake    chan struct{}
	edits   chan struct{}        // holds a token while the corpus is to be compared with what was told of it
	wrong   map[string]string    // the last trouble of each channel and task, so that it is logged once; Run's own
	checked map[string]time.Time // the day up to which deadlines of a channel were told; Run's own
}

// NewDesk makes a desk. It takes in events at once, and tells of them in Run.
func NewDesk(o Options) *Desk {
	o.Window = cmp.Or(o.Window, DefaultWindow)
	d := &Desk{Options: o, wake: make(chan struct{}, 1), edits: make(chan struct{}, 1), wrong: map[string]string{}, checked: map[string]time.Time{}}
	d.edits <- struct{}{}
	return d
}

// Reloaded says that the corpus may have changed. It returns at once; Run finds out what moved.
func (d *Desk) Reloaded() {
	select {
	case d.edits <- struct{}{}:
	default: // it will look anyway
	}
	d.poke()
}

// Run tells what is to be told until ctx ends, and returns nil. What fails is tried again.
func (d *Desk) Run(ctx context.Context) error {
	poll := time.NewTicker(min(longestPoll, max(d.Window/4, time.Second)))
	defer poll.Stop()
	for ctx.Err() == nil {
		d.Pass(ctx)
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-poll.C:
		}
	}
	return nil
}

// Pass does once what is to be done now: it looks for edits and for deadlines, and tells what has waited long enough. What
// fails is logged and left for the next pass. Run calls it; it must not be called beside Run.
func (d *Desk) Pass(ctx context.Context) {
	select {
	case <-d.edits:
		if d.note(ctx, "edits", d.compare(ctx)) != nil {
			d.edits <- struct{}{}
		}
	default:
	}
	_ = d.note(ctx, "deadlines", d.deadlines(ctx)) // logged
	_ = d.note(ctx, "alerts", d.release(ctx))      // logged
}

// Tell takes in a change that an article reports, or what became of it. It is a watch.Audience. An error means that some
// channels may not be told: it must be called again, and doubles nothing.
func (d *Desk) Tell(ctx context.Context, c watch.Change) error {
	e, ok := d.changed(c)
	if !ok {
		return nil
	}
	return d.hold(ctx, e)
}

// Article takes in a new article that is no twin of an earlier one. An error means that it must be called again.
func (d *Desk) Article(ctx context.Context, a feed.Article) error {
	if d.Now().Sub(a.Published) > freshArticle {
		return nil
	}
	subs, err := d.asking(ctx, digest.AlertArticles)
	if err != nil || len(subs) == 0 {
		return err
	}
	e, ok := d.published(a)
	if !ok {
		return nil
	}
	return d.holdFor(ctx, subs, e)
}

// hold holds events for all channels that ask for them.
func (d *Desk) hold(ctx context.Context, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	subs, err := d.Subscriptions.Subscriptions(ctx, "")
	if err != nil {
		return fmt.Errorf("alert on %s: %w", events[0].Title, err)
	}
	return d.holdFor(ctx, subs, events...)
}

func (d *Desk) holdFor(ctx context.Context, subs []digest.Subscription, events ...Event) error {
	now := d.Now()
	var notes []Note
	for _, sub := range subs {
		for _, e := range events {
			if wants(sub, e) {
				notes = append(notes, Note{Team: sub.Team, Channel: sub.Channel, Event: e, At: now})
			}
		}
	}
	if len(notes) == 0 {
		return nil
	}
	if err := d.Keeper.HoldAlerts(ctx, notes); err != nil {
		return fmt.Errorf("alert on %s: %w", cmp.Or(events[0].Title, events[0].Key), err)
	}
	d.poke()
	return nil
}

// asking returns the subscriptions that ask for a kind of alert.
func (d *Desk) asking(ctx context.Context, kind string) ([]digest.Subscription, error) {
	subs, err := d.Subscriptions.Subscriptions(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("who asks for alerts: %w", err)
	}
	return slices.DeleteFunc(subs, func(s digest.Subscription) bool { return !slices.Contains(s.Alerted(), kind) }), nil
}

// wants reports whether a subscription asks for an event. That something told was wrong is said to whoever may have read it,
// whatever they ask for since: whether they were told is found out before it is said.
func wants(s digest.Subscription, e Event) bool {
	kinds := s.Alerted()
	if e.Step == Dismissed {
		return len(kinds) > 0
	}
	return slices.Contains(kinds, e.Kind) && s.Wants(e.Topics)
}

func (d *Desk) poke() {
	select {
	case d.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// note logs trouble when it begins, changes or ends, as it is met every few seconds, and returns it. Shutting down is none.
func (d *Desk) note(ctx context.Context, what string, err error) error {
	if ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	was := d.wrong[what]
	if err == nil {
		delete(d.wrong, what)
		if was != "" {
			d.Log.Info("alerts work again", "what", what)
		}
		return nil
	}
	if d.wrong[what] = err.Error(); d.wrong[what] != was {
		d.Log.Error("alerts are held up", "what", what, "next", "tried again in a few seconds", "err", err)
	}
	return err
}
