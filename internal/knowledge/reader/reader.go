// Package reader reads a question beside what an entry says of itself, word by word, and tells how likely the entry answers it.
//
// It is a small neural network. Each word of the question, of the way to put it that the entry answers and that comes nearest, and
// of the nearest question that the entry is known not to answer, goes through one layer: the word's vector, the signs of how the
// entry holds it, and what was learnt of this very word. What comes out is added up, for each of the three texts by itself (Zaheer
// and others: Deep Sets, 2017), and goes through a second layer together with the signs of the whole. So it learns which words
// matter where they are lacking: "roughly" does not, "split" does.
//
// Beside it stands what was learnt of single entries: how far a word, or two that follow one another, speak for this entry or against
// it (Cheng and others: Wide & Deep Learning for Recommender Systems, 2016), and the same for words and entries that are like each
// other. Of an entry that nothing was learnt of, they say nothing.
//
// A Network does not change once it is made and may be used by many at once. What the signs are is its caller's business.
package reader

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sync/atomic"

	"pledgewatch/internal/knowledge/wordvec"
)

// Text is one of the texts that are read.
type Text uint8

// The texts.
const (
	Question Text = iota // what is asked
	Way                  // a way to put the question that the entry answers; of its words only those that the question lacks
	Gap                  // a question that it does not answer; the same
	texts
)

const (
	// WordSigns is how many signs a word has.
	WordSigns = 21
	hidden    = 48 // values that come out of each layer
	spread    = 3  // what the length of a word's vector is made, so that it weighs like a few signs
	damped    = 0.35
)

// Word is a word of one of the texts.
type Word struct {
	Text  Text
	Lower string             // in lower case
	Signs [WordSigns]float32 // mostly 0 to 1
}

// Pair is a question beside an entry.
type Pair struct {
	Words []Word
	Signs []float32 // of the whole, mostly 0 to 1; as many in every pair
	Entry uint64    // the same for the same entry as long as it states the same
	Asked []Feature // of the question, whatever the entry; none where it is to be read as if nothing were known of the entry
}

// layers are the weights. They are laid out so that those of one value that goes in stand together.
type layers struct {
	Vector []float32 // Dims times hidden
	Sign   []float32 // WordSigns times hidden
	Text   []float32 // texts times hidden
	Sum    []float32 // texts times hidden, times hidden
	Whole  []float32 // signs of the whole times hidden
	Bias   []float32 // hidden
	Out    []float32 // hidden
	Past   []float32 // of each sign of the whole, past the second layer
	Base   []float32 // one
}

func newLayers(signs int) layers {
	return layers{
		Vector: make([]float32, wordvec.Dims*hidden), Sign: make([]float32, WordSigns*hidden), Text: make([]float32, int(texts)*hidden),
		Sum: make([]float32, int(texts)*hidden*hidden), Whole: make([]float32, signs*hidden), Bias: make([]float32, hidden),
		Out: make([]float32, hidden), Past: make([]float32, signs), Base: make([]float32, 1),
	}
}

func (l *layers) all() [][]float32 {
	return [][]float32{l.Vector, l.Sign, l.Text, l.Sum, l.Whole, l.Bias, l.Out, l.Past, l.Base}
}

// Network is the network.
type Network struct {
	layers layers
	own    map[string][]float32              // what was learnt of single words that have a vector
	wide   wide                              // what was learnt of single entries
	kin    affinity                          // what was learnt of entries and words that are like each other
	known  []atomic.Pointer[[hidden]float32] // what the first layer makes of each such word by itself, by its rank, once it was asked for
}

// stored is a network on disk. What was learnt of words is rounded to 255 steps.
type stored struct {
	Layers layers
	Words  []string
	Own    []int8 // hidden for each word
	Step   float32
	Wide   storedWide
	Kin    storedAffinity
}

// MustOpen reads a network that Write wrote, for pairs that have so many signs of the whole. Of nothing it makes one that has learnt
// nothing and gives everything the same chance. It panics where the weights are not of such a network: they are part of the program.
func MustOpen(raw []byte, signs int) *Network {
	n, err := open(raw, signs)
	if err != nil {
		panic(err)
	}
	return n
}

func open(raw []byte, signs int) (*Network, error) {
	known := make([]atomic.Pointer[[hidden]float32], wordvec.Count())
	if len(raw) == 0 {
		return &Network{layers: newLayers(signs), known: known}, nil
	}
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&s); err != nil {
		return nil, fmt.Errorf("read the reader's weights: %w", err)
	}
	fresh := newLayers(signs)
	for i, ws := range s.Layers.all() {
		if len(ws) != len(fresh.all()[i]) {
			return nil, errors.New("read the reader's weights: they are of another network: empty the file and make them anew")
		}
	}
	if len(s.Own) != hidden*len(s.Words) {
		return nil, fmt.Errorf("read the reader's weights: %d values for %d words", len(s.Own), len(s.Words))
	}
	learnt, err := s.Wide.open()
	if err != nil {
		return nil, err
	}
	kin, ok := s.Kin.open()
	if !ok {
		return nil, errors.New("read the reader's weights: what was learnt of words and entries together is cut off")
	}
	n := &Network{layers: s.Layers, own: make(map[string][]float32, len(s.Words)), wide: learnt, kin: kin, known: known}
	all := make([]float32, len(s.Own))
	for i, steps := range s.Own {
		all[i] = float32(steps) * s.Step
	}
	for i, word := range s.Words {
		n.own[word] = all[i*hidden : (i+1)*hidden]
	}
	return n, nil
}

// Write writes a network.
func (n *Network) Write(to io.Writer) error {
	s := stored{Layers: n.layers, Wide: n.wide.stored(), Kin: n.kin.stored()}
	s.Words = slices.Sorted(maps.Keys(n.own))
	var own []float32
	for _, word := range s.Words {
		own = append(own, n.own[word]...)
	}
	s.Own, s.Step = rounded(own)
	if err := gob.NewEncoder(to).Encode(s); err != nil {
		return fmt.Errorf("write the reader's weights: %w", err)
	}
	return nil
}

// rounded rounds values to 255 steps, and tells how long one is.
func rounded(values []float32) (steps []int8, step float32) {
	var most float32
	for _, x := range values {
		most = max(most, x, -x)
	}
	if step = most / math.MaxInt8; step == 0 {
		step = 1
	}
	for _, x := range values {
		steps = append(steps, int8(math.Round(float64(x/step))))
	}
	return steps, step
}

// Read returns the natural logarithm of the odds that the entry of a pair answers its question.
func (n *Network) Read(p Pair) float64 {
	var sums [int(texts) * hidden]float32
	for _, w := range p.Words {
		h := n.first(w)
		to := sums[int(w.Text)*hidden:][:hidden]
		for j, x := range h {
			if x > 0 {
				to[j] += x * damped
			}
		}
	}
	odds := n.second(&sums, p.Signs, nil)
	if len(p.Asked) > 0 {
		kin := n.kin.sum(p.Words)
		odds += n.wide.of(p.Entry, p.Asked) + n.kin.of(p.Entry, &kin)
	}
	return float64(odds)
}

// Knows reports whether something was learnt of an entry by itself.
func (n *Network) Knows(entry uint64) bool {
	_, ok := n.wide[entry]
	return ok
}

// Learnt is how far a feature of a question speaks for an entry, or against it, by what was learnt of this very entry: the natural
// logarithm of odds, 0 where nothing was.
func (n *Network) Learnt(entry uint64, f Feature) float64 {
	return float64(n.wide.of(entry, []Feature{f}))
}

// Together is how far all words of a pair's question together speak for its entry, or against it, by what was learnt of this entry and of
// words and entries that are like: the natural logarithm of odds.
func (n *Network) Together(p Pair) float64 {
	sum := n.kin.sum(p.Words)
	return float64(n.kin.of(p.Entry, &sum))
}

// first is what the first layer makes of a word, before what is below 0 is cut off.
func (n *Network) first(w Word) [hidden]float32 {
	h := n.alone(w.Lower)
	add(&h, n.layers.Text[int(w.Text)*hidden:], 1)
	for k, x := range w.Signs {
		if x != 0 {
			add(&h, n.layers.Sign[k*hidden:], x)
		}
	}
	return h
}

// alone is what the first layer makes of a word by itself.
func (n *Network) alone(word string) (h [hidden]float32) {
	rank, ok := wordvec.Rank(word)
	if !ok {
		return h
	}
	if n.known != nil {
		if known := n.known[rank].Load(); known != nil {
			return *known
		}
	}
	for k, x := range vector(word) {
		add(&h, n.layers.Vector[k*hidden:], x)
	}
	if own := n.own[word]; own != nil {
		add(&h, own, 1)
	}
	if n.known != nil {
		n.known[rank].Store(&h)
	}
	return h
}

// vector is a word's vector, of the length spread.
func vector(word string) (out [wordvec.Dims]float32) {
	v, _ := wordvec.Of(word)
	var sum [wordvec.Dims]float64
	v.AddTo(&sum, spread/127.0)
	for i, x := range sum {
		out[i] = float32(x)
	}
	return out
}

// second is what the second layer makes of the sums and the signs of the whole; it leaves what comes out of it in into, if that is not nil.
func (n *Network) second(sums *[int(texts) * hidden]float32, signs []float32, into *[hidden]float32) float32 {
	var h [hidden]float32
	copy(h[:], n.layers.Bias)
	for k, x := range sums {
		if x != 0 {
			add(&h, n.layers.Sum[k*hidden:], x)
		}
	}
	out := n.layers.Base[0]
	for k, x := range signs {
		if x != 0 {
			add(&h, n.layers.Whole[k*hidden:], x)
			out += n.layers.Past[k] * x
		}
	}
	for j, x := range h {
		if x > 0 {
			out += n.layers.Out[j] * x
		}
	}
	if into != nil {
		*into = h
	}
	return out
}

// add adds weights, times x, to h.
func add(h *[hidden]float32, weights []float32, x float32) {
	weights = weights[:hidden]
	for j, w := range weights {
		h[j] += w * x
	}
}
