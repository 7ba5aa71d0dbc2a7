package watch

import (
	"slices"
	"strings"
)

// Verbs of nothing but being, for sentences that only name a new date or a new amount.
var (
	datedOnly  = &verb{lemma: "date"}
	countsOnly = &verb{lemma: "amount"}
	goesOn     = &verb{lemma: "extend", kind: Expanded, frame: is} // will run until
)

// naming finds sentences that name a date to come, or an amount beside the one it takes the place of, in other words than
// those of change: "will become an entitlement in April 2027", "seven areas, not ten".
func (d *detector) naming(index int, s *sentence) []event {
	var out []event
	for _, dt := range s.dates {
		c := s.clauses[s.clauseAt(dt.from)]
		low := s.low(c.from, c.to)
		if s.ends(dt) && d.ahead(dt) && s.willBe(c) && names(s.low(c.from, dt.from), []string{"run", "continue", "last"}) {
			e := event{s: s, index: index, at: dt.from, end: dt.to, verb: goesOn, kind: Expanded, theme: s.subject(s.predicate(c.from, c.to), c)}
			if d.plainly(&e, c, low) {
				out = append(out, e)
			}
			continue
		}
		if hasSuffixAny(s.low(max(0, dt.from-3), dt.from), " date of ", " deadline of ") && names(s.low(c.from, dt.from), []string{"set", "given", "named", "announced", "confirmed"}) && d.ahead(dt) {
			e := event{s: s, index: index, at: dt.from, end: dt.to, verb: datedOnly, theme: s.text(dt.to, c.to)}
			if d.plainly(&e, c, low) {
				e.how = "is set by those with the power to decide"
				out = append(out, e)
				break
			}
		}
		if names(low, []string{"there will be no", "there is to be no"}) {
			continue
		}
		if !d.ahead(dt) || s.toks[dt.from].quoted || !s.willBe(c) || staleDate(s, dt) || s.ends(dt) || s.describes(c, dt) {
			continue
		}
		e := event{s: s, index: index, at: dt.from, end: dt.to, verb: datedOnly, theme: s.subject(dt.from, c) + " " + s.text(dt.to, c.to)}
		if d.plainly(&e, c, low) {
			out = append(out, e)
			break
		}
	}
	out = append(out, d.nouns(index, s)...)
	out = append(out, d.late(index, s)...)
	out = append(out, d.none(index, s)...)
	out = append(out, d.granted(index, s)...)
	if slices.ContainsFunc(s.sums, func(a sum) bool { return !s.toks[a.from].quoted }) {
		at := s.sums[0].from
		if i := slices.IndexFunc(s.sums, func(a sum) bool { return a.role == fresh && !s.toks[a.from].quoted }); i >= 0 {
			at = s.sums[i].from
		}
		c := s.clauses[s.clauseAt(at)]
		e := event{s: s, index: index, at: at, end: at, verb: countsOnly, theme: s.text(0, len(s.toks))}
		if !d.ownsIt(index, s, c, &e) && d.plainly(&e, c, s.low(c.from, c.to)) {
			out = append(out, e)
		}
	}
	return out
}

// ownsIt reports whether a clause speaks of what belongs to somebody without power: a council's own grant.
func (d *detector) ownsIt(index int, s *sentence, c clause, e *event) bool {
	for i := c.from; i+1 < min(c.to, s.sums[0].from); i++ {
		if w := s.toks[i].low; (w == "its" || w == "their") && !generic[s.toks[i+1].low] && !strings.HasPrefix(s.toks[i+1].low, "£") {
			st := d.standingOf(index, s.noun(c), false)
			if st == body {
				e.body = s.noun(c)
			}
			return st == other || st == unknown
		}
	}
	return false
}

// ends reports whether a date is only the end of a span of time: up to March, until March.
func (s *sentence) ends(dt dated) bool {
	before := s.low(max(0, dt.from-3), dt.from)
	return hasSuffixAny(before, " up to ", " until ", " till ", " until at least ", " through to ", " over to ") && !strings.Contains(s.low(0, dt.from), " not ") &&
		!hasSuffixAny(before, " wait until ") && !strings.Contains(s.low(0, dt.from), " wait ")
}

// describes reports whether a date belongs to a relative clause that only says who or what is meant: those who start in 2027.
func (s *sentence) describes(c clause, dt dated) bool {
	if c.lead != "who" && c.lead != "whom" && c.lead != "which" && c.lead != "that" {
		return false
	}
	return !names(s.low(c.from, dt.from), []string{"will", "would", "is to", "are to", "now due", "now expected", "should be"})
}

// willBe reports whether a clause speaks of what is to come.
func (s *sentence) willBe(c clause) bool {
	low := s.low(c.from, c.to)
	return names(low, []string{"will", "would", "is to", "are to", "will not", "now due", "now expected", "should be", "told to expect", "can expect"}) && !names(low, []string{"had been", "was to", "were to", "was due", "were due", "would have"})
}

// ahead reports whether a date is not over when the article comes out.
func (d *detector) ahead(dt dated) bool {
	return d.day.IsZero() || dt.date.Last().IsZero() || !dt.date.Last().Before(d.day)
}

// staleDate reports whether a date is the one given before: rather than in September, than the spring date, not in March.
func staleDate(s *sentence, dt dated) bool {
	before := s.low(max(0, dt.from-6), dt.from)
	if hasSuffixAny(before, " no earlier than ", " no sooner than ") {
		return false
	}
	if strings.HasSuffix(before, " from ") && dt.to < len(s.toks) && s.toks[dt.to].low == "to" {
		return true
	}
	words := strings.Fields(before)
	for len(words) > 0 && slices.Contains([]string{"the", "its", "a", "in", "from", "until", "later", "this", "next", "on", "by", "for", "at", "as"}, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for _, p := range []string{before, " " + strings.Join(words, " ") + " "} {
		if hasSuffixAny(p, " instead of ", " rather than ", " than ", " not ", " as planned , ", " ahead of ", " originally ", " previously ", " beyond ", " planned for ", " promised for ", " scheduled for ", " planned ", " missed ", " previously expected ", " first expected ") {
			return true
		}
	}
	return false
}

// plainly judges a clause without a verb of change of its own, and reports whether it is asserted.
func (d *detector) plainly(e *event, c clause, low string) bool {
	s := e.s
	sp, said := s.speakerOf(e.at)
	st := d.standing(e.index, s, sp, said)
	if st == body {
		e.body, st = s.text(sp.from, sp.to), power
	}
	switch {
	case said && (sp.manner != stated || st == other), s.toks[e.at].quoted && st != power, s.conditional(e.at), s.untrue():
		return false
	case names(low, unlikely):
		return false
	case openers[c.lead] && !slices.Contains([]string{"while", "as", "which", "who", "whom"}, c.lead):
		return false
	case d.longAgo(s, e.at) || names(low, []string{"would"}) && st != power:
		return false
	}
	e.weight, e.how = 0.75, "is said as a fact"
	if said {
		e.weight, e.how = 0.85, "is said by those with the power to decide"
	}
	return true
}

// unlikely are words that make what a clause says less than a fact, or less than new.
var unlikely = []string{
	"could", "may", "might", "if", "hopes", "hope", "wants", "would have", "had been", "was to", "were to", "was due", "were due", "likely", "unlikely", "possible",
	"call for", "calls for", "called for",
}
