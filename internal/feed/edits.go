package feed

import (
	"slices"
	"strings"
	"unicode"
)

const (
	mostEdits  = 20      // told of one revision
	mostTokens = 4_000   // words of a paragraph that are compared one by one
	mostPairs  = 250_000 // comparisons of one pair of paragraphs
)

// Edit is a figure or a date that differs between two versions of an article.
type Edit struct {
	Paragraph int    // of the newer version, counted from 1; of the older one where To is empty; 0 is the title
	From      string // as it stood; empty: it was put in
	To        string // as it stands now; empty: it was taken out
	Sentence  string // that holds it: the newer one, or the older one where To is empty
}

// Edits returns the figures and dates in which two versions of an article differ, in the order of the text. Words that were
// changed around them are no edits.
func Edits(older, newer Article) []Edit {
	out := editsOf(older.Title, newer.Title, 0)
	at := 0 // paragraphs of the older version that are done with
	for n, p := range newer.Paragraphs {
		i := slices.Index(older.Paragraphs[at:], p)
		if i >= 0 {
			out = append(out, lost(older.Paragraphs[at:at+i], at)...)
			at += i + 1
			continue
		}
		rest := newer.Paragraphs[n+1:]
		if at < len(older.Paragraphs) && !slices.Contains(rest, older.Paragraphs[at]) { // the older one became the newer
			out = append(out, editsOf(older.Paragraphs[at], p, n+1)...)
			at++
			continue
		}
		out = append(out, editsOf("", p, n+1)...)
	}
	out = append(out, lost(older.Paragraphs[at:], at)...)
	return out[:min(len(out), mostEdits)]
}

// lost returns the edits that take out whole paragraphs, of which the first is the one after at others.
func lost(gone []string, at int) []Edit {
	var out []Edit
	for i, p := range gone {
		out = append(out, editsOf(p, "", at+i+1)...)
	}
	return out
}

// editsOf compares two versions of a paragraph word by word, where a figure with its unit and a date are one word each.
func editsOf(older, newer string, paragraph int) []Edit {
	if older == newer {
		return nil
	}
	a, b := tokensOf(older), tokensOf(newer)
	var out []Edit
	for _, h := range hunks(a, b) {
		from, to := marksOf(h.from), marksOf(h.to)
		for i := range max(len(from), len(to)) {
			e := Edit{Paragraph: paragraph}
			if i < len(from) {
				e.From, e.Sentence = from[i].text, sentenceAt(older, from[i].at)
			}
			if i < len(to) {
				e.To, e.Sentence = to[i].text, sentenceAt(newer, to[i].at)
			}
			if e.From != e.To {
				out = append(out, e)
			}
		}
	}
	return out
}

// token is a word, or a figure or date of several words.
type token struct {
	text string
	mark bool // a figure or a date
	at   int  // byte of the text at which it begins
}

func marksOf(ts []token) []token {
	return slices.DeleteFunc(slices.Clone(ts), func(t token) bool { return !t.mark })
}

type hunk struct{ from, to []token }

// hunks returns the runs in which two texts differ, between the longest sequence of words that they share.
func hunks(a, b []token) []hunk {
	for len(a) > 0 && len(b) > 0 && a[0].text == b[0].text {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1].text == b[len(b)-1].text {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)*len(b) > mostPairs || len(a) == 0 || len(b) == 0 {
		return []hunk{{a, b}}
	}
	long := shared(a, b)
	var out []hunk
	var h hunk
	for len(a) > 0 && len(b) > 0 {
		i, j := len(long)-1-len(a), len(long[0])-1-len(b)
		switch {
		case a[0].text == b[0].text:
			out, h = append(out, h), hunk{}
			a, b = a[1:], b[1:]
		case long[i+1][j] >= long[i][j+1]:
			h.from, a = append(h.from, a[0]), a[1:]
		default:
			h.to, b = append(h.to, b[0]), b[1:]
		}
	}
	return append(out, hunk{append(h.from, a...), append(h.to, b...)})
}

// shared is, for each i and j, how many words a[i:] and b[j:] have in common, in one order.
func shared(a, b []token) [][]int {
	long := make([][]int, len(a)+1)
	long[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		long[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			if long[i][j] = max(long[i+1][j], long[i][j+1]); a[i].text == b[j].text {
				long[i][j] = max(long[i][j], long[i+1][j+1]+1)
			}
		}
	}
	return long
}

var (
	units  = []string{"million", "millions", "billion", "trillion", "thousand", "hundred", "m", "bn", "k", "percent", "per", "percentage"}
	months = []string{
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "spring", "summer", "autumn", "winter",
	}
	counted = []string{
		"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty",
		"sixty", "seventy", "eighty", "ninety", "dozen", "half", "third", "quarter", "fifth",
	}
)

// tokensOf cuts a text into words, figures and dates.
func tokensOf(text string) []token {
	var out []token
	at := 0
	for _, w := range strings.Fields(text) {
		begin := at + strings.Index(text[at:], w)
		at = begin + len(w)
		bare := strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) && r != '%' })
		low := strings.ToLower(bare)
		t := token{text: bare, at: begin, mark: strings.ContainsAny(bare, "0123456789") || slices.Contains(counted, low)}
		if n := len(out) - 1; n >= 0 && joins(text[out[n].at:begin], out[n], low) {
			out[n].text, out[n].mark = out[n].text+" "+bare, true
			continue
		}
		if t.text != "" {
			out = append(out, t)
		}
		if len(out) == mostTokens {
			break
		}
	}
	for i := range out { // "10 per week" is no rate of a hundred; "May" alone, and "in April" that no number follows
		out[i].text = strings.TrimSuffix(out[i].text, " per")
		if isMonth(out[i].text) {
			out[i].mark = out[i].text != strings.ToLower(out[i].text) && !strings.EqualFold(out[i].text, "may")
		}
	}
	return out
}

// joins reports whether a word goes on with the figure or date before it: "£45" million, 2 "February", "February" 2026.
func joins(between string, before token, low string) bool {
	if strings.ContainsAny(strings.TrimSpace(between), ";:()") {
		return false
	}
	last := strings.ToLower(before.text[strings.LastIndexByte(before.text, ' ')+1:])
	endsInDigit := last != "" && last[len(last)-1] >= '0' && last[len(last)-1] <= '9'
	number := low != "" && strings.Trim(low, "0123456789-–/") == ""
	switch {
	case slices.Contains(units, low):
		return before.mark && (endsInDigit || slices.Contains(counted, last))
	case low == "cent":
		return last == "per"
	case slices.Contains(months, low):
		return before.mark && strings.Trim(strings.TrimRight(last, "stndrh"), "0123456789") == "" && len(last) <= 4
	case number:
		return isMonth(last)
	}
	return false
}

func isMonth(word string) bool { return slices.Contains(months, strings.ToLower(word)) }

// sentenceAt returns the sentence of a text that a byte is in.
func sentenceAt(text string, at int) string {
	begin, end := 0, len(text)
	for i := 0; i+1 < len(text); i++ {
		if !strings.ContainsRune(".?!", rune(text[i])) || !isSentenceEnd(text[i+1:]) {
			continue
		}
		if i < at {
			begin = i + 1
		} else {
			end = i + 1
			break
		}
	}
	return Cut(strings.TrimSpace(text[begin:end]), 300)
}

// isSentenceEnd reports whether what follows a stop begins a sentence: a capital, a digit or a quotation after a space.
func isSentenceEnd(rest string) bool {
	rest = strings.TrimLeft(rest, "”’\"')")
	if !strings.HasPrefix(rest, " ") {
		return false
	}
	for _, r := range strings.TrimSpace(rest) {
		return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("“‘\"'£", r)
	}
	return true
}
