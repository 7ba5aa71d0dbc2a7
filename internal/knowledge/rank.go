package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Ranked is an entry that may answer a question, and why it stands where it does.
type Ranked struct {
	Entry    *Entry
	State    State   // as of the day asked for
	Score    float64 // 0 to 100; comparable within one question only
	Coverage float64 // share of what was asked that the entry holds, 0 to 1
	Closest  float64 // how near the entry's own questions and names come to the one asked, 0 to 1
	Missing  []string
	held     map[string]bool // terms of the question that it holds
	safe     bool            // it holds everything that an answer must
	said     []string        // its statement, or its history as of the day
	cites    []Cite          // what was said rests on
}

// How the parts of a score weigh.
const (
	scoreCoverage = 0.52
	scoreClosest  = 0.33
	scoreIntent   = 0.15
	standsIn      = 0.4 // what a word of like meaning must at least count for, to stand in for one that the corpus lacks
	partOfPhrase  = 0.7 // of a phrase's weight, where an entry holds its words but not the phrase
)

// rank returns the entries that hold something of what is asked and were known on the day, best first.
func (ix *index) rank(c *Corpus, q Question, n int) ([]Ranked, error) {
	var terms []string
	for _, u := range q.units {
		terms = append(terms, u.term)
		terms = append(terms, u.parts...)
		for near := range u.near {
			terms = append(terms, near)
		}
	}
	found, err := ix.candidates(terms, 4*n)
	if err != nil {
		return nil, err
	}
	var out []Ranked
	for _, i := range found {
		d := ix.docs[i]
		state, known := c.StateAt(d.entry, q.AsOf)
		if !known {
			continue
		}
		out = append(out, ix.score(d, state, q))
	}
	slices.SortStableFunc(out, func(a, b Ranked) int {
		return cmp.Or(-cmp.Compare(a.Score, b.Score), cmp.Compare(a.Entry.ID, b.Entry.ID))
	})
	return out[:min(n, len(out))], nil
}

func (ix *index) score(d document, state State, q Question) Ranked {
	r := Ranked{Entry: d.entry, State: state, held: map[string]bool{}, safe: true}
	var all, held float64
	for _, u := range q.units {
		all += u.weight
		share := d.holds(u)
		held += u.weight * share
		if share > 0 {
			r.held[u.term] = true
		} else {
			r.Missing = append(r.Missing, u.text)
		}
		if u.critical && share < partOfPhrase*0.99 || u.strange && share < standsIn {
			r.safe = false
		}
	}
	if all > 0 {
		r.Coverage = held / all
	}
	if !d.together(q) {
		r.safe = false
		r.Missing = append(r.Missing, "the figure or year and its subject in one sentence")
	}
	if !d.can(q) {
		r.safe = false
		r.Missing = append(r.Missing, "an answer to "+string(q.Intent))
	}
	r.Closest = ix.closest(d, q)
	r.Score = 100 * (scoreCoverage*r.Coverage + scoreClosest*r.Closest + scoreIntent*suits(d.entry, q.Intent))
	return r
}

// holds tells how firmly a document holds what a unit names: 1 in its title, less elsewhere, 0 not at all.
func (d document) holds(u unit) float64 {
	best := d.terms[u.term]
	if len(u.parts) > 0 {
		whole := 1.0
		for _, p := range u.parts {
			whole = min(whole, d.terms[p])
		}
		if len(u.parts) > 1 {
			whole *= partOfPhrase
		}
		best = max(best, whole)
	}
	for term, share := range u.near {
		best = max(best, share*d.terms[term])
	}
	return best
}

// closest is the best match (the harmonic mean of what each covers of the other, by weight) between the question and one
// of the ways to put the question that the entry answers.
func (ix *index) closest(d document, q Question) float64 {
	best := 0.0
	var asked float64
	for _, u := range q.units {
		asked += u.weight
	}
	if asked == 0 {
		return 0
	}
	for _, p := range d.phrases {
		var own, both float64
		for _, t := range p {
			if !strings.ContainsAny(t[:1], "@~") && !ix.fill[t] {
				own += ix.phraseWeight(t)
			}
		}
		for _, u := range q.units {
			both += u.weight * u.in(p)
		}
		if own == 0 || both == 0 {
			continue
		}
		precision, recall := min(1, both/own), both/asked
		best = max(best, 2*precision*recall/(precision+recall))
	}
	return best
}

// together reports whether each figure and year of a question stands in one clause with something else that is asked: an
// entry on a chair in 2019 that also mentions 2023 does not say who was chair in 2023.
func (d document) together(q Question) bool {
	for _, f := range q.units {
		if !f.figure || slices.Contains(d.dated, f.term) {
			continue
		}
		others, ok := 0, false
		for _, u := range q.units {
			if u.figure || isName(u.term) || u.weight < 1 {
				continue
			}
			others++
			for _, c := range d.clauses {
				ok = ok || slices.Contains(c, f.term) && u.in(c) > 0
			}
		}
		if others > 0 && !ok {
			return false
		}
	}
	return true
}

// in tells how firmly a phrase holds what a unit names.
func (u unit) in(p []string) float64 {
	if slices.Contains(p, u.term) || len(u.parts) > 0 && containsAll(p, u.parts) {
		return 1
	}
	best := 0.0
	for term, share := range u.near {
		if slices.Contains(p, term) {
			best = max(best, share)
		}
	}
	return best
}

func (ix *index) phraseWeight(t string) float64 {
	if ix.weak[t] {
		return 0.3 * ix.idf(t)
	}
	return ix.idf(t)
}

func containsAll(list, parts []string) bool {
	for _, p := range parts {
		if !slices.Contains(list, p) {
			return false
		}
	}
	return true
}

// suits tells how well the kind of an entry, and what it carries, fits what a question wants to hear.
func suits(e *Entry, in Intent) float64 {
	has := func(b bool, yes float64) float64 {
		if b {
			return yes
		}
		return 0
	}
	switch in {
	case WantWhen:
		return max(has(e.Kind == Milestone, 1), has(!e.Due.IsZero(), 1), has(e.Kind == Pledge, 0.6), has(e.Kind == Recommendation, 0.3))
	case WantMoney:
		return max(has(e.Amount.IsMoney(), 1), has(e.Kind == Funding, 1), has(strings.Contains(e.Statement, "£"), 0.6))
	case WantCount:
		return max(has(e.Kind == Finding, 1), has(!e.Amount.IsZero() && !e.Amount.IsMoney(), 1), has(strings.ContainsAny(e.Statement, "0123456789"), 0.5))
	case WantWho:
		return max(has(e.Kind == Actor, 1), has(e.Kind == Position, 0.6), has(e.By != "", 0.4))
	case WantWhere:
		return max(has(e.Place != "", 0.7), has(strings.Contains(strings.ToLower(e.Title), "council"), 0.7), has(e.Kind == Pledge || e.Kind == Milestone, 0.5))
	case WantWhy:
		return max(has(e.Reason != "", 1), has(e.Kind == Recommendation || e.Kind == Position, 0.6))
	case WantView:
		return max(has(e.Kind == Position, 1), has(e.Kind == Recommendation, 0.3))
	case WantMeaning:
		return max(has(e.Kind == Term, 1), has(e.Kind == Actor, 0.8))
	case WantStatus:
		return max(has(e.Kind == Pledge || e.Kind == Recommendation, 1), has(e.Kind == Milestone, 0.9), has(e.Kind == Funding, 0.6))
	default:
		return 0.5
	}
}

// explain says in words why an entry stands where it does.
func (r Ranked) explain() string {
	s := fmt.Sprintf("%s holds %s%% of what is asked, its own questions come %s%% near", r.Entry.ID,
		strconv.Itoa(int(100*r.Coverage)), strconv.Itoa(int(100*r.Closest)))
	if len(r.Missing) > 0 {
		s += "; lacks " + strings.Join(r.Missing, ", ")
	}
	return s
}
