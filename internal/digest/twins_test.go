package digest_test

import (
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/feed"
)

// What two feeds carry word for word, at addresses of their own, is told once, and in the digest of the one that came first.
func TestTheSameArticleInTwoFeedsIsToldOnce(t *testing.T) {
	read := at(t, "2024-10-30T12:00:00Z")
	one := feed.Article{
		Feed: "lantern", GUID: "1", Hash: "1", Title: "Ferry crews promised more pay", Link: "https://lantern.example/1", Published: read, FirstSeen: read,
		Paragraphs: []string{strings.Repeat("The harbour board said on Wednesday that crews of the ferries would be paid more from the spring. ", 4)},
	}
	copied := one
	copied.Feed, copied.GUID, copied.Hash, copied.Link = "gazette", "77", "2", "https://gazette.example/wire/77"
	copied.Published, copied.FirstSeen = read.Add(time.Hour), read.AddDate(0, 0, 6)
	retold := one
	retold.Feed, retold.GUID, retold.Hash, retold.Link, retold.Title = "herald", "5", "3", "https://herald.example/5", "Better wages on the boats"
	retold.Paragraphs = []string{strings.Repeat("Those who sail the islands' boats are to earn more when winter is over, the people who run the port announced. ", 4)}
	for due, want := range map[string]int{"2024-11-04T09:00:00Z": 2, "2024-11-11T09:00:00Z": 0} {
		day := at(t, due)
		s, err := subscription().When()
		if err != nil {
			t.Fatal(err)
		}
		c := composer(day, copied, one, retold)
		for range 2 { // and once more, as the next channel has it
			d, err := c.Compose(t.Context(), subscription(), s.UpTo(day))
			if err != nil {
				t.Fatal(err)
			}
			if d.Totals.Articles != want {
				t.Errorf("due %s: %d articles, want %d", due, d.Totals.Articles, want)
			}
		}
	}
}
