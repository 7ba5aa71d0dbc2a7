package knowledge

import (
	"math"
	"slices"
	"sync"
)

// topicWords is what tells of topics: their names, and the words that entries filed under them use and others do not. Beside it
// stands what is weighed once for linking.
type topicWords struct {
	names   map[string][]topicName // by the first stem
	tells   map[string][]sign      // by term
	weights [][]float64            // of the units of each entry's subject, see weighSubjects
}

// sign is how much a term tells of a topic.
type sign struct {
	topic  string
	weight float64
}

// Bounds of learning words.
const (
	filedBeside = 0.5  // what it counts that an entry is filed under a topic that is not its main one
	namesTopic  = 2.0  // what it counts that a topic's own names and summary say a term
	weakTells   = 0.4  // what a word counts that says little wherever it stands
	titleWords  = 2.0  // what a word of a title counts, where one of the text counts as in textPlace
	mostSaid    = 3.0  // what a word counts that is said over and over
	weakest     = 0.02 // what tells less is left out
)

// newTopicWords learns from the entries of a corpus.
func newTopicWords(ix *index, topics []Topic) *topicWords {
	entries, all := map[string]float64{}, 0.0
	held, total := map[string]map[string]float64{}, map[string]float64{}
	file := func(term, topic string, by float64) {
		if ix.fill[term] {
			return
		}
		if held[term] == nil {
			held[term] = map[string]float64{}
		}
		held[term][topic] += by
		total[term] += by
	}
	for _, e := range ix.corpus.entries {
		for i, id := range e.Topics {
			entries[id], all = entries[id]+filedBy(i), all+filedBy(i)
		}
	}
	for term, doc := range ix.terms.all() {
		for i, id := range ix.corpus.entries[doc].Topics {
			file(term, id, filedBy(i))
		}
	}
	for _, t := range topics {
		entries[t.ID], all = entries[t.ID]+namesTopic, all+namesTopic
		said := map[string]bool{}
		for _, text := range append(t.names(), t.Summary) {
			for _, term := range ix.termsOf(text) {
				said[term] = true
			}
		}
		for term := range said {
			file(term, t.ID, namesTopic)
		}
	}
	w := &topicWords{names: ix.topicNames(topics), tells: make(map[string][]sign, len(held)), weights: ix.weighSubjects()}
	for term, by := range held {
		for id, n := range by {
			if n < 1 {
				continue
			}
			here, elsewhere := (n+0.05)/(entries[id]+2), (total[term]-n+0.5)/(all-entries[id]+10)
			share := n / total[term]
			weight := share * share * math.Log(here/elsewhere)
			if ix.weak[term] {
				weight *= weakTells
			}
			if weight > weakest {
				w.tells[term] = append(w.tells[term], sign{id, weight})
			}
		}
	}
	return w
}

// filedBy tells what it counts that an entry is filed under its i-th topic.
func filedBy(i int) float64 {
	if i > 0 {
		return filedBeside
	}
	return 1
}

// learnTopics learns what tells of topics when it is first asked for.
func learnTopics(ix *index, topics []Topic) func() *topicWords {
	return sync.OnceValue(func() *topicWords { return newTopicWords(ix, topics) })
}

// told weighs how much the words of a text tell of each topic; a word counts by where it stands, and by how often.
func (w *topicWords) told(ix *index, texts []string) map[string]float64 {
	said := map[string]float64{}
	for i, text := range texts {
		by := textPlace(i)
		if i == 0 {
			by = titleWords
		}
		terms := ix.termsOf(text)
		slices.Sort(terms)
		for _, t := range slices.Compact(terms) {
			said[t] = min(mostSaid, said[t]+by)
		}
	}
	out := map[string]float64{}
	for term, counts := range said {
		for _, t := range w.tells[term] {
			out[t.topic] += counts * t.weight
		}
	}
	return out
}
