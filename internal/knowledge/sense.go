package knowledge

import (
	"cmp"
	"slices"

	"pledgewatch/internal/knowledge/wordvec"
)

// sense is a stem and the vector of a word that has it.
type sense struct {
	stem   string
	vector wordvec.Vector
}

// Bounds of standing in for a word.
const (
	nearest  = 0.55 // cosine below which two words are not alike enough
	mostNear = 12
)

// stand is a stem of like meaning, and how far it stands in for a word, below 1.
type stand struct {
	stem   string
	number uint32
	share  float64
}

// near returns the corpus's own words that mean much the same as w. The list is shared: it is not to be changed.
func (ix *index) near(w word) []stand {
	if known, ok := ix.nearby.Load(w.surface); ok {
		if found, ok := known.([]stand); ok {
			return found
		}
	}
	v, ok := wordvec.Of(w.surface)
	if !ok {
		return nil
	}
	found := ix.nearest(w, v)
	ix.nearby.Store(w.surface, found) // at most as many as there are words with a vector
	return found
}

func (ix *index) nearest(w word, v wordvec.Vector) []stand {
	shares := map[string]float64{}
	for _, s := range ix.sense {
		if cos := wordvec.Near(v, s.vector); cos >= nearest && s.stem != w.stem {
			shares[s.stem] = max(shares[s.stem], min(0.6, cos-0.3))
		}
	}
	out := make([]stand, 0, len(shares))
	for stem, share := range shares {
		out = append(out, stand{stem, ix.terms.numberOf(stem), share})
	}
	slices.SortFunc(out, func(a, b stand) int { return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.stem, b.stem)) })
	if len(out) > mostNear {
		least := out[mostNear-1].share
		out = slices.DeleteFunc(out, func(s stand) bool { return s.share < least })
	}
	return out
}
