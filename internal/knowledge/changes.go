package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// told is a line of history as a sentence of its own: when, and what.
func (h Change) told() string {
	on := h.On.Human()
	return strings.ToUpper(on[:1]) + on[1:] + ": " + h.Note
}

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
// day; the newest first. What has no history began, and was answered, once.
func (c *Corpus) Moves(f Filter, in Span, day time.Time) []Move {
	var out []Move
	for _, e := range c.entries {
		l, ok := c.Listed(e, day)
		if !ok || !c.passes(f, l, day) {
			continue
		}
		for _, m := range append(c.MovesOf(e, day), c.begun(l, day)...) {
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

// begun is what an entry without history tells of its own beginning, and of the answer that it had.
func (c *Corpus) begun(l Listed, day time.Time) []Move {
	e := l.Entry
	note := c.GistAt(l, day)
	if len(e.History) > 0 || note == "" {
		return nil
	}
	move := func(on edtf.Date, status, note string, first bool) []Move {
		if on.IsZero() || on.First().After(day) {
			return nil
		}
		to := State{Status: status, Date: cmp.Or(e.Due, e.When, e.Period), Amount: e.Amount, Since: on, Cites: e.Cites, Line: -1}
		return []Move{{Entry: e, Line: Change{On: on, Status: status, Amount: e.Amount, Note: note, Cites: e.Cites}, To: to, First: first}}
	}
	switch e.Kind {
	case Pledge, Funding:
		return move(e.Made, e.Status, note, true)
	case Milestone:
		if e.Status == "happened" || e.Status == "cancelled" {
			return move(e.When, e.Status, note, true)
		}
	case Recommendation:
		return append(move(e.Made, "", note, true), move(e.Responded, e.Response, e.Title+": "+StatusWords(e.Response)+".", false)...)
	default:
	}
	return nil
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
