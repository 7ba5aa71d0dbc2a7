package blocks

import "strings"

// View is one thing to show. All text in it is raw; it becomes blocks or plain text at the last moment.
type View struct {
	Title string // a heading; may be empty where the first text leads
	Parts []Part
	Foot  []Part // shown even where the parts do not all fit
	Aside bool   // for the one who asked alone: there is nothing in it to show to others
}

// Part is a piece of a view: Text, Head, Fields, Table, Note, Buttons or Rule.
type Part interface{ part() }

// Text is lines one below the other, and a button beside them.
type Text struct {
	Lines  []Line
	Button *Button

	made []string // the lines as Slack reads them, where that was worked out already; else empty
}

// Head is the heading of a section.
type Head string

// Fields are short facts, each under its name, in two columns.
type Fields []Field

// Field is one fact.
type Field struct{ Name, Value string }

// Note is small print, one element a line.
type Note []Line

// Buttons stand in a row.
type Buttons []Button

// Rule is a line across.
type Rule struct{}

func (Text) part()    {}
func (Head) part()    {}
func (Table) part()   {}
func (Fields) part()  {}
func (Note) part()    {}
func (Buttons) part() {}
func (Rule) part()    {}

// Button does something, or leads somewhere where it has a URL.
type Button struct {
	Text   string
	Action string // what it does; the action_id is this and a number that makes it unique: take it off with ActionOf
	Value  string // what it does it to; a button whose value is longer than Slack takes is left out
	URL    string
	Main   bool // the one to press
}

// ActionOf returns the Action of the button that an action_id came from.
func ActionOf(actionID string) string {
	action, _, _ := strings.Cut(actionID, ":")
	return action
}

// Para is a text of one line.
func Para(spans ...Span) Text { return Text{Lines: []Line{spans}} }

// Plain is the view as a person reads it in a terminal; buttons are left out.
func (v View) Plain() string {
	var b strings.Builder
	if t := Clean(v.Title); t != "" {
		b.WriteString(t + "\n\n")
	}
	for _, list := range [][]Part{v.Parts, v.Foot} {
		for _, p := range list {
			if s := plainPart(p); s != "" {
				b.WriteString(s + "\n\n")
			}
		}
	}
	return strings.TrimSpace(b.String())
}

func plainPart(p Part) string {
	var lines []string
	switch p := p.(type) {
	case Text:
		lines = plainLines(p.Lines)
	case Note:
		lines = plainLines(p)
	case Fields:
		for _, f := range p {
			lines = append(lines, Clean(f.Name)+": "+Clean(f.Value))
		}
	case Head:
		if head := Clean(string(p)); head != "" {
			lines = []string{head, strings.Repeat("-", len([]rune(head)))}
		}
	case Table:
		lines = p.plain(plainWidth)
	case Rule:
		lines = []string{strings.Repeat("-", 40)}
	}
	return strings.Join(lines, "\n")
}

// plainLines writes lines with the addresses of their links below them.
func plainLines(ls []Line) []string {
	var out []string
	for _, l := range ls {
		if text := l.plain(); text != "" {
			out = append(out, text)
		}
		for _, s := range l {
			if s.url != "" {
				out = append(out, "  "+s.url)
			}
		}
	}
	return out
}

// Fallback is the view in one paragraph, escaped, for notifications and screen readers. It is never empty.
func (v View) Fallback() string {
	words := []string{sentence(Clean(v.Title))}
	for _, p := range v.Parts {
		switch p := p.(type) {
		case Text:
			for _, l := range p.Lines {
				words = append(words, sentence(l.plain()))
			}
		case Fields:
			for _, f := range p {
				words = append(words, sentence(Clean(f.Name)+": "+Clean(f.Value)))
			}
		case Head:
			words = append(words, sentence(Clean(string(p))))
		case Table:
			for _, r := range p.clean().Rows {
				words = append(words, sentence(p.inOne(r)))
			}
		}
	}
	if text := Cut(Clean(strings.Join(upTo(words, 2*maxText), " ")), maxText); text != "" {
		return Escape(text)
	}
	return "Pledgewatch"
}

// upTo leaves out words that come after so many characters, and would be cut in any case.
func upTo(words []string, most int) []string {
	n := 0
	for i, w := range words {
		if n += width(w); n > most {
			return words[:i+1]
		}
	}
	return words
}

// sentence ends a text in a stop, where nothing else ends it.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, "…") || strings.ContainsAny(s[len(s)-1:], ".:?!)") {
		return s
	}
	return s + "."
}
