package watch

import (
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
	years it's own duty which two both councils council yesterday today`)

// scope are the stretches of text that tell what an event is about, the nearest first.
func (d *detector) scope(e event) (said []knowledge.Stretch, anaphoric bool) {
	anaphoric = true
	for _, t := range tokens(e.theme) {
		if !t.punct && !generic[t.low] && !strings.ContainsAny(t.low, "0123456789") {
			anaphoric = false
			break
		}
	}
	around, title := 0.35, 0.55
	if anaphoric {
		around, title = 0.9, 0.75
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
	return []knowledge.Stretch{{Text: d.unfigured(e.theme), Counts: 1}, {Text: e.s.raw, Counts: 0.8}, {Text: previous, Counts: around}, {Text: d.title, Counts: title}, {Text: d.lead, Counts: 0.45}, {Text: next, Counts: 0.35}}, anaphoric
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
	for _, a := range sums(toks, ds) {
		if !a.money {
			blank(a.from, a.to)
		}
	}
	return string(rs)
}

// partial are beginnings of a theme that is only a part of a programme, or somebody's own.
var partial = []string{"one of ", "some ", "several ", "many ", "a few ", "two of ", "three of ", "a council", "a county", "parts of ", "part of ", "most of ", "both of ", "my ", "our ", "every "}

// suits tells how well an entry's kind and state fit a change, 0 for not at all, and whether the change has been made already.
type suits func(*knowledge.Entry, knowledge.State) (fits float64, same bool)

// candidates returns the entries that an event may be about, the likeliest first; none where the likeliest is one that
// already stands as the event says.
func (d *detector) candidates(e event, suits suits) []candidate {
	theme := strings.ToLower(strings.TrimSpace(e.theme))
	if slices.ContainsFunc(partial, func(p string) bool { return strings.HasPrefix(theme, p) }) {
		return nil
	}
	low := e.s.low(0, len(e.s.toks))
	if names(low, elsewhere) && !names(low, ours[:1]) || names(low, adults) && !names(low, ours) {
		return nil
	}
	said, anaphoric := d.scope(e)
	var out []candidate
	for _, m := range d.brain.Mentions(said, changeable) {
		if m.Share < 0.45 || m.Grip < 2.5 {
			continue
		}
		state, known := d.brain.Corpus.StateAt(m.Entry, d.day)
		if !known {
			continue
		}
		fits, same := suits(m.Entry, state)
		if !anaphoric {
			if m.First < 1.5 || m.Fit < 0.3 || e.kind == Replaced && m.Core < 0.4 {
				continue
			}
			fits *= 0.3 + 0.35*m.Fit + 0.35*m.Core
		}
		if e.body != "" && !d.isOwn(e.body, m.Entry, false) {
			continue
		}
		if e.agent != "" && fits > 0 {
			fits *= d.mayAct(e, m.Entry)
		}
		if fits <= 0 {
			continue
		}
		out = append(out, candidate{m, state, m.Grip * m.Share * m.Share * fits * (1 + 0.04*m.First), same})
	}
	slices.SortStableFunc(out, func(x, y candidate) int {
		switch {
		case x.score > y.score:
			return -1
		case x.score < y.score:
			return 1
		}
		return strings.Compare(x.Entry.ID, y.Entry.ID)
	})
	if len(out) > 0 && out[0].same {
		return nil
	}
	return slices.DeleteFunc(out, func(c candidate) bool { return c.same })
}

// mayAct tells whether whoever is said to act is somebody who can change an entry: government, whoever made the promise, or
// a body that the entry names.
func (d *detector) mayAct(e event, entry *knowledge.Entry) float64 {
	if e.verb.frame == either {
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
	}
	if d.isOwn(e.agent, entry, false) {
		return 1
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
