package watch

import (
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
)

// Bounds of telling which entries an article may be about.
const (
	heroShare = 0.45 // of the entry that title and beginning must name
	heroGrip  = 4.0  // weight of what they must name
	heroLead  = 1.3  // how much more likely one must be than the next
	mostOwn   = 2    // words of its own that "the extension of their remit" may have
	heroReach = 5    // sentences from the beginning in which "the scheme" may be that entry
)

// heroesOf are the entries that an article may be about, by its title and beginning.
func (d *detector) heroesOf() []*knowledge.Entry {
	said := []knowledge.Stretch{{Text: d.title, Counts: 1}, {Text: d.lead, Counts: 1}}
	for i := 1; i < min(3, len(d.sentences)); i++ {
		said = append(said, knowledge.Stretch{Text: d.sentences[i].raw, Counts: 0.7})
	}
	var out []*knowledge.Entry
	most := 0.0
	for _, m := range d.brain.Mentions(said, changeable) {
		most = max(most, m.Grip*m.Share)
		if m.Share >= heroShare && m.Grip >= heroGrip && m.Grip*m.Share >= most/2 {
			out = append(out, m.Entry)
		}
	}
	return out
}

// known are adjectives of what has been spoken of before.
var known = wordSet("promised planned flagship proposed controversial delayed intended")

// isKnown reports whether an adjective says that something has been spoken of before: a promised hub, a long-awaited review.
func isKnown(low string) bool {
	return known[low] || strings.HasPrefix(low, "long-") || strings.HasPrefix(low, "much-")
}

// isHero reports whether an event may happen to one of the entries that the article is about though it does not name it: the
// group, their role, a long-awaited website.
func (d *detector) isHero(e event, en *knowledge.Entry) bool {
	if !slices.Contains(d.heroes, en) || e.index < 0 || e.index > heroReach || e.verb == grant || e.verb == datedOnly || e.verb == countsOnly {
		return false
	}
	theme := e.theme
	if e.verb.frame == law {
		c, from := e.s.clauses[e.s.clauseAt(e.at)], e.at
		for from > c.from && auxiliaries[e.s.toks[from-1].low] {
			from--
		}
		theme = e.s.subject(from, c)
	}
	toks := tokens(theme)
	own := 0
	for _, t := range toks {
		if !t.punct && !generic[t.low] && !isKnown(t.low) {
			own++
		}
	}
	if len(toks) < 2 || len(toks) > 7 || own > mostOwn {
		return false
	}
	first, second := toks[0].low, toks[1].low
	return slices.Contains([]string{"the", "its", "their", "this", "these"}, first) || (first == "a" || first == "an") && isKnown(second)
}

// undecided reports whether two entries that an article is about would do equally for an event that names neither.
func undecided(found []candidate) bool {
	return len(found) > 1 && found[0].hero && found[1].score*heroLead > found[0].score
}
