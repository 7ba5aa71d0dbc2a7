package digest_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// made is made once, as it does not change, and before any bubble begins: an index is filled by goroutines that live
// outside of all bubbles.
var made = newBrain()

func brain() *knowledge.Brain { return made }

func newBrain() *knowledge.Brain {
	c, err := knowledge.Load(os.DirFS("testdata/corpus"))
	if err != nil {
		panic(err)
	}
	b := knowledge.NewBrain(c)
	return b
}

// newsstand is an Articles.
type newsstand []feed.Article

func (n newsstand) Articles(_ context.Context, from, to time.Time, limit int) ([]feed.Article, error) {
	var out []feed.Article
	for _, a := range n {
		shown := a.Published
		if shown.IsZero() {
			shown = a.FirstSeen
		}
		if !shown.Before(from) && shown.Before(to) {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b feed.Article) int { return b.Published.Compare(a.Published) })
	return out[:min(limit, len(out))], nil
}

func composer(now time.Time, news ...feed.Article) *digest.Composer {
	return &digest.Composer{
		Brain: brain, Articles: newsstand(news), Now: func() time.Time { return now },
		Publisher: func(id string) string { return map[string]string{"lantern": "The Lantern"}[id] },
	}
}

// subs is a Subscriptions in memory that can fail on command.
type subs struct {
	mu       sync.Mutex
	list     []digest.Subscription
	asked    int
	advances int
	fail     func(call string) error
}

func (s *subs) failing(call string) error {
	if s.fail == nil {
		return nil
	}
	return s.fail(call)
}

func (s *subs) PutSubscription(_ context.Context, sub digest.Subscription) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(slices.DeleteFunc(s.list, func(o digest.Subscription) bool { return o.Team == sub.Team && o.Channel == sub.Channel }), sub)
	return nil
}

func (s *subs) DeleteSubscription(context.Context, string, string) (bool, error) { return false, nil }

func (s *subs) Subscription(_ context.Context, team, channel string) (digest.Subscription, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.list {
		if sub.Team == team && sub.Channel == channel {
			return sub, true, nil
		}
	}
	return digest.Subscription{}, false, nil
}

func (s *subs) Subscriptions(context.Context, string) ([]digest.Subscription, error) {
	return slices.Clone(s.list), nil
}

func (s *subs) DueSubscriptions(_ context.Context, now time.Time, limit int) ([]digest.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if err := s.failing("due"); err != nil {
		return nil, err
	}
	var out []digest.Subscription
	for _, sub := range s.list {
		if sub.Paused == "" && !sub.Next.After(now) {
			out = append(out, sub)
		}
	}
	slices.SortStableFunc(out, func(a, b digest.Subscription) int { return a.Next.Compare(b.Next) })
	return out[:min(limit, len(out))], nil
}

func (s *subs) Advance(_ context.Context, team, channel string, from, to, told time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.failing("advance"); err != nil {
		return false, err
	}
	for i, sub := range s.list {
		if sub.Team == team && sub.Channel == channel && sub.Next.Equal(from) {
			if s.list[i].Next = to; !told.IsZero() {
				s.list[i].Told = told
			}
			s.advances++
			return true, nil
		}
	}
	return false, nil
}

func (s *subs) Pause(_ context.Context, team, channel, reason string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, sub := range s.list {
		if sub.Team == team && sub.Channel == channel && sub.Paused == "" {
			s.list[i].Paused = reason
			return true, nil
		}
	}
	return false, nil
}

// outbox keeps the first message of a key, as the real one does.
type outbox struct {
	mu    sync.Mutex
	msgs  []delivery.Message
	calls int
	at    []time.Time
	fail  func() error
}

func (o *outbox) Enqueue(_ context.Context, msgs ...delivery.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	if o.fail != nil {
		if err := o.fail(); err != nil {
			return err
		}
	}
	for _, m := range msgs {
		if !slices.ContainsFunc(o.msgs, func(k delivery.Message) bool { return k.Key == m.Key }) {
			o.msgs, o.at = append(o.msgs, m), append(o.at, time.Now())
		}
	}
	return nil
}

func (o *outbox) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.msgs)
}
