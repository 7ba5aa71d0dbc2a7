package blocks

import (
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Run makes the button that runs a command line, as if it were typed after /reform. A nil Run makes views without such
// buttons.
type Run func(text, line string) Button

// button returns a button, or nil where there is nothing to make it with.
func (run Run) button(text, line string) *Button {
	if run == nil {
		return nil
	}
	b := run(text, line)
	return &b
}

// row makes buttons in a row, or nothing.
func (run Run) row(pairs ...[2]string) []Part {
	if run == nil || len(pairs) == 0 {
		return nil
	}
	var bs Buttons
	for _, p := range pairs {
		bs = append(bs, run(p[0], p[1]))
	}
	return []Part{bs}
}

// marks tell states apart at a glance and without colour.
var marks = map[string]string{
	"announced": "○", "planned": "○", "asked-for": "○", "promised": "○", "no-response": "○",
	"testing": "◐", "in-progress": "◐", "partly-accepted": "◐", "allocated": "◑", "costed": "◐",
	"delivered": "✓", "happened": "✓", "accepted": "✓",
	"delayed": "!", "slipped": "!", "unclear": "?", "unknown": "?",
	"dropped": "✕", "cancelled": "✕", "rejected": "✕", "replaced": "↻",
}

// Status says a status in plain words, with its mark: "◐ in progress".
func Status(status string) string {
	if status == "" {
		return ""
	}
	words := knowledge.StatusWords(status)
	if m := marks[status]; m != "" {
		return m + " " + words
	}
	return words
}

// kindNames name the kinds as people do.
var kindNames = map[knowledge.Kind]string{
	knowledge.Pledge: "Pledge", knowledge.Milestone: "Milestone", knowledge.Recommendation: "Recommendation",
	knowledge.Funding: "Funding", knowledge.Position: "View", knowledge.Finding: "Finding", knowledge.Term: "Term",
	knowledge.Actor: "Who's who",
}

// stateWords says in a line what an entry is and how it stands: "Pledge · ◐ testing · due 2025 · up to 12 areas".
func stateWords(l knowledge.Listed) string {
	parts := []string{kindNames[l.Entry.Kind], Status(l.State.Status), dateWords(l), l.State.Amount.String()}
	return join(parts, " · ")
}

// dateWords says an entry's date with the word that fits its kind.
func dateWords(l knowledge.Listed) string {
	switch {
	case l.Date.IsZero():
		return ""
	case l.Entry.Kind == knowledge.Pledge:
		return "due " + l.Date.Human()
	}
	return l.Date.Human()
}

// join puts what is not empty together.
func join(parts []string, sep string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// asOf is the line that says for which day a view is true, and how old what it rests on is.
func asOf(c *knowledge.Corpus, day time.Time) Span {
	s := "As of " + edtf.Day(day).Human()
	if c != nil && c.Newest().Before(day) {
		s += ", from sources up to " + edtf.Day(c.Newest()).Human()
	}
	return T(s + ".")
}

// sourceLink names a source by publisher and day, and leads to it.
func sourceLink(s knowledge.Source) Span {
	return Link(join([]string{s.Publisher, s.Published.Human()}, ", "), s.URL)
}

// sourceNote lists sources and the day in small print.
func sourceNote(c *knowledge.Corpus, sources []knowledge.Source, day time.Time) Note {
	var n Note
	for i, s := range sources {
		line := L(sourceLink(s))
		if i == 0 {
			line = L(T("Sources:"), sourceLink(s))
		}
		n = append(n, line)
	}
	return append(n, L(asOf(c, day)))
}

// citedSources returns the sources that cites name, each once, in the order of the cites.
func citedSources(c *knowledge.Corpus, cites ...[]knowledge.Cite) []knowledge.Source {
	seen := map[string]bool{}
	var out []knowledge.Source
	for _, list := range cites {
		for _, ct := range list {
			if s, ok := c.Source(ct.Source); ok && !seen[ct.Source] {
				seen[ct.Source] = true
				out = append(out, s)
			}
		}
	}
	return out
}
