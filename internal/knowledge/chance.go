package knowledge

import "math"

// weights.go and reader.bin are made by golden/fit and golden/teach, in this order: make teach. Both learn from the corpus as well, so
// they are made anew after larger changes of it, not at each. Where the network itself is changed, its file is emptied before.

// How likely an entry must be to be quoted as an answer. A wrong answer costs more than many refusals. Of an entry that it was learnt of
// what it is asked, what is right is surer by far: a high bar keeps few of those away.
const (
	enough         = 0.76
	enoughTogether = 0.85    // several entries, none of which is likely enough alone, that one of them answers
	surely         = 0.90    // although it lacks a year, a figure or what is counted, of an entry that it was learnt of
	exactly        = 0.99999 // how near a question comes to one that is put in just the same words
	ofStranger     = 0.65    // the first, of an entry that nothing was learnt of by itself
	ofStrangers    = 0.75    // the second, where the nearest is one
)

// bars are how likely an entry must be, and it and those after it together.
func (r Ranked) bars() (alone, together float64) {
	if taught().Knows(r.read.Entry) {
		return enough, enoughTogether
	}
	return ofStranger, ofStrangers
}

// likely reports whether an entry is likely enough to be quoted by itself.
func (r Ranked) likely() bool {
	alone, _ := r.bars()
	return r.Score >= 100*alone
}

// vouchedFor reports whether whoever wrote an entry says, in the words of the question, that it answers it.
func (r Ranked) vouchedFor() bool {
	return r.Signs.Alike > exactly && r.Signs.Wording == r.Signs.Alike && r.Signs.Gap < r.Signs.Alike
}

// sure reports whether what was learnt of an entry itself makes it so likely that the signs of what it lacks may be wrong.
func (r Ranked) sure() bool { return r.Score >= 100*surely && taught().Knows(r.read.Entry) }

// chance is the chance whose odds have such a natural logarithm.
func chance(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

func dot(weights, signs [NumSigns]float64) float64 {
	var x float64
	for i, s := range signs {
		x += weights[i] * s
	}
	return x
}
