package feed

import "testing"

func TestTheAddressThatAnItemCallsCanonicalIsItsLink(t *testing.T) {
	const head = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>News</title><link>https://news.example/</link><description>x</description><item><title>One</title><guid isPermaLink="false">1</guid><link>https://counter.example/~r/news/1</link>`
	const foot = `</item></channel></rss>`
	tests := map[string]struct{ item, want string }{
		"none is stated":            {"", "https://counter.example/~r/news/1"},
		"canonical":                 {`<atom:link rel="canonical" href="https://news.example/one?utm_source=rss"/>`, "https://news.example/one"},
		"another relation":          {`<atom:link rel="replies" href="https://news.example/one#c"/>`, "https://counter.example/~r/news/1"},
		"from before FeedBurner":    {`<feedburner:origLink>https://news.example/one</feedburner:origLink>`, "https://news.example/one"},
		"canonical, and no address": {`<atom:link rel="canonical" href="javascript:alert(1)"/>`, "https://counter.example/~r/news/1"},
		"canonical, and nothing":    {`<atom:link rel="canonical"/>`, "https://counter.example/~r/news/1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := Parse(Source{ID: "news", URL: "https://news.example/feed"}, Response{Body: []byte(head + tt.item + foot), URL: "https://news.example/feed"})
			if err != nil || len(doc.Articles) != 1 {
				t.Fatalf("%d articles, error %v", len(doc.Articles), err)
			}
			if got := doc.Articles[0].Link; got != tt.want {
				t.Errorf("link %s, want %s", got, tt.want)
			}
		})
	}
}
