package feed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"
)

const (
	defaultWorkers = 4
	pause          = time.Minute // between looks at a feed whose keeper fails, however often it is due
)

// Options is what a Poller needs. Keeper, Fetcher and Handler are required.
type Options struct {
	Sources []Source
	Follow  func(context.Context) ([]Source, error) // the sources as they are now; nil means Sources, for good
	Keeper  Keeper
	Fetcher Fetcher
	Handler Handler
	Now     func() time.Time            // nil means time.Now
	Log     *slog.Logger                // nil means silence
	Jitter  func() float64              // in [0, 1), spreads retries; nil means a random one
	Workers int                         // feeds polled at once; 0 means 4
	Pace    time.Duration               // between two requests to one host
	Observe func(Source, Report, error) // called after each poll, by several goroutines; may be nil

	Activity Activity // nil: whether a feed has gone silent is not watched
	Notices  Notices  // nil: what operators should know is only logged
	Archives Archives // nil: no archive is walked
}

// Poller polls feeds when they are due. It is safe for concurrent use.
type Poller struct {
	Options
	slots chan struct{} // one for each poll that may run
	hosts hosts
	told  told
	wake  chan struct{} // of one slot: the list of feeds, or what is remembered of one, has changed
}

// NewPoller returns a poller, or an error that says what is missing or double.
func NewPoller(o Options) (*Poller, error) {
	if o.Keeper == nil || o.Fetcher == nil || o.Handler == nil {
		return nil, errors.New("feed poller: Keeper, Fetcher and Handler are all needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64 // it spreads load and guards nothing
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	seen := map[string]bool{}
	for _, s := range o.Sources {
		if s.ID == "" || seen[s.ID] {
			return nil, fmt.Errorf("feed poller: source ID %q is empty or there twice", s.ID)
		}
		seen[s.ID] = true
	}
	if o.Follow == nil {
		o.Follow = func(context.Context) ([]Source, error) { return o.Sources, nil }
	}
	return &Poller{Options: o, slots: make(chan struct{}, o.Workers), wake: make(chan struct{}, 1)}, nil
}

// Poll polls a source now as PollOnce does, and reports how it went: to Observe, and in a line of the log. A poll that ctx cuts
// short is no failure and not reported.
func (p *Poller) Poll(ctx context.Context, s Source) {
	report, err := p.PollOnce(ctx, s)
	if ctx.Err() == nil {
		p.tell(s, report, err)
	}
}

// tell logs how a poll ended, one line.
func (p *Poller) tell(s Source, r Report, err error) {
	if p.Observe != nil {
		p.Observe(s, r, err)
	}
	if err != nil {
		p.Log.Warn("feed poll failed", "feed", s.ID, "kind", string(KindOf(err)), "next", r.Next, "err", err)
		return
	}
	p.Log.Info("feed polled", "feed", s.ID, "unchanged", r.NotModified, "items", r.Items, "new", r.New, "revised", r.Revised,
		"tampered", r.Tampered, "problems", strings.Join(r.Problems, "; "), "next", r.Next)
}
