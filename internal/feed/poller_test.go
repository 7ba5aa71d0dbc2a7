package feed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
)

const address = "https://news.example.org/feed"

var source = feed.Source{ID: "news", Name: "News", URL: address, Every: time.Hour}

// rss writes a feed of items, newest first, each given as "guid: text".
func rss(items ...string) string {
	var out strings.Builder
	out.WriteString(`<rss version="2.0"><channel><title>News</title>`)
	for i, item := range items {
		guid, text, _ := strings.Cut(item, ": ")
		fmt.Fprintf(&out, `<item><title>Item %s</title><link>/%s</link><guid>%s</guid><pubDate>Mon, %02d Mar 2025 09:00:00 +0000</pubDate><description>%s</description></item>`,
			guid, guid, guid, 28-i, text)
	}
	return out.String() + `</channel></rss>`
}

func poller(t *testing.T, m *feedtest.Memory, script *feedtest.Script, change func(*feed.Options)) *feed.Poller {
	t.Helper()
	o := feed.Options{Sources: []feed.Source{source}, Keeper: m, Handler: m, Fetcher: script, Jitter: func() float64 { return 0 }}
	if change != nil {
		change(&o)
	}
	p, err := feed.NewPoller(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run has a poller run until stop, which waits for it.
func run(t *testing.T, p *feed.Poller) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// inLog has a poller write its log where the test can read it.
func inLog(log *bytes.Buffer) func(*feed.Options) {
	return func(o *feed.Options) { o.Log = slog.New(slog.NewTextHandler(log, nil)) }
}

func state(t *testing.T, m *feedtest.Memory) feed.State {
	t.Helper()
	s, _, err := m.FeedState(t.Context(), source.ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// handled lists what was handed on as "verdict guid revision".
func handled(m *feedtest.Memory) string {
	var out []string
	for _, h := range m.Handled() {
		out = append(out, fmt.Sprintf("%s %s %d", h.Verdict, h.Article.GUID, h.Article.Revision))
	}
	return strings.Join(out, ", ")
}

func TestEachRevisionIsHandedOnOnceOldestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &feedtest.Memory{}
		script := feedtest.Play(feedtest.OK(rss("b: two", "a: one")), feedtest.NotModified(), feedtest.OK(rss("c: three", "b: two, mended", "a: one")))
		p := poller(t, m, script, nil)
		for range 4 {
			if _, err := p.PollOnce(t.Context(), source); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
		}
		if got, want := handled(m), "new a 0, new b 0, revised b 1, new c 0"; got != want {
			t.Errorf("handed on %q, want %q", got, want)
		}
		first, last := m.Handled()[1].Article, m.Handled()[2].Article
		if !last.FirstSeen.Equal(first.FirstSeen) || first.FirstSeen.IsZero() {
			t.Errorf("first seen %s, then %s", first.FirstSeen, last.FirstSeen)
		}
		if calls := script.Calls(); calls[0].Request.ETag != "" || calls[1].Request.ETag == "" {
			t.Errorf("asked %+v", calls)
		}
	})
}

func TestWorkCutShortIsRepeatedAndNeverLost(t *testing.T) {
	down := errors.New("disk full")
	for _, method := range []string{"FeedState", "Article", "Handle", "PutArticle", "PutFeedState"} {
		t.Run(method, func(t *testing.T) {
			failing := true
			m := &feedtest.Memory{}
			m.FailOn = func(called, about string) error {
				if failing && called == method && (about == "b" || about == source.ID) {
					return down
				}
				return nil
			}
			script := feedtest.Play(feedtest.OK(rss("c: three", "b: two", "a: one")))
			p := poller(t, m, script, nil)
			if _, err := p.PollOnce(t.Context(), source); !errors.Is(err, down) || feed.KindOf(err) != "" {
				t.Fatalf("got %v", err)
			}
			failing = false
			if s := state(t, m); s.ETag != "" || s.Failures != 0 {
				t.Errorf("a validator or a failure of the feed was kept: %+v", s)
			}
			if _, err := p.PollOnce(t.Context(), source); err != nil {
				t.Fatal(err)
			}
			if state(t, m).ETag == "" {
				t.Error("no validator was kept")
			}
			keys := map[string]int{}
			for _, h := range m.Handled() {
				keys[h.Article.Key()]++
				if n := keys[h.Article.Key()]; n > 1 && (method != "PutArticle" || h.Article.GUID != "b") {
					t.Errorf("%s handed on %d times", h.Article.GUID, n)
				}
			}
			if len(keys) != 3 {
				t.Errorf("handed on %s", handled(m))
			}
		})
	}
}

func TestBadAnswersChangeNothing(t *testing.T) {
	whole := rss("b: two", "a: one")
	tests := map[string]struct {
		step feedtest.Step
		kind feed.Kind
	}{
		"a web page":              {feedtest.OK("<!doctype html><html><body>Sign in"), feed.KindNotAFeed},
		"broken off":              {feedtest.CutOff(rss("d: new", "c: new")), feed.KindTruncated},
		"too large":               {feedtest.Huge(), feed.KindTooLarge},
		"too slow":                {feedtest.Slow(time.Minute, feedtest.OK(whole)), feed.KindTimeout},
		"a server error":          {feedtest.Status(500), feed.KindHTTPStatus},
		"gone":                    {feedtest.Gone(), feed.KindGone},
		"an error without a kind": {feedtest.Fail(errors.New("odd")), feed.KindNetwork},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &feedtest.Memory{}
				p := poller(t, m, feedtest.Play(feedtest.OK(whole), tt.step), nil)
				if _, err := p.PollOnce(t.Context(), source); err != nil {
					t.Fatal(err)
				}
				good := state(t, m)
				time.Sleep(time.Hour)
				_, err := p.PollOnce(t.Context(), source)
				if feed.KindOf(err) != tt.kind || !strings.Contains(err.Error(), "news") {
					t.Errorf("got %v, want %s", err, tt.kind)
				}
				bad := state(t, m)
				if bad.LastError == "" || bad.Failures != 1 || !bad.LastSuccess.Equal(good.LastSuccess) || bad.ETag != good.ETag {
					t.Errorf("state %+v", bad)
				}
				if bad.Gone != (tt.kind == feed.KindGone) {
					t.Errorf("gone: %v", bad.Gone)
				}
				if len(m.Handled()) != 2 {
					t.Errorf("handed on %s", handled(m))
				}
			})
		})
	}
}

func TestRunPollsWhenDueAndHonoursWhatItWasTold(t *testing.T) {
	ok := feedtest.OK(rss("a: one"))
	tests := map[string]struct {
		steps []feedtest.Step
		want  []time.Duration // of the polls, since the first
	}{
		"healthy: every hour":                                            {[]feedtest.Step{ok}, []time.Duration{0, 1 * time.Hour, 2 * time.Hour, 3 * time.Hour}},
		"failing: further and further apart":                             {[]feedtest.Step{feedtest.Status(500)}, []time.Duration{0, 1 * time.Hour, 3 * time.Hour, 7 * time.Hour, 15 * time.Hour, 31 * time.Hour, 55 * time.Hour}},
		"recovered: every hour again":                                    {[]feedtest.Step{feedtest.Status(500), feedtest.Status(500), ok}, []time.Duration{0, 1 * time.Hour, 3 * time.Hour, 4 * time.Hour, 5 * time.Hour}},
		"told to wait three hours":                                       {[]feedtest.Step{feedtest.TooMany(3 * time.Hour), ok}, []time.Duration{0, 3 * time.Hour, 4 * time.Hour}},
		"told to wait a minute":                                          {[]feedtest.Step{feedtest.TooMany(time.Minute), ok}, []time.Duration{0, 1 * time.Hour, 2 * time.Hour}},
		"told to slow down, but not for how long":                        {[]feedtest.Step{feedtest.TooMany(0)}, []time.Duration{0, 1 * time.Hour, 3 * time.Hour}},
		"fresh for two hours":                                            {[]feedtest.Step{feedtest.Answer(feed.Response{Body: []byte(rss("a: x")), MaxAge: 2 * time.Hour})}, []time.Duration{0, 2 * time.Hour, 4 * time.Hour}},
		"four times a day by its own word, also when it has not changed": {[]feedtest.Step{feedtest.OK("<rss><channel><title>T</title><ttl>360</ttl></channel></rss>")}, []time.Duration{0, 6 * time.Hour, 12 * time.Hour, 18 * time.Hour}},
		"gone: never again":                                              {[]feedtest.Step{feedtest.Gone()}, []time.Duration{0}},
		"slow: the hour counts from the answer on":                       {[]feedtest.Step{feedtest.Slow(20*time.Second, ok)}, []time.Duration{0, time.Hour + 20*time.Second}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				script := feedtest.Play(tt.steps...)
				p := poller(t, &feedtest.Memory{}, script, nil)
				start := time.Now()
				stop := run(t, p)
				time.Sleep(tt.want[len(tt.want)-1] + time.Second)
				stop()
				var got []time.Duration
				for _, c := range script.Calls() {
					got = append(got, c.At.Sub(start))
				}
				if fmt.Sprint(got) != fmt.Sprint(tt.want) {
					t.Errorf("polled after %v, want %v", got, tt.want)
				}
			})
		})
	}
}

func TestARestartKeepsTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, script := &feedtest.Memory{}, feedtest.Play(feedtest.OK(rss("a: one")))
		for range 3 { // twenty minutes each
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute-time.Second)
			_ = poller(t, m, script, nil).Run(ctx)
			cancel()
		}
		if n := len(script.Calls()); n != 1 {
			t.Errorf("polled %d times in an hour with three starts", n)
		}
		s := state(t, m)
		s.Next = time.Now().AddDate(1, 0, 0) // kept while the clock was wrong
		_ = m.PutFeedState(t.Context(), s)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_ = poller(t, m, script, nil).Run(ctx)
		if n := len(script.Calls()); n != 2 {
			t.Errorf("a date out of all reason was believed: %d polls", n)
		}
	})
}

func TestOneRequestAtATimeAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most, perHost, mostPerHost atomic.Int32
		step := func(ctx context.Context, r feed.Request) (feed.Response, error) {
			busy := strings.Contains(r.URL, "busy.example.org")
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			if busy {
				mostPerHost.Store(max(mostPerHost.Load(), perHost.Add(1)))
				defer perHost.Add(-1)
			}
			return feedtest.Slow(10*time.Second, feedtest.OK(rss("a: one")))(ctx, r)
		}
		var sources []feed.Source
		for i := range 6 {
			sources = append(sources,
				feed.Source{ID: fmt.Sprintf("busy-%d", i), URL: fmt.Sprintf("https://busy.example.org/%d", i)},
				feed.Source{ID: fmt.Sprintf("other-%d", i), URL: fmt.Sprintf("https://other-%d.example.org/", i)})
		}
		script := feedtest.Play(step)
		p := poller(t, &feedtest.Memory{}, script, func(o *feed.Options) { o.Sources, o.Workers = sources, 3 })
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
		defer cancel()
		_ = p.Run(ctx)
		if most.Load() != 3 || mostPerHost.Load() != 1 || len(script.Calls()) != 12 {
			t.Errorf("%d at once, %d of one host, %d in all", most.Load(), mostPerHost.Load(), len(script.Calls()))
		}
	})
}

func TestStoppingIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		m := &feedtest.Memory{}
		p := poller(t, m, feedtest.Play(feedtest.Slow(20*time.Second, feedtest.OK(rss("a: one")))), inLog(&log))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_ = p.Run(ctx)
		p.Poll(ctx, source)
		if log.Len() > 0 || state(t, m) != (feed.State{}) {
			t.Errorf("log %q, state %+v", log.String(), state(t, m))
		}
	})
}

// Whoever has a feed polled, Run or a job, has it reported in the same way.
func TestAPollSaysWhatItCameTo(t *testing.T) {
	var log bytes.Buffer
	var seen []string
	m := &feedtest.Memory{}
	bad := strings.Replace(strings.ReplaceAll(rss("b: two", "a: one"), "<title>Item", "<title>彩票开户送八十八元 Item"), "</channel>", "<item></item></channel>", 1)
	p := poller(t, m, feedtest.Play(feedtest.OK(bad), feedtest.Status(500)), func(o *feed.Options) {
		inLog(&log)(o)
		o.Observe = func(s feed.Source, r feed.Report, err error) {
			seen = append(seen, fmt.Sprintf("%s new %d tampered %d problems %d failed %v", s.ID, r.New, r.Tampered, len(r.Problems), err != nil))
		}
	})
	p.Poll(t.Context(), source)
	p.Poll(t.Context(), source)
	if want := []string{"news new 2 tampered 2 problems 1 failed false", "news new 0 tampered 0 problems 0 failed true"}; fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("observed %q, want %q", seen, want)
	}
	for _, want := range []string{"feed polled", "tampered=2", "neither GUID, link", "feed poll failed", "kind=http-status"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
}

func TestAMoveForGoodIsRememberedUntilItFails(t *testing.T) {
	m := &feedtest.Memory{}
	moved := feed.Response{Body: []byte(rss("a: one")), MovedTo: "https://new.example.org/feed"}
	script := feedtest.Play(feedtest.Answer(moved)).On(moved.MovedTo, feedtest.OK(rss("a: one")), feedtest.Gone())
	p := poller(t, m, script, nil)
	var asked []string
	for range 4 {
		_, _ = p.PollOnce(t.Context(), source)
	}
	for _, c := range script.Calls() {
		asked = append(asked, c.Request.URL)
	}
	if got, want := fmt.Sprint(asked), fmt.Sprint([]string{address, moved.MovedTo, moved.MovedTo, address}); got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if state(t, m).Gone {
		t.Error("the feed counts as gone, though only its new address was")
	}
	other := source
	other.URL = "https://third.example.org/feed"
	script.On(other.URL, feedtest.OK(rss("a: one")))
	if _, err := p.PollOnce(t.Context(), other); err != nil {
		t.Errorf("a feed configured anew: %v", err)
	}
	if got := script.Calls()[4].Request; got != (feed.Request{URL: other.URL}) {
		t.Errorf("a feed configured anew is asked with what was learnt of the old: %+v", got)
	}
}

func TestDatesThatNobodyCanBelieve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &feedtest.Memory{}
		body := strings.Replace(rss("b: two", "a: one"), "28 Mar 2025", "28 Mar 2095", 1)
		body = strings.Replace(body, "27 Mar 2025", "27 Xyz 2025", 1)
		if _, err := poller(t, m, feedtest.Play(feedtest.OK(body)), nil).PollOnce(t.Context(), source); err != nil {
			t.Fatal(err)
		}
		for _, h := range m.Handled() {
			if a := h.Article; !a.Published.Equal(a.FirstSeen) || a.Published.IsZero() {
				t.Errorf("%s: published %s, first seen %s", a.GUID, a.Published, a.FirstSeen)
			}
		}
	})
}

func TestItemsWithoutDatesComeInTheFeedsOwnOrder(t *testing.T) {
	m := &feedtest.Memory{}
	body := strings.NewReplacer(" Mar 2025 09:00:00 +0000", "").Replace(rss("c: three", "b: two", "a: one"))
	if _, err := poller(t, m, feedtest.Play(feedtest.OK(body)), nil).PollOnce(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	if got, want := handled(m), "new a 0, new b 0, new c 0"; got != want {
		t.Errorf("handed on %q, want %q", got, want)
	}
}

func TestBeingToldToSlowDownIsNoFailure(t *testing.T) {
	for wait, want := range map[time.Duration]int{time.Hour: 0, 0: 1} {
		m := &feedtest.Memory{}
		_, err := poller(t, m, feedtest.Play(feedtest.TooMany(wait)), nil).PollOnce(t.Context(), source)
		if s := state(t, m); feed.KindOf(err) != feed.KindRateLimited || s.Failures != want || s.LastError == "" {
			t.Errorf("after %s: %v, state %+v", wait, err, s)
		}
	}
}

func TestNewPollerSaysWhatIsWrong(t *testing.T) {
	m := &feedtest.Memory{}
	tests := map[string]feed.Options{
		"no keeper":       {Handler: m, Fetcher: feedtest.Play()},
		"an ID twice":     {Keeper: m, Handler: m, Fetcher: feedtest.Play(), Sources: []feed.Source{source, source}},
		"an ID left out":  {Keeper: m, Handler: m, Fetcher: feedtest.Play(), Sources: []feed.Source{{URL: address}}},
		"no handler":      {Keeper: m, Fetcher: feedtest.Play()},
		"nothing at all":  {},
		"nobody to fetch": {Keeper: m, Handler: m},
	}
	for name, o := range tests {
		if _, err := feed.NewPoller(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestReplayTouchesNothingAndFindsTheSame(t *testing.T) {
	body := rss("b: two", "a: one")
	read, err := feed.Replay(t.Context(), source, strings.NewReader(body))
	if err != nil || len(read) != 2 || read[0].Link != "https://news.example.org/b" || read[0].Hash == "" {
		t.Fatalf("got %+v, %v", read, err)
	}
	fetched, err := feed.ReplayURL(t.Context(), source, feedtest.Play(feedtest.OK(body)))
	if err != nil || fmt.Sprint(fetched) != fmt.Sprint(read) {
		t.Errorf("by URL %+v, %v", fetched, err)
	}
	if _, err := feed.Replay(t.Context(), source, strings.NewReader(strings.Repeat(" ", 6<<20))); feed.KindOf(err) != feed.KindTooLarge {
		t.Errorf("a large file: %v", err)
	}
	if _, err := feed.ReplayURL(t.Context(), source, feedtest.Play(feedtest.Gone())); feed.KindOf(err) != feed.KindGone {
		t.Errorf("a feed that is gone: %v", err)
	}
}
