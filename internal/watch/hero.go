package watch

import (
	"slices"

	"pledgewatch/internal/knowledge"
)

// Bounds of telling which entry an article is about.
const (
	heroShare = 0.6 // of the entry that title and beginning must name
	heroGrip  = 4.0 // weight of what they must name
	heroLead  = 1.3 // how much more than of any other entry
	heroReach = 5   // sentences from the beginning in which "the scheme" may be that entry
)

// heroOf is the entry that an article is about, by its title and beginning; nil where several would do.
func (d *detector) heroOf() *knowledge.Entry {
	said := []knowledge.Stretch{{Text: d.title, Counts: 1}, {Text: d.lead, Counts: 1}}
	for i := 1; i < min(3, len(d.sentences)); i++ {
		said = append(said, knowledge.Stretch{Text: d.sentences[i].raw, Counts: 0.7})
	}
	var best, next knowledge.Mention
	for _, m := range d.brain.Mentions(said, changeable) {
		switch w := m.Grip * m.Share; {
		case w > best.Grip*best.Share:
			best, next = m, best
		case w > next.Grip*next.Share:
			next = m
		}
	}
	if best.Share < heroShare || best.Grip < heroGrip || best.Grip*best.Share < heroLead*next.Grip*next.Share {
		return nil
	}
	return best.Entry
}

// known are adjectives of what has been spoken of before.
var known = wordSet("long-awaited promised planned flagship long-promised much-delayed proposed controversial delayed intended")

// isHero reports whether an event happens to the entry that the article is about though it does not name it: the group, their
// role, a long-awaited website.
func (d *detector) isHero(e event, en *knowledge.Entry) bool {
	if en != d.hero || e.index < 0 || e.index > heroReach || e.verb == grant || e.verb == datedOnly || e.verb == countsOnly {
		return false
	}
	toks := tokens(e.theme)
	if len(toks) < 2 || len(toks) > 7 {
		return false
	}
	first, second := toks[0].low, toks[1].low
	return slices.Contains([]string{"the", "its", "their", "this", "these"}, first) || (first == "a" || first == "an") && known[second]
}
