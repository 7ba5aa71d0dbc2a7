package digest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/delivery"
)

const (
	pollEvery = 30 * time.Second    // how long a change by another replica may go unnoticed
	batch     = 50                  // due subscriptions asked for at a time
	timely    = 3 * 24 * time.Hour  // a digest that is later than this is not sent any more
	lateAfter = time.Hour           // one that is later than this says so
	catchUp   = 28 * 24 * time.Hour // the most that one digest makes up for
)

// Outbox takes messages that are to be sent. delivery.Sender is one.
type Outbox interface {
	// Enqueue stores messages durably, all or none; a key that is known already is left as it is.
	Enqueue(ctx context.Context, msgs ...delivery.Message) error
}

// Options is what a Scheduler is made of. All but Render are needed.
type Options struct {
	Subscriptions Subscriptions
	Composer      *Composer
	Outbox        Outbox
	// Render gives a digest as Slack shows it. Where it is nil or fails, the digest goes out as plain text.
	Render func(Digest) ([]Page, error)
	Now    func() time.Time
	Log    *slog.Logger
}

// Page is one message of a digest: the first stands in the channel, the others in its thread.
type Page struct {
	Text   string          // of its notification, escaped
	Blocks json.RawMessage // an array
}

// Scheduler composes the digests that are due and hands them to the outbox. Several, in several processes, may share one
// store: each digest is stored once.
type Scheduler struct {
	Options
	wake  chan struct{}
	wrong map[string]string // the last trouble of each channel, so that it is logged once
}

// NewScheduler makes a scheduler. It does nothing until Run.
func NewScheduler(o Options) *Scheduler {
	return &Scheduler{Options: o, wake: make(chan struct{}, 1), wrong: map[string]string{}}
}

// Wake makes the scheduler look at once: a subscription was made, changed or resumed.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Run works until ctx ends and returns nil. Digests that cannot be made are tried again every half minute.
func (s *Scheduler) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.pass(ctx)
		next := time.NewTimer(s.untilNext(ctx))
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-next.C:
		}
		next.Stop()
	}
	return nil
}

// pass sends what is due now. A digest that fails holds up no other.
func (s *Scheduler) pass(ctx context.Context) {
	tried := map[string]bool{}
	for {
		due, err := s.Subscriptions.DueSubscriptions(ctx, s.Now(), batch+len(tried))
		if s.note(ctx, "", err) != nil {
			return
		}
		before := len(tried)
		for _, sub := range due {
			if id := sub.Team + " " + sub.Channel; ctx.Err() == nil && !tried[id] {
				tried[id] = true
				_ = s.note(ctx, id, s.send(ctx, sub)) // logged; it stays due
			}
		}
		if len(tried) == before {
			return
		}
	}
}

// untilNext is how long to wait: until the next digest is due, at most half a minute. What is due already was tried just now.
func (s *Scheduler) untilNext(ctx context.Context) time.Duration {
	now := s.Now()
	soon, err := s.Subscriptions.DueSubscriptions(ctx, now.Add(pollEvery), batch)
	if err != nil {
		return pollEvery
	}
	for _, sub := range soon {
		if wait := sub.Next.Sub(now); wait > 0 {
			return wait
		}
	}
	return pollEvery
}

// send stores the digest of a subscription that is due and moves the subscription on, in this order: where it is cut short
// between the two, the same is done again, and the outbox knows the key.
func (s *Scheduler) send(ctx context.Context, sub Subscription) error {
	when, err := sub.When()
	if err != nil {
		return err
	}
	now := s.Now()
	due, next := sub.Next, when.Next(now)
	if last := when.Previous(now); last.After(due) {
		due = last // several were missed: one digest makes up for them
	}
	log := s.Log.With("team", sub.Team, "channel", sub.Channel, "due", due)
	if next.IsZero() {
		return fmt.Errorf("subscription of %s: the schedule %q never comes again: subscribe anew", sub.Channel, sub.Schedule)
	}
	if now.Sub(due) > timely {
		log.Warn("digest skipped: it is too late for it", "next", next)
		return s.advance(ctx, sub, next, time.Time{})
	}
	p := sub.period(when, due)
	p.Late = now.Sub(due) > lateAfter || !due.Equal(sub.Next)
	d, err := s.Composer.Compose(ctx, sub, p)
	if err != nil {
		return err
	}
	if sub.SkipQuiet && d.Quiet() {
		log.Info("digest left out: there is nothing to tell", "next", next)
		return s.advance(ctx, sub, next, due)
	}
	if err := s.Outbox.Enqueue(ctx, s.messages(d, now)...); err != nil {
		return fmt.Errorf("digest for %s due %s: %w", sub.Channel, due.Format(time.RFC3339), err)
	}
	log.Info("digest handed on", "articles", d.Totals.Articles, "late", p.Late, "next", next)
	return s.advance(ctx, sub, next, due)
}

func (s *Scheduler) advance(ctx context.Context, sub Subscription, next, told time.Time) error {
	ok, err := s.Subscriptions.Advance(ctx, sub.Team, sub.Channel, sub.Next, next, told)
	if err != nil {
		return fmt.Errorf("subscription of %s cannot be moved on to %s: %w", sub.Channel, next.Format(time.RFC3339), err)
	}
	if !ok {
		s.Log.Debug("subscription was moved on or changed meanwhile", "team", sub.Team, "channel", sub.Channel)
	}
	return nil
}

// messages makes the digest's messages. Their subject is the time at which it was due, so that whoever makes them makes the
// same.
func (s *Scheduler) messages(d Digest, now time.Time) []delivery.Message {
	return Thread(delivery.Message{
		Key:  delivery.Key("digest", d.Team, d.Channel, d.Period.Due.UTC().Format(time.RFC3339)),
		Team: d.Team, Channel: d.Channel, Kind: "digest", Created: now,
	}, s.pages(d))
}

// Thread makes the messages of a digest's pages: head says whose they are, and its key is the first one's.
func Thread(head delivery.Message, pages []Page) []delivery.Message {
	var out []delivery.Message
	for i, p := range pages {
		m := head
		m.Text, m.Blocks = p.Text, p.Blocks
		if i > 0 {
			m.Key, m.ThreadOf = delivery.Key(head.Key, "thread", strconv.Itoa(i)), head.Key
		}
		out = append(out, m)
	}
	return out
}

// pages renders a digest, as plain text if need be.
func (s *Scheduler) pages(d Digest) []Page {
	if s.Render != nil {
		pages, err := s.Render(d)
		if err == nil && len(pages) > 0 && !slices.ContainsFunc(pages, func(p Page) bool { return p.Text == "" }) {
			return pages
		}
		s.Log.Error("digest cannot be rendered", "channel", d.Channel, "next", "it is sent as plain text", "err", err)
	}
	pages := []Page{{Text: escaped.Replace(d.Text())}}
	for _, text := range d.RestText() {
		pages = append(pages, Page{Text: escaped.Replace(text)})
	}
	return pages
}

// escaped is what Slack asks for, so that no title can link or mention.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// note logs trouble when it begins, changes or ends, as it is met every half minute, and returns it. Shutting down is none.
func (s *Scheduler) note(ctx context.Context, id string, err error) error {
	if ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	was := s.wrong[id]
	if err == nil {
		delete(s.wrong, id)
		if was != "" {
			s.Log.Info("digests can be made again", "channel", id)
		}
		return nil
	}
	if s.wrong[id] = err.Error(); s.wrong[id] != was {
		s.Log.Error("digest cannot be made", "channel", id, "next", pollEvery, "err", err)
	}
	return err
}
