package knowledge

import (
	"cmp"
	"slices"

	"pledgewatch/internal/knowledge/wordvec"
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
	about subject
	broad float64 // as Score, but wherever in the text it is named; topics are read from this
}

// Bounds of linking.
const (
	mostWeighed = 64 // links that topics are read from
	mostLinks   = 8
	leastShare  = 0.5  // of an entry's subject, by weight, that a text must name
	leastLink   = 3.0  // a link weaker than this is noise
	besideFirst = 0.25 // of the strongest link, that another must reach
	besideRare  = 0.5  // what a word of every day counts in a subject that has a rarer one
	scattered   = 0.3  // what the words of a phrase count that a text says, but not together
	inPassing   = 0.5  // what it counts that a text names an entry, but not at its beginning
	loudest     = 4.0  // what a word counts that a text says over and over, where once counts 1
)

// subject is what an entry is about.
type subject struct {
	entry *Entry
	units []unit
}

// allSubjects are the subjects of all entries.
func (ix *index) allSubjects() []subject {
	all := make([]subject, len(ix.corpus.entries))
	onAll(len(all), func(i int) { all[i] = ix.subjectOf(ix.corpus.entries[i]) })
	return all
}

// subjectOf is what an entry's title names, read as a question is.
func (ix *index) subjectOf(e *Entry) subject {
	us := slices.DeleteFunc(ix.units(ix.cut.words(e.Title)), func(u unit) bool { return u.figure })
	for i := range us {
		if len(us) > 1 && growing[us[i].text] {
			us[i].weight *= 0.3 // a rise in the grant is the grant
		}
	}
	return subject{e, us}
}

// growing are the words of a title that say what was to happen to what it is about.
var growing = map[string]bool{"rise": true, "increase": true, "raise": true}

// Link returns the entries and topics that a text bears on. Entries of the kinds actor and term are not linked: they lend
// their names to find the others. A text whose title or beginning says that it is about somewhere or something that this
// corpus does not cover bears on nothing.
func (b *Brain) Link(t Text) Links {
	if b.ix.elsewhere(t) {
		return Links{}
	}
	said := b.ix.weigh(t)
	links := b.linked(said)
	topics := b.topicsOf(t, links)
	links = slices.DeleteFunc(links[:min(mostLinks, len(links))], func(l Link) bool { return l.Score < besideFirst*links[0].Score })
	for i := range links {
		links[i].Why = links[i].about.why(said)
		links[i].Score *= 1 + links[i].about.titled(said) // what a title names is what the article is about first of all
	}
	strongestFirst(links)
	return Links{Topics: topics, Entries: links}
}

// linked returns the links that topics are read from, the strongest first.
func (b *Brain) linked(said saying) []Link {
	links := make([]Link, 0, 2*mostWeighed)
	least, weights := leastLink, b.words().weights
	strongest := func() {
		strongestFirst(links)
		if len(links) > mostWeighed {
			links = links[:mostWeighed]
			least = links[mostWeighed-1].Score
		}
	}
	for i, about := range b.ix.subjects() {
		if about.entry.Kind == Actor || about.entry.Kind == Term {
			continue
		}
		if score, broad := about.bears(said, weights[i]); score >= least {
			links = append(links, Link{Entry: about.entry, Score: score, about: about, broad: broad})
			if len(links) == cap(links) {
				strongest()
			}
		}
	}
	strongest()
	return links
}

func strongestFirst(links []Link) {
	slices.SortFunc(links, func(x, y Link) int {
		return cmp.Or(-cmp.Compare(x.Score, y.Score), cmp.Compare(x.Entry.ID, y.Entry.ID))
	})
}

// elsewhere reports whether the title, or the first paragraph, of a text names what the corpus is not about and not England.
func (ix *index) elsewhere(t Text) bool {
	for i, text := range append([]string{t.Title}, t.Paragraphs[:min(1, len(t.Paragraphs))]...) {
		ws := ix.cut.words(text)
		if ix.outside(ws) != "" && !slices.ContainsFunc(ws, func(w word) bool { return w.surface == "england" || i > 0 && w.stem == "children" }) {
			return true
		}
	}
	return false
}

// saying is what a text says: how much each term counts in all of it, and what its title and its beginning say, which tell
// what it is about.
type saying struct{ all, lead, title map[string]float64 }

// weigh counts the terms of a text; those of its title and its first two paragraphs count double.
func (ix *index) weigh(t Text) saying {
	s := saying{all: map[string]float64{}, lead: map[string]float64{}, title: ix.heard(t.Title)}
	for i, text := range append([]string{t.Title}, t.Paragraphs...) {
		by := 0.5
		if i < 3 {
			by = 1
		}
		for term, counts := range ix.heard(text) {
			s.all[term] = min(loudest, s.all[term]+by*counts)
			if i < 3 {
				s.lead[term] = max(s.lead[term], counts)
			}
		}
	}
	return s
}

// bears tells how strongly a text bears on an entry, and how broadly: wherever it names what the entry is about, its words of
// every day as well as its rarer ones. Both are 0 where it does not name most of the entry's subject: a long text shares common
// words with everything.
func (s subject) bears(said saying, weights []float64) (score, broad float64) {
	var own, both, lead, allOwn, allBoth float64
	for i := range s.units {
		u := &s.units[i]
		weight := weights[i]
		own, allOwn = own+weight, allOwn+u.weight
		if n := u.saidIn(said.all); n > 0 {
			both, allBoth = both+weight, allBoth+u.weight
			score, broad = score+weight*(1+n)/2, broad+u.weight*(1+n)/2
			lead += weight * min(1, u.saidIn(said.lead))
		}
	}
	if n := said.all["@"+s.entry.ID]; n > 0 { // one of its own names
		score, broad = score+2*n, broad+2*n
		both, allBoth = own, allOwn
		lead = max(lead, own*min(1, said.lead["@"+s.entry.ID]))
	}
	if own == 0 || both/own < leastShare {
		return 0, 0
	}
	worth := carries(s.entry.Kind)
	return score * both / own * worth * (inPassing + (1-inPassing)*lead/own), broad * allBoth / allOwn * worth
}

// titled is the share of an entry's subject that a text's title names.
func (s subject) titled(said saying) float64 {
	if said.title["@"+s.entry.ID] > 0 {
		return 1
	}
	var own, both float64
	for i := range s.units {
		u := &s.units[i]
		own += u.weight
		both += u.weight * min(1, u.saidIn(said.title))
	}
	if own == 0 {
		return 0
	}
	return both / own
}

// weighSubjects weighs the units of each entry's subject: words of every day, such as measures, future or boost, weigh little
// beside rarer ones.
func (ix *index) weighSubjects() [][]float64 {
	isPlain := func(u unit) bool {
		rank, ok := wordvec.Rank(u.text)
		return ok && rank < everyday && !isName(u.term)
	}
	out := make([][]float64, len(ix.subjects()))
	for i, s := range ix.subjects() {
		rare := slices.ContainsFunc(s.units, func(u unit) bool { return !isPlain(u) })
		for _, u := range s.units {
			weight := u.weight
			if rare && isPlain(u) {
				weight *= besideRare
			}
			out[i] = append(out[i], weight)
		}
	}
	return out
}

// saidIn tells how often a text says a unit. The words of a phrase that stand apart in a whole text are worth little.
func (u *unit) saidIn(said map[string]float64) float64 {
	if n := said[u.term]; n > 0 || len(u.parts) < 2 {
		return n
	}
	least := loudest
	for _, p := range u.parts {
		least = min(least, said[p])
	}
	return scattered * least
}

// why lists what of an entry's subject a text names.
func (s subject) why(said saying) []string {
	var out []string
	for i := range s.units {
		if u := &s.units[i]; u.saidIn(said.all) > 0 {
			out = append(out, u.text)
		}
	}
	return out
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
