package digest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
)

// Whatever is in the news, the message itself is read in two minutes, and every article that is told is in it or in the thread, once.
func TestEveryDigestIsReadInTwoMinutes(t *testing.T) {
	t.Parallel()
	of := news(t)
	rapid.Check(t, func(t *rapid.T) {
		wordy := func(name string, most int) string {
			return strings.TrimSpace(strings.Repeat("herring ", rapid.IntRange(0, most).Draw(t, name)))
		}
		var many []feed.Article
		for i := range rapid.IntRange(0, 14).Draw(t, "articles") {
			a := of[rapid.IntRange(0, 2).Draw(t, "like")]
			a.GUID = fmt.Sprint(i)
			a.Link, a.Hash = "https://lantern.example/"+a.GUID+"#", a.GUID
			a.Title += " " + wordy("title", 40)
			a.Description = wordy("description", 60)
			many = append(many, a)
		}
		now := of[0].Published.AddDate(0, 1, 0)
		c := composer(now, many...)
		d, err := c.Preview(t.Context(), subscription(), digest.WeekOf(of[0].Published, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		text := d.Text()
		if n := len(strings.Fields(text)); n > 500 {
			t.Errorf("%d words:\n%s", n, text)
		}
		text += strings.Join(d.RestText(), "\n")
		for _, it := range append(d.Items, d.Also...) {
			if n := strings.Count(text, it.Article.Link); n != 1 {
				t.Errorf("%s is told %d times in\n%s", it.Article.Link, n, text)
			}
		}
		if len(d.Items)+len(d.Also)+d.Totals.Untold != d.Totals.Articles {
			t.Errorf("not all are accounted for: %+v", d.Totals)
		}
	})
}
