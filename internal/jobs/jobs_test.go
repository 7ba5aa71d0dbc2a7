package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/jobs"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

// ledger is the truth that replicas share: what is due, and how often each was done.
type ledger struct {
	mu   sync.Mutex
	due  map[string]bool
	done map[string]int
}

func newLedger(n int) *ledger {
	l := &ledger{due: map[string]bool{}, done: map[string]int{}}
	for i := range n {
		l.due[fmt.Sprint("piece ", i)] = true
	}
	return l
}

func (l *ledger) list(context.Context) (out []string, _ error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range l.due {
		out = append(out, name)
	}
	return out, nil
}

func (l *ledger) finish(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done[name]++
	delete(l.due, name)
}

func (l *ledger) left() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.due)
}

// replica runs a runner until the test, or stop, ends it.
func replica(t *testing.T, server *redistest.Server, kinds map[string]jobs.Kind) (r *jobs.Runner, stop func()) {
	t.Helper()
	client := goredis.NewClient(&goredis.Options{Addr: server.Addr()})
	r = jobs.New(jobs.Options{Redis: client, Kinds: kinds, Log: slog.New(slog.DiscardHandler), Every: 50 * time.Millisecond, Workers: 4})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
			_ = client.Close()
		})
	}
	t.Cleanup(stop)
	return r, stop
}

func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 3000 {
		if ok() {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}

func TestReplicasShareTheWork(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	l := newLedger(400)
	var mu sync.Mutex
	by := map[int]int{}
	for i := range 3 {
		replica(t, server, map[string]jobs.Kind{"work": {Due: l.list, Do: func(_ context.Context, name string) error {
			mu.Lock()
			by[i]++
			mu.Unlock()
			<-time.After(25 * time.Millisecond)
			l.finish(name)
			return nil
		}, Rest: time.Minute}})
	}
	await(t, "all to be done", func() bool { return l.left() == 0 })
	for name, n := range l.done {
		if n != 1 {
			t.Errorf("%s was done %d times", name, n)
		}
	}
	for i := range 3 {
		if by[i] == 0 {
			t.Errorf("replica %d did nothing: %v", i, by)
		}
	}
}

func TestWhatFailsIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	l := newLedger(1)
	fails := 3
	replica(t, redistest.Start(t), map[string]jobs.Kind{"work": {Due: l.list, Do: func(_ context.Context, name string) error {
		if fails--; fails >= 0 {
			return errors.New("not yet")
		}
		l.finish(name)
		return nil
	}}})
	await(t, "it to be done", func() bool { return l.left() == 0 })
}

func TestANudgeReachesWhoeverIsThere(t *testing.T) {
	t.Parallel()
	got := make(chan string, 9)
	r, _ := replica(t, redistest.Start(t), map[string]jobs.Kind{"send": {Do: func(_ context.Context, name string) error {
		got <- name
		return nil
	}}})
	if err := r.Nudge(t.Context(), "send", "now"); err != nil {
		t.Fatal(err)
	}
	if name := <-got; name != "now" {
		t.Errorf("got %q", name)
	}
}

// Redis goes, with all that asynq had, and comes back empty: what is due is found and done.
func TestRedisIsAwayForAWhile(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--appendonly", "no")
	l := newLedger(0)
	replica(t, server, map[string]jobs.Kind{"work": {Due: l.list, Do: func(_ context.Context, name string) error {
		l.finish(name)
		return nil
	}, Rest: time.Hour}})
	for _, name := range []string{"before", "after"} {
		if name == "after" {
			server.Kill()
			<-time.After(300 * time.Millisecond)
			server.Restart(t)
		}
		l.mu.Lock()
		l.due[name] = true
		l.mu.Unlock()
		await(t, name, func() bool { return l.left() == 0 })
	}
}

func TestTheWorkIsDoneOverACluster(t *testing.T) {
	t.Parallel()
	address, err := redis.ParseAddress(redistest.StartCluster(t))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(20)
	ctx, stop := context.WithCancel(t.Context())
	client := address.Client()
	t.Cleanup(func() { _ = client.Close() })
	r := jobs.New(jobs.Options{Redis: client, Log: slog.New(slog.DiscardHandler), Every: 50 * time.Millisecond, Kinds: map[string]jobs.Kind{
		"work": {Due: l.list, Do: func(_ context.Context, name string) error {
			l.finish(name)
			return nil
		}},
	}})
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	await(t, "all to be done", func() bool { return l.left() == 0 })
	n, err := jobs.Replicas(client)
	if err != nil || n != 1 {
		t.Errorf("%d replicas are seen, error %v", n, err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A replica that is told to stop in the middle of a piece leaves it to the others.
func TestAStoppedReplicaHandsOn(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	l := newLedger(8)
	entered := make(chan struct{}, 99)
	_, stop := replica(t, server, map[string]jobs.Kind{"work": {Due: l.list, Do: func(_ context.Context, name string) error {
		entered <- struct{}{}
		<-time.After(20 * time.Millisecond)
		l.finish(name)
		return nil
	}}})
	<-entered
	stop()
	replica(t, server, map[string]jobs.Kind{"work": {Due: l.list, Do: func(_ context.Context, name string) error {
		l.finish(name)
		return nil
	}}})
	await(t, "all to be done", func() bool { return l.left() == 0 })
}
