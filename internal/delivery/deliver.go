package delivery

import (
	"context"
	"errors"
	"time"
)

// deliver brings one claimed message to an end of this attempt: sent, to be tried again, or dead.
func (s *Sender) deliver(ctx context.Context, c claimed) {
	ts, doubt, err := s.attempt(ctx, c)
	if err == nil {
		now := s.opts.Now()
		s.note(ctx, c, func(ctx context.Context) error { return s.opts.Outbox.Sent(ctx, c.Key, c.lease, ts, now) })
		return
	}
	if !errors.Is(err, errUnwritten) {
		s.fail(ctx, c, doubt, asError(err))
	}
}

// errUnwritten ends an attempt that the outbox could not note: it is logged, and the lease is left to run out.
var errUnwritten = errors.New("the outbox did not note that a send begins")

// attempt makes sure that the message is in Slack and returns its ts. Beside an error it says whether the message may be
// there all the same.
func (s *Sender) attempt(ctx context.Context, c claimed) (ts string, doubt bool, err error) {
	doubt = !c.Begun.IsZero()
	if c.ThreadOf != "" && c.ThreadTS == "" {
		if !doubt {
			c.turn.undo()
		}
		return "", doubt, &Error{Kind: Permanent, Reason: reasonParent}
	}
	if doubt {
		ts, found, err := s.find(ctx, c)
		if err != nil || found {
			return ts, err != nil, err
		}
		doubt = false
		c.turn = s.reserve(ctx, c.Team, c.Channel)
	}
	if err := s.await(ctx, c.turn); err != nil {
		return "", doubt, err
	}
	// The time allowed runs from before the note, so that a slow outbox cannot push a call beyond its lease.
	post, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	begun := s.opts.Now()
	if !s.note(post, c, func(ctx context.Context) error { return s.opts.Outbox.Begin(ctx, c.Key, c.lease, begun) }) {
		return "", true, errUnwritten
	}
	if err := post.Err(); err != nil {
		return "", false, &Error{Kind: Transient, Reason: reasonSlowOutbox, Err: err}
	}
	ts, err = s.opts.Poster.Post(post, c.Message, c.ThreadTS)
	if err != nil {
		e := asError(err)
		if e.Kind == RateLimited {
			s.quiet(post, c.Team, c.Channel, e.RetryAfter)
		}
		return "", e.Kind == InDoubt, e
	}
	return ts, false, nil
}

// find looks for a message that is in doubt.
func (s *Sender) find(ctx context.Context, c claimed) (ts string, found bool, err error) {
	if early := c.Begun.Add(settleFor).Sub(s.opts.Now()); early > 0 {
		return "", false, &Error{Kind: RateLimited, Reason: reasonSettling, RetryAfter: early}
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	ts, found, err = s.opts.Poster.Find(ctx, c.Message, c.ThreadTS, c.Begun)
	if err != nil {
		return "", false, asError(err)
	}
	return ts, found, nil
}

// await waits until the limits allow a call.
func (s *Sender) await(ctx context.Context, t turn) error {
	wait := t.at.Sub(s.opts.Now())
	if wait > longestTurn {
		t.undo()
		return &Error{Kind: RateLimited, Reason: reasonPacing, RetryAfter: wait}
	}
	timer := s.opts.Timer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		t.undo()
		return &Error{Kind: RateLimited, Reason: reasonStopping}
	}
	return nil
}

// fail decides what becomes of a message that was not sent, or not surely.
func (s *Sender) fail(ctx context.Context, c claimed, doubt bool, e *Error) {
	now := s.opts.Now()
	f := Failure{Reason: e.Reason, At: now, InDoubt: doubt, Counted: e.Kind != RateLimited && ctx.Err() == nil}
	log := s.opts.Log.With("team", c.Team, "channel", c.Channel, "kind", c.Kind, "key", c.Key, "reason", e.Reason)
	failures := c.Failures
	if f.Counted {
		failures++
	}
	if e.Kind == Permanent || failures >= giveUpAfter {
		if s.note(ctx, c, func(ctx context.Context) error { return s.opts.Outbox.Bury(ctx, c.Key, c.lease, f) }) {
			d := DeadLetter{Message: c.Message, Reason: e.Reason, Failures: failures, InDoubt: doubt, At: now}
			log.Error("message is dead", "next", d.Mend(), "err", e)
			if s.opts.OnDead != nil {
				s.opts.OnDead(ctx, d)
			}
		}
		return
	}
	f.At = now.Add(s.wait(e, failures, doubt))
	if s.note(ctx, c, func(ctx context.Context) error { return s.opts.Outbox.Retry(ctx, c.Key, c.lease, f) }) {
		if f.Counted || e.Reason == reasonRateLimited {
			log.Warn("message is not sent yet", "failures", failures, "next", f.At, "err", e)
		}
	}
}

// wait is how long a message rests after a failure.
func (s *Sender) wait(e *Error, failures int, doubt bool) time.Duration {
	switch {
	case e.Kind == RateLimited: // never earlier than told; up to a tenth later, so that senders do not come back in step
		return e.RetryAfter + time.Duration(s.dice()*float64(e.RetryAfter)/10)
	case doubt:
		return max(backoff(failures, s.dice()), settleFor)
	default:
		return backoff(failures, s.dice())
	}
}
