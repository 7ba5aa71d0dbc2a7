package watch

import (
	"slices"
	"strings"
)

// Verbs of nothing but being, for sentences that only name a new date or a new amount.
var (
	datedOnly  = &verb{lemma: "date"}
	countsOnly = &verb{lemma: "amount"}
)

// naming finds sentences that name a date to come, or an amount beside the one it takes the place of, in other words than
// those of change: "will become an entitlement in April 2027", "seven areas, not ten".
func (d *detector) naming(index int, s *sentence) []event {
	var out []event
	for _, dt := range s.dates {
		c := s.clauses[s.clauseAt(dt.from)]
		low := s.low(c.from, c.to)
		if !d.ahead(dt) || s.toks[dt.from].quoted || !s.willBe(c) || staleDate(s, dt) {
			continue
		}
		w, how := d.plainly(index, s, dt.from, c, low)
		if w > 0 {
			out = append(out, event{s: s, index: index, at: dt.from, end: dt.to, verb: datedOnly, theme: s.text(c.from, dt.from), weight: w, how: how})
			break
		}
	}
	if slices.ContainsFunc(s.sums, func(a sum) bool { return !s.toks[a.from].quoted }) {
		at := s.sums[0].from
		c := s.clauses[s.clauseAt(at)]
		if w, how := d.plainly(index, s, at, c, s.low(c.from, c.to)); w > 0 {
			out = append(out, event{s: s, index: index, at: at, end: at, verb: countsOnly, theme: s.text(0, len(s.toks)), weight: w * 0.95, how: how})
		}
	}
	return out
}

// willBe reports whether a clause speaks of what is to come.
func (s *sentence) willBe(c clause) bool {
	low := s.low(c.from, c.to)
	return names(low, []string{"will", "would", "is to", "are to", "will not", "now due", "now expected", "should be"}) && !names(low, []string{"had been", "was to", "were to", "was due", "were due", "would have"})
}

// ahead reports whether a date is not over when the article comes out.
func (d *detector) ahead(dt dated) bool {
	return d.day.IsZero() || dt.date.Last().IsZero() || !dt.date.Last().Before(d.day)
}

// staleDate reports whether a date is the one given before: rather than in September, than the spring date, not in March.
func staleDate(s *sentence, dt dated) bool {
	before := s.low(max(0, dt.from-6), dt.from)
	return hasSuffixAny(before, " instead of ", " rather than ", " rather than in ", " instead of in ", " than ", " than the ", " not in ", " not from ", " and not in ",
		" as planned , in ", " ahead of ", " originally ", " rather than from ", " instead of from ", " beyond ", " planned for ", " promised for ", " not ")
}

// plainly judges a clause without a verb of change of its own.
func (d *detector) plainly(index int, s *sentence, at int, c clause, low string) (float64, string) {
	sp, said := s.speakerOf(at)
	st := d.standing(index, s, sp, said)
	switch {
	case said && (sp.manner != stated || st == other), s.toks[at].quoted && st != power, s.conditional(at):
		return 0, ""
	case names(low, []string{"could", "may", "might", "if", "hopes", "hope", "wants", "would have", "had been", "was to", "were to", "was due", "were due", "likely", "unlikely", "possible"}):
		return 0, ""
	case openers[c.lead] && c.lead != "while" && c.lead != "as":
		return 0, ""
	case d.longAgo(s, at) || names(strings.ToLower(s.raw), []string{"call for", "calls for"}):
		return 0, ""
	case names(low, []string{"would"}) && !(said && st == power):
		return 0, ""
	}
	if said {
		return 0.85, "said by those with the power to decide"
	}
	return 0.75, "said as a fact"
}
