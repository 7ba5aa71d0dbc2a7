package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// Bounds of telling topics.
const (
	mostTopics  = 4
	leastTopic  = 5.0  // a topic weaker than this is noise
	besideBest  = 0.55 // of the strongest topic, that another must reach
	nameInTitle = 6.0  // what a topic's name in a title weighs at least
	besideMain  = 0.35 // what a link counts for a topic of its entry that is not the main one
	titleCounts = 1.5  // what it counts that a title names a topic, where the text below its beginning counts textCounts
	leadCounts  = 1.0
	textCounts  = 0.5
	sumInTitle  = 9.0 // what a large sum in a title adds to the topics of money that an article bears on
)

// topicsOf returns the topics that a text is about, the strongest first: those that it names, and those of the three
// entries of each that it bears on most.
func (b *Brain) topicsOf(t Text, links []Link) []string {
	weights := b.topicsNamed(t)
	counted, money := map[string]int{}, false
	for _, l := range links {
		money = money || l.Entry.Kind == Funding
		for i, id := range l.Entry.Topics {
			share := 1.0
			if i > 0 && l.Entry.Kind != Funding { // money is for all that it is filed under
				share = besideMain
			}
			if counted[id]++; counted[id] <= 3 {
				weights[id] += l.Score * share / float64(counted[id]+1)
			}
		}
	}
	if money && namesMillions(t.Title) {
		weights[moneyTopic] += sumInTitle
	}
	return heaviest(weights)
}

// moneyTopic is the topic of sums of money.
const moneyTopic = "funding"

// namesMillions reports whether a title names a large sum.
func namesMillions(title string) bool {
	for _, f := range strings.FieldsFunc(title, func(r rune) bool { return r == ' ' || r == ',' || r == ':' || r == '-' }) {
		if strings.HasPrefix(f, "£") && (strings.HasSuffix(f, "m") || strings.HasSuffix(f, "bn")) {
			return true
		}
	}
	return false
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
		for _, name := range t.names() {
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
}

// topicsNamed weighs how a text names each topic: by how rare its names are, how often and where it says them. The longest
// name that begins at a word is the one that is meant, be it a topic's or an entry's.
func (b *Brain) topicsNamed(t Text) map[string]float64 {
	names := b.ix.topicNames(b.Corpus.topics)
	found := map[string]*topicSaid{}
	for i, text := range append([]string{t.Title}, t.Paragraphs...) {
		counts := textCounts
		switch {
		case i == 0:
			counts = titleCounts
		case i < 3:
			counts = leadCounts
		}
		ws := b.ix.cut.words(text)
		for p := 0; p < len(ws); {
			p += b.nameAt(names, ws[p:], func(n topicName) {
				f := found[n.topic]
				if f == nil {
					f = &topicSaid{}
					found[n.topic] = f
				}
				f.count, f.weight, f.inTitle = f.count+counts, f.weight+counts*n.weight, f.inTitle || i == 0
			})
		}
	}
	out := make(map[string]float64, len(found))
	for id, f := range found {
		weight := f.weight / f.count
		if f.inTitle {
			weight = max(weight, nameInTitle)
		}
		out[id] = weight * min(loudest, f.count)
	}
	return out
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

// heaviest returns the ids with the most weight, the strongest first, and none that is weak beside it.
func heaviest(weights map[string]float64) []string {
	var ids []string
	top := 0.0
	for id, w := range weights {
		ids = append(ids, id)
		top = max(top, w)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(-cmp.Compare(weights[x], weights[y]), cmp.Compare(x, y)) })
	ids = slices.DeleteFunc(ids, func(id string) bool { return weights[id] < max(leastTopic, besideBest*top) })
	return ids[:min(mostTopics, len(ids))]
}
