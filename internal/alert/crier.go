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

// Options is what a Crier is made of. All but Decided, Observe, Publisher and Window are needed.
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

// Crier takes in what moves and tells channels of it. Several, in several processes, may share one store. It may be used by
// many at once.
type Crier struct {
	Options
	wake    chan struct{}
	edits   chan struct{}        // holds a token while the corpus is to be compared with what was told of it
	wrong   map[string]string    // the last trouble of each channel and task, so that it is logged once; Run's own
	checked map[string]time.Time // the day up to which deadlines of a channel were told; Run's own
}

// NewCrier makes a crier. It takes in events at once, and tells of them in Run.
func NewCrier(o Options) *Crier {
	o.Window = cmp.Or(o.Window, DefaultWindow)
	cr := &Crier{Options: o, wake: make(chan struct{}, 1), edits: make(chan struct{}, 1), wrong: map[string]string{}, checked: map[string]time.Time{}}
	cr.edits <- struct{}{}
	return cr
}

// Reloaded says that the corpus may have changed. It returns at once; Run finds out what moved.
func (cr *Crier) Reloaded() {
	select {
	case cr.edits <- struct{}{}:
	default: // it will look anyway
	}
	cr.poke()
}

// Run tells what is to be told until ctx ends, and returns nil. What fails is tried again.
func (cr *Crier) Run(ctx context.Context) error {
	poll := time.NewTicker(min(longestPoll, max(cr.Window/4, time.Second)))
	defer poll.Stop()
	for ctx.Err() == nil {
		cr.Pass(ctx)
		select {
		case <-ctx.Done():
		case <-cr.wake:
		case <-poll.C:
		}
	}
	return nil
}

// Pass does once what is to be done now: it looks for edits and for deadlines, and tells what has waited long enough. What
// fails is logged and left for the next pass. Run calls it; it must not be called beside Run.
func (cr *Crier) Pass(ctx context.Context) {
	select {
	case <-cr.edits:
		if cr.note(ctx, "edits", cr.compare(ctx)) != nil {
			cr.edits <- struct{}{}
		}
	default:
	}
	_ = cr.note(ctx, "deadlines", cr.deadlines(ctx)) // logged
	_ = cr.note(ctx, "alerts", cr.release(ctx))      // logged
}

// Tell takes in a change that an article reports, or what became of it. It is a watch.Audience. An error means that some
// channels may not be told: it must be called again, and doubles nothing.
func (cr *Crier) Tell(ctx context.Context, c watch.Change) error {
	e, ok := cr.changed(c)
	if !ok {
		return nil
	}
	told := "change " + e.Key // who asks for alerts later is not told of it, however often it is offered
	if _, is, err := cr.Ledger.AlertMark(ctx, told); err != nil || is {
		return wrapped("alert on "+e.Title, err)
	}
	if err := cr.hold(ctx, e); err != nil {
		return err
	}
	return wrapped("alert on "+e.Title, cr.Ledger.PutAlertMark(ctx, told, cr.Now().UTC().Format(time.RFC3339)))
}

// wrapped says what an error, if there is one, was met with.
func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Article takes in a new article that is no twin of an earlier one. An error means that it must be called again.
func (cr *Crier) Article(ctx context.Context, a feed.Article) error {
	if a.Archived || cr.Now().Sub(a.Published) > freshArticle {
		return nil
	}
	subs, err := cr.asking(ctx, digest.AlertArticles)
	if err != nil || len(subs) == 0 {
		return err
	}
	e, ok := cr.published(a)
	if !ok {
		return nil
	}
	return cr.holdFor(ctx, subs, e)
}

// hold holds events for all channels that ask for them.
func (cr *Crier) hold(ctx context.Context, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	subs, err := cr.Subscriptions.Subscriptions(ctx, "")
	if err != nil {
		return fmt.Errorf("alert on %s: %w", events[0].Title, err)
	}
	return cr.holdFor(ctx, subs, events...)
}

func (cr *Crier) holdFor(ctx context.Context, subs []digest.Subscription, events ...Event) error {
	now := cr.Now()
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
	if err := cr.Keeper.HoldAlerts(ctx, notes); err != nil {
		return fmt.Errorf("alert on %s: %w", cmp.Or(events[0].Title, events[0].Key), err)
	}
	cr.poke()
	return nil
}

// asking returns the subscriptions that ask for a kind of alert.
func (cr *Crier) asking(ctx context.Context, kind string) ([]digest.Subscription, error) {
	subs, err := cr.Subscriptions.Subscriptions(ctx, "")
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

func (cr *Crier) poke() {
	select {
	case cr.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// note logs trouble when it begins, changes or ends, as it is met every few seconds, and returns it. Shutting down is none.
func (cr *Crier) note(ctx context.Context, what string, err error) error {
	if ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	was := cr.wrong[what]
	if err == nil {
		delete(cr.wrong, what)
		if was != "" {
			cr.Log.Info("alerts work again", "what", what)
		}
		return nil
	}
	if cr.wrong[what] = err.Error(); cr.wrong[what] != was {
		cr.Log.Error("alerts are held up", "what", what, "next", "tried again in a few seconds", "err", err)
	}
	return err
}
