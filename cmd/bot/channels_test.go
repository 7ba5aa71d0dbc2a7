package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/store/sqlite"
)

// A channel that cannot be posted to is paused by the bot as it is wired, and goes on when the bot is added again.
func TestAChannelThatIsGoneIsPausedAndResumed(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 30, 0, time.UTC)
	clock := func() time.Time { return now }
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data"), sqlite.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kept.Close() }()
	log := slog.New(slog.DiscardHandler)
	h := &house{
		store: kept, now: clock, log: log, sender: delivery.New(delivery.Options{Outbox: kept, Now: clock, Log: log}),
		digests: digest.NewScheduler(digest.Options{}),
	}
	sub := digest.Subscription{Team: "T1", Channel: "C1", Schedule: "0 9 * * 1", Zone: "Europe/London", By: "U1", Created: now, Next: now.AddDate(0, 0, 7)}
	if err := kept.PutSubscription(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	h.buried(t.Context(), delivery.DeadLetter{Message: delivery.Message{Key: "k", Team: "T1", Channel: "C1", Kind: "digest"}, Reason: "is_archived", At: now})
	waiting := func() map[string]int {
		t.Helper()
		list, err := kept.Waiting(t.Context(), "T1", 9)
		if err != nil {
			t.Fatal(err)
		}
		to := map[string]int{}
		for _, w := range list {
			to[w.Channel]++
		}
		return to
	}
	if s, _, err := kept.Subscription(t.Context(), "T1", "C1"); err != nil || s.Paused != "the channel is archived" || waiting()["U1"] != 1 {
		t.Fatalf("%+v, told %v, %v", s, waiting(), err)
	}
	if err := h.joined(t.Context(), "T1", "C1"); err != nil {
		t.Fatal(err)
	}
	if s, _, err := kept.Subscription(t.Context(), "T1", "C1"); err != nil || s.Paused != "" || waiting()["C1"] != 1 {
		t.Errorf("%+v, told %v, %v", s, waiting(), err)
	}
}
