package feed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
)

// office is a roster and a poller that runs until the test's bubble ends.
type office struct {
	*feed.Roster
	m      *feedtest.Memory
	script *feedtest.Script
	start  time.Time
	stop   func()
}

func open(t *testing.T, m *feedtest.Memory, script *feedtest.Script, change func(*feed.Options)) office {
	t.Helper()
	var wake func()
	roster := feed.NewRoster(feed.RosterOptions{
		Configured: []feed.Source{source}, Feeds: m, States: m, Activity: m, Archives: m, Fetcher: script, Now: time.Now, Changed: func() { wake() },
	})
	p := poller(t, m, script, func(o *feed.Options) {
		o.Sources, o.Follow, o.Activity, o.Archives, o.Notices = nil, roster.Active, m, m, m
		if change != nil {
			change(o)
		}
	})
	wake = p.Wake
	return office{roster, m, script, time.Now(), run(t, p)}
}

// asked lists the requests so far as "minutes host/path".
func (o office) asked() string {
	var out []string
	for _, c := range o.script.Calls() {
		out = append(out, fmt.Sprintf("%g %s", c.At.Sub(o.start).Minutes(), strings.TrimPrefix(strings.TrimPrefix(c.Request.URL, "https://"), "news.example.org/")))
	}
	return strings.Join(out, ", ")
}

func (o office) kinds() string {
	var out []string
	for _, n := range o.m.NoticesGiven() {
		out = append(out, n.Kind)
	}
	return strings.Join(out, " ")
}

var who = feed.Who{Team: "T1", User: "U1"}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFeedsAreTakenUpAndLetGoWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const other = "https://other.example.org/feed"
		script := feedtest.Play(feedtest.OK(rss("a: one"))).On(other, feedtest.OK(rss("x: one")))
		o := open(t, &feedtest.Memory{}, script, nil)
		time.Sleep(10 * time.Minute)
		f, p, err := o.Add(t.Context(), "other.example.org/feed", "The other one", who)
		must(t, err)
		if f.ID != "other-example-org-feed" || f.Name != "The other one" || f.By != "U1" || f.URL != other || p.Items != 1 || p.Newest[0].Title != "Item x" {
			t.Errorf("added %+v, %+v", f, p)
		}
		time.Sleep(5 * time.Minute)
		_, err = o.Pause(t.Context(), f.ID, who)
		must(t, err)
		time.Sleep(2 * time.Hour)
		_, err = o.Resume(t.Context(), "the other ONE", who)
		must(t, err)
		time.Sleep(time.Minute)
		_, err = o.Remove(t.Context(), other)
		must(t, err)
		_, err = o.Pause(t.Context(), source.ID, who)
		must(t, err)
		time.Sleep(5 * time.Hour)
		o.stop()
		// The first request to the other feed is the check.
		want := "0 feed, 10 other.example.org/feed, 10 other.example.org/feed, 60 feed, 120 feed, 135 other.example.org/feed"
		if got := o.asked(); got != want {
			t.Errorf("asked %s\nwant  %s", got, want)
		}
		if got := handled(o.m); got != "new a 0, new x 0" {
			t.Errorf("handed on %s", got)
		}
	})
}

func TestWhatAnotherProcessDecidedIsTakenUpToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		m := &feedtest.Memory{FailOn: func(method, _ string) error {
			if method == "Feeds" && down.Load() {
				return errors.New("disk full")
			}
			return nil
		}}
		o := open(t, m, feedtest.Play(feedtest.OK(rss("a: one"))), nil)
		time.Sleep(10*time.Minute + time.Second)
		must(t, m.PutFeed(t.Context(), feed.Followed{Source: feed.Source{ID: "b", URL: "https://b.example.org/"}}))
		time.Sleep(3 * time.Minute)
		down.Store(true)
		time.Sleep(time.Hour)
		o.stop()
		if got, want := o.asked(), "0 feed, 11 b.example.org/, 60 feed, 71 b.example.org/"; got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
	})
}

func TestAChangedSourceIsFollowedAnewAndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &feedtest.Memory{}
		slow := feedtest.Slow(20*time.Second, feedtest.OK(rss("a: one")))
		o := open(t, m, feedtest.Play(slow), nil)
		synctest.Wait()
		b := feed.Followed{Source: feed.Source{ID: "b", URL: "https://b.example.org/"}}
		must(t, m.PutFeed(t.Context(), b))
		time.Sleep(time.Minute + 10*time.Second) // it is being fetched
		b.URL = "https://c.example.org/"
		must(t, m.PutFeed(t.Context(), b))
		_, err := o.Pause(t.Context(), "b", who) // and in the same breath
		must(t, err)
		_, err = o.Resume(t.Context(), "b", who)
		must(t, err)
		time.Sleep(10 * time.Minute)
		o.stop()
		if got := o.asked(); !strings.HasPrefix(got, "0 feed, 1 b.example.org/, 1.16") || !strings.HasSuffix(got, " c.example.org/") || strings.Count(got, "c.example.org") != 1 {
			t.Errorf("asked %s", got)
		}
	})
}

func TestAFeedThatIsGoneSaysSoAndCanBeResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		o := open(t, &feedtest.Memory{}, feedtest.Play(feedtest.OK(rss("a: one")), feedtest.Gone(), feedtest.OK(rss("b: two", "a: one"))), inLog(&log))
		time.Sleep(48 * time.Hour)
		if got := o.asked(); got != "0 feed, 60 feed" {
			t.Errorf("asked %s", got)
		}
		if given := o.m.NoticesGiven(); len(given) != 1 || given[0].Kind != "gone" || !strings.Contains(given[0].Text, "“News” (news)") || given[0].Key == "" {
			t.Errorf("notices %+v", given)
		}
		if n := strings.Count(log.String(), "gone for good and not polled"); n != 1 {
			t.Errorf("logged %d times", n)
		}
		h, err := o.Health(t.Context())
		if must(t, err); len(h) != 1 || !strings.Contains(h[0].Trouble(), "gone for good") {
			t.Errorf("health %+v", h)
		}
		_, err = o.Resume(t.Context(), "news", who)
		must(t, err)
		time.Sleep(time.Minute)
		o.stop()
		if got := handled(o.m); got != "new a 0, new b 0" {
			t.Errorf("handed on %s", got)
		}
	})
}

func TestOperatorsAreToldOnceOfWhatTheyShouldKnow(t *testing.T) {
	tampered := strings.ReplaceAll(rss("c: three", "b: two", "a: one"), "<title>", "<title>彩票开户送八十八元 ")
	moved := feed.Response{Body: []byte(rss("a: one")), MovedTo: "https://new.example.org/feed?key=hunter2"}
	tests := map[string]struct {
		steps []feedtest.Step
		want  string
		text  string
	}{
		"failing":         {[]feedtest.Step{feedtest.Status(500)}, "failing", "failed 5 times in a row"},
		"a short trouble": {[]feedtest.Step{feedtest.Status(500), feedtest.Status(500), feedtest.OK(rss("a: one"))}, "", ""},
		"moved":           {[]feedtest.Step{feedtest.Answer(moved)}, "moved", "https://new.example.org/feed."},
		"tampered with":   {[]feedtest.Step{feedtest.OK(tampered)}, "tampered", "3 of 3 articles"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := open(t, &feedtest.Memory{}, feedtest.Play(tt.steps...).On(moved.MovedTo, feedtest.Answer(feed.Response{Body: moved.Body})), nil)
				time.Sleep(5 * 24 * time.Hour)
				o.stop()
				if got := o.kinds(); got != tt.want {
					t.Errorf("told %q, want %q", got, tt.want)
				}
				for _, n := range o.m.NoticesGiven() {
					if !strings.Contains(n.Text, tt.text) || strings.Contains(n.Text, "hunter2") || strings.Contains(n.Text, "彩") {
						t.Errorf("told %q", n.Text)
					}
				}
			})
		})
	}
}

func TestANoticeThatCouldNotBeGivenIsGivenLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		m := &feedtest.Memory{FailOn: func(method, _ string) error {
			if method == "Notice" && down.Load() {
				return errors.New("disk full")
			}
			return nil
		}}
		o := open(t, m, feedtest.Play(feedtest.Status(500)), nil)
		time.Sleep(48 * time.Hour)
		down.Store(false)
		time.Sleep(48 * time.Hour)
		o.stop()
		if got := o.kinds(); got != "failing" {
			t.Errorf("told %q", got)
		}
	})
}

func TestAnEditOfAFigureIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		m := &feedtest.Memory{}
		p := poller(t, m, feedtest.Play(feedtest.OK(rss("a: It costs £4m.")), feedtest.OK(rss("a: It costs £6m, they said."))), inLog(&log))
		for range 2 {
			_, err := p.PollOnce(t.Context(), source)
			must(t, err)
		}
		if got := log.String(); strings.Count(got, "article edited") != 1 || !strings.Contains(got, "from=£4m to=£6m") {
			t.Errorf("logged %s", got)
		}
	})
}

// daily is a feed with an item on each of n days up to now.
func daily(n int, now time.Time) string {
	var out strings.Builder
	out.WriteString(`<rss version="2.0"><channel><title>News</title>`)
	for i := range n {
		fmt.Fprintf(&out, `<item><title>Item %d</title><guid>%d</guid><link>/%d</link><pubDate>%s</pubDate></item>`, i, i, i,
			now.AddDate(0, 0, -i).Format(time.RFC1123Z))
	}
	return out.String() + `</channel></rss>`
}

func TestAFeedThatGoesSilentIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := open(t, &feedtest.Memory{}, feedtest.Play(feedtest.OK(daily(10, time.Now()))), nil)
		time.Sleep(7 * 24 * time.Hour)
		if got := o.kinds(); got != "" {
			t.Errorf("after a week: told %q", got)
		}
		time.Sleep(21 * 24 * time.Hour)
		o.stop()
		given := o.m.NoticesGiven()
		if len(given) != 1 || given[0].Kind != "silent" || !strings.Contains(given[0].Text, "since 1 January 2000; it usually has one every day or two.") {
			t.Errorf("told %+v", given)
		}
		h, err := o.Health(t.Context())
		if must(t, err); !h[0].Habit.Silent || h[0].Trouble() == "" {
			t.Errorf("health %+v", h[0])
		}
	})
}

func TestAHostIsGivenTimeBetweenRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, script := &feedtest.Memory{}, feedtest.Play(feedtest.OK(rss("a: one")))
		var sources []feed.Source
		for i := range 3 {
			sources = append(sources, feed.Source{ID: fmt.Sprint("a", i), URL: fmt.Sprintf("https://a.example.org/%d", i)}, feed.Source{ID: fmt.Sprint("b", i), URL: fmt.Sprintf("https://B.example.org/%d", i)})
		}
		p := poller(t, m, script, func(o *feed.Options) { o.Sources, o.Pace = sources, 5*time.Second })
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_ = p.Run(ctx)
		at := map[string]int{}
		for _, c := range script.Calls() {
			at[fmt.Sprintf("%.9s %.0f", strings.ToLower(c.Request.URL), c.At.Sub(start).Seconds())]++
		}
		for _, want := range []string{"https://a 0", "https://a 5", "https://a 10", "https://b 0", "https://b 5", "https://b 10"} {
			if at[want] != 1 {
				t.Errorf("%s: %d times, of %v", want, at[want], at)
			}
		}
	})
}
