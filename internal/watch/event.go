package watch

import (
	"slices"
	"strings"
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
	object  string // what the verb acts on, where it has one
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
	plain                           bool // no auxiliary at all
	gerund                          bool // being scrapped, with nothing before it
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
	if !ok || f.frame == is && gap > 0 || s.isNoun(i, f) || f.lemma == "plan" && f.tense == 's' {
		return event{}, false
	}
	c := s.clauses[s.clauseAt(i)]
	g := s.group(i, c, f)
	if g.gerund {
		return event{}, false // risks being scrapped
	}
	if f.tense == 'b' && !g.infinitive && g.modal == "" && (g.perfect || g.being) { // has been put back: the participle
		return event{}, false
	}
	e := event{s: s, index: index, at: i, end: end, verb: f.verb, kind: f.kind, passive: g.passive}
	if g.infinitive && failed[g.governor] && f.kind == Delivered && !g.negated {
		e.kind, g.infinitive, g.perfect = Missed, false, true
	}
	if g.negated {
		if e.kind = s.undone(g, c, f, end); e.kind == "" {
			return event{}, false
		}
	} else if f.kind == Confirmed && f.negated != "" {
		return event{}, false // that something goes on is no change
	}
	subject, object := s.subject(g.from, c), s.object(end, gap, i)
	if f.frame == law && f.lemma == "put" || len(f.needs) > 0 {
		if !hasWord(subject+" "+object+" "+s.text(end, min(end+6, len(s.toks))), f.needs) {
			return event{}, false
		}
	}
	if s.isNoChange(f, g, object, subject, end) {
		return event{}, false
	}
	if f.frame == takes && !g.passive && startsAside(object) {
		return event{}, false // ends in March: it has no object
	}
	e.place(subject, object, gap)
	if decided := s.deciders(i, g); decided != "" {
		e.agent = decided
	}
	if f.kind == Started && strings.HasPrefix(e.object, "to ") {
		e.theme += " " + s.partOf(end)
	}
	if e.object == "" {
		e.theme = headNoun(e.theme)
	}
	e.weight, e.how = d.firmness(&e, g, c, f)
	return e, e.weight > 0
}

// place says what of a sentence an event happens to, and who brings it about: that is where its verb keeps them.
func (e *event) place(subject, object string, gap int) {
	s, v := e.s, e.verb
	switch {
	case v.frame == law && gap > 0:
		e.theme = s.text(gap, s.untilPunct(gap))
	case v.frame == law:
		e.theme = s.raw
	case v.frame == is, e.passive, v.frame == either && startsAside(object) && !v.size:
		e.theme = subject
	case v.frame == either:
		e.theme, e.object, e.agent = object+" "+subject, object, subject
		if !v.size && speaksOf(object) && !strings.HasPrefix(object, "to ") {
			e.theme = object
		}
	default:
		e.theme, e.object, e.agent = object, object, subject
		if keeps[v.lemma] && hasWord(object, promises) {
			e.agent = "" // what keeps a promise need not be who made it
		}
	}
}

// partOf is what something begun is a part of: have begun to write less, in a test of lighter recording.
func (s *sentence) partOf(i int) string {
	for ; i+3 < len(s.toks); i++ {
		for _, p := range []string{"in a test of", "in a trial of", "in a pilot of", "as part of", "under a trial of", "under a pilot of"} {
			if ws := strings.Fields(p); s.says(i, ws) {
				return s.text(i+2, s.untilPunct(i))
			}
		}
	}
	return ""
}

// isNoChange reports whether a verb of change says in its context that nothing changed: it turns down a delay, it reports
// that something is so, it tells how something was delivered.
func (s *sentence) isNoChange(f form, g group, object, subject string, end int) bool {
	after := token{punct: true}
	if end < len(s.toks) {
		after = s.toks[end]
	}
	switch {
	case f.lemma == "deliver" && (after.low == "through" || after.low == "via"), f.lemma == "report" && (g.passive || !after.punct):
		return true
	case g.passive && (f.kind == Accepted || f.kind == Dropped) && asksForDelay(subject):
		return true
	}
	return refuses(f.verb, object)
}

// speaksOf reports whether a text names something of its own.
func speaksOf(text string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return !t.punct && !generic[t.low] })
}

// deciders are whose decision it is that a verb tells of: welcomed a government decision to abandon.
func (s *sentence) deciders(i int, g group) string {
	if !g.infinitive || !slices.Contains([]string{"decision", "move", "plan", "plans", "intention"}, g.governor) {
		return ""
	}
	for j := i - 1; j >= max(0, i-6); j-- {
		if s.toks[j].low == g.governor {
			return s.text(max(0, j-3), j)
		}
	}
	return ""
}

// describing are the words that begin a description of what stands before them.
var describing = wordSet(`designed intended aimed meant created drawn setting drawing covering giving offering containing outlining describing explaining allowing requiring helping
	that which where who`)

// headNoun is a theme without the description after it: practice guides setting out what works.
func headNoun(theme string) string {
	toks := tokens(theme)
	for i, t := range toks {
		if i >= 2 && describing[t.low] {
			if head := string([]rune(theme)[:toks[i-1].to]); speaksOf(head) {
				return head
			}
		}
	}
	return theme
}

// undone is the kind of change that a verb says when it is denied: what will not now start is dropped, what did not start on
// time is late; none where it says nothing.
func (s *sentence) undone(g group, c clause, f form, end int) Kind {
	if f.negated != "" {
		return f.negated
	}
	if f.kind != Started && f.kind != Delivered && f.kind != Legislated {
		return ""
	}
	low := s.low(c.from, c.to)
	switch {
	case names(s.low(end, end+12), []string{"on time", "in time", "on schedule", "as planned", "as promised", "as scheduled", "by the deadline"}):
		return Missed
	case g.modal == "will" && names(low, []string{"now", "after all", "any longer"}) && !names(low, []string{"until", "before", "yet", "unless", "till"}) && len(s.dates) == 0:
		return Dropped
	}
	return ""
}

// asksForDelay reports whether what is accepted or turned down is only a delay to something, and not the thing.
func asksForDelay(text string) bool {
	return hasWord(text, []string{"delay", "postponement", "pause", "moratorium", "deferral"})
}

// startsAside reports whether what stands after a verb is no object.
func startsAside(object string) bool {
	toks := tokens(object)
	if len(toks) > 1 && toks[0].low == "in" && slices.Contains([]string{"full", "part", "principle"}, toks[1].low) {
		return false
	}
	if len(toks) > 1 && toks[0].low == "this" && slices.Contains([]string{"week", "month", "morning", "afternoon", "evening", "year", "autumn", "spring", "summer"}, toks[1].low) {
		return true
	}
	return len(toks) == 0 || slices.Contains([]string{"in", "on", "by", "at", "when", "after", "until", "before", "as", "today", "yesterday", "last", "next", "later", "earlier", "late", "early"}, toks[0].low)
}

// refuses reports whether a verb turns down a claim, or an idea of changing something, and not the thing: ruled out scrapping.
func refuses(v *verb, object string) bool {
	if v.kind == Dropped && v.frame == takes {
		for i, t := range tokens(object) {
			if i > 2 {
				break
			}
			if reversed[t.low] {
				return true
			}
		}
	}
	if v.particle == "to" && (v.lemma == "decline" || v.lemma == "refuse") {
		first := tokens(object)
		return len(first) == 0 || keepsQuiet[first[0].low]
	}
	if v.kind == Accepted && asksForDelay(object) {
		return true
	}
	if v.lemma != "reject" && v.lemma != "rule" && v.lemma != "turn" && v.lemma != "decide" && v.lemma != "say" {
		return false
	}
	if asksForDelay(object) {
		return true
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

// keepsQuiet are the verbs of which nothing follows when somebody refuses to do them.
var keepsQuiet = wordSet("say confirm comment rule discuss be answer give name speculate commit deny reveal disclose tell attend meet speak guarantee back accept")

// reversed are things whose end is not the end of what they are about: it dropped its opposition to the cap.
var reversed = wordSet(`opposition objection objections resistance support backing case claim claims challenge threat threats hint hints demand demands call calls appeal complaint
	amendment amendments bid bids application request`)

func hasWord(text string, words []string) bool {
	return slices.ContainsFunc(tokens(text), func(t token) bool { return slices.Contains(words, t.low) })
}
