package feed

import "github.com/mmcdole/gofeed"

// stated returns the addresses that an item of RSS gives as its own beside its link, which may be one that counts readers: the
// one marked as canonical, and the one from before the feed was passed through FeedBurner.
func stated(item *gofeed.Item) (links []string) {
	for _, l := range item.Extensions["atom"]["link"] {
		if l.Attrs["rel"] == "canonical" {
			links = append(links, l.Attrs["href"])
		}
	}
	for _, l := range item.Extensions["feedburner"]["origLink"] {
		links = append(links, l.Value)
	}
	return links
}
