package knowledge

import (
	"cmp"
	"math"
	"regexp"
	"slices"
)

// traits marks which clauses of an entry tell what sort of thing; the first clause is its title with its figures.
type traits struct {
	date, money, count, share, place uint64
	actors                           []told // who is named, and where
}

// told is a person or a body that an entry names.
type told struct {
	token   string
	person  bool
	clauses uint64
}

var (
	saysDate  = regexp.MustCompile(`(?i)\b(?:19|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|spring|summer|autumn|winter)\b`)
	saysMoney = regexp.MustCompile(`£\d`)
	saysShare = regexp.MustCompile(`(?i)\d%|per cent|\b(?:half|third|thirds|quarter|quarters|majority|most|fifth|one in \w+|per 10,000)\b`)
	dateWords = regexp.MustCompile(`(?i)(?:\b\d{1,2} )?\b(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter)(?: \d{4})?\b|\b(?:19|20)\d\d(?:[-–/]\d\d)?\b|£[\d.,]+(?:bn|m|k)?|[\d.]+%|section \d+`)
	saysCount = regexp.MustCompile(`(?i)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|hundreds|thousand|thousands|half|third|most|all|none|no|dozen|single)\b`)
)

// traitsOf reads what sort of thing each clause of an entry can tell.
func (ix *index) traitsOf(e *Entry, d document, said []string) traits {
	var t traits
	for i, text := range said {
		mark := func(to *uint64, yes bool) {
			if yes {
				*to |= bit(i)
			}
		}
		mark(&t.date, saysDate.MatchString(text) || i == 0 && len(d.dated) > 0)
		mark(&t.money, saysMoney.MatchString(text))
		mark(&t.share, saysShare.MatchString(text))
		mark(&t.count, saysCount.MatchString(dateWords.ReplaceAllString(text, "")))
	}
	for term, p := range d.terms {
		if ix.places[term] && p.clauses != 0 {
			t.place |= p.clauses
		}
		if ix.actors[term] {
			where := p.clauses
			if term == "@"+e.By || term == "@"+e.Actor || term == "@"+e.ID {
				where = math.MaxUint64
			}
			t.actors = append(t.actors, told{term, ix.people[term], where})
		}
	}
	if e.Place != "" {
		t.place |= 1
	}
	slices.SortFunc(t.actors, func(a, b told) int { return cmp.Compare(a.token, b.token) })
	return t
}

// can reports whether some clause of a document tells the sort of thing that a question wants together with what it is wanted
// of: an entry that names no council is no answer to "which councils".
func (d document) can(q Question) bool {
	about := d.about(q)
	switch q.Intent {
	case WantWhen:
		return d.traits.date&about != 0
	case WantMoney:
		return d.traits.money&about != 0
	case WantShare:
		return (d.traits.share|d.traits.money)&about != 0
	case WantCount:
		return (d.traits.count|d.traits.share)&about != 0
	case WantWho:
		return d.names(q, about)
	case WantWhere:
		return d.traits.place&about != 0
	default:
		return true
	}
}

// about marks the clauses that hold what a question asks of: for "how many X" those that hold X, else those that hold any
// of its words that are no names. Where none does, but the entry is about what is named, all of them count.
func (d document) about(q Question) uint64 {
	var marks uint64
	found, own := false, false
	for _, u := range q.units {
		h := d.holds(u)
		own = own || isName(u.term) && h.phrases != 0
		if u.figure || isName(u.term) || u.weight < 1 || q.Intent == WantCount && marks != 0 {
			continue
		}
		found = true
		marks |= h.clauses
	}
	if !found || marks == 0 && own {
		return math.MaxUint64
	}
	return marks
}

// names reports whether a document names somebody whom the question does not.
func (d document) names(q Question, about uint64) bool {
	for _, a := range d.traits.actors {
		asked := slices.ContainsFunc(q.units, func(u unit) bool { return u.term == a.token })
		switch {
		case asked && !(q.person && d.entry.Kind == Actor && a.token == "@"+d.entry.ID):
		case q.person && !a.person && !asked:
		case a.clauses&about != 0:
			return true
		}
	}
	return false
}
