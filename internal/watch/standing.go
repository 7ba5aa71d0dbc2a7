package watch

import (
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
)

// standing is whether somebody's word makes a change.
type standing uint8

const (
	unknown standing = iota
	power            // those who decide: government, and whoever made the promise
	other            // those who hope, fear and comment
	body             // a body whose word counts for what is its own
)

// standing of who is said to have said something at a sentence of the article.
func (d *detector) standing(index int, s *sentence, sp speaker, said bool) standing {
	if !said {
		return unknown
	}
	return d.standingOf(index, s.text(sp.from, sp.to), sp.trailing)
}

// standingOf judges how somebody is called. A pronoun stands for whoever spoke or acted before.
func (d *detector) standingOf(index int, who string, trailing bool) standing {
	low := lowOf(tokens(who))
	words := strings.Fields(low)
	if len(words) == 0 {
		return unknown
	}
	if pronouns[words[0]] && len(words) <= 3 {
		return d.previous(index)
	}
	at := func(list []string) int {
		first := -1
		for _, p := range list {
			if i := strings.Index(low, " "+p+" "); i >= 0 && (first < 0 || i < first) {
				first = i
			}
			if i := strings.Index(low, " "+p+"'s "); i >= 0 && (first < 0 || i < first) {
				first = i
			}
		}
		return first
	}
	p, o := at(powers), at(others)
	switch {
	case p >= 0 && (o < 0 || p < o):
		if o >= 0 && strings.Contains(low, " source ") {
			return other
		}
		return power
	case o >= 0:
		return other
	case d.isBody(low):
		return body
	case trailing:
		return other // a name and no office: somebody who comments
	}
	return unknown
}

// isBody reports whether a name is that of an organisation that the corpus knows.
func (d *detector) isBody(low string) bool {
	return slices.ContainsFunc(d.bodies, func(name string) bool { return strings.Contains(low, name) })
}

// bodiesOf are the names of the organisations of a corpus, as sentence.low gives them.
func bodiesOf(c *knowledge.Corpus) []string {
	var out []string
	for _, e := range c.Entries() {
		if e.Kind != knowledge.Actor || e.Type != "organisation" {
			continue
		}
		for _, n := range append([]string{e.Title}, e.Aliases...) {
			out = append(out, lowOf(tokens(n)))
		}
	}
	return out
}

var pronouns = wordSet(`it they he she we`)

// previous is the standing of whom a pronoun at a sentence stands for: the subject of the sentence before, or of this one.
func (d *detector) previous(index int) standing {
	for i := index - 1; i >= max(0, index-3); i-- {
		s := d.sentences[i]
		if len(s.clauses) == 0 {
			continue
		}
		for _, sp := range s.speakers {
			if st := d.standingNamed(s.text(sp.from, sp.to)); st != unknown {
				return st
			}
		}
		c := s.clauses[0]
		if st := d.standingNamed(s.noun(c)); st != unknown {
			return st
		}
		low := s.low(0, len(s.toks))
		if names(low, powers[:8]) {
			return power
		}
	}
	return unknown
}

// standingNamed is standingOf for names only.
func (d *detector) standingNamed(who string) standing {
	low := strings.Fields(lowOf(tokens(who)))
	if len(low) == 0 || pronouns[low[0]] {
		return unknown
	}
	return d.standingOf(0, who, false)
}

// isPower reports whether a subject is somebody who can decide.
func (d *detector) isPower(index int, who string) bool {
	return d.standingOf(index, who, false) == power
}
