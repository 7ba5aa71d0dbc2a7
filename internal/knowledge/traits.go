package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// traits marks which clauses of an entry tell what sort of thing; the first clause is its title with its figures.
type traits struct {
	dates                                                            [toDay + 1]uint64 // as fine as that, or finer
	money, count, share, part, view, cause, unsaid, wish, span, list uint64
	counted                                                          map[string]bool // terms that a number counts
	whole                                                            map[string]bool // terms that a share is of
	actors                                                           []told          // who is named, and where
	figures                                                          []figureAt      // which figures it holds, and where
	places                                                           []told          // which places are
}

// figureAt is a figure and the clauses that hold it.
type figureAt struct {
	term    string
	clauses uint64
}

// told is a person or a body that an entry names.
type told struct {
	token   string
	person  bool
	clauses uint64
	sorts   map[string]bool // terms of what sort it is
}

// tells are the intents that want a name or a figure.
var tells = map[Intent]bool{WantWhen: true, WantSpan: true, WantMoney: true, WantCount: true, WantShare: true, WantWho: true, WantWhere: true}

// wishing are pairs of words that say what is to be.
var wishing = map[[2]string]bool{{"call", "for"}: true, {"calls", "for"}: true, {"called", "for"}: true, {"to", "be"}: true, {"due", "to"}: true, {"was", "to"}: true, {"were", "to"}: true}

// wishful reports whether words are about what is to be, and not what was: a call for 9,000 carers recruited nobody.
func wishful(ws []word) bool {
	for i, w := range ws {
		if w.class&wishes != 0 || w.class&linking != 0 && i > 0 && wishing[[2]string{ws[i-1].surface, w.surface}] {
			return true
		}
	}
	return false
}

// unsaid reports whether words say what the sources do not: "gave no number", "had not said which". A clause with a share of its
// own tells that: of 45% it was stated that there had been no plan.
func unsaid(ws []word) bool {
	const beside = 3
	if slices.ContainsFunc(ws, func(w word) bool { return w.figure && strings.HasSuffix(w.stem, "%") }) {
		return false
	}
	denied := -beside - 1
	told := denied
	for i, w := range ws {
		name := w.capital && i+1 < len(ws) && ws[i+1].capital // No Wrong Door
		if w.class&negation != 0 && !name {
			denied = i
		}
		if w.class&disclosing != 0 {
			told = i
		}
		if (w.class&negation != 0 && !name || w.class&disclosing != 0) && denied >= 0 && told >= 0 && max(denied-told, told-denied) <= beside {
			return true
		}
	}
	return false
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// traitsOf reads what sort of thing each clause of an entry can tell.
func (ix *index) traitsOf(e *Entry, terms map[string]posting, said [][]word, saidOf []string) traits {
	t := traits{counted: map[string]bool{}, whole: map[string]bool{}}
	for i, ws := range said {
		ix.traitsIn(&t, ws, bit(i))
		if wishful(ws) {
			t.wish |= bit(i)
		}
		if unsaid(ws) {
			t.unsaid |= bit(i)
		}
	}
	for i, text := range saidOf {
		if strings.Count(text, ", ")+strings.Count(text, ";")+strings.Count(text, " and ")+strings.Count(text, " or ") > 1 {
			t.list |= bit(i)
		}
	}
	ix.traitsIn(&t, ix.cut.words(e.Amount.String()+" "+e.Value+" "+e.Unit+" "+e.Measure), 1)
	ix.namedIn(&t, e, terms)
	slices.SortFunc(t.actors, func(a, b told) int { return cmp.Compare(a.token, b.token) })
	return t
}

// namedIn notes which figures, places, people and bodies an entry names.
func (ix *index) namedIn(t *traits, e *Entry, terms map[string]posting) {
	for term, p := range terms {
		if p.clauses != 0 && (term[0] == '£' && len(term) > 2 || term[0] >= '0' && term[0] <= '9' && !isYear(term)) {
			t.figures = append(t.figures, figureAt{term, p.clauses})
		}
		if ix.places[term] && p.clauses != 0 {
			t.places = append(t.places, told{token: term, clauses: p.clauses})
		}
		if ix.actors[term] {
			where := p.clauses
			if term == "@"+e.By || term == "@"+e.Actor || term == "@"+e.ID {
				where = math.MaxUint64
			}
			t.actors = append(t.actors, told{token: term, person: ix.people[term], clauses: where, sorts: ix.sortsOf[term]})
		}
	}
}

// reach is how many words after a number may belong to what it counts: "500 additional child and family social worker
// apprentices".
const reach = 7

// traitsIn reads one clause.
func (ix *index) traitsIn(t *traits, ws []word, clause uint64) {
	for i, w := range ws {
		if w.class&opining != 0 {
			t.view |= clause
		}
		if w.class&causing != 0 {
			t.cause |= clause
		}
		switch {
		case t.date(ws, i, clause):
		case w.figure && strings.HasPrefix(w.surface, "£"):
			t.money |= clause
		case ix.shareIn(t, ws[i:], clause):
		case is(quantity, ws, i):
			t.count |= clause
		case saysSpan(ws, i):
			t.span |= clause
			t.counted[ws[i+1].stem] = true // "how many years", but nothing else
			t.counted["~year"] = t.counted["~year"] || ws[i+1].stem == "year"
		case saysNumber(ws, i):
			t.count |= clause
			ix.count(t.counted, ix.countedBy(ws[i+1:]))
		}
	}
}

// shareIn reads the share that words begin with: 45% of, most of, one in; it reports whether there is one.
func (ix *index) shareIn(t *traits, ws []word, clause uint64) bool {
	w, rest := ws[0], ws[1:]
	switch {
	case w.figure && strings.HasSuffix(w.stem, "%"):
		t.share |= clause
		ix.countWhole(t.whole, rest)
	case w.stem == "share", w.stem == "proport":
		ix.countWhole(t.whole, rest)
	case is(fraction, ws, 0):
		t.part |= clause
		t.count |= clause
		ix.count(t.counted, ix.countedBy(rest))
	case w.surface == "one" && len(rest) > 0 && rest[0].surface == "in":
		t.share |= clause
		t.count |= clause
	default:
		return false
	}
	return true
}

// countedBy returns the words after a number that it may count, up to a word that begins something else and is no part of a phrase
// such as "children in care".
func (ix *index) countedBy(ws []word) []word {
	ws = ws[:min(len(ws), reach)]
	for i := 0; i < len(ws); {
		if _, n, ok := ix.dict.match(ws[i:]); ok && n > 1 {
			i += n
			continue
		}
		if ws[i].class&beginning != 0 {
			return ws[:i]
		}
		i++
	}
	return ws
}

// count notes what a number counts: names as wholes, for "three families first areas" are areas and no families.
func (ix *index) count(counted map[string]bool, ws []word) {
	for i := 0; i < len(ws); {
		p, n, ok := ix.dict.match(ws[i:])
		if ok && n > 1 && isName(p.token) {
			counted[p.token] = true
			i += n
			continue
		}
		for _, term := range ix.termsIn(ws[i : i+1]) {
			counted[term] = true
		}
		if ok {
			counted[p.token] = true
		}
		i++
	}
}

// countWhole notes what a share is of.
func (ix *index) countWhole(whole map[string]bool, ws []word) {
	if len(ws) == 0 || ws[0].surface != "of" {
		return
	}
	for _, term := range ix.termsIn(ix.countedBy(ws[1:])) {
		whole[term] = true
	}
}

// is reports whether there is an i-th word and it is of a class.
func is(c class, ws []word, i int) bool {
	return i >= 0 && i < len(ws) && ws[i].class&c != 0
}

func isNumber(w word) bool { return w.figure || numberWords[w.surface] != "" }

// saysDate reports whether a date stands at i: a month, a season, a year, "year five".
func saysDate(ws []word, i int) bool {
	return is(month, ws, i) && ws[i].capital || is(season, ws, i) || ws[i].figure && isYear(ws[i].stem) ||
		ws[i].surface == "year" && i+1 < len(ws) && numberWords[ws[i+1].surface] != ""
}

// date notes the date that stands at i, and reports whether one does.
func (t *traits) date(ws []word, i int, clause uint64) bool {
	if !saysDate(ws, i) {
		return false
	}
	for g := range grainAt(ws, i) + 1 {
		t.dates[g] |= clause
	}
	return true
}

// grainAt tells how fine the date at i is.
func grainAt(ws []word, i int) grain {
	switch {
	case !is(month, ws, i):
		return anyGrain
	case i > 0 && dayForm.MatchString(ws[i-1].surface), i+1 < len(ws) && dayForm.MatchString(ws[i+1].surface):
		return toDay
	default:
		return toMonth
	}
}

// saysSpan reports whether a number of years, weeks or hours stands at i.
func saysSpan(ws []word, i int) bool { return isNumber(ws[i]) && is(duration, ws, i+1) }

// saysNumber reports whether a number stands at i that may count something: no day of a month and no section of an Act.
func saysNumber(ws []word, i int) bool {
	return isNumber(ws[i]) && (i == 0 || ws[i-1].stem != "year") && (i < 3 || ws[i-3].stem != "year" || ws[i-1].surface != "to") && !is(month, ws, i-1) && !is(month, ws, i+1) && (i == 0 || ws[i-1].surface != "section")
}
