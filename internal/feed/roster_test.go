package feed_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
)

func roster(m *feedtest.Memory, f feed.Fetcher, configured ...feed.Source) *feed.Roster {
	return feed.NewRoster(feed.RosterOptions{
		Configured: configured, Feeds: m, States: m, Activity: m, Archives: m, Fetcher: f,
		Now: func() time.Time { return time.Date(2025, 5, 3, 9, 0, 0, 0, time.UTC) },
	})
}

func listed(t *testing.T, r *feed.Roster) string {
	t.Helper()
	list, err := r.List(t.Context())
	must(t, err)
	var out []string
	for _, f := range list {
		s := f.ID
		if f.Configured {
			s += " configured"
		}
		if f.Paused {
			s += " paused"
		}
		out = append(out, s)
	}
	active, err := r.Active(t.Context())
	must(t, err)
	return fmt.Sprintf("%s; %d active", strings.Join(out, ", "), len(active))
}

func TestTheListIsOfTheSettingsAndOfWhatWasAdded(t *testing.T) {
	m := &feedtest.Memory{}
	script := feedtest.Play(feedtest.OK(rss("a: one")))
	second := feed.Source{ID: "second", Name: "Second", URL: "https://second.example.org/"}
	r := roster(m, script, second, source)
	if _, _, err := r.Add(t.Context(), "https://b.example.org/rss", "", who); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Add(t.Context(), "a.example.org/rss", "", feed.Who{}); err != nil {
		t.Fatal(err)
	}
	_, err := r.Pause(t.Context(), "news", who)
	must(t, err)
	_, err = r.Pause(t.Context(), "https://B.example.org/rss/", who)
	must(t, err)
	if got, want := listed(t, r), "second configured, news configured paused, a-example-org-rss, b-example-org-rss paused; 2 active"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := listed(t, roster(m, script, second)), "second configured, a-example-org-rss, b-example-org-rss paused; 2 active"; got != want {
		t.Errorf("after it left the settings: got %s", got)
	}
	other := source
	other.URL = "https://moved.example.org/"
	list, err := roster(m, script, other).List(t.Context())
	if must(t, err); list[0].URL != other.URL || !list[0].Paused {
		t.Errorf("the settings' address does not count: %+v", list[0])
	}
}

func TestWhatCannotBeDoneToAFeed(t *testing.T) {
	script := feedtest.Play(feedtest.OK(rss("a: one")))
	r := roster(&feedtest.Memory{}, script, source)
	if _, err := r.Remove(t.Context(), "news"); !errors.Is(err, feed.ErrConfigured) {
		t.Errorf("a feed of the settings was removed: %v", err)
	}
	for _, said := range []string{"", "nothing", "https://nowhere.example.org/"} {
		_, pause := r.Pause(t.Context(), said, who)
		_, resume := r.Resume(t.Context(), said, who)
		_, remove := r.Remove(t.Context(), said)
		for _, err := range []error{pause, resume, remove} {
			if !errors.Is(err, feed.ErrUnknownFeed) {
				t.Errorf("%q: %v", said, err)
			}
		}
	}
	for _, again := range []string{address, address + "/", "http://NEWS.example.org/feed", "news.example.org/feed", "www.news.example.org/feed"} {
		if f, _, err := r.Add(t.Context(), again, "", who); !errors.Is(err, feed.ErrFollowed) || f.ID != "news" {
			t.Errorf("%s: %+v, %v", again, f, err)
		}
	}
	if got := listed(t, r); got != "news configured; 1 active" {
		t.Errorf("got %s", got)
	}
}

func TestAFeedIsTriedBeforeItIsFollowed(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a server inside the network was asked") }))
	defer inside.Close()
	strict, err := feed.NewHTTPFetcher(feed.FetchOptions{})
	must(t, err)
	defer strict.Close()
	tests := map[string]struct {
		fetcher feed.Fetcher
		address string
		want    feed.Kind
	}{
		"a web page":                   {feedtest.Play(feedtest.OK("<!doctype html><html>")), "a.example.org", feed.KindNotAFeed},
		"gone":                         {feedtest.Play(feedtest.Gone()), "a.example.org", feed.KindGone},
		"cut off":                      {feedtest.Play(feedtest.CutOff(rss("a: one"))), "a.example.org", feed.KindTruncated},
		"inside the network":           {strict, inside.URL, feed.KindBlocked},
		"inside the network, by name":  {strict, strings.Replace(inside.URL, "127.0.0.1", "localhost", 1), feed.KindBlocked},
		"the cloud's own address":      {strict, "http://169.254.169.254/latest/meta-data", feed.KindBlocked},
		"no address":                   {strict, "   ", feed.KindAddress},
		"words":                        {strict, "the new feed please", feed.KindAddress},
		"a file":                       {strict, "file:///etc/passwd", feed.KindAddress},
		"another protocol":             {strict, "ftp://a.example.org/feed", feed.KindAddress},
		"an address with a line break": {strict, "https://a.example.org/\nfeed", feed.KindAddress},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := roster(&feedtest.Memory{}, tt.fetcher)
			if _, _, err := r.Add(t.Context(), tt.address, "", who); feed.KindOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if got := listed(t, r); got != "; 0 active" {
				t.Errorf("followed all the same: %s", got)
			}
		})
	}
}

func TestWhoAddsAFeedDoesNotWaitForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := roster(&feedtest.Memory{}, feedtest.Play(feedtest.Slow(29*time.Second, feedtest.OK(rss("a: one")))))
		if _, _, err := r.Add(t.Context(), "slow.example.org", "", who); feed.KindOf(err) != feed.KindTimeout {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(start); waited > 20*time.Second {
			t.Errorf("waited %s", waited)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.Check(ctx, "slow.example.org"); !errors.Is(err, context.Canceled) || feed.KindOf(err) != "" {
			t.Errorf("given up by the caller: %v", err)
		}
	})
}

func TestAPreviewShowsWhatTheFeedHolds(t *testing.T) {
	body := strings.Replace(rss("d: 4", "c: 3", "b: 2", "a: 1"), "<title>Item b", `<title>Item b</title><description>x</description><title>`, 1)
	moved := feed.Response{Body: []byte(body), MovedTo: "https://new.example.org/feed?key=hunter2"}
	p, err := roster(&feedtest.Memory{}, feedtest.Play(feedtest.Answer(moved))).Check(t.Context(), "old.example.org/feed")
	must(t, err)
	if p.Title != "News" || p.Items != 4 || len(p.Newest) != 3 || p.Newest[0].GUID != "d" || p.Source.URL != moved.MovedTo || p.Address != "https://new.example.org/feed" {
		t.Errorf("got %+v", p)
	}
	if strings.Contains(p.Source.ID+p.Source.Name, "hunter2") {
		t.Errorf("the key is shown: %+v", p.Source)
	}
	f := feed.Followed{Source: feed.Source{URL: "https://reader:hunter2@a.example.org/feed?key=hunter2#hunter2"}}
	if got := f.Address(); got != "https://a.example.org/feed" {
		t.Errorf("shown as %s", got)
	}
}

func TestIDs(t *testing.T) {
	long := "https://news.example.org/" + strings.Repeat("very-long/", 20)
	for address, want := range map[string]string{
		"https://News.example.org/tag/x/feed/": "news-example-org-tag-x-feed",
		"https://news.example.org/?key=hunter": "news-example-org-",
	} {
		u, err := url.Parse(address)
		if must(t, err); !strings.HasPrefix(feed.IDOf(u), want) || strings.Contains(feed.IDOf(u), "hunter") {
			t.Errorf("%s: %s", address, feed.IDOf(u))
		}
	}
	a, err := url.Parse(long + "a")
	must(t, err)
	b, err := url.Parse(long + "b")
	must(t, err)
	if x, y := feed.IDOf(a), feed.IDOf(b); x == y || len(x) > 64 || len(y) > 64 {
		t.Errorf("%s and %s", x, y)
	}
}

func TestAFeedAddedAnewIsPolledThoughItWasGone(t *testing.T) {
	m := &feedtest.Memory{}
	must(t, m.PutFeedState(t.Context(), feed.State{Source: "a-example-org-feed", Gone: true, Failures: 3, LastError: "x", ETag: "tag"}))
	_, _, err := roster(m, feedtest.Play(feedtest.OK(rss("a: one")))).Add(t.Context(), "a.example.org/feed", "", who)
	must(t, err)
	st, _, err := m.FeedState(t.Context(), "a-example-org-feed")
	if must(t, err); st.Gone || st.Failures > 0 || st.ETag != "tag" {
		t.Errorf("state %+v", st)
	}
}

func TestAStoreThatFailsIsToldAndNothingIsDone(t *testing.T) {
	down := errors.New("disk full")
	for _, method := range []string{"Feeds", "PutFeed", "RemoveFeed", "FeedState", "Archive", "Archives", "PutArchive", "FeedActivity"} {
		m := &feedtest.Memory{}
		r := roster(m, feedtest.Play(feedtest.OK(rss("a: one"))), source)
		_, _, err := r.Add(t.Context(), "b.example.org", "", who)
		must(t, err)
		m.FailOn = func(called, _ string) error {
			if called == method {
				return down
			}
			return nil
		}
		var errs []error
		_, _, err = r.Add(t.Context(), "c.example.org", "", who)
		errs = append(errs, err)
		_, err = r.Resume(t.Context(), "news", who)
		errs = append(errs, err)
		_, err = r.Remove(t.Context(), "b-example-org")
		errs = append(errs, err)
		_, err = r.Health(t.Context())
		errs = append(errs, err)
		_, _, err = r.Backfill(t.Context(), "news", time.Time{})
		if errs = append(errs, err); !errors.Is(errors.Join(errs...), down) {
			t.Errorf("%s: nobody said so: %v", method, errs)
		}
	}
}

func TestHabit(t *testing.T) {
	now := time.Date(2025, 5, 30, 12, 0, 0, 0, time.UTC)
	on := func(daysAgo ...int) []feed.Sighting {
		var out []feed.Sighting
		for _, d := range daysAgo {
			out = append(out, feed.Sighting{At: now.AddDate(0, 0, -d)})
		}
		return out
	}
	every := func(first, step, n int) (out []int) {
		for i := range n {
			out = append(out, first+i*step)
		}
		return out
	}
	tests := map[string]struct {
		seen   []feed.Sighting
		silent bool
		limit  int // days
		weekly float64
	}{
		"nothing":                                    {nil, false, 0, 0},
		"too little to know":                         {on(40, 41, 42), false, 0, 0.5},
		"every day, until today":                     {on(every(0, 1, 60)...), false, 7, 57. / 8},
		"every day, until a week ago":                {on(every(7, 1, 60)...), false, 7, 50. / 8},
		"every day, until eight days ago":            {on(every(8, 1, 60)...), true, 7, 49. / 8},
		"five a day count as one":                    {on(append(every(8, 0, 5), every(9, 1, 20)...)...), true, 7, 25 / 4.},
		"every week, a fortnight ago":                {on(every(14, 7, 20)...), false, 14, 7. / 8},
		"every week, three weeks ago":                {on(every(21, 7, 20)...), true, 14, 6. / 8},
		"every month, seven weeks ago":               {on(every(49, 30, 12)...), false, 60, 1. / 8},
		"every month, three months ago":              {on(every(90, 30, 12)...), true, 60, 0},
		"one long holiday is no habit":               {on(append(every(9, 1, 20), every(60, 1, 20)...)...), true, 7, 20 / 8.},
		"dates to come count for nothing":            {on(append([]int{-3}, every(8, 1, 60)...)...), true, 7, 49. / 8},
		"ten in the first two days of what is known": {on(0, 0, 0, 0, 0, 1, 1, 1, 1, 1), false, 0, 10},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := feed.HabitOf(tt.seen, now)
			if h.Silent != tt.silent || h.Limit != time.Duration(tt.limit)*24*time.Hour || h.Weekly < tt.weekly-0.4 || h.Weekly > tt.weekly+0.4 {
				t.Errorf("got %+v", h)
			}
		})
	}
	planted := on(1, 2, 100)
	planted[1].Tampered, planted[2].Tampered = true, true
	if h := feed.HabitOf(planted, now); h.Tampered != 1 {
		t.Errorf("tampered %d, want what is of the last weeks", h.Tampered)
	}
}
