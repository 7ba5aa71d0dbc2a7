package feed

import (
	"slices"
	"strings"
	"unicode"
)

// end is one of the two ends of a text.
type end bool

const (
	front end = false
	back  end = true
)

func (e end) kind() string {
	if e == back {
		return "injected-suffix"
	}
	return "injected-prefix"
}

// turn returns runes as seen from this end: reversed at the back.
func (e end) turn(runes []rune) []rune {
	out := slices.Clone(runes)
	if e == back {
		slices.Reverse(out)
	}
	return out
}

// cut takes a piece from this end of a text, with the separators after it. It is not ok where the text does not have
// it there or would have no word left.
func (e end) cut(text, piece string) (rest string, ok bool) {
	const separators = " -|:–—·•,/»«"
	if piece == "" {
		return text, false
	}
	if e == back {
		rest, ok = strings.CutSuffix(text, piece)
		rest = strings.TrimRight(rest, separators)
	} else {
		rest, ok = strings.CutPrefix(text, piece)
		rest = strings.TrimLeft(rest, separators)
	}
	return rest, ok && len(wordsOf(rest)) > 0
}

// affix is a piece of text that stands at one end of others.
type affix struct {
	at   end
	text string
}

// titles looks at all titles of a document together.
type titles struct {
	doc     *Document
	foreign foreigner
	names   string // what the site and its feed are called, squashed
}

// shared returns what most titles have at one end and should not.
func (t *titles) shared(at end) (affix, bool) {
	set := map[string]bool{t.doc.Title: true}
	for _, a := range t.doc.Articles {
		set[a.Title] = true
	}
	delete(set, "")
	var all [][]rune
	for title := range set {
		all = append(all, at.turn([]rune(title)))
	}
	slices.SortFunc(all, slices.Compare)
	need := max(2, (len(all)*3+4)/5)
	var longest []rune
	for i := 0; i+need <= len(all); i++ {
		if same := commonStart(all[i], all[i+need-1]); len(same) > len(longest) {
			longest = same
		}
	}
	for len(longest) > 0 && !t.breaks(all, longest) {
		longest = longest[:len(longest)-1]
	}
	x := affix{at, strings.TrimSpace(string(at.turn(longest)))}
	if x.text == "" {
		return x, false
	}
	run := foreignRun(x.text, at, t.foreign)
	if foreign, _ := t.foreign.count(run); foreign >= minShared { // and then perhaps words that a few titles begin with
		return t.shrinkForeign(affix{at, run + t.stuck(x, run)})
	}
	if foreign, own := t.foreign.count(x.text); foreign >= minShared && foreign*2 >= own {
		return t.shrinkForeign(x)
	}
	return t.shrinkOwn(x)
}

// stuck returns what is written together with a run of another script and belongs to it, since no address carries it.
func (t *titles) stuck(x affix, run string) string {
	rest, ok := strings.CutPrefix(x.text, run)
	word, _, _ := strings.Cut(rest, " ")
	if x.at == back || !ok || slices.ContainsFunc(t.holders(affix{x.at, run}), func(a Article) bool { return carries(slugWords(a.Link), word) }) {
		return ""
	}
	return word
}

func commonStart(a, b []rune) []rune {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

// breaks reports whether a piece ends between words in every text that begins with it, or where the script changes.
func (t *titles) breaks(all [][]rune, piece []rune) bool {
	last := piece[len(piece)-1]
	for _, text := range all {
		if len(text) <= len(piece) || !slices.Equal(text[:len(piece)], piece) {
			continue
		}
		next := text[len(piece)]
		if isWordRune(last) && isWordRune(next) && t.foreign.is(last) == t.foreign.is(next) {
			return false
		}
	}
	return true
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '’' || r == '\''
}

// shrinkForeign leaves to the titles the words of their own that follow a shared piece in another script, since a few
// titles may begin alike. It is not ok where addresses carry the piece: then it is the publisher's.
func (t *titles) shrinkForeign(x affix) (affix, bool) {
	words := strings.Fields(x.text)
	for len(words) > 0 {
		inner := len(words) - 1
		if x.at == back {
			inner = 0
		}
		if foreign, _ := t.foreign.count(words[inner]); foreign > 0 {
			break
		}
		words = slices.Delete(words, inner, inner+1)
	}
	x.text = strings.Join(words, " ")
	holders, carried := 0, 0
	for _, a := range t.holders(x) {
		holders++
		if carries(slugWords(a.Link), x.text) {
			carried++
		}
	}
	return x, x.text != "" && carried*2 <= holders
}

// shrinkOwn does the same for a piece in the feed's own script, which only the addresses can tell from the titles: four
// fifths of the items must share it, three at least, their addresses must be made from the rest of their titles, and
// neither they nor the site's name may hold it. Short ones, such as "News:", stay.
func (t *titles) shrinkOwn(x affix) (affix, bool) {
	holders := t.holders(x)
	if len(holders) < 3 || len(holders)*5 < len(t.doc.Articles)*4 {
		return x, false
	}
	words := strings.Fields(x.text)
	for len(words) > 0 {
		inner := len(words) - 1
		if x.at == back {
			inner = 0
		}
		if !slices.ContainsFunc(holders, func(a Article) bool { return carries(slugWords(a.Link), words[inner]) }) {
			break
		}
		words = slices.Delete(words, inner, inner+1)
	}
	x.text = strings.Join(words, " ")
	name := squash(x.text)
	channel, _ := x.at.cut(t.doc.Title, x.text)
	if len(words) < 2 && len(name) < 8 || len(name) < 5 || strings.Contains(t.names, name) || strings.Contains(squash(channel), name) {
		return x, false
	}
	made := 0
	for _, a := range holders {
		slug := slugWords(a.Link)
		if share(wordsOf(x.text), slug) > 0.5 {
			return x, false
		}
		if rest, ok := x.at.cut(a.Title, x.text); ok && len(slug) > 0 && share(wordsOf(rest), slug) >= 0.5 {
			made++
		}
	}
	return x, made >= 3 && made*5 >= len(holders)*4
}

// holders returns the articles whose titles have the piece.
func (t *titles) holders(x affix) []Article {
	var out []Article
	for _, a := range t.doc.Articles {
		if _, ok := x.at.cut(a.Title, x.text); ok {
			out = append(out, a)
		}
	}
	return out
}

// cut takes the piece from every title that has it and whose address does not, and reports whether there was one.
func (t *titles) cut(x affix) bool {
	found := false
	if rest, ok := x.at.cut(t.doc.Title, x.text); ok {
		t.doc.Title, found = rest, true
		t.doc.Integrity = appendIntegrity(t.doc.Integrity, x.at.kind(), x.text)
	}
	for i := range t.doc.Articles {
		a := &t.doc.Articles[i]
		if rest, ok := x.at.cut(a.Title, x.text); ok && !carries(slugWords(a.Link), x.text) {
			a.Title, found = rest, true
			a.note(x.at.kind(), x.text)
		}
	}
	return found
}

// carries reports whether a slug has all words of a text.
func carries(slug []string, text string) bool {
	words := wordsOf(text)
	return len(words) > 0 && share(words, slug) == 1
}

// share is the part of the words that are among the others, from 0 to 1.
func share(words, others []string) float64 {
	if len(words) == 0 {
		return 0
	}
	found := 0
	for _, w := range words {
		if slices.Contains(others, w) {
			found++
		}
	}
	return float64(found) / float64(len(words))
}

// squash writes a name as a host name would hold it.
func squash(s string) string { return strings.Join(wordsOf(s), "") }
