package knowledge

import "math"

// weights.go and reader.bin are made by golden/fit and golden/teach, in this order: make teach. Both learn from the corpus as well, so
// they are made anew after larger changes of it, not at each. Where the network itself is changed, its file is emptied before.

// enough is the chance from which an entry is quoted as an answer. A wrong answer costs more than many refusals.
const enough = 0.60

// enoughTogether is the chance from which several entries are, none of which is likely enough alone, that one of them answers.
const enoughTogether = 0.65

// chance is the chance whose odds have such a natural logarithm.
func chance(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

func dot(weights, signs [NumSigns]float64) float64 {
	var x float64
	for i, s := range signs {
		x += weights[i] * s
	}
	return x
}
