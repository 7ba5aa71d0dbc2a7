package digest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
)

var _ digest.Outbox = (*delivery.Sender)(nil)

// house is all that a scheduler needs. In a bubble the clock begins on Saturday, 1 January 2000 at midnight UTC.
type house struct {
	subs *subs
	out  *outbox
	log  *strings.Builder
	mu   sync.Mutex
	opts digest.Options
}

func (h *house) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.Write(p)
}

func newHouse(list ...digest.Subscription) *house {
	h := &house{subs: &subs{list: list}, out: &outbox{}, log: &strings.Builder{}}
	h.opts = digest.Options{
		Subscriptions: h.subs, Outbox: h.out, Now: time.Now, Log: slog.New(slog.NewTextHandler(h, nil)),
		Composer: &digest.Composer{Brain: brain, Articles: newsstand(nil), Now: time.Now},
	}
	return h
}

// start runs a scheduler until the returned function is called, which waits for its end.
func (h *house) start(t *testing.T) (s *digest.Scheduler, stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	s = digest.NewScheduler(h.opts)
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return s, func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func weekly(channel, next string) digest.Subscription {
	at, err := time.Parse(time.RFC3339, next)
	if err != nil {
		panic(err)
	}
	s := subscription()
	s.Channel, s.Next = channel, at
	return s
}

const monday = "2000-01-03T09:00:00Z"

func TestADigestGoesOutWhenItIsDueAndOnlyThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(weekly("C1", monday), weekly("C2", "2000-01-07T16:00:00Z"))
		h.subs.list[1].Schedule = "0 16 * * 5"
		time.Sleep(7 * time.Second) // out of step with the half minutes
		_, stop := h.start(t)
		defer stop()
		time.Sleep(time.Until(at(t, "2000-01-18T00:00:00Z")))
		synctest.Wait()
		var got []string
		for i, m := range h.out.msgs {
			got = append(got, m.Channel+" "+h.out.at[i].UTC().Format(time.DateTime))
			if m.Kind != "digest" || m.Team != "T1" || m.Created.IsZero() || m.Text == "" {
				t.Errorf("message %+v", m)
			}
		}
		want := []string{"C1 2000-01-03 09:00:00", "C2 2000-01-07 16:00:00", "C1 2000-01-10 09:00:00", "C2 2000-01-14 16:00:00", "C1 2000-01-17 09:00:00"}
		if !slices.Equal(got, want) {
			t.Errorf("sent %v, want %v", got, want)
		}
		if h.subs.asked > 2*2*60*24*17+20 {
			t.Errorf("the store was asked %d times in 17 days", h.subs.asked)
		}
	})
}

func TestAChangedSubscriptionIsSeenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s, stop := h.start(t)
		defer stop()
		time.Sleep(time.Second)
		_ = h.subs.PutSubscription(t.Context(), weekly("C1", "2000-01-01T00:00:01Z"))
		s.Wake()
		s.Wake() // never blocks
		synctest.Wait()
		if h.out.len() != 1 {
			t.Error("nothing was sent at once")
		}
	})
}

func TestACrashAfterStoringNeitherLosesNorDoubles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(weekly("C1", monday))
		h.subs.fail = func(call string) error {
			if call == "advance" {
				return errors.New("disk full")
			}
			return nil
		}
		_, stop := h.start(t)
		time.Sleep(time.Until(at(t, monday)) + 10*time.Minute)
		stop() // killed between the two
		if h.out.len() != 1 || h.out.calls < 2 {
			t.Fatalf("%d messages by %d calls; want one, tried again", h.out.len(), h.out.calls)
		}
		if n := strings.Count(h.log.String(), "disk full"); n != 1 {
			t.Errorf("trouble of ten minutes is logged %d times, want once", n)
		}
		h.subs.fail = nil
		_, stop = h.start(t)
		time.Sleep(time.Hour)
		stop()
		if h.out.len() != 1 || h.subs.advances != 1 || h.subs.list[0].Next.Format(time.RFC3339) != "2000-01-10T09:00:00Z" {
			t.Errorf("%d messages, next %s", h.out.len(), h.subs.list[0].Next)
		}
	})
}

func TestAFullOutboxIsTriedAgainAndTheSubscriptionStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(weekly("C1", monday))
		tries := 0
		h.out.fail = func() error {
			if tries++; tries < 4 {
				return errors.New("outbox is full")
			}
			return nil
		}
		_, stop := h.start(t)
		time.Sleep(time.Until(at(t, monday)) + 5*time.Minute)
		stop()
		if h.out.len() != 1 || tries != 4 || h.subs.advances != 1 {
			t.Errorf("%d messages after %d tries, %d advances", h.out.len(), tries, h.subs.advances)
		}
	})
}

func TestTwoSchedulersSendOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var list []digest.Subscription
		for i := range 120 { // more than are asked for at a time
			list = append(list, weekly(fmt.Sprint("C", i), monday))
		}
		h := newHouse(list...)
		_, stop1 := h.start(t)
		_, stop2 := h.start(t)
		time.Sleep(time.Until(at(t, monday)) + time.Hour)
		stop1()
		stop2()
		if h.out.len() != 120 || h.subs.advances != 120 {
			t.Errorf("%d messages, %d advances; want 120 of each", h.out.len(), h.subs.advances)
		}
	})
}

func TestABrokenSubscriptionHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var list []digest.Subscription
		for i := range 60 {
			sub := weekly(fmt.Sprint("B", i), "2000-01-03T08:45:00Z")
			sub.Zone = "Nowhere/Else"
			list = append(list, sub)
		}
		h := newHouse(append(list, weekly("C1", monday))...)
		_, stop := h.start(t)
		time.Sleep(time.Until(at(t, monday)) + time.Hour)
		stop()
		if h.out.len() != 1 {
			t.Errorf("%d messages, want the one that can be made", h.out.len())
		}
		if n := strings.Count(h.log.String(), "Nowhere/Else"); n == 0 || n > 2*60 {
			t.Errorf("logged %d times", n)
		}
	})
}

func TestWhatWasMissedIsSentOnceIfItIsTimely(t *testing.T) {
	tests := map[string]struct {
		next, start, want, then string
	}{
		"half an hour late, no word of it":    {monday, "2000-01-03T09:30:00Z", "Digest of 27 December 1999 to 3 January 2000", "2000-01-10T09:00:00Z"},
		"two days late":                       {monday, "2000-01-05T12:00:00Z", "late: it was due on Monday 3 January 2000 at 09:00", "2000-01-10T09:00:00Z"},
		"four days late":                      {monday, "2000-01-07T12:00:00Z", "", "2000-01-10T09:00:00Z"},
		"three weeks missed, the last timely": {monday, "2000-01-18T00:00:00Z", "Digest of 27 December 1999 to 17 January 2000", "2000-01-24T09:00:00Z"},
		"three weeks missed, none timely":     {monday, "2000-01-21T00:00:00Z", "", "2000-01-24T09:00:00Z"},
		"a year missed":                       {monday, "2001-01-02T00:00:00Z", "Digest of 4 December 2000 to 1 January 2001", "2001-01-08T09:00:00Z"},
	}
	for name, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(weekly("C1", tt.next))
			time.Sleep(time.Until(at(t, tt.start)))
			_, stop := h.start(t)
			time.Sleep(time.Hour)
			stop()
			if (h.out.len() == 1) != (tt.want != "") || h.out.len() > 1 {
				t.Fatalf("%s: %d messages", name, h.out.len())
			}
			if tt.want == "" {
				if !strings.Contains(h.log.String(), "skipped") {
					t.Errorf("%s: the log is silent: %s", name, h.log)
				}
			} else if got := h.out.msgs[0].Text; !strings.Contains(got, tt.want) || strings.Contains(got, "late") != strings.Contains(h.log.String(), "late=true") {
				t.Errorf("%s: %q, want %q in it", name, got, tt.want)
			}
			if got := h.subs.list[0].Next.Format(time.RFC3339); got != tt.then {
				t.Errorf("%s: next is %s, want %s", name, got, tt.then)
			}
		})
	}
}

func TestAPausedSubscriptionSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paused := weekly("C1", monday)
		paused.Paused = "the channel is archived"
		h := newHouse(paused)
		s, stop := h.start(t)
		defer stop()
		time.Sleep(9 * 24 * time.Hour)
		synctest.Wait()
		if h.out.len() != 0 {
			t.Fatal("a paused subscription was sent to")
		}
		resumed, err := paused.Resume(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		_ = h.subs.PutSubscription(t.Context(), resumed)
		s.Wake()
		synctest.Wait()
		if h.out.len() != 0 {
			t.Error("what fell due while paused is not made up for")
		}
		time.Sleep(7 * 24 * time.Hour)
		synctest.Wait()
		if h.out.len() != 1 {
			t.Errorf("%d messages a week after resuming, want 1", h.out.len())
		}
	})
}

func TestDigestsComeOnceAWeekAcrossClockChanges(t *testing.T) {
	for name, tt := range map[string]struct{ first, from, until string }{ // three Sundays each
		"half past one is left out on 26 March": {"2000-03-19T01:30:00Z", "2000-03-18T00:00:00Z", "2000-04-03T00:00:00Z"},
		"half past one is twice on 29 October":  {"2000-10-22T00:30:00Z", "2000-10-21T00:00:00Z", "2000-11-06T00:00:00Z"},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(weekly("C1", tt.first))
			h.subs.list[0].Schedule = "30 1 * * 0"
			time.Sleep(time.Until(at(t, tt.from)))
			_, stop := h.start(t)
			time.Sleep(time.Until(at(t, tt.until)))
			stop()
			if h.out.len() != 3 {
				t.Errorf("%s: %d digests on three Sundays", name, h.out.len())
			}
		})
	}
}

func TestRenderingGivesTheBlocksAndItsFailureDoesNotSilenceTheDigest(t *testing.T) {
	page := func(text, blocks string) digest.Page { return digest.Page{Text: text, Blocks: json.RawMessage(blocks)} }
	tests := map[string]struct {
		render func(digest.Digest) ([]digest.Page, error)
		text   string
		blocks string
	}{
		"rendered":        {func(digest.Digest) ([]digest.Page, error) { return []digest.Page{page("hello", "[]")}, nil }, "hello", "[]"},
		"fails":           {func(digest.Digest) ([]digest.Page, error) { return []digest.Page{page("x", "[")}, errors.New("no") }, "&lt;!channel&gt; &amp; co", ""},
		"says nought":     {func(digest.Digest) ([]digest.Page, error) { return []digest.Page{page("", "[]")}, nil }, "&lt;!channel&gt; &amp; co", ""},
		"gives no page":   {func(digest.Digest) ([]digest.Page, error) { return nil, nil }, "&lt;!channel&gt; &amp; co", ""},
		"has no renderer": {nil, "&lt;!channel&gt; &amp; co", ""},
	}
	for name, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(weekly("C1", monday))
			h.opts.Render = tt.render
			h.opts.Composer.Articles = newsstand{feed.Article{Title: "<!channel> & co", Published: time.Now(), FirstSeen: time.Now()}}
			_, stop := h.start(t)
			time.Sleep(3 * 24 * time.Hour)
			stop()
			if h.out.len() != 1 {
				t.Fatalf("%s: %d messages", name, h.out.len())
			}
			m := h.out.msgs[0]
			if !strings.Contains(m.Text, tt.text) || strings.Contains(m.Text, "<") || string(m.Blocks) != tt.blocks {
				t.Errorf("%s: %q, %s", name, m.Text, m.Blocks)
			}
		})
	}
}

func TestAStoreThatCannotBeReadIsLoggedOnceAndAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(weekly("C1", monday))
		broken := true
		h.subs.fail = func(string) error {
			if broken {
				return errors.New("no such table")
			}
			return nil
		}
		_, stop := h.start(t)
		time.Sleep(time.Until(at(t, monday)) + time.Minute)
		h.subs.mu.Lock()
		broken = false
		h.subs.mu.Unlock()
		time.Sleep(time.Minute)
		stop()
		if n := strings.Count(h.log.String(), "no such table"); n != 1 || h.out.len() != 1 {
			t.Errorf("logged %d times, %d messages:\n%s", n, h.out.len(), h.log)
		}
	})
}

func TestWhatASkippedDigestDidNotTellTheNextOneTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(weekly("C1", monday))
		h.subs.list[0].Told = at(t, "1999-12-27T09:00:00Z")
		time.Sleep(time.Until(at(t, "2000-01-07T12:00:00Z"))) // the digest of Monday the 3rd is too late
		_, stop := h.start(t)
		time.Sleep(11 * 24 * time.Hour)
		stop()
		if h.out.len() != 2 {
			t.Fatalf("%d messages, want those of the 10th and the 17th", h.out.len())
		}
		for i, want := range []string{"Digest of 27 December 1999 to 10 January 2000", "Digest of 10 to 17 January 2000"} {
			if got := h.out.msgs[i].Text; !strings.Contains(got, want) {
				t.Errorf("%q, want %q in it", got, want)
			}
		}
		if got := h.subs.list[0].Told; !got.Equal(at(t, "2000-01-17T09:00:00Z")) {
			t.Errorf("told up to %s", got)
		}
	})
}

func TestADigestWithNothingToTellIsLeftOutWhereThatIsWished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(weekly("C1", monday), weekly("C2", monday))
		h.subs.list[0].SkipQuiet = true
		_, stop := h.start(t)
		time.Sleep(10 * 24 * time.Hour)
		stop()
		if h.out.len() != 2 || h.out.msgs[0].Channel != "C2" || h.out.msgs[1].Channel != "C2" {
			t.Errorf("%d messages, want two for C2", h.out.len())
		}
		if s := h.subs.list[0]; !s.Told.Equal(at(t, "2000-01-10T09:00:00Z")) || s.Next.Format(time.RFC3339) != "2000-01-17T09:00:00Z" {
			t.Errorf("told up to %s, next %s", s.Told, s.Next)
		}
	})
}

func TestWhatExceedsTheMessageGoesIntoItsThread(t *testing.T) {
	for name, render := range map[string]func(digest.Digest) ([]digest.Page, error){
		"rendered": func(digest.Digest) ([]digest.Page, error) {
			return []digest.Page{{Text: "head"}, {Text: "one"}, {Text: "two"}}, nil
		},
		"plain": nil,
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(weekly("C1", monday))
			h.opts.Render = render
			var many newsstand
			for i := range 40 {
				many = append(many, feed.Article{
					Title: fmt.Sprint("Saltmouth dredging put off, part ", i), Link: fmt.Sprint("https://lantern.example/", i), GUID: fmt.Sprint(i),
					Published: time.Now(), FirstSeen: time.Now(), Paragraphs: []string{"The dredging of the silted Saltmouth channel is put off."},
				})
			}
			h.opts.Composer.Articles = many
			_, stop := h.start(t)
			time.Sleep(3 * 24 * time.Hour)
			stop()
			if len(h.out.msgs) < 2 || h.out.calls != 1 {
				t.Fatalf("%s: %d messages in %d calls", name, len(h.out.msgs), h.out.calls)
			}
			head, keys := h.out.msgs[0], map[string]bool{}
			for i, m := range h.out.msgs {
				keys[m.Key] = true
				if i > 0 && (m.ThreadOf != head.Key || m.Channel != "C1") || i == 0 && m.ThreadOf != "" {
					t.Errorf("%s: message %d is in the thread of %q", name, i, m.ThreadOf)
				}
			}
			if len(keys) != len(h.out.msgs) {
				t.Errorf("%s: %d keys for %d messages", name, len(keys), len(h.out.msgs))
			}
		})
	}
}
