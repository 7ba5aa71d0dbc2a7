package knowledge

import (
	"cmp"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"pledgewatch/internal/knowledge/edtf"
)

// How much it counts that a question's word stands in a field of an entry. Curated fields count most.
const (
	weightTitle     = 1.0
	weightAsks      = 0.95
	weightStatement = 0.9
	weightActor     = 0.9
	weightNote      = 0.75
	weightTopic     = 0.45
)

// document is an entry taken apart. It is made when the entry is first weighed, and may be made anew later.
type document struct {
	entry       *Entry
	fingerprint uint64                   // another one as soon as the entry states something else
	numbers     []uint32                 // of the terms that it holds, ascending
	postings    []posting                // of each of these terms
	title       []string                 // terms of the title that tell it from others
	dated       []string                 // terms of its own dates, which hold for all that it says
	placed      []string                 // terms of the place that it is about, where that is not the whole country
	phrases     [][]string               // terms of title, aliases and asks, each a way to put the question that the entry answers
	wordings    [][]share                // of each phrase
	meanings    []meaning                // of each phrase
	own         []float64                // weight of each phrase's terms
	periods     map[string]bool          // months of a year, and financial years, that it speaks of
	called      []uint32                 // terms of what it is called, by number, ascending
	beyond      [][]share                // the wording of each phrase without its names
	intents     []atomic.Pointer[Intent] // what each phrase wants to hear, once that was asked
	gaps        func() [][]share         // the words of each of its gaps
	traits      traits
}

// posting tells where in an entry a term stands.
type posting struct {
	weight  float64 // of the best field that holds it
	clauses uint64  // which clauses of what it says hold it; the first is its title with its figures
	phrases uint64  // which of its phrases hold it
	times   uint8   // how often phrases and clauses say it
}

// reading is an entry while it is taken apart. It may be used for one entry after another.
type reading struct {
	*index
	*document
	terms   map[string]posting
	length  int               // how many terms the entry says
	words   []word            // of all its texts
	texts   map[string][]word // of each text: some are read for several ends
	clauses [][]word          // of what it says
	few     []string          // terms of the text at hand
}

func (ix *index) newReading() *reading {
	return &reading{index: ix, terms: map[string]posting{}, texts: map[string][]word{}}
}

// read takes an entry apart into terms.
func (r *reading) read(e *Entry) {
	clear(r.terms)
	clear(r.texts)
	r.document, r.length, r.words, r.clauses = &document{entry: e}, 0, r.words[:0], r.clauses[:0]
	for _, dt := range dates(e) {
		r.dated = append(r.dated, r.termsOf(dt)...)
	}
	if e.Place != "England" && e.Place != "UK" {
		r.placed = slices.Clone(r.termsOf(e.Place))
	}
	r.add(weightTitle, e.Short, e.Long)
	for i, p := range ways(e) {
		weight := weightTitle
		if i > len(e.Aliases) {
			weight = weightAsks
		}
		r.phrase(weight, p)
	}
	r.add(weightStatement, facts(e)...)
	for _, id := range []string{e.By, e.Actor} {
		if a, ok := r.corpus.byID[id]; ok {
			r.add(weightActor, a.Title)
			r.mark("@"+a.ID, posting{weight: weightActor})
		}
	}
	r.add(weightNote, notes(e)...)
	r.add(weightNote, strings.Join(r.dated, " "), strings.ReplaceAll(cmp.Or(e.Status, e.Response, e.Stance), "-", " "))
	for _, id := range e.Topics {
		for _, t := range r.topics[id] {
			r.mark(t, posting{weight: weightTopic})
		}
	}
	for i, text := range said(e) {
		r.clauses = append(r.clauses, r.wordsOf(text))
		for _, t := range r.termsOf(text) {
			r.say(t, posting{clauses: bit(i)})
		}
	}
	r.mark("@"+e.ID, posting{weight: weightTitle, clauses: 1})
	for _, t := range r.termsOf(kindWords[e.Kind]) {
		r.mark(t, posting{weight: weightNote, clauses: 1})
	}
}

// weigh returns the document that was read with all that is asked of it: what reading it tells, and what only all documents
// together tell.
func (r *reading) weigh() *document {
	d := r.document
	d.numbers, d.postings = make([]uint32, 0, len(r.terms)), make([]posting, 0, len(r.terms))
	for t := range r.terms {
		d.numbers = append(d.numbers, r.counted.terms.number[t])
	}
	slices.Sort(d.numbers)
	for _, n := range d.numbers {
		d.postings = append(d.postings, r.terms[r.counted.terms.Terms[n]])
	}
	for _, t := range r.termsOf(d.entry.Title) {
		if !r.fill[t] && !r.weak[t] {
			d.title = append(d.title, t)
		}
	}
	d.traits, d.fingerprint = r.traitsOf(d.entry, r.terms, r.clauses, said(d.entry)), fingerprintOf(d.entry)
	for _, text := range dates(d.entry) {
		ws := r.wordsOf(text)
		for i := range ws {
			d.traits.date(ws, i, 1)
		}
	}
	d.own, d.intents = r.phraseWeights(d.phrases), make([]atomic.Pointer[Intent], len(d.phrases))
	ix, gaps := r.index, d.entry.Gaps
	d.gaps = sync.OnceValue(func() [][]share { return ix.weighAll(gaps) })
	for i, p := range ways(d.entry) {
		d.wordings = append(d.wordings, r.wording.weigh(each(d.phrases[i]), r.counted.terms))
		d.meanings = append(d.meanings, r.mean(r.wordsOf(p)))
	}
	d.called, d.periods = r.namesOf(d.entry), map[string]bool{}
	for _, text := range slices.Concat(said(d.entry), dates(d.entry), ways(d.entry)) {
		for _, m := range periodsIn(r.wordsOf(text)) {
			d.periods[m] = true
		}
	}
	for _, w := range d.wordings {
		d.beyond = append(d.beyond, beyond(w, d.called))
	}
	return d
}

// posting tells where a document holds a term, by the number of the term.
func (d *document) posting(number uint32) posting {
	if i, ok := slices.BinarySearch(d.numbers, number); ok {
		return d.postings[i]
	}
	return posting{}
}

// intent is what the i-th way to put the document's question wants to hear.
func (d *document) intent(i int) Intent {
	if known := d.intents[i].Load(); known != nil {
		return *known
	}
	in := intentOf(ways(d.entry)[i])
	d.intents[i].Store(&in)
	return in
}

// weighAll weighs the words of texts.
func (ix *index) weighAll(texts []string) [][]share {
	out := make([][]share, len(texts))
	for i, text := range texts {
		out[i] = ix.wording.weigh(each(ix.termsOf(text)), ix.terms)
	}
	return out
}

// kindWords are what people call an entry for its kind, whether or not its text says so.
var kindWords = map[Kind]string{Pledge: "promise", Recommendation: "recommend"}

// ways are the ways to put the question that an entry answers: its title, its names, its asks.
func ways(e *Entry) []string { return slices.Concat([]string{e.Title}, e.Aliases, e.Asks) }

// dates are an entry's own dates in words.
func dates(e *Entry) []string {
	var out []string
	for _, dt := range []edtf.Date{e.Made, e.Due, e.When, e.AsOf, e.Responded, e.Period} {
		out = append(out, dt.Human())
	}
	return out
}

// facts are the texts of an entry that say what it holds.
func facts(e *Entry) []string {
	return append(clauses(e.Statement), e.Reason, e.Measure, e.Value+" "+e.Unit, e.Place, e.Purpose, e.Amount.String())
}

// notes are the texts of its history.
func notes(e *Entry) []string {
	var out []string
	for _, h := range e.History {
		out = append(out, h.Note, h.Amount.String(), h.Due.Human(), h.When.Human(), h.On.Human())
	}
	return out
}

// wordsOf cuts a text into words.
func (r *reading) wordsOf(text string) []word {
	ws, ok := r.cut.texts[text]
	if !ok {
		ws, ok = r.texts[text]
	}
	if !ok {
		from := len(r.words)
		r.words = r.cut.cut(r.words, text)
		ws = r.words[from:len(r.words):len(r.words)]
		r.texts[text] = ws
	}
	return ws
}

// termsOf gives the stems of a text and a token for each name or synonym in it, until it is asked for those of another.
func (r *reading) termsOf(text string) []string {
	r.few = r.appendTerms(r.few[:0], r.wordsOf(text))
	return r.few
}

func (r *reading) add(weight float64, texts ...string) {
	for _, text := range texts {
		for _, t := range r.termsOf(text) {
			r.mark(t, posting{weight: weight})
		}
	}
}

func (r *reading) phrase(weight float64, text string) {
	terms := slices.Clone(r.termsOf(text))
	for _, t := range terms {
		r.say(t, posting{weight: weight, phrases: bit(len(r.phrases))})
	}
	r.phrases = append(r.phrases, terms)
}

// say marks a term that the entry says in so many words.
func (r *reading) say(term string, p posting) {
	r.length++
	p.times = 1
	r.mark(term, p)
}

func (r *reading) mark(term string, p posting) {
	old := r.terms[term]
	r.terms[term] = posting{max(old.weight, p.weight), old.clauses | p.clauses, old.phrases | p.phrases, old.times + min(p.times, math.MaxUint8-old.times)}
}

// bit is the mark of the i-th of something; what is beyond the last bit shares it.
func bit(i int) uint64 { return 1 << min(i, lastPhrase) }

// lastPhrase is from which on clauses or phrases share a bit.
const lastPhrase = 63

// fingerprintOf tells an entry that states this from any other. History is left out: it tells how what is stated came about or changed, and
// people go on asking the same.
func fingerprintOf(e *Entry) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, e.ID+"\n"+e.Title+"\n"+e.Statement) // a hash takes whatever it is given
	return h.Sum64()
}

// said cuts what an entry says into clauses; the first is its title with its figures.
func said(e *Entry) []string {
	texts := []string{e.Title + " " + e.Amount.String() + " " + e.Value + e.Unit}
	texts = append(texts, clauses(e.Statement)...)
	for _, h := range e.History {
		texts = append(texts, h.Note+" "+e.Title+" "+h.On.Human()+" "+h.Due.Human()+" "+h.When.Human()+" "+h.Amount.String())
	}
	return texts
}
