package knowledge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Sum is one sum of money, how far it had got by a day, and the sums that are part of it.
type Sum struct {
	Listed
	Steps []Step // the amounts that it went through, the oldest first; at least one
	Parts []Sum
}

// Step is an amount at one stage: asked for, costed, promised, allocated.
type Step struct {
	Status string
	Amount Amount
	On     edtf.Date // when it was so; may be none
}

// At returns the last amount of a stage; ok is false where the sum was never there.
func (s Sum) At(status string) (step Step, ok bool) {
	for _, st := range slices.Backward(s.Steps) {
		if st.Status == status {
			return st, true
		}
	}
	return Step{}, false
}

// Total is what sums of one giver, one stage and one period add up to.
type Total struct {
	Status string
	By     string // actor id
	Period edtf.Date
	Of     []Sum
	Pounds float64
}

// Money is what was asked for, promised and allocated.
type Money struct {
	Sums   []Sum // those that are part of none of the others, with their parts
	Totals []Total
	Why    []string // for each stage that is not added up, why not
}

// Money returns the sums that pass f as they were known on day, the earliest first, each below the larger one that it is
// part of; and what may be added up. Sums are added only where that is right beyond doubt: exact amounts, of one giver, at
// one stage, for one stated period, none part of another or known to touch it.
func (c *Corpus) Money(f Filter, day time.Time) Money {
	all := c.About(f, day, Funding)
	isHere := func(id string) bool { return slices.ContainsFunc(all, func(l Listed) bool { return l.Entry.ID == id }) }
	var m Money
	for _, l := range all {
		if !isHere(l.Entry.PartOf) {
			m.Sums = append(m.Sums, c.sum(l, all, day, nil))
		}
	}
	m.Totals, m.Why = c.totals(all, day)
	return m
}

// sum builds a sum and its parts; above are the ids of those it is part of.
func (c *Corpus) sum(l Listed, all []Listed, day time.Time, above []string) Sum {
	s := Sum{Listed: l}
	for _, m := range c.MovesOf(l.Entry, day) {
		if step := (Step{m.To.Status, m.To.Amount, m.Line.On}); !m.Same() {
			s.Steps = append(s.Steps, step)
		}
	}
	if len(s.Steps) == 0 {
		s.Steps = []Step{{l.State.Status, l.State.Amount, l.Entry.Made}}
	}
	above = append(slices.Clone(above), l.Entry.ID)
	for _, p := range all {
		if p.Entry.PartOf == l.Entry.ID && !slices.Contains(above, p.Entry.ID) {
			s.Parts = append(s.Parts, c.sum(p, all, day, above))
		}
	}
	return s
}

// totals adds up what may be, stage by stage, and says why the rest is not.
func (c *Corpus) totals(all []Listed, day time.Time) (totals []Total, why []string) {
	for _, status := range States(Funding) {
		var of []Listed
		for _, l := range all {
			if l.State.Status == status {
				of = append(of, l)
			}
		}
		added := 0
		roots := c.roots(of)
		for _, g := range c.addable(roots) {
			t := Total{Status: status, By: g[0].Entry.By, Period: g[0].Entry.Period}
			for _, l := range g {
				t.Of, t.Pounds = append(t.Of, c.sum(l, nil, day, nil)), t.Pounds+l.State.Amount.Value()
			}
			totals, added = append(totals, t), added+len(g)
		}
		if len(of) > 1 && added < len(roots) || len(roots) < len(of) && added == 0 {
			why = append(why, fmt.Sprintf("%s: %s.", strings.ReplaceAll(status, "-", " "), strings.Join(c.notAdded(of), "; ")))
		}
	}
	return totals, why
}

// roots are the sums that are part of none of the others.
func (c *Corpus) roots(of []Listed) []Listed {
	return slices.DeleteFunc(slices.Clone(of), func(l Listed) bool {
		above := c.above(l.Entry)
		return slices.ContainsFunc(of, func(o Listed) bool { return slices.Contains(above, o.Entry.ID) })
	})
}

// addable returns the groups of two or more sums that may be added up.
func (c *Corpus) addable(of []Listed) [][]Listed {
	var groups [][]Listed
	for _, l := range of {
		if !l.State.Amount.Exact() || l.Entry.Period.IsZero() {
			continue
		}
		i := slices.IndexFunc(groups, func(g []Listed) bool {
			return g[0].Entry.By == l.Entry.By && g[0].Entry.Period == l.Entry.Period
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], l)
	}
	return slices.DeleteFunc(groups, func(g []Listed) bool { return len(g) < 2 || c.touching(g) })
}

// touching reports whether some of the sums are part of one another or may count the same pounds: they share a larger sum
// above them, or one names the other as related.
func (c *Corpus) touching(of []Listed) bool {
	for i, a := range of {
		for _, b := range of[i+1:] {
			if slices.Contains(c.above(a.Entry), b.Entry.ID) || slices.Contains(c.above(b.Entry), a.Entry.ID) ||
				slices.Contains(a.Entry.Relates, b.Entry.ID) || slices.Contains(b.Entry.Relates, a.Entry.ID) {
				return true
			}
		}
	}
	return false
}

// above returns the ids of the sums that an entry is part of, the nearest first.
func (c *Corpus) above(e *Entry) []string {
	var out []string
	for e != nil && e.PartOf != "" && !slices.Contains(out, e.PartOf) {
		out = append(out, e.PartOf)
		e = c.byID[e.PartOf]
	}
	return out
}

// notAdded says why sums of one stage have no total.
func (c *Corpus) notAdded(of []Listed) []string {
	var why []string
	givers, periods := map[string]bool{}, map[edtf.Date]bool{}
	var vague []string
	for _, l := range of {
		givers[l.Entry.By], periods[l.Entry.Period] = true, true
		if !l.State.Amount.Exact() {
			vague = append(vague, "“"+l.State.Amount.String()+"”")
		}
	}
	if len(givers) > 1 {
		why = append(why, "they are from different givers")
	}
	switch {
	case periods[edtf.Date{}] && len(periods) == 1:
		why = append(why, "no source says for which years")
	case periods[edtf.Date{}]:
		why = append(why, "they are for different years, or no source says for which")
	case len(periods) > 1:
		why = append(why, "they are for different years")
	}
	if len(vague) > 0 {
		why = append(why, "not exact: "+strings.Join(vague, ", "))
	}
	if c.touching(of) {
		why = append(why, "some are part of others or may count the same money")
	}
	return why
}

// Pounds says an exact sum the way amounts are written: £1.25bn, £83.4m, £3,000.
func Pounds(v float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e9, "bn"}, {1e6, "m"}} {
		if v >= u.size {
			return "£" + strconv.FormatFloat(v/u.size, 'f', -1, 64) + u.name
		}
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	whole, pence, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if pence != "" {
		whole += "." + pence
	}
	return "£" + whole
}
