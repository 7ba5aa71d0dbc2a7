package blocks

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a text is looked at and kept, in bytes.
const (
	mostRead    = 200_000
	mostCleaned = 16_000
)

// Clean makes text from outside fit for one line: valid, without control characters, without characters that turn the
// direction of writing or cannot be seen, with single spaces. Of a text longer than anything that is shown it keeps the
// beginning.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(min(len(s), mostCleaned))
	space := false
	for _, r := range strings.ToValidUTF8(s[:min(len(s), mostRead)], "") {
		switch {
		case b.Len() > mostCleaned:
			return b.String() + "…"
		case r > ' ' && r < 0x7f:
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
			space = b.Len() > 0
			continue
		case invisible(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isClean reports whether a text is plain ASCII that Clean would leave as it is, as most is.
func isClean(s string) bool {
	if len(s) > mostCleaned {
		return false
	}
	space := true // where another space must not be
	for i := range len(s) {
		switch c := s[i]; {
		case c > ' ' && c < 0x7f:
			space = false
		case c != ' ' || space:
			return false
		default:
			space = true
		}
	}
	return s == "" || !space
}

// invisible reports characters that format, turn or fill without being seen. The two joiners stay: scripts and emoji
// need them.
func invisible(r rune) bool {
	switch r {
	case '\u200c', '\u200d':
		return false
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\ufffd', '\u2800':
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs)
}

// Cut shortens cleaned text to at most most characters as Slack counts them once escaped. It cuts between words where it
// can and never inside a character, and ends in "…" where something is missing.
func Cut(s string, most int) string {
	if width(s) <= most {
		return s
	}
	if most < 1 {
		return ""
	}
	end, used := 0, 0
	for i, r := range s {
		if used += runeWidth(r); used > most-1 {
			end = i
			break
		}
	}
	cut := s[:end]
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 && s[end] != ' ' {
		cut = cut[:i]
	} else {
		cut = wholeCharacter(cut, s[end:])
	}
	return strings.TrimRightFunc(cut, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:-–—(", r) }) + "…"
}

// wholeCharacter takes back what is left of a character that a cut would split: its marks and joiners are in rest.
func wholeCharacter(cut, rest string) string {
	next, _ := utf8.DecodeRuneInString(rest)
	for cut != "" {
		last, n := utf8.DecodeLastRuneInString(cut)
		if !joins(next) && last != '\u200d' {
			break
		}
		cut, next = cut[:len(cut)-n], last
	}
	return cut
}

func joins(r rune) bool {
	return r == '\u200d' || unicode.Is(unicode.M, r) || r >= 0x1f3fb && r <= 0x1f3ff
}

// width counts a text the strictest way: in UTF-16 units, after escaping.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r == '&':
		return len("&amp;")
	case r == '<' || r == '>':
		return len("&lt;")
	case r > 0xffff:
		return 2
	}
	return 1
}

var (
	escaper  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	inMarkup = strings.NewReplacer("|", "%7C", "<", "%3C", ">", "%3E", "*", "%2A", "~", "%7E") // what would end an address there
	emoji    = regexp.MustCompile(`:([A-Za-z0-9_+'-]+:)`)
)

// Escape makes text harmless wherever Slack reads markup: it can mention nobody and link nowhere.
func Escape(s string) string { return escaper.Replace(s) }

// literal escapes text and takes the meaning from what would format it in mrkdwn. Each character that it changes becomes
// one that looks like it.
func literal(s string) string {
	if !strings.ContainsAny(s, "`*_~:&<>") {
		return s
	}
	rs := []rune(emoji.ReplaceAllString(s, "꞉$1"))
	edge := func(i int) bool { return i < 0 || i >= len(rs) || !unicode.IsLetter(rs[i]) && !unicode.IsDigit(rs[i]) }
	out := make([]rune, len(rs))
	for i, r := range rs {
		switch {
		case r == '`':
			r = 'ˋ'
		case r == '>' && i == 0: // a quotation
			r = '›'
		case edge(i-1) || edge(i+1):
			r = lookalike(r)
		}
		out[i] = r
	}
	return Escape(string(out))
}

func lookalike(r rune) rune {
	switch r {
	case '*':
		return '∗'
	case '_':
		return 'ˍ'
	case '~':
		return '∼'
	}
	return r
}

// webAddress returns a link's address in the form that Slack takes, or "" for one that people must not be sent to.
func webAddress(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	s := u.String()
	if len(s) > maxURL || Clean(s) != s || strings.ContainsAny(s, " \"`") {
		return ""
	}
	return inMarkup.Replace(s)
}
