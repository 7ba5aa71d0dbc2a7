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
	counted                          map[string]bool // terms that a number counts
	actors                           []told          // who is named, and where
}

// told is a person or a body that an entry names.
type told struct {
	token   string
	person  bool
	clauses uint64
}

var (
	saysDate  = regexp.MustCompile(`(?i)\b(?:19|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|spring|summer|autumn|winter)\b|\byear (?:one|two|three|four|five|\d)`)
	saysMoney = regexp.MustCompile(`£\d`)
	saysShare = regexp.MustCompile(`(?i)\d%|per cent|\b(?:half|third|thirds|quarter|quarters|majority|most|fifth|one in \w+|per 10,000)\b`)
	dateWords = regexp.MustCompile(`(?i)\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -](?:years?|months?|weeks?|days?|hours?)\b|(?:\b\d{1,2} )?\b(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter)(?: \d{4})?\b|\b(?:19|20)\d\d(?:[-–/]\d\d)?\b|£[\d.,]+(?:bn|m|k)?|[\d.]+%|section \d+`)
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
	t.counted = ix.counts(append(said, e.Amount.String(), e.Value+" "+e.Unit+" "+e.Measure))
	slices.SortFunc(t.actors, func(a, b told) int { return cmp.Compare(a.token, b.token) })
	return t
}

// reach is how many words after a number may belong to what it counts: "500 additional child and family social worker
// apprentices".
const reach = 7

// counts collects the terms that stand after a number which is no date, no sum of money and no span of time.
func (ix *index) counts(texts []string) map[string]bool {
	out := map[string]bool{}
	for _, text := range texts {
		ws := ix.cut.words(dateWords.ReplaceAllString(text, " "))
		for i, w := range ws {
			if w.figure || numberWords[w.surface] != "" {
				for _, t := range ix.termsIn(ws[i+1 : min(len(ws), i+1+reach)]) {
					out[t] = true
				}
			}
		}
	}
	return out
}

// telling marks the clauses of a document that tell the sort of thing that a question wants.
func (d document) telling(q Question) uint64 {
	switch q.Intent {
	case WantWhen:
		return d.traits.date
	case WantMoney:
		return d.traits.money
	case WantShare:
		return d.traits.share | d.traits.money
	case WantCount:
		return d.traits.count | d.traits.share
	case WantWho:
		return d.names(q)
	case WantWhere:
		return d.traits.place
	default:
		return math.MaxUint64
	}
}

// can reports whether some clause of a document tells the sort of thing that a question wants together with what it is wanted
// of: an entry that names no council is no answer to "which councils".
func (d document) can(q Question) bool {
	if q.Intent == WantCount && q.head >= 0 {
		u := q.units[q.head]
		if h := d.holds(u); h.clauses != 0 {
			return d.counts(u) || (d.traits.share|flagOwn(u, h, d.traits.count))&h.clauses != 0
		}
	}
	return d.telling(q)&d.about(q) != 0
}

// flagOwn gives marks where a unit is the entry's own subject: "of which there are 13" counts it from behind.
func flagOwn(u unit, h holding, marks uint64) uint64 {
	if isName(u.term) && h.phrases != 0 {
		return marks
	}
	return 0
}

// counts reports whether a number of the document counts what a unit names.
func (d document) counts(u unit) bool {
	if d.traits.counted[u.term] {
		return true
	}
	for term := range u.near {
		if d.traits.counted[term] {
			return true
		}
	}
	return len(u.parts) > 0 && !slices.ContainsFunc(u.parts, func(p string) bool { return !d.traits.counted[p] })
}

// about marks the clauses that hold what a question asks of: any of its words that are no names. Where none does, but the entry is about what is named, all of them count.
func (d document) about(q Question) uint64 {
	var marks uint64
	found, own := false, false
	for _, u := range q.units {
		h := d.holds(u)
		own = own || isName(u.term) && h.phrases != 0
		if u.figure || isName(u.term) || u.weight < 1 {
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

// names marks the clauses that name somebody whom the question does not.
func (d document) names(q Question) uint64 {
	var marks uint64
	for _, a := range d.traits.actors {
		asked := slices.ContainsFunc(q.units, func(u unit) bool { return u.term == a.token })
		switch {
		case asked && !(q.person && d.entry.Kind == Actor && a.token == "@"+d.entry.ID):
		case q.person && !a.person && !asked:
		default:
			marks |= a.clauses
		}
	}
	return marks
}
