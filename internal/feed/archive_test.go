package feed_test

import (
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

// page writes page n of an archive: ten items a page, one a day back from the first of May 2025.
func page(n int) string {
	var out strings.Builder
	out.WriteString(`<rss version="2.0"><channel><title>News</title>`)
	for i := range 10 {
		k := (n-1)*10 + i
		fmt.Fprintf(&out, `<item><title>Item %d</title><guid>%d</guid><link>/%d</link><pubDate>%s</pubDate></item>`, k, k, k,
			time.Date(2025, 5, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, -k).Format(time.RFC1123Z))
	}
	return out.String() + `</channel></rss>`
}

// archive plays the feed with its pages; beyond the last it plays last.
func archive(pages int, last ...feedtest.Step) *feedtest.Script {
	script := feedtest.Play(last...).On(address, feedtest.OK(page(1)))
	for n := 2; n <= pages; n++ {
		script.On(fmt.Sprintf("%s?paged=%d", address, n), feedtest.OK(page(n)))
	}
	return script
}

// bubble runs a test on the bubble's clock, in May 2025.
func bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2025, 5, 3, 9, 0, 0, 0, time.UTC)))
		test(t)
	})
}

func walk(t *testing.T, m *feedtest.Memory) feed.Archive {
	t.Helper()
	a, _, err := m.Archive(t.Context(), source.ID)
	must(t, err)
	return a
}

func TestAnArchiveIsReadToItsEndAndIsNoNews(t *testing.T) {
	gone := feedtest.Status(404)
	tests := map[string]struct {
		script  *feedtest.Script
		until   time.Time
		page    int
		kept    int
		outcome string
	}{
		"to the end":                            {archive(4, gone), time.Time{}, 4, 30, "It reached the end after page 4."},
		"to a date":                             {archive(9, gone), time.Date(2025, 4, 6, 0, 0, 0, 0, time.UTC), 3, 16, "It reached 6 April 2025 at page 3."},
		"a feed without older pages":            {archive(1, gone), time.Time{}, 1, 0, "The site gives no older pages of this feed."},
		"a web page where the archive ends":     {archive(3, feedtest.OK("<!doctype html><html>")), time.Time{}, 3, 20, "It reached the end after page 3."},
		"an empty feed where it ends":           {archive(3, feedtest.OK(rss())), time.Time{}, 3, 20, "It reached the end after page 3: the site gives nothing older."},
		"the last page again and again":         {archive(3, feedtest.OK(page(3))), time.Time{}, 3, 20, "It reached the end after page 3: the site gives nothing older."},
		"the first page for any that is not":    {archive(3, feedtest.OK(page(1))), time.Time{}, 4, 20, "It reached the end after page 4: the site gives nothing older."},
		"a site that ignores the page number":   {archive(1, feedtest.OK(page(1))), time.Time{}, 2, 0, "It reached the end after page 2: the site gives nothing older."},
		"a server error that passes":            {archive(3, gone).On(address+"?paged=2", feedtest.Status(500), feedtest.TooMany(time.Hour), feedtest.OK(page(2))), time.Time{}, 3, 20, "It reached the end after page 3."},
		"newer articles that push the older on": {archive(6, gone).On(address+"?paged=4", feedtest.OK(page(2))).On(address+"?paged=5", feedtest.OK(page(3))), time.Time{}, 6, 30, "It reached the end after page 6."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				o := open(t, &feedtest.Memory{}, tt.script, nil)
				time.Sleep(time.Minute)
				_, _, err := o.Backfill(t.Context(), source.ID, tt.until)
				must(t, err)
				time.Sleep(3 * time.Hour)
				o.stop()
				a := walk(t, o.m)
				if a.Page != tt.page || a.Kept != tt.kept || a.Outcome != tt.outcome || a.Ended.IsZero() {
					t.Errorf("got %+v", a)
				}
				if n := len(o.m.Handled()); n != 10 {
					t.Errorf("%d articles handed on, want those of the feed itself", n)
				}
				if got := o.kinds(); got != "archive" {
					t.Errorf("told %q", got)
				}
				seen, err := o.m.FeedActivity(t.Context(), source.ID, time.Time{}, 99)
				if must(t, err); len(seen) != 10+tt.kept {
					t.Errorf("%d articles kept", len(seen))
				}
				for guid, archived := range map[string]bool{"9": false, "10": true} {
					kept, ok, err := o.m.Article(t.Context(), source.ID, guid)
					if must(t, err); ok && kept.Archived != archived {
						t.Errorf("article %s: %+v", guid, kept)
					}
				}
			})
		})
	}
}

func TestAWalkIsSlowAndGoesOnAfterARestart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m, script := &feedtest.Memory{}, archive(60, feedtest.Status(404))
		begun := false
		for range 4 {
			o := open(t, m, script, nil)
			time.Sleep(time.Second)
			if !begun {
				_, _, err := o.Backfill(t.Context(), source.ID, time.Time{})
				must(t, err)
				begun = true
			}
			time.Sleep(3*time.Minute - time.Second)
			o.stop()
		}
		if a := walk(t, m); !a.Ended.IsZero() || a.Page < 45 {
			t.Errorf("after 12 minutes: %+v", a)
		}
		o := open(t, m, script, nil)
		time.Sleep(4 * time.Minute)
		o.stop()
		if a := walk(t, m); a.Ended.IsZero() || a.Kept != 590 {
			t.Errorf("after 16 minutes: %+v", a)
		}
		last := map[string]time.Time{}
		asked := map[string]int{}
		for _, c := range script.Calls() {
			if asked[c.Request.URL]++; c.Request.ETag != "" && c.Request.URL != address {
				t.Errorf("asked for %s conditionally", c.Request.URL)
			}
			if wait := c.At.Sub(last["page"]); strings.Contains(c.Request.URL, "paged") {
				if wait < 15*time.Second {
					t.Errorf("%s after %s", c.Request.URL, wait)
				}
				last["page"] = c.At
			}
		}
		for url, n := range asked {
			if n > 1 && url != address {
				t.Errorf("%s asked for %d times", url, n)
			}
		}
	})
}

func TestAWalkThatIsCutShortLosesAndDoublesNothing(t *testing.T) {
	for _, method := range []string{"Archive", "Archives", "PutArchive", "Article", "PutArticle"} {
		t.Run(method, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				var down atomic.Bool
				m := &feedtest.Memory{FailOn: func(called, _ string) error {
					if called == method && down.Load() {
						return errors.New("disk full")
					}
					return nil
				}}
				o := open(t, m, archive(4, feedtest.Status(404)), nil)
				time.Sleep(time.Minute)
				_, _, err := o.Backfill(t.Context(), source.ID, time.Time{})
				must(t, err)
				time.Sleep(20 * time.Second)
				down.Store(true)
				time.Sleep(10 * time.Minute)
				down.Store(false)
				time.Sleep(10 * time.Minute)
				o.stop()
				if a := walk(t, m); a.Page != 4 || a.Outcome != "It reached the end after page 4." {
					t.Errorf("got %+v", a)
				}
				seen, err := m.FeedActivity(t.Context(), source.ID, time.Time{}, 99)
				if must(t, err); len(seen) != 40 {
					t.Errorf("%d articles kept", len(seen))
				}
			})
		})
	}
}

func TestAWalkIsGivenUpAndCanBeAskedForAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		steps := []feedtest.Step{}
		for range 8 {
			steps = append(steps, feedtest.Status(500))
		}
		script := archive(4, feedtest.Status(404)).On(address+"?paged=3", append(steps, feedtest.OK(page(3)))...)
		o := open(t, &feedtest.Memory{}, script, nil)
		time.Sleep(time.Minute)
		_, _, err := o.Backfill(t.Context(), source.ID, time.Time{})
		must(t, err)
		time.Sleep(24 * time.Hour)
		if a := walk(t, o.m); !strings.HasPrefix(a.Outcome, "It was given up after 8 failures at page 3: The site refuses") || a.Page != 2 {
			t.Errorf("got %+v", a)
		}
		_, _, err = o.Backfill(t.Context(), source.ID, time.Time{})
		must(t, err)
		time.Sleep(time.Hour)
		if a := walk(t, o.m); a.Page != 4 || a.Kept != 30 || a.Failures != 1 {
			t.Errorf("got %+v", a)
		}
		_, a, err := o.Backfill(t.Context(), source.ID, time.Time{})
		if must(t, err); a.Page != 1 {
			t.Errorf("an archive that was read to its end does not begin anew: %+v", a)
		}
		_, err = o.Pause(t.Context(), source.ID, who)
		must(t, err)
		time.Sleep(time.Hour)
		if a := walk(t, o.m); !a.Ended.IsZero() {
			t.Errorf("a paused feed was walked: %+v", a)
		}
		_, err = o.Resume(t.Context(), source.ID, who)
		must(t, err)
		time.Sleep(time.Hour)
		o.stop()
		if a := walk(t, o.m); a.Ended.IsZero() || a.Kept != 0 {
			t.Errorf("got %+v", a)
		}
	})
}

func TestAWalkToAnEarlierDateGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		o := open(t, &feedtest.Memory{}, archive(9, feedtest.Status(404)), nil)
		back := func(until time.Time) {
			_, _, err := o.Backfill(t.Context(), "News", until)
			must(t, err)
			time.Sleep(time.Hour)
		}
		back(time.Date(2025, 4, 6, 0, 0, 0, 0, time.UTC))
		back(time.Date(2025, 3, 20, 0, 0, 0, 0, time.UTC))
		o.stop()
		a := walk(t, o.m)
		if a.Page != 5 || a.Oldest.After(a.Until) {
			t.Errorf("got %+v", a)
		}
		if _, again, err := o.Backfill(t.Context(), "News", time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)); err != nil || again != a || walk(t, o.m) != a {
			t.Errorf("read that far already, and begun again: %+v, %v", again, err)
		}
		if _, _, err := o.Backfill(t.Context(), "News", time.Now().Add(time.Hour)); !errors.Is(err, feed.ErrUntil) {
			t.Errorf("until tomorrow: %v", err)
		}
		if _, _, err := o.Backfill(t.Context(), "nobody", time.Time{}); !errors.Is(err, feed.ErrUnknownFeed) {
			t.Errorf("an unknown feed: %v", err)
		}
	})
}

func TestWalkByItself(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := &feedtest.Memory{}
		p := poller(t, m, archive(3, feedtest.Status(404)), func(o *feed.Options) { o.Archives = m })
		must(t, p.Walk(t.Context(), source, nil)) // nobody asked for one
		must(t, m.PutArchive(t.Context(), feed.Archive{Source: source.ID, Page: 1}))
		var told []int
		must(t, p.Walk(t.Context(), source, func(a feed.Archive) { told = append(told, a.Page) }))
		if fmt.Sprint(told) != "[2 3 3]" {
			t.Errorf("told of pages %v", told)
		}
		must(t, m.PutArchive(t.Context(), feed.Archive{Source: source.ID, Page: 1, Next: time.Now().Add(time.Hour)}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := p.Walk(ctx, source, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up: %v", err)
		}
		if err := poller(t, m, nil, nil).Walk(t.Context(), source, nil); err == nil {
			t.Error("without a store: no error")
		}
	})
}

func TestAnArchivedArticleStaysOneWhenItIsRevised(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := &feedtest.Memory{}
		must(t, m.PutArticle(t.Context(), feed.Article{Feed: source.ID, GUID: "a", Hash: "old", Archived: true}))
		_, err := poller(t, m, feedtest.Play(feedtest.OK(rss("a: one"))), nil).PollOnce(t.Context(), source)
		if must(t, err); handled(m) != "revised a 1" || !m.Handled()[0].Article.Archived {
			t.Errorf("handed on %s", handled(m))
		}
	})
}
