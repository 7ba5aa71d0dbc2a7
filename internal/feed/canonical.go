package feed

import (
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"golang.org/x/net/html"
)

// canonicalKey is where the address that an entry of Atom calls canonical is kept of its item.
const canonicalKey = "canonical"

// keepCanonical keeps what entries of Atom call canonical, which the translation of gofeed leaves out.
func keepCanonical(items []*gofeed.Item, entries []*atom.Entry) {
	for i, e := range entries {
		if i >= len(items) || items[i] == nil || e == nil {
			continue
		}
		if n := slices.IndexFunc(e.Links, func(l *atom.Link) bool { return l != nil && l.Rel == "canonical" }); n >= 0 {
			if items[i].Custom == nil {
				items[i].Custom = map[string]string{}
			}
			items[i].Custom[canonicalKey] = e.Links[n].Href
		}
	}
}

// stated returns the addresses that an item gives as its own beside its link, which may be one that counts readers: the one
// marked as canonical, by the feed or in its text, and the one from before the feed was passed through FeedBurner. What stands
// in a text may have been planted there: it counts only where it leads to the feed's own site.
func stated(item *gofeed.Item, own site) (links []string) {
	if c := item.Custom[canonicalKey]; c != "" {
		links = append(links, c)
	}
	for _, l := range item.Extensions["atom"]["link"] {
		if l.Attrs["rel"] == "canonical" {
			links = append(links, l.Attrs["href"])
		}
	}
	for _, l := range item.Extensions["feedburner"]["origLink"] {
		links = append(links, l.Value)
	}
	for _, text := range []string{item.Content, item.Description} {
		if c := canonicalIn(text); c != "" && !own.leaves(c) {
			links = append(links, c)
		}
	}
	return links
}

// canonicalIn returns the address that a page copied whole into a feed calls canonical.
func canonicalIn(text string) string {
	if !strings.Contains(text, "canonical") {
		return ""
	}
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t, rel, href := z.Token(), "", ""
			for _, a := range t.Attr {
				switch a.Key {
				case "rel":
					rel = a.Val
				case "href":
					href = a.Val
				}
			}
			if t.Data == "link" && strings.EqualFold(rel, "canonical") {
				return href
			}
		}
	}
}
