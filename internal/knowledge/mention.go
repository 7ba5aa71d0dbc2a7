package knowledge

import (
	"cmp"
	"slices"
)

// Stretch is a piece of a text, and how much it counts that something is named in it: 1 for what a sentence is about,
// less for what stands around it.
type Stretch struct {
	Text   string
	Counts float64
}

// Mention is an entry that a text may be about.
type Mention struct {
	Entry *Entry
	Share float64 // of what the entry is about that the stretches name, by weight, 0 to 1
	Grip  float64 // weight of what they name: names and rare words weigh most
	First float64 // weight of what the first stretch names
	Fit   float64 // share of what the first stretch says that the entry says too, by weight, 0 to 1
	Core  float64 // share of what the first stretch says that the entry is about, by weight, 0 to 1
	Own   bool    // one of the stretches calls it by a name of its own
}

// Mentions returns the entries for which want holds and of whose subject some stretch names a part, those with most of it
// first.
func (b *Brain) Mentions(said []Stretch, want func(*Entry) bool) []Mention {
	if len(said) == 0 {
		return nil
	}
	heard := map[string]float64{}
	for _, s := range said {
		for t, counts := range b.ix.heard(s.Text) {
			heard[t] = max(heard[t], counts*s.Counts)
		}
	}
	first := b.ix.content(said[0].Text)
	var out []Mention
	for doc, about := range b.ix.subjects() {
		e := about.entry
		if !want(e) {
			continue
		}
		m := Mention{Entry: e}
		var own float64
		for i := range about.units {
			u := &about.units[i]
			own += u.weight
			m.Grip += u.weight * b.ix.hears(u, heard)
		}
		if m.Own = heard["@"+e.ID] >= 0.5; m.Own {
			own = max(own, leastName)
			m.Grip = own
		}
		if m.Grip == 0 || own == 0 {
			continue
		}
		m.Share = min(1, m.Grip/own)
		m.First, m.Core, m.Fit = b.ix.fit(first, doc, about)
		if heard["@"+e.ID] == 1 {
			m.First, m.Core, m.Fit = max(m.First, leastName), max(m.Core, 0.7), max(m.Fit, 0.7)
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(x, y Mention) int {
		return cmp.Or(-cmp.Compare(x.Grip*x.Share, y.Grip*y.Share), cmp.Compare(x.Entry.ID, y.Entry.ID))
	})
	return out
}

// leastName is what an entry's own name weighs at least, be it only a sum of money.
const leastName = 5.0

// hears tells how much of a unit is heard, 0 to 1: where a phrase is not, most of its words may stand for it.
func (ix *index) hears(u *unit, heard map[string]float64) float64 {
	if n := heard[u.term]; n > 0 || len(u.parts) < 2 {
		return n
	}
	var all, held float64
	for _, p := range u.parts {
		if !ix.fill[p] {
			all++
			held += heard[p]
		}
	}
	if all == 0 {
		return 0
	}
	if held/all < 0.6 {
		held = 0
		for _, p := range u.parts {
			if !ix.fill[p] {
				held += max(heard[p], heard[inName+p])
			}
		}
		if all < 2 || held/all < 0.7 {
			return 0
		}
	}
	return partOfPhrase * held / all
}

// inName marks a word that is said as part of a name: most of a longer name may be the shorter one that is meant, as the
// families first pathfinder is the families first for children pathfinder.
const inName = "#"

// partOfName is what a word counts that is said only as part of a name: an early career framework names no early help.
const partOfName = 0.3

// heard gives the terms of a text and what each counts.
func (ix *index) heard(text string) map[string]float64 {
	ws := ix.cut.words(text)
	out := make(map[string]float64, len(ws))
	for i, covers := 0, 0; i < len(ws); i++ {
		counts := 1.0
		for _, p := range ix.dict.byFirst[ws[i].stem] {
			if startsWith(ws[i:], p.stems) {
				out[p.token] = 1
				for _, t := range ix.inFull(p) {
					out[t] = max(out[t], inShort)
				}
				if len(p.stems) > 1 && isName(p.token) {
					covers = max(covers, i+len(p.stems))
				}
			}
		}
		if i < covers {
			counts = partOfName
			out[inName+ws[i].stem] = 1
		}
		out[ws[i].stem] = max(out[ws[i].stem], counts)
	}
	return out
}

// inShort is what a name counts that is said in short.
const inShort = 0.8

// inFull are the names that a name stands for in short: families first pathfinders for families first for children
// pathfinders. What is left out says nothing.
func (ix *index) inFull(short phrase) []string {
	if !isName(short.token) || len(short.stems) < 2 {
		return nil
	}
	var out []string
	for _, p := range ix.dict.byFirst[short.stems[0]] {
		if !isName(p.token) || p.token == short.token || len(p.stems) <= len(short.stems) {
			continue
		}
		i := 0
		left := slices.ContainsFunc(p.stems, func(st string) bool {
			if i < len(short.stems) && st == short.stems[i] {
				i++
				return false
			}
			return !ix.fill[st] && st != "children"
		})
		if !left && i == len(short.stems) {
			out = append(out, p.token)
		}
	}
	return out
}

// saidWord is a word of a text that says something, the names and synonyms that it is part of, and its weight.
type saidWord struct {
	terms  []string
	weight float64
}

// content returns the words of a text that say something; figures are left out, as they are what changes.
func (ix *index) content(text string) []saidWord {
	ws := ix.cut.words(text)
	covers, named := make([][]string, len(ws)), make([]bool, len(ws))
	for i, w := range ws {
		for _, p := range ix.dict.byFirst[w.stem] {
			if startsWith(ws[i:], p.stems) {
				for j := range p.stems {
					covers[i+j] = append(append(covers[i+j], p.token), ix.inFull(p)...)
					named[i+j] = named[i+j] || isName(p.token) && len(p.stems) > 1
				}
			}
		}
	}
	var out []saidWord
	for i, w := range ws {
		if ix.fill[w.stem] || w.figure || len(w.stem) < 3 && len(covers[i]) == 0 || isCount(w.stem) {
			continue
		}
		s := saidWord{terms: covers[i], weight: ix.idf(w.stem) * ix.speciality(w)}
		if !named[i] { // what is part of a name means that name
			s.terms = append(s.terms, w.stem)
		}
		if ix.weak[w.stem] {
			s.weight *= 0.3
		}
		out = append(out, s)
	}
	return out
}

// isCount reports whether a stem is a number that was written out.
func isCount(stem string) bool { return stem != "" && stem[0] >= '0' && stem[0] <= '9' }

// fit tells how much of what is said an entry's subject holds, by weight and as a share, and what share of it the entry
// holds at all.
func (ix *index) fit(said []saidWord, doc int, about subject) (subject, core, share float64) {
	var all, held float64
	for _, s := range said {
		all += s.weight
		if slices.ContainsFunc(s.terms, func(t string) bool { return ix.terms.holds(t, doc) }) {
			held += s.weight
		}
		if slices.ContainsFunc(s.terms, about.holds) {
			subject += s.weight
		}
	}
	if all == 0 {
		return 0, 0, 0
	}
	return subject, subject / all, held / all
}

// holds reports whether a term is one of what an entry is about.
func (s subject) holds(term string) bool {
	return term == "@"+s.entry.ID || slices.ContainsFunc(s.units, func(u unit) bool {
		return u.term == term || slices.Contains(u.parts, term)
	})
}
