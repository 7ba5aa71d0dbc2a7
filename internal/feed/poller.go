package feed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	defaultWorkers = 4
	pause          = time.Minute // between looks at a feed whose keeper fails, however often it is due
)

// Options is what a Poller needs. Keeper, Fetcher and Handler are required.
type Options struct {
	Sources []Source
	Keeper  Keeper
	Fetcher Fetcher
	Handler Handler
	Now     func() time.Time            // nil means time.Now
	Log     *slog.Logger                // nil means silence
	Jitter  func() float64              // in [0, 1), spreads retries; nil means a random one
	Workers int                         // feeds polled at once; 0 means 4
	Observe func(Source, Report, error) // called after each poll, by several goroutines; may be nil
}

// Poller polls feeds when they are due. It is safe for concurrent use.
type Poller struct {
	Options
	slots chan struct{}            // one for each poll that may run
	hosts map[string]chan struct{} // of one slot each, by host; not written after NewPoller
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
	p := &Poller{Options: o, slots: make(chan struct{}, o.Workers), hosts: map[string]chan struct{}{}}
	seen := map[string]bool{}
	for _, s := range o.Sources {
		if s.ID == "" || seen[s.ID] {
			return nil, fmt.Errorf("feed poller: source ID %q is empty or there twice", s.ID)
		}
		seen[s.ID] = true
		p.hosts[hostOf(s.URL)] = make(chan struct{}, 1)
	}
	return p, nil
}

// Run polls each source when it is due, until ctx ends; then it waits for the polls under way, which end with it, and
// returns nil. When a feed is due is read from the Keeper, so a restart changes nothing.
func (p *Poller) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait() // nothing that Run starts outlives Run
	for _, s := range p.Sources {
		wg.Go(func() { p.follow(ctx, s) })
	}
	<-ctx.Done()
	return nil
}

// follow polls one source for as long as ctx lasts and the source is not gone.
func (p *Poller) follow(ctx context.Context, s Source) {
	for first := true; ; first = false {
		due, ok := p.due(ctx, s)
		if !ok {
			return
		}
		wait := due.Sub(p.Now())
		if !first {
			wait = max(wait, pause)
		}
		if !sleep(ctx, wait) {
			return
		}
		report, err := p.PollOnce(ctx, s)
		if ctx.Err() != nil {
			return // shutting down is no failure
		}
		p.tell(s, report, err)
	}
}

// due returns when a source is to be polled next; it is not ok for one that is gone.
func (p *Poller) due(ctx context.Context, s Source) (time.Time, bool) {
	now := p.Now()
	state, err := p.state(ctx, s)
	if err != nil {
		if ctx.Err() == nil {
			p.Log.Error("feed state cannot be read", "feed", s.ID, "retry", pause, "err", err)
		}
		return now.Add(pause), true
	}
	if state.Gone {
		p.Log.Warn("feed is gone for good and not polled", "feed", s.ID, "since", state.LastAttempt)
		return now, false
	}
	if state.Next.After(now.Add(max(interval(s), maxWait))) { // kept under a clock that was ahead
		return now, true
	}
	return state.Next, true
}

func sleep(ctx context.Context, wait time.Duration) bool {
	if wait <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
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

// enter waits until the host of a source and a slot are free, and returns what frees them again.
func (p *Poller) enter(ctx context.Context, s Source) (leave func(), err error) {
	host := p.hosts[hostOf(s.URL)]
	if host == nil { // a source that Run does not poll has a host of its own
		host = make(chan struct{}, 1)
	}
	for _, gate := range []chan struct{}{host, p.slots} {
		select {
		case gate <- struct{}{}:
			defer func() {
				if err != nil {
					<-gate
				}
			}()
		case <-ctx.Done():
			return nil, fmt.Errorf("feed %s: poll given up: %w", s.ID, ctx.Err())
		}
	}
	return func() { <-p.slots; <-host }, nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}
