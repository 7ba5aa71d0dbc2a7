package knowledge

import "math"

// bias and weights give, by logistic regression over the golden questions that are for tuning, the chance that an entry
// with such signs is a right answer. The order is that of Signs.
const bias = -6.0

var weights = [11]float64{4.5, 2, 3, 1, 1, -2.5, -3, -1.5, -1.5, -1, -1}

// enough is the chance from which an entry is quoted as an answer.
const enough = 0.5

// chance is the logistic function of the weighted signs.
func chance(signs [11]float64) float64 {
	x := bias
	for i, s := range signs {
		x += weights[i] * s
	}
	return 1 / (1 + math.Exp(-x))
}
