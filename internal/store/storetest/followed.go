package storetest

import (
	"errors"
	"testing"
	"time"

	"pledgewatch/internal/feed"
)

func followed(id string) feed.Followed {
	return feed.Followed{
		Source: feed.Source{ID: id, Name: "Feed " + id, URL: "https://example.org/" + id, Every: time.Hour, Lang: "en-GB"},
		Team:   "T1", By: "U1", At: noon,
	}
}

var followedTests = map[string]func(*testing.T, Fixture){
	"no feed is followed and no archive is walked at first": func(t *testing.T, s Fixture) {
		same(t, "feeds", ok[[]feed.Followed](t)(s.Feeds(t.Context())), []feed.Followed(nil))
		same(t, "archives", ok[[]feed.Archive](t)(s.Archives(t.Context())), []feed.Archive(nil))
		missing[feed.Archive](t)(s.Archive(t.Context(), "cc"))
		if ok[bool](t)(s.RemoveFeed(t.Context(), "cc")) {
			t.Error("a feed that was never there was removed")
		}
	},
	"followed feeds come back as they were put, ordered by id": func(t *testing.T, s Fixture) {
		c, a, b := followed("c"), followed("a"), followed("b")
		a.Configured, a.Paused, a.At = true, true, time.Time{}
		b.Every, b.Name = 90*time.Minute, awkward[7]
		for _, f := range []feed.Followed{c, a, b, a} {
			must(t, s.PutFeed(t.Context(), f))
		}
		same(t, "feeds", ok[[]feed.Followed](t)(s.Feeds(t.Context())), []feed.Followed{a, b, c})
	},
	"awkward text in a followed feed stays as it is": func(t *testing.T, s Fixture) {
		for _, text := range awkward {
			f := followed("f" + text)
			f.Name, f.URL, f.Lang, f.Team, f.By = text, text, text, text, text
			must(t, s.PutFeed(t.Context(), f))
			if !ok[bool](t)(s.RemoveFeed(t.Context(), f.ID)) {
				t.Errorf("%q was not there", f.ID)
			}
			must(t, s.PutFeed(t.Context(), f))
			got := ok[[]feed.Followed](t)(s.Feeds(t.Context()))
			same(t, "feeds", got, []feed.Followed{f})
			must(t, errorOf(s.RemoveFeed(t.Context(), f.ID)))
		}
	},
	"the last decision on a feed counts, and a removed one is gone": func(t *testing.T, s Fixture) {
		f := followed("a")
		must(t, s.PutFeed(t.Context(), f))
		must(t, s.PutFeed(t.Context(), followed("b")))
		f.Paused, f.By = true, "U2"
		must(t, s.PutFeed(t.Context(), f))
		same(t, "feeds", ok[[]feed.Followed](t)(s.Feeds(t.Context())), []feed.Followed{f, followed("b")})
		if !ok[bool](t)(s.RemoveFeed(t.Context(), "a")) || ok[bool](t)(s.RemoveFeed(t.Context(), "a")) {
			t.Error("removed not once")
		}
		same(t, "feeds", ok[[]feed.Followed](t)(s.Feeds(t.Context())), []feed.Followed{followed("b")})
	},
	"removing a feed leaves its articles and its state": func(t *testing.T, s Fixture) {
		must(t, s.PutFeed(t.Context(), followed("cc")))
		must(t, s.PutFeedState(t.Context(), feed.State{Source: "cc", Failures: 2}))
		must(t, s.PutArticle(t.Context(), article("1", "a", 0)))
		must(t, errorOf(s.RemoveFeed(t.Context(), "cc")))
		found[feed.Article](t)(s.Article(t.Context(), "cc", "1"))
		found[feed.State](t)(s.FeedState(t.Context(), "cc"))
	},
	"an archive comes back as it was put, the last one": func(t *testing.T, s Fixture) {
		for _, text := range awkward {
			a := feed.Archive{
				Source: "feed" + text, Until: noon.AddDate(-3, 0, 0), Page: 7, Kept: 61, Oldest: noon.AddDate(-1, 0, 0), Mark: text,
				Failures: 2, Next: noon.Add(time.Minute), Begun: noon, Ended: noon.Add(time.Hour), Outcome: text,
			}
			must(t, s.PutArchive(t.Context(), feed.Archive{Source: a.Source, Page: 1}))
			must(t, s.PutArchive(t.Context(), a))
			must(t, s.PutArchive(t.Context(), a))
			same(t, "archive", found[feed.Archive](t)(s.Archive(t.Context(), a.Source)), a)
		}
		same(t, "number", len(ok[[]feed.Archive](t)(s.Archives(t.Context()))), len(awkward))
	},
	"archives come ordered by source": func(t *testing.T, s Fixture) {
		for _, id := range []string{"b", "c", "a"} {
			must(t, s.PutArchive(t.Context(), feed.Archive{Source: id}))
		}
		same(t, "archives", ok[[]feed.Archive](t)(s.Archives(t.Context())), []feed.Archive{{Source: "a"}, {Source: "b"}, {Source: "c"}})
	},
	"an article from an archive is still one when it comes back": func(t *testing.T, s Fixture) {
		a := article("1", "a", 0)
		a.Archived = true
		must(t, s.PutArticle(t.Context(), a))
		same(t, "article", found[feed.Article](t)(s.Article(t.Context(), "cc", "1")), a)
		same(t, "in lists", ok[[]feed.Article](t)(s.Articles(t.Context(), noon, noon.Add(time.Hour), 9)), []feed.Article{a})
	},
	"a feed's activity is of its own articles, each once, the newest first": func(t *testing.T, s Fixture) {
		for i, guid := range []string{"a", "b", "c"} {
			a := article(guid, "h", 0)
			a.Published = noon.Add(-time.Duration(i) * time.Hour)
			must(t, s.PutArticle(t.Context(), a))
		}
		revised := article("b", "i", 1)
		revised.Published, revised.Integrity = noon.Add(-time.Hour), []feed.Integrity{{Kind: "hidden-text", Removed: "x"}}
		must(t, s.PutArticle(t.Context(), revised))
		other := article("d", "h", 0)
		other.Feed = "other"
		must(t, s.PutArticle(t.Context(), other))
		see := func(from time.Time, limit int) []feed.Sighting {
			return ok[[]feed.Sighting](t)(s.FeedActivity(t.Context(), "cc", from, limit))
		}
		want := []feed.Sighting{{At: noon}, {At: noon.Add(-time.Hour), Tampered: true}, {At: noon.Add(-2 * time.Hour)}}
		same(t, "all", see(noon.AddDate(-1, 0, 0), 9), want)
		same(t, "from is included", see(noon.Add(-time.Hour), 9), want[:2])
		same(t, "limit keeps the newest", see(noon.AddDate(-1, 0, 0), 1), want[:1])
		same(t, "none asked for", see(noon.AddDate(-1, 0, 0), 0), []feed.Sighting(nil))
		same(t, "another feed", len(ok[[]feed.Sighting](t)(s.FeedActivity(t.Context(), "nobody", time.Time{}, 9))), 0)
	},
	"decisions on one feed made at once leave one of them": func(t *testing.T, s Fixture) {
		errs := make([]error, 8)
		together(len(errs), func(i int) {
			f := followed("a")
			f.Paused = i%2 == 0
			errs[i] = s.PutFeed(t.Context(), f)
		})
		must(t, errors.Join(errs...))
		same(t, "number", len(ok[[]feed.Followed](t)(s.Feeds(t.Context()))), 1)
	},
}

func errorOf(_ bool, err error) error { return err }
