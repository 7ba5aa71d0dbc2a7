package knowledge

import (
	"math"
	"strings"
)

// wording weighs the plain words of the ways in which the corpus puts its questions, question words and all: "how many" in
// a question and in an entry's own question say something, where the subject alone does not. It is the cosine of
// tf-idf vectors (Salton and Buckley: Term-weighting approaches in automatic text retrieval, 1988).
type wording struct {
	df   map[string]float64 // in how many ways a stem stands
	ways float64
}

func newWording(docs []document) *wording {
	w := &wording{df: map[string]float64{}}
	for _, d := range docs {
		for _, p := range d.phrases {
			w.ways++
			for t := range plain(p) {
				w.df[t]++
			}
		}
	}
	return w
}

// plain is the set of the plain words among terms.
func plain(terms []string) map[string]bool {
	set := map[string]bool{}
	for _, t := range terms {
		if !strings.ContainsAny(t[:1], "@~") {
			set[t] = true
		}
	}
	return set
}

// vector weighs words so that the squares of the weights add up to 1.
func (w *wording) vector(words map[string]bool) map[string]float64 {
	v := make(map[string]float64, len(words))
	sum := 0.0
	for t := range words {
		x := math.Log(1 + w.ways/(w.df[t]+0.5))
		v[t] = x
		sum += x * x
	}
	for t := range v {
		v[t] /= math.Sqrt(sum)
	}
	return v
}

func cosine(a, b map[string]float64) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	sum := 0.0
	for t, x := range a {
		sum += x * b[t]
	}
	return sum
}
