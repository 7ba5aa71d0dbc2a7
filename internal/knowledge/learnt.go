package knowledge

import (
	"maps"
	"runtime"
	"slices"
)

// learnt is what the corpus's own texts teach of words.
type learnt struct {
	cut      *cutter             // has cut all texts; nil where what was learnt was read from disk
	vocab    map[string]string   // surface word -> its stem, for spelling
	pairs    map[uint64]struct{} // stems met next to each other, by pairOf
	common   map[string]bool     // stems that are also written in lower case
	named    map[string]bool     // stems that are written with a capital inside a sentence
	acronyms map[string]bool     // stems that are written in capitals
}

func newLearnt() *learnt {
	return &learnt{
		cut: newCutter(), vocab: map[string]string{}, pairs: map[uint64]struct{}{},
		common: map[string]bool{}, named: map[string]bool{}, acronyms: map[string]bool{},
	}
}

// learn reads all texts of a corpus, on all processors.
func learn(c *Corpus) *learnt {
	parts := make([]*learnt, runtime.GOMAXPROCS(0))
	onAll(len(parts), func(p int) {
		parts[p] = newLearnt()
		for i := p; i < len(c.entries); i += len(parts) {
			parts[p].entry(c.entries[i])
		}
	})
	all := parts[0]
	for _, t := range c.topics {
		for _, name := range append([]string{t.Name}, t.Aliases...) {
			all.words(all.cut.words(name))
		}
	}
	for _, p := range parts[1:] {
		all.join(p)
	}
	return all
}

// stems are the words that were met, and what is known of each.
func (l *learnt) stems() map[string]form {
	if l.cut != nil {
		return l.cut.stems
	}
	stems := make(map[string]form, len(l.vocab))
	for w, stem := range l.vocab {
		stems[w] = form{stem, classes[w]}
	}
	return stems
}

// handOver gives away the texts that were cut and will be needed once more.
func (l *learnt) handOver() (texts map[string][]word) {
	if l.cut != nil {
		texts, l.cut.texts = l.cut.texts, nil
	}
	return texts
}

// met reports whether two stems are met next to each other.
func (l *learnt) met(first, second string) bool {
	_, ok := l.pairs[pairOf(first, second)]
	return ok
}

// entry learns from an entry's texts.
func (l *learnt) entry(e *Entry) {
	for _, text := range slices.Concat([]string{e.Title, e.Short, e.Long}, e.Aliases, []string{e.Measure, e.Value + " " + e.Unit, e.Place, e.Amount.String()}, notes(e), dates(e)) {
		l.words(l.cut.remember(text))
	}
	for _, text := range slices.Concat(clauses(e.Statement), []string{e.Reason, e.Purpose}, e.Asks) {
		ws := l.cut.remember(text)
		l.words(ws)
		for _, w := range ws { // here capitals tell
			if !w.capital {
				l.common[w.stem] = true
			}
			if w.name {
				l.named[w.stem] = true
			}
		}
	}
}

// words learns from words that stand next to each other.
func (l *learnt) words(ws []word) {
	for i, w := range ws {
		if w.acronym {
			l.acronyms[w.stem] = true
		}
		if !w.figure {
			l.vocab[w.surface] = w.stem
		}
		if i > 0 {
			l.pairs[pairOf(ws[i-1].stem, w.stem)] = struct{}{}
		}
	}
}

// join takes in what another has learnt.
func (l *learnt) join(o *learnt) {
	maps.Copy(l.cut.stems, o.cut.stems)
	maps.Copy(l.cut.texts, o.cut.texts)
	maps.Copy(l.vocab, o.vocab)
	maps.Copy(l.pairs, o.pairs)
	maps.Copy(l.common, o.common)
	maps.Copy(l.named, o.named)
	maps.Copy(l.acronyms, o.acronyms)
}

// pairOf stands for two stems in a row (FNV-1a): of a million pairs, any two share a number with a chance of one in forty million.
func pairOf(first, second string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(first) {
		h = (h ^ uint64(first[i])) * prime
	}
	h = (h ^ 0xff) * prime // in no text
	for i := range len(second) {
		h = (h ^ uint64(second[i])) * prime
	}
	return h
}
