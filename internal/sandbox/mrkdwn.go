package sandbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is one piece of formatted text. The templates turn it into HTML, and only they do: no text of a
// message is ever taken for markup.
type span struct {
	Kind string // text b i s code pre quote ul ol li br link mention channel emoji date
	Text string
	URL  string
	Kids []span
}

// maxDepth bounds formatting inside formatting.
const maxDepth = 6

// parser reads mrkdwn; name finds the names behind identifiers.
type parser struct {
	names func(id string) string
	date  func(body string) string
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// blocks reads a whole text: code fences first, then lines.
func (p parser) blocks(text string) []span {
	var out []span
	for {
		before, rest, open := strings.Cut(text, "```")
		inside, after, closed := strings.Cut(rest, "```")
		if !open || !closed {
			return append(out, p.lines(text)...)
		}
		if s := strings.TrimSuffix(before, "\n"); s != "" {
			out = append(out, p.lines(s)...)
		}
		out = append(out, span{Kind: "pre", Text: entities.Replace(strings.Trim(inside, "\n"))})
		text = strings.TrimPrefix(after, "\n")
		if text == "" {
			return out
		}
	}
}

// lines groups quoted lines and bullets and keeps the breaks between all others.
func (p parser) lines(text string) []span {
	var out []span
	all := strings.Split(text, "\n")
	take := func(i int, marks ...string) (int, []string) {
		var got []string
		for ; i < len(all); i++ {
			rest, ok := cutMark(all[i], marks)
			if !ok {
				break
			}
			got = append(got, rest)
		}
		return i, got
	}
	for i := 0; i < len(all); {
		if n, quoted := take(i, "&gt; ", "&gt;", "> ", ">"); n > i {
			quote := span{Kind: "quote"}
			for j, line := range quoted {
				if j > 0 {
					quote.Kids = append(quote.Kids, span{Kind: "br"})
				}
				quote.Kids = append(quote.Kids, p.inline(line, 0)...)
			}
			out = append(out, quote)
			i = n
			continue
		}
		if n, items := take(i, "• ", "•\u00a0"); n > i {
			list := span{Kind: "ul"}
			for _, it := range items {
				list.Kids = append(list.Kids, span{Kind: "li", Kids: p.inline(it, 0)})
			}
			out = append(out, list)
			i = n
			continue
		}
		if i > 0 && len(out) > 0 && out[len(out)-1].Kind != "ul" && out[len(out)-1].Kind != "quote" {
			out = append(out, span{Kind: "br"})
		}
		out = append(out, p.inline(all[i], 0)...)
		if all[i] == "" {
			out = append(out, span{Kind: "text"}) // an empty line is a break of its own
		}
		i++
	}
	return out
}

func cutMark(line string, marks []string) (string, bool) {
	for _, m := range marks {
		if rest, ok := strings.CutPrefix(line, m); ok {
			return rest, true
		}
	}
	return "", false
}

var (
	bareURL   = regexp.MustCompile(`^https?://[^\s<>|]+`)
	shortcode = regexp.MustCompile(`^:([a-z0-9_+'-]+):`)
	markKinds = map[byte]string{'*': "b", '_': "i", '~': "s"}
)

// inline reads one line.
func (p parser) inline(s string, depth int) []span {
	var out []span
	var plainText strings.Builder
	flush := func() {
		if plainText.Len() > 0 {
			out = append(out, span{Kind: "text", Text: entities.Replace(plainText.String())})
			plainText.Reset()
		}
	}
	hopeless := map[byte]bool{} // marks that are not closed in the rest of the line
	for i := 0; i < len(s); {
		got, n := p.piece(s, i, depth, hopeless)
		if n == 0 {
			plainText.WriteByte(s[i])
			i++
			continue
		}
		flush()
		out = append(out, got)
		i += n
	}
	flush()
	return out
}

// piece reads what begins at s[i], if it is more than plain text, and how many bytes it takes.
func (p parser) piece(s string, i, depth int, hopeless map[byte]bool) (span, int) {
	switch ch := s[i]; ch {
	case '<':
		if end := strings.IndexByte(s[i:], '>'); end > 1 {
			if got, ok := p.control(s[i+1 : i+end]); ok {
				return got, end + 1
			}
		}
	case '`':
		if end := strings.IndexByte(s[i+1:], '`'); end > 0 {
			return span{Kind: "code", Text: entities.Replace(s[i+1 : i+1+end])}, end + 2
		}
	case '*', '_', '~':
		if hopeless[ch] || depth >= maxDepth || !opens(s, i) {
			break
		}
		if end := closing(s, i); end > 0 {
			return span{Kind: markKinds[ch], Kids: p.inline(s[i+1:end], depth+1)}, end - i + 1
		}
		hopeless[ch] = true
	case ':':
		if m := shortcode.FindStringSubmatch(s[i:]); m != nil && emoji[m[1]] != "" {
			return span{Kind: "emoji", Text: emoji[m[1]], URL: m[1]}, len(m[0])
		}
	case 'h':
		if m := strings.TrimRight(bareURL.FindString(s[i:]), ".,;:!?)'\"*_~"); len(m) > len("https://") && !wordBefore(s, i) {
			u := entities.Replace(m)
			return span{Kind: "link", URL: u, Kids: []span{{Kind: "text", Text: u}}}, len(m)
		}
	}
	return span{}, 0
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func wordBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return i > 0 && word(r)
}

func opens(s string, i int) bool {
	next, _ := utf8.DecodeRuneInString(s[i+1:])
	return !wordBefore(s, i) && i+1 < len(s) && !unicode.IsSpace(next) && s[i+1] != s[i]
}

// closing finds the mark that closes the one at s[i], or 0.
func closing(s string, i int) int {
	for j := i + 2; j < len(s); j++ {
		if s[j] != s[i] {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:j])
		after, _ := utf8.DecodeRuneInString(s[j+1:])
		if !unicode.IsSpace(before) && (j+1 == len(s) || !word(after)) {
			return j
		}
	}
	return 0
}

// control reads what stands between angle brackets.
func (p parser) control(body string) (span, bool) {
	ref, label, labelled := strings.Cut(body, "|")
	label = entities.Replace(label)
	switch {
	case strings.HasPrefix(ref, "@"), strings.HasPrefix(ref, "!subteam^"):
		id := strings.TrimPrefix(strings.TrimPrefix(ref, "@"), "!subteam^")
		return span{Kind: "mention", Text: "@" + p.names(id)}, id != ""
	case ref == "!channel", ref == "!here", ref == "!everyone", ref == "!group":
		return span{Kind: "mention", Text: "@" + ref[1:], URL: "all"}, true
	case strings.HasPrefix(ref, "!date^"):
		return span{Kind: "date", Text: p.date(ref[len("!date^"):] + "|" + label)}, true
	case strings.HasPrefix(ref, "#"):
		name := p.names(ref[1:])
		return span{Kind: "channel", Text: "#" + name, URL: "/?c=" + ref[1:]}, ref != "#"
	case strings.HasPrefix(ref, "http://"), strings.HasPrefix(ref, "https://"), strings.HasPrefix(ref, "mailto:"):
		u := entities.Replace(ref)
		if !labelled || label == "" {
			label = strings.TrimPrefix(u, "mailto:")
		}
		return span{Kind: "link", URL: u, Kids: p.inlineEmoji(label)}, true
	}
	return span{}, false
}

// inlineEmoji reads plain text, in which only emoji are drawn.
func (p parser) inlineEmoji(s string) []span {
	var out []span
	for {
		i := strings.IndexByte(s, ':')
		if i < 0 {
			return append(out, span{Kind: "text", Text: s})
		}
		m := shortcode.FindStringSubmatch(s[i:])
		if m == nil || emoji[m[1]] == "" {
			out = append(out, span{Kind: "text", Text: s[:i+1]})
			s = s[i+1:]
			continue
		}
		out = append(out, span{Kind: "text", Text: s[:i]}, span{Kind: "emoji", Text: emoji[m[1]], URL: m[1]})
		s = s[i+len(m[0]):]
	}
}
