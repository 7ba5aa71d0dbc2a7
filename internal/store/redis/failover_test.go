package redis_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

// What was acknowledged with copies=1 outlives the master that acknowledged it, under Sentinel and in a cluster. What was acknowledged
// without is gone where the replicas had not caught up.
func TestAFailoverLosesNothingThatIsCopied(t *testing.T) {
	t.Parallel()
	redis.Quiet()
	for name, c := range map[string]struct {
		start func(testing.TB) redistest.Watched
		loses bool // without copies
	}{
		"Sentinel":                         {redistest.StartWatched, false},
		"Sentinel, replicas not in step":   {redistest.StartLagging, true},
		"a cluster of three with replicas": {redistest.StartWatchedCluster, false},
	} {
		for _, copies := range []string{"&copies=1", ""} {
			if os.Getenv("PLEDGEWATCH_KILLS") == "" && (copies == "") != c.loses {
				continue // the long run has them all
			}
			t.Run(name+copies, func(t *testing.T) {
				w := c.start(t)
				s, err := redis.Open(w.URL+copies, redis.Options{Now: time.Now})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				l := &ledger{kept: map[string]bool{}}
				took := l.through(t, s, w)
				lost := l.lost(t, s)
				t.Logf("%d messages acknowledged, %d of them after the master was killed, the first %s later; %d calls failed, %d messages lost",
					len(l.kept), l.after, took.Round(100*time.Millisecond), l.failed, lost)
				if copies != "" && lost > 0 || copies == "" && c.loses && lost == 0 {
					t.Errorf("%d messages that were acknowledged are gone", lost)
				}
			})
		}
	}
}

func TestAWriteThatNoReplicaHasIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	s, err := redis.Open(redistest.Start(t).URL()+"?copies=1", redis.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Enqueue(t.Context(), []delivery.Message{{Key: "k", Team: "T", Channel: "C", Text: "x"}}); !errors.Is(err, redis.ErrNotCopied) {
		t.Errorf("a message: error %v", err)
	}
	if err := s.PutSubscription(t.Context(), digest.Subscription{Team: "T1", Channel: "C1"}); !errors.Is(err, redis.ErrNotCopied) {
		t.Errorf("a subscription: error %v", err)
	}
	if _, err := s.Subscriptions(t.Context(), "T1"); err != nil {
		t.Errorf("reading: %v", err)
	}
}

// ledger is what the store said that it has.
type ledger struct {
	mu     sync.Mutex
	kept   map[string]bool
	killed time.Time
	first  time.Time // that was acknowledged after the kill
	after  int
	failed int
}

// through writes by several at once, kills the master in the middle, and goes on until the next one has taken as much.
func (l *ledger) through(t *testing.T, s *redis.Store, w redistest.Watched) (took time.Duration) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
	defer stop()
	var wg sync.WaitGroup
	for who := range 4 {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				key := fmt.Sprintf("%d-%d", who, n)
				one, cancel := context.WithTimeout(ctx, 3*time.Second)
				l.note(key, s.Enqueue(one, []delivery.Message{{Key: key, Team: fmt.Sprint("T", n%50), Channel: fmt.Sprint("C", who), Text: key}}))
				cancel()
			}
		})
	}
	await := func(what string, is func() bool) {
		for !is() {
			if ctx.Err() != nil {
				t.Fatalf("%s: not in time; %+v", what, l.failed)
			}
			<-time.After(5 * time.Millisecond)
		}
	}
	await("messages", func() bool { return l.count() >= 1000 })
	l.mu.Lock() // what is acknowledged meanwhile was so before
	w.Master.Kill()
	l.killed = time.Now()
	l.mu.Unlock()
	<-time.After(4 * time.Second) // the next master is in place
	w.Master.Restart(t)           // it comes back, as a replica
	await("messages after the failover", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.after >= 1000
	})
	stop()
	wg.Wait()
	return l.first.Sub(l.killed)
}

func (l *ledger) note(key string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed++
		return
	}
	l.kept[key] = true
	if l.killed.IsZero() {
		return
	}
	if l.after++; l.first.IsZero() {
		l.first = time.Now()
	}
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.kept)
}

// lost counts what the store said that it has, and has not.
func (l *ledger) lost(t *testing.T, s *redis.Store) (n int) {
	t.Helper()
	waiting, err := s.Waiting(t.Context(), "", 1<<20)
	for end := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(end); { // the killed node is just coming back
		waiting, err = s.Waiting(t.Context(), "", 1<<20)
	}
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, m := range waiting {
		has[m.Key] = true
	}
	for key := range l.kept {
		if !has[key] {
			n++
		}
	}
	return n
}
