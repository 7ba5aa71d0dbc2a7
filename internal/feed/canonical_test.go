package feed

import "testing"

func TestTheAddressThatAnItemCallsCanonicalIsItsLink(t *testing.T) {
	const head = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>News</title><link>https://news.example/</link><description>x</description><item><title>One</title><guid isPermaLink="false">1</guid><link>https://counter.example/~r/news/1</link>`
	const foot = `</item></channel></rss>`
	tests := map[string]struct{ item, want string }{
		"none is stated":                 {"", "https://counter.example/~r/news/1"},
		"canonical":                      {`<atom:link rel="canonical" href="https://news.example/one?utm_source=rss"/>`, "https://news.example/one"},
		"another relation":               {`<atom:link rel="replies" href="https://news.example/one#c"/>`, "https://counter.example/~r/news/1"},
		"from before FeedBurner":         {`<feedburner:origLink>https://news.example/one</feedburner:origLink>`, "https://news.example/one"},
		"canonical, and no address":      {`<atom:link rel="canonical" href="javascript:alert(1)"/>`, "https://counter.example/~r/news/1"},
		"the page's, in the text":        {`<description>&lt;link rel="canonical" href="https://news.example/one"&gt;&lt;p&gt;Text&lt;/p&gt;</description>`, "https://news.example/one"},
		"another's, planted in the text": {`<description>&lt;link rel="canonical" href="https://casino.example/"&gt;&lt;p&gt;Text&lt;/p&gt;</description>`, "https://counter.example/~r/news/1"},
		"canonical, and nothing":         {`<atom:link rel="canonical"/>`, "https://counter.example/~r/news/1"},
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

func TestAnEntryOfAtomIsFoundUnderItsCanonicalAddress(t *testing.T) {
	const entry = `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>x</id><entry><title>One</title><id>urn:1</id><updated>2025-03-01T09:00:00Z</updated>` +
		`<link rel="alternate" href="https://counter.example/r/1"/><link rel="canonical" href="https://news.example/one?utm_medium=feed"/><content>A text.</content></entry></feed>`
	doc, err := Parse(Source{ID: "copy", URL: "https://copy.example/feed"}, Response{Body: []byte(entry), URL: "https://copy.example/feed"})
	if err != nil || len(doc.Articles) != 1 {
		t.Fatalf("%d articles, error %v", len(doc.Articles), err)
	}
	a := doc.Articles[0]
	if a.Link != "https://news.example/one" {
		t.Errorf("link %s", a.Link)
	}
	first := Article{Feed: "news", GUID: "https://news.example/?p=1", Link: "https://news.example/one", Title: "One", Paragraphs: []string{"A text."}}
	if !PrintOf(a).Twin(PrintOf(first)) {
		t.Error("the copy is not known for one")
	}
}
