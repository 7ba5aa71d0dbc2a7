package storetest

import (
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/feed"
)

var feedTests = map[string]func(*testing.T, Fixture){
	"a feed never polled is not found": func(t *testing.T, s Fixture) {
		missing[feed.State](t)(s.FeedState(t.Context(), "cc"))
	},
	"a feed's state comes back as it was put, the last one": func(t *testing.T, s Fixture) {
		for i, text := range awkward {
			st := feed.State{
				Source: "feed" + text, URL: "https://example.org/" + text, ETag: text, LastModified: text, LastError: text,
				Next: noon, LastAttempt: noon.Add(time.Millisecond), Failures: i, Gone: i%2 == 1, TTL: time.Duration(i) * time.Minute,
			}
			must(t, s.PutFeedState(t.Context(), feed.State{Source: st.Source, Failures: 99, LastSuccess: noon}))
			must(t, s.PutFeedState(t.Context(), st))
			must(t, s.PutFeedState(t.Context(), st))
			same(t, "state", found[feed.State](t)(s.FeedState(t.Context(), st.Source)), st)
		}
		same(t, "number of feeds", len(ok[[]feed.State](t)(s.FeedStates(t.Context()))), len(awkward))
	},
	"feed states come ordered by source": func(t *testing.T, s Fixture) {
		for _, id := range []string{"b", "c", "a"} {
			must(t, s.PutFeedState(t.Context(), feed.State{Source: id}))
		}
		same(t, "feeds", ok[[]feed.State](t)(s.FeedStates(t.Context())),
			[]feed.State{{Source: "a"}, {Source: "b"}, {Source: "c"}})
	},
}

func article(guid, hash string, revision int) feed.Article {
	return feed.Article{
		Feed: "cc", GUID: guid, Hash: hash, Revision: revision, Title: "Title of " + hash, Link: "https://example.org/" + guid,
		Published: noon, FirstSeen: noon.Add(time.Hour), Paragraphs: []string{"One.", "Two."},
	}
}

var articleTests = map[string]func(*testing.T, Fixture){
	"an article never kept is not found": func(t *testing.T, s Fixture) {
		missing[feed.Article](t)(s.Article(t.Context(), "cc", "1"))
		same(t, "revisions", ok[[]feed.Article](t)(s.ArticleRevisions(t.Context(), "cc", "1")), []feed.Article(nil))
	},
	"an article comes back as it was put": func(t *testing.T, s Fixture) {
		for _, text := range awkward {
			a := feed.Article{
				Feed: "f" + text, GUID: "g" + text, Hash: "h" + text, Title: text, Link: text, Description: text, Published: noon,
				Updated: noon.Add(time.Second), Authors: []string{text, "B"}, Categories: []string{text},
				Paragraphs: []string{text, "", text}, Integrity: []feed.Integrity{{Kind: "injected-prefix", Removed: text}},
				FirstSeen: noon.Add(time.Minute), Revision: 3,
			}
			must(t, s.PutArticle(t.Context(), a))
			same(t, "article", found[feed.Article](t)(s.Article(t.Context(), a.Feed, a.GUID)), a)
		}
	},
	"a megabyte of text fits": func(t *testing.T, s Fixture) {
		a := article("1", "a", 0)
		a.Paragraphs = []string{strings.Repeat("å", 1<<19), "end"}
		must(t, s.PutArticle(t.Context(), a))
		same(t, "article", found[feed.Article](t)(s.Article(t.Context(), "cc", "1")), a)
	},
	"feed and guid do not run together": func(t *testing.T, s Fixture) {
		a, b := article("bc", "1", 0), article("c", "2", 0)
		a.Feed, b.Feed = "a", "ab"
		must(t, s.PutArticle(t.Context(), a))
		must(t, s.PutArticle(t.Context(), b))
		same(t, "a/bc", found[feed.Article](t)(s.Article(t.Context(), "a", "bc")), a)
		same(t, "ab/c", found[feed.Article](t)(s.Article(t.Context(), "ab", "c")), b)
	},
	"the newest revision is the article, the others stay": func(t *testing.T, s Fixture) {
		a, b, c := article("1", "a", 0), article("1", "b", 1), article("1", "a", 2) // c: changed back
		for _, v := range []feed.Article{a, b, a, c, b, c} {                        // some of it twice, as after a crash
			must(t, s.PutArticle(t.Context(), v))
		}
		same(t, "newest", found[feed.Article](t)(s.Article(t.Context(), "cc", "1")), c)
		same(t, "revisions", ok[[]feed.Article](t)(s.ArticleRevisions(t.Context(), "cc", "1")), []feed.Article{a, b, c})
		same(t, "articles", ok[[]feed.Article](t)(s.Articles(t.Context(), noon, noon.Add(1), 9)), []feed.Article(nil))
		same(t, "articles", ok[[]feed.Article](t)(s.Articles(t.Context(), noon, noon.Add(time.Second), 9)), []feed.Article{c})
	},
	"of versions with one revision number the last put is the newest, and none is lost": func(t *testing.T, s Fixture) {
		a, b := article("1", "a", 0), article("1", "b", 0)
		must(t, s.PutArticle(t.Context(), a))
		must(t, s.PutArticle(t.Context(), b))
		same(t, "newest", found[feed.Article](t)(s.Article(t.Context(), "cc", "1")), b)
		same(t, "number of revisions", len(ok[[]feed.Article](t)(s.ArticleRevisions(t.Context(), "cc", "1"))), 2)
	},
	"articles are listed by when they were published, the newest first": func(t *testing.T, s Fixture) {
		var want []feed.Article
		for i, guid := range []string{"d", "c", "b", "a"} { // newest first
			a := article(guid, "h", 0)
			a.Published = noon.Add(-time.Duration(i) * time.Hour)
			want = append(want, a)
		}
		undated := &want[2]
		undated.FirstSeen, undated.Published = undated.Published, time.Time{}
		for _, i := range []int{2, 0, 3, 1} {
			must(t, s.PutArticle(t.Context(), want[i]))
		}
		list := func(from, to time.Time, limit int) []feed.Article {
			return ok[[]feed.Article](t)(s.Articles(t.Context(), from, to, limit))
		}
		from := noon.Add(-3 * time.Hour)
		same(t, "all", list(from, noon.Add(time.Millisecond), 9), want)
		same(t, "to is not included", list(from, noon, 9), want[1:])
		same(t, "from is included", list(from.Add(time.Millisecond), noon, 9), want[1:3])
		same(t, "limit keeps the newest", list(from, noon.Add(time.Hour), 2), want[:2])
		same(t, "no limit, no articles", list(from, noon.Add(time.Hour), 0), []feed.Article(nil))
		same(t, "nothing before", list(from.Add(-time.Hour), from, 9), []feed.Article(nil))
	},
	"a revision that moves the date moves the article in lists": func(t *testing.T, s Fixture) {
		a, b := article("1", "a", 0), article("1", "b", 1)
		b.Published = noon.Add(48 * time.Hour)
		must(t, s.PutArticle(t.Context(), a))
		must(t, s.PutArticle(t.Context(), b))
		same(t, "old date", ok[[]feed.Article](t)(s.Articles(t.Context(), noon, noon.Add(time.Hour), 9)), []feed.Article(nil))
		same(t, "new date", ok[[]feed.Article](t)(s.Articles(t.Context(), noon, noon.Add(72*time.Hour), 9)), []feed.Article{b})
	},
}
