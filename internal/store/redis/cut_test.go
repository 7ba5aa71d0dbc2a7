package redis_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

var (
	errCut = errors.New("the process is dead")
	noon   = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

// scissors let so many calls to Redis pass, and none after them: a process that dies in the middle of a step.
type scissors struct {
	left    int
	instead func() // what another does just then; the process lives on
}

// snip reports whether the process is dead.
func (s *scissors) snip() bool {
	if s.left--; s.left >= 0 || s.instead == nil {
		return s.left < 0
	}
	if s.left == -1 {
		s.instead()
	}
	return false
}

func (s *scissors) DialHook(next goredis.DialHook) goredis.DialHook { return next }

func (s *scissors) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		if strings.EqualFold(cmd.Name(), "hello") || strings.EqualFold(cmd.Name(), "client") {
			return next(ctx, cmd)
		}
		if s.snip() {
			cmd.SetErr(errCut)
			return errCut
		}
		return next(ctx, cmd)
	}
}

func (s *scissors) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		if s.snip() {
			return errCut
		}
		return next(ctx, cmds)
	}
}

// world is a store that is used by a process which may die, and by another that goes on.
type world struct {
	*testing.T
	now             time.Time
	cutter          *scissors
	mortal, another *redis.Store
}

func newWorld(t *testing.T, server *redistest.Server, prefix string) *world {
	t.Helper()
	w := &world{T: t, now: noon, cutter: &scissors{left: 1 << 30}}
	o := redis.Options{Now: func() time.Time { return w.now }, Prefix: prefix}
	w.mortal, w.another = open(t, server, o), open(t, server, o)
	t.Cleanup(func() { _ = errors.Join(w.mortal.Close(), w.another.Close()) })
	w.mortal.Client().AddHook(w.cutter)
	return w
}

// drain sends all that can be claimed from now on, hour by hour, and returns the keys in the order of sending.
func (w *world) drain() (keys []string) {
	w.Helper()
	for round := range 6 {
		w.now = w.now.Add(time.Hour)
		for i := 0; ; i++ {
			worker := fmt.Sprintf("drain %d/%d", round, i)
			jobs, err := w.another.Claim(w.Context(), worker, w.now, time.Minute, 1<<10)
			if err != nil {
				w.Fatal(err)
			}
			if len(jobs) == 0 {
				break
			}
			for _, j := range jobs {
				if err := w.another.Sent(w.Context(), j.Key, worker, "1."+j.Key, w.now); err != nil {
					w.Fatal(err)
				}
				keys = append(keys, j.Key)
			}
		}
	}
	if d, err := w.another.Depth(w.Context()); err != nil || d.Pending != 0 || d.InDoubt != 0 {
		w.Fatalf("left behind: %+v, error %v", d, err)
	}
	for _, team := range []string{"T1", "T2", "T3"} { // where nobody would look
		if left, err := w.another.Waiting(w.Context(), team, 9); err != nil || len(left) > 0 {
			w.Fatalf("left behind in %s: %+v, error %v", team, left, err)
		}
	}
	return keys
}

func messages(teams ...string) (out []delivery.Message) {
	for i, team := range teams {
		out = append(out, delivery.Message{Key: fmt.Sprint("k", i), Team: team, Channel: "C1", Kind: "alert", Text: "text", Created: noon})
	}
	return out
}

// Wherever storing messages is cut short, all of them or none come out in the end, each once and in order; and all of them
// where the caller does it again.
func TestStoringIsCutShortAnywhere(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for name, teams := range map[string][]string{"one workspace": {"T1", "T1", "T1"}, "three workspaces": {"T1", "T2", "T1", "T3"}} {
		for _, again := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, done again: %v", name, again), func(t *testing.T) {
				t.Parallel()
				for steps := 0; ; steps++ {
					w := newWorld(t, server, fmt.Sprint(name, again, steps))
					if err := w.mortal.Ping(t.Context()); err != nil { // connected, and the scripts' turn
						t.Fatal(err)
					}
					all := messages(teams...)
					w.cutter.left = steps
					err := w.mortal.Enqueue(t.Context(), all)
					if again {
						if err := w.another.Enqueue(t.Context(), all); err != nil {
							t.Fatal(err)
						}
					}
					got := w.drain()
					slices.Sort(got) // of several workspaces none comes first
					if whole := slices.Equal(got, []string{"k0", "k1", "k2", "k3"}[:len(all)]); !whole && (again || err == nil || len(got) > 0) {
						t.Fatalf("cut after %d calls: got %v", steps, got)
					}
					if err == nil {
						if steps < 3 {
							t.Fatalf("nothing was cut: all was stored in %d calls", steps)
						}
						return
					}
				}
			})
		}
	}
}

// Wherever sending is cut short, the message is not lost, and its channel goes on.
func TestSendingIsCutShortAnywhere(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	f := delivery.Failure{Reason: "no_answer", At: noon.Add(time.Minute), Counted: true, InDoubt: true}
	for name, end := range map[string]func(w *world) error{
		"sent":  func(w *world) error { return w.mortal.Sent(w.Context(), "k0", "mortal", "1.1", w.now) },
		"retry": func(w *world) error { return w.mortal.Retry(w.Context(), "k0", "mortal", f) },
		"bury":  func(w *world) error { return w.mortal.Bury(w.Context(), "k0", "mortal", f) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for steps := 0; ; steps++ {
				w := newWorld(t, server, fmt.Sprint(name, steps))
				if err := w.mortal.Enqueue(t.Context(), messages("T1", "T1")); err != nil {
					t.Fatal(err)
				}
				w.cutter.left = steps
				_, err := w.mortal.Claim(t.Context(), "mortal", w.now, time.Minute, 9)
				err = errors.Join(err, w.mortal.Begin(t.Context(), "k0", "mortal", w.now), end(w))
				got := w.drain()
				dead, deadErr := w.another.Dead(t.Context(), "", 9)
				if deadErr != nil {
					t.Fatal(deadErr)
				}
				for _, d := range dead {
					got = append(got, "dead "+d.Key)
				}
				switch want := map[string]string{"sent": "[k1]", "retry": "[k0 k1]", "bury": "[k1 dead k0]"}[name]; {
				case fmt.Sprint(got) == want && w.cutter.left >= 0 && err == nil:
					return
				case fmt.Sprint(got) == want, fmt.Sprint(got) == "[k0 k1]":
				default:
					t.Fatalf("cut after %d calls: got %v", steps, got)
				}
			}
		})
	}
}

// Whatever another stores while a claim is under way comes out in the end.
func TestStoringMeetsClaiming(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for steps := 0; ; steps++ {
		w := newWorld(t, server, fmt.Sprint("meets", steps))
		met := false
		w.cutter.left, w.cutter.instead = steps, func() {
			met = true
			m := messages("T1")[0]
			m.Key, m.Channel = "late", "C2"
			if err := w.another.Enqueue(t.Context(), []delivery.Message{m}); err != nil {
				t.Error(err)
			}
		}
		if err := w.another.Enqueue(t.Context(), messages("T1")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.mortal.Claim(t.Context(), "mortal", w.now, time.Minute, 9); err != nil {
			t.Fatal(err)
		}
		if !met {
			if steps < 3 {
				t.Fatalf("only %d calls were made", steps)
			}
			return
		}
		jobs, err := w.another.Claim(t.Context(), "next", w.now, time.Minute, 9)
		held, heldErr := w.another.Waiting(t.Context(), "T1", 9)
		if err != nil || heldErr != nil || len(held) != 2 || len(jobs) == 0 && held[1].Until.IsZero() {
			t.Fatalf("stored before call %d, it is not seen: %+v, %+v, errors %v, %v", steps, jobs, held, err, heldErr)
		}
	}
}

// A message that a workspace was refused may be another's.
func TestARefusedKeyIsFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t, redistest.Start(t), "free")
	orphan := messages("T1")
	orphan[0].ThreadOf = "nobody"
	if err := w.mortal.Enqueue(t.Context(), orphan); !errors.Is(err, delivery.ErrNoParent) {
		t.Fatalf("got error %v, want ErrNoParent", err)
	}
	if err := w.mortal.Enqueue(t.Context(), messages("T2")); err != nil {
		t.Fatal(err)
	}
	if err := w.mortal.Enqueue(t.Context(), messages("T3")); err != nil { // known now
		t.Fatal(err)
	}
	jobs, err := w.another.Claim(t.Context(), "w", noon, time.Minute, 9)
	if err != nil || len(jobs) != 1 || jobs[0].Team != "T2" {
		t.Fatalf("claimed %+v, error %v", jobs, err)
	}
}

// A Redis that was killed and started anew has all that was acknowledged, and the store goes on with it.
func TestRedisIsKilled(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	w := newWorld(t, server, "killed")
	var want []string
	for round := range 3 {
		for i := range 50 {
			m := messages("T1")[0]
			m.Key = fmt.Sprintf("%d/%02d", round, i)
			if err := w.another.Enqueue(t.Context(), []delivery.Message{m}); err != nil {
				t.Fatal(err)
			}
			want = append(want, m.Key)
		}
		server.Kill()
		if err := w.another.Ping(t.Context()); err == nil {
			t.Fatal("a dead Redis answered")
		}
		server.Restart(t)
	}
	if got := w.drain(); !slices.Equal(got, want) {
		t.Fatalf("got %d of %d messages: %v", len(got), len(want), got)
	}
}
