package knowledge

import (
	"slices"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Move is one line of an entry's history, as a step from how things stood before to how they stood then.
type Move struct {
	Entry    *Entry
	Line     Change
	From, To State // From is the zero State for the first line
	First    bool  // nothing was recorded before it
}

// Same reports whether the line moved neither status nor date nor amount.
func (m Move) Same() bool {
	return !m.First && m.From.Status == m.To.Status && m.From.Date == m.To.Date && m.From.Amount == m.To.Amount
}

// Moves returns the lines of history that hold in a span and were known on day, of the entries that pass f as they stood on
// day; the newest first.
func (c *Corpus) Moves(f Filter, in Span, day time.Time) []Move {
	var out []Move
	for _, e := range c.entries {
		l, ok := c.Listed(e, day)
		if !ok || !c.passes(f, l, day) {
			continue
		}
		for _, m := range c.MovesOf(e, day) {
			if in.Holds(m.Line.On) {
				out = append(out, m)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Move) int { return -a.Line.On.Compare(b.Line.On) })
	return out
}

// MovesOf returns an entry's lines of history that were known on day, the oldest first.
func (c *Corpus) MovesOf(e *Entry, day time.Time) []Move {
	var out []Move
	var before State
	for i, h := range e.History {
		if !day.IsZero() && c.lineKnownFrom(h).After(day) {
			break
		}
		after := before.then(h, i)
		out = append(out, Move{Entry: e, Line: h, From: before, To: after, First: i == 0})
		before = after
	}
	return out
}

// Promised returns the first date that an entry was given, as far as that was known on day; none where it never had one.
func (c *Corpus) Promised(e *Entry, day time.Time) edtf.Date {
	for _, m := range c.MovesOf(e, day) {
		if !m.To.Date.IsZero() {
			return m.To.Date
		}
	}
	if len(e.History) > 0 {
		return edtf.Date{}
	}
	l, _ := c.Listed(e, day)
	return l.Date
}
