package knowledge

import (
	_ "embed"
	"slices"
	"sync"

	"pledgewatch/internal/knowledge/reader"
	"pledgewatch/internal/knowledge/wordnet"
)

// readerWeights are made by golden/teach: see chance.go.
//
//go:embed reader.bin
var readerWeights []byte

// taught is what golden/teach taught; it hangs on no corpus.
var taught = sync.OnceValue(func() *reader.Network { return reader.MustOpen(readerWeights, wholeSigns) })

// sheet is a question as the reader gets it, whatever the entry beside it.
type sheet struct {
	q       Question
	numbers []uint32 // of the terms of its words
	units   []int    // which unit each word belongs to; -1 where it says nothing, or nothing new
	met     []bool   // whether some entry says a word after the one before it
	asked   []reader.Feature
	first   float64
}

// lay readies a question for the reader. first is the order of the entry that comes nearest.
func (ix *index) lay(q Question, first float64) *sheet {
	p := &sheet{q: q, first: first, units: slices.Repeat([]int{-1}, len(q.words))}
	for _, text := range featuresOf(q) {
		p.asked = append(p.asked, reader.FeatureOf(text))
	}
	for i, w := range q.words {
		p.numbers = append(p.numbers, ix.terms.numberOf(w.stem))
		p.met = append(p.met, i > 0 && ix.met(q.words[i-1].stem, w.stem))
	}
	for i, u := range q.units {
		for k := u.at; k < min(len(q.words), u.at+max(1, len(u.parts))); k++ {
			p.units[k] = i
		}
	}
	return p
}

// joining are words that only hold a sentence together, as they are written.
var joining = setOf("a an the this that these those it its is are was were be been am do does did of in on at by for from to with as and or has have had will would i me my we our us you your what which")

// featuresOf are those of a question, whatever the entry beside it: what it wants to hear, its words, and each two of them that follow
// one another, without what only holds the sentence together.
func featuresOf(q Question) []string {
	out := append(make([]string, 0, 2*len(q.words)), "wants "+string(q.Intent))
	for i, w := range q.words {
		if stands(w, q.words[:i]) > 0 {
			continue
		}
		if !joining[w.surface] {
			out = append(out, w.stem)
		}
		if i > 0 && (!joining[w.surface] || !joining[q.words[i-1].surface]) {
			out = append(out, q.words[i-1].stem+" "+w.stem)
		}
	}
	return out
}

// pair lays a question beside an entry: its words, and those that only the nearest of the entry's ways and gaps has.
func (ix *index) pair(p *sheet, r *Ranked) reader.Pair {
	d := r.document
	way, alike := d.nearestWay(p.q)
	gap, near := d.nearestGap(p.q)
	var ways, gaps []word
	if way != "" {
		ways = ix.cut.words(way)
	}
	if gap != "" {
		gaps = ix.cut.words(gap)
	}
	out := reader.Pair{Entry: d.fingerprint, Asked: p.asked, Words: make([]reader.Word, 0, len(p.q.words)+len(ways)+len(gaps))}
	for i, w := range p.q.words {
		if stands(w, p.q.words[:i]) > 0 {
			continue // said twice, it says no more
		}
		word := ix.plainWord(reader.Question, w, d, i)
		p.holding(&word.Signs, d, i, stands(w, ways), stands(w, gaps))
		out.Words = append(out.Words, word)
	}
	out.Words = ix.addOthers(out.Words, reader.Way, ways, p, d)
	out.Words = ix.addOthers(out.Words, reader.Gap, gaps, p, d)
	out.Signs = p.whole(r, alike, near)
	return out
}

// addOthers appends those words of a text that the question lacks.
func (ix *index) addOthers(out []reader.Word, text reader.Text, words []word, p *sheet, d *document) []reader.Word {
	for i, w := range words {
		if stands(w, p.q.words) == 0 {
			out = append(out, ix.plainWord(text, w, d, i))
		}
	}
	return out
}

// plainWord is a word with the signs that a word of any text has.
func (ix *index) plainWord(text reader.Text, w word, d *document, at int) reader.Word {
	_, called := slices.BinarySearch(d.called, ix.terms.numberOf(w.stem))
	out := reader.Word{Text: text, Lower: w.surface}
	s := &out.Signs
	s[0], s[1], s[2] = float32(ix.idf(w.stem))/6, one(called), one(w.figure)
	s[3], s[4], s[5] = one(wordnet.IsVerb(w.surface)), one(at == 0), one(ix.fill[w.stem])
	return out
}

// holding adds how an entry holds the i-th word of a question.
func (p *sheet) holding(s *[reader.WordSigns]float32, d *document, i int, inWay, inGap float32) {
	held := d.posting(p.numbers[i])
	s[6], s[7], s[8] = float32(held.weight), one(held.phrases != 0), one(held.clauses != 0)
	s[9], s[10], s[11] = one(slices.Contains(d.title, p.q.words[i].stem)), inWay, inGap
	if i > 0 {
		before := d.posting(p.numbers[i-1])
		s[12], s[13], s[14] = one(before.phrases&held.phrases != 0), one(before.clauses&held.clauses != 0), one(p.met[i])
	}
	s[15], s[16] = one(i == len(p.q.words)-1), min(1, float32(i)/10)
	if k := p.units[i]; k >= 0 {
		u := p.q.units[k]
		h := d.holds(u)
		s[17], s[18], s[19], s[20] = float32(h.share), one(h.soft), one(u.modifier), float32(u.weight)/6
	}
}

// intentNumbers and kindNumbers are the places of intents and kinds among the signs of the whole.
var (
	intentNumbers = [...]Intent{WantAny, WantWhen, WantMoney, WantCount, WantSpan, WantShare, WantList, WantWho, WantWhere, WantWhy, WantView, WantMeaning, WantStatus}
	kindNumbers   = [...]Kind{Pledge, Milestone, Recommendation, Funding, Position, Finding, Term, Actor}
)

const wholeSigns = NumSigns + 6 + len(intentNumbers) + len(kindNumbers)

// whole are the signs of an entry and a question as a whole.
func (p *sheet) whole(r *Ranked, alike, near float64) []float32 {
	out := make([]float32, 0, wholeSigns)
	for _, v := range r.Signs.Values() {
		out = append(out, float32(v))
	}
	out = append(out, float32(r.Signs.Gap), float32(r.Signs.Ahead), float32(r.order-p.first)/4, min(1, float32(len(p.q.words))/20), float32(alike), float32(near))
	for _, in := range intentNumbers {
		out = append(out, one(p.q.Intent == in))
	}
	for _, k := range kindNumbers {
		out = append(out, one(r.Entry.Kind == k))
	}
	return out
}

// sameWant is by how much a way that wants to hear the same as a question is taken to be nearer to it.
const sameWant = 0.05

// nearestWay is the way to put a document's question that comes nearest to another, and how near it comes, sameWant included.
func (d *document) nearestWay(q Question) (way string, near float64) {
	best := -1
	for i, c := range d.alike(q) {
		if c > 0 && q.wants(d.intent(i)) {
			c += sameWant
		}
		if c > near {
			best, near = i, c
		}
	}
	if best < 0 {
		return "", 0
	}
	return ways(d.entry)[best], near
}

// nearestGap is the gap of a document that comes nearest to a question, and how near it comes.
func (d *document) nearestGap(q Question) (gap string, near float64) {
	for i, g := range d.gaps() {
		if c := cosine(g, q.wording); c > near {
			gap, near = d.entry.Gaps[i], c
		}
	}
	return gap, near
}

// stands tells whether a word stands among others.
func stands(w word, among []word) float32 {
	return one(slices.ContainsFunc(among, func(o word) bool { return o.stem == w.stem }))
}

func one(b bool) float32 { return float32(flag(b)) }
