package knowledge

import (
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	"golang.org/x/sync/errgroup"

	"pledgewatch/internal/knowledge/wordvec"
)

// index finds the entries that may answer a question and tells how well each one's text covers it.
type index struct {
	cut    *cutter
	dict   *dictionary
	lex    Lexicon
	docs   []document
	df     map[string]int // in how many entries a term stands
	text   bleve.Index
	vocab  map[string]string // surface word -> its stem, for spelling
	weak   map[string]bool
	fill   map[string]bool
	plain  map[string]bool    // the fillers as they are written
	pairs  map[[2]string]bool // stems met next to each other
	long   []spelt            // names of several words, for mending their spelling
	sense  []sense            // the corpus's own words with their meaning
	nearby sync.Map           // what near found, by word: the only thing here that grows after the index is made

	common    map[string]bool // stems that the corpus also writes in lower case
	named     map[string]bool // stems that it writes with a capital inside a sentence
	acronyms  map[string]bool // stems that it writes in capitals
	relations map[string]bool // stems that say what is asked of a thing
	wording   *wording
	outsiders [][]string      // stems of the subjects that are not this corpus's
	verdicts  map[string]bool // terms that say how a thing fared
	actors    map[string]bool // tokens of people and organisations
	people    map[string]bool // tokens of people
	sorts     map[string]bool // terms that some actors' own entries hold: what sort of actor they are
	places    map[string]bool // tokens of councils and of other places
}

// spelt is a name of several words as it is written.
type spelt struct{ words, stems []string }

// newIndex reads every entry once.
func newIndex(c *Corpus, lex Lexicon) (*index, error) {
	ix := &index{
		cut: newCutter(), lex: lex, df: make(map[string]int, 8*len(c.entries)), vocab: make(map[string]string, 12*len(c.entries)), pairs: make(map[[2]string]bool, 64*len(c.entries)),
		actors: map[string]bool{}, people: map[string]bool{}, common: map[string]bool{}, verdicts: map[string]bool{}, named: map[string]bool{}, acronyms: map[string]bool{}, plain: map[string]bool{}, places: map[string]bool{},
	}
	ix.cut.remember(texts(c))
	ix.dict = newDictionary(ix.cut, lex, c.entries)
	ix.weak, ix.fill, ix.relations = ix.stemSet(lex.Weak), ix.stemSet(lex.Fillers), ix.stemSet(lex.Relations)
	ix.prepare(c)
	ix.cut.freeze()
	var learning sync.WaitGroup
	learning.Go(func() { ix.learnAll(c) })
	ix.docs = make([]document, len(c.entries))
	onAll(len(ix.docs), func(i int) { ix.docs[i] = ix.read(c, c.entries[i]) })
	var text errgroup.Group
	text.Go(ix.indexText)
	for _, d := range ix.docs {
		for t := range d.terms {
			ix.df[t]++
		}
	}
	ix.sortActors()
	ix.wording = newWording(ix.docs)
	learning.Wait() // what an entry is about is read by what was learnt
	for i := range ix.docs {
		d := &ix.docs[i]
		d.subjects = ix.subjectOf(d.entry)
		d.weighed = sync.OnceValue(func() weighed { return ix.weighDocument(d) })
	}
	if err := text.Wait(); err != nil {
		return nil, err
	}
	ix.cut.forget()
	return ix, nil
}

// texts are all texts of a corpus that are read.
func texts(c *Corpus) []string {
	var out []string
	for _, e := range c.entries {
		out = append(append(out, ways(e)...), said(e)...)
		out = append(append(append(out, facts(e)...), notes(e)...), dates(e)...)
	}
	for _, t := range c.topics {
		out = append(append(out, t.Name), t.Aliases...)
	}
	return out
}

// onAll does work number 0 up to n on all processors and waits for it.
func onAll(n int, do func(i int)) {
	parts := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for part := range parts {
		wg.Go(func() {
			for i := part; i < n; i += parts {
				do(i)
			}
		})
	}
	wg.Wait()
}

// indexText makes the full-text index of what the entries say.
func (ix *index) indexText() error {
	text, err := bleve.NewUsing("", textMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return fmt.Errorf("open the text index: %w", err)
	}
	ix.text = text
	// Each processor makes a part of the index: making it costs as much as all the reading before.
	var group errgroup.Group
	parts := runtime.GOMAXPROCS(0)
	for part := range parts {
		group.Go(func() error { return ix.indexPart(text, part, parts) })
	}
	return group.Wait()
}

// indexPart indexes every one of parts documents, from the part-th on.
func (ix *index) indexPart(text bleve.Index, part, parts int) error {
	batch := text.NewBatch()
	for i := part; i < len(ix.docs); i += parts {
		if err := batch.Index(strconv.Itoa(i), map[string]any{"t": strings.Join(ix.docs[i].flow, " ")}); err != nil {
			return fmt.Errorf("index %s: %w", ix.docs[i].entry.ID, err)
		}
	}
	if err := text.Batch(batch); err != nil {
		return fmt.Errorf("index the corpus: %w", err)
	}
	return nil
}

// weighDocument tells of a document what only all documents together tell.
func (ix *index) weighDocument(d *document) weighed {
	w := weighed{own: ix.phraseWeights(d.phrases)}
	for _, v := range d.wordings {
		w.wordings = append(w.wordings, ix.wording.weigh(v))
	}
	for _, p := range ways(d.entry) {
		w.meanings = append(w.meanings, ix.mean(ix.cut.words(p)))
	}
	return w
}

// learnAll learns from all texts of the corpus.
func (ix *index) learnAll(c *Corpus) {
	for _, e := range c.entries {
		for _, text := range slices.Concat(ways(e), []string{e.Short, e.Long}, facts(e), notes(e), dates(e)) {
			ix.learn(text)
		}
	}
	for _, t := range c.topics {
		for _, name := range append([]string{t.Name}, t.Aliases...) {
			ix.learn(name)
		}
	}
}

// sortActors lets each document know of what sort the actors are that it names.
func (ix *index) sortActors() {
	ix.sorts = map[string]bool{}
	kinds := ix.stemSet(ix.lex.Sorts)
	for _, k := range ix.lex.Sorts {
		kinds["~"+k] = true
	}
	own := map[string]map[string]posting{}
	for _, d := range ix.docs {
		if d.entry.Kind == Actor {
			own["@"+d.entry.ID] = d.terms
			for t, p := range d.terms {
				ix.sorts[t] = ix.sorts[t] || p.weight > weightTopic && kinds[t]
			}
		}
	}
	for i := range ix.docs {
		for j, a := range ix.docs[i].traits.actors {
			ix.docs[i].traits.actors[j].terms = own[a.token]
		}
	}
}

// prepare notes what must be known before the first entry is read.
func (ix *index) prepare(c *Corpus) {
	for _, f := range slices.Concat(ix.lex.Fillers, slices.Concat(ix.lex.Synonyms...)) {
		for _, w := range ix.cut.words(f) {
			ix.plain[w.surface] = ix.plain[w.surface] || ix.fill[w.stem]
			ix.vocab[w.surface] = w.stem
			ix.common[w.stem] = true
		}
	}
	for _, o := range ix.lex.Outside {
		ix.outsiders = append(ix.outsiders, stemsOf(ix.cut.words(o)))
	}
	ix.long = ix.dict.names()
	for _, v := range ix.lex.Verdicts {
		ix.verdicts["~"+v] = true
	}
	for _, e := range c.entries {
		for _, text := range slices.Concat(clauses(e.Statement), []string{e.Reason, e.Purpose}, e.Asks) {
			for _, w := range ix.cut.words(text) {
				ix.common[w.stem] = ix.common[w.stem] || !w.capital
				ix.named[w.stem] = ix.named[w.stem] || w.name
			}
		}
	}
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
	field := bleve.NewTextFieldMapping()
	field.Analyzer, field.Store, field.IncludeInAll, field.IncludeTermVectors, field.DocValues = "terms", false, false, false, false
	m.DefaultMapping.AddFieldMappingsAt("t", field)
	m.DefaultMapping.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	return m
}

// learn takes the words of the corpus's own texts into the vocabulary that spelling is mended by, and among the words that
// others may stand in for.
func (ix *index) learn(text string) {
	ws := ix.cut.words(text)
	for i, w := range ws {
		if w.acronym {
			ix.acronyms[w.stem] = true
		}
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
}

// termsOf gives the stems of a text and a token for each name or synonym in it.
func (ix *index) termsOf(text string) []string { return ix.termsIn(ix.cut.words(text)) }

func (ix *index) termsIn(ws []word) []string {
	out := make([]string, 0, len(ws)+len(ws)/2)
	for i, w := range ws {
		out = append(out, w.stem)
		for _, p := range ix.dict.byFirst[w.stem] {
			if startsWith(ws[i:], p.stems) && (len(p.stems) > 1 || ix.meant(p, w)) {
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

// idf tells how much a term narrows things down; one that no entry holds narrows most.
func (ix *index) idf(term string) float64 {
	n, df := float64(len(ix.docs)), float64(ix.df[term])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// candidate is a document that the text index found, and how well it says it fits, against the best: 0 to 1.
type candidate struct {
	doc  int
	text float64
}

// candidates returns up to n documents that hold the most of the terms, each term counting by its boost.
func (ix *index) candidates(terms map[string]float64, n int) ([]candidate, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	anyOf := make([]query.Query, 0, len(terms))
	for _, t := range slices.Sorted(maps.Keys(terms)) {
		q := bleve.NewTermQuery(t)
		q.SetField("t")
		q.SetBoost(terms[t])
		anyOf = append(anyOf, q)
	}
	res, err := ix.text.Search(bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(anyOf...), n, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search the text index: %w", err)
	}
	out := make([]candidate, 0, len(res.Hits))
	for _, h := range res.Hits {
		i, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, fmt.Errorf("the text index holds %q: %w", h.ID, err)
		}
		out = append(out, candidate{i, h.Score / res.MaxScore})
	}
	return out, nil
}

// stemSet is a set of the stems of words and of all words of phrases.
func (ix *index) stemSet(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		for _, w := range ix.cut.words(s) {
			set[w.stem] = true
		}
	}
	return set
}
