package watch

import (
	"math"
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
	found := d.candidates(e, func(en *knowledge.Entry, st knowledge.State) (float64, bool) {
		old, ok := dateOf(en, st)
		if !ok {
			return 0, false
		}
		fits := d.likely(old, en.Kind)
		if want == "" && anaphoric && !names(e.s.low(0, len(e.s.toks)), []string{"now"}) {
			return 0, false
		}
		if want == "" && d.restates(e, old) {
			return fits, true
		}
		to, kind := d.newDate(e, old, want)
		if to.IsZero() || old.IsZero() && want == "" && !strings.Contains(e.how, "power") {
			return 0, false
		}
		answers[en.ID] = answer{to, kind}
		return fits, false
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
	return names(s.low(c.from, dt.from), []string{"had been", "was to", "were to", "was due", "were due", "promised", "originally", "previously", "was expected", "were expected"})
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

// counted proposes a new amount.
func (d *detector) counted(e event) (Proposal, bool) {
	type answer struct {
		to   knowledge.Amount
		kind Kind
	}
	answers := map[string]answer{}
	found := d.candidates(e, func(en *knowledge.Entry, st knowledge.State) (float64, bool) {
		if st.Amount.IsZero() || st.Status == "asked-for" || slices.Contains([]string{"dropped", "replaced", "rejected"}, st.Status) {
			return 0, false
		}
		to, kind, fits := d.newAmount(e, st.Amount)
		switch {
		case en.Kind == knowledge.Recommendation:
			fits *= 0.8
		case strings.Contains(en.Title, st.Amount.String()) || strings.Contains(strings.ToLower(en.Title), st.Amount.String()):
			fits *= 1.3 // it is called by the sum
		}
		answers[en.ID] = answer{to, kind}
		return fits, false
	})
	if len(found) == 0 {
		return Proposal{}, false
	}
	a := answers[found[0].Entry.ID]
	return d.propose(e, found, Amount, a.kind, found[0].state.Amount.String(), a.to.String()), true
}

// newAmount reads the amount that an event gives in place of an old one; fits is 0 where it gives none.
func (d *detector) newAmount(e event, old knowledge.Amount) (to knowledge.Amount, kind Kind, fits float64) {
	var now, more *sum
	known := false     // the sentence names the old amount too
	contrasts := false // it says that one took the place of the other
	for i := range e.s.sums {
		a := &e.s.sums[i]
		switch {
		case a.money != old.IsMoney() || !old.IsMoney() && !sameUnit(*a, old):
		case near(a.value, old.Value()) && !(a.role == fresh && a.qualifier == "" && e.verb == countsOnly):
			known, contrasts = true, contrasts || a.role == stale
		case a.role == delta:
			more = a
		case a.role != stale && (now == nil || a.role == fresh && now.role != fresh):
			now = a
		}
	}
	if now == nil && contrasts && e.kind != Expanded {
		now = more // 300 extra places, not 500
	}
	contrasts = contrasts || now != nil && now.role == fresh
	held := known || d.holds(e, old)
	value, qualifier := 0.0, ""
	switch {
	case now != nil:
		value, qualifier = now.value, now.qualifier
	case e.verb.size && e.verb.lemma == "double":
		value = 2 * old.Value()
	case e.verb.size && e.verb.lemma == "halve":
		value = old.Value() / 2
	case more != nil && e.kind == Expanded:
		value = old.Value() + more.value
	case more != nil && e.kind == Reduced && more.value < old.Value():
		value = old.Value() - more.value
	case e.verb == countsOnly && known && d.firm(e, old):
		value = old.Value()
	default:
		return knowledge.Amount{}, "", 0
	}
	kind = Expanded
	switch {
	case near(value, old.Value()):
		if qualifier != "" || e.verb != countsOnly || !d.firm(e, old) {
			return knowledge.Amount{}, "", 0
		}
		kind = Confirmed
	case value < old.Value():
		kind = Reduced
	}
	if e.kind != "" && kind != e.kind || value > 50*old.Value() || old.Value() > 50*value {
		return knowledge.Amount{}, "", 0
	}
	to, ok := say(value, qualifier, old)
	if !ok {
		return knowledge.Amount{}, "", 0
	}
	switch {
	case e.verb == countsOnly && !(held && (kind == Confirmed || contrasts)):
		return knowledge.Amount{}, "", 0
	case held:
		return to, kind, 1.6
	}
	return to, kind, 0.8
}

// firm reports whether a sentence says without reserve what the corpus holds with one: ten areas, after up to ten.
func (d *detector) firm(e event, old knowledge.Amount) bool {
	loose := strings.HasPrefix(old.String(), "up to ") || strings.HasPrefix(old.String(), "about ") || strings.HasPrefix(old.String(), "around ")
	if !loose || !names(e.s.low(0, len(e.s.toks)), []string{"confirmed", "will take part", "have been chosen", "chosen", "picked", "named", "selected"}) {
		return false
	}
	return slices.ContainsFunc(e.s.sums, func(a sum) bool { return near(a.value, old.Value()) && a.qualifier == "" && sameUnit(a, old) })
}

// holds reports whether the article names the old amount near an event: in the title, the lead or the sentences around it.
func (d *detector) holds(e event, old knowledge.Amount) bool {
	has := func(sums []sum) bool {
		return slices.ContainsFunc(sums, func(a sum) bool { return a.money == old.IsMoney() && near(a.value, old.Value()) })
	}
	title := tokens(d.title)
	if has(sums(title, nil)) || has(e.s.sums) {
		return true
	}
	return slices.ContainsFunc(d.around(e.index), func(s *sentence) bool { return has(s.sums) })
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Max(a, b) }

// places are words for the same thing counted.
var places = wordSet(`area areas council councils authority authorities site sites region regions pathfinder pathfinders`)

// sameUnit reports whether a count is of what an amount counts. A bare number beside others may be.
func sameUnit(a sum, old knowledge.Amount) bool {
	unit := strings.ToLower(unitOf(old))
	if strings.HasPrefix(unit, "%") != a.percent {
		return false
	}
	if a.percent {
		return true
	}
	want := strings.Fields(unit)
	if len(want) == 0 || len(a.unit) == 0 || a.role == fresh && !content(a.unit[0]) || a.role == stale && !content(a.unit[0]) {
		return len(a.unit) == 0 || !content(a.unit[0])
	}
	head := want[0]
	short := initials(a.unit)
	for i, w := range a.unit {
		if singular(w) == singular(head) || places[head] && places[w] && (i == 0 || places[head]) {
			return true
		}
		if !content(w) && w != "and" && i > 0 {
			break
		}
	}
	return strings.HasPrefix(short, strings.TrimSuffix(head, "s")) && len(head) > 1
}

// initials are the first letters of words, those after hyphens left out: regional care co-operatives, rcc.
func initials(ws []string) string {
	var b strings.Builder
	for _, w := range ws {
		b.WriteByte(w[0])
	}
	return b.String()
}

func singular(w string) string { return strings.TrimSuffix(w, "s") }

// content reports whether a word after a number may be what is counted.
func content(w string) bool {
	return !auxiliaries[w] && !openers[w] && !slices.Contains([]string{"to", "from", "in", "for", "and", "or", "by", "so", "of", "this", "next", "after", "at", "on", "the", "had", "first", "rather", "instead", "with", "it", "they", "which", "that", "not", "but"}, w)
}
