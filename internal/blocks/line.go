package blocks

import (
	"regexp"
	"strings"
)

// Span is a piece of a line: raw text and how it is shown. Make one with T, Bold, Italic, Code, Link, Channel or Person.
type Span struct {
	text  string
	style style
	url   string // of a link
	ref   string // Slack's own reference, such as <#C1>: only made here from a checked id
}

type style uint8

const (
	plain style = iota
	bold
	italic
	code
)

// T is text as it stands.
func T(s string) Span { return Span{text: Clean(s)} }

// Bold is text in bold.
func Bold(s string) Span { return Span{text: Clean(s), style: bold} }

// Italic is text in italics.
func Italic(s string) Span { return Span{text: Clean(s), style: italic} }

// Code is something to type.
func Code(s string) Span { return Span{text: Clean(s), style: code} }

// Link is text that leads to an http or https address; with any other address it is only the text.
func Link(text, address string) Span { return Span{text: Clean(text), url: webAddress(address)} }

var slackID = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,20}$`)

// Channel names a Slack channel by its id; a conversation that has no name is "this conversation".
func Channel(id string) Span {
	if slackID.MatchString(id) && (id[0] == 'C' || id[0] == 'G') {
		return Span{text: "#" + id, ref: "<#" + id + ">"}
	}
	return Span{text: "this conversation"}
}

// Person names a Slack user by the id that Slack gave; it is the only mention there is. Anything else is "somebody".
func Person(id string) Span {
	if slackID.MatchString(id) && (id[0] == 'U' || id[0] == 'W') {
		return Span{text: "@" + id, ref: "<@" + id + ">"}
	}
	return Span{text: "somebody"}
}

// Line is a run of spans; between two spans stands a space unless the second begins with punctuation.
type Line []Span

// L makes a line.
func L(spans ...Span) Line { return spans }

// gap is what stands between two spans.
func gap(prev, next Span) string {
	if prev.text == "" || next.text == "" || strings.ContainsAny(next.text[:1], ",.;:)") || strings.HasSuffix(prev.text, "(") {
		return ""
	}
	return " "
}

// plain is the line without any markup; addresses of links are left out.
func (l Line) plain() string {
	var b strings.Builder
	var prev Span
	for _, s := range l {
		b.WriteString(gap(prev, s) + s.text)
		if s.text != "" {
			prev = s
		}
	}
	return b.String()
}

// mrkdwn is the line as Slack reads it, at most most characters long. Markup is never cut: a span that does not fit is
// shortened inside its marks, and the spans after it are left out.
func (l Line) mrkdwn(most int) string {
	var b strings.Builder
	var prev Span
	left := most
	for _, s := range l {
		if s.text == "" {
			continue
		}
		g := gap(prev, s)
		prev = s
		open, closing := s.marks()
		room := left - len(g) - width16(open) - width16(closing)
		if s.ref != "" {
			room = left - len(g) - len(s.ref)
		}
		if room < 8 && width(s.text) > room {
			if left > 0 && b.Len() > 0 && !strings.HasSuffix(b.String(), "…") {
				b.WriteString("…")
			}
			break
		}
		if s.ref != "" {
			b.WriteString(g + s.ref)
			left -= len(g) + len(s.ref)
			continue
		}
		text := Cut(s.text, room-1) // one character is kept back for the ellipsis of a later span
		left -= len(g) + width16(open) + width(text) + width16(closing)
		b.WriteString(g + open + s.literal(text) + closing)
		if text != s.text {
			break
		}
	}
	return b.String()
}

// marks are what stands around a span's text.
func (s Span) marks() (open, closing string) {
	switch {
	case s.url != "":
		return "<" + escaper.Replace(s.url) + "|", ">"
	case s.style == bold:
		return "*", "*"
	case s.style == italic:
		return "_", "_"
	case s.style == code:
		return "`", "`"
	}
	return "", ""
}

func (s Span) literal(text string) string {
	if s.style == code {
		return Escape(strings.ReplaceAll(text, "`", "'"))
	}
	if s.url != "" {
		text = strings.ReplaceAll(text, "|", "¦")
	}
	return literal(text)
}

// width16 counts markup, which is already escaped.
func width16(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// String is the line as Slack reads it outside of blocks, no longer than a section.
func (l Line) String() string { return l.mrkdwn(maxText) }
