package knowledge

import (
	"cmp"
	"slices"
	"strings"

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

// document is what the index keeps of an entry.
type document struct {
	entry    *Entry
	flow     []string // its terms as they come, for the text index
	terms    map[string]posting
	subjects []unit               // what it is about
	title    []string             // terms of the title that tell it from others
	dated    []string             // terms of its own dates, which hold for all that it says
	placed   []string             // terms of the place that it is about, where that is not the whole country
	phrases  [][]string           // terms of title, aliases and asks, each a way to put the question that the entry answers
	wordings []map[string]float64 // of each phrase, not weighed
	weighed  func() weighed       // made when it is first needed
	traits   traits
}

// weighed is what only all documents together tell of one.
type weighed struct {
	wordings []map[string]float64 // of each phrase
	meanings []meaning            // of each phrase
	own      []float64            // weight of each phrase's terms
}

// posting tells where in an entry a term stands.
type posting struct {
	weight  float64 // of the best field that holds it
	clauses uint64  // which clauses of what it says hold it; the first is its title with its figures
	phrases uint64  // which of its phrases hold it
}

// roughly is how many terms an entry has.
const roughly = 160

// reading is an entry while it is taken apart.
type reading struct {
	*index
	document
}

// read takes an entry apart into terms.
func (ix *index) read(c *Corpus, e *Entry) document {
	r := reading{ix, document{entry: e, terms: make(map[string]posting, roughly)}}
	for _, dt := range dates(e) {
		r.dated = append(r.dated, ix.termsOf(dt)...)
	}
	if e.Place != "England" && e.Place != "UK" {
		r.placed = ix.termsOf(e.Place)
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
		if a, ok := c.byID[id]; ok {
			r.add(weightActor, a.Title)
			r.mark("@"+a.ID, posting{weight: weightActor})
		}
	}
	r.add(weightNote, notes(e)...)
	r.add(weightNote, strings.Join(r.dated, " "), strings.ReplaceAll(cmp.Or(e.Status, e.Response, e.Stance), "-", " "))
	for _, id := range e.Topics {
		if t, ok := c.Topic(id); ok {
			r.add(weightTopic, append([]string{t.Name}, t.Aliases...)...)
		}
	}
	var parts [][]word
	for i, text := range said(e) {
		parts = append(parts, ix.cut.words(text))
		terms := ix.termsIn(parts[i])
		r.flow = append(r.flow, terms...)
		for _, t := range terms {
			r.mark(t, posting{clauses: bit(i)})
		}
	}
	r.mark("@"+e.ID, posting{weight: weightTitle, clauses: 1})
	for _, t := range ix.termsOf(kindWords[e.Kind]) {
		r.mark(t, posting{weight: weightNote, clauses: 1})
	}
	for _, t := range ix.termsOf(e.Title) {
		if !ix.fill[t] && !ix.weak[t] {
			r.title = append(r.title, t)
		}
	}
	r.traits = ix.traitsOf(e, r.document, parts, said(e))
	return r.document
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

func (r *reading) add(weight float64, texts ...string) {
	for _, text := range texts {
		for _, t := range r.termsOf(text) {
			r.mark(t, posting{weight: weight})
		}
	}
}

func (r *reading) phrase(weight float64, text string) {
	terms := r.termsOf(text)
	r.flow = append(r.flow, terms...)
	for _, t := range terms {
		r.mark(t, posting{weight: weight, phrases: bit(len(r.phrases))})
	}
	r.phrases, r.wordings = append(r.phrases, terms), append(r.wordings, plain(terms))
}

func (r *reading) mark(term string, p posting) {
	old := r.terms[term]
	r.terms[term] = posting{max(old.weight, p.weight), old.clauses | p.clauses, old.phrases | p.phrases}
}

// bit is the mark of the i-th of something; what is beyond the last bit shares it.
func bit(i int) uint64 { return 1 << min(i, 63) }

// said cuts what an entry says into clauses; the first is its title with its figures.
func said(e *Entry) []string {
	texts := []string{e.Title + " " + e.Amount.String() + " " + e.Value + e.Unit}
	texts = append(texts, clauses(e.Statement)...)
	for _, h := range e.History {
		texts = append(texts, h.Note+" "+e.Title+" "+h.On.Human()+" "+h.Due.Human()+" "+h.When.Human()+" "+h.Amount.String())
	}
	return texts
}
