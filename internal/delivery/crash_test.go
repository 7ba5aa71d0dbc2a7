package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/sqlite"
)

// world is Slack and chance: what was really posted, whatever the processes believe.
type world struct {
	mu     sync.Mutex
	dice   *rand.Rand
	posts  map[string][]posted // by channel
	doomed map[string]bool     // keys that Slack refuses for good
	counts map[string]int      // what happened, so that a run in which nothing does is noticed
}

// chance is true n times in a hundred.
func (w *world) chance(what string, n int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dice.IntN(100) >= n {
		return false
	}
	w.counts[what]++
	return true
}

func (w *world) between(least, most int) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Duration(least+w.dice.IntN(most-least)) * time.Millisecond
}

func (w *world) post(m delivery.Message, thread string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	ts := fmt.Sprint("ts-", m.Key, "-", len(w.posts[m.Channel]))
	w.posts[m.Channel] = append(w.posts[m.Channel], posted{m.Channel, m.Key, thread, ts, time.Since(start)})
	return ts
}

// process is one life of the bot: it sees Slack and the outbox through calls that may be its last.
type process struct {
	*sqlite.Store
	w    *world
	die  context.CancelFunc
	mu   sync.Mutex
	gone bool
}

var errDead = errors.New("this process is dead")

// dead reports whether the process has died; a dead process has no effect on anything.
func (p *process) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// crash kills the process now and then.
func (p *process) crash(where string) bool {
	if !p.dead() && p.w.chance("crash "+where, 4) {
		p.mu.Lock()
		p.gone = true
		p.mu.Unlock()
		p.die()
	}
	return p.dead()
}

// kept does what is done to the outbox; the process may die right before or right after, and the disk may fail.
func (p *process) kept(what string, do func() error) error {
	if p.crash("before " + what) {
		return errDead
	}
	if p.w.chance("disk full at "+what, 2) {
		return errors.New("disk full")
	}
	err := do()
	if p.crash("after " + what) {
		return errDead
	}
	return err
}

func (p *process) Enqueue(ctx context.Context, m []delivery.Message) error {
	return p.kept("Enqueue", func() error { return p.Store.Enqueue(ctx, m) })
}

func (p *process) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int, skip ...string) (jobs []delivery.Job, err error) {
	if p.dead() { // it is asked every second: no dice, but for what was found
		return nil, errDead
	}
	if jobs, err = p.Store.Claim(ctx, worker, now, lease, limit, skip...); len(jobs) > 0 && p.crash("after Claim") {
		return nil, errDead
	}
	return jobs, err
}

func (p *process) Begin(ctx context.Context, key, worker string, now time.Time) error {
	return p.kept("Begin", func() error { return p.Store.Begin(ctx, key, worker, now) })
}

func (p *process) Sent(ctx context.Context, key, worker, ts string, now time.Time) error {
	return p.kept("Sent", func() error { return p.Store.Sent(ctx, key, worker, ts, now) })
}

func (p *process) Retry(ctx context.Context, key, worker string, f delivery.Failure) error {
	return p.kept("Retry", func() error { return p.Store.Retry(ctx, key, worker, f) })
}

func (p *process) Bury(ctx context.Context, key, worker string, f delivery.Failure) error {
	return p.kept("Bury", func() error { return p.Store.Bury(ctx, key, worker, f) })
}

func (p *process) Post(ctx context.Context, m delivery.Message, thread string) (string, error) {
	time.Sleep(p.w.between(10, 900))
	switch {
	case p.crash("before Post"):
		return "", errDead
	case p.w.doomed[m.Key]:
		return "", fails(delivery.Permanent, "channel_not_found")
	case p.w.chance("429", 6):
		return "", &delivery.Error{Kind: delivery.RateLimited, Reason: "rate_limited", RetryAfter: p.w.between(1000, 60_000)}
	case p.w.chance("no connection", 4):
		return "", fails(delivery.Transient, "network")
	case p.w.chance("500, not posted", 4):
		return "", fails(delivery.InDoubt, "no_answer")
	case p.w.chance("time-out, posted after it", 3):
		<-ctx.Done()
		time.AfterFunc(p.w.between(0, 9000), func() { p.w.post(m, thread) })
		return "", &delivery.Error{Kind: delivery.InDoubt, Reason: "no_answer", Err: ctx.Err()}
	}
	ts := p.w.post(m, thread)
	switch {
	case p.crash("after Post"):
		return "", errDead
	case p.w.chance("500, posted", 4):
		return "", fails(delivery.InDoubt, "no_answer")
	case p.w.chance("time-out, posted", 4):
		<-ctx.Done()
		return "", &delivery.Error{Kind: delivery.InDoubt, Reason: "no_answer", Err: ctx.Err()}
	}
	return ts, nil
}

func (p *process) Find(_ context.Context, m delivery.Message, _ string, _ time.Time) (string, bool, error) {
	time.Sleep(p.w.between(10, 900))
	switch {
	case p.crash("at Find"):
		return "", false, errDead
	case p.w.chance("429 at Find", 10):
		return "", false, &delivery.Error{Kind: delivery.RateLimited, Reason: "rate_limited", RetryAfter: time.Minute}
	case p.w.chance("500 at Find", 5):
		return "", false, fails(delivery.InDoubt, "no_answer")
	}
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	for _, post := range p.w.posts[m.Channel] {
		if post.key == m.Key {
			return post.ts, true, nil
		}
	}
	return "", false, nil
}

// Whatever crashes and fails, each message is posted exactly once, in its channel's order, in its thread; what Slack
// refuses is a dead letter. Goroutines take their turns as they like, so a seed does not fix a run to the last step.
func TestExactlyOnceInOrderWhateverCrashes(t *testing.T) {
	t.Parallel()
	happened := map[string]int{}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{
					dice:  rand.New(rand.NewPCG(seed, 1)), //nolint:gosec // G404: a simulation
					posts: map[string][]posted{}, doomed: map[string]bool{}, counts: happened,
				}
				o := outbox(t)
				msgs := plan(w)
				var wg sync.WaitGroup
				for range 1 + seed%2 { // one replica or two
					wg.Go(func() { live(t, w, o, msgs) })
				}
				wg.Wait()
				time.Sleep(time.Minute) // whatever is still on its way arrives
				verify(t, w, o, msgs)
			})
		})
	}
	for _, what := range []string{
		"crash after Claim", "crash before Begin", "crash after Begin", "crash before Post", "crash after Post",
		"crash before Sent", "crash after Sent", "429", "500, posted", "500, not posted", "time-out, posted",
		"time-out, posted after it",
	} {
		if happened[what] == 0 && seeds > 10 {
			t.Errorf("never happened: %s", what)
		}
	}
	if testing.Verbose() {
		for _, what := range slices.Sorted(maps.Keys(happened)) {
			t.Logf("%4d %s", happened[what], what)
		}
	}
}

// plan makes the messages: three channels, some replies, some that Slack refuses.
func plan(w *world) (msgs []delivery.Message) {
	for i := range 24 {
		m := message(fmt.Sprint("C", i%3), fmt.Sprintf("k%02d", i))
		if i%8 >= 6 {
			m.ThreadOf = fmt.Sprintf("k%02d", i-3)
		}
		if w.dice.IntN(10) == 0 {
			w.doomed[m.Key] = true
		}
		msgs = append(msgs, m)
	}
	return msgs
}

// live is a replica: processes, one after another, until all messages are stored and none is pending.
func live(t *testing.T, w *world, o *sqlite.Store, msgs []delivery.Message) {
	t.Helper()
	stored := 0
	for life := range 500 {
		ctx, cancel := context.WithCancel(t.Context())
		p := &process{Store: o, w: w, die: cancel}
		s := sender(p, p)
		var wg sync.WaitGroup
		wg.Go(func() { _ = s.Run(ctx) })
		for !p.dead() {
			if stored < len(msgs) { // what is not acknowledged is enqueued again, as any caller does
				if n := min(5, len(msgs)-stored); s.Enqueue(ctx, msgs[stored:stored+n]...) == nil {
					stored += n
				}
			} else if d, err := o.Depth(t.Context()); err != nil || d.Pending == 0 {
				cancel()
				wg.Wait()
				return
			}
			time.Sleep(w.between(100, 9000))
		}
		wg.Wait()
		cancel()
		time.Sleep(w.between(10, 200_000))
		if life == 499 {
			t.Error("not done after 500 lives")
		}
	}
}

func verify(t *testing.T, w *world, o *sqlite.Store, msgs []delivery.Message) {
	t.Helper()
	want, ts, refused := map[string][]string{}, map[string]string{}, map[string]bool{}
	for _, channel := range w.posts {
		for _, p := range channel {
			ts[p.key] = p.ts
		}
	}
	for _, m := range msgs {
		if w.doomed[m.Key] || refused[m.ThreadOf] {
			refused[m.Key] = true
			continue
		}
		want[m.Channel] = append(want[m.Channel], m.Key+" in thread "+ts[m.ThreadOf])
	}
	for channel := range want {
		var got []string
		for _, p := range w.posts[channel] {
			got = append(got, p.key+" in thread "+p.thread)
		}
		if !slices.Equal(got, want[channel]) {
			t.Errorf("channel %s holds\n%s\nwant\n%s", channel, strings.Join(got, "\n"), strings.Join(want[channel], "\n"))
		}
	}
	letters := map[string]bool{}
	for _, d := range dead(t, o) {
		letters[d.Key] = true
	}
	if !maps.Equal(letters, refused) {
		t.Errorf("dead letters %v, want %v", letters, refused)
	}
}
