package knowledge

import "unicode/utf8"

// mend returns the known word that an unknown one was most likely meant to be. Short words and names with a capital are
// left alone: a council that the corpus does not hold must not turn into a word that it does.
func (ix *index) mend(w word) (string, bool) {
	n := utf8.RuneCountInString(w.surface)
	if n < 5 || w.name {
		return "", false
	}
	limit := 1
	if n >= 8 {
		limit = 2
	}
	best, bestCost, bestDF := "", limit+1, 0
	for known, st := range ix.vocab {
		if d := len(known) - len(w.surface); d > limit || d < -limit || ix.fill[st] {
			continue
		}
		cost := distance(w.surface, known, limit)
		df := ix.df[st]
		if cost < bestCost || cost == bestCost && cost <= limit && (df > bestDF || df == bestDF && known < best) {
			best, bestCost, bestDF = known, cost, df
		}
	}
	return best, bestCost <= limit
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
