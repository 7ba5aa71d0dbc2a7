package digest_test

import (
	"testing"
	"time"

	"pledgewatch/internal/digest"
)

// What an archive held comes in no digest as news, though it was read within the digest's week; a look back at the week in
// which it was published shows it.
func TestAnArchivesArticlesAreNoNews(t *testing.T) {
	a := news(t)[0]
	due := a.Published.AddDate(0, 0, 3)
	a.FirstSeen, a.Archived = a.Published.AddDate(0, 0, 1), true
	sub := subscription()
	s, err := sub.When()
	if err != nil {
		t.Fatal(err)
	}
	told := func(archived bool, p digest.Period) int {
		a.Archived = archived
		d, err := composer(due.AddDate(0, 0, 7), a).Compose(t.Context(), sub, p)
		if err != nil {
			t.Fatal(err)
		}
		return d.Totals.Articles
	}
	p := s.UpTo(s.Next(due.Add(-time.Hour)))
	if told(false, p) != 1 || told(true, p) != 0 {
		t.Errorf("%d told as news, %d from an archive", told(false, p), told(true, p))
	}
	if n := told(true, digest.WeekPeriod(digest.WeekOf(a.Published, s.Zone()), s.Zone())); n != 1 {
		t.Errorf("%d in a look back at its week", n)
	}
}
