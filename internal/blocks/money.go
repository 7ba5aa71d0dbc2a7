package blocks

import (
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// Money is a table of what was asked for, promised and allocated, with what may be added up and why the rest is not.
func Money(c *knowledge.Corpus, m knowledge.Money, day time.Time, _ Run) List {
	const each = 15
	l := List{
		Title: "Money: asked for, promised, allocated", Today: -1, Day: day, Corpus: c, Size: each, Empty: "The corpus holds no sums of money.",
		Cols: []Col{{Name: "Sum"}, {Name: "Asked for", Right: true}, {Name: "Promised", Right: true}, {Name: "Allocated", Right: true}, {Name: "Source"}},
	}
	for _, s := range m.Sums {
		l.Rows = append(l.Rows, moneyRows(c, s, 0, day)...)
	}
	l.After = totals(c, m)
	return l
}

// moneyRows are a sum and, below it, its parts.
func moneyRows(c *knowledge.Corpus, s knowledge.Sum, deep int, day time.Time) []Row {
	sources := c.Known(s.Listed, day, false) // of the sum: its statement may rest on others
	title := join([]string{s.Entry.Title, join([]string{name(c, s.Entry.By), forYears(s.Entry)}, ", ")}, " – ")
	if deep > 0 {
		title = strings.Repeat("  ", deep-1) + "↳ of it: " + title
	} else if s.Entry.PartOf != "" {
		title += " (part of: " + name(c, s.Entry.PartOf) + ")"
	}
	asked := stepWords(s, "asked-for")
	if asked == "" {
		asked = stepWords(s, "costed")
	}
	promised := stepWords(s, "promised")
	if unclear := stepWords(s, "unclear"); promised == "" && unclear != "" {
		promised = unclear + " (unclear)"
	}
	newest := ""
	if len(sources) > 0 {
		newest = join([]string{sources[0].Publisher, sources[0].Published.Human()}, ", ")
	}
	rows := []Row{{Cells: []string{title, asked, promised, stepWords(s, "allocated"), newest}, Sources: sources[:min(1, len(sources))]}}
	for _, p := range s.Parts {
		rows = append(rows, moneyRows(c, p, deep+1, day)...)
	}
	return rows
}

func forYears(e *knowledge.Entry) string {
	if e.Period.IsZero() {
		return ""
	}
	return "for " + e.Period.Human()
}

// stepWords says a sum at a stage, when that was, and what it was at that stage before.
func stepWords(s knowledge.Sum, status string) string {
	last, ok := s.At(status)
	if !ok {
		return ""
	}
	words := last.Amount.String()
	if status == "costed" {
		words += " costed"
	}
	var notes []string
	if !last.On.IsZero() {
		notes = append(notes, last.On.Human())
	}
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if st := s.Steps[i]; st.Status == status && st.Amount != last.Amount && !st.Amount.IsZero() {
			notes = append(notes, "earlier "+st.Amount.String())
			break
		}
	}
	if len(notes) > 0 {
		words += " (" + strings.Join(notes, "; ") + ")"
	}
	return words
}

// totals says what may be added up, and why the rest is not.
func totals(c *knowledge.Corpus, m knowledge.Money) []Part {
	var lines []Line
	for _, t := range m.Totals {
		var of []string
		for _, s := range t.Of {
			of = append(of, s.State.Amount.String()+" "+s.Entry.Title)
		}
		lines = append(lines, L(T("•"), Bold(knowledge.Pounds(t.Pounds)+" "+stateName(t.Status)), T("by "+c.ActorName(t.By)+" for "+t.Period.Human()+": "+strings.Join(of, " + "))))
	}
	var parts []Part
	if len(lines) > 0 {
		parts = append(parts, Head("Added up"), Text{Lines: lines})
	}
	var why []Line
	for _, w := range m.Why {
		why = append(why, L(T("• "+sentenceCase(w))))
	}
	if len(why) > 0 {
		parts = append(parts, Head("Not added up"), Text{Lines: why})
	}
	return parts
}
