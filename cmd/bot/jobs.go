package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/jobs"
)

const (
	mostDigests = 1000            // due ones asked for at a time
	pollRest    = time.Minute     // a feed whose state could not be written is not asked again at once
	pollTime    = 5 * time.Minute // one poll, its articles handed on
	remindEvery = 15 * time.Second
	walkTime    = time.Hour // of a walk through an archive, before it is handed on
)

// newJobs makes what shares the work among the replicas on one Redis.
func (h *house) newJobs() {
	h.jobs = jobs.New(jobs.Options{Redis: h.redis.Client(), Log: h.log, Kinds: map[string]jobs.Kind{
		"poll":  h.polling(),
		"walk":  {Due: h.openWalks, Do: h.walk, Timeout: walkTime},
		"build": {Due: h.dueDigests, Do: h.build},
		// Which deadlines near and what has waited long enough: a look at it all, by one replica each quarter of a minute.
		"remind": {Due: h.thisRound, Do: h.remind, Rest: 2 * remindEvery},
		"send":   {Do: func(ctx context.Context, _ string) error { return h.sender.Enqueue(ctx) }}, // stores nothing, and has it look
	}})
}

// polling is the kind of work that polls feeds.
func (h *house) polling() jobs.Kind {
	return jobs.Kind{Due: h.duePolls, Do: h.poll, Rest: pollRest, Timeout: pollTime}
}

// wakeDigests makes whoever builds digests look at once.
func (h *house) wakeDigests() {
	h.digests.Wake()
	if h.jobs != nil {
		h.jobs.Wake()
	}
}

// pieceOf names a piece of work, so that no two run together.
func pieceOf(due time.Time, parts ...string) string {
	return url.Values{"of": parts, "due": {fmt.Sprint(due.UnixMilli())}}.Encode()
}

// partsOf is what a piece of work is named after.
func partsOf(piece string, n int) ([]string, error) {
	v, err := url.ParseQuery(piece)
	if err != nil || len(v["of"]) != n {
		return nil, fmt.Errorf("a job of another build: %q", piece)
	}
	return v["of"], nil
}

// duePolls names the feeds that are due.
func (h *house) duePolls(ctx context.Context) ([]string, error) {
	sources, err := h.poller.Follow(ctx)
	if err != nil {
		return nil, err
	}
	states, err := h.store.FeedStates(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]feed.State{}
	for _, st := range states {
		known[st.Source] = st
	}
	var out []string
	for _, s := range sources {
		st := known[s.ID]
		if at, alive := st.Due(s, h.now()); alive && !at.After(h.now()) {
			out = append(out, pieceOf(st.Next, s.ID))
		}
	}
	return out, nil
}

// poll polls a feed, unless another did meanwhile.
func (h *house) poll(ctx context.Context, piece string) error {
	parts, err := partsOf(piece, 1)
	if err != nil {
		return err
	}
	sources, err := h.poller.Follow(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.ID != parts[0] {
			continue
		}
		st, _, err := h.store.FeedState(ctx, s.ID)
		if err != nil {
			return err
		}
		if at, alive := st.Due(s, h.now()); alive && !at.After(h.now()) {
			h.poller.Poll(ctx, s)
		}
		return nil
	}
	return nil // it is followed no more
}

// openWalks names the feeds whose archives are being walked.
func (h *house) openWalks(ctx context.Context) ([]string, error) {
	if h.poller.Archives == nil {
		return nil, nil
	}
	walks, err := h.poller.Archives.Archives(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range walks {
		if a.Ended.IsZero() && !a.Next.After(h.now()) {
			out = append(out, pieceOf(a.Begun, a.Source))
		}
	}
	return out, nil
}

// walk goes on with the walk through a feed's archive.
func (h *house) walk(ctx context.Context, piece string) error {
	parts, err := partsOf(piece, 1)
	if err != nil {
		return err
	}
	sources, err := h.poller.Follow(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.ID == parts[0] {
			return h.poller.Walk(ctx, s, nil)
		}
	}
	return nil // it is followed no more
}

// dueDigests names the channels whose digest is due.
func (h *house) dueDigests(ctx context.Context) ([]string, error) {
	due, err := h.store.DueSubscriptions(ctx, h.now(), mostDigests)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(due))
	for i, sub := range due {
		out[i] = pieceOf(sub.Next, sub.Team, sub.Channel)
	}
	return out, nil
}

// build builds a channel's digest, unless another did meanwhile.
func (h *house) build(ctx context.Context, piece string) error {
	parts, err := partsOf(piece, 2)
	if err != nil {
		return err
	}
	return h.digests.Make(ctx, parts[0], parts[1])
}

// thisRound names the quarter of a minute.
func (h *house) thisRound(context.Context) ([]string, error) {
	return []string{fmt.Sprint(h.now().Truncate(remindEvery).Unix())}, nil
}

// remind tells what is to be told now. What one round leaves is the next one's, so that a round is left out while this replica is
// still at another.
func (h *house) remind(ctx context.Context, _ string) error {
	if !h.reminding.TryLock() {
		return nil
	}
	defer h.reminding.Unlock()
	h.crier.Pass(ctx)
	return nil
}

// nudging tells the other replicas that there is something to send.
type nudging struct {
	delivery.Outbox
	h *house
}

// Enqueue stores messages and, where that was done, nudges.
func (n nudging) Enqueue(ctx context.Context, msgs []delivery.Message) error {
	if err := n.Outbox.Enqueue(ctx, msgs); err != nil || len(msgs) == 0 {
		return err
	}
	if err := n.h.jobs.Nudge(ctx, "send", "now"); err != nil {
		n.h.log.Debug("the other replicas were not told that there is something to send; they look every second", "err", err)
	}
	return nil
}
