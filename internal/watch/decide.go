package watch

import (
	"fmt"
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
)

// decide holds an event against the corpus; ok is false where it changes nothing that the corpus knows.
func (d *detector) decide(e event) (Proposal, bool) {
	switch e.verb {
	case datedOnly:
		return d.moved(e, "")
	case countsOnly:
		return d.counted(e)
	}
	toCome := e.toCome()
	switch e.kind {
	case "":
		return d.moved(e, "")
	case Expanded, Reduced:
		if p, ok := d.counted(e); ok || e.verb.size {
			return p, ok
		}
		if p, ok := d.moved(e, Delayed); ok && e.verb.lemma == "extend" && p.From != "" {
			return p, true
		}
		if p, ok := d.rolledOut(e); ok {
			return p, ok
		}
		if e.verb.lemma == "roll" && !toCome {
			e.kind = Started // what was only announced
			return d.settled(e)
		}
		return d.moved(e, "")
	case Delayed, BroughtForward:
		if p, ok := d.moved(e, e.kind); ok || e.kind == BroughtForward {
			return p, ok
		}
	case Started, Delivered, Legislated:
		if toCome && !(e.kind == Legislated && e.verb.frame == takes) {
			return d.moved(e, "")
		}
	default: // settled below
	}
	if toCome && e.verb.lemma == "allocate" {
		return Proposal{}, false // a promise as before
	}
	return d.settled(e)
}

// toCome reports whether an event is still to happen.
func (e event) toCome() bool {
	return strings.HasPrefix(e.how, "will") || strings.HasPrefix(e.how, "is to") || strings.HasPrefix(e.how, "would") || strings.HasPrefix(e.how, "was decided") && (e.kind == Legislated || e.kind == Started || e.kind == Delivered)
}

// settled proposes a new status.
func (d *detector) settled(e event) (Proposal, bool) {
	suits := func(en *knowledge.Entry, st knowledge.State) suit {
		to, fits := statusAfter(e, en, st)
		return suit{fits: fits, same: to == st.Status}
	}
	found := d.candidates(e, suits)
	if head, ok := beforeOn(e.theme); ok && len(found) == 0 && e.kind == Delivered {
		e.theme = head // guides, whatever they are on
		found = d.candidates(e, suits)
	}
	if len(found) == 0 {
		return Proposal{}, false
	}
	c := found[0]
	kind := e.kindFor(c.Entry)
	if kind == Started && isProduct(c.Entry.Title, e.theme) {
		kind = Delivered
	}
	to, _ := statusAfter(e, c.Entry, c.state)
	return d.propose(e, found, Status, kind, c.state.Status, to), true
}

// beforeOn is a theme without what it is on; ok is false where it is on nothing, or less than two words are left.
func beforeOn(theme string) (head string, ok bool) {
	toks := tokens(theme)
	i := slices.IndexFunc(toks, func(t token) bool { return t.low == "on" || t.low == "about" })
	if i < 2 {
		return "", false
	}
	head = string([]rune(theme)[:toks[i-1].to])
	return head, speaksOf(head)
}

// kindFor is the kind of an event when it happens to an entry: a law that takes effect is more than something that starts.
func (e event) kindFor(en *knowledge.Entry) Kind {
	if e.kind == Started && strings.HasSuffix(e.verb.particle, "effect") && hasWord(en.Title+" "+e.theme, []string{"duty", "duties", "regulations", "regime", "rule", "rules", "law", "bill", "duty", "regulation", "statutory", "cap", "ban"}) {
		return Legislated
	}
	return e.kind
}

// products are things that are done once they are there; what is started goes on.
var products = wordSet(`hub hubs guidance guide guides strategy document standards report survey plan bill framework body group website data figures response`)

func isProduct(title, theme string) bool {
	last := ""
	for _, t := range tokens(title) {
		if products[t.low] {
			last = t.low
		}
	}
	return last != "" && hasWord(theme, []string{last}) && !hasWord(theme, []string{"bill", "review", "test", "tests", "testing", "trial", "trials", "pilot", "pilots"})
}

// statusAfter is the status of an entry after an event, and how well the two go together; empty where they do not.
func statusAfter(e event, en *knowledge.Entry, st knowledge.State) (string, float64) {
	switch en.Kind {
	case knowledge.Recommendation:
		switch e.kind {
		case Accepted:
			if names(e.s.low(0, len(e.s.toks)), []string{"in part", "partly", "partially", "in principle"}) {
				return "partly-accepted", 1.5
			}
			return "accepted", 1.5
		case Dropped:
			if st.Status == "accepted" || st.Status == "testing" || st.Status == "partly-accepted" || slices.Contains([]string{"reject", "turn", "rule", "decide", "accept", "agree", "rebuff", "say", "throw", "decline", "refuse"}, e.verb.lemma) {
				return "rejected", 1.0
			}
		case Replaced:
			return "rejected", 0.8
		default: // an answer does not move in other ways
		}
	case knowledge.Funding:
		switch {
		case e.kind == Confirmed && e.verb.lemma == "allocate" && st.Status == "promised":
			return "allocated", 1.5
		case e.kind == Dropped && st.Status != "asked-for":
			return "unclear", 1
		}
	case knowledge.Pledge, knowledge.Milestone:
		to, fits := pledgeAfter(e, en, st)
		if fits > 0 && isOver(st) {
			return st.Status, fits
		}
		return to, fits
	default: // views, findings, terms and actors stay what they were
	}
	return "", 0
}

// isOver reports whether nothing more is to come of a pledge or milestone.
func isOver(st knowledge.State) bool {
	return slices.Contains([]string{"delivered", "dropped", "replaced", "happened", "cancelled"}, st.Status)
}

// pledgeAfter is statusAfter for pledges and milestones.
func pledgeAfter(e event, en *knowledge.Entry, st knowledge.State) (string, float64) {
	milestone := en.Kind == knowledge.Milestone
	if (e.kind == Started || e.kind == Delivered) && hasWord(en.Title, []string{"number"}) {
		return "", 0 // a count is neither begun nor done
	}
	pick := func(pledge, mile string) (string, float64) {
		if milestone {
			return mile, 1
		}
		return pledge, 1
	}
	theme := " " + strings.ToLower(e.theme+" "+en.Title) + " "
	switch e.kindFor(en) {
	case Dropped:
		if slices.Contains([]string{"reject", "turn", "decline", "refuse"}, e.verb.lemma) {
			return "", 0
		}
		return pick("dropped", "cancelled")
	case Replaced:
		return pick("replaced", "cancelled")
	case Delayed, Missed:
		return pick("delayed", "slipped")
	case Delivered:
		return pick("delivered", "happened")
	case Legislated:
		if e.verb.frame == takes && e.toCome() && e.verb.particle != "into force" {
			return pick("in-progress", "happened")
		}
		return pick("delivered", "happened")
	case Started:
		switch {
		case milestone:
			return "happened", 1.1
		case st.Status == "testing" || st.Status == "in-progress":
			return st.Status, 1
		case isProduct(en.Title, e.theme):
			return "delivered", 1
		case names(theme, []string{"test", "tests", "testing", "trial", "trials", "pilot", "pilots", "trialling", "pathfinder", "pathfinders"}):
			return "testing", 1
		}
		return "in-progress", 1
	case Accepted:
		return "", 0
	default: // sums and dates are told apart elsewhere
	}
	return "", 0
}

// rolledOut proposes that a test became the rule for the whole country.
func (d *detector) rolledOut(e event) (Proposal, bool) {
	low := e.s.low(0, len(e.s.toks))
	if e.kind != Expanded || !names(low, []string{"every council", "every area", "all councils", "all areas", "across england", "nationally", "national roll-out", "nationwide", "whole country", "across the country", "every local authority", "all local authorities"}) {
		return Proposal{}, false
	}
	found := d.candidates(e, func(en *knowledge.Entry, st knowledge.State) suit {
		if en.Kind == knowledge.Pledge && (st.Status == "testing" || st.Status == "announced") {
			return suit{fits: 1}
		}
		return suit{}
	})
	if len(found) == 0 {
		return Proposal{}, false
	}
	return d.propose(e, found, Status, Expanded, found[0].state.Status, "in-progress"), true
}

// propose writes a proposal for the likeliest of the entries found.
func (d *detector) propose(e event, found []candidate, f Field, k Kind, from, to string) Proposal {
	c := found[0]
	sure := e.weight * min(1, 0.45+0.6*c.Share)
	if len(found) > 1 && found[1].score > 0.9*c.score {
		sure *= 0.95
	}
	was := "the corpus holds no " + string(f)
	if from != "" {
		was = "it was " + from
	}
	return Proposal{
		Entry: c.Entry, Field: f, Kind: k, From: from, To: to, Sentence: e.s.raw, Paragraph: e.s.paragraph, Confidence: float64(int(100*sure)) / 100,
		Reason: fmt.Sprintf("%q of %q %s; %s, and this says %s", e.s.text(e.at, e.end), c.Entry.Title, e.how, was, to),
	}
}
