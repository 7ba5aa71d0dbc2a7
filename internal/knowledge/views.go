package knowledge

import (
	"slices"
	"time"
)

// Group is entries that share a state, and which.
type Group struct {
	State   string
	Entries []Listed
}

// stanceOrder is how views are told: for, against, and what lies between.
var stanceOrder = []string{"supports", "opposes", "concerned", "mixed", "neutral"}

const noResponse = "no-response"

// Views returns what actors think of what f names, by stance; within one the newest first. An empty stance is left out.
func (c *Corpus) Views(f Filter, day time.Time) []Group {
	all := c.About(f, day, Position)
	slices.Reverse(all)
	return grouped(all, stanceOrder, func(l Listed) string { return l.Entry.Stance })
}

// Responses returns the recommendations on what f names, by the answer that they had by day, in the order of the corpus
// guide. An empty answer is left out.
func (c *Corpus) Responses(f Filter, day time.Time) []Group {
	all := c.About(f, day, Recommendation)
	for i, l := range all {
		if l.State.Line < 0 && l.Entry.Responded.First().After(day) { // it was not answered yet
			all[i].State.Status, all[i].State.Since = noResponse, l.Entry.Made
		}
	}
	return grouped(all, States(Recommendation), func(l Listed) string { return l.State.Status })
}

// Board returns the pledges that pass f by their status on day, in the order of the corpus guide.
func (c *Corpus) Board(f Filter, day time.Time) []Group {
	return grouped(c.Pledges(f, day), States(Pledge), func(l Listed) string { return l.State.Status })
}

// grouped parts entries by state, the groups in a given order, and keeps their order within.
func grouped(all []Listed, order []string, state func(Listed) string) []Group {
	var out []Group
	for _, s := range order {
		g := Group{State: s}
		for _, l := range all {
			if state(l) == s {
				g.Entries = append(g.Entries, l)
			}
		}
		if len(g.Entries) > 0 {
			out = append(out, g)
		}
	}
	return out
}
