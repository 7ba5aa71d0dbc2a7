package watch

import (
	"slices"
	"strings"
)

// nouns are changes named by a noun, and the verbs that say the same.
var nouns = nounTable()

func nounTable() map[string]*verb {
	out := map[string]*verb{}
	for _, line := range []struct {
		kind Kind
		size bool
		list string
	}{
		{Delayed, false, "delay postponement deferral slippage slip suspension mothballing pause"},
		{BroughtForward, false, "acceleration"},
		{Dropped, false, "cancellation scrapping abolition abandonment end axing shelving ditching dropping withdrawal demise discontinuation termination"},
		{Replaced, false, "replacement"},
		{Reduced, true, "cut reduction halving trimming decrease"},
		{Expanded, true, "increase rise boost uplift doubling expansion extension"},
		{Delivered, false, "publication completion release"},
		{Started, false, "launch introduction start opening"},
	} {
		for _, w := range strings.Fields(line.list) {
			out[w] = &verb{lemma: w, kind: line.kind, frame: takes, size: line.size}
		}
	}
	return out
}

// What makes such a noun news: somebody announced it, or somebody speaks of it as of a thing that has happened.
var (
	certain = []string{
		"announced", "announces", "confirmed", "confirms", "admitted", "admits", "revealed", "reveals", "disclosed", "ordered", "imposed", "agreed", "approved", "unveiled",
		"there will be", "there is to be", "there has been", "suffered", "emerged", "faces", "face",
	}
	presupposed = []string{
		"condemned", "condemn", "criticised", "attacked", "welcomed", "welcome", "greeted", "defended", "lamented", "deplored", "blamed", "reacted", "dismay", "anger", "angry",
		"disappointed", "dismayed", "news of", "praised",
	}
	// doubted are words that leave it open whether what a noun names is so.
	doubted = []string{
		"no", "not", "denied", "denies", "could", "may", "might", "would", "should", "if", "unless", "whether", "call", "calls", "called", "urged", "demand", "demands", "demanded",
		"wants", "want", "fear", "fears", "feared", "risk", "risks", "threat", "threatened", "possible", "potential", "proposed", "proposal", "proposes", "recommends", "recommended",
		"suggestion", "suggested", "against", "deny", "any", "avoid", "prevent", "likely", "expected", "ahead of", "before", "awaiting", "wait", "waiting", "rumours", "rumour", "rumoured",
		"speculation", "warn", "warns", "warned", "warning", "considering", "petition", "motion", "amendment", "never", "without", "propose", "consult", "consultation",
	}
)

// nouns finds changes that a noun names: a further delay to the framework was announced.
func (d *detector) nouns(index int, s *sentence) []event {
	var out []event
	whole := s.low(0, len(s.toks))
	isDoubted := names(whole, doubted)
	for i, t := range s.toks {
		v := nouns[t.low]
		if v == nil || t.quoted || i+2 >= len(s.toks) || !slices.Contains([]string{"to", "in", "of"}, s.toks[i+1].low) || s.isVerb(i) {
			continue
		}
		c := s.clauses[s.clauseAt(i)]
		before := s.low(s.clauses[max(0, s.clauseAt(i)-1)].from, i)
		said := names(before, certain) && !names(before, doubted) || !isDoubted && names(whole, certain) && v.kind != Delivered && v.kind != Started
		if !said && !(!isDoubted && names(whole, presupposed) && (v.kind == Dropped || v.kind == Delayed || v.kind == Delivered)) {
			continue
		}
		e := event{s: s, index: index, at: i, end: i + 2, verb: v, kind: v.kind, theme: s.text(i+2, s.predicate(i+2, c.to))}
		if d.plainly(&e, c, s.low(c.from, c.to)) {
			e.how = "is spoken of as a fact"
			if said {
				e.how = "is announced"
			}
			out = append(out, e)
		}
	}
	return out
}

// isVerb reports whether a word that may be a noun of change is a verb here: will delay to, has cut in.
func (s *sentence) isVerb(i int) bool {
	if i == 0 {
		return false
	}
	w := s.toks[i-1].low
	return auxiliaries[w] && w != "'s" || pronouns[w]
}

// predicate is where the finite verb of a clause begins, from token i on.
func (s *sentence) predicate(i, to int) int {
	for j := i + 1; j < to; j++ {
		if w := s.toks[j].low; auxiliaries[w] && w != "to" && w != "set" && w != "about" || states[w] && w != "report" && w != "reports" {
			return j
		}
	}
	return to
}

// late finds programmes that are said to come later or sooner than was planned, in no words of change: "will open a year
// late", "is behind schedule".
func (d *detector) late(index int, s *sentence) []event {
	for i, t := range s.toks {
		kind := map[string]Kind{
			"later": Delayed, "late": Delayed, "behind": Delayed, "earlier": BroughtForward, "early": BroughtForward, "sooner": BroughtForward, "ahead": BroughtForward,
		}[t.low]
		if kind == "" || t.quoted {
			continue
		}
		after := s.low(i+1, i+3)
		measured := slices.ContainsFunc(spans(s.toks[:i]), func(sp span) bool { return sp.to == i })
		planned := names(after, []string{"than planned", "than promised", "than expected", "than scheduled", "than hoped", "than intended", "than first", "than originally", "schedule", "of schedule", "of time"})
		if !planned && !measured {
			continue
		}
		n := s.clauseAt(i)
		for n > 0 && !s.finite(s.clauses[n].from, i) && s.clauses[n].lead == "" {
			n-- // a year late, earlier than expected: said of the clause before
		}
		c := s.clauses[n]
		if !s.willBe(c) && !names(s.low(c.from, i), []string{"is running", "are running", "is now running"}) && !(planned && names(s.low(c.from, i), []string{"is", "are"})) {
			continue
		}
		e := event{s: s, index: index, at: i, end: i + 1, verb: &verb{lemma: t.low, kind: kind, frame: is}, kind: kind, theme: s.subject(s.predicate(c.from, c.to), c)}
		if d.plainly(&e, c, s.low(c.from, c.to)) {
			return []event{e}
		}
	}
	return nil
}

// noMore is what a sentence says that there will be none of.
var noMore = &verb{lemma: "be", particle: "no", kind: Dropped, frame: is}

// none finds programmes that are said not to come: "there will be no hub".
func (d *detector) none(index int, s *sentence) []event {
	for i := range s.toks {
		if s.toks[i].low != "there" || s.toks[i].quoted {
			continue
		}
		n := 0
		for _, p := range []string{"there will be no", "there is to be no", "there will now be no", "there will not be a"} {
			if ws := strings.Fields(p); s.says(i, ws) {
				n = len(ws)
			}
		}
		if n == 0 || i+n >= len(s.toks) || nouns[s.toks[i+n].low] != nil || slices.Contains([]string{"change", "changes", "further", "new", "more", "extra", "additional", "need", "let-up", "return"}, s.toks[i+n].low) {
			continue
		}
		c := s.clauses[s.clauseAt(i)]
		e := event{s: s, index: index, at: i, end: i + n, verb: noMore, kind: Dropped, theme: s.text(i+n, c.to)}
		if d.plainly(&e, c, s.low(c.from, c.to)) {
			return []event{e}
		}
	}
	return nil
}

// grant is what a sentence does that says that what was asked for will be.
var grant = &verb{lemma: "grant", kind: Accepted, frame: is}

// granting are the verbs of such a sentence.
var granting = wordSet("become get receive be have introduce create fund provide guarantee give establish appoint make require reserve")

// granted finds what was recommended and is now said to come, by those with the power to decide: "care experience will
// become a protected characteristic, ministers announced".
func (d *detector) granted(index int, s *sentence) []event {
	whole := s.low(0, len(s.toks))
	if names(whole, []string{"trial", "trials", "test", "tests", "testing", "pilot", "pilots", "pathfinder", "pathfinders", "areas", "consult", "consultation", "not", "no"}) {
		return nil
	}
	for i, t := range s.toks {
		will := t.low == "will" || t.low == "to" && i > 0 && (beForms[s.toks[i-1].low] || s.toks[i-1].low == "agreed" || s.toks[i-1].low == "decided")
		j := s.pastAdverbs(i + 1)
		if !will || t.quoted || j >= len(s.toks) || !granting[s.toks[j].low] {
			continue
		}
		c := s.clauses[s.clauseAt(i)]
		e := event{s: s, index: index, at: i, end: j + 1, verb: grant, kind: Accepted, theme: s.subject(i, c) + " " + s.text(i, c.to)}
		if !d.plainly(&e, c, s.low(c.from, c.to)) {
			continue
		}
		sp, said := s.speakerOf(i)
		if !said || d.standing(index, s, sp, said) == power || d.isPower(index, s.text(c.from, i)) {
			return []event{e}
		}
	}
	return nil
}
