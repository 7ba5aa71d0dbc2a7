package commands

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"pledgewatch/internal/chart"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Picture is something that is drawn: Alt says the same in words.
type Picture interface {
	PNG(chart.Theme) ([]byte, error)
	Alt() string
}

// Board is the picture of how the pledges stand that pass what was typed.
func (r Reader) Board(text string) Picture {
	r, text = r.at(text)
	c := r.Brain.Corpus
	f := c.ReadFilter(text, knowledge.Pledge)
	b := chart.Board{Title: heading("How pledges stand", f), Note: r.note()}
	rows := map[string][]chart.Count{}
	for _, g := range c.Board(f, r.Day) {
		b.All = append(b.All, chart.Count{State: g.State, N: len(g.Entries)})
		for _, l := range g.Entries {
			b.Cards = append(b.Cards, chart.Card{Label: l.Entry.Title, State: g.State, Note: due(l, r.Day)})
			rows[l.Entry.Topics[0]] = tally(rows[l.Entry.Topics[0]], g.State)
		}
	}
	for _, t := range c.Topics() {
		if cs := rows[t.ID]; len(cs) > 0 {
			b.Rows = append(b.Rows, chart.Bar{Label: t.Head(), Counts: cs})
		}
	}
	total := func(r chart.Bar) (n int) {
		for _, c := range r.Counts {
			n += c.N
		}
		return n
	}
	slices.SortStableFunc(b.Rows, func(x, y chart.Bar) int { return cmp.Compare(total(y), total(x)) })
	return b
}

// tally counts one more in a state; states come in their order, so the last is the one that it may be.
func tally(cs []chart.Count, state string) []chart.Count {
	if n := len(cs); n > 0 && cs[n-1].State == state {
		cs[n-1].N++
		return cs
	}
	return append(cs, chart.Count{State: state, N: 1})
}

func due(l knowledge.Listed, day time.Time) string {
	switch {
	case l.Date.IsZero():
		return ""
	case l.Overdue(day):
		return "due " + l.Date.Human() + ", passed without word"
	}
	return "due " + l.Date.Human()
}

// Dates is the picture of the dates that pass what was typed: what was first promised against what stands now.
func (r Reader) Dates(text string) Picture {
	r, text = r.at(text)
	c := r.Brain.Corpus
	f := c.ReadFilter(text, knowledge.Pledge, knowledge.Milestone)
	t := chart.Timeline{Title: heading("Dates past and to come", f), Note: r.note(), Today: r.Day}
	all := c.Timeline(f, r.Day)
	shown := r.nearest(all)
	for _, l := range shown {
		it := chart.Item{Label: l.Entry.Title, State: l.State.Status, Now: when(l.Date)}
		if l.Overdue(r.Day) {
			it.State = "overdue"
		}
		if first := c.Promised(l.Entry, r.Day); first != l.Date && !first.IsZero() {
			it.First = when(first)
		}
		t.Items = append(t.Items, it)
	}
	if t.Left = len(all) - len(shown); t.Left > 0 {
		t.Note += " " + left(t.Left)
	}
	return t
}

// nearest picks the dates that a picture has room for: those that moved, then the nearest to the day; in order of date.
func (r Reader) nearest(all []knowledge.Listed) []knowledge.Listed {
	far := func(l knowledge.Listed) time.Duration {
		if first := r.Brain.Corpus.Promised(l.Entry, r.Day); !first.IsZero() && first != l.Date {
			return 0
		}
		w := when(l.Date)
		switch {
		case w.From.After(r.Day):
			return w.From.Sub(r.Day)
		case !w.To.IsZero() && w.To.Before(r.Day):
			return r.Day.Sub(w.To)
		}
		return 0
	}
	picked := slices.Clone(all)
	slices.SortStableFunc(picked, func(a, b knowledge.Listed) int { return cmp.Compare(far(a), far(b)) })
	picked = picked[:min(chart.MostItems, len(picked))]
	slices.SortStableFunc(picked, func(a, b knowledge.Listed) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Entry.Title, b.Entry.Title))
	})
	return picked
}

func when(d edtf.Date) chart.When {
	w := chart.When{From: d.First(), To: d.Last(), Said: d.Human()}
	if w.From.IsZero() {
		w.From = w.To
	}
	return w
}

func heading(what string, f knowledge.Filter) string {
	if f.IsZero() {
		return what
	}
	return what + ": " + title(f)
}

// note says what a picture is true of.
func (r Reader) note() string {
	s := "As of " + edtf.Day(r.Day).Human()
	if newest := r.Brain.Corpus.NewestBy(r.Day); newest.Before(r.Day) && !newest.IsZero() {
		s += ", from sources up to " + edtf.Day(newest).Human()
	}
	return s + "."
}

func left(n int) string {
	if n == 1 {
		return "One date more is in the list."
	}
	return strconv.Itoa(n) + " more dates are in the list."
}
