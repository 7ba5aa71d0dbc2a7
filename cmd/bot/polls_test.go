package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
	"pledgewatch/internal/jobs"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

const oneItem = `<rss version="2.0"><channel><title>F</title><item><title>News</title><link>https://news.example/1</link><guid>1</guid></item></channel></rss>`

// press counts how often each feed is asked for.
type press struct {
	script *feedtest.Script
	mu     sync.Mutex
	asked  map[string]int
}

func (p *press) Fetch(ctx context.Context, r feed.Request) (feed.Response, error) {
	p.mu.Lock()
	p.asked[r.URL]++
	p.mu.Unlock()
	return p.script.Fetch(ctx, r)
}

// count says how many feeds were asked for less, and how often in all more, than they should have been.
func (p *press) count(feeds []feed.Source, want int) (missed, doubled int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range feeds {
		missed += max(0, want-p.asked[f.URL])
		doubled += max(0, p.asked[f.URL]-want)
	}
	return missed, doubled
}

func thousandFeeds() (out []feed.Source) {
	for i := range 1000 {
		out = append(out, feed.Source{ID: fmt.Sprint("feed-", i), URL: fmt.Sprintf("https://site-%d.example/feed", i), Every: 10 * time.Minute})
	}
	return out
}

// accepting takes on whatever it is given.
type accepting struct{}

func (accepting) Handle(context.Context, feed.Article, feed.Verdict) error { return nil }

// pollReplica is a bot that does nothing but poll. die ends it as a kill does: from then on it reaches Redis no more.
func pollReplica(t *testing.T, server *redistest.Server, p feed.Fetcher, feeds []feed.Source, now clock, before func()) (die func()) {
	t.Helper()
	s, err := redis.Open(server.URL(), redis.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	dead := &grave{}
	s.Client().AddHook(dead)
	log := slog.New(slog.DiscardHandler)
	h := &house{store: s, redis: s, now: now, log: log}
	h.metrics = newMetrics(h)
	h.poller, err = feed.NewPoller(feed.Options{Sources: feeds, Keeper: s, Fetcher: p, Handler: accepting{}, Now: now, Workers: 16})
	if err != nil {
		t.Fatal(err)
	}
	kind := h.polling()
	poll := kind.Do
	kind.Do = func(ctx context.Context, piece string) error {
		if before != nil {
			before()
		}
		return poll(ctx, piece)
	}
	h.jobs = jobs.New(jobs.Options{Redis: s.Client(), Log: log, Every: 200 * time.Millisecond, Kinds: map[string]jobs.Kind{"poll": kind}})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.jobs.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = s.Close()
	})
	return func() { dead.dead.Store(true) }
}

// grave lets nothing through to Redis once its replica is dead.
type grave struct{ dead atomic.Bool }

var errDead = errors.New("this replica is dead")

func (g *grave) DialHook(next goredis.DialHook) goredis.DialHook { return next }

func (g *grave) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		if g.dead.Load() {
			cmd.SetErr(errDead)
			return errDead
		}
		return next(ctx, cmd)
	}
}

func (g *grave) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		if g.dead.Load() {
			return errDead
		}
		return next(ctx, cmds)
	}
}

// Three replicas poll a thousand feeds, each once an interval; ten minutes are twenty seconds here.
func TestAThousandFeedsAreSharedByThreeReplicas(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--appendfsync", "everysec")
	start := time.Now()
	now := func() time.Time { return start.Add(30 * time.Since(start)) }
	feeds, p := thousandFeeds(), &press{script: feedtest.Play(feedtest.OK(oneItem)), asked: map[string]int{}}
	for range 3 {
		pollReplica(t, server, p, feeds, now, nil)
	}
	const rounds = 2
	limit := time.After(2 * time.Minute)
	for {
		missed, doubled := p.count(feeds, rounds)
		if missed == 0 {
			t.Logf("1,000 feeds polled %d times each in %.0f minutes by the clock: %d missed, %d more", rounds, now().Sub(start).Minutes(), missed, doubled)
			break
		}
		select {
		case <-limit:
			t.Fatalf("%d polls missed, %d more", missed, doubled)
		case <-time.After(20 * time.Millisecond):
		}
	}
	states := map[string]feed.State{}
	s, err := redis.Open(server.URL(), redis.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	all, err := s.FeedStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range all {
		states[st.Source] = st
	}
	// No feed is asked for more often than its interval lets it: the first poll, and one for each that came round since.
	for _, f := range feeds {
		if most := int(now().Sub(start)/f.Every) + 1; p.asked[f.URL] > most || states[f.ID].Failures > 0 {
			t.Errorf("%s was asked for %d times in an interval's worth of %d, %d failures", f.ID, p.asked[f.URL], most, states[f.ID].Failures)
		}
	}
}

// A replica dies while a thousand feeds are due: none is missed, and few are polled twice. What it had under way comes back after
// a minute or two, by the wall, so that this is for the long runs.
func TestAReplicaDiesWhileFeedsAreDue(t *testing.T) {
	if os.Getenv("PLEDGEWATCH_KILLS") == "" {
		t.Skip("minutes long: set PLEDGEWATCH_KILLS to run it")
	}
	t.Parallel()
	server := redistest.Start(t)
	feeds, p := thousandFeeds(), &press{script: feedtest.Play(feedtest.OK(oneItem)), asked: map[string]int{}}
	var once sync.Once
	begun := 0
	var mu sync.Mutex
	var die func()
	mu.Lock()
	die = pollReplica(t, server, p, feeds, time.Now, func() {
		mu.Lock()
		defer mu.Unlock()
		if begun++; begun > 100 {
			once.Do(func() { die() })
		}
	})
	mu.Unlock()
	for range 2 {
		pollReplica(t, server, p, feeds, time.Now, nil)
	}
	limit := time.After(5 * time.Minute)
	start := time.Now()
	for {
		missed, doubled := p.count(feeds, 1)
		if missed == 0 {
			<-time.After(time.Minute) // for what would come twice
			_, doubled = p.count(feeds, 1)
			t.Logf("0 of 1,000 missed, %d polled twice; the last after %.0f s", doubled, time.Since(start).Seconds()-60)
			if doubled > 5 {
				t.Errorf("%d of 1,000 feeds were polled twice", doubled)
			}
			return
		}
		select {
		case <-limit:
			t.Fatalf("%d feeds were missed, %d polled twice", missed, doubled)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
