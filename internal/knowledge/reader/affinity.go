package reader

import (
	"maps"
	"math/rand/v2"
	"slices"

	"pledgewatch/internal/knowledge/wordvec"
)

// rank is how many values stand for a word, and for an entry, where they are held against each other.
const rank = 32

// affinity tells how far the words of a question, all of them together, speak for an entry: what was learnt of single words of one entry
// holds for words like them, and of one entry for others that are asked the same. It is a factorisation of what the crosses hold (Rendle:
// Factorization Machines, 2010), with what is below 0 cut off in between.
type affinity struct {
	words   map[string]*[rank]float32
	entries map[uint64]*[rank + 1]float32 // the last value is the entry's own, whatever is asked
	bias    [rank]float32
}

func newAffinity() affinity {
	return affinity{words: map[string]*[rank]float32{}, entries: map[uint64]*[rank + 1]float32{}}
}

// meet makes room for an entry and the words of a question; a word begins as what is left of its vector when it is thrown onto fewer
// dimensions.
func (a *affinity) meet(p *Pair, thrown *[wordvec.Dims][rank]float32) {
	if len(p.Asked) == 0 {
		return
	}
	if a.entries[p.Entry] == nil {
		a.entries[p.Entry] = new([rank + 1]float32)
	}
	for _, w := range p.Words {
		if _, ok := wordvec.Rank(w.Lower); w.Text != Question || !ok || a.words[w.Lower] != nil {
			continue
		}
		values := new([rank]float32)
		for k, x := range vector(w.Lower) {
			for j := range values {
				values[j] += x * thrown[k][j]
			}
		}
		a.words[w.Lower] = values
	}
}

// thrownBy are the weights of a random projection.
func thrownBy(seed uint64) (out [wordvec.Dims][rank]float32) {
	r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // G404: to be repeatable
	for i := range out {
		for j := range out[i] {
			out[i][j] = float32(r.NormFloat64()) * 0.1
		}
	}
	return out
}

// sum adds up what stands for the words of a question.
func (a *affinity) sum(words []Word) [rank]float32 {
	out := a.bias
	for _, w := range words {
		if values := a.words[w.Lower]; values != nil && w.Text == Question {
			for j, x := range values {
				out[j] += x
			}
		}
	}
	return out
}

// of is the natural logarithm of odds that what was summed speaks for an entry: nothing where nothing was learnt of it.
func (a *affinity) of(entry uint64, sum *[rank]float32) float32 {
	own := a.entries[entry]
	if own == nil {
		return 0
	}
	out := own[rank]
	for j, x := range sum {
		if x > 0 {
			out += x * own[j]
		}
	}
	return out
}

// back adds the gradient of one example, d being that of its odds, to what an affinity gathers.
func (a *affinity) back(e *Pair, words []Word, sum *[rank]float32, d float32, learnt *affinity) {
	own := learnt.entries[e.Entry]
	step := room(a.entries, e.Entry)
	var dsum [rank]float32
	step[rank] += d
	for j, x := range sum {
		if x > 0 {
			step[j] += d * x
			dsum[j] = d * own[j]
			a.bias[j] += dsum[j]
		}
	}
	for _, w := range words {
		if w.Text == Question && learnt.words[w.Lower] != nil {
			addTo(room(a.words, w.Lower)[:], dsum[:])
		}
	}
}

// room is what stands for a key, made where there is nothing yet.
func room[K comparable, V any](of map[K]*V, key K) *V {
	if of[key] == nil {
		of[key] = new(V)
	}
	return of[key]
}

// join adds what another has gathered, and clears that.
func (a *affinity) join(o *affinity) {
	for w, step := range o.words {
		addTo(room(a.words, w)[:], step[:])
	}
	for e, step := range o.entries {
		addTo(room(a.entries, e)[:], step[:])
	}
	addTo(a.bias[:], o.bias[:])
	o.clear()
}

func (a *affinity) clear() {
	clear(a.words)
	clear(a.entries)
	a.bias = [rank]float32{}
}

// descend takes a step against a gradient, and clears it; squares are the sums of the squares of all steps so far.
func (a *affinity) descend(squares, gradient *affinity, speed float32) {
	descend(a.bias[:], squares.bias[:], gradient.bias[:], speed, decay)
	for w, step := range gradient.words {
		descend(a.words[w][:], room(squares.words, w)[:], step[:], speed, 0)
	}
	for e, step := range gradient.entries {
		descend(a.entries[e][:], room(squares.entries, e)[:], step[:], speed, decay)
	}
	gradient.clear()
}

// storedAffinity is the same on disk, rounded to 255 steps.
type storedAffinity struct {
	Words     []string
	Values    []int8 // rank for each word
	Step      float32
	Entries   []uint64
	Own       []int8 // rank and one for each entry
	OwnStep   float32
	WordsBias []float32
}

func (a *affinity) stored() storedAffinity {
	out := storedAffinity{Words: slices.Sorted(maps.Keys(a.words)), Entries: slices.Sorted(maps.Keys(a.entries)), WordsBias: a.bias[:]}
	var values, own []float32
	for _, w := range out.Words {
		values = append(values, a.words[w][:]...)
	}
	for _, e := range out.Entries {
		own = append(own, a.entries[e][:]...)
	}
	out.Values, out.Step = rounded(values)
	out.Own, out.OwnStep = rounded(own)
	return out
}

// open reads what stored wrote; ok is false where it is cut off.
func (s storedAffinity) open() (a affinity, ok bool) {
	if len(s.Values) != rank*len(s.Words) || len(s.Own) != (rank+1)*len(s.Entries) || len(s.WordsBias) != rank && len(s.Words) > 0 {
		return a, false
	}
	a = newAffinity()
	copy(a.bias[:], s.WordsBias)
	for i, w := range s.Words {
		values := room(a.words, w)
		for j := range values {
			values[j] = float32(s.Values[i*rank+j]) * s.Step
		}
	}
	for i, e := range s.Entries {
		own := room(a.entries, e)
		for j := range own {
			own[j] = float32(s.Own[i*(rank+1)+j]) * s.OwnStep
		}
	}
	return a, true
}
