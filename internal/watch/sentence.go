package watch

import (
	"strings"
	"unicode"
)

// longest is how much of one sentence is looked at, in bytes: what is longer is no sentence.
const longest = 2000

// abbreviations end with a full stop that ends no sentence.
var abbreviations = wordSet(`mr mrs ms mx dr prof sir st rev hon rt lt col gen sgt vs v no nos approx c ca cf eg e.g i.e ie etc al
	para paras p pp s ss cl art sec fig vol ed ltd co plc inc dept govt jan feb mar apr jun jul aug sep sept oct nov dec`)

// sentences cuts a paragraph at the ends of its sentences. What stands between quotation marks that are closed within the
// paragraph stays together, with who is said to have said it.
func sentences(paragraph string) []string {
	rs := []rune(paragraph)
	inside := quotedRunes(rs)
	var out []string
	from := 0
	cut := func(to int) {
		if s := strings.TrimSpace(string(rs[from:to])); s != "" {
			out = append(out, s[:boundary(s, longest)])
		}
		from = to
	}
	for i, r := range rs {
		if r == '\n' {
			cut(i)
			continue
		}
		if (r == '.' || r == '!' || r == '?' || r == '…') && endsSentence(rs, inside, from, i) {
			cut(afterClosing(rs, i+1))
		}
	}
	cut(len(rs))
	return out
}

// boundary is the largest length of s, up to n bytes, that splits no character.
func boundary(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

// endsSentence reports whether the stop at i ends the sentence that began at from.
func endsSentence(rs []rune, inside []bool, from, i int) bool {
	after := afterClosing(rs, i+1)
	if inside[i] && after == i+1 { // the quotation goes on
		return false
	}
	if after < len(rs) && !unicode.IsSpace(rs[after]) {
		return false
	}
	for after < len(rs) && unicode.IsSpace(rs[after]) {
		after++
	}
	if after < len(rs) && unicode.IsLower(rs[after]) {
		return false
	}
	return rs[i] != '.' || after == len(rs) || !endsAbbreviation(rs[from:i])
}

// endsAbbreviation reports whether a text that a full stop follows ends with an abbreviation or an initial.
func endsAbbreviation(rs []rune) bool {
	start := len(rs)
	for start > 0 && (unicode.IsLetter(rs[start-1]) || rs[start-1] == '.') {
		start--
	}
	word := string(rs[start:])
	low := strings.ToLower(word)
	initial := len(rs)-start == 1 && unicode.IsUpper(rs[start]) && low != "i"
	return initial || abbreviations[low] || strings.Contains(word, ".") && word == strings.ToUpper(word)
}

// afterClosing skips quotation marks and brackets that close.
func afterClosing(rs []rune, i int) int {
	for i < len(rs) && strings.ContainsRune(`”’"')]`, rs[i]) {
		i++
	}
	return i
}

// quotedRunes marks what stands between double quotation marks, or single ones that are no apostrophes, that open and
// close within the text.
func quotedRunes(rs []rune) []bool {
	inside := make([]bool, len(rs))
	open, closer := -1, rune(0)
	for i, r := range rs {
		letterBefore := i > 0 && (unicode.IsLetter(rs[i-1]) || unicode.IsDigit(rs[i-1]))
		letterAfter := i+1 < len(rs) && (unicode.IsLetter(rs[i+1]) || unicode.IsDigit(rs[i+1]))
		switch {
		case open < 0 && r == '“':
			open, closer = i, '”'
		case open < 0 && r == '"':
			open, closer = i, '"'
		case open < 0 && (r == '‘' || r == '\'') && !letterBefore && letterAfter:
			open, closer = i, map[rune]rune{'‘': '’', '\'': '\''}[r]
		case open >= 0 && r == closer && !(letterAfter && (r == '’' || r == '\'')):
			for j := open; j <= i; j++ {
				inside[j] = true
			}
			open = -1
		}
	}
	return inside
}

// wordSet makes a set of the words of a text.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}
