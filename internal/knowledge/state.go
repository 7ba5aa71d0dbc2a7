package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// State is how an entry stands on a day.
type State struct {
	Status string    // or a recommendation's response
	Date   edtf.Date // when it is due or happens; the period of money; a finding's as_of; a position's when; else when it was made
	Amount Amount
	Since  edtf.Date // when this state began, as far as the corpus knows
	Cites  []Cite    // what the state rests on
	Line   int       // index of the line of History that gives the state; -1 where the entry has none
	Lines  []Change  // the lines of History that were known, oldest first; the last gives the state
}

// KnownFrom returns the first day on which something of the entry may be shown: its statement or a line of its history.
func (c *Corpus) KnownFrom(e *Entry) time.Time {
	first := c.StatementKnownFrom(e)
	for _, h := range e.History {
		if d := c.lineKnownFrom(h); d.Before(first) {
			first = d
		}
	}
	return first
}

// StatementKnownFrom returns the day from which the entry's statement may be shown: when the newest source that it rests on
// was out.
func (c *Corpus) StatementKnownFrom(e *Entry) time.Time { return c.publishedLast(e.Cites) }

func (c *Corpus) publishedLast(cites []Cite) time.Time {
	var last time.Time
	for _, ct := range cites {
		if d := c.sources[ct.Source].Published.First(); d.After(last) {
			last = d
		}
	}
	return last
}

// lineKnownFrom is the day from which a line of history holds and all that it rests on was reported.
func (c *Corpus) lineKnownFrom(h Change) time.Time {
	on, reported := h.On.First(), c.publishedLast(h.Cites)
	if reported.After(on) {
		return reported
	}
	return on
}

// StateAt returns how e stands at the end of the day asOf, from nothing that was reported later; ok is false where
// nothing was known of it by then. The zero time asks for the present state.
func (c *Corpus) StateAt(e *Entry, asOf time.Time) (State, bool) {
	if !asOf.IsZero() && c.KnownFrom(e).After(asOf) {
		return State{}, false
	}
	if len(e.History) == 0 {
		return State{Status: cmp.Or(e.Status, e.Response), Date: e.date(), Amount: e.Amount, Since: e.Made, Cites: e.Cites, Line: -1}, true
	}
	s := State{Since: e.Made, Line: -1}
	known := e.History[:0:0] // a part of the history itself, as long as no line is left out
	for i, h := range e.History {
		switch {
		case !asOf.IsZero() && c.lineKnownFrom(h).After(asOf):
			continue
		case len(known) == i:
			known = e.History[: i+1 : i+1]
		default:
			known = append(known, h)
		}
		s = s.then(h, i)
	}
	s.Lines = known
	if e.Kind == Funding && (asOf.IsZero() || !c.StatementKnownFrom(e).After(asOf)) {
		s.Date = cmp.Or(s.Date, e.Period, e.Made)
	}
	return s, true
}

// then is the state after a line of history: what it leaves out stays as it was.
func (s State) then(h Change, line int) State {
	return State{
		Status: cmp.Or(h.Status, s.Status), Date: cmp.Or(h.When, h.Due, s.Date), Amount: cmp.Or(h.Amount, s.Amount),
		Since: h.On, Cites: h.Cites, Line: line,
	}
}

// date is the one date an entry without history is known by.
func (e *Entry) date() edtf.Date {
	return cmp.Or(e.When, e.Due, e.Period, e.AsOf, e.Responded, e.Made)
}

// Known returns what an entry rests on by a day: the sources of its state then, of the lines of history before it where all
// is wanted, and of its statement where that may be shown; no source that was out later.
func (c *Corpus) Known(l Listed, day time.Time, all bool) []Source {
	lists := [][]Cite{l.State.Cites}
	if all && l.State.Line > 0 {
		for i := l.State.Line - 1; i >= 0; i-- {
			lists = append(lists, l.Entry.History[i].Cites)
		}
	}
	if all || len(l.State.Cites) == 0 {
		lists = append(lists, l.Entry.Cites)
	}
	return c.SourcesBy(day, lists...)
}

// SourcesBy returns the sources that cites name and that were out by day, each once, the newest first.
func (c *Corpus) SourcesBy(day time.Time, cites ...[]Cite) []Source {
	var out []Source
	for _, list := range cites {
		for _, ct := range list {
			s, ok := c.sources[ct.Source]
			if ok && (day.IsZero() || !s.Published.First().After(day)) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Source) int { return -a.Published.Compare(b.Published) })
	return out
}

// StatementAt returns the entry's statement where it may be shown on a day, else the note of the line of history that
// gives its state then, which stands alone.
func (c *Corpus) StatementAt(l Listed, day time.Time) string {
	switch {
	case !c.StatementKnownFrom(l.Entry).After(day):
		return l.Entry.Statement
	case l.State.Line >= 0:
		return l.Entry.History[l.State.Line].Note
	}
	return ""
}

// GistAt is the first sentence of what StatementAt says, with the next where that says what the first depends on.
func (c *Corpus) GistAt(l Listed, day time.Time) string {
	all := sentences(c.StatementAt(l, day))
	switch {
	case len(all) == 0:
		return ""
	case len(all) > 1 && (leaning(all[1]) != "" || qualifying.MatchString(all[1])):
		return all[0] + " " + all[1]
	}
	return all[0]
}

// qualifying begins a sentence that takes something back of the one before.
var qualifying = regexp.MustCompile(`^(?:But|However|Only|Yet|Both|None|No report|No source)\b`)

// statusSince is when the status of a state was first reported without a break.
func (s State) statusSince() edtf.Date {
	since, status := s.Since, ""
	for _, h := range s.Lines {
		if h.Status != "" && h.Status != status {
			since, status = h.On, h.Status
		}
	}
	return since
}

// amountSince is when the amount of a state was first reported without a break.
func (s State) amountSince() edtf.Date {
	since, amount := s.Date, Amount{}
	for _, h := range s.Lines {
		if !h.Amount.IsZero() && h.Amount != amount {
			since, amount = h.On, h.Amount
		}
	}
	return since
}
