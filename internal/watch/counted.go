package watch

import (
	"math"
	"slices"
	"strings"

	"pledgewatch/internal/knowledge"
)

// counted proposes a new amount.
func (d *detector) counted(e event) (Proposal, bool) {
	type answer struct {
		to   knowledge.Amount
		kind Kind
	}
	answers := map[string]answer{}
	found := d.candidates(e, func(en *knowledge.Entry, st knowledge.State) suit {
		if st.Amount.IsZero() || st.Status == "asked-for" || slices.Contains([]string{"dropped", "replaced", "rejected"}, st.Status) {
			return suit{}
		}
		to, kind, fits := d.newAmount(e, st.Amount)
		switch {
		case en.Kind == knowledge.Recommendation:
			fits *= 0.8
		case strings.Contains(en.Title, st.Amount.String()) || strings.Contains(strings.ToLower(en.Title), st.Amount.String()):
			fits *= 1.3 // it is called by the sum
		}
		answers[en.ID] = answer{to, kind}
		return suit{fits: fits, exact: fits > 0 && kind != Confirmed && e.s.names(st.Amount), named: st.Amount.IsMoney() && e.s.givesUpSum(st.Amount), held: st.Amount.IsMoney() && d.holds(e, st.Amount)}
	})
	if len(found) == 0 {
		return Proposal{}, false
	}
	a := answers[found[0].Entry.ID]
	return d.propose(e, found, Amount, a.kind, found[0].state.Amount.String(), a.to.String()), true
}

// newAmount reads the amount that an event gives in place of an old one; fits is 0 where it gives none.
func (d *detector) newAmount(e event, old knowledge.Amount) (to knowledge.Amount, kind Kind, fits float64) {
	now, more, known, contrasts := d.readSums(e, old)
	contrasts = contrasts || now != nil && d.givenUp(e, old)
	held := known || d.holds(e, old)
	added := e.verb == countsOnly && known && more != nil && names(e.s.low(0, len(e.s.toks)), []string{"on top of", "in addition to", "added to", "as well as"})
	var value float64
	var qualifier string
	switch {
	case added:
		value, contrasts = old.Value()+more.value, true
	case now != nil:
		value, qualifier = now.value, now.qualifier
	case e.verb.size && e.index < 0 && (e.verb.lemma == "double" || e.verb.lemma == "halve"):
		return knowledge.Amount{}, "", 0 // in a headline: about
	case e.verb.size && e.verb.lemma == "double":
		value = 2 * old.Value()
	case e.verb.size && e.verb.lemma == "halve":
		value = old.Value() / 2
	case more != nil && e.kind == Expanded:
		value = old.Value() + more.value
	case more != nil && e.kind == Reduced && more.value < old.Value():
		value = old.Value() - more.value
	case (e.kind == Expanded || e.kind == Reduced) && e.verb.size && shareIn(e.s.toks) > 0:
		value = old.Value() * (1 + map[Kind]float64{Expanded: 1, Reduced: -1}[e.kind]*shareIn(e.s.toks))
	case e.verb == countsOnly && known && d.firm(e, old):
		value = old.Value()
	default:
		return knowledge.Amount{}, "", 0
	}
	kind, ok := d.kindOf(e, value, qualifier, old)
	if !ok || e.kind != "" && kind != e.kind || value > 50*old.Value() || old.Value() > 50*value {
		return knowledge.Amount{}, "", 0
	}
	if to, ok = say(value, qualifier, old); !ok {
		return knowledge.Amount{}, "", 0
	}
	switch {
	case e.verb == countsOnly && !(held && (kind == Confirmed || contrasts)):
		return knowledge.Amount{}, "", 0
	case held:
		return to, kind, 1.6
	case old.IsMoney() && slices.ContainsFunc(e.s.sums, func(a sum) bool { return a.money && a.role != delta && !near(a.value, value) }):
		return knowledge.Amount{}, "", 0 // another sum is what changed
	}
	return to, kind, 0.8
}

// formerly are words of a sentence that names what had been planned, or was so until now.
var formerly = []string{
	"had promised", "had said", "had been", "had set", "had planned", "had previously", "had limited", "had announced", "had pledged", "had committed", "had expected", "had hoped", "had originally", "had wanted",
	"was to", "were to", "previously", "originally", "first promised", "compares with", "compared with", "up from", "down from", "instead of", "rather than", "the original",
}

// givenUp reports whether a sentence beside an event's names the old amount as what had been planned.
func (d *detector) givenUp(e event, old knowledge.Amount) bool {
	for _, i := range []int{e.index - 1, e.index + 1} {
		if e.index < 0 || i < 0 || i >= len(d.sentences) {
			continue
		}
		s := d.sentences[i]
		for _, a := range s.sums {
			if a.money == old.IsMoney() && near(a.value, old.Value()) && (a.money || len(a.unit) == 0 || !content(a.unit[0]) || sameUnit(a, old)) && names(s.low(0, a.to), formerly) {
				return true
			}
		}
	}
	return false
}

// compares are the words that follow a difference: four fewer.
var compares = wordSet("more fewer less extra additional")

// shares are the parts of a whole that texts write out.
var shares = map[string]float64{"half": 0.5, "third": 1.0 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}

// shareIn reads by what part of itself something grew or shrank: by a quarter, by 20%; 0 where a text does not say exactly.
func shareIn(toks []token) float64 {
	for i := 1; i < len(toks); i++ {
		if toks[i-1].low != "by" && toks[i-1].low != "lost" {
			continue
		}
		rest := func(n int) string {
			if i+n < len(toks) {
				return toks[i+n].low
			}
			return ""
		}
		one := rest(0) == "a" || rest(0) == "one"
		switch n, ok := shares[rest(0)]; {
		case ok:
			return n
		case one && shares[rest(1)] > 0:
			return shares[rest(1)]
		}
		if s, n := sumAt(toks[i:]); n > 0 && s.percent && s.value < 100 {
			return s.value / 100
		}
	}
	return 0
}

// readSums finds in an event's sentence what an amount is now and by how much it changed, whether the old amount is known,
// and whether one is said to take the place of the other.
func (d *detector) readSums(e event, old knowledge.Amount) (now, more *sum, known, contrasts bool) {
	for i := range e.s.sums {
		a := &e.s.sums[i]
		switch {
		case a.money != old.IsMoney(), a.nth && !near(a.value, old.Value()+1):
		case a.role == delta && (old.IsMoney() || len(a.unit) == 0 || compares[a.unit[0]] || sameUnit(*a, old)):
			more = a
		case !old.IsMoney() && !sameUnit(*a, old):
		case near(a.value, old.Value()) && !(a.role == fresh && a.qualifier == "" && e.verb == countsOnly):
			known, contrasts = true, contrasts || a.role == stale
		case a.role != stale && (now == nil || a.role == fresh && now.role != fresh):
			now = a
		}
	}
	if now == nil && contrasts && e.kind != Expanded {
		now = more // 300 extra places, not 500
	}
	contrasts = contrasts || now != nil && now.role == fresh
	if now != nil && more != nil && (near(now.value-more.value, old.Value()) || near(now.value+more.value, old.Value())) {
		known, contrasts = true, true // six areas, four fewer than planned
	}
	return now, more, known, contrasts
}

// kindOf tells what a new value does to an old one; ok is false where the same value says nothing new.
func (d *detector) kindOf(e event, value float64, qualifier string, old knowledge.Amount) (kind Kind, ok bool) {
	switch {
	case near(value, old.Value()):
		return Confirmed, qualifier == "" && e.verb == countsOnly && d.firm(e, old)
	case value < old.Value():
		return Reduced, true
	default:
		return Expanded, true
	}
}

// firm reports whether a sentence says without reserve what the corpus holds with one: ten areas, after up to ten.
func (d *detector) firm(e event, old knowledge.Amount) bool {
	loose := strings.HasPrefix(old.String(), "up to ") || strings.HasPrefix(old.String(), "about ") || strings.HasPrefix(old.String(), "around ")
	if !loose || !names(e.s.low(0, len(e.s.toks)), []string{"confirmed", "will take part", "have been chosen", "chosen", "picked", "named", "selected"}) {
		return false
	}
	return slices.ContainsFunc(e.s.sums, func(a sum) bool { return near(a.value, old.Value()) && a.qualifier == "" && sameUnit(a, old) })
}

// holds reports whether the article names the old amount near an event: in the title, the lead or the sentences around it.
func (d *detector) holds(e event, old knowledge.Amount) bool {
	has := func(sums []sum) bool {
		return slices.ContainsFunc(sums, func(a sum) bool { return a.role != delta && a.money == old.IsMoney() && near(a.value, old.Value()) })
	}
	title := tokens(d.title)
	if has(sums(title, nil)) || has(e.s.sums) {
		return true
	}
	return slices.ContainsFunc(d.around(e.index), func(s *sentence) bool { return has(s.sums) })
}

// names reports whether a sentence names an amount, and what it counts or nothing beside it.
func (s *sentence) names(old knowledge.Amount) bool {
	return slices.ContainsFunc(s.sums, func(a sum) bool {
		return a.money == old.IsMoney() && near(a.value, old.Value()) && (a.money || len(a.unit) == 0 || !content(a.unit[0]) || sameUnit(a, old))
	})
}

// givesUpSum reports whether a sentence that says that a sum changed names the old one.
func (s *sentence) givesUpSum(old knowledge.Amount) bool {
	return slices.ContainsFunc(s.sums, func(a sum) bool {
		return a.role != delta && a.money == old.IsMoney() && near(a.value, old.Value())
	})
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Max(a, b) }

// places are words for the same thing counted.
var places = wordSet(`area areas council councils authority authorities site sites region regions pathfinder pathfinders`)

// vague are words that count whatever is spoken of.
var vague = wordSet("places posts people recruits trainees")

// sameUnit reports whether a count is of what an amount counts. A bare number beside others may be.
func sameUnit(a sum, old knowledge.Amount) bool {
	unit := strings.ToLower(unitOf(old))
	if strings.HasPrefix(unit, "%") != a.percent {
		return false
	}
	if a.percent {
		return true
	}
	for len(a.unit) > 0 && (strings.HasSuffix(a.unit[0], "ly") || strings.HasSuffix(a.unit[0], "ed") || adverbs[a.unit[0]]) {
		a.unit = a.unit[1:] // the 20 originally envisaged
	}
	want := strings.Fields(unit)
	if len(want) == 0 || len(a.unit) == 0 || a.role == fresh && !content(a.unit[0]) || a.role == stale && !content(a.unit[0]) {
		return len(a.unit) == 0 || !content(a.unit[0])
	}
	head := want[0]
	if places[a.unit[0]] == places[head] && vague[a.unit[0]] {
		return true
	}
	short := initials(a.unit)
	for i, w := range a.unit {
		if singular(w) == singular(head) || places[head] && places[w] && (i == 0 || places[head]) {
			return true
		}
		if !content(w) && w != "and" && i > 0 {
			break
		}
	}
	return strings.HasPrefix(short, strings.TrimSuffix(head, "s")) && len(head) > 1
}

// initials are the first letters of words, those after hyphens left out: regional care co-operatives, rcc.
func initials(ws []string) string {
	var b strings.Builder
	for _, w := range ws {
		b.WriteByte(w[0])
	}
	return b.String()
}

func singular(w string) string { return strings.TrimSuffix(w, "s") }

// content reports whether a word after a number may be what is counted.
func content(w string) bool {
	return !auxiliaries[w] && !openers[w] && !slices.Contains([]string{"to", "from", "in", "for", "and", "or", "by", "so", "of", "this", "next", "after", "at", "on", "the", "had", "first", "rather", "instead", "with", "it", "they", "which", "that", "not", "but"}, w)
}
