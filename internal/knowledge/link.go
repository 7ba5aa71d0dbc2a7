package knowledge

import (
	"cmp"
	"slices"
	"strings"
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
	leastLink  = 6.0 // a link weaker than this is noise
)

// Link returns the entries and topics that a text bears on. Entries of the kinds actor and term are not linked: they lend
// their names to find the others.
func (b *Brain) Link(t Text) Links {
	seen := b.ix.weigh(t)
	var links []Link
	topics := map[string]float64{}
	for _, d := range b.ix.docs {
		if d.entry.Kind == Actor || d.entry.Kind == Term {
			continue
		}
		l, ok := b.ix.linkOf(d, seen)
		if !ok {
			continue
		}
		links = append(links, l)
	}
	slices.SortStableFunc(links, func(x, y Link) int {
		return cmp.Or(-cmp.Compare(x.Score, y.Score), cmp.Compare(x.Entry.ID, y.Entry.ID))
	})
	links = links[:min(mostLinks, len(links))]
	for _, l := range links {
		for i, id := range l.Entry.Topics {
			topics[id] += l.Score / float64(i+1)
		}
	}
	return Links{Topics: strongest(topics), Entries: links}
}

// weigh counts the terms of a text; those of its title and first paragraph, which say what it is about, count double.
func (ix *index) weigh(t Text) map[string]float64 {
	seen := map[string]float64{}
	for i, text := range append([]string{t.Title}, t.Paragraphs...) {
		by := 1.0
		if i < 2 {
			by = 2
		}
		for _, term := range ix.termsOf(text) {
			if ix.fill[term] || ix.weak[term] {
				continue
			}
			seen[term] = min(4, seen[term]+by)
		}
	}
	return seen
}

// linkOf holds an entry against the terms of a text. What counts is the share of the entry's own title and names that the
// text holds: a long text shares common words with everything.
func (ix *index) linkOf(d document, seen map[string]float64) (Link, bool) {
	var own, both float64
	var why []string
	for _, term := range d.title {
		w := ix.idf(term)
		own += w
		if n := seen[term]; n > 0 {
			both += w * min(1, 0.5+n/4)
			why = append(why, strings.TrimLeft(term, "@~"))
		}
	}
	if own == 0 || both/own < 0.55 {
		return Link{}, false
	}
	score := both * both / own
	return Link{Entry: d.entry, Score: score, Why: why}, score >= leastLink
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
