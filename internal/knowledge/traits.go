package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// traits marks which clauses of an entry tell what sort of thing; the first clause is its title with its figures.
type traits struct {
	date, money, count, share, part, view, cause, unsaid, wish, span, list uint64
	counted                                                                map[string]bool // terms that a number counts
	whole                                                                  map[string]bool // terms that a share is of
	actors                                                                 []told          // who is named, and where
	figures                                                                []figureAt      // which figures it holds, and where
	places                                                                 []told          // which places are
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
	slices.SortFunc(t.actors, func(a, b told) int { return cmp.Compare(a.token, b.token) })
	return t
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
		case saysDate(ws, i):
			t.date |= clause
		case w.figure && strings.HasPrefix(w.surface, "£"):
			t.money |= clause
		case w.figure && strings.HasSuffix(w.stem, "%"):
			t.share |= clause
			ix.countWhole(t.whole, ws[i+1:])
		case w.stem == "share", w.stem == "proport":
			ix.countWhole(t.whole, ws[i+1:])
		case is(fraction, ws, i):
			t.part |= clause
			t.count |= clause
			ix.count(t.counted, ix.countedBy(ws[i+1:]))
		case w.surface == "one" && i+1 < len(ws) && ws[i+1].surface == "in":
			t.share |= clause
			t.count |= clause
		case is(quantity, ws, i):
			t.count |= clause
		case saysSpan(ws, i):
			t.span |= clause
			t.counted[ws[i+1].stem] = true // "how many years", but nothing else
			t.counted["~year"] = t.counted["~year"] || ws[i+1].stem == "year"
		case saysNumber(ws, i) && i+1 < len(ws) && ws[i+1].surface == "fewer":
			t.count |= clause
			t.counted[ws[i+1].stem] = true // so many fewer children are no children
		case saysNumber(ws, i):
			t.count |= clause
			ix.count(t.counted, ix.countedBy(ws[i+1:]))
		}
	}
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

// saysSpan reports whether a number of years, weeks or hours stands at i.
func saysSpan(ws []word, i int) bool { return isNumber(ws[i]) && is(duration, ws, i+1) }

// saysNumber reports whether a number stands at i that may count something: no day of a month and no section of an Act.
func saysNumber(ws []word, i int) bool {
	return isNumber(ws[i]) && (i == 0 || ws[i-1].stem != "year") && (i < 3 || ws[i-3].stem != "year" || ws[i-1].surface != "to") && !is(month, ws, i-1) && !is(month, ws, i+1) && (i == 0 || ws[i-1].surface != "section")
}

// telling marks the clauses of a document that tell the sort of thing that a question wants.
func (d *document) telling(q Question) uint64 {
	switch q.Intent {
	case WantWhen:
		return d.traits.date
	case WantSpan:
		return d.traits.span | d.traits.date
	case WantMoney:
		return d.traits.money
	case WantShare:
		marks := d.traits.share | d.traits.money
		if slices.ContainsFunc(q.units, func(u unit) bool { return !u.slight && d.counts(u) }) {
			marks |= d.traits.part // "most of the plans on agency work" is no share of agency work
		}
		return marks
	case WantCount:
		return d.traits.count | d.traits.share | d.traits.part
	case WantWho:
		return d.names(q)
	case WantList:
		return d.traits.list
	case WantWhere:
		return d.elsewhere(q)
	case WantView:
		if d.entry.Kind == Position || d.entry.Kind == Recommendation {
			return math.MaxUint64
		}
		return d.traits.view
	case WantWhy:
		if d.entry.Kind == Position || d.entry.Reason != "" {
			return math.MaxUint64
		}
		return d.traits.cause
	default:
		return math.MaxUint64
	}
}

// can reports whether some clause of a document tells the sort of thing that a question wants together with what it is wanted
// of: an entry that names no council is no answer to "which councils".
func (d *document) can(q Question) bool {
	if !d.takesSide(q) {
		return false
	}
	if q.Intent == WantCount && q.head >= 0 {
		u := q.units[q.head]
		h := d.holds(u)
		if !slices.ContainsFunc(q.units, func(u unit) bool { return !u.slight && !d.traits.whole[u.term] }) {
			return false // so many per cent of them tells not how many there are
		}
		if q.fact && h.clauses&^d.traits.wish == 0 {
			return false
		}
		return h.share > 0 && (d.counts(u) || (d.traits.share|d.traits.part|flagOwn(u, h, d.traits.count))&h.clauses != 0)
	}
	if q.Intent == WantWhy {
		return d.telling(q) != 0 // a reason may stand in a clause of its own
	}
	if q.Intent == WantShare && !slices.ContainsFunc(q.units, func(u unit) bool { return u.term != "~share" && u.weight >= 1 && d.holds(u).share > 0 }) {
		return false // nothing that it is to be a share of, or to be shared, is held
	}
	about := d.about(q)
	if tells[q.Intent] && about != math.MaxUint64 && d.traits.unsaid&about != 0 && d.telling(q)&about&^d.traits.unsaid == 0 {
		return false
	}
	return d.telling(q)&about != 0
}

// echoes reports whether the only figures of the wanted sort that a document holds with what is asked are those of the question
// itself: how many of the 500 have started is not answered by 500.
func (d *document) echoes(q Question) bool {
	sum := q.Intent == WantMoney
	wanted := func(term string) bool { return sum == strings.HasPrefix(term, "£") && !isYear(term) }
	if !partOf.MatchString(q.Text) || !sum && q.Intent != WantCount || !slices.ContainsFunc(q.units, func(u unit) bool { return u.figure && wanted(u.term) }) {
		return false
	}
	for _, f := range d.traits.figures {
		if wanted(f.term) && !q.names(f.term) {
			return false
		}
	}
	return true
}

// takesSide reports whether a position is on the side that a question asks for: a supporter does not answer who opposes.
func (d *document) takesSide(q Question) bool {
	if d.entry.Kind != Position || q.Intent != WantView || q.names("~support") == q.names("~oppose") {
		return true
	}
	if q.names("~oppose") {
		return d.entry.Stance != "supports"
	}
	return d.entry.Stance != "opposes"
}

// flagOwn gives marks where a unit is the entry's own subject: "of which there are 13" counts it from behind.
func flagOwn(u unit, h holding, marks uint64) uint64 {
	if isName(u.term) && h.phrases != 0 {
		return marks
	}
	return 0
}

// counts reports whether a number of the document counts what a unit names.
func (d *document) counts(u unit) bool {
	if d.traits.counted[u.term] {
		return true
	}
	for _, n := range u.near {
		if d.traits.counted[n.stem] {
			return true
		}
	}
	return len(u.parts) > 0 && !slices.ContainsFunc(u.parts, func(p string) bool { return !d.traits.counted[p] })
}

// about marks the clauses that hold what a question asks of: any of its words that are no names. Where none does, but the entry is about what is named, all of them count.
func (d *document) about(q Question) uint64 {
	var marks uint64
	found := false
	own := slices.ContainsFunc(q.units, func(u unit) bool { return isName(u.term) && d.holds(u).phrases != 0 })
	for i, u := range q.units {
		h := d.holds(u)
		if h.clauses == 0 || u.figure || isName(u.term) || u.weight < 1 || u.verb && h.soft {
			continue
		}
		if h.share == weightTitle && h.clauses&1 != 0 {
			return math.MaxUint64 // it is what all of the entry is about
		}
		// "Which areas" tells the sort of thing that is wanted of what is named, not what of.
		found = found || i != q.head || !own || q.Intent != WantWhere && q.Intent != WantWho
		marks |= h.clauses
	}
	if !found || marks == 0 && own {
		return math.MaxUint64
	}
	return marks
}

// names marks the clauses that name somebody whom the question does not.
func (d *document) names(q Question) uint64 {
	var marks uint64
	for _, a := range d.traits.actors {
		asked := slices.ContainsFunc(q.units, func(u unit) bool { return u.term == a.token })
		switch {
		case asked && !(q.person && d.entry.Kind == Actor && a.token == "@"+d.entry.ID):
		case q.person && !a.person && !asked:
		case q.sort != "" && !a.sorts[q.sort]: // a department is no answer to "which company"
		default:
			marks |= a.clauses
		}
	}
	return marks
}

// elsewhere marks the clauses that name a place which the question does not.
func (d *document) elsewhere(q Question) uint64 {
	var marks uint64
	for _, p := range d.traits.places {
		if !slices.ContainsFunc(q.units, func(u unit) bool { return u.term == p.token }) {
			marks |= p.clauses
		}
	}
	return marks
}
