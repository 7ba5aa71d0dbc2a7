package digest_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
)

// What digests share makes none of them another: of any weeks, topics and revisions in any order, one composer makes each digest as a
// new one would.
func TestASharedComposerMakesWhatANewOneMakes(t *testing.T) {
	t.Parallel()
	printed := func(t *rapid.T, c *digest.Composer, sub digest.Subscription, week digest.Week) string {
		d, err := c.Preview(t.Context(), sub, week)
		if err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal(d.Document())
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	stand := news(t)
	rapid.Check(t, func(t *rapid.T) {
		now := stand[0].Published.AddDate(0, 2, 0)
		on := &revisable{newsstand(append([]feed.Article(nil), stand...))}
		shared := composer(now)
		shared.Articles = on
		for range rapid.IntRange(1, 6).Draw(t, "digests") {
			if i := rapid.IntRange(-3, len(stand)-1).Draw(t, "revised"); i >= 0 {
				a := &on.newsstand[i]
				a.Hash += "'"
				a.Title, a.Description, a.Paragraphs = fmt.Sprint("Ormsby quay lamps, as told at ", a.Hash), "Told anew.", []string{"The lamps on the quay at Ormsby are lit."}
			}
			sub := subscription(rapid.SampledFrom([][]string{nil, {"pilotage"}, {"harbours"}}).Draw(t, "topics")...)
			week := digest.Week{Year: 2031, Number: rapid.IntRange(18, 23).Draw(t, "week")}
			fresh := composer(now)
			fresh.Articles = on
			if got, want := printed(t, shared, sub, week), printed(t, fresh, sub, week); got != want {
				t.Fatalf("shared:\n%s\nnew:\n%s", got, want)
			}
		}
	})
}

// revisable is a newsstand whose articles are revised.
type revisable struct{ newsstand }
