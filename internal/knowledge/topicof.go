package knowledge

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Bounds of telling topics.
const (
	mostTopics  = 4
	likelyTopic = 0.5  // how likely it must be that a text is about a topic
	likelyAlone = 0.25 // the same of the likeliest, where no other is likelier
	leastTopic  = 5.0  // a topic's weight by names and entries that is that of a strong one
	leastWords  = 2.0  // the same by words
	leastTold   = 0.5  // that words must tell of a topic that nothing else speaks for
	nameInTitle = 6.0  // what a topic's name in a title weighs at least
	pressWeighs = 3.0  // what it weighs that a text says a word of the press for a topic
	leastLinked = 5.0  // how broadly a text must bear on an entry for its topics to count
	besideMain  = 0.35 // what a link counts for a topic of its entry that is not the main one
	titleCounts = 1.5  // what it counts that a title names a topic, where the text below its beginning counts textCounts
	leadCounts  = 1.0
	textCounts  = 0.5
)

// textPlace tells what it counts that the title (0) or a paragraph of a text names something.
func textPlace(i int) float64 {
	switch {
	case i == 0:
		return titleCounts
	case i < 3:
		return leadCounts
	}
	return textCounts
}

//go:generate sh -c "go run pledgewatch/internal/watch/marks/fit -out topicweights.go ../watch/testdata/articles/*.yaml"

// NumTopicSigns is how many signs there are that a text is about a topic.
const NumTopicSigns = 6

// TopicSigns are the signs that a text is about a topic, each 0 to 1 unless said otherwise: its weight by names and linked
// entries, of the strongest topic's; whether the text names it; how much its words are those of the topic's entries, as a
// logarithm from 0 up; the same of the strongest topic's; that for the title alone; and the share of its paragraphs that name it.
type TopicSigns struct {
	Topic string
	Signs [NumTopicSigns]float64
}

// TopicSigns returns the signs for each topic that a text may be about. It is for fitting topicWeights, too.
func (b *Brain) TopicSigns(t Text) []TopicSigns {
	if b.ix.elsewhere(t) {
		return nil
	}
	return b.topicSigns(t, b.linked(b.ix.weigh(t)))
}

func (b *Brain) topicSigns(t Text, links []Link) []TopicSigns {
	words, texts := b.words(), append([]string{t.Title}, t.Paragraphs...)
	named, weights := b.topicsNamed(texts), weighLinked(links)
	for id, n := range named {
		weights[id] += n.weighs()
	}
	told, titled := words.told(b.ix, texts), words.told(b.ix, texts[:1])
	top, topTold, topTitled := strongest(weights, leastTopic), strongest(told, leastWords), strongest(titled, 1)
	var out []TopicSigns
	for _, topic := range b.Corpus.topics {
		id, spread := topic.ID, 0.0
		share := weights[id] / top
		if share == 0 && told[id] < leastTold {
			continue
		}
		if n := named[id]; n != nil {
			spread = float64(n.paragraphs) / float64(len(texts))
		}
		out = append(out, TopicSigns{id, [NumTopicSigns]float64{
			share, oneIf(spread > 0), math.Log1p(told[id]), told[id] / topTold, titled[id] / topTitled, spread,
		}})
	}
	return out
}

// weighLinked weighs the topics of the three entries of each that a text bears on most.
func weighLinked(links []Link) map[string]float64 {
	weights, counted := map[string]float64{}, map[string]int{}
	links = slices.SortedStableFunc(slices.Values(links), func(x, y Link) int { return -cmp.Compare(x.broad, y.broad) })
	for _, l := range links {
		if l.broad < max(leastLinked, besideFirst*links[0].broad) {
			break
		}
		for i, id := range l.Entry.Topics {
			share := 1.0
			if i > 0 && l.Entry.Kind != Funding { // money is for all that it is filed under
				share = besideMain
			}
			if counted[id]++; counted[id] <= 3 {
				weights[id] += l.broad * share / float64(counted[id]+1)
			}
		}
	}
	return weights
}

// strongest is the largest weight, and at least least.
func strongest(weights map[string]float64, least float64) float64 {
	for _, w := range weights {
		least = max(least, w)
	}
	return least
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// topicsOf returns the topics that a text is about, the likeliest first.
func (b *Brain) topicsOf(t Text, links []Link) []string {
	likely := map[string]float64{}
	for _, s := range b.topicSigns(t, links) {
		x := topicBias
		for i, w := range topicWeights {
			x += w * s.Signs[i]
		}
		likely[s.Topic] = 1 / (1 + math.Exp(-x))
	}
	return likeliest(likely)
}

// topicName is a name of a topic, cut into stems.
type topicName struct {
	topic  string
	stems  []string
	weight float64
}

// topicNames are the names of all topics, by their first stem, the longest first.
func (ix *index) topicNames(topics []Topic) map[string][]topicName {
	out := map[string][]topicName{}
	for _, t := range topics {
		for i, name := range append(t.names(), t.Press...) {
			n := topicName{topic: t.ID}
			for _, w := range ix.cut.words(name) {
				n.stems = append(n.stems, w.stem)
				if ix.fill[w.stem] {
					continue
				}
				weight := ix.idf(w.stem) * ix.speciality(w)
				if ix.weak[w.stem] {
					weight *= 0.3
				}
				n.weight += weight
			}
			if i >= len(t.names()) {
				n.weight = min(n.weight, pressWeighs)
			}
			if len(n.stems) > 0 && !slices.ContainsFunc(out[n.stems[0]], func(o topicName) bool { return o.topic == n.topic && slices.Equal(o.stems, n.stems) }) {
				out[n.stems[0]] = append(out[n.stems[0]], n)
			}
		}
	}
	for _, ns := range out {
		slices.SortStableFunc(ns, func(x, y topicName) int { return cmp.Compare(len(y.stems), len(x.stems)) })
	}
	return out
}

// topicSaid is how a text names one topic.
type topicSaid struct {
	count, weight float64 // how often, and the weight of its names times that
	inTitle       bool
	paragraphs    int // that name it, the title among them
	last          int // of those
}

// topicsNamed weighs how a text names each topic: by how rare its names are, how often and where it says them. The longest
// name that begins at a word is the one that is meant, be it a topic's or an entry's.
func (b *Brain) topicsNamed(texts []string) map[string]*topicSaid {
	names := b.words().names
	found := map[string]*topicSaid{}
	for i, text := range texts {
		counts := textPlace(i)
		ws := b.ix.cut.words(text)
		for p := 0; p < len(ws); {
			p += b.nameAt(names, ws[p:], func(n topicName) {
				f := found[n.topic]
				if f == nil {
					f = &topicSaid{last: -1}
					found[n.topic] = f
				}
				f.count, f.weight, f.inTitle = f.count+counts, f.weight+counts*n.weight, f.inTitle || i == 0
				if f.last != i {
					f.paragraphs, f.last = f.paragraphs+1, i
				}
			})
		}
	}
	return found
}

// weighs is the weight of a topic that a text names so.
func (f *topicSaid) weighs() float64 {
	weight := f.weight / f.count
	if f.inTitle {
		weight = max(weight, nameInTitle)
	}
	return weight * min(loudest, f.count)
}

// nameAt hands on the names of topics that ws begins with, and returns how many words to go on by.
func (b *Brain) nameAt(names map[string][]topicName, ws []word, found func(topicName)) int {
	longest, of := 1, ""
	for _, p := range b.ix.dict.byFirst[ws[0].stem] {
		if len(p.stems) > longest && startsWith(ws, p.stems) {
			longest, of = len(p.stems), p.token
		}
	}
	entry, isEntry := b.Corpus.Entry(strings.TrimPrefix(of, "@"))
	for _, n := range names[ws[0].stem] {
		if !startsWith(ws, n.stems) || len(n.stems) < longest && !(isEntry && slices.Contains(entry.Topics, n.topic)) {
			continue
		}
		longest = max(longest, len(n.stems))
		found(n)
	}
	return longest
}

// likeliest returns the ids that are likely, the likeliest first; the likeliest alone where none is.
func likeliest(likely map[string]float64) []string {
	ids := slices.SortedFunc(maps.Keys(likely), func(x, y string) int { return cmp.Or(-cmp.Compare(likely[x], likely[y]), cmp.Compare(x, y)) })
	n := 0
	for n < min(mostTopics, len(ids)) && likely[ids[n]] >= likelyTopic {
		n++
	}
	if n == 0 && len(ids) > 0 && likely[ids[0]] >= likelyAlone {
		n = 1
	}
	return ids[:n]
}
