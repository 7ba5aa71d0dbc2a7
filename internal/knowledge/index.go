package knowledge

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"pledgewatch/internal/knowledge/wordvec"
)

// index finds the entries that may answer a question and tells how well each one's text covers it. What must be known of all
// entries is counted beforehand; an entry itself is taken apart when it is first weighed.
type index struct {
	*counted
	corpus   *Corpus
	lex      Lexicon
	cut      *cutter
	dict     *dictionary
	short    *shorthand
	docs     []atomic.Pointer[document] // those that were weighed last
	readings sync.Pool                  // of *reading
	subjects func() []subject           // of all entries, by number; made when they are first needed
	topics   map[string][]string        // terms of the names of each topic
	weak     map[string]bool
	fill     map[string]bool
	plain    map[string]bool // the fillers as they are written
	long     []spelt         // names of several words, for mending their spelling
	spelt    spellings       // all words that another may have been meant to be
	sense    []sense         // the corpus's own words with their meaning
	nearby   sync.Map        // what near found, by word: with docs the only thing here that changes after the index is made

	relations map[string]bool // stems that say what is asked of a thing
	outsiders [][]string      // stems of the subjects that are not this corpus's
	verdicts  map[string]bool // terms that say how a thing fared
	actors    map[string]bool // tokens of people and organisations
	people    map[string]bool // tokens of people
	places    map[string]bool // tokens of councils and of other places
}

// mostDocs is how many documents are held ready at most.
const mostDocs = 4096

// newIndex makes an index of a corpus of what was counted in it; where that is nil, it is counted now.
func newIndex(c *Corpus, before *counted) *index {
	ix := &index{
		counted: before, corpus: c, lex: c.lexicon, topics: map[string][]string{}, docs: make([]atomic.Pointer[document], min(mostDocs, len(c.entries))),
		actors: map[string]bool{}, people: map[string]bool{}, verdicts: map[string]bool{}, plain: map[string]bool{}, places: map[string]bool{},
	}
	if before == nil {
		ix.counted = &counted{learnt: learn(c)}
	}
	ix.cut = &cutter{stems: ix.stems(), texts: ix.handOver()}
	ix.dict, ix.short = newDictionary(ix.cut, ix.lex, c.entries), newShorthand(ix.lex.Shorthand)
	ix.weak, ix.fill, ix.relations = ix.stemSet(ix.lex.Weak), ix.stemSet(ix.lex.Fillers), ix.stemSet(ix.lex.Relations)
	ix.prepare()
	ix.cut.freeze()
	if before == nil {
		ix.countAll()
	}
	ix.cut.texts = nil
	ix.subjects = sync.OnceValue(ix.allSubjects)
	return ix
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

// document is an entry taken apart. As many are held ready as there is room for, each in the place that its number gives it.
func (ix *index) document(i int) *document {
	place := &ix.docs[i%len(ix.docs)]
	if d := place.Load(); d != nil && d.entry == ix.corpus.entries[i] {
		return d
	}
	r, ok := ix.readings.Get().(*reading)
	if !ok {
		r = ix.newReading()
	}
	defer ix.readings.Put(r)
	r.read(ix.corpus.entries[i])
	d := r.weigh()
	place.Store(d)
	return d
}

// prepare notes what the lexicon and the kinds of the entries tell.
func (ix *index) prepare() {
	listed := map[string]bool{}
	for _, f := range slices.Concat(ix.lex.Fillers, slices.Concat(ix.lex.Synonyms...)) {
		for _, w := range ix.cut.words(f) {
			ix.plain[w.surface] = ix.plain[w.surface] || ix.fill[w.stem]
			listed[w.surface], ix.vocab[w.surface], ix.common[w.stem] = true, w.stem, true
		}
	}
	for word, stem := range ix.vocab {
		ix.spelt.add(word, stem)
		if v, ok := wordvec.Of(word); ok && !listed[word] && !ix.fill[stem] && !ix.weak[stem] {
			ix.sense = append(ix.sense, sense{stem, v})
		}
	}
	for _, o := range ix.lex.Outside {
		ix.outsiders = append(ix.outsiders, stemsOf(ix.cut.words(o)))
	}
	ix.long = ix.dict.names()
	for _, v := range ix.lex.Verdicts {
		ix.verdicts["~"+v] = true
	}
	for _, t := range ix.corpus.topics {
		for _, name := range append([]string{t.Name}, t.Aliases...) {
			ix.topics[t.ID] = append(ix.topics[t.ID], ix.termsOf(name)...)
		}
	}
	for _, p := range ix.lex.Places {
		ix.places[placeToken(p)] = true
	}
	for _, e := range ix.corpus.entries {
		if e.Kind == Actor {
			ix.actors["@"+e.ID] = true
			ix.people["@"+e.ID] = e.Type == "person"
			ix.places["@"+e.ID] = strings.HasSuffix(e.ID, "-council")
		}
	}
}

// termsOf gives the stems of a text and a token for each name or synonym in it.
func (ix *index) termsOf(text string) []string { return ix.termsIn(ix.cut.words(text)) }

func (ix *index) termsIn(ws []word) []string {
	return ix.appendTerms(make([]string, 0, len(ws)+len(ws)/2), ws)
}

// appendTerms appends the terms of words to others.
func (ix *index) appendTerms(out []string, ws []word) []string {
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

// df tells in how many entries a term stands.
func (ix *index) df(term string) int { return len(ix.terms.holding(term)) }

// idf tells how much a term narrows things down; one that no entry holds narrows most.
func (ix *index) idf(term string) float64 {
	n, df := float64(len(ix.corpus.entries)), float64(ix.df(term))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
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
