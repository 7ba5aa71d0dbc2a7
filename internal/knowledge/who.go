package knowledge

import (
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Profile is what the corpus knows of a person or a body by a day.
type Profile struct {
	Actor     *Entry
	Listed    Listed
	Roles     []Role   // what it was, the latest first
	Members   []Member // who was what in it
	Promised  []Listed // pledges and dated events, by it
	Asked     []Listed // recommendations, by it
	Gave      []Listed // money, by it
	Thinks    []Listed // positions, the newest first
	Published []Listed // findings in its own documents, or that name it as related
}

// Member is somebody's role in a body.
type Member struct {
	Actor *Entry
	Role  Role
}

// FindActors returns the actors that a name may mean: those that go by it, else those whose names hold all its words.
func (c *Corpus) FindActors(name string, day time.Time) []*Entry {
	known := func(e *Entry) bool { _, ok := c.StateAt(e, day); return ok }
	if named := c.ActorsNamed(name); len(named) > 0 { // where the one that is meant was not known yet, no other is
		return slices.DeleteFunc(named, func(e *Entry) bool { return !known(e) })
	}
	st := stems(name)
	if len(st) == 0 {
		return nil
	}
	var found []*Entry
	for _, e := range c.entries {
		holds := func(s string) bool { return containsAll(stems(s), st) }
		if e.Kind == Actor && known(e) && (holds(e.Title) || slices.ContainsFunc(e.Aliases, holds)) {
			found = append(found, e)
		}
	}
	return found
}

// Profile gathers what is known of an actor by a day; ok is false where nothing was. Where what is said of the actor itself rests on
// later sources, there is still what it did by then.
func (c *Corpus) Profile(a *Entry, day time.Time) (p Profile, ok bool) {
	p.Actor = a
	if p.Listed, ok = c.Listed(a, day); ok {
		p.Roles = RolesBy(a, day)
	} else {
		p.Listed.State.Line = -1
	}
	for _, e := range c.entries {
		if _, known := c.StateAt(e, day); e.Kind == Actor && known {
			for _, r := range RolesBy(e, day) {
				if r.Of == a.ID {
					p.Members = append(p.Members, Member{e, r})
				}
			}
		}
	}
	by := Filter{By: []*Entry{a}}
	p.Promised, p.Asked = c.About(by, day, Pledge, Milestone), c.About(by, day, Recommendation)
	p.Gave, p.Thinks = c.About(by, day, Funding), c.About(by, day, Position)
	for _, l := range []*[]Listed{&p.Promised, &p.Asked, &p.Gave, &p.Thinks} {
		slices.Reverse(*l) // the newest first
		if !ok {           // whose an entry is may have been told with its statement
			*l = slices.DeleteFunc(*l, func(l Listed) bool { return c.StatementKnownFrom(l.Entry).After(day) })
		}
	}
	for _, l := range c.About(Filter{}, day, Finding) {
		if slices.Contains(l.Entry.Relates, a.ID) || slices.Contains(a.Relates, l.Entry.ID) || c.publishes(a, l, day) {
			p.Published = append(p.Published, l)
		}
	}
	return p, ok || len(p.Members)+len(p.Promised)+len(p.Asked)+len(p.Gave)+len(p.Thinks)+len(p.Published) > 0
}

// publishes reports whether an actor's own document is what an entry rests on. A publisher goes by a name of the actor, with
// its acronym behind it in brackets or not.
func (c *Corpus) publishes(a *Entry, l Listed, day time.Time) bool {
	return slices.ContainsFunc(c.SourcesBy(day, l.Entry.Cites), func(s Source) bool {
		name, _, _ := strings.Cut(s.Publisher, " (")
		return name == a.Title || slices.Contains(a.Aliases, name)
	})
}

// RolesBy returns the roles that an actor had begun by a day, the latest first; of one that ended later the end is left out.
func RolesBy(a *Entry, day time.Time) []Role {
	var out []Role
	for _, r := range a.Roles {
		if r.From.First().After(day) {
			continue
		}
		if r.To.First().After(day) {
			r.To = edtf.Date{}
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(x, y Role) int {
		if x.From.IsZero() || y.From.IsZero() {
			return x.From.Compare(y.From) // what is undated comes last
		}
		return -x.From.Compare(y.From)
	})
	return out
}
