package watch

import (
	"cmp"
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
)

// candidate is an entry that an event may be about.
type candidate struct {
	knowledge.Mention
	state knowledge.State
	score float64
	same  bool // what the event says is so already
	hero  bool // the event does not name it, but the article is about it
}

// changeable reports whether an entry is of a kind that can change.
func changeable(e *knowledge.Entry) bool {
	switch e.Kind {
	case knowledge.Pledge, knowledge.Milestone, knowledge.Funding, knowledge.Recommendation:
		return true
	default:
		return false
	}
}

// generic are words that name no programme: a theme of nothing else means what was spoken of before.
var generic = wordSet(`it they this these that those the a an its their plan plans programme programmes scheme schemes change changes decision policy move moves date dates start
	roll-out rollout hub idea proposal proposals work project projects measure measures law rule rules money funding sum figure number total trial pilot pilots test tests
	has have been had be is are was were will would now also announcement review of for by to in on at and report result results findings whole both team teams area areas
	new national recommendation recommendations promise promises pledge pledges commitment commitments call request strategy government target targets deadline made government's last year's budget
	years it's own duty which two both councils council yesterday today budget size cost value share scope timetable schedule`)

// scope are the stretches of text that tell what an event is about, the nearest first.
func (d *detector) scope(e event) (said []knowledge.Stretch, anaphoric bool) {
	anaphoric = true
	for _, t := range tokens(e.theme) {
		if !t.punct && !generic[t.low] && !strings.ContainsAny(t.low, "0123456789") {
			anaphoric = false
			break
		}
	}
	if toks := tokens(e.theme); e.verb == countsOnly && len(toks) > 0 && len(toks) < 25 && slices.Contains([]string{"it", "this", "that", "they", "these"}, toks[0].low) {
		anaphoric = true // this takes the total to 700
	}
	if object := tokens(e.object); len(object) > 0 && len(object) < 3 && slices.Contains([]string{"it", "this", "that", "them", "these", "those"}, object[0].low) {
		anaphoric = true // brought that down
	}
	around, title := 0.35, 0.55
	switch {
	case anaphoric:
		around, title = 0.9, 0.75
	case isDefinite(e.theme):
		around, title = 0.6, 0.7
	}
	previous := ""
	if e.index > 0 {
		previous = d.sentences[e.index-1].raw
	}
	if e.index > 1 && anaphoric {
		previous = d.sentences[e.index-2].raw + " " + previous
	}
	next := ""
	if e.index+1 < len(d.sentences) {
		next = d.sentences[e.index+1].raw
	}
	return []knowledge.Stretch{{Text: e.asBill(d.unfigured(e.theme)), Counts: 1}, {Text: e.asBill(e.s.raw), Counts: 0.8}, {Text: previous, Counts: around}, {Text: d.title, Counts: title}, {Text: d.lead, Counts: 0.45}, {Text: next, Counts: 0.35}}, anaphoric
}

// isDefinite reports whether a theme speaks of something as known: the hub, its review, this cap.
func isDefinite(theme string) bool {
	toks := tokens(theme)
	return len(toks) > 0 && len(toks) <= 6 && slices.Contains([]string{"the", "its", "their", "this", "these", "that", "those"}, toks[0].low)
}

// asBill calls an act that becomes law by the name that it had as a bill.
func (e event) asBill(text string) string {
	i := e.at - 1
	for i > 0 && (auxiliaries[e.s.toks[i].low] || adverbs[e.s.toks[i].low]) {
		i--
	}
	if e.verb.frame == law && i >= 0 && e.s.toks[i].low == "act" {
		return strings.ReplaceAll(text, " Act", " Bill")
	}
	return text
}

// unfigured is a text without its dates and amounts, which are what changes and not what is spoken of.
func (d *detector) unfigured(text string) string {
	toks := tokens(text)
	rs := []rune(text)
	blank := func(from, to int) {
		for i := toks[from].from; i < toks[to-1].to; i++ {
			rs[i] = ' '
		}
	}
	ds := d.res.dates(toks)
	for _, dt := range ds {
		blank(dt.from, dt.to)
	}
	for _, sp := range spans(toks) {
		blank(sp.from, sp.to)
	}
	for i, t := range toks {
		if isKnown(t.low) {
			blank(i, i+1)
		}
	}
	for _, a := range sums(toks, ds) {
		if !a.money {
			blank(a.from, a.to)
		}
	}
	return string(rs)
}

// partial are beginnings of a theme that is only a part of a programme, or somebody's own.
var partial = []string{"one of ", "some ", "several ", "many ", "a few ", "two of ", "three of ", "a council", "a county", "parts of ", "part of ", "most of ", "both of ", "my ", "our ", "every "}

// suit tells how an entry's kind and state go with a change.
type suit struct {
	fits  float64 // 0 for not at all
	same  bool    // the change has been made already
	held  bool    // the article names the sum that the entry holds
	exact bool    // the sentence names the amount that the entry holds beside a new one
	named bool    // the sentence names what the entry holds as what was given up: instead of £3,000
}

// suits holds an entry's state against a change.
type suits func(*knowledge.Entry, knowledge.State) suit

// bound is the least of what a stretch of text must name of an entry. Where it names what the entry holds, less will do.
type bound struct{ share, grip, first, fit float64 }

const wholeShare = 0.9 // of what an entry is about, that a text must name where its sum tells it from others

var (
	leastNamed = bound{share: 0.45, grip: 2.5, first: 1.5, fit: 0.3}
	leastHeld  = bound{share: 0.3, grip: 2, first: 0.8, fit: 0.2}
	leastWhole = bound{share: 0.34, grip: 2.5, first: 3, fit: 0.95}  // all that the clause is about is the entry's
	leastMeant = bound{share: 0.35, grip: 2.5, first: 0.5, fit: 0.8} // "the hub", "its review of the role": all of it is the entry's
)

// candidates returns the entries that an event may be about, the likeliest first; none where the likeliest is one that
// already stands as the event says.
func (d *detector) candidates(e event, suits suits) []candidate {
	theme := strings.ToLower(strings.TrimSpace(e.theme))
	if slices.ContainsFunc(partial, func(p string) bool { return strings.HasPrefix(theme, p) }) || e.s.foreign() {
		return nil
	}
	said, anaphoric := d.scope(e)
	definite := isDefinite(theme)
	var out []candidate
	for _, m := range d.brain.Mentions(said, changeable) {
		if m.Share < leastHeld.share || m.Grip < leastHeld.grip && m.Share < wholeShare {
			continue
		}
		state, known := d.brain.Corpus.StateAt(m.Entry, d.day)
		if !known {
			continue
		}
		suit := suits(m.Entry, state)
		fits, same := suit.fits, suit.same
		want := boundFor(m, suit, definite)
		if want == (bound{}) {
			m.Grip = max(m.Grip, leastNamed.grip)
		}
		if m.Share < want.share || m.Grip < want.grip {
			continue
		}
		isHero := false
		if !anaphoric {
			if m.First < want.first || m.Fit < want.fit || e.kind == Replaced && m.Core < 0.4 {
				if isHero = suit.exact && slices.Contains(d.heroes, m.Entry) || d.isHero(e, m.Entry); !isHero {
					continue
				}
			}
			fits *= 0.3 + 0.35*m.Fit + 0.35*m.Core
		}
		if e.verb == grant && (m.Core < 0.55 || m.Share < 0.7) {
			continue
		}
		if e.body != "" && !d.isOwn(e.body, m.Entry, false) || beside(cmp.Or(e.object, theme), m.Entry) || e.verb == datedOnly && headless(theme, m.Entry) {
			continue
		}
		if e.agent != "" && fits > 0 {
			fits *= d.mayAct(e, m.Entry)
		}
		if fits <= 0 {
			continue
		}
		out = append(out, candidate{m, state, m.Grip * m.Share * m.Share * fits * (1 + 0.04*m.First), same, isHero})
	}
	if !anaphoric {
		weighFirst(out)
	}
	slices.SortStableFunc(out, func(x, y candidate) int {
		return cmp.Or(-cmp.Compare(x.score, y.score), strings.Compare(x.Entry.ID, y.Entry.ID))
	})
	if len(out) > 0 && out[0].same || undecided(out) {
		return nil
	}
	return slices.DeleteFunc(out, func(c candidate) bool { return c.same })
}

// foreign reports whether a sentence is about another nation or about adults' care.
func (s *sentence) foreign() bool {
	low := s.low(0, len(s.toks))
	return names(low, elsewhere) && !names(low, ours[:1]) || names(low, adults) && !names(low, ours)
}

// boundFor is how much of an entry a text must name to be about it; nothing where little is said of it but its sum.
func boundFor(m knowledge.Mention, s suit, definite bool) bound {
	switch {
	case s.held && m.Share >= wholeShare:
		return bound{}
	case s.named:
		return leastHeld
	case m.Core >= 0.95 && m.Fit >= 0.95 && m.First >= 3:
		return leastWhole
	case definite && (m.Core >= leastMeant.fit || m.Core >= 0.6 && m.Fit >= 0.95):
		return leastMeant
	}
	return leastNamed
}

// weighFirst lets what the clause itself is about come before what stands around it.
func weighFirst(all []candidate) {
	most := 0.0
	for _, c := range all {
		most = max(most, c.First)
	}
	for i := range all {
		if most > 0 {
			all[i].score *= 0.6 + 0.4*all[i].First/most
		}
	}
}

// trials are words for what is begun by whoever takes part in it.
var trials = []string{"trial", "test", "pilot", "trials", "tests", "pilots"}

// mayAct tells whether whoever is said to act is somebody who can change an entry: government, whoever made the promise, or
// a body that the entry names.
func (d *detector) mayAct(e event, entry *knowledge.Entry) float64 {
	if e.verb.frame == either && !e.verb.size {
		if own := tokens(e.object); len(own) > 0 && (own[0].low == "a" || own[0].low == "an") && !hasWord(e.object, trials) && d.standingOf(e.index, e.agent, false) != power && !d.isOwn(e.agent, entry, false) {
			return 0 // 900 young people started an apprenticeship
		}
		return 1
	}
	switch d.standingOf(e.index, e.agent, false) {
	case power:
		return 1
	case other:
		if d.isOwn(e.agent, entry, true) {
			return 1
		}
		return 0
	default: // nobody is named, or a body of unknown power
		if own := tokens(e.theme); e.verb.frame == either && len(own) > 0 && (own[0].low == "its" || own[0].low == "their") && !d.isOwn(e.agent, entry, false) {
			return 0 // a council's own
		}
	}
	if d.isOwn(e.agent, entry, false) {
		return 1
	}
	if e.verb.frame == takes && hasWord(e.agent, []string{"councils", "authorities"}) {
		return 0 // each does what it likes
	}
	return 0.7
}

// isOwn reports whether a subject names whoever an entry is by, or, unless that alone will do, somebody that the entry names
// with a capital.
func (d *detector) isOwn(who string, entry *knowledge.Entry, strict bool) bool {
	for _, id := range []string{entry.By, entry.Actor} {
		a, ok := d.brain.Corpus.Entry(id)
		if !ok {
			continue
		}
		low := lowOf(tokens(who))
		for _, n := range append([]string{a.Title}, a.Aliases...) {
			if strings.Contains(low, lowOf(tokens(n))) {
				return true
			}
		}
	}
	if strict {
		return false
	}
	for _, t := range tokens(who) {
		if name := []rune(who)[t.from:t.to]; t.upper && len(name) > 3 && strings.Contains(entry.Title+" "+entry.Statement, string(name)) && !generic[t.low] {
			return true
		}
	}
	return false
}
