package knowledge

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
)

// wording weighs the plain words of the ways in which the corpus puts its questions, question words and all: "how many" in
// a question and in an entry's own question say something, where the subject alone does not. It is the cosine of
// tf-idf vectors (Salton and Buckley: Term-weighting approaches in automatic text retrieval, 1988).
type wording struct {
	Ways   float64
	Within []float64 // in how many ways a term stands, by its number
}

// share is a term, by its number, and its weight among others.
type share struct {
	number uint32
	weight float64
}

// count takes in the ways of an entry, each by its terms, which are numbered.
func (w *wording) count(ways [][]string, p *postings) {
	w.Within = append(w.Within, make([]float64, len(p.Terms)-len(w.Within))...)
	for _, terms := range ways {
		w.Ways++
		for _, t := range plain(terms) {
			w.Within[p.number[t]]++
		}
	}
}

// plain lists the plain words among terms, each once, in order.
func plain(terms []string) []string {
	list := make([]string, 0, len(terms))
	for _, t := range terms {
		if t[0] != '@' && t[0] != '~' {
			list = append(list, t)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// weigh weighs words so that the squares of the weights add up to 1.
func (w *wording) weigh(words []string, p *postings) []share {
	out := make([]share, len(words))
	sum := 0.0
	for i, t := range words {
		out[i].number = p.numberOf(t)
		within := 0.0
		if out[i].number == noTerm {
			out[i].number = stranger(t)
		} else {
			within = w.Within[out[i].number]
		}
		out[i].weight = math.Log(1 + w.Ways/(within+0.5))
		sum += out[i].weight * out[i].weight
	}
	toUnit(out, sum)
	slices.SortFunc(out, func(a, b share) int { return cmp.Compare(a.number, b.number) })
	return out
}

// toUnit makes the squares of weights that add up to sum add up to 1.
func toUnit(words []share, sum float64) {
	for i := range words {
		words[i].weight /= math.Sqrt(sum)
	}
}

// stranger is the number of a term that no entry holds, and that a gap and a question may share: above those of all that are held.
func stranger(term string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(term)) // a hash takes whatever it is given
	return h.Sum32() | 1<<31
}

// cosine goes through two lists in the order of their numbers.
func cosine(a, b []share) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].number < b[j].number:
			i++
		case a[i].number > b[j].number:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i, j = i+1, j+1
		}
	}
	return sum
}
