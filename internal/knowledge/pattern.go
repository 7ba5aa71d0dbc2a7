package knowledge

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// pattern is a regular expression that most texts do not match, which is told from a few plain words that each match holds one of.
type pattern struct {
	*regexp.Regexp
	words []string
}

func newPattern(expr string) pattern {
	f := pattern{Regexp: regexp.MustCompile(expr)}
	if tree, err := syntax.Parse(expr, syntax.Perl); err == nil {
		f.words = needed(tree.Simplify())
	}
	return f
}

// matches reports whether a text matches; lower is the same in lower case.
func (f pattern) matches(text, lower string) bool {
	return f.may(lower) && f.MatchString(text)
}

// find returns the match in a text and those of its groups; nil where there is none.
func (f pattern) find(text, lower string) []string {
	if !f.may(lower) {
		return nil
	}
	return f.FindStringSubmatch(text)
}

// in is find for a text in any case.
func (f pattern) in(text string) []string { return f.find(text, strings.ToLower(text)) }

// may reports whether a text in lower case holds one of the words that a match holds.
func (f pattern) may(lower string) bool {
	return len(f.words) == 0 || slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(lower, w) })
}

// needed returns words of which every match of an expression holds at least one; none where that cannot be told.
func needed(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(re.Sub[0])
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if words := needed(sub); len(words) > 0 && (best == nil || shortest(words) > shortest(best)) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			words := needed(sub)
			if len(words) == 0 {
				return nil
			}
			all = append(all, words...)
		}
		return all
	default:
		return nil
	}
}

func shortest(words []string) int {
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}
