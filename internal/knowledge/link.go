package knowledge

import (
	"cmp"
	"slices"
)

// Text is a piece of news to be held against the corpus.
type Text struct {
	Title      string
	Paragraphs []string
}

// Links is what a text is about.
type Links struct {
	Topics  []string // ids, the strongest first
	Entries []Link   // the strongest first
}

// Link says that a text bears on an entry, how strongly, and why.
type Link struct {
	Entry *Entry
	Score float64  // above 0; comparable between texts of one corpus
	Why   []string // the names and words that the text shares with it
}

// Bounds of linking.
const (
	mostLinks  = 8
	mostTopics = 4
	leastShare = 0.5 // of an entry's subject, by weight, that a text must name
	leastLink  = 5.0 // a link weaker than this is noise
	loudest    = 4.0 // what a word counts that a text says over and over, where once counts 1
)

// subjectOf is what an entry is about: what its title names, read as a question is.
func (ix *index) subjectOf(e *Entry) []unit {
	return slices.DeleteFunc(ix.units(ix.cut.words(e.Title)), func(u unit) bool { return u.figure })
}

// Link returns the entries and topics that a text bears on. Entries of the kinds actor and term are not linked: they lend
// their names to find the others.
func (b *Brain) Link(t Text) Links {
	said := b.ix.weigh(t)
	var links []Link
	for _, d := range b.ix.docs {
		if d.entry.Kind == Actor || d.entry.Kind == Term {
			continue
		}
		if l, ok := d.link(said); ok {
			links = append(links, l)
		}
	}
	slices.SortStableFunc(links, func(x, y Link) int {
		return cmp.Or(-cmp.Compare(x.Score, y.Score), cmp.Compare(x.Entry.ID, y.Entry.ID))
	})
	links = links[:min(mostLinks, len(links))]
	topics := map[string]float64{}
	for _, l := range links {
		for i, id := range l.Entry.Topics {
			topics[id] += l.Score / float64(i+1)
		}
	}
	return Links{Topics: strongest(topics), Entries: links}
}

// weigh counts the terms of a text; those of its title and its first two paragraphs, which say what it is about, count double.
func (ix *index) weigh(t Text) map[string]float64 {
	said := map[string]float64{}
	for i, text := range append([]string{t.Title}, t.Paragraphs...) {
		by := 0.5
		if i < 3 {
			by = 1
		}
		for _, term := range ix.termsOf(text) {
			said[term] = min(loudest, said[term]+by)
		}
	}
	return said
}

// link holds a document against what a text says. A text must name most of the entry's subject: a long one shares common
// words with everything.
func (d document) link(said map[string]float64) (Link, bool) {
	l := Link{Entry: d.entry}
	var own, both float64
	for _, u := range d.subjects {
		own += u.weight
		n := said[u.term]
		if n == 0 && len(u.parts) > 1 {
			n = partOfPhrase * said[slices.MinFunc(u.parts, func(a, b string) int { return cmp.Compare(said[a], said[b]) })]
		}
		if n > 0 {
			both += u.weight
			l.Score += u.weight * (1 + n) / 2
			l.Why = append(l.Why, u.text)
		}
	}
	if own == 0 || both/own < leastShare {
		return Link{}, false
	}
	l.Score *= both / own * carries(d.entry.Kind)
	if n := said["@"+d.entry.ID]; n > 0 { // one of its own names
		l.Score += 2 * n
	}
	return l, l.Score >= leastLink
}

// carries tells how much news about an entry of a kind is news: a promise or a date can move, a view or a count stays what it
// was.
func carries(k Kind) float64 {
	switch k {
	case Pledge, Milestone, Funding, Recommendation:
		return 1.3
	default:
		return 0.8
	}
}

// strongest returns the ids with the most weight.
func strongest(weights map[string]float64) []string {
	var ids []string
	for id := range weights {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(-cmp.Compare(weights[x], weights[y]), cmp.Compare(x, y)) })
	return ids[:min(mostTopics, len(ids))]
}
