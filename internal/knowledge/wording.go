package knowledge

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/bits"
	"slices"
)

// wording weighs the words of the ways in which the corpus puts its questions, question words and all: "how many" in
// a question and in an entry's own question say something, where the subject alone does not. Names and words of one meaning count
// beside the words themselves: RCC and regional care co-operative are near to each other, Foundations and Become are not. It is the cosine of
// tf-idf vectors (Salton and Buckley: Term-weighting approaches in automatic text retrieval, 1988).
type wording struct {
	Ways   float64
	Within []float64 // in how many ways a term stands, by its number
}

// share is a term, by its number, and its weight among others.
type share struct {
	number uint32
	weight float64
	alone  float64 // its weight by itself, whatever the others
}

// count takes in the ways of an entry: how many there are, and the terms, which are numbered, with the ways that hold each.
func (w *wording) count(ways int, terms map[string]posting, p *postings) {
	w.Within = append(w.Within, make([]float64, len(p.Terms)-len(w.Within))...)
	w.Ways += float64(ways)
	for t, held := range terms {
		if held.phrases != 0 {
			w.Within[p.number[t]] += float64(bits.OnesCount64(held.phrases))
		}
	}
}

// each lists terms, each once, in order.
func each(terms []string) []string {
	list := slices.Clone(terms)
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
		out[i].alone = math.Log(1 + w.Ways/(within+0.5))
		out[i].weight = out[i].alone
		sum += out[i].alone * out[i].alone
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

// alike tells how near a question comes to each way to put a document's own, word for word: the cosine of each, all of them in one
// go over the words.
func (d *document) alike(q Question) []float64 {
	out := make([]float64, len(d.wordings))
	var sums [64]float64
	for _, w := range q.wording {
		spread(&sums, d.posting(w.number).phrases, w.weight*w.alone)
	}
	for i, w := range d.wordings {
		switch {
		case i >= lastPhrase:
			out[i] = cosine(w, q.wording)
		case len(w) > 0:
			out[i] = sums[i] * w[0].weight / w[0].alone
		}
	}
	return out
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
