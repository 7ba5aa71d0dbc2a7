package watch

import (
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// moved proposes a new date. want is the way it must have moved; empty where the verb does not say.
func (d *detector) moved(e event, want Kind) (Proposal, bool) {
	type answer struct {
		to   edtf.Date
		kind Kind
	}
	answers := map[string]answer{}
	_, anaphoric := d.scope(e)
	found := d.candidates(e, func(en *knowledge.Entry, st knowledge.State) suit {
		old, ok := dateOf(en, st)
		if !ok {
			return suit{}
		}
		fits := d.likely(old, en.Kind)
		if want == "" && anaphoric && !names(e.s.low(0, len(e.s.toks)), []string{"now"}) {
			return suit{}
		}
		if want == "" && d.restates(e, old) {
			return suit{fits: fits, same: true}
		}
		to, kind := d.newDate(e, old, want)
		if old.IsZero() && (e.verb == goesOn || e.verb == datedOnly && e.s.paysIn(e.at)) {
			return suit{} // what goes on had no end; a sum is for a year
		}
		if to.IsZero() || old.IsZero() && want == "" && !strings.Contains(e.how, "power") {
			return suit{}
		}
		answers[en.ID] = answer{to, kind}
		return suit{fits: fits, named: e.s.givesUp(old)}
	})
	if len(found) == 0 {
		return Proposal{}, false
	}
	c := found[0]
	old, _ := dateOf(c.Entry, c.state)
	a := answers[c.Entry.ID]
	return d.propose(e, found, Date, a.kind, old.String(), a.to.String()), true
}

// likely tells how likely it is that a date is the one that moves: one that the article names, or that is still to come,
// more than none or one long past.
func (d *detector) likely(old edtf.Date, k knowledge.Kind) float64 {
	if old.IsZero() {
		return 0.75
	}
	fits := 1.0
	if k == knowledge.Milestone {
		fits = 1.2
	}
	if !d.day.IsZero() && !old.Last().IsZero() && old.Last().AddDate(1, 0, 0).Before(d.day) {
		fits *= 0.7
	}
	if slices.ContainsFunc(d.sentences, func(s *sentence) bool {
		return slices.ContainsFunc(s.dates, func(dt dated) bool { return dt.date == old || dt.date.First() == old.First() })
	}) {
		fits *= 1.25
	}
	return fits
}

// restates reports whether an event's sentence names the old date, and not as one that was given up.
func (d *detector) restates(e event, old edtf.Date) bool {
	return slices.ContainsFunc(e.s.dates, func(dt dated) bool {
		return !old.IsZero() && !staleDate(e.s, dt) && !e.s.wasDue(dt) && dt.date.Overlaps(old) && (!old.IsOpen() || dt.date.First().Equal(old.First()))
	})
}

// givesUp reports whether a sentence names an old date as what had been planned.
func (s *sentence) givesUp(old edtf.Date) bool {
	return slices.ContainsFunc(s.dates, func(dt dated) bool {
		return !old.IsZero() && (staleDate(s, dt) || s.wasDue(dt)) && dt.date.Overlaps(old)
	})
}

// dateOf is the date of an entry that can move; ok is false where it has none of that kind, or is over.
func dateOf(en *knowledge.Entry, st knowledge.State) (edtf.Date, bool) {
	if isOver(st) {
		return edtf.Date{}, false
	}
	switch en.Kind {
	case knowledge.Milestone:
		return st.Date, true
	case knowledge.Pledge:
		if len(en.History) == 0 {
			return en.Due, true
		}
		return st.Date, true
	default:
		return edtf.Date{}, false
	}
}

// newDate reads the date that an event gives, and tells which way it moves the old one; none where it does not.
func (d *detector) newDate(e event, old edtf.Date, want Kind) (edtf.Date, Kind) {
	for _, dt := range d.datesNear(e, want) {
		to := shaped(dt, old, e.verb)
		kind := direction(old, to, want)
		if kind == Confirmed && e.s.notBefore(dt) {
			kind = Delayed
		}
		if kind == "" || want != "" && kind != want {
			continue
		}
		return to, kind
	}
	if want == "" || old.IsZero() {
		return edtf.Date{}, ""
	}
	for _, s := range append([]*sentence{e.s}, d.around(e.index)...) {
		for _, sp := range spans(s.toks) {
			by := sp.months
			if want == BroughtForward {
				by = -by
			}
			if s != e.s && !names(s.low(sp.to, sp.to+2), []string{"later", "earlier", "sooner", "early", "late"}) {
				continue
			}
			if to, ok := shift(old, by); ok {
				return to, want
			}
		}
	}
	return edtf.Date{}, ""
}

// paysIn reports whether the clause around a token names a sum of money, which any date there is of.
func (s *sentence) paysIn(at int) bool {
	c := s.clauses[s.clauseAt(at)]
	return slices.ContainsFunc(s.sums, func(a sum) bool { return a.money && a.from >= c.from && a.to <= c.to })
}

// notBefore reports whether a sentence says that something will not be before a date: that it is late.
func (s *sentence) notBefore(dt dated) bool {
	c := s.clauses[s.clauseAt(dt.from)]
	return hasSuffixAny(s.low(max(0, dt.from-3), dt.from), " until ", " until the ", " before ", " before the ", " until at least ") && strings.Contains(s.low(c.from, dt.from), " not ") ||
		strings.Contains(s.low(0, dt.from), " won't ") && hasSuffixAny(s.low(max(0, dt.from-3), dt.from), " until ", " before ")
}

// around are the two sentences after one and the one before.
func (d *detector) around(index int) []*sentence {
	var out []*sentence
	for _, i := range []int{index + 1, index + 2, index - 1} {
		if i >= 0 && i < len(d.sentences) && !d.sentences[i].question {
			out = append(out, d.sentences[i])
		}
	}
	return out
}

// datesNear are the dates that an event may give, the likeliest first: those of its own sentence after the verb, before it,
// then what sentences around it say is to come.
func (d *detector) datesNear(e event, want Kind) []dated {
	var after, beforeIt, rest []dated
	for _, dt := range e.s.dates {
		switch {
		case staleDate(e.s, dt) || !d.ahead(dt):
		case e.s.wasDue(dt):
		case dt.from >= e.at:
			after = append(after, dt)
		default:
			beforeIt = append(beforeIt, dt)
		}
	}
	if want != "" {
		for _, s := range d.around(e.index) {
			for _, dt := range s.dates {
				c := s.clauses[s.clauseAt(dt.from)]
				if d.ahead(dt) && !staleDate(s, dt) && s.willBe(c) {
					rest = append(rest, dt)
				}
			}
		}
	}
	return append(append(after, beforeIt...), rest...)
}

// wasDue reports whether the clause around a date tells what had been planned.
func (s *sentence) wasDue(dt dated) bool {
	c := s.clauses[s.clauseAt(dt.from)]
	return names(s.low(c.from, dt.from), intended)
}

// intended are words of a clause that tells what had been planned.
var intended = []string{
	"had been", "was to", "were to", "was due", "were due", "promised", "originally", "previously", "was expected", "were expected", "was meant", "were meant",
	"was supposed", "were supposed", "was scheduled", "were scheduled", "was intended", "was set to", "were set to", "had planned", "had hoped", "pencilled in",
}

// shaped gives a new date the form of the old: open where that was, or where there was none and the text leaves it open.
func shaped(dt dated, old edtf.Date, v *verb) edtf.Date {
	text := dt.date.String()
	left, _, isInterval := strings.Cut(text, "/")
	switch {
	case old.IsOpen() || old.IsZero() && dt.open:
		text = left + "/.."
	case isInterval && !strings.Contains(old.String(), "/") && !old.IsZero():
		text = left
	}
	if v.lemma == "extend" && isInterval {
		_, text, _ = strings.Cut(dt.date.String(), "/")
	}
	to, err := edtf.Parse(text)
	if err != nil {
		return dt.date
	}
	return to
}

// direction tells how a date moved.
func direction(old, to edtf.Date, want Kind) Kind {
	switch {
	case to.IsZero() || to == old:
		return ""
	case old.IsZero():
		if want != "" {
			return want
		}
		return Confirmed
	case old.IsOpen() || to.IsOpen():
		if c := to.First().Compare(old.First()); c != 0 {
			return map[int]Kind{1: Delayed, -1: BroughtForward}[c]
		}
		return ""
	case to.First().After(old.Last()):
		return Delayed
	case to.Last().Before(old.First()):
		return BroughtForward
	case want == Delayed && to.Last().After(old.Last()):
		return Delayed
	}
	return ""
}
