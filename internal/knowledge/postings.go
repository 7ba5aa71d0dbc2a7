package knowledge

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
	"sync"
)

// postings tells which entries hold each term, and how often each says it. Terms are numbered, and all lists are cut from
// two long ones: five bytes for each entry of each term. When it is closed it does not change any more, and may be used by
// many at once.
type postings struct {
	Terms []string  // by number
	From  []uint32  // where the list of each term begins; one more, where the last one ends
	Docs  []uint32  // numbers of entries, ascending within each list
	Times []uint8   // how often each says the term: spoken and more; or filed, or noted
	Norms []float32 // of each entry: 1 by the root of how many terms it says

	number  map[string]uint32
	saying  []uint32  // how many entries say each term
	open    []list    // of each term, until the lists are closed
	tallies sync.Pool // of *[]tally, all zero
}

// How an entry holds a term.
const (
	filed  = iota // the name of one of its topics does
	noted         // it stands in a field that is not part of what it says
	spoken        // it is said once; what is above that, oftener
)

// list is where a term stands.
type list struct {
	docs  []uint32
	times []uint8
}

// candidate is a document that was found, and how well it says it fits, against the best: 0 to 1.
type candidate struct {
	doc  int
	text float64
}

// noTerm is the number of a term that no entry holds.
const noTerm = math.MaxUint32

// numberOf returns the number of a term, or noTerm.
func (p *postings) numberOf(term string) uint32 {
	if n, ok := p.number[term]; ok {
		return n
	}
	return noTerm
}

// add enters the next document by the terms that it holds, and how many it says.
func (p *postings) add(terms map[string]posting, length int) {
	doc := uint32(len(p.Norms)) //nolint:gosec // G115: as many as there are entries
	p.Norms = append(p.Norms, float32(1/math.Sqrt(float64(length))))
	for term, held := range terms {
		n, ok := p.number[term]
		if !ok {
			n = uint32(len(p.Terms)) //nolint:gosec // G115: as many as there are terms
			p.number[term] = n
			p.Terms, p.open = append(p.Terms, term), append(p.open, list{})
		}
		l := &p.open[n]
		times := uint8(filed)
		switch {
		case held.times > 0:
			times = noted + min(held.times, math.MaxUint8-noted)
		case held.weight > weightTopic || held.clauses > 0:
			times = noted
		}
		l.docs, l.times = append(l.docs, doc), append(l.times, times)
	}
}

// close puts the lists of all terms into one.
func (p *postings) close() {
	size := 0
	for _, l := range p.open {
		size += len(l.docs)
	}
	p.From, p.Docs, p.Times = make([]uint32, 1, len(p.open)+1), make([]uint32, 0, size), make([]uint8, 0, size)
	for i, l := range p.open {
		p.Docs, p.Times = append(p.Docs, l.docs...), append(p.Times, l.times...)
		p.From = append(p.From, uint32(len(p.Docs))) //nolint:gosec // G115: four thousand million are more than fit into memory
		p.open[i] = list{}
	}
	p.open = nil
	p.count()
}

// count makes what is not kept on disk.
func (p *postings) count() {
	if p.number == nil {
		p.number = make(map[string]uint32, len(p.Terms))
		for n, t := range p.Terms {
			p.number[t] = uint32(n)
		}
	}
	p.saying = make([]uint32, len(p.Terms))
	for n := range p.Terms {
		for _, times := range p.Times[p.From[n]:p.From[n+1]] {
			if times >= spoken {
				p.saying[n]++
			}
		}
	}
}

// holding returns the numbers of the entries that hold a term, ascending.
func (p *postings) holding(term string) []uint32 {
	n, ok := p.number[term]
	if !ok {
		return nil
	}
	return p.Docs[p.From[n]:p.From[n+1]]
}

// holds reports whether an entry holds a term.
func (p *postings) holds(term string, doc int) bool {
	_, ok := slices.BinarySearch(p.holding(term), uint32(doc)) //nolint:gosec // G115: as many as there are entries
	return ok
}

// all yields each term with each entry that holds it otherwise than by its topics' names.
func (p *postings) all() iter.Seq2[string, uint32] {
	return func(yield func(string, uint32) bool) {
		for n, term := range p.Terms {
			for i := p.From[n]; i < p.From[n+1]; i++ {
				if p.Times[i] > filed && !yield(term, p.Docs[i]) {
					return
				}
			}
		}
	}
}

// tally is what a document has of a question's terms.
type tally struct {
	weight float32
	terms  uint32
}

// find returns the n documents that say most of the terms, each term counting by its boost, the best first. It is the cosine
// of tf-idf vectors times the share of the terms that the document says, as Lucene had it first and Bleve has it.
func (p *postings) find(terms map[string]float64, n int) []candidate {
	tallies, ok := p.tallies.Get().(*[]tally)
	if !ok {
		tallies = new(make([]tally, len(p.Norms)))
	}
	defer p.tallies.Put(tallies)
	defer clear(*tallies)
	for _, t := range slices.Sorted(maps.Keys(terms)) {
		n, ok := p.number[t]
		if !ok || p.saying[n] == 0 {
			continue
		}
		idf := 1 + math.Log(float64(len(p.Norms))/float64(p.saying[n]+1))
		weight, times := float32(idf*idf*terms[t]), p.Times[p.From[n]:p.From[n+1]]
		for i, doc := range p.Docs[p.From[n]:p.From[n+1]] {
			if times[i] >= spoken {
				(*tallies)[doc].weight += weight * roots[times[i]]
				(*tallies)[doc].terms++
			}
		}
	}
	return p.best(*tallies, n)
}

// roots are the square roots of how often a term is said.
var roots = func() (out [math.MaxUint8 + 1]float32) {
	for times := spoken; times < len(out); times++ {
		out[times] = float32(math.Sqrt(float64(times - noted)))
	}
	return out
}()

// best returns the n documents with the most, against the very best.
func (p *postings) best(tallies []tally, n int) []candidate {
	found := make([]candidate, 0, 4*n)
	least := 0.0
	keep := func() {
		slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.text, a.text), cmp.Compare(a.doc, b.doc)) })
		if len(found) > n {
			found = found[:n]
			least = found[n-1].text
		}
	}
	for doc, t := range tallies {
		if score := float64(t.weight) * float64(t.terms) * float64(p.Norms[doc]); score > least {
			if found = append(found, candidate{doc, score}); len(found) == cap(found) {
				keep()
			}
		}
	}
	keep()
	for i := len(found) - 1; i >= 0; i-- {
		found[i].text /= found[0].text
	}
	return found
}
