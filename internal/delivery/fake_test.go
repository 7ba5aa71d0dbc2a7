package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/sqlite"
)

// giveUpAfter is how many failures, about a day of them, are forgiven.
const giveUpAfter = 130

// slackFake is a Poster that does what it is told, message by message, and keeps what was posted.
type slackFake struct {
	mu    sync.Mutex
	tell  func(ctx context.Context, m delivery.Message, attempt int) error // nil error: posted
	found func(m delivery.Message) (bool, error)
	died  func(delivery.DeadLetter)
	worn  map[string]int // stored before the sender starts, having failed so often: channel C1

	posted   []posted
	attempts map[string]int
	searched []string
}

type posted struct {
	channel, key, thread, ts string
	at                       time.Duration // since start
}

// start is when the clock of every bubble begins.
var start = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (f *slackFake) Post(ctx context.Context, m delivery.Message, thread string) (string, error) {
	f.mu.Lock()
	if f.attempts == nil {
		f.attempts = map[string]int{}
	}
	f.attempts[m.Key]++
	attempt := f.attempts[m.Key]
	f.mu.Unlock()
	if f.tell != nil {
		if err := f.tell(ctx, m, attempt); err != nil {
			return "", err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	ts := "ts-" + m.Key
	f.posted = append(f.posted, posted{m.Channel, m.Key, thread, ts, time.Since(start)})
	return ts, nil
}

func (f *slackFake) Find(_ context.Context, m delivery.Message, _ string, _ time.Time) (string, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.searched = append(f.searched, m.Key)
	if f.found == nil {
		return "", false, nil
	}
	is, err := f.found(m)
	return "ts-" + m.Key, is, err
}

// keys of what was posted, in order.
func (f *slackFake) keys() (keys []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.posted {
		keys = append(keys, p.key)
	}
	return keys
}

// all is what was posted.
func (f *slackFake) all() []posted {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.posted)
}

// tries is how often posting a message was attempted.
func (f *slackFake) tries(key string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.attempts[key]
}

// sought is what was looked for.
func (f *slackFake) sought() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.searched)
}

// at is when a message was posted, since the start.
func (f *slackFake) at(key string) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.posted {
		if p.key == key {
			return p.at
		}
	}
	return -1
}

// play runs a sender over an empty outbox in a bubble, hands both to act, and stops.
func play(t *testing.T, f *slackFake, act func(t *testing.T, s *delivery.Sender, o *sqlite.Store)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := outbox(t)
		for key, failures := range f.worn {
			must(t, o.Enqueue(t.Context(), []delivery.Message{message("C1", key)}))
			failOften(t, o, failures)
		}
		s := sender(o, f)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := s.Run(ctx); err != nil {
				t.Errorf("Run: %v", err)
			}
		})
		act(t, s, o)
		cancel()
		wg.Wait()
	})
}

func sender(o delivery.Outbox, p delivery.Poster) *delivery.Sender {
	return delivery.New(delivery.Options{
		Outbox: o, Poster: p, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		OnDead: func(_ context.Context, d delivery.DeadLetter) {
			if f, ok := p.(*slackFake); ok && f.died != nil {
				f.died(d)
			}
		},
	})
}

func outbox(t *testing.T) *sqlite.Store {
	t.Helper()
	o, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data"), sqlite.Options{Now: time.Now})
	must(t, err)
	t.Cleanup(func() { must(t, o.Close()) })
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func message(channel, key string) delivery.Message {
	return delivery.Message{Key: key, Team: "T1", Channel: channel, Kind: "alert", Text: "text of " + key}
}

func wantKeys(t *testing.T, f *slackFake, want ...string) {
	t.Helper()
	if got := f.keys(); !slices.Equal(got, want) {
		t.Errorf("posted %v, want %v", got, want)
	}
}

func dead(t *testing.T, o delivery.DeadLetters) []delivery.DeadLetter {
	t.Helper()
	d, err := o.Dead(context.WithoutCancel(t.Context()), "", 99)
	must(t, err)
	return d
}

func fails(kind delivery.Kind, reason string) error {
	return &delivery.Error{Kind: kind, Reason: reason, Err: errors.New(reason)}
}

// failOften fails the only message n times, at no cost.
func failOften(t *testing.T, o delivery.Outbox, n int) {
	t.Helper()
	for i := range n {
		lease := fmt.Sprint("test", i)
		jobs, err := o.Claim(t.Context(), lease, time.Now(), time.Minute, 1)
		must(t, err)
		must(t, o.Retry(t.Context(), jobs[0].Key, lease, delivery.Failure{At: time.Now(), Counted: true}))
	}
}
