package knowledge

import (
	"regexp"
	"slices"
)

var (
	// whether is how a question begins that wants a yes or a no.
	whether = regexp.MustCompile(`(?i)^(?:so,? |and |but |please |ok,? )*(?:did|do|does|has|have|had|is|are|was|were|will)\b`)
	// unclear are words that make a yes or a no mean either.
	unclear = regexp.MustCompile(`(?i)n['’]t\b|\b(?:not|never|no|or|any|anyone|anybody|nobody|only|just|still|why|how|when|who|what|which|where|more|less|fewer|all|every|fully|both|ban|banning|stop\w*|end|ending|limit\w*|cap|restrict\w*|back (?:in|into|to|at|on))\b|\b(?:bring\w*|brought|come|came|go|get|put|push\w*|hold|held|tak\w+|took) (?:\S+ ){0,4}back\b`)
)

// decided puts first, of the entries that answer a question, one that says yes or no to it, though another may come nearer.
func (ix *index) decided(q Question, best, ranking []Ranked) []Ranked {
	if len(best) == 0 || !q.whether() {
		return best
	}
	for _, r := range ranking[:min(mostRead, len(ranking))] {
		if r.likely() && !unfit(q, r) && ix.verdict(q, r) != "" {
			rest := slices.DeleteFunc(slices.Clone(best), func(o Ranked) bool { return o.Entry == r.Entry })
			return append([]Ranked{r}, rest[:min(len(rest), MostQuoted-1)]...)
		}
	}
	return best
}

// put is how a question puts something to an entry.
type put int

const (
	putNothing put = iota
	putFor         // was it accepted, does somebody support it?
	putAgainst     // was it rejected, does somebody oppose it?
	putEnd         // was it dropped?
	putSeveral
)

// puts has the terms by which a question puts it so.
var puts = map[put][]string{putFor: {"~accept", "~support"}, putAgainst: {"~reject", "~oppose"}, putEnd: {"~drop"}}

// putTo tells how a question puts it to an entry; what the entry itself is about, such as to drop something, says nothing of it.
func (ix *index) putTo(q Question, e *Entry) put {
	out := putNothing
	for p, terms := range puts {
		if !slices.ContainsFunc(terms, func(term string) bool { return q.names(term) && !ix.titled(e, term) }) {
			continue
		}
		if out != putNothing {
			return putSeveral
		}
		out = p
	}
	return out
}

// whether reports whether a question wants a yes or a no, and it is plain which it would be.
func (q Question) whether() bool { return whether.MatchString(q.said) && !unclear.MatchString(q.said) }

// verdict is the yes or no that an entry gives to a question which asks whether something was accepted, rejected or dropped, or whether
// somebody is for or against it: "" where the question asks something else, or the entry tells neither.
func (ix *index) verdict(q Question, r Ranked) string {
	e, status, put := r.Entry, r.State.Status, ix.putTo(q, r.Entry)
	if e.Kind == Recommendation && put == putNothing && q.names("~drop") { // to drop something is what was recommended
		return yesIf(true, false, status == "rejected")
	}
	if r.Signs.Subject < half || put == putNothing || put == putSeveral {
		return ""
	}
	switch e.Kind {
	case Recommendation:
		if put != putEnd && !q.names("@"+e.By) {
			return yesIf(put == putFor, status == "accepted", status == "rejected")
		}
	case Pledge, Milestone:
		return yesIf(true, put == putEnd && slices.Contains([]string{"dropped", "cancelled"}, status), false)
	case Position:
		if put != putEnd && q.names("@"+e.Actor) {
			return yesIf(put == putFor, e.Stance == "supports", e.Stance == "opposes")
		}
	default:
	}
	return ""
}

// yesIf answers a question that is put for something, or against it, by what it had: both, one or none.
func yesIf(put, had, refused bool) string {
	switch {
	case !had && !refused:
		return ""
	case put == had:
		return "Yes"
	}
	return "No"
}
