package knowledge

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pledgewatch/internal/knowledge/edtf"
)

// Lengths that a text should have, in characters, and numbers of asks.
const (
	shortStatement, longStatement = 40, 500
	longNote                      = 400
	fewAsks, manyAsks             = 2, 30
)

// Lint looks in a corpus that loads for what makes its answers wrong or poor, and names each with its place and mend, in the
// order of files and lines. What is not marked Warn must be mended before the corpus is shipped.
func (c *Corpus) Lint() Faults {
	l := &linter{c: c}
	for _, e := range c.entries {
		l.relations(e)
		l.order(e)
		l.later(e)
		l.lengths(e)
		l.figures(e)
		l.prose(e)
		l.place(e)
	}
	l.unused()
	l.rivals()
	l.faults.sort()
	return l.faults
}

// linter gathers what is wrong with a corpus that loads.
type linter struct {
	c      *Corpus
	faults Faults
}

func (l *linter) fault(e *Entry, field, format string, args ...any) {
	l.faults = append(l.faults, e.fault(field, format, args...))
}

func (l *linter) warn(e *Entry, field, format string, args ...any) {
	l.fault(e, field, format, args...)
	l.faults[len(l.faults)-1].Warn = true
}

// relations finds those that the other side does not name, and those named twice.
func (l *linter) relations(e *Entry) {
	for i, id := range e.Relates {
		if other := l.c.byID[id]; !slices.Contains(other.Relates, e.ID) {
			l.fault(e, "relates", "%s does not name it back: add %s to relates of %s (%s:%d), or drop it here", id, e.ID, id, other.place.file, other.place.line)
		}
		if slices.Contains(e.Relates[:i], id) {
			l.fault(e, "relates", "names %s twice: drop one", id)
		}
	}
}

// order finds dates of one entry that cannot follow each other as they do.
func (l *linter) order(e *Entry) {
	after := func(field string, d edtf.Date, than string, o edtf.Date) {
		if !d.IsZero() && !o.IsZero() && !d.First().IsZero() && !o.Last().IsZero() && d.First().After(o.Last()) {
			l.fault(e, field, "%s lies after %s: %s: mend one of the two", d, than, o)
		}
	}
	after("made", e.Made, "due", e.Due)
	after("made", e.Made, "responded", e.Responded)
	for i, h := range e.History {
		if i == 0 {
			after("made", e.Made, "the first line of history", h.On)
		}
		if i > 0 && h.On == e.History[i-1].On && h.Status == e.History[i-1].Status && h.Due == e.History[i-1].Due && h.When == e.History[i-1].When && h.Amount == e.History[i-1].Amount {
			l.fault(e, nth("history", i), "says the same of the same day, %s, as the line above it: make one of the two", h.On)
		}
	}
	for _, r := range e.Roles {
		after("roles", r.From, "the end of "+r.Role, r.To)
	}
}

// later finds what an entry tells as done after the last of the sources that it tells it from.
func (l *linter) later(e *Entry) {
	past := map[string][]edtf.Date{"made": {e.Made}, "responded": {e.Responded}}
	if e.Kind == Position {
		past["when"] = []edtf.Date{e.When}
	}
	for _, r := range e.Roles {
		past["roles"] = append(past["roles"], r.From, r.To)
	}
	out := l.c.outBy(e.Cites)
	for field, dates := range past {
		for _, d := range dates {
			if d.First().After(out) {
				l.fault(e, field, "%s lies after all that the entry cites: cite the source that reports it, or mend the date", d)
			}
		}
	}
	for i, h := range e.History {
		if h.On.First().After(l.c.outBy(h.Cites)) {
			l.fault(e, nth("history", i), "on: %s lies after the source that reports it: what is to come is due or when", h.On)
		}
	}
	if n := len(e.History); n > 0 && l.c.publishedLast(e.History[n-1].Cites).After(out) {
		l.warn(e, "statement", "rests on nothing so new as the last line of history: rewrite it, and cite what that line cites")
	}
}

// outBy is the last day on which the newest of the cited sources may have come out.
func (c *Corpus) outBy(cites []Cite) time.Time {
	var last time.Time
	for _, ct := range cites {
		if d := c.sources[ct.Source].Published.Last(); d.After(last) {
			last = d
		}
	}
	return last
}

func (l *linter) lengths(e *Entry) {
	if n := utf8.RuneCountInString(e.Statement); n < shortStatement || n > longStatement {
		l.warn(e, "statement", "has %d characters: want %d to %d, so that it can be pasted whole", n, shortStatement, longStatement)
	}
	for i, h := range e.History {
		if n := utf8.RuneCountInString(h.Note); n < fewest || n > longNote {
			l.warn(e, nth("history", i), "the note has %d characters: want %d to %d", n, fewest, longNote)
		}
	}
	few := fewAsks
	if e.Kind == Actor { // "who is that" may be all
		few = 1
	}
	if n := len(e.Asks); n < few || n > manyAsks {
		l.warn(e, "asks", "%d: want %d to %d other ways to put the question that the entry answers", n, few, manyAsks)
	}
}

// fewest is how many characters a sentence that can stand alone has at least.
const fewest = 25

// place finds entries in a file where nobody looks for them.
func (l *linter) place(e *Entry) {
	name := strings.TrimSuffix(path.Base(e.place.file), ".yaml")
	want := e.Topics[0]
	if e.Kind == Actor {
		want = "actors"
	}
	if _, isTopic := l.c.Topic(name); (isTopic || name == "actors") && name != want {
		l.warn(e, "topics", "an entry stands in the file of its first topic, an actor in actors.yaml: move it to %s.yaml", want)
	}
}

// unused finds topics and sources that no entry has.
func (l *linter) unused() {
	cited := map[string]bool{}
	for _, e := range l.c.entries {
		for _, list := range append([][]Cite{e.Cites}, citesOf(e.History)...) {
			for _, ct := range list {
				cited[ct.Source] = true
			}
		}
	}
	for _, s := range l.c.Sources() {
		if !cited[s.ID] {
			l.faults = append(l.faults, Fault{File: "sources.yaml", Entry: s.ID, What: "no entry cites this source: write what it says into entries, or drop it", Warn: true})
		}
	}
	for _, t := range l.c.topics {
		if len(l.c.byTopic[t.ID]) == 0 {
			l.faults = append(l.faults, Fault{File: "topics.yaml", Entry: t.ID, What: fmt.Sprintf("no entry has this topic: add %q to the topics of one, or drop it", t.ID)})
		}
	}
}

func citesOf(history []Change) [][]Cite {
	out := make([][]Cite, len(history))
	for i, h := range history {
		out[i] = h.Cites
	}
	return out
}
