package knowledge

import (
	"iter"
	"math/bits"
)

// spellings are the words that another may have been meant to be, by how many bytes long they are.
type spellings [][]spelling

// spelling is a known word.
type spelling struct {
	word, stem string
	letters    uint32
}

// spelt is a name of several words as it is written.
type spelt struct{ words, stems []string }

func (s *spellings) add(word, stem string) {
	for len(*s) <= len(word) {
		*s = append(*s, nil)
	}
	(*s)[len(word)] = append((*s)[len(word)], spelling{word, stem, letters(word)})
}

// like are the words that may be no more slips of the pen away from another than limit: of about the same length and with
// about the same letters.
func (s spellings) like(word string, limit int) iter.Seq[spelling] {
	return func(yield func(spelling) bool) {
		own := letters(word)
		for n := max(0, len(word)-limit); n <= len(word)+limit && n < len(s); n++ {
			for _, k := range s[n] {
				if slipsApart(k.letters, own, limit) && !yield(k) {
					return
				}
			}
		}
	}
}

// letters marks which letters a word holds.
func letters(word string) uint32 {
	var set uint32
	for _, r := range word {
		set |= 1 << (r & 31)
	}
	return set
}

// slipsApart reports whether words with such letters may be so few slips apart: a slip puts one letter in another's place at most.
func slipsApart(a, b uint32, limit int) bool { return bits.OnesCount32(a^b) <= 2*limit }
