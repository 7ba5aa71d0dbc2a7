package watch

import (
	"slices"
	"strings"
	"time"
)

// event is a clause that says that something changed.
type event struct {
	s       *sentence
	index   int // of the sentence in the article
	at      int // token of the verb
	end     int // past the verb and its particle
	verb    *verb
	kind    Kind   // of the verb, turned round where it is denied; empty for a date or an amount that is only named
	theme   string // what it happens to
	agent   string // who does it, where the verb says so
	body    string // who says it, where that is a body whose word counts only for what is its own
	passive bool
	weight  float64 // how firmly it is said, 0 to 1
	how     string  // in words
}

// group is a verb with its auxiliaries.
type group struct {
	from                            int // token of the first
	negated, passive, perfect, past bool
	being                           bool // a form of be stands last
	modal                           string
	infinitive                      bool
	governor                        string
}

// events finds what a sentence says to have changed.
func (d *detector) events(index int, s *sentence) []event {
	if s.question || s.heading() {
		return nil
	}
	var out []event
	tried := 0
	for i := range s.toks {
		for _, f := range verbForms[s.toks[i].low] {
			if tried++; tried > mostVerbs {
				break
			}
			e, ok := d.eventAt(index, s, i, f)
			if ok && !slices.ContainsFunc(out, func(o event) bool {
				return o.at == e.at && o.verb.lemma == e.verb.lemma && len(o.verb.particle) >= len(e.verb.particle)
			}) {
				out = append(out, e)
			}
		}
	}
	out = slices.DeleteFunc(out, func(e event) bool { // the longest reading of a verb is the one that is meant
		return slices.ContainsFunc(out, func(o event) bool { return o.at == e.at && len(o.verb.particle) > len(e.verb.particle) })
	})
	return append(out, d.naming(index, s)...)
}

// heading reports whether a sentence is a line above others: short, and without a full stop.
func (s *sentence) heading() bool {
	return len(s.toks) < 14 && !strings.ContainsAny(s.raw[max(0, len(s.raw)-5):], `.!?"”’`)
}

// eventAt reads a verb of change in one of its forms.
func (d *detector) eventAt(index int, s *sentence, i int, f form) (event, bool) {
	end, gap, ok := s.particle(i, f.verb)
	if !ok || s.isNoun(i, f) || f.lemma == "plan" && f.tense == 's' {
		return event{}, false
	}
	c := s.clauses[s.clauseAt(i)]
	g := s.group(i, c, f)
	if f.tense == 'b' && !g.infinitive && g.modal == "" && (g.perfect || g.being) { // has been put back: the participle
		return event{}, false
	}
	e := event{s: s, index: index, at: i, end: end, verb: f.verb, kind: f.kind, passive: g.passive}
	if g.infinitive && failed[g.governor] && f.kind == Delivered && !g.negated {
		e.kind, g.infinitive, g.perfect = Missed, false, true
	}
	if g.negated {
		if f.negated == "" {
			return event{}, false
		}
		e.kind = f.negated
	} else if f.kind == Confirmed && f.negated != "" {
		return event{}, false // that something goes on is no change
	}
	subject, object := s.subject(g.from, c), s.object(end, gap, i)
	if f.frame == law && f.lemma == "put" || len(f.needs) > 0 {
		if !hasWord(subject+" "+object+" "+s.text(end, min(end+6, len(s.toks))), f.needs) {
			return event{}, false
		}
	}
	if refuses(f.verb, object) {
		return event{}, false
	}
	if f.frame == takes && !g.passive && startsAside(object) {
		return event{}, false // ends in March: it has no object
	}
	switch {
	case f.frame == law && gap > 0:
		e.theme = s.text(gap, s.untilPunct(gap))
	case f.frame == law:
		e.theme = s.raw
	case f.frame == is:
		e.theme = subject
	case g.passive:
		e.theme = subject
	case f.frame == either && strings.TrimSpace(object) == "":
		e.theme = subject
	case f.frame == either:
		e.theme, e.agent = object+" "+subject, subject
	default:
		e.theme, e.agent = object, subject
		if keeps[f.lemma] && hasWord(object, promises) {
			e.agent = "" // what keeps a promise need not be who made it
		}
	}
	e.weight, e.how = d.firmness(&e, g, c, f)
	return e, e.weight > 0
}

// startsAside reports whether what stands after a verb is no object.
func startsAside(object string) bool {
	toks := tokens(object)
	if len(toks) > 1 && toks[0].low == "in" && slices.Contains([]string{"full", "part", "principle"}, toks[1].low) {
		return false
	}
	return len(toks) == 0 || slices.Contains([]string{"in", "on", "by", "at", "when", "after", "until", "before", "as", "today", "yesterday", "last", "next"}, toks[0].low)
}

// refuses reports whether a verb turns down a claim, or an idea of changing something, and not the thing: ruled out scrapping.
func refuses(v *verb, object string) bool {
	if v.lemma != "reject" && v.lemma != "rule" && v.lemma != "turn" && v.lemma != "decide" {
		return false
	}
	for i, t := range tokens(object) {
		if i > 3 {
			break
		}
		change := slices.ContainsFunc(verbForms[t.low], func(f form) bool { return f.tense == 'g' })
		if change || claims[t.low] && t.low != "idea" {
			return true
		}
	}
	return false
}

func hasWord(text string, words []string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return slices.Contains(words, t.low) })
}

// particle finds the words that belong to a verb, at once or after a short object, and returns what is past them; gap is
// the first token of that object, 0 for none.
func (s *sentence) particle(i int, v *verb) (end, gap int, ok bool) {
	if v.particle == "" {
		return i + 1, 0, true
	}
	want := strings.Fields(v.particle)
	for j := i + 1; j+len(want) <= min(i+22, len(s.toks)); j++ {
		if j+1 < len(s.toks) && s.toks[j].low == "," && openers[s.toks[j+1].low] { // a scheme, which they tested, on a footing
			for j++; j < len(s.toks) && !s.toks[j].punct; j++ {
			}
			continue
		}
		if j > i+1 && (s.toks[j-1].punct && !s.closes(j-1) || len(want) > 2 || openers[s.toks[j-1].low]) {
			break
		}
		same := true
		for k, w := range want {
			same = same && s.toks[j+k].low == w
		}
		if !same {
			continue
		}
		if j > i+1 {
			if v.lemma == "be" {
				return 0, 0, false
			}
			return j + len(want), i + 1, true
		}
		return j + len(want), 0, true
	}
	return 0, 0, false
}

// closes reports whether a comma ends a clause that was put in.
func (s *sentence) closes(i int) bool {
	n := s.clauseAt(max(0, i-1))
	return s.toks[i].low == "," && openers[s.clauses[n].lead] && n > 0
}

// failed are verbs that turn what was to be done into what was missed.
var failed = wordSet("failed fails fail failing")

// isNoun reports whether a word that may be a verb is none here: the start, a cut, this report.
func (s *sentence) isNoun(i int, f form) bool {
	if f.particle != "" {
		return false
	}
	before := ""
	if i > 0 {
		before = s.toks[i-1].low
	}
	switch f.tense {
	case 'b', 's':
		if slices.Contains([]string{"the", "a", "an", "its", "their", "of", "this", "that", "no", "further", "in", "for", "by", "on", "'s", "from", "with", "his", "her"}, before) ||
			strings.HasSuffix(before, "'s") || strings.HasSuffix(before, "s'") {
			return true
		}
		after := ""
		if i+1 < len(s.toks) {
			after = s.toks[i+1].low
		}
		return f.tense == 's' && (after == "to" || after == "of" || after == "in" || i == 0)
	case 'd', 'n':
		article := slices.Contains([]string{"the", "a", "an", "its", "their", "of", "newly", "some", "any"}, before)
		return article && i+1 < len(s.toks) && !s.toks[i+1].punct // the delayed plan
	case 'g':
		return slices.Contains([]string{"the", "a", "an", "its", "their"}, before)
	}
	return false
}

// group reads the auxiliaries before a verb.
func (s *sentence) group(i int, c clause, f form) group {
	g := group{from: i}
	low := func(j int) string { return s.toks[j].low }
	var words []string
	for j := i - 1; j >= c.from; j-- {
		w := low(j)
		if !auxiliaries[w] && !adverbs[w] && !(strings.HasSuffix(w, "ly") && len(w) > 4) && !negations[w] {
			if decides[w] && !g.infinitive || len(words) == 0 || words[0] != "to" || !(wishes[w] || decides[w]) {
				break
			}
		}
		words = append([]string{w}, words...)
		g.from = j
	}
	for n, w := range words {
		switch {
		case negations[w]:
			g.negated = true
		case doubtful[w] || w == "will" || w == "'ll" || w == "shall":
			g.modal = w
		case w == "to":
			g.infinitive = true
			if n > 0 {
				if g.governor = words[n-1]; negations[g.governor] || adverbs[g.governor] {
					g.governor = "" // decided not to: it stands further off
				}
				if beForms[g.governor] || g.governor == "going" {
					g.governor = "be"
					if slices.Contains(words[:n], "was") || slices.Contains(words[:n], "were") {
						g.governor = "was"
					}
				}
			}
		case w == "had" || w == "hadn't":
			g.past, g.perfect = true, true
		case haveNow[w]:
			g.perfect = true
		}
	}
	if strings.Contains(strings.Join(words, " "), "wo") && slices.Contains(words, "won't") {
		g.modal = "will"
	}
	last := ""
	for n := len(words) - 1; n >= 0 && last == ""; n-- {
		if auxiliaries[words[n]] {
			last = words[n]
		}
	}
	g.being = beForms[last] && last != "be"
	g.passive = (f.tense == 'd' || f.tense == 'n') && beForms[last] || f.tense == 'g' && slices.Contains(words, "being")
	if f.tense == 'd' && last == "being" {
		g.passive = true
	}
	s.governed(&g, i, c, f)
	if subject := s.low(c.from, g.from); strings.HasPrefix(subject, " no ") || strings.HasPrefix(subject, " none ") || strings.HasPrefix(subject, " neither ") ||
		strings.HasPrefix(subject, " nothing ") || strings.HasPrefix(subject, " nobody ") {
		g.negated = true
	}
	return g
}

// governed finds what rules an infinitive or a bare -ing form: decided to, urged ministers to, considered dropping.
func (s *sentence) governed(g *group, i int, c clause, f form) {
	bare := f.tense == 'g' && g.from == i
	if !(g.infinitive && g.governor == "") && !bare {
		return
	}
	for j := g.from - 1; j >= max(0, i-12); j-- {
		w := s.toks[j].low
		if s.toks[j].punct && j < c.from {
			break
		}
		if decides[w] || wishes[w] || guesses[w] || w == "over" && bare || w == "of" && bare || w == "about" && bare || w == "without" || w == "instead" {
			g.governor = w
			g.negated = g.negated || names(s.low(max(c.from, j-3), j), []string{"no", "not", "never", "without", "isn't", "hasn't", "haven't", "aren't"})
			return
		}
	}
	if bare {
		g.governor = "bare"
	}
}

// subject is what stands before a verb group in its clause; where nothing does, what the sentence began with.
func (s *sentence) subject(from int, c clause) string {
	if from > c.from && !s.isAside(c, from) {
		return s.text(c.from, from)
	}
	for n := s.clauseAt(max(c.from-1, 0)); n >= 0; n-- {
		p := s.clauses[n]
		if p.to > from || p.lead == "that" && !states[p.before] && !guesses[p.before] && !news[p.before] {
			continue
		}
		if p.lead == "" || p.lead == "and" || p.lead == "that" || p.lead == "said" {
			if c.lead == "which" || c.lead == "who" {
				return s.text(p.from, p.to)
			}
			return s.noun(p)
		}
	}
	return s.text(0, from)
}

// isAside reports whether what stands before a verb group is no subject: a relative clause with a verb of its own, or only
// when or where something was.
func (s *sentence) isAside(c clause, from int) bool {
	first := s.toks[c.from].low
	if slices.Contains([]string{"in", "on", "by", "from", "at", "for", "with", "under", "of", "to"}, first) || auxiliaries[first] {
		return true
	}
	if c.lead != "that" && c.lead != "which" && c.lead != "who" && c.lead != "whom" {
		return false
	}
	for j := c.from; j < from; j++ {
		low := s.toks[j].low
		if states[low] || guesses[low] || j > c.from && auxiliaries[low] && low != "to" || strings.HasSuffix(low, "ed") {
			return true
		}
	}
	return false
}

// noun is the part of a clause before its verb group.
func (s *sentence) noun(p clause) string {
	for j := p.from; j < p.to; j++ {
		if j > p.from && auxiliaries[s.toks[j].low] && s.toks[j].low != "to" && s.toks[j].low != "set" && s.toks[j].low != "about" {
			return s.text(p.from, j)
		}
		if j > p.from && (states[s.toks[j].low] || guesses[s.toks[j].low]) {
			return s.text(p.from, j)
		}
	}
	return s.text(p.from, p.to)
}

// object is what stands after a verb, to the end of its clause.
func (s *sentence) object(end, gap, at int) string {
	if gap > 0 {
		return s.text(gap, end-1)
	}
	to := end
	for to < len(s.toks) && !(s.toks[to].punct && s.toks[to].low != `"` && s.toks[to].low != "'") && !(openers[s.toks[to].low] && to > end) {
		to++
	}
	return s.text(max(end, at), to)
}

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
	case unsure[c.lead] || s.conditional(e.at):
		return 0, ""
	case claims[c.before] && c.lead == "that":
		return 0, ""
	}
	low := s.low(c.from, c.to)
	isRecent := names(low, recent) || f.frame == law && names(s.low(0, len(s.toks)), recent)
	byPower := said && standing == power
	switch c.lead {
	case "when", "after", "once", "until", "before", "where", "since":
		if !isRecent || g.perfect && !g.past {
			return 0, ""
		}
	case "which", "who", "as", "while", "whose", "although", "though", "despite":
		if !isRecent && !(g.perfect && !g.past) && !(c.lead == "which" && (f.tense == 's' || g.modal == "will")) {
			return 0, ""
		}
	case "that":
		if c.before != "" && !states[c.before] && !news[c.before] && !byPower && !said && !isRecent {
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
	case g.perfect:
		return ok(0.98, "has happened")
	case (f.tense == 'b' || f.tense == 's') && g.from == e.at:
		if !keeps[f.lemma] {
			return 0, "" // a habit, or a noun
		}
	}
	if d.longAgo(s, e.at) && !isRecent {
		return 0, ""
	}
	if g.from == e.at && (f.tense == 'd' || f.tense == 'n') && s.isReduced(f.verb, e.at, e.end) {
		return 0, ""
	}
	return ok(0.9, "happened")
}

// keeps are the verbs that make news in the present tense: it delivers a promise.
var keeps = wordSet(`deliver fulfil honour redeem become receive come miss get gain put bring`)

// saysWould reports whether what would happen is reported speech, and no condition.
func (s *sentence) saysWould(i int) bool {
	return slices.ContainsFunc(s.toks[:i], func(t token) bool { return states[t.low] })
}

// isReduced reports whether a participle describes what stands before it: the scheme, launched in 2019, …
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
	for _, c := range s.clauses {
		if unsure[c.lead] && !(c.to <= i && c.lead == "whether") {
			return true
		}
	}
	return false
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
