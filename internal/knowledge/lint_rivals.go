package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// alike is the share of their words that two questions of different entries must have in common to compete.
const alike = 0.8

// asked is a way to put the question that an entry answers, or a name that it goes by.
type asked struct {
	entry *Entry
	field string
	text  string
	plain string   // as it is compared whole
	terms []string // stems of the words that matter, synonyms brought together, sorted
	marks []string // figures and names among them: two texts that differ in these ask for different things
}

// rivals finds names and questions that two entries share: both would be the answer. It also finds the gaps that an entry fills.
func (l *linter) rivals() {
	names, asks, gaps := l.c.asked()
	whole := map[string]asked{}
	for _, a := range slices.Concat(names, asks) {
		first, taken := whole[a.plain]
		switch {
		case !taken:
			whole[a.plain] = a
		case first.entry == a.entry:
			if first.field != "title" && first.field != "long" && first.field != "short" {
				l.warn(a.entry, a.field, "%q stands there twice: drop one", a.text)
			}
		case !explains(first, a):
			l.fault(a.entry, a.field, "%q is also in %s of %s (%s): one of the two must go, or both say what sets them apart",
				a.text, fieldOf(first), first.entry.ID, first.entry.Where())
		}
	}
	for _, g := range gaps {
		if first, taken := whole[g.plain]; taken {
			l.fault(g.entry, g.field, "%q is also in %s of %s (%s): what is answered there is no gap", g.text, fieldOf(first), first.entry.ID, first.entry.Where())
		}
	}
	l.near(asks)
}

// explains reports whether of two entries that share a name one is the term that explains it and the other what goes by it.
func explains(a, b asked) bool { return (a.entry.Kind == Term) != (b.entry.Kind == Term) }

func fieldOf(a asked) string { f, _, _ := strings.Cut(a.field, "["); return f }

// near finds questions of two entries that differ only in words that do not matter. Candidates share their rarest word, so
// that not every question is held against every other.
func (l *linter) near(asks []asked) {
	df := map[string]int{}
	for _, a := range asks {
		for _, t := range a.terms {
			df[t]++
		}
	}
	byTerm := map[string][]int{}
	for i, a := range asks {
		for _, t := range rarest(a.terms, df) {
			byTerm[t] = append(byTerm[t], i)
		}
	}
	told := map[[2]int]bool{}
	for _, at := range byTerm {
		for x, i := range at {
			for _, j := range at[x+1:] {
				if !told[[2]int{i, j}] && competes(asks[i], asks[j]) {
					told[[2]int{i, j}] = true
					a, b := asks[j], asks[i]
					l.warn(a.entry, a.field, "%q asks the same as %q of %s (%s): one of the two must go, or say what sets it apart", a.text, b.text, b.entry.ID, b.entry.Where())
				}
			}
		}
	}
}

// rarest returns the terms of a question that fewest others hold: two that share most of their words share one of these.
func rarest(terms []string, df map[string]int) []string {
	out := slices.Clone(terms)
	slices.SortStableFunc(out, func(a, b string) int { return df[a] - df[b] })
	return out[:min(len(out), 1+len(out)/4)]
}

func competes(a, b asked) bool {
	if a.entry == b.entry || a.plain == b.plain || !slices.Equal(a.marks, b.marks) {
		return false
	}
	both := 0
	for _, t := range a.terms {
		if slices.Contains(b.terms, t) {
			both++
		}
	}
	return both > 0 && float64(both) >= alike*float64(len(a.terms)+len(b.terms)-both)
}

// asked returns the names that entries go by, the questions that they answer and those that they do not.
func (c *Corpus) asked() (names, asks, gaps []asked) {
	same := c.synonyms()
	for _, e := range c.entries {
		add := func(to *[]asked, field, text string) {
			if text != "" {
				*to = append(*to, newAsked(e, field, text, same))
			}
		}
		add(&names, "title", e.Title)
		add(&names, "short", e.Short)
		add(&names, "long", e.Long)
		for i, a := range e.Aliases {
			add(&names, nth("aliases", i), a)
		}
		for i, a := range e.Asks {
			add(&asks, nth("asks", i), a)
		}
		for i, g := range e.Gaps {
			add(&gaps, nth("gaps", i), g)
		}
	}
	return names, asks, gaps
}

// synonyms returns the one stem that stands for each word that has others of its meaning.
func (c *Corpus) synonyms() map[string]string {
	same := map[string]string{}
	for _, group := range c.lexicon.Synonyms {
		for _, text := range group {
			if st := stems(text); len(st) == 1 {
				same[st[0]] = stems(group[0])[0]
			}
		}
	}
	return same
}

// small are words that do not tell one question from another. Question words do: who, when and how much ask for
// different things.
var small = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("a an and are as at be been by can did do does for from get go going got had has have in is it its of on or s so that the their there they this to was were will with would") {
		out[w] = true
	}
	return out
}()

func newAsked(e *Entry, field, text string, same map[string]string) asked {
	a := asked{entry: e, field: field, text: text}
	var plain []string
	for _, w := range words(text) {
		plain = append(plain, w.surface)
		if !small[w.surface] {
			a.terms = append(a.terms, cmp.Or(same[w.stem], w.stem))
		}
		if w.figure || w.name {
			a.marks = append(a.marks, w.stem)
		}
	}
	slices.Sort(a.terms)
	slices.Sort(a.marks)
	a.terms, a.plain = slices.Compact(a.terms), strings.Join(plain, " ")
	return a
}

// Where says where in the corpus files the entry stands: "kinship-care.yaml:12".
func (e *Entry) Where() string { return Fault{File: e.place.file, Line: e.place.line}.Where() }
