package feed

import (
	"html"
	"strings"
	"unicode"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainText collapses white space and drops characters that are not seen but act: control characters, marks that turn
// the direction of text around, and those of no width that break words apart. The joiners stay, scripts need them.
func plainText(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0xfff9 && r <= 0xfffb:
			return -1
		case r == 0x00ad, r == 0x061c, r == 0x200b, r == 0x200e, r == 0x200f, r == 0x2060, r == 0xfeff:
			return -1
		}
		return r
	}, s)), " ")
}

// titleText reads a title, which has been decoded once where it is not HTML, and is decoded once here where it is.
// Either way no tag stays.
func titleText(s string, isHTML bool) string {
	if strings.Contains(s, "<") {
		s = dropTags(s)
	}
	if isHTML {
		s = html.UnescapeString(s)
	}
	return plainText(s)
}

// dropTags takes out the tags of known HTML elements and what is in scripts and styles, and leaves every other
// character as it stands: "under <5 years" is a title too.
func dropTags(s string) string {
	var out strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case nethtml.ErrorToken:
			out.WriteString(raw)
			return out.String()
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken, nethtml.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if tag == 0 {
				out.WriteString(raw)
			} else if !inline[tag] {
				out.WriteByte(' ')
			}
			if kind == nethtml.StartTagToken && (tag == atom.Script || tag == atom.Style) {
				z.Next() // its text
			}
		case nethtml.CommentToken, nethtml.DoctypeToken:
		default:
			out.WriteString(raw)
		}
	}
}

// Cut shortens a text to n characters at most, at the end of a word where there is one, and marks the cut.
func Cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	head := string(runes[:n-1])
	if i := strings.LastIndex(head, " "); i > len(head)/2 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:–-….") + "…"
}

// wordsOf returns the runs of letters and digits of a text in lower case; apostrophes are not seen, as in a slug.
func wordsOf(s string) []string {
	s = strings.NewReplacer("’", "", "'", "", "‘", "").Replace(strings.ToLower(s))
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}
