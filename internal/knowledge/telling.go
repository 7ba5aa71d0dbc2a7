package knowledge

import (
	"math"
	"slices"
	"strings"
)

// telling marks the clauses of a document that tell the sort of thing that a question wants.
func (d *document) telling(q Question) uint64 {
	switch q.Intent {
	case WantWhen:
		return d.traits.dates[q.grain]
	case WantSpan:
		return d.traits.span | d.traits.dates[anyGrain]
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
		return d.canCount(q, q.units[q.head])
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

// canCount reports whether a document tells how many there are of what a question counts.
func (d *document) canCount(q Question, head unit) bool {
	h := d.holds(head)
	if !slices.ContainsFunc(q.units, func(u unit) bool { return !u.slight && !d.traits.whole[u.term] }) {
		return false // so many per cent of them tells not how many there are
	}
	if q.fact && h.clauses&^d.traits.wish == 0 {
		return false
	}
	return h.share > 0 && (d.counts(head) || (d.traits.share|d.traits.part|flagOwn(head, h, d.traits.count))&h.clauses != 0)
}

// echoes reports whether the only figures of the wanted sort that a document holds with what is asked are those of the question
// itself: how many of the 500 have started is not answered by 500.
func (d *document) echoes(q Question) bool {
	sum := q.Intent == WantMoney
	wanted := func(term string) bool { return sum == strings.HasPrefix(term, "£") && !isYear(term) }
	if !q.part || !sum && q.Intent != WantCount || !slices.ContainsFunc(q.units, func(u unit) bool { return u.figure && wanted(u.term) }) {
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
