package knowledge

import (
	"maps"
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

// near returns the corpus's own words that mean much the same as w, by their stems, and how far each stands in for it. The
// map is shared: it is not to be changed.
func (ix *index) near(w word) map[string]float64 {
	if known, ok := ix.nearby.Load(w.surface); ok {
		if found, ok := known.(map[string]float64); ok {
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

func (ix *index) nearest(w word, v wordvec.Vector) map[string]float64 {
	out := map[string]float64{}
	for _, s := range ix.sense {
		if cos := wordvec.Near(v, s.vector); cos >= nearest && s.stem != w.stem {
			out[s.stem] = max(out[s.stem], min(0.6, cos-0.3))
		}
	}
	if len(out) <= mostNear {
		return out
	}
	shares := slices.Sorted(maps.Values(out))
	least := shares[len(shares)-mostNear]
	maps.DeleteFunc(out, func(_ string, share float64) bool { return share < least })
	return out
}
