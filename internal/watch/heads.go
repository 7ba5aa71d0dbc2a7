package watch

import (
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
)

// heads are things that are about a programme and are not it: a report on the framework, applications for the trial.
var heads = wordSet(`report reports consultation conference debate evaluation study inquiry research survey seminar webinar briefing book article paper vote hearing meeting event
	training podcast series petition campaign judgment advice talks negotiations applications bids tender interviews poll leaflet guidance contract website video course tour toolkit
	years months weeks days
	findings results course analysis statistics data questions evidence statement speech letter`)

// inquiries are words for finding out and for what is found, which texts use for one another.
var inquiries = wordSet("report reports evaluation evaluations study inquiry research findings results review trial trials statistics data survey")

// through are heads that stand for what follows them.
var through = wordSet("plans plan work date timetable rollout roll-out implementation deadline proposals proposal idea pledge promise launch version part")

// beside reports whether a theme is only about an entry's programme: its head is a thing of another kind, which the entry
// does not name.
func beside(theme string, en *knowledge.Entry) bool {
	head, ok := headOf(theme)
	if !ok || !heads[head] {
		return false
	}
	if inquiries[head] && slices.ContainsFunc(tokens(en.Title), func(t token) bool { return inquiries[t.low] }) {
		return false
	}
	return !calls(en, head)
}

// headless reports whether a theme that only a date is named of is some other thing for an entry's programme: mentors for the
// framework.
func headless(theme string, en *knowledge.Entry) bool {
	head, ok := headOf(theme)
	toks := tokens(theme)
	return ok && !generic[head] && !calls(en, head) && slices.ContainsFunc([]int{1, 2}, func(i int) bool { return i < len(toks) && toks[i].low == "for" && toks[i-1].low == head })
}

// calls reports whether an entry's title or names hold a word.
func calls(en *knowledge.Entry, word string) bool {
	return strings.Contains(strings.ToLower(en.Title+" "+strings.Join(en.Aliases, " ")), strings.TrimSuffix(word, "s"))
}

// headOf is the noun that a theme is, before what is said of it: of the publication of a report on the framework, report.
func headOf(theme string) (string, bool) {
	toks := tokens(theme)
	for i, t := range toks[:min(9, len(toks))] {
		if i == 0 || !t.punct && !slices.Contains([]string{"on", "about", "into", "for", "of", "regarding"}, t.low) {
			continue
		}
		head := toks[i-1].low
		if !t.punct && (nouns[head] != nil || through[head]) {
			continue // the publication of findings: of those
		}
		return head, true
	}
	if len(toks) > 0 && len(toks) < 5 {
		return toks[len(toks)-1].low, true
	}
	return "", false
}
