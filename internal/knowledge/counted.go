package knowledge

// counted is what only all entries together tell. It is all that takes long to make of a large corpus, and so what is kept
// of it on disk.
type counted struct {
	*learnt
	terms   *postings
	wording wording
	sorts   map[string]bool            // terms that some actors' own entries hold: what sort of actor they are
	sortsOf map[string]map[string]bool // by the token of an actor: what sort of actor it is
}

// atOnce is how many entries are read before they are counted: a corpus of any size takes no more room than that.
const atOnce = 512

// countAll reads every entry once.
func (ix *index) countAll() {
	ix.terms = &postings{number: map[string]uint32{}}
	ix.sorts, ix.sortsOf = map[string]bool{}, map[string]map[string]bool{}
	kinds := ix.stemSet(ix.lex.Sorts)
	for _, k := range ix.lex.Sorts {
		kinds["~"+k] = true
	}
	read := make([]*reading, min(atOnce, len(ix.corpus.entries)))
	for i := range read {
		read[i] = ix.newReading()
	}
	for left := ix.corpus.entries; len(left) > 0; left = left[len(read):] {
		read = read[:min(len(read), len(left))]
		onAll(len(read), func(i int) { read[i].read(left[i]) })
		for _, r := range read {
			ix.terms.add(r.terms, r.length)
			ix.wording.count(len(r.phrases), r.terms, ix.terms)
			if r.entry.Kind == Actor {
				ix.sort(r, kinds)
			}
		}
	}
	ix.terms.close()
}

// sort notes of what sort an actor is.
func (ix *index) sort(r *reading, kinds map[string]bool) {
	own := map[string]bool{}
	for t := range kinds {
		if p := r.terms[t]; p.weight > 0 {
			own[t] = true
			ix.sorts[t] = ix.sorts[t] || p.weight > weightTopic
		}
	}
	ix.sortsOf["@"+r.entry.ID] = own
}
