package knowledge

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"

	"pledgewatch/internal/knowledge/wordnet"
)

// word is one word, number or sum of money of a text, ready to be compared.
type word struct {
	surface string // as written, lower case
	stem    string // what it is compared by
	capital bool   // begins with a capital
	name    bool   // begins with a capital, or holds one, and does not begin the text
	figure  bool   // a number, a sum of money, a year
	class   class  // what it tells by itself
	passing bool   // a number that nothing follows, up to 31: an hour or a day
	acronym bool   // in capitals throughout, in a text that is not
	fixed   string // what the word was before its spelling was mended; empty where it was not
}

// text is the word as the person wrote it.
func (w word) text() string {
	if w.fixed != "" {
		return w.fixed
	}
	return w.surface
}

// cutter cuts texts into words. It remembers the stems of the words that it meets; freeze ends that, and from then on it may
// be used by many at once.
type cutter struct {
	stems  map[string]form
	texts  map[string][]word // some texts that will be needed once more, until then
	frozen bool
}

func newCutter() *cutter { return &cutter{stems: map[string]form{}, texts: map[string][]word{}} }

// mostTexts is how many texts are remembered: a large corpus is seldom read anew, and has no room to spare.
const mostTexts = 1 << 15

// remember cuts a text that will be needed once more.
func (c *cutter) remember(text string) []word {
	ws := c.words(text)
	if len(c.texts) < mostTexts {
		c.texts[text] = ws
	}
	return ws
}

// freeze ends the remembering.
func (c *cutter) freeze() { c.frozen = true }

// form is what is known of a word in lower case.
type form struct {
	stem  string // what its forms share
	class class
}

// form reduces a word to what its forms share, and tells of what class it is.
func (c *cutter) form(low string) form {
	if f, ok := c.stems[low]; ok {
		return f
	}
	base, ok := wordnet.Base(low)
	if !ok {
		base = low
	}
	f := form{english.Stem(strings.ReplaceAll(base, "'", ""), false), classes[low]}
	if !c.frozen {
		c.stems[low] = f
	}
	return f
}

// words cuts a text into words. Numbers keep their sign, unit and decimals ("£2.6bn", "19%"), so that two figures
// are the same only if they are. Possessives and hyphens are dropped.
func (c *cutter) words(text string) []word { return c.cut(make([]word, 0, len(text)/5+1), text) }

// many joins a word that begins with multi, however it is written: a multi-agency team is no agency team.
var many = regexp.MustCompile(`(?i)\bmulti[- ]([a-z]{3})`)

// cut appends a text's words to others.
func (c *cutter) cut(all []word, text string) []word {
	text = strings.Map(foldRune, norm.NFKC.String(text))
	if strings.Contains(text, "ulti") || strings.Contains(text, "ULTI") { // an expression takes longer than all the rest
		text = many.ReplaceAllString(text, "multi$1")
	}
	shouted := !strings.ContainsFunc(text, unicode.IsLower)
	out := all[len(all):]
	for f := range strings.FieldsFuncSeq(text, isBreak) {
		f = strings.Trim(f, ".,'’")
		if before, after, ok := strings.Cut(f, "'"); ok {
			f = before // children's, she'd
			if strings.EqualFold(after, "t") && strings.HasSuffix(strings.ToLower(before), "n") {
				f = "not" // won't is no victory
			}
		}
		if f == "" {
			continue
		}
		if word, ok := asWord[f]; ok {
			f = word
		}
		w := c.word(f, len(out) > 0)
		w.acronym = !shouted && isAcronym(f)
		out = append(out, w)
	}
	out = joinScaled(out)
	for i, w := range out {
		if !w.figure || len(w.stem) > 2 {
			continue
		}
		if n, err := strconv.Atoi(w.stem); err == nil && n <= 31 {
			out[i].passing = i == len(out)-1 || i > 0 && is(month, out, i-1)
		}
	}
	return append(all, out...)
}

func (c *cutter) word(f string, inside bool) word {
	low := strings.ToLower(f)
	w := word{surface: low, figure: strings.ContainsFunc(low, unicode.IsDigit)}
	if w.figure {
		w.stem = strings.ReplaceAll(low, ",", "")
		return w
	}
	if n, ok := numberWords[low]; ok {
		w.stem = n
		return w
	}
	first := []rune(f)[0]
	upper := unicode.IsUpper(first) && inside || strings.ContainsFunc(f[len(string(first)):], unicode.IsUpper)
	w.name, w.capital = upper, unicode.IsUpper(first)
	known := c.form(low)
	w.stem, w.class = known.stem, known.class
	return w
}

// asWord has the word that a sign stands for where it stands alone: "vacancy %".
var asWord = map[string]string{"%": "percentage", "£": "money"}

// isAcronym reports whether a word is two capitals or more, with or without an s for several of them.
func isAcronym(f string) bool {
	f = strings.TrimSuffix(f, "s")
	return len(f) > 1 && !strings.ContainsFunc(f, func(r rune) bool { return !unicode.IsUpper(r) })
}

// numberWords are the numbers that texts write out; "one" is left, as it mostly counts nothing.
var numberWords = map[string]string{
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
	"thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20",
}

// scales are the short forms of what may follow a figure.
var scales = map[string]string{"billion": "bn", "bn": "bn", "million": "m", "m": "m", "thousand": "k"}

// joinScaled makes "£2.6 billion" and "£2.6bn" one figure.
func joinScaled(ws []word) []word {
	out := ws[:0]
	for i := 0; i < len(ws); i++ {
		w := ws[i]
		if w.figure {
			w.stem = figureStem(w.stem)
			if full, ok := fullYear(out, w.stem, ws[i+1:]); ok {
				w.stem = full
				out = append(out, w)
				continue
			}
			if i+1 < len(ws) && follows(w, ws[i+1]) {
				w.stem, ws[i+1].stem = "20"+w.stem, "20"+ws[i+1].stem // 24-25
				out = append(out, w, ws[i+1])
				i++
				continue
			}
			if i+1 < len(ws) {
				next := ws[i+1]
				if u := scales[next.surface]; u != "" {
					w.stem, i = w.stem+u, i+1
				} else if next.surface == "percent" || next.surface == "per" && i+2 < len(ws) && ws[i+2].surface == "cent" {
					w.stem = strings.TrimSuffix(w.stem, "%") + "%"
					i++
					if next.surface == "per" {
						i++
					}
				}
			}
		}
		if w.figure && (strings.HasSuffix(w.stem, "m") || strings.HasSuffix(w.stem, "bn")) {
			w.stem = "£" + strings.TrimPrefix(w.stem, "£") // nobody means anything else by 27m
		}
		out = append(out, w)
	}
	return out
}

// figureStem writes a figure's unit the short way.
func figureStem(s string) string {
	for _, long := range []string{"billion", "million", "thousand"} {
		if n, ok := strings.CutSuffix(s, long); ok {
			return n + scales[long]
		}
	}
	if n, ok := strings.CutSuffix(s, "k"); ok && !strings.ContainsAny(n, ".£") {
		return n + "000"
	}
	return s
}

func isShortYear(s string) bool {
	return len(s) == 2 && s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9'
}

// follows reports whether two numbers are the two years of a financial year as people shorten it: 24-25.
func follows(a, b word) bool {
	x, err1 := strconv.Atoi(a.stem)
	y, err2 := strconv.Atoi(b.stem)
	return err1 == nil && err2 == nil && len(a.stem) == 2 && y == x+1 && x >= 10 && x < 50 && b.figure
}

// fullYear is a year that stands between words without its century: 2023-24, March 24.
func fullYear(before []word, short string, after []word) (full string, ok bool) {
	switch last := len(before) - 1; {
	case last < 0 || !isShortYear(short):
		return "", false
	case isYear(before[last].stem):
		return before[last].stem[:2] + short, true
	case len(after) > 0 && (isYear(after[0].stem) || scales[after[0].surface] != ""):
		return "", false
	}
	return "20" + short, isYearOf(before, short)
}

// isYearOf reports whether two digits that follow words are the year of a month or a season.
func isYearOf(before []word, short string) bool {
	last := len(before) - 1
	said := before[last].surface
	if said == "may" || said == "march" || said == "spring" { // verbs as well
		if last == 0 || !datesFollow[before[last-1].surface] {
			return false
		}
	}
	return isMonthOrSeason(said) && lateYear(short)
}

// datesFollow are words that a date may follow.
var datesFollow = setOf("in by since from until till before after during of for to early late mid")

// lateYear reports whether two digits after a month are sooner a year than a day: "October 24" is not the 24th where people say
// "24 October", but "October 15" may be anything.
func lateYear(s string) bool { return isShortYear(s) && s >= "19" && s <= "29" }

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

// foldRune folds typographic quotes and dashes and drops what cannot be seen.
func foldRune(r rune) rune {
	if r < unicode.MaxASCII && r >= ' ' && r != '`' {
		return r
	}
	switch r {
	case '‘', '’', 'ʼ', '`', '´':
		return '\''
	case '–', '—', '−', '‑', '‐':
		return '-'
	}
	if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
		return -1
	}
	return r
}

// isBreak parts words. A hyphen parts them too: "co-operatives" and "cooperatives" are brought together by the names
// dictionary, and "2023-25" reads as two years.
func isBreak(r rune) bool {
	switch r {
	case '£', '%', '\'', '.', ',', '’':
		return false
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// clauses cuts a text at the ends of sentences and at semicolons. A full stop inside a figure or an abbreviation ends nothing.
func clauses(text string) []string {
	var out []string
	from := 0
	for i, r := range text {
		end := r == ';' || (r == '.' || r == '!' || r == '?') && (i+1 == len(text) || text[i+1] == ' ')
		if end {
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	if from < len(text) {
		out = append(out, text[from:])
	}
	return out
}

// words cuts a text that is not worth remembering the stems of.
func words(text string) []word { return (&cutter{frozen: true}).words(text) }

// stems gives the stems of such a text's words.
func stems(text string) []string { return stemsOf(words(text)) }

func containsAll(list, parts []string) bool {
	for _, p := range parts {
		if !slices.Contains(list, p) {
			return false
		}
	}
	return true
}

// And joins names as a sentence does: "A, B and C".
func And(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}
