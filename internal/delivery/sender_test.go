package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/sqlite"
)

func TestEnqueuedIsSentAtOnceAndOnlyOnce(t *testing.T) {
	t.Parallel()
	f := &slackFake{}
	play(t, f, func(t *testing.T, s *delivery.Sender, _ *sqlite.Store) {
		time.Sleep(10*time.Second + 300*time.Millisecond) // off the beat of the poll
		must(t, s.Enqueue(t.Context(), message("C1", "a")))
		synctest.Wait()
		wantKeys(t, f, "a")
		if at := f.at("a"); at != 10*time.Second+300*time.Millisecond {
			t.Errorf("sent after %v: it waited for the poll", at)
		}
		must(t, s.Enqueue(t.Context(), message("C1", "a")))
		time.Sleep(5 * time.Minute) // two leases and a half
		wantKeys(t, f, "a")
	})
	if len(f.sought()) > 0 {
		t.Errorf("looked for %v: nothing was in doubt", f.sought())
	}
}

func TestAnotherProcessesMessagesAreFoundByPolling(t *testing.T) {
	t.Parallel()
	f := &slackFake{}
	play(t, f, func(t *testing.T, _ *delivery.Sender, o *sqlite.Store) {
		must(t, o.Enqueue(t.Context(), []delivery.Message{message("C1", "a")}))
		time.Sleep(time.Second)
		synctest.Wait()
		wantKeys(t, f, "a")
	})
}

func TestSlacksLimitsAreKept(t *testing.T) {
	t.Parallel()
	f := &slackFake{}
	play(t, f, func(t *testing.T, s *delivery.Sender, _ *sqlite.Store) {
		for i := range 12 { // one channel
			must(t, s.Enqueue(t.Context(), message("C0", fmt.Sprintf("a%02d", i))))
		}
		for i := range 40 { // forty channels
			must(t, s.Enqueue(t.Context(), message(fmt.Sprint("C", i+1), fmt.Sprint("b", i))))
		}
		time.Sleep(time.Minute)
	})
	if len(f.all()) != 52 {
		t.Fatalf("posted %d messages, want 52", len(f.all()))
	}
	if end := f.all()[51].at; end > 15*time.Second {
		t.Errorf("took %v: slower than it must be", end)
	}
	last := map[string]time.Duration{}
	all := f.all()
	for i, p := range all {
		if at, ok := last[p.channel]; ok && p.at-at < time.Second-time.Microsecond {
			t.Errorf("%s came %v after the one before in %s", p.key, p.at-at, p.channel)
		}
		last[p.channel] = p.at
		if i >= 10 && p.at-all[i-10].at < time.Second {
			t.Errorf("eleven messages to one workspace within a second, up to %s", p.key)
		}
	}
}

func TestRetryAfterIsObeyedAndIsNoFailure(t *testing.T) {
	t.Parallel()
	f := &slackFake{worn: map[string]int{"a": giveUpAfter - 1}, tell: func(_ context.Context, m delivery.Message, attempt int) error {
		if m.Channel == "C1" && m.Key == "a" && attempt <= 3 {
			return &delivery.Error{Kind: delivery.RateLimited, Reason: "rate_limited", RetryAfter: 30 * time.Second}
		}
		return nil
	}}
	play(t, f, func(t *testing.T, s *delivery.Sender, o *sqlite.Store) {
		must(t, s.Enqueue(t.Context(), message("C1", "b"), message("C2", "c")))
		time.Sleep(29 * time.Second)
		wantKeys(t, f, "c")
		if n := f.tries("a"); n != 1 {
			t.Errorf("asked %d times within Retry-After, want 1", n)
		}
		time.Sleep(3 * time.Minute)
		wantKeys(t, f, "c", "a", "b")
		if at := f.at("a"); at < 3*30*time.Second || at > 3*35*time.Second {
			t.Errorf("sent after %v, want three times Retry-After and little more", at)
		}
		if d := dead(t, o); len(d) > 0 {
			t.Errorf("dead letters: %+v", d)
		}
	})
}

func TestTwoLimitedChannelsQuietenTheWorkspace(t *testing.T) {
	t.Parallel()
	f := &slackFake{tell: func(_ context.Context, m delivery.Message, attempt int) error {
		if (m.Channel == "C1" || m.Channel == "C2") && attempt == 1 {
			return &delivery.Error{Kind: delivery.RateLimited, Reason: "rate_limited", RetryAfter: time.Minute}
		}
		return nil
	}}
	play(t, f, func(t *testing.T, s *delivery.Sender, _ *sqlite.Store) {
		must(t, s.Enqueue(t.Context(), message("C1", "a"), message("C2", "b")))
		time.Sleep(time.Second)
		other := message("C9", "other")
		other.Team = "T2"
		must(t, s.Enqueue(t.Context(), message("C3", "c"), other))
		time.Sleep(58 * time.Second)
		wantKeys(t, f, "other")
		time.Sleep(20 * time.Second)
		if got := f.keys(); len(got) != 4 {
			t.Errorf("posted %v, want all", got)
		}
	})
}

func TestAFailingHeadHoldsUpItsOwnChannelOnly(t *testing.T) {
	t.Parallel()
	f := &slackFake{tell: func(_ context.Context, m delivery.Message, attempt int) error {
		if m.Key == "a" && attempt <= 5 {
			return fails(delivery.Transient, "network")
		}
		return nil
	}}
	play(t, f, func(t *testing.T, s *delivery.Sender, _ *sqlite.Store) {
		must(t, s.Enqueue(t.Context(), message("C1", "a"), message("C1", "b"), message("C2", "c")))
		time.Sleep(20 * time.Second)
		wantKeys(t, f, "c")
		time.Sleep(10 * time.Minute)
		wantKeys(t, f, "c", "a", "b")
		if len(f.sought()) > 0 {
			t.Errorf("looked for %v: nothing was in doubt", f.sought())
		}
	})
}

func TestWhatCannotBeSentDiesAndCanBeSentAgain(t *testing.T) {
	t.Parallel()
	archived := true
	f := &slackFake{tell: func(_ context.Context, m delivery.Message, _ int) error {
		if m.Key == "a" && archived {
			return fails(delivery.Permanent, "is_archived")
		}
		return nil
	}}
	var told []string
	f.died = func(d delivery.DeadLetter) { told = append(told, d.Key+" "+d.Reason) } // one channel: one at a time
	play(t, f, func(t *testing.T, s *delivery.Sender, o *sqlite.Store) {
		reply := message("C1", "reply")
		reply.ThreadOf = "a"
		must(t, s.Enqueue(t.Context(), message("C1", "a"), reply, message("C1", "b")))
		time.Sleep(5 * time.Second)
		wantKeys(t, f, "b")
		d := dead(t, o)
		if len(d) != 2 || d[1].Reason != "is_archived" || d[0].Reason != "parent_not_sent" {
			t.Fatalf("dead letters: %+v", d)
		}
		if !strings.Contains(d[1].Mend(), "unarchive") || d[1].Failures != 1 || d[1].InDoubt {
			t.Errorf("dead letter: %+v, mend %q", d[1], d[1].Mend())
		}
		if want := []string{"a is_archived", "reply parent_not_sent"}; !slices.Equal(told, want) {
			t.Errorf("OnDead was told %v, want %v", told, want)
		}
		archived = false
		for _, key := range []string{"a", "reply"} { // as the mend says
			if ok, err := o.Requeue(t.Context(), key); !ok || err != nil {
				t.Fatalf("requeue %s: %v, %v", key, ok, err)
			}
		}
		time.Sleep(5 * time.Second)
		wantKeys(t, f, "b", "a", "reply")
		if p := f.all()[2]; p.thread != "ts-a" {
			t.Errorf("the reply went to thread %q", p.thread)
		}
	})
}

func TestADoubtfulMessageIsLookedForBeforeItIsSentAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err   error
		found bool
		want  int // posts in all, the doubtful one not counted
	}{
		"it is there":                      {fails(delivery.InDoubt, "no_answer"), true, 0},
		"it is not there":                  {fails(delivery.InDoubt, "no_answer"), false, 1},
		"an error that says nothing":       {errors.New("surprise"), true, 0},
		"nothing in doubt, nothing sought": {fails(delivery.Transient, "network"), true, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &slackFake{
				tell: func(_ context.Context, _ delivery.Message, attempt int) error {
					if attempt == 1 {
						return tt.err
					}
					return nil
				},
				found: func(delivery.Message) (bool, error) { return tt.found, nil },
			}
			play(t, f, func(t *testing.T, s *delivery.Sender, o *sqlite.Store) {
				must(t, s.Enqueue(t.Context(), message("C1", "a")))
				time.Sleep(time.Minute)
				if len(f.all()) != tt.want {
					t.Errorf("posted %d times, want %d", len(f.all()), tt.want)
				}
				if d, err := o.Depth(t.Context()); err != nil || d.Pending+d.Dead > 0 {
					t.Errorf("depth %+v, error %v", d, err)
				}
			})
		})
	}
}

func TestADoubtThatCannotBeSettledIsNotSentAgain(t *testing.T) {
	t.Parallel()
	f := &slackFake{
		tell:  func(context.Context, delivery.Message, int) error { return fails(delivery.InDoubt, "no_answer") },
		found: func(delivery.Message) (bool, error) { return false, fails(delivery.Permanent, "missing_scope") },
	}
	play(t, f, func(t *testing.T, s *delivery.Sender, o *sqlite.Store) {
		must(t, s.Enqueue(t.Context(), message("C1", "a"), message("C1", "b")))
		time.Sleep(10 * time.Minute)
		for _, key := range []string{"a", "b"} {
			if f.tries(key) != 1 {
				t.Errorf("%s was posted %d times", key, f.tries(key))
			}
		}
		d := dead(t, o)
		if len(d) != 2 || d[0].Reason != "missing_scope" || !d[0].InDoubt || !strings.Contains(d[0].Mend(), "may have reached the channel") {
			t.Errorf("dead letters: %+v", d)
		}
	})
}

func TestItGivesUp(t *testing.T) {
	t.Parallel()
	f := &slackFake{
		worn: map[string]int{"a": giveUpAfter - 2},
		tell: func(context.Context, delivery.Message, int) error { return fails(delivery.Transient, "network") },
	}
	play(t, f, func(t *testing.T, _ *delivery.Sender, o *sqlite.Store) {
		time.Sleep(7 * time.Minute)
		if d := dead(t, o); len(d) > 0 {
			t.Errorf("gave up early: %+v", d)
		}
		time.Sleep(15 * time.Minute)
		d := dead(t, o)
		if len(d) != 1 || d[0].Reason != "network" || d[0].Failures != giveUpAfter {
			t.Errorf("dead letters: %+v", d)
		}
	})
}

func TestStoppingEndsCallsAndGivesBackWhatWaits(t *testing.T) {
	t.Parallel()
	f := &slackFake{tell: func(ctx context.Context, m delivery.Message, _ int) error {
		if m.Key == "slow" {
			time.Sleep(5 * time.Second)
		}
		return ctx.Err() // the call must not be cut off
	}}
	synctest.Test(t, func(t *testing.T) {
		o := outbox(t)
		s := sender(o, f)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan time.Time)
		go func() {
			_ = s.Run(ctx)
			done <- time.Now()
		}()
		must(t, s.Enqueue(t.Context(), message("C1", "quick"), message("C1", "waits"), message("C2", "slow")))
		time.Sleep(500 * time.Millisecond) // "waits" waits for its second
		cancel()
		if took := (<-done).Sub(start); took != 5*time.Second {
			t.Errorf("stopped after %v, want when the call ended", took)
		}
		wantKeys(t, f, "quick", "slow")
		jobs, err := o.Claim(t.Context(), "next", time.Now(), time.Minute, 9)
		if err != nil || len(jobs) != 1 || jobs[0].Key != "waits" || jobs[0].Failures != 0 || !jobs[0].Begun.IsZero() {
			t.Errorf("left to the next process: %+v, error %v", jobs, err)
		}
	})
}

func TestEnqueueRefusesWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*delivery.Message)
		want   string
	}{
		"no key":                  {func(m *delivery.Message) { m.Key = "" }, "no key"},
		"no channel":              {func(m *delivery.Message) { m.Channel = "" }, "no channel"},
		"no text":                 {func(m *delivery.Message) { m.Text = "" }, "no text"},
		"blocks that are not one": {func(m *delivery.Message) { m.Blocks = []byte(`{"type": "divider"}`) }, "not a JSON array"},
		"blocks cut off":          {func(m *delivery.Message) { m.Blocks = []byte(`[{"type": "div`) }, "not a JSON array"},
		"its own thread":          {func(m *delivery.Message) { m.ThreadOf = m.Key }, "own thread"},
		"nobody's thread":         {func(m *delivery.Message) { m.ThreadOf = "nobody" }, delivery.ErrNoParent.Error()},
	}
	o := outbox(t)
	s := sender(o, &slackFake{})
	for name, tt := range tests {
		m := message("C1", "a")
		tt.change(&m)
		if err := s.Enqueue(t.Context(), message("C1", "fine"), m); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want %q", name, err, tt.want)
		}
	}
	if d, err := o.Depth(t.Context()); err != nil || d.Pending > 0 {
		t.Errorf("stored %+v, error %v: a batch is stored as a whole or not at all", d, err)
	}
}

func TestPartsOfAKeyDoNotRunTogether(t *testing.T) {
	t.Parallel()
	seen := map[string][]string{}
	for _, parts := range [][]string{{"a", "bc"}, {"ab", "c"}, {"abc"}, {"a", "bc", ""}, {`a" "bc`}, {}, {""}} {
		k := delivery.Key(parts...)
		if other, twice := seen[k]; twice {
			t.Errorf("%q and %q have one key", parts, other)
		}
		seen[k] = parts
	}
}

func TestAWorkspaceWithManyMessagesKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	const many = 300 // a minute's worth
	f := &slackFake{tell: func(context.Context, delivery.Message, int) error {
		time.Sleep(300 * time.Millisecond) // Slack's own time
		return nil
	}}
	play(t, f, func(t *testing.T, s *delivery.Sender, _ *sqlite.Store) {
		var batch []delivery.Message
		for i := range many {
			batch = append(batch, message(fmt.Sprint("C", i), fmt.Sprint("a", i)))
		}
		must(t, s.Enqueue(t.Context(), batch...))
		time.Sleep(10 * time.Second)
		other := message("C1", "other")
		other.Team = "T2"
		must(t, s.Enqueue(t.Context(), other))
		time.Sleep(58 * time.Second)
	})
	if at := f.at("other"); at < 0 || at > 12*time.Second {
		t.Errorf("another workspace's message of the tenth second went out at %v", at)
	}
	if n := len(f.all()); n != many+1 {
		t.Errorf("%d of %d were sent within a tenth more than the least time that the limits allow", n, many+1)
	}
}
