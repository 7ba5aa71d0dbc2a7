package watch

import (
	"strings"
	"unicode"
)

// token is a word, a figure or a mark of punctuation of a sentence.
type token struct {
	low    string // lower case, typographic signs folded
	from   int    // in runes of the sentence
	to     int
	quoted bool // stands between quotation marks
	punct  bool
	upper  bool // begins with a capital
}

// tokens cuts a sentence. Hyphens and apostrophes inside words, and the signs of figures, stay with them.
func tokens(sentence string) []token {
	rs := []rune(sentence)
	inside := quotedRunes(rs)
	var out []token
	for i := 0; i < len(rs); {
		if !isWordRune(rs, i) {
			if !unicode.IsSpace(rs[i]) && !unicode.Is(unicode.Cf, rs[i]) {
				out = append(out, token{low: string(fold(rs[i])), from: i, to: i + 1, quoted: inside[i], punct: true})
			}
			i++
			continue
		}
		j := i
		var b strings.Builder
		for j < len(rs) && (isWordRune(rs, j) || joins(rs, j)) {
			b.WriteRune(unicode.ToLower(fold(rs[j])))
			j++
		}
		out = append(out, token{low: b.String(), from: i, to: j, quoted: inside[i], upper: unicode.IsUpper(rs[i])})
		i = j
	}
	return out
}

func isWordRune(rs []rune, i int) bool {
	r := rs[i]
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '£' || r == '%'
}

// joins reports whether the sign at i holds two parts of one word or figure together.
func joins(rs []rune, i int) bool {
	if i == 0 || i+1 >= len(rs) {
		return false
	}
	before, after := rs[i-1], rs[i+1]
	digits := unicode.IsDigit(before) && unicode.IsDigit(after)
	letters := (unicode.IsLetter(before) || unicode.IsDigit(before)) && (unicode.IsLetter(after) || unicode.IsDigit(after))
	switch fold(rs[i]) {
	case '.', ',', '/':
		return digits
	case '\'':
		return letters
	case '-':
		return digits || rs[i] == '-' && letters || rs[i] == '‑' && letters
	}
	return false
}

// fold gives a typographic sign its plain form.
func fold(r rune) rune {
	switch r {
	case '‘', '’', 'ʼ':
		return '\''
	case '“', '”':
		return '"'
	case '–', '—', '−', '‑', '‐':
		return '-'
	}
	return r
}

// text is the stretch of a sentence between two tokens, as it was written; to is past the last.
func (s *sentence) text(from, to int) string {
	if from >= to || from >= len(s.toks) {
		return ""
	}
	rs := []rune(s.raw)
	return string(rs[s.toks[from].from:s.toks[min(to, len(s.toks))-1].to])
}

// low returns the words of a stretch, each with a space on either side, for looking phrases up.
func (s *sentence) low(from, to int) string {
	from, to = max(0, from), min(to, len(s.toks))
	return lowOf(s.toks[min(from, to):to])
}
