package knowledge

import "math"

// wording weighs the plain words of the ways in which the corpus puts its questions, question words and all: "how many" in
// a question and in an entry's own question say something, where the subject alone does not. It is the cosine of
// tf-idf vectors (Salton and Buckley: Term-weighting approaches in automatic text retrieval, 1988).
type wording struct {
	df   map[string]float64 // in how many ways a stem stands
	ways float64
}

// newWording counts the plain words of all ways.
func newWording(docs []document) *wording {
	w := &wording{df: map[string]float64{}}
	for _, d := range docs {
		for _, v := range d.wordings {
			w.ways++
			for t := range v {
				w.df[t]++
			}
		}
	}
	return w
}

// plain is the set of the plain words among terms, not yet weighed.
func plain(terms []string) map[string]float64 {
	set := make(map[string]float64, len(terms))
	for _, t := range terms {
		if t[0] != '@' && t[0] != '~' {
			set[t] = 0
		}
	}
	return set
}

// weigh weighs words so that the squares of the weights add up to 1.
func (w *wording) weigh(v map[string]float64) map[string]float64 {
	sum := 0.0
	for t := range v {
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
