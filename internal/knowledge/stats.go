package knowledge

import (
	"slices"
	"time"
)

// Count is how many entries there are of each kind, under a heading.
type Count struct {
	ID, Name string
	Kinds    map[Kind]int
	Total    int
}

// Stats counts a corpus.
type Stats struct {
	All     Count
	Topics  []Count // in the order of topics.yaml; an entry counts under its first topic
	Sources []Count // the oldest first; an entry counts under each source that it or its history cites
	Pledges []Count // by present status, in the order of the corpus guide; the ID is the status
}

// Stats counts the corpus as it stands.
func (c *Corpus) Stats() Stats {
	s := Stats{All: Count{Name: "all"}}
	topics, sources, statuses := map[string]*Count{}, map[string]*Count{}, map[string]*Count{}
	in := func(of map[string]*Count, id string, k Kind) {
		if of[id] == nil {
			of[id] = &Count{}
		}
		of[id].add(k)
	}
	for _, e := range c.entries {
		s.All.add(e.Kind)
		in(topics, e.Topics[0], e.Kind)
		for _, src := range c.SourcesBy(time.Time{}, append(citesOf(e.History), e.Cites)...) {
			in(sources, src.ID, e.Kind)
		}
		if e.Kind == Pledge {
			in(statuses, e.Status, e.Kind)
		}
	}
	for _, t := range c.topics {
		s.Topics = append(s.Topics, named(topics[t.ID], t.ID, t.Head()))
	}
	for _, src := range c.Sources() {
		s.Sources = append(s.Sources, named(sources[src.ID], src.ID, src.Title))
	}
	slices.Reverse(s.Sources)
	for _, st := range States(Pledge) {
		s.Pledges = append(s.Pledges, named(statuses[st], st, st))
	}
	return s
}

func (n *Count) add(k Kind) {
	if n.Kinds == nil {
		n.Kinds = map[Kind]int{}
	}
	n.Kinds[k]++
	n.Total++
}

// named gives a count its heading; of nothing there are none.
func named(n *Count, id, name string) Count {
	if n == nil {
		n = &Count{}
	}
	n.ID, n.Name = id, name
	return *n
}
