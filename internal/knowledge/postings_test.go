package knowledge

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestFindIsTheSumByHand holds what is found against the formula, document by document.
func TestFindIsTheSumByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term := rapid.SampledFrom([]string{"care", "court", "foster", "hub", "kin"})
		docs := rapid.SliceOfN(rapid.SliceOfN(term, 1, 12), 1, 40).Draw(t, "docs")
		question := rapid.MapOfN(term, rapid.SampledFrom([]float64{0.25, 0.5, 1}), 1, 5).Draw(t, "question")
		n := rapid.IntRange(1, 9).Draw(t, "n")
		p := &postings{number: map[string]uint32{}}
		for _, d := range docs {
			terms := map[string]posting{"filed": {weight: weightTopic}, "kin": {weight: weightNote}}
			for _, w := range d {
				terms[w] = posting{weight: weightAsks, times: terms[w].times + 1}
			}
			p.add(terms, len(d))
		}
		p.close()
		want := byHand(docs, question)
		got := p.find(question, n)
		if len(got) != min(n, len(want)) {
			t.Fatalf("%d found, want %d of %d", len(got), n, len(want))
		}
		for i, c := range got {
			if math.Abs(c.text-want[i].text) > 1e-5 {
				t.Fatalf("document %d is the %d-th with %v, want %v", c.doc, i, c.text, want[i].text)
			}
		}
		if held := p.holding("filed"); len(held) != len(docs) || !p.holds("filed", len(docs)-1) || p.holds("filed", len(docs)) || p.holds("nowhere", 0) {
			t.Fatalf("filed is held by %v of %d", held, len(docs))
		}
	})
}

// byHand scores documents one by one, the best first.
func byHand(docs [][]string, question map[string]float64) []candidate {
	var out []candidate
	for i, d := range docs {
		sum, matched := 0.0, 0.0
		for term, boost := range question {
			times, saying := 0.0, 0.0
			for _, w := range d {
				if w == term {
					times++
				}
			}
			for _, other := range docs {
				if slices.Contains(other, term) {
					saying++
				}
			}
			if times > 0 {
				idf := 1 + math.Log(float64(len(docs))/(saying+1))
				sum += math.Sqrt(times) / math.Sqrt(float64(len(d))) * idf * idf * boost
				matched++
			}
		}
		if sum > 0 {
			out = append(out, candidate{i, sum * matched})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Compare(b.text, a.text) })
	for i := len(out) - 1; i >= 0; i-- {
		out[i].text /= out[0].text
	}
	return out
}

func TestNoSpellingWithinReachIsLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-eé']{1,9}`)
		meant, limit := word.Draw(t, "meant"), rapid.IntRange(1, 2).Draw(t, "limit")
		slipped := []rune(meant)
		for range limit {
			at := rapid.IntRange(0, len(slipped)-1).Draw(t, "at")
			switch rapid.SampledFrom([]string{"change", "drop", "add", "swap"}).Draw(t, "slip") {
			case "change":
				slipped[at] = 'x'
			case "drop":
				if len(slipped) > 1 {
					slipped = slices.Delete(slipped, at, at+1)
				}
			case "add":
				slipped = slices.Insert(slipped, at, 'y')
			case "swap":
				if at > 0 {
					slipped[at-1], slipped[at] = slipped[at], slipped[at-1]
				}
			}
		}
		var known spellings
		known.add(meant, "stem")
		known.add("elsewhere", "stem")
		found := slices.ContainsFunc(slices.Collect(known.like(string(slipped), limit)), func(s spelling) bool { return s.word == meant })
		near := len(meant)-len(string(slipped)) <= limit && len(string(slipped))-len(meant) <= limit // in bytes, as words are held
		if near && distance(string(slipped), meant, limit) <= limit && !found {
			t.Fatalf("%q was meant by %q", meant, string(slipped))
		}
	})
}
