package knowledge

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"pledgewatch/internal/knowledge/reader"
)

// Ranked is an entry that may answer a question, and why it stands where it does.
type Ranked struct {
	Entry    *Entry
	State    State   // as of the day asked for
	Score    float64 // chance, in percent, that it answers the question, as learnt from golden questions; 0 where it was not read
	order    float64 // the higher, the nearer the front; of those that were read, the logarithm of the odds that it answers the question
	document *document
	gap      string // that comes nearest, its names aside
	read     reader.Pair
	place    int   // before it was read
	Signs    Signs // what the score is made of
	Missing  []string
	said     []string // its statement, or its history as of the day
	cites    []Cite   // what was said rests on
}

// Signs are what can be seen of how an entry fits a question, each 0 to 1 unless said otherwise.
type Signs struct {
	Coverage float64 // share of what is asked that the entry holds anywhere, by weight
	Clause   float64 // share that one clause holds which tells the sort of thing that is wanted; its own names hold for all
	Closest  float64 // how near one of the ways to put its own question comes to the one asked
	Subject  float64 // share of its title that the question names
	Suits    float64 // how well its kind fits what the question wants to hear
	Cannot   float64 // 1: it does not hold the sort of thing that is wanted (a place, a sum, a date)
	Critical float64 // 1: it lacks a name, an office or a measure that the question names
	Loose    float64 // 1: it holds such a one only in passing, or by a word of like meaning
	Figure   float64 // 1: it lacks a figure or a year that the question names, or does not hold the year with the office asked for
	Apart    float64 // 1: it holds a figure or year of the question, but not with its subject
	Thin     float64 // 1: it holds less than half of what is asked
	Lacks    float64 // how telling the heaviest thing is that it lacks
	Undone   float64 // how telling the verb is that it lacks: what is asked about is not what it says was done
	Head     float64 // 1: it lacks what is counted or picked from
	Wording  float64 // how near it comes word for word, question words and all
	Alike    float64 // the same, of those ways to put its question that want to hear the same
	Gap      float64 // of those that are read: the same, of the questions that one of the nearest entries is known not to answer
	Ahead    float64 // of those that are read: by how much a gap comes nearer than any of those ways, names of the entry aside
	Text     float64 // how well it fits by the text index (BM25), against the best
	Meaning  float64 // how near in meaning one of the ways to put its own question comes to the one asked
	Soft     float64 // share of what is asked that only words of like meaning hold
	Heading  float64 // 1: its title with its figures tells the sort of thing that is wanted
	Narrow   float64 // 1: it is about a place that the question does not name
	Early    float64 // 1: the question asks what came of something that, by the entry, is still to come; less where it is only in the past tense
}

// NumSigns is how many signs an entry has before it is read.
const NumSigns = 22

// Values lists the signs that an entry has before it is read, in the order of their weights: those that speak for it first.
func (s Signs) Values() [NumSigns]float64 {
	return [NumSigns]float64{
		s.Coverage, s.Clause, s.Closest, s.Subject, s.Suits, s.Meaning, s.Text, s.Wording, s.Alike, s.Heading,
		s.Cannot, s.Critical, s.Loose, s.Figure, s.Apart, s.Thin, s.Lacks, s.Soft, s.Undone, s.Head, s.Early, s.Narrow,
	}
}

// SpeaksFor reports whether the i-th value speaks for an entry; the others speak against it.
func SpeaksFor(i int) bool { return i < 10 }

const (
	partOfPhrase = 0.7  // of a phrase's weight, where an entry holds its words but not the phrase
	wordForWord  = 0.99 // the same from which on they are put in the same words
	muchTheSame  = 0.8  // the cosine of two ways to put a question from which on they ask for the same
	half         = 0.5  // share of what is asked below which an entry holds little of it
	firmly       = 0.5  // what must be held is held from this share on
	telling      = 3    // weight of a word that says all that a word can
)

// rank returns the entries that hold something of what is asked and were known on the day, best first.
func (ix *index) rank(q Question, n int) []Ranked {
	terms := map[string]float64{}
	for _, u := range q.units {
		terms[u.term] = 1
		for _, p := range u.parts {
			terms[p] = max(terms[p], 1/float64(len(u.parts)))
		}
		for _, n := range u.near {
			terms[n.stem] = max(terms[n.stem], n.share/2)
		}
	}
	found := ix.terms.find(terms, 2*n)
	out := make([]Ranked, len(found))
	onAll(len(found), func(i int) {
		e := ix.corpus.entries[found[i].doc]
		if state, known := ix.corpus.StateAt(e, q.AsOf); known {
			out[i] = ix.document(found[i].doc).score(state, q, found[i].text)
		}
	})
	out = slices.DeleteFunc(out, func(r Ranked) bool { return r.Entry == nil })
	slices.SortStableFunc(out, before)
	out = out[:min(n, len(out))]
	ix.readNearest(q, out)
	return out
}

const (
	mostRead = 4  // how many entries are read word by word: an answer rests on none but these
	gapsOf   = 12 // of how many entries the gaps are looked at
)

// readNearest reads those of the entries that come nearest to a question, and puts them in order.
func (ix *index) readNearest(q Question, ranking []Ranked) {
	if len(ranking) == 0 {
		return
	}
	gaps := make([][]gap, min(gapsOf, len(ranking)))
	onAll(len(gaps), func(i int) { gaps[i] = ranking[i].document.near(q) })
	near, s, read := nearestGaps(gaps), ix.lay(q, ranking[0].order), ranking[:min(mostRead, len(ranking))]
	onAll(len(read), func(i int) {
		r := &read[i]
		r.place = i
		if r.Signs.Gap = unlisted; len(near) > 0 {
			r.Signs.Gap = max(unlike, near[0].near)
		}
		r.Signs.Ahead, r.gap = r.document.ahead(q, near)
		r.read = ix.pair(s, r)
		r.order = taught().Read(r.read)
		if r.vouchedFor() {
			r.order = max(r.order, math.Log(surely/(1-surely)))
		}
		r.Score = 100 * chance(r.order)
	})
	slices.SortStableFunc(read, before)
}

// before orders entries, the nearest to what is asked first.
func before(a, b Ranked) int {
	return cmp.Or(-cmp.Compare(a.order, b.order), cmp.Compare(a.Entry.ID, b.Entry.ID))
}

// score weighs a document against a question.
func (d *document) score(state State, q Question, text float64) Ranked {
	r := Ranked{Entry: d.entry, State: state, document: d}
	m := match{document: d, q: q, signs: &r.Signs}
	for i, u := range q.units {
		h := d.holds(u)
		m.add(u, h)
		m.lack(u, h, i == q.head)
		if h.share == 0 {
			r.Missing = append(r.Missing, u.text)
		}
	}
	s := &r.Signs
	if s.Text = text; m.all == 0 {
		return r
	}
	m.sum()
	s.Subject, s.Suits = d.subject(q), suits(d.entry, q.Intent)
	s.Heading, s.Early = flag(d.telling(q)&1 != 0), q.early(state)
	s.Narrow = flag(len(d.placed) > 0 && !slices.ContainsFunc(d.placed, q.names))
	alike := d.alike(q)
	for i, near := range alike {
		if s.Wording = max(s.Wording, near); near > s.Alike && q.wants(d.intent(i)) {
			s.Alike = near
		}
	}
	for _, mean := range d.meanings {
		s.Meaning = max(s.Meaning, mean.near(q.meaning))
	}
	s.Thin = flag(s.Coverage < half)
	if len(q.periods) > 0 && !slices.ContainsFunc(q.periods, func(m string) bool { return d.periods[m] }) {
		s.Figure = 1 // a September and a 2023 make no September 2023, and a 2023-24 and a 2024-25 share a year
	}
	if d.vouched(q, alike, m.inPhrase, m.all) {
		s.Critical, s.Loose, s.Figure, s.Head, s.Undone = 0, 0, 0, 0, 0
	} else {
		s.Cannot, s.Apart = flag(!d.can(q) || m.denied() || d.echoes(q)), flag(!d.together(q))
		if q.person {
			s.Figure = max(s.Figure, s.Apart) // who it was in another year is no answer
		}
	}
	r.order = dot(orderWeights, s.Values())
	return r
}

// match is a document while it is held against a question.
type match struct {
	*document
	q     Question
	signs *Signs

	all, held, soft, lacks float64 // weights of what is asked, of what of it is held, softly held, and of the heaviest thing that is not
	named                  float64 // weight of what stands for the whole entry: its names
	inPhrase, inClause     [64]float64
}

// add counts what is held of a unit.
func (m *match) add(u unit, h holding) {
	m.all += u.weight
	m.held += u.weight * h.share
	if h.soft {
		m.soft += u.weight * h.share
	}
	spread(&m.inPhrase, h.phrases, u.weight*h.inPhrase)
	if isName(u.term) && h.phrases != 0 { // it is the entry's own subject
		m.named += u.weight
		return
	}
	spread(&m.inClause, h.clauses, u.weight*h.share)
}

// lack notes what it means that a unit is not held, or not firmly.
func (m *match) lack(u unit, h holding, head bool) {
	s := m.signs
	if h.share == 0 && !u.verb && !u.modifier {
		m.lacks = max(m.lacks, u.weight)
	}
	if u.verb && deeds[m.q.Intent] {
		s.Undone = max(s.Undone, min(1, u.weight/telling)*(1-min(1, h.share)))
	}
	if head && h.share == 0 && m.q.Intent != WantWhere && m.q.Intent != WantWho {
		s.Head = 1
	}
	switch {
	case !u.critical || !h.soft && h.share >= firmly:
	case u.figure:
		s.Figure = 1
	case h.share > 0:
		s.Loose = 1
	default:
		s.Critical = 1
	}
}

// denied reports whether a clause which says that the sources do not tell something holds clearly more of what is asked than any
// that tells it.
func (m *match) denied() bool {
	if !tells[m.q.Intent] && m.q.Intent != WantList {
		return false
	}
	denies, told := 0.0, 0.0
	tells := m.telling(m.q)
	for i, w := range m.inClause {
		switch {
		case tells&bit(i) != 0:
			told = max(told, w)
		case m.traits.unsaid&bit(i) != 0:
			denies = max(denies, w)
		}
	}
	return denies > told+clearly*m.all
}

// clearly is by what share of what is asked one clause must hold more than another.
const clearly = 0.15

// sum turns weights into shares.
func (m *match) sum() {
	s := m.signs
	s.Coverage, s.Soft, s.Lacks = m.held/m.all, m.soft/m.all, min(1, m.lacks/telling)
	tells := m.telling(m.q)
	for i, w := range m.inClause {
		if tells&bit(i) != 0 {
			s.Clause = max(s.Clause, (w+m.named)/m.all)
		}
	}
	s.Closest = m.closest(m.inPhrase, m.all)
}

// deeds are the intents whose answer is no answer unless it says that the very thing was done.
var deeds = map[Intent]bool{
	WantWhen: true, WantMoney: true, WantCount: true, WantShare: true, WantSpan: true, WantWho: true, WantWhere: true, WantWhy: true, WantList: true, WantStatus: true,
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// spread adds a weight to each place that a mark names.
func spread(to *[64]float64, marks uint64, weight float64) {
	for marks != 0 {
		to[bits.TrailingZeros64(marks)] += weight
		marks &= marks - 1
	}
}

// holding is where and how firmly a document holds what a unit names.
type holding struct {
	share            float64 // 1 in its title, less elsewhere, 0 not at all
	inPhrase         float64 // the same within the phrases that hold it
	soft             bool    // only a word of like meaning is held
	clauses, phrases uint64
}

func (d *document) holds(u unit) holding {
	p := d.posting(u.number)
	h := holding{share: p.weight, inPhrase: 1, clauses: p.clauses, phrases: p.phrases}
	if h.share > 0 {
		return h
	}
	if len(u.parts) > 1 {
		whole := holding{share: 1, inPhrase: 1, clauses: math.MaxUint64, phrases: math.MaxUint64}
		for _, part := range u.numbers {
			p := d.posting(part)
			whole.share = min(whole.share, p.weight)
			whole.clauses, whole.phrases = whole.clauses&p.clauses, whole.phrases&p.phrases
		}
		if whole.share > 0 {
			whole.share *= partOfPhrase
			return whole
		}
	}
	for _, n := range u.near {
		if p := d.posting(n.number); n.share*p.weight > h.share {
			h = holding{share: n.share * p.weight, inPhrase: n.share, soft: true, clauses: p.clauses, phrases: p.phrases}
		}
	}
	return h
}

// vouched reports whether one of the ways to put the question that the entry answers holds all that is asked, or nearly, and
// asks for the same in much the same words: then whoever wrote the entry says that it answers.
func (d *document) vouched(q Question, alike []float64, both [64]float64, asked float64) bool {
	for i, near := range alike {
		if i < 64 && both[i] >= 0.95*asked && near >= muchTheSame && q.wants(d.intent(i)) {
			return true
		}
	}
	return false
}

// closest is the best match (the harmonic mean of what each covers of the other, by weight) between the question and one
// of the ways to put the question that the entry answers.
func (d *document) closest(both [64]float64, asked float64) float64 {
	best := 0.0
	for i, own := range d.own {
		if i > 63 || own == 0 || both[i] == 0 {
			continue
		}
		precision, recall := min(1, both[i]/own), both[i]/asked
		best = max(best, 2*precision*recall/(precision+recall))
	}
	return best
}

// subject is the share of the words of a document's title that a question names.
func (d *document) subject(q Question) float64 {
	if len(d.title) == 0 {
		return 0
	}
	n := 0
	for _, t := range d.title {
		if slices.ContainsFunc(q.units, func(u unit) bool { return u.term == t || slices.Contains(u.parts, t) }) {
			n++
		}
	}
	return float64(n) / float64(len(d.title))
}

// phraseWeights weighs the words of each phrase.
func (ix *index) phraseWeights(phrases [][]string) []float64 {
	out := make([]float64, len(phrases))
	for i, p := range phrases {
		for _, t := range p {
			switch {
			case strings.ContainsAny(t[:1], "@~") || ix.fill[t]:
			case ix.weak[t]:
				out[i] += 0.3 * ix.idf(t)
			default:
				out[i] += ix.idf(t)
			}
		}
	}
	return out
}

// together reports whether a figure or year of a question stands in one clause with something else that is asked: an entry on a
// chair in 2019 that also mentions 2023 does not say who was chair in 2023.
func (d *document) together(q Question) bool {
	apart := false
	for _, f := range q.units {
		if !f.figure || slices.Contains(d.dated, f.term) {
			continue
		}
		others, ok := false, false
		for _, u := range q.units {
			if u.figure || isName(u.term) || u.weight < 1 || q.person && u.at != q.units[0].at {
				continue // who it was then is told where the office is
			}
			marks := d.holds(u).clauses
			others = others || marks != 0
			ok = ok || marks&d.posting(f.number).clauses != 0
		}
		if ok {
			return true
		}
		apart = apart || others
	}
	return !apart
}

// suits tells how well the kind of an entry, and what it carries, fits what a question wants to hear.
func suits(e *Entry, in Intent) float64 {
	has := func(b bool, yes float64) float64 { return yes * flag(b) }
	switch in {
	case WantWhen:
		return max(has(e.Kind == Milestone, 1), has(!e.Due.IsZero(), 1), has(e.Kind == Pledge, 0.6), has(e.Kind == Recommendation, 0.3))
	case WantMoney:
		return max(has(e.Amount.IsMoney(), 1), has(e.Kind == Funding, 1), has(strings.Contains(e.Statement, "£"), 0.6))
	case WantSpan:
		return max(has(e.Kind == Milestone, 0.7), has(!e.Due.IsZero(), 0.7), 0.5)
	case WantCount, WantShare:
		if e.Kind == Finding && (e.Unit == "%") != (in == WantShare) {
			return 0.3 // "how many" is answered by a share only where no number is held
		}
		return max(has(e.Kind == Finding, 1), has(!e.Amount.IsZero() && !e.Amount.IsMoney(), 1), has(strings.ContainsAny(e.Statement, "0123456789"), 0.5))
	case WantList:
		return max(has(strings.Contains(e.Title, "list"), 1), has(strings.Count(e.Statement, ",") > 1, 0.7), 0.3)
	case WantWho:
		return max(has(e.Kind == Actor, 1), has(strings.Contains(strings.ToLower(e.Title), "member"), 1), has(e.Kind == Position, 0.6), has(e.By != "", 0.4))
	case WantWhere:
		return max(has(e.Place != "", 0.7), has(strings.Contains(strings.ToLower(e.Title), "council"), 0.7), has(e.Kind == Pledge || e.Kind == Milestone, 0.5))
	case WantWhy:
		return max(has(e.Reason != "", 1), has(e.Kind == Recommendation || e.Kind == Position, 0.6))
	case WantView:
		return max(has(e.Kind == Position, 1), has(e.Kind == Recommendation, 0.3))
	case WantMeaning:
		return max(has(e.Kind == Term, 1), has(e.Kind == Actor, 0.8))
	case WantStatus:
		return max(has(e.Kind == Pledge || e.Kind == Recommendation, 1), has(e.Kind == Milestone, 0.9), has(e.Kind == Funding, 0.6), 0.4)
	default:
		return 0.5
	}
}

// Read is what was read of the entry, word by word, and where the entry stood before; ok is false where it was not read.
func (r Ranked) Read() (p reader.Pair, place int, ok bool) {
	return r.read, r.place, len(r.read.Signs) > 0
}

// worthTelling is from which odds on, as their natural logarithm, it is told what was learnt of an entry and a word.
const worthTelling = 0.5

// explain says in words why an entry stands where it does.
func (r Ranked) explain(q Question) string {
	s := fmt.Sprintf("%s %+.2v", r.Entry.ID, r.Signs)
	if len(r.Missing) > 0 {
		s += " lacks " + strings.Join(r.Missing, ", ")
	}
	if r.Signs.Ahead > 0 {
		s += fmt.Sprintf("; nearer to the gap %q", r.gap)
	}
	if odds := taught().Together(r.read); math.Abs(odds) >= worthTelling {
		s += fmt.Sprintf("; asked of it, all words together count %+.1f", odds)
	}
	for _, text := range featuresOf(q) {
		if odds := taught().Learnt(r.read.Entry, reader.FeatureOf(text)); math.Abs(odds) >= worthTelling {
			s += fmt.Sprintf("; asked of it, %q counts %+.1f", text, odds)
		}
	}
	return s
}
