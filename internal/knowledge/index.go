package knowledge

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/knowledge/wordvec"
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

// index finds the entries that may answer a question and tells how well each one's text covers it.
type index struct {
	dict  *dictionary
	lex   Lexicon
	docs  []document
	df    map[string]int // in how many entries a term stands
	text  bleve.Index
	vocab map[string]string // surface word -> its stem, for spelling
	weak  map[string]bool
	fill  map[string]bool
	pairs map[[2]string]bool // stems met next to each other
	long  []spelt            // names of several words, for mending their spelling
	sense []sense            // the corpus's own words with their meaning

	actors map[string]bool // tokens of people and organisations
	people map[string]bool // tokens of people
	places map[string]bool // tokens of councils and of other places
}

// spelt is a name of several words as it is written.
type spelt struct{ words, stems []string }

// sense is a stem and the vector of a word that has it.
type sense struct {
	stem   string
	vector wordvec.Vector
}

// document is what the index keeps of an entry.
type document struct {
	entry   *Entry
	terms   map[string]float64 // term -> weight of the best field that holds it
	title   []string           // terms of the title that tell it from others
	dated   []string           // terms of its own dates, which hold for all that it says
	clauses [][]string         // terms of each clause of what it says, for what must be said in one breath
	traits  traits
	phrases [][]string // terms of title, aliases and asks, each a way to put the question that the entry answers
}

// newIndex reads every entry once.
func newIndex(c *Corpus, lex Lexicon) (*index, error) {
	ix := &index{
		dict: newDictionary(lex, c.entries), lex: lex, df: map[string]int{}, vocab: map[string]string{}, pairs: map[[2]string]bool{},
		actors: map[string]bool{}, people: map[string]bool{}, places: map[string]bool{},
		weak: stemSet(lex.Weak), fill: stemSet(lex.Fillers),
	}
	text, err := bleve.NewUsing("", textMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open the text index: %w", err)
	}
	ix.text = text
	batch := text.NewBatch()
	ix.prepare(c)
	for i, e := range c.entries {
		d := ix.read(c, e)
		ix.docs = append(ix.docs, d)
		for t := range d.terms {
			ix.df[t]++
		}
		if err := batch.Index(fmt.Sprint(i), map[string]any{"t": d.indexText()}); err != nil {
			return nil, fmt.Errorf("index %s: %w", e.ID, err)
		}
	}
	if err := text.Batch(batch); err != nil {
		return nil, fmt.Errorf("index the corpus: %w", err)
	}
	return ix, nil
}

// prepare notes what must be known before the first entry is read.
func (ix *index) prepare(c *Corpus) {
	for _, f := range ix.lex.Fillers {
		for _, w := range words(f) {
			ix.vocab[w.surface] = w.stem
		}
	}
	ix.long = ix.dict.names()
	for _, p := range ix.lex.Places {
		ix.places[placeToken(p)] = true
	}
	for _, e := range c.entries {
		if e.Kind == Actor {
			ix.actors["@"+e.ID] = true
			ix.people["@"+e.ID] = e.Type == "person"
			ix.places["@"+e.ID] = strings.HasSuffix(e.ID, "-council")
		}
	}
}

// textMapping indexes terms as they come: the words were cut, stemmed and named before.
func textMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer("terms", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		panic(err) // constants only: it fails for all or for none
	}
	m.DefaultAnalyzer = "terms"
	m.StoreDynamic, m.DocValuesDynamic = false, false
	return m
}

// read takes an entry apart into weighted terms.
func (ix *index) read(c *Corpus, e *Entry) document {
	d := document{entry: e, terms: map[string]float64{}}
	for _, dt := range []edtf.Date{e.Made, e.Due, e.When, e.AsOf, e.Responded, e.Period} {
		d.dated = append(d.dated, ix.termsOf(dt.Human())...)
	}
	add := func(weight float64, texts ...string) {
		for _, text := range texts {
			for _, t := range ix.terms(text) {
				d.terms[t] = math.Max(d.terms[t], weight)
			}
		}
	}
	add(weightTitle, e.Title, e.Short, e.Long)
	add(weightTitle, e.Aliases...)
	add(weightAsks, e.Asks...)
	add(weightStatement, e.Statement, e.Reason, e.Measure, e.Value+" "+e.Unit, e.Place, e.Purpose, e.Amount.String())
	for _, id := range []string{e.By, e.Actor} {
		if a, ok := c.byID[id]; ok {
			add(weightActor, a.Title)
			d.terms["@"+a.ID] = weightActor
		}
	}
	for _, h := range e.History {
		add(weightNote, h.Note, h.Amount.String(), h.Due.Human(), h.When.Human(), h.On.Human())
	}
	add(weightNote, strings.Join(d.dated, " "))
	add(weightNote, strings.ReplaceAll(cmp.Or(e.Status, e.Response, e.Stance), "-", " "))
	for _, id := range e.Topics {
		if t, ok := c.Topic(id); ok {
			add(weightTopic, t.Name)
			add(weightTopic, t.Aliases...)
		}
	}
	for _, p := range append(append([]string{e.Title}, e.Aliases...), e.Asks...) {
		d.phrases = append(d.phrases, ix.terms(p))
	}
	d.clauses = ix.clausesOf(e)
	d.terms["@"+e.ID] = weightTitle
	for _, t := range ix.terms(e.Title) {
		if !ix.fill[t] && !ix.weak[t] {
			d.title = append(d.title, t)
		}
	}
	d.traits = ix.traitsOf(e, d)
	return d
}

// clausesOf cuts what an entry says into clauses.
func (ix *index) clausesOf(e *Entry) [][]string {
	texts := []string{e.Title + " " + e.Amount.String() + " " + e.Value + e.Unit}
	texts = append(texts, clauses(e.Statement)...)
	for _, h := range e.History {
		texts = append(texts, h.Note+" "+e.Title+" "+h.On.Human()+" "+h.Due.Human()+" "+h.When.Human())
	}
	out := make([][]string, len(texts))
	for i, t := range texts {
		out[i] = ix.termsOf(t)
	}
	return out
}

// terms is termsOf for the corpus's own texts: their words become the vocabulary that spelling is mended by.
func (ix *index) terms(text string) []string {
	ws := words(text)
	for i, w := range ws {
		if _, known := ix.vocab[w.surface]; !known && !w.figure {
			ix.vocab[w.surface] = w.stem
			if v, ok := wordvec.Of(w.surface); ok && !ix.fill[w.stem] && !ix.weak[w.stem] {
				ix.sense = append(ix.sense, sense{w.stem, v})
			}
		}
		if i > 0 {
			ix.pairs[[2]string{ws[i-1].stem, w.stem}] = true
		}
	}
	return ix.termsOf(text)
}

// termsOf gives the stems of a text and a token for each name or synonym in it.
func (ix *index) termsOf(text string) []string {
	ws := words(text)
	var out []string
	for i, w := range ws {
		out = append(out, w.stem)
		for _, p := range ix.dict.byFirst[w.stem] {
			if startsWith(ws[i:], p.stems) && !slices.Contains(out, p.token) {
				out = append(out, p.token)
			}
		}
	}
	return out
}

func startsWith(ws []word, st []string) bool {
	if len(st) > len(ws) {
		return false
	}
	for i, s := range st {
		if ws[i].stem != s {
			return false
		}
	}
	return true
}

// indexText is the document as the text index reads it.
func (d document) indexText() string {
	var b strings.Builder
	for t := range d.terms {
		b.WriteString(t)
		b.WriteByte(' ')
	}
	return b.String()
}

// idf tells how much a term narrows things down; one that no entry holds narrows most.
func (ix *index) idf(term string) float64 {
	n, df := float64(len(ix.docs)), float64(ix.df[term])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// candidates returns the positions of up to n documents that hold the most of the terms.
func (ix *index) candidates(terms []string, n int) ([]int, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	any := make([]query.Query, len(terms))
	for i, t := range terms {
		q := bleve.NewTermQuery(t)
		q.SetField("t")
		any[i] = q
	}
	res, err := ix.text.Search(bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(any...), n, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search the text index: %w", err)
	}
	out := make([]int, 0, len(res.Hits))
	for _, h := range res.Hits {
		var i int
		if _, err := fmt.Sscan(h.ID, &i); err != nil {
			return nil, fmt.Errorf("text index holds %q: %w", h.ID, err)
		}
		out = append(out, i)
	}
	return out, nil
}

// stemSet is a set of the stems of words and of all words of phrases.
func stemSet(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		for _, st := range stems(s) {
			set[st] = true
		}
	}
	return set
}

// Bounds of standing in for a word.
const (
	nearest  = 0.55 // cosine below which two words are not alike enough
	mostNear = 12
)

// near returns the corpus's own words that mean much the same as w, by their stems.
func (ix *index) near(w word) map[string]float64 {
	v, ok := wordvec.Of(w.surface)
	if !ok {
		return nil
	}
	out := map[string]float64{}
	for _, s := range ix.sense {
		if cos := wordvec.Near(v, s.vector); cos >= nearest && s.stem != w.stem {
			out[s.stem] = max(out[s.stem], min(0.6, cos-0.3))
		}
	}
	if len(out) <= mostNear {
		return out
	}
	shares := slices.Sorted(maps.Values(out))
	least := shares[len(shares)-mostNear]
	maps.DeleteFunc(out, func(_ string, share float64) bool { return share < least })
	return out
}
