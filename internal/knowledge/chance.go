package knowledge

import "math"

// weights.go is made by: go run ./golden/fit -out weights.go testdata/golden.jsonl testdata/golden-tune-*.jsonl. It learns
// from the corpus as well, so it is made anew after larger changes of either, not at each.

// enough is the chance from which an entry is quoted as an answer. A wrong answer costs more than many refusals.
const enough = 0.55

// chance is the likelihood that an entry with such signs, standing first, is a right answer: the logistic function of
// their weighted sum.
func chance(signs [NumSigns]float64) float64 {
	return 1 / (1 + math.Exp(-chanceBias-dot(chanceWeights, signs)))
}

func dot(weights, signs [NumSigns]float64) float64 {
	var x float64
	for i, s := range signs {
		x += weights[i] * s
	}
	return x
}
