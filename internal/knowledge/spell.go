package knowledge

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"pledgewatch/internal/knowledge/wordvec"
)

// mendAll mends the spelling of the words that are neither the corpus's nor English: first those that make up a known
// phrase with their neighbours, then each by itself.
func (ix *index) mendAll(ws []word) []word {
	if len(ws) > 2 && shortened[ws[0].surface] != "" {
		full := shortened[ws[0].surface]
		ws[0] = word{surface: full, stem: full, fixed: ws[0].surface}
	}
	if !slices.ContainsFunc(ws, ix.misspelt) {
		return ws
	}
	for i := range ws {
		ix.mendPhrase(ws[i:])
	}
	for i, w := range ws {
		if !ix.misspelt(w) {
			continue
		}
		if meant, ok := ix.mend(ws, i); ok {
			ws[i] = word{surface: meant.word, stem: meant.stem, fixed: w.surface}
		}
	}
	return ws
}

// shortened are question words that lost a letter, by which a question begins: too short to be told from other words elsewhere.
var shortened = map[string]string{"hw": "how", "wy": "why", "wen": "when", "wat": "what", "wot": "what"}

// misspelt reports whether a word may be a slip of the pen: the corpus does not hold it, and English hardly.
func (ix *index) misspelt(w word) bool {
	if w.figure || w.acronym || w.fixed != "" || ix.df(w.stem) > 0 || ix.fill[w.stem] || utf8.RuneCountInString(w.surface) < 3 {
		return false
	}
	rank, english := wordvec.Rank(w.surface)
	return !english || rank > everyday
}

// mendPhrase mends words that, but for a slip or two, are a name of several words: two letters of "Signs of Safety" swapped.
func (ix *index) mendPhrase(ws []word) {
	for _, p := range ix.long {
		if len(p.words) > len(ws) || !ix.nearly(p, ws) {
			continue
		}
		for i, want := range p.words {
			if ws[i].stem != p.stems[i] {
				ws[i] = word{surface: want, stem: p.stems[i], fixed: ws[i].surface}
			}
		}
		return
	}
}

// nearly reports whether ws begins with the phrase but for slips of the pen, one of them no word at all.
func (ix *index) nearly(p spelt, ws []word) bool {
	wrong := false
	for i, want := range p.words {
		if ws[i].stem == p.stems[i] {
			continue
		}
		limit := slips(want)
		if len(want) < 4 || !slipsApart(letters(want), letters(ws[i].surface), limit) || distance(ws[i].surface, want, limit) > limit {
			return false
		}
		wrong = wrong || ix.misspelt(ws[i])
	}
	return wrong
}

// slips is how many slips of the pen a word may hold.
func slips(w string) int {
	if utf8.RuneCountInString(w) >= 8 {
		return 2
	}
	return 1
}

// slip is how many times more common than a word another must be for the word to be thought a slip of the pen.
const slip = 20

// mend returns the known word that the one at i was most likely meant to be: the least changed, then the one that is met
// beside its neighbours, then the most common.
func (ix *index) mend(ws []word, i int) (meant spelling, ok bool) {
	w := ws[i]
	if w.name && utf8.RuneCountInString(w.surface) < 6 {
		return meant, false // a council that the corpus does not hold must not turn into a word that it does
	}
	type candidate struct {
		spelling
		cost    int
		beside  bool
		entries int
	}
	limit := slips(w.surface)
	tiny := utf8.RuneCountInString(w.surface) < 4
	var found []candidate
	for known := range ix.spelt.like(w.surface, limit) {
		if tiny && (!ix.fill[known.stem] || len(known.word) != len(w.surface)) {
			continue // "hwo" is a question word, or nothing
		}
		if cost := distance(w.surface, known.word, limit); cost <= limit {
			found = append(found, candidate{known, cost, ix.beside(ws, i, known.stem), ix.df(known.stem)})
		}
	}
	if rank, english := wordvec.Rank(w.surface); english {
		// A word of its own is taken for another only where that one is at home beside its neighbours, or so much more common
		// that the word is likely a slip that many make.
		found = slices.DeleteFunc(found, func(c candidate) bool {
			other, ok := wordvec.Rank(c.word)
			return w.name || ix.fill[c.stem] || !c.beside && !(ok && c.cost == 1 && len(w.surface) >= 5 && rank > slip*(other+1) && rank > everyday)
		})
	}
	if len(found) == 0 {
		return meant, false
	}
	best := slices.MinFunc(found, func(a, b candidate) int {
		return cmp.Or(b2i(b.beside)-b2i(a.beside), a.cost-b.cost, b.entries-a.entries, cmp.Compare(a.word, b.word))
	})
	return best.spelling, true
}

// beside reports whether a stem is met in the corpus next to a neighbour of the word at i.
func (ix *index) beside(ws []word, i int, st string) bool {
	return i > 0 && ix.met(ws[i-1].stem, st) || i+1 < len(ws) && ix.met(st, ws[i+1].stem)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// distance is the optimal string alignment distance (Damerau-Levenshtein without repeated edits of a substring) of two
// words, or limit+1 where it is more than limit.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		low := cur[0]
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
			low = min(low, cur[j])
		}
		if low > limit {
			return limit + 1
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(t)], limit+1)
}
