package delivery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"sync"
	"time"
)

// A lease outlasts all that is done under it: a wait for a turn, a search, a post, and the notes in between.
const (
	workers     = 16
	pollEvery   = time.Second
	leaseFor    = 2 * time.Minute
	mostAtOnce  = 4                // claimed of what is due, before it is looked at whose turn is near by then
	longestTurn = 10 * time.Second // a turn further off than this is waited for in the outbox, not by a worker
	callTimeout = 20 * time.Second // one call to Slack
	noteTimeout = 10 * time.Second // one write to the outbox
	settleFor   = callTimeout      // how long after a send was begun a search for it can be trusted
)

// Options is what a Sender is made of. Outbox, Poster, Now and Log are needed.
type Options struct {
	Outbox Outbox
	Poster Poster
	Now    func() time.Time
	Log    *slog.Logger
	// OnDead is told of each message that went to the dead letters, after that is kept; a crash in between skips it.
	// It must be quick, as a worker waits for it.
	OnDead func(context.Context, DeadLetter)
	// Timer makes what waits; nil: time.NewTimer. It is for a Now that does not go at the wall's speed.
	Timer func(time.Duration) *time.Timer
	// Pace is kept to by all senders that share the outbox; nil: there is this one only.
	Pace Pace
}

// Sender sends what is in the outbox. Several senders, in several processes, may share one outbox.
type Sender struct {
	opts   Options
	limits *limits
	wake   chan struct{}
	name   string // of this sender among all that share the outbox
	claims int    // made by Run
	dice   func() float64
	wrong  string // the last error of Claim, so that it is logged once
}

// New makes a sender. It does nothing until Run.
func New(o Options) *Sender {
	if o.Timer == nil {
		o.Timer = time.NewTimer
	}
	return &Sender{
		opts:   o,
		limits: newLimits(),
		wake:   make(chan struct{}, 1),
		name:   rand.Text(),
		dice:   mrand.Float64,
	}
}

// Enqueue stores messages, all or none, and lets the workers know. When it returns nil they survive a crash. A key that
// is already known is left as it is, so the call can be repeated. An error names a message that cannot be sent as it is
// (ErrNoParent included), or the store's trouble.
func (s *Sender) Enqueue(ctx context.Context, msgs ...Message) error {
	batch := make([]Message, len(msgs))
	for i, m := range msgs {
		if err := m.check(); err != nil {
			return err
		}
		if m.Created.IsZero() {
			m.Created = s.opts.Now()
		}
		batch[i] = m
	}
	if err := s.opts.Outbox.Enqueue(ctx, batch); err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	s.poke()
	return nil
}

// Run sends until ctx ends. Then it claims nothing more, gives back what waits, lets calls that are under way end (20
// seconds at most), and returns nil.
func (s *Sender) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, workers)
	poll := s.opts.Timer(pollEvery)
	defer func() { poll.Stop() }()
	for ctx.Err() == nil {
		limit := min(cap(slots)-len(slots), mostAtOnce)
		jobs, again := s.claim(ctx, limit)
		poll.Stop()
		poll = s.opts.Timer(again)
		for _, c := range jobs {
			slots <- struct{}{} // never waits: only this goroutine takes slots, and it asked for as many as were free
			wg.Go(func() {
				defer s.poke() // the channel's next message, and a slot, are free
				defer func() { <-slots }()
				s.deliver(ctx, c)
			})
		}
		if limit > 0 && len(jobs) == limit {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-poll.C:
		}
	}
	return nil
}

// poke makes Run look at the outbox now.
func (s *Sender) poke() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// claimed is a job and the lease that it is held under.
type claimed struct {
	Job
	lease string
	turn  turn // of a message that is not in doubt; another is looked for first
}

// claim takes up to limit messages whose turn is near, and says when there may be more of them at the latest.
func (s *Sender) claim(ctx context.Context, limit int) (out []claimed, again time.Duration) {
	if limit == 0 {
		return nil, pollEvery
	}
	far, near := s.limits.far(s.opts.Now())
	if again = pollEvery; near > 0 {
		again = min(again, near)
	}
	s.claims++
	lease := fmt.Sprintf("%s/%d", s.name, s.claims)
	jobs, err := s.opts.Outbox.Claim(ctx, lease, s.opts.Now(), leaseFor, limit, far...)
	if ctx.Err() != nil && err != nil {
		return nil, again
	}
	s.noteClaim(err)
	out = make([]claimed, len(jobs))
	for i, j := range jobs {
		out[i] = claimed{Job: j, lease: lease}
		if j.Begun.IsZero() { // now, so that who has waited longest has the first turn
			out[i].turn = s.reserve(ctx, j.Team, j.Channel)
		}
	}
	return out, again
}

// noteClaim logs trouble with the outbox when it begins, changes or ends: it is asked every second.
func (s *Sender) noteClaim(err error) {
	now := ""
	if err != nil {
		now = err.Error()
	}
	if now == s.wrong {
		return
	}
	s.wrong = now
	if err != nil {
		s.opts.Log.Error("outbox cannot be read", "next", pollEvery, "err", err)
		return
	}
	s.opts.Log.Info("outbox can be read again")
}

// note writes to the outbox how an attempt went, also while shutting down. Where that fails nothing is lost: the lease
// runs out, and a send that was begun is looked for.
func (s *Sender) note(ctx context.Context, c claimed, write func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	err := write(ctx)
	switch {
	case err == nil:
		return true
	case errors.Is(err, ErrLeaseLost):
		s.opts.Log.Warn("lease ran out under a message", "key", c.Key, "next", "another worker has it")
	default:
		s.opts.Log.Error("outbox cannot be written", "key", c.Key, "next", "its lease runs out and it is looked at again", "err", err)
	}
	return false
}
