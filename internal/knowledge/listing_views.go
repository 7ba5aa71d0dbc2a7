package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// stances are the words by which a question asks who is for something, or against it.
var stances = []struct {
	stance string
	form   *regexp.Regexp
}{
	{"supports", regexp.MustCompile(`(?i)^(?:supports?|supported|supporting|backs?|backed|backing|in favour of|favours?|welcomes?|welcomed)\b`)},
	{"opposes", regexp.MustCompile(`(?i)^(?:opposes?|opposed(?: to)?|opposing|against|objects? to|objected to)\b`)},
	{"concerned", regexp.MustCompile(`(?i)^(?:worried|worries|worry|concerned|uneasy)(?: about| over| by)?\b`)},
}

// listStance lists the positions of the stance that a question's words begin with.
func (b *Brain) listStance(a *Answer, said string) bool {
	for _, s := range stances {
		if found := s.form.FindString(said); found != "" {
			return b.listViews(a, s.stance, strings.TrimSpace(said[len(found):]))
		}
	}
	return false
}

// listViews lists the positions of one stance on what the rest of a question names. Where nobody is against it, those who are
// concerned are told: that is who comes nearest.
func (b *Brain) listViews(a *Answer, stance, on string) bool {
	views, between := b.viewsOn(a, on)
	lead := "%d %s " + stanceWords[stance]
	if stance == "opposes" && len(views[stance]) == 0 {
		stance, lead = "concerned", "nobody is against it outright; %d %s "+stanceWords["concerned"]
	}
	switch len(views[stance]) {
	case 0:
		return false
	case 1:
		b.compose(a, views[stance])
		return true
	}
	a.Entries = views[stance]
	names := b.whoThink(a.Entries)
	slices.SortStableFunc(a.Entries, func(x, y Ranked) int {
		return slices.Index(names, b.Corpus.ActorName(x.Entry.Actor)) - slices.Index(names, b.Corpus.ActorName(y.Entry.Actor))
	})
	a.Lead = fmt.Sprintf("By what the corpus holds, "+lead+": %s.", len(names), isOrAre(len(names)), And(names))
	b.show(a)
	if len(between) > 0 {
		a.Body = append(a.Body, "Of mixed views: "+And(between)+".")
	}
	return true
}

// listSides lists all positions on what is named: who is for it, against it, concerned and in between.
func (b *Brain) listSides(a *Answer, on string) bool {
	views, between := b.viewsOn(a, on)
	var sides []string
	for _, stance := range stanceOrder {
		if names := b.whoThink(views[stance]); len(names) > 0 {
			sides = append(sides, stanceWords[stance]+": "+And(names))
			a.Entries = append(a.Entries, views[stance]...)
		}
	}
	if len(a.Entries) < 2 {
		a.Entries = nil
		return false
	}
	a.Lead = "By what the corpus holds, " + strings.Join(sides, "; ") + "."
	b.show(a)
	if len(between) > 0 {
		a.Body = append(a.Body, "Of mixed views: "+And(between)+".")
	}
	return true
}

// whoThink are the names of those whose positions are given, each once.
func (b *Brain) whoThink(views []Ranked) []string {
	var names []string
	for _, r := range views {
		if name := b.Corpus.ActorName(r.Entry.Actor); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// viewsOn are the positions on what words name, by stance, and who is of mixed views.
func (b *Brain) viewsOn(a *Answer, on string) (views map[string][]Ranked, between []string) {
	q := b.ix.understand(on, a.AsOf)
	topics, _ := b.Corpus.ReadTopics(on)
	views = map[string][]Ranked{}
	for i, e := range b.Corpus.entries {
		l, known := b.Corpus.Listed(e, a.AsOf)
		if !known || e.Kind != Position || q.names("@"+e.Actor) || !b.ix.holdsName(q, i) || !b.ix.document(i).isOn(q, slices.ContainsFunc(topics, func(t Topic) bool { return t.ID == e.Topics[0] })) || b.Corpus.StatementKnownFrom(e).After(a.AsOf) {
			continue
		}
		if e.Stance == "mixed" {
			n := Nearest{Lead: b.Corpus.ActorName(e.Actor)}
			if known := b.Corpus.SourcesBy(a.AsOf, e.Cites); len(known) > 0 {
				n.Source = known[0]
			}
			if said := n.String(); !slices.Contains(between, said) {
				between = append(between, said)
			}
			continue
		}
		r := Ranked{Entry: e, State: l.State, Score: 100, cites: e.Cites}
		r.said = sentences(e.Statement)[:1] // it names who says so
		views[e.Stance] = append(views[e.Stance], r)
	}
	return views, between
}

// holdsName reports whether an entry holds a name that a question holds, or all its words: no other need be taken apart for isOn.
func (ix *index) holdsName(q Question, doc int) bool {
	lacks := func(term string) bool { return !ix.terms.holds(term, doc) }
	return slices.ContainsFunc(q.units, func(u unit) bool {
		return isName(u.term) && (!lacks(u.term) || len(u.parts) > 1 && !slices.ContainsFunc(u.parts, lacks))
	})
}

// isOn reports whether a view is on what is named: each thing in its title or, where that names the topic that the view is filed under,
// in the ways to ask for it; and one of them with a name of its own.
func (d *document) isOn(q Question, inTopic bool) bool {
	some := false
	for _, u := range q.units {
		if u.weight < 1 && !isName(u.term) {
			continue
		}
		h := d.holds(u)
		if h.soft || h.share < firmly || h.clauses&1 == 0 && (!inTopic || h.phrases == 0) {
			return false
		}
		some = some || isName(u.term)
	}
	return some
}
