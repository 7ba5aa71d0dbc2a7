package alert_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

var errCrash = errors.New("the process died")

// frail is all that a crier keeps and sends through, and may be cut short before or after each call. From then on, until
// mended, nothing has an effect: the process is dead.
type frail struct {
	*house
	calls int
	die   func(call int) (before, after bool)
	dead  bool
}

func (f *frail) try(do func() error) error {
	if f.dead {
		return errCrash
	}
	f.calls++
	before, after := f.die(f.calls)
	if before {
		f.dead = true
		return errCrash
	}
	err := do()
	if after {
		f.dead = true
		return errCrash
	}
	return err
}

func (f *frail) HoldAlerts(ctx context.Context, notes []alert.Note) error {
	return f.try(func() error { return f.store.HoldAlerts(ctx, notes) })
}

func (f *frail) AlertsWaiting(ctx context.Context) (ws []alert.Waiting, err error) {
	if f.dead { // read at every pass: no dice
		return nil, errCrash
	}
	return f.store.AlertsWaiting(ctx)
}

func (f *frail) SealAlerts(ctx context.Context, team, channel string) (ns []alert.Note, err error) {
	err = f.try(func() error { ns, err = f.store.SealAlerts(ctx, team, channel); return err })
	return ns, err
}

func (f *frail) FinishAlerts(ctx context.Context, team, channel, first string, threads map[string]alert.Thread) error {
	return f.try(func() error { return f.store.FinishAlerts(ctx, team, channel, first, threads) })
}

func (f *frail) AlertThreads(ctx context.Context, team, channel string, subjects []string) (ts map[string]alert.Thread, err error) {
	err = f.try(func() error { ts, err = f.store.AlertThreads(ctx, team, channel, subjects); return err })
	return ts, err
}

func (f *frail) AlertMark(ctx context.Context, name string) (text string, ok bool, err error) {
	err = f.try(func() error { text, ok, err = f.store.AlertMark(ctx, name); return err })
	return text, ok, err
}

func (f *frail) PutAlertMark(ctx context.Context, name, text string) error {
	return f.try(func() error { return f.store.PutAlertMark(ctx, name, text) })
}

func (f *frail) Enqueue(ctx context.Context, msgs ...delivery.Message) error {
	return f.try(func() error { return f.out.Enqueue(ctx, msgs...) })
}

// frailHouse is a house whose crier works through a frail.
func frailHouse(t testing.TB, subs ...digest.Subscription) (*house, *frail) {
	h := newHouse(t, subs...)
	f := &frail{house: h, die: func(int) (bool, bool) { return false, false }}
	h.opts.Keeper, h.opts.Ledger, h.opts.Outbox = f, f, f
	h.restart()
	return h, f
}

// revive is the next process, which is offered again what was not taken on.
func (f *frail) revive() {
	f.dead = false
	f.restart()
}

// Every step of a day's work is the last of a process once, right before it and right after it. What is said is the same.
func TestACrashAtAnyStepLosesAndDoublesNothing(t *testing.T) {
	brain := knowledge.NewBrain(corpus(t, ferry, launch, steps))
	late := knowledge.NewBrain(corpus(t, ferryLate, launch, stepsDone))
	h, f := frailHouse(t)
	round := 0
	play := func(t *testing.T, at int, after bool) (said []string, calls int) {
		round++ // one store serves all rounds, each with a workspace and changes of its own
		f.die = func(int) (bool, bool) { return false, false }
		f.revive()
		all, articles := subscribed("C1"), subscribed("C2", "boats")
		articles.AlertKinds = []string{digest.AlertArticles, digest.AlertChanges, digest.AlertDeadlines}
		for _, sub := range []*digest.Subscription{&all, &articles} {
			sub.Team = fmt.Sprint("T", round)
			must(t, h.store.PutSubscription(t.Context(), *sub))
			defer func() { _, _ = h.store.DeleteSubscription(context.Background(), sub.Team, sub.Channel) }()
		}
		must(t, h.store.PutAlertMark(t.Context(), "corpus", "none was told"))
		h.out, h.now, h.brain, f.calls = &outbox{}, start, brain, 0
		f.die = func(call int) (bool, bool) { return call == at && !after, call == at && after }
		ours := func(c watch.Change) watch.Change {
			c.Key = fmt.Sprint(c.Key, round)
			return c
		}
		persist := func(do func() error) { // as the feed and the review offer again what was not taken on
			for range 3 {
				if do() == nil {
					break
				}
				f.revive()
			}
		}
		pass := func(d time.Duration) {
			for end := h.now.Add(d); h.now.Before(end); {
				h.pass(min(5*time.Minute, end.Sub(h.now)))
				if f.dead {
					f.revive()
				}
			}
		}
		pass(5 * time.Minute)
		a := feed.Article{Feed: "lantern", GUID: "2", Title: "Boats: the ferry", Paragraphs: []string{"The ferry that the harbour board promised to the islanders."}, Published: start}
		persist(func() error { return h.crier.Article(t.Context(), a) })
		persist(func() error { return h.crier.Tell(t.Context(), ours(reported("ferry", "delayed"))) })
		persist(func() error { return h.crier.Tell(t.Context(), ours(reported("steps", "dropped"))) })
		pass(30 * time.Minute)
		persist(func() error {
			return h.crier.Tell(t.Context(), ours(decided(reported("steps", "dropped"), watch.StandingDismissed, start)))
		})
		h.brain = late
		h.crier.Reloaded()
		pass(30 * time.Minute)
		h.now = time.Date(2027, 5, 5, 12, 0, 0, 0, time.UTC)
		pass(30 * time.Minute)
		persist(func() error { return h.crier.Tell(t.Context(), ours(reported("ferry", "delayed"))) })
		pass(30 * time.Minute)
		return h.out.since(), f.calls
	}
	want, calls := play(t, 0, false)
	if len(want) != 5 || calls < 30 {
		t.Fatalf("without a crash: %d calls, said\n%s", calls, strings.Join(want, "\n"))
	}
	for at := 1; at <= calls; at += stride {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("call %d, after: %v", at, after), func(t *testing.T) {
				if got, _ := play(t, at, after); !slices.Equal(got, want) {
					t.Errorf("said\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
				}
			})
		}
	}
}

// Whatever is offered, in whatever order and however often, wherever processes die and whenever it is quiet: a channel is told
// of each change once, of what became of it in the thread of that, and of nothing that was dismissed before it was told.
func TestEachChannelIsToldOfEachChangeOnce(t *testing.T) {
	names := []string{"ferry", "steps", "launch"}
	h, f := frailHouse(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++ // one store serves all rounds, each with a workspace and changes of its own
		all, quiet := subscribed("C1"), subscribed("C2", "boats")
		quiet.QuietFrom, quiet.QuietTo, quiet.Zone = "20:00", "06:30", "America/New_York"
		for _, sub := range []*digest.Subscription{&all, &quiet} {
			sub.Team = fmt.Sprint("T", round)
			must(t, h.store.PutSubscription(t.Context(), *sub))
			defer func() { _, _ = h.store.DeleteSubscription(t.Context(), sub.Team, sub.Channel) }()
		}
		h.out, h.now = &outbox{}, start
		f.die = func(int) (bool, bool) {
			n := rapid.IntRange(0, 60).Draw(rt, "fate")
			return n == 1, n == 2
		}
		stand := map[string]watch.Change{}
		var offered []watch.Change
		offer := func(c watch.Change) {
			for h.crier.Tell(t.Context(), c) != nil {
				f.revive()
			}
			offered = append(offered, c)
		}
		steps := rapid.IntRange(1, 25).Draw(rt, "steps")
		for range steps {
			key := rapid.SampledFrom(names).Draw(rt, "entry") + " " + rapid.SampledFrom([]string{"delayed", "dropped"}).Draw(rt, "to")
			entry, to, _ := strings.Cut(key, " ")
			c, known := stand[key]
			if !known {
				c = reported(entry, to)
				c.Key = fmt.Sprint(c.Key, round)
				c.Article.GUID = rapid.SampledFrom([]string{"1", "2", "3"}).Draw(rt, "article")
			}
			h.now = h.now.Add(time.Millisecond) // nobody decides twice in one
			switch op := rapid.IntRange(0, 9).Draw(rt, "op"); {
			case op < 3 && !known:
				stand[key] = c
				offer(c)
			case op == 3 && c.Standing != watch.StandingConfirmed:
				stand[key] = decided(c, watch.StandingConfirmed, h.now)
				offer(stand[key])
			case op == 4 && known && c.Standing != watch.StandingDismissed:
				stand[key] = decided(c, watch.StandingDismissed, h.now)
				offer(stand[key])
			case op == 5 && len(offered) > 0:
				offer(rapid.SampledFrom(offered).Draw(rt, "again"))
			case op == 6:
				f.revive()
			default:
				h.pass(time.Duration(rapid.SampledFrom([]int{1, 4, 9, 20, 200, 900}).Draw(rt, "minutes")) * time.Minute)
			}
			if f.dead {
				f.revive()
			}
		}
		f.die = func(int) (bool, bool) { return false, false }
		f.revive()
		h.pass(48 * time.Hour)
		for _, sub := range []digest.Subscription{all, quiet} {
			for key, c := range stand {
				check(rt, h, sub, key, c)
			}
		}
	})
}

// check holds what a channel was told of a change against how the change stands.
func check(t *rapid.T, h *house, sub digest.Subscription, key string, c watch.Change) {
	t.Helper()
	var told []string
	root := ""
	for _, m := range h.out.msgs {
		for _, it := range itemsOf(t, m) {
			is := func(m alert.Move) bool { return it.Entry == c.Entry && m.To == c.To } // an item tells of all that an article says of an entry
			if m.Channel != sub.Channel || !slices.ContainsFunc(it.Moves, is) {
				continue
			}
			told = append(told, string(it.Step))
			switch first := len(told) == 1; {
			case first == it.FollowUp:
				t.Fatalf("%s: %s of %s is told as what became of it: %v", sub.Channel, it.Step, key, it.FollowUp)
			case first && m.ThreadOf == "":
				root = m.Key
			case first:
				root = m.ThreadOf
			case m.ThreadOf != root:
				t.Fatalf("%s: %s of %s is not in the thread of the first alert", sub.Channel, it.Step, key)
			}
		}
	}
	said := strings.Join(told, " ")
	wanted := sub.Channel == "C1" || !strings.HasPrefix(key, "steps")
	switch last := map[watch.Standing]string{watch.StandingReported: "reported", watch.StandingConfirmed: "confirmed", watch.StandingDismissed: "dismissed"}[c.Standing]; {
	case !wanted && said != "":
		t.Fatalf("%s was told of %s: %s", sub.Channel, key, said)
	case !wanted, last == "dismissed" && said == "":
	case !strings.HasSuffix(said, last):
		t.Fatalf("%s: %s is %s, and what was told is: %q", sub.Channel, key, c.Standing, said)
	case strings.LastIndex(said, "reported") > 0 || strings.HasPrefix(said, "dismissed"):
		t.Fatalf("%s was told of %s in a wrong order: %s", sub.Channel, key, said)
	}
	for i := 1; i < len(told); i++ {
		if told[i] == told[i-1] {
			t.Fatalf("%s was told of %s twice: %s", sub.Channel, key, said)
		}
	}
}

// itemsOf are what a message told of.
func itemsOf(t *rapid.T, m delivery.Message) (items []alert.Item) {
	for _, a := range alertsOf(t, m) {
		for _, g := range a.Groups {
			items = append(items, g.Items...)
		}
	}
	return items
}
