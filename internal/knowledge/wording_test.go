package knowledge

import (
	"math"
	"testing"
	"time"
)

// What is added up over a question's words in one go is the cosine of each way by itself.
func TestAlikeIsTheCosineOfEachWay(t *testing.T) {
	c := shippedCorpus(t)
	ix, near := newIndex(c, nil), 0
	for i, e := range c.entries {
		d := ix.document(i)
		for _, text := range []string{ways(e)[i%len(ways(e))], c.entries[(i+1)%len(c.entries)].Title + " unheardof"} {
			q := ix.understand(text, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
			for k, got := range d.alike(q) {
				if want := cosine(d.wordings[k], q.wording); math.Abs(got-want) > 1e-9 {
					t.Fatalf("%s: %q and %q: %v, want %v", e.ID, text, ways(e)[k], got, want)
				}
				if got > muchTheSame {
					near++
				}
			}
		}
	}
	if near == 0 {
		t.Error("no question is near to any way")
	}
}
