package watch

import (
	"slices"
	"strings"
	"time"
)

// firmness judges whether a change is asserted, by somebody whose word counts; 0: it is not.
func (d *detector) firmness(e *event, g group, c clause, f form) (float64, string) {
	s := e.s
	sp, said := s.speakerOf(e.at)
	standing := d.standing(e.index, s, sp, said)
	if standing == body {
		e.body, standing = s.text(sp.from, sp.to), power
	}
	switch {
	case said && (sp.manner == denied || sp.manner == guessed):
		return 0, ""
	case s.toks[e.at].quoted && (!said || standing != power):
		return 0, ""
	case said && (standing == other || d.longAgo(s, sp.at)):
		return 0, ""
	case unsure[c.lead] || s.conditional(e.at) || s.untrue():
		return 0, ""
	case claims[c.before] && c.lead == "that":
		return 0, ""
	}
	low := s.low(c.from, c.to)
	isRecent := names(low, recent) || f.frame == law && names(s.low(0, len(s.toks)), recent)
	byPower := said && standing == power
	switch c.lead {
	case "when", "after", "once", "until", "before", "where", "since":
		if c.lead == "after" && e.index < 2 && !g.past && g.modal == "" && d.isPower(e.index, e.agent) {
			break // will have more freedom after ministers dropped the cap
		}
		if !isRecent || g.perfect && !g.past {
			return 0, ""
		}
	case "which", "who", "as", "while", "whose", "although", "though", "despite":
		if !isRecent && !(g.perfect && !g.past) && !(c.lead == "which" && (f.tense == 's' || g.modal == "will")) {
			return 0, ""
		}
	case "that":
		if c.before != "" && c.before != "regulations" && c.before != "legislation" && !states[c.before] && !news[c.before] && !byPower && !said && !isRecent {
			return 0, ""
		}
	}
	return d.tensed(*e, g, f, byPower, isRecent)
}

// tensed judges the tense and mood of a verb group.
func (d *detector) tensed(e event, g group, f form, byPower, isRecent bool) (float64, string) {
	s := e.s
	agent := d.isPower(e.index, e.agent)
	ok := func(w float64, how string) (float64, string) {
		if byPower {
			return w, how + ", as those with the power to decide say"
		}
		return w * 0.95, how
	}
	switch {
	case g.infinitive && g.governor == "be", g.infinitive && g.governor == "set" && g.modal == "":
		return ok(0.9, "is to happen")
	case g.infinitive && decides[g.governor] && (!g.negated || f.negated != ""):
		if plansTo[g.governor] && !byPower && !agent {
			return 0, ""
		}
		return ok(0.85, "was decided")
	case g.infinitive && agent && !g.negated && vows[g.governor] && (f.kind == Delivered || f.kind == Started):
		return 0.8, "is to happen, as those with the power to decide promise"
	case g.infinitive:
		return 0, ""
	case f.tense == 'g' && g.from == e.at:
		return 0, ""
	case g.modal == "will" || g.modal == "'ll" || g.modal == "shall":
		return ok(0.88, "will happen")
	case g.modal == "would" && (byPower || d.isPower(e.index, s.text(0, e.at)) && s.saysWould(e.at)):
		return ok(0.85, "would happen")
	case g.modal != "":
		return 0, ""
	case g.past && !byPower:
		return 0, ""
	case g.perfect && !byPower && strings.Contains(s.low(g.from, e.at+1), "already"):
		return 0, "" // what has already happened is told as background
	case g.perfect:
		return ok(0.98, "has happened")
	case (f.tense == 'b' || f.tense == 's') && g.plain:
		if !keeps[f.lemma] {
			return 0, "" // a habit, or a noun
		}
	}
	if d.longAgo(s, e.at) && !isRecent {
		return 0, ""
	}
	if (f.acts() || f.frame == law && len(f.needs) > 0) && g.from == e.at && (f.tense == 'd' || f.tense == 'n') && s.isReduced(f.verb, e.at, e.end) && !s.isJust(e.at, e.end) {
		return 0, ""
	}
	return ok(0.9, "happened")
}

// acts reports whether a verb acts on something, so that its participle may only describe that: the scheme, launched in 2019.
func (v *verb) acts() bool { return v.frame == takes || v.frame == either }

// vows are words of promising.
var vows = wordSet("pledged promised committed undertaken vowed")

// keeps are the verbs that make news in the present tense: it delivers a promise.
var keeps = wordSet(`deliver fulfil honour redeem become receive come miss get gain put bring`)

// saysWould reports whether what would happen is reported speech, and no condition.
func (s *sentence) saysWould(i int) bool {
	return slices.ContainsFunc(s.toks[:i], func(t token) bool { return states[t.low] })
}

// isJust reports whether a participle put in between commas tells of what has just happened: its report, published today, says.
func (s *sentence) isJust(i, end int) bool {
	return i > 0 && s.toks[i-1].low == "," && names(s.low(end, end+3), recent)
}

// isReduced reports whether a participle describes what stands before it, as in "the scheme, launched in 2019".
func (s *sentence) isReduced(v *verb, i, end int) bool {
	if i == 0 {
		return true
	}
	before, after := s.toks[i-1], ""
	if end < len(s.toks) {
		after = s.toks[end].low
	}
	prep := slices.Contains([]string{"in", "by", "on", "from", "to", "at", "last", "with", "as", "for", "under", "since", "during", "before", "after"}, after) || end >= len(s.toks) || s.toks[end].punct
	if prep && v.frame == takes && v.particle == "" {
		return true // delivered to, published on: nothing is acted on
	}
	return before.punct || after == "by" || prep && s.finiteAfter(end)
}

// finiteAfter reports whether another verb follows, so that this one only describes.
func (s *sentence) finiteAfter(i int) bool {
	for ; i < len(s.toks) && s.toks[i].low != "." && s.toks[i].low != ";"; i++ {
		low := s.toks[i].low
		if openers[low] || low == "that" {
			return false
		}
		if beForms[low] && low != "being" && low != "been" && low != "be" || haveNow[low] || low == "will" || low == "would" {
			return true
		}
	}
	return false
}

// conditional reports whether a condition stands anywhere in the sentence before a token.
func (s *sentence) conditional(i int) bool {
	if first := s.toks[0].low; !s.question && (first == "had" || first == "were" || first == "should") {
		return true
	}
	for _, c := range s.clauses {
		if i >= c.from && i < c.to && s.toks[c.from].low == "should" && c.lead == "" {
			return true // it will be so, should they come into force
		}
		if unsure[c.lead] && !(c.to <= i && c.lead == "whether") {
			return true
		}
	}
	return false
}

// untrue reports whether a sentence calls what it tells of wrong.
func (s *sentence) untrue() bool {
	return names(s.low(0, len(s.toks)), []string{"not true", "untrue", "no truth", "not the case", "is false", "are false", "is wrong", "are wrong", "is incorrect", "were wrong", "was wrong", "inaccurate", "is nonsense"})
}

// longAgo reports whether the clause around a token names a day that was past by two months when the article came out, or a
// heading such as "February 2023:" does.
func (d *detector) longAgo(s *sentence, i int) bool {
	if d.day.IsZero() {
		return false
	}
	c := s.clauses[s.clauseAt(i)]
	limit := d.day.AddDate(0, -2, 0)
	for _, dt := range s.dates {
		heading := dt.from == 0 && dt.to < len(s.toks) && s.toks[dt.to].low == ":"
		if (heading || dt.from >= c.from && dt.to <= c.to) && !dt.date.Last().IsZero() && dt.date.Last().Before(limit) && !before(s, dt) && (heading || whenWords[s.toks[max(0, dt.from-1)].low]) {
			return true
		}
	}
	return strings.Contains(s.low(c.from, c.to), " years ago ") || strings.Contains(s.low(c.from, c.to), " at the time ") || strings.Contains(s.low(c.from, c.to), " last year ") && d.day.Month() > time.March
}

// whenWords stand before a date that tells when something happened: not the 2023 strategy.
var whenWords = wordSet("in on since at during by last and early late of , ( around about")

// before reports whether a date is what a change is held against, and not when it happened: from 2025, than in 2023.
func before(s *sentence, dt dated) bool {
	return hasSuffixAny(s.low(max(0, dt.from-3), dt.from), " than ", " than in ", " from ", " promised in ", " made in ", " for ")
}
