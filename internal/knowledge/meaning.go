package knowledge

import (
	"math"

	"pledgewatch/internal/knowledge/wordvec"
)

// meaning is the direction of a whole phrase: the average of its words' vectors, each by its weight (Arora, Liang and Ma: A
// Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017, without the removal of the common component).
// The zero meaning is near nothing.
type meaning struct {
	v    [wordvec.Dims]int8
	some bool
}

// mean averages words.
func (ix *index) mean(ws []word) meaning {
	var sum [wordvec.Dims]float64
	for _, w := range ws {
		if w.figure || ix.fill[w.stem] {
			continue
		}
		v, ok := wordvec.Of(w.surface)
		if !ok {
			continue
		}
		weight := ix.idf(w.stem) * ix.speciality(w)
		if ix.weak[w.stem] {
			weight *= 0.3
		}
		v.AddTo(&sum, weight)
	}
	var square float64
	for _, x := range sum {
		square += x * x
	}
	m := meaning{some: square > 0}
	if !m.some {
		return m
	}
	scale := 127 / math.Sqrt(square)
	for i, x := range sum {
		m.v[i] = int8(math.Round(x * scale))
	}
	return m
}

// near is the cosine of two meanings, 0 where it is negative or one of them has none.
func (m meaning) near(o meaning) float64 {
	if !m.some || !o.some {
		return 0
	}
	var dot int32
	for i, x := range m.v {
		dot += int32(x) * int32(o.v[i])
	}
	return max(0, float64(dot)/(127*127))
}
