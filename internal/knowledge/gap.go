package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// A gap is a question on an entry's subject that no source answers. One that is put much like a gap is the less likely to be answered,
// be it ever so near in its other words: it asks for the same. Names say little there, as a gap shares them with what is answered, so it
// is what is asked beyond them that is held against the gaps and against what the entry answers.

// gap is one of an entry's gaps, and how near a question comes to it.
type gap struct {
	text  string
	words []share
	near  float64
}

const (
	mostGaps = 16  // that a question is held against
	hardly   = 0.1 // up to which what is shared is no more than a word that stands anywhere
	unlike   = 0.3 // a question that is less like any gap than this is none the better for it
	unlisted = 0.5 // how near the nearest is taken to be where none is found: between what it is for what is answered and for the rest
)

// near returns those of an entry's gaps that share some word with a question, and how near it comes to each, word for word.
func (d *document) near(q Question) []gap {
	var out []gap
	for i, w := range d.gaps() {
		if near := cosine(w, q.wording); near > hardly {
			out = append(out, gap{d.entry.Gaps[i], w, near})
		}
	}
	return out
}

// nearestGaps returns the nearest of many gaps, the very nearest first.
func nearestGaps(all [][]gap) []gap {
	flat := slices.Concat(all...)
	slices.SortStableFunc(flat, func(a, b gap) int { return -cmp.Compare(a.near, b.near) })
	return flat[:min(len(flat), mostGaps)]
}

// ahead is by how much one of the gaps comes nearer to a question than any way to put the entry's question that wants to hear the
// same, its names aside, and which gap.
func (d *document) ahead(q Question, near []gap) (by float64, which string) {
	asked := beyond(q.wording, d.called)
	alike, best := 0.0, 0.0
	for i, w := range d.beyond {
		if c := cosine(w, asked); c > alike && q.wants(d.intent(i)) {
			alike = c
		}
	}
	for _, g := range near {
		if c := cosineBeyond(g.words, asked, d.called); c > best {
			best, which = c, g.text
		}
	}
	return max(0, best-alike), which
}

// beyond is what words weigh without some names, the squares of the weights again adding up to 1.
func beyond(words []share, names []uint32) []share {
	out := make([]share, 0, len(words))
	square := 0.0
	for _, w := range words {
		if _, named := slices.BinarySearch(names, w.number); !named {
			out = append(out, w)
			square += w.weight * w.weight
		}
	}
	toUnit(out, square)
	return out
}

// cosineBeyond is cosine(beyond(words, names), asked), where asked holds none of the names.
func cosineBeyond(words, asked []share, names []uint32) float64 {
	sum, square, j := 0.0, 0.0, 0
	for _, w := range words {
		if _, named := slices.BinarySearch(names, w.number); named {
			continue
		}
		square += w.weight * w.weight
		for j < len(asked) && asked[j].number < w.number {
			j++
		}
		if j < len(asked) && asked[j].number == w.number {
			sum += w.weight * asked[j].weight
		}
	}
	if sum == 0 {
		return 0
	}
	return sum / math.Sqrt(square)
}

// namesOf are the terms of what an entry is called, by number.
func (r *reading) namesOf(e *Entry) []uint32 {
	var out []uint32
	for _, name := range append([]string{e.Title, e.Short, e.Long}, e.Aliases...) {
		for _, t := range each(r.termsOf(name)) {
			out = append(out, r.counted.terms.numberOf(t))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
