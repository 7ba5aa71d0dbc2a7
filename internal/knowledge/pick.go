package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// sentences cuts a text after full stops, question and exclamation marks; an abbreviation or a figure ends nothing.
func sentences(text string) []string {
	var out []string
	from := 0
	for i, r := range text {
		if (r == '.' || r == '!' || r == '?') && (i+1 == len(text) || text[i+1] == ' ') {
			out = append(out, strings.TrimSpace(text[from:i+1]))
			from = i + 1
		}
	}
	if rest := strings.TrimSpace(text[from:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// pointing stands in a sentence that points back to the one before it, wherever in it that is.
var pointing = regexp.MustCompile(`(?i)\b(?:these|those|them|either|do so|the other)[.,;]|\bsuch an?\b|^before that\b`)

// pronoun stands for what only a reader of the sentence before knows.
var pronoun = regexp.MustCompile(`(?i)^(?:\S+ ){0,6}(?:it|its|they|their|them|he|she|his|her)\b`)

// named is a part of what an entry says, with its title in front where it names its subject by a pronoun alone.
func (e *Entry) named(said string) string {
	if first := sentences(said); len(first) > 0 && (pronoun.MatchString(first[0]) || leaning(first[0]) != "") {
		return e.Title + ": " + said
	}
	return said
}

// nearestSentences are n sentences of what an entry says: those that hold the most of what is asked, as they stand. Where the first of
// them cannot stand alone, what it leans on comes before it.
func (ix *index) nearestSentences(q Question, said []string, n int) string {
	var all []string
	for _, text := range said {
		all = append(all, sentences(text)...)
	}
	if len(all) <= n {
		return strings.Join(all, " ")
	}
	order := make([]int, len(all))
	weights := make([]float64, len(all))
	for i, s := range all {
		order[i], weights[i] = i, ix.holdsOf(q, s)
	}
	slices.SortStableFunc(order, func(x, y int) int { return -cmp.Compare(weights[x], weights[y]) })
	var out []string
	picked := slices.Sorted(slices.Values(order[:n]))
	for first := picked[0]; first > 0 && (leaning(all[first]) != "" || pointing.MatchString(all[first])); first = picked[0] {
		picked = slices.Insert(picked, 0, first-1)
	}
	for _, i := range picked {
		out = append(out, all[i])
	}
	return strings.Join(out, " ")
}

// holdsOf is the weight of what a sentence holds of a question, and whether it tells the sort of thing that is wanted.
func (ix *index) holdsOf(q Question, sentence string) float64 {
	ws := ix.cut.words(sentence)
	held := map[string]bool{}
	for _, t := range ix.termsIn(ws) {
		held[t] = true
	}
	sum, all := 0.0, 0.0
	for _, u := range q.units {
		all += u.weight
		if held[u.term] || len(u.parts) > 0 && containsAllOf(held, u.parts) {
			sum += u.weight
			continue
		}
		for _, n := range u.near {
			if held[n.stem] {
				sum += u.weight * n.share
				break
			}
		}
	}
	t := traits{counted: map[string]bool{}, whole: map[string]bool{}}
	ix.traitsIn(&t, ws, 1)
	d := &document{entry: &Entry{}, traits: t}
	if tells[q.Intent] && q.Intent != WantWho && q.Intent != WantWhere && d.telling(q) != 0 {
		sum += all / 2
	}
	return sum
}

func containsAllOf(set map[string]bool, list []string) bool {
	for _, x := range list {
		if !set[x] {
			return false
		}
	}
	return true
}
