package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// Kind says what happened to an entry.
type Kind string

// The kinds of change.
const (
	Delayed        Kind = "delayed"
	BroughtForward Kind = "brought-forward"
	Dropped        Kind = "dropped"
	Replaced       Kind = "replaced"
	Confirmed      Kind = "confirmed"
	Started        Kind = "started"
	Expanded       Kind = "expanded"
	Reduced        Kind = "reduced"
	Delivered      Kind = "delivered"
	Missed         Kind = "missed"
	Legislated     Kind = "legislated"
	Accepted       Kind = "accepted"
)

// Field is the part of an entry's state that changes.
type Field string

// The fields.
const (
	Status Field = "status" // a recommendation's response, too
	Date   Field = "date"
	Amount Field = "amount"
)

// Article is a piece of news.
type Article struct {
	Title      string
	Paragraphs []string
	Published  time.Time // relative dates are read, and entries' states taken, as of this day
}

// Proposal is a change that an article reports.
type Proposal struct {
	Entry      *knowledge.Entry
	Field      Field
	Kind       Kind
	From       string  // the value until now, as the corpus writes it; empty where it holds none
	To         string  // the new one: a status, an EDTF date or an amount
	Sentence   string  // that it rests on
	Paragraph  int     // that the sentence stands in, from 1
	Confidence float64 // 0 to 1
	Reason     string  // in words
}

// Bounds of what is looked at.
const (
	mostText   = 120_000 // bytes of an article
	mostLead   = 500     // bytes of the title and of the first paragraph, for telling what the article is about
	mostEvents = 60      // places that say that something changed
	mostVerbs  = 600     // readings of verbs tried in one sentence: "been" alone has some forty
	mostInOne  = 8       // of them in one sentence
	least      = 0.45    // confidence below which nothing is proposed
)

// Detect returns what an article changes, at most one proposal an entry and field, the surest first.
func Detect(b *knowledge.Brain, a Article) []Proposal {
	d := detector{brain: b, day: a.Published, res: resolver{day: a.Published}, bodies: bodiesOf(b.Corpus)}
	d.read(a)
	if d.foreign() || d.opinion() {
		return nil
	}
	var all []Proposal
	looked := 0
	for i, s := range d.sentences {
		if looked >= mostEvents {
			break
		}
		for n, e := range d.events(i, s) {
			if n == mostInOne {
				break
			}
			looked++
			if p, ok := d.decide(e); ok && p.Confidence >= least {
				all = append(all, p)
			}
		}
	}
	if len(all) > 0 {
		return best(all)
	}
	for _, e := range d.headline() {
		if p, ok := d.decide(e); ok && p.Confidence >= least {
			all = append(all, p)
		}
	}
	return best(all)
}

// detector is one article under the lens.
type detector struct {
	brain     *knowledge.Brain
	day       time.Time
	res       resolver
	bodies    []string // names of organisations
	title     string
	lead      string
	whole     string
	sentences []*sentence
	heroes    []*knowledge.Entry // that the article may be about
}

// read takes the article apart.
func (d *detector) read(a Article) {
	left := mostText
	d.title = a.Title[:boundary(a.Title, mostLead)]
	var whole strings.Builder
	for n, p := range a.Paragraphs {
		p = p[:boundary(p, left)]
		left -= len(p)
		for _, raw := range sentences(p) {
			d.sentences = append(d.sentences, parse(raw, n+1, d.res))
		}
		if n == 0 {
			d.lead = p[:boundary(p, mostLead)]
		}
	}
	for _, s := range d.sentences {
		whole.WriteString(s.low(0, len(s.toks)))
	}
	d.whole = whole.String()
	d.heroes = d.heroesOf()
}

// foreign reports whether the article is about another nation or about adults' care: its title or first paragraph says so.
func (d *detector) foreign() bool {
	title := lowOf(tokens(d.title))
	lead := ""
	if len(d.sentences) > 0 {
		lead = d.sentences[0].low(0, len(d.sentences[0].toks))
	}
	if names(title, elsewhere) {
		return !names(title, ours[:1])
	}
	if names(title, adults) && !names(title, ours) {
		return true
	}
	if names(lead, elsewhere) && !names(lead, ours[:1]) {
		return true
	}
	if names(lead, adults) && !names(lead, ours) {
		return true
	}
	return mentions(d.whole, elsewhere) >= 3 && mentions(d.whole, elsewhere) > mentions(d.whole, ours[:1])+1 ||
		mentions(d.whole, adults) >= 2 && mentions(d.whole, ours[1:]) == 0
}

// opinion reports whether the writer speaks of what the writer thinks.
func (d *detector) opinion() bool {
	n := 0
	for _, s := range d.sentences {
		for _, t := range s.toks {
			if !t.quoted && (t.low == "i" || t.low == "my" || t.low == "i'm" || t.low == "i've" || t.low == "i'd") {
				n++
				break
			}
		}
	}
	return n >= 2 && 5*n >= len(d.sentences)
}

// names reports whether a text, as sentence.low gives it, holds one of the phrases.
func names(low string, phrases []string) bool { return mentions(low, phrases) > 0 }

func mentions(low string, phrases []string) int {
	n := 0
	for _, p := range phrases {
		if !strings.HasPrefix(p, " ") {
			p = " " + p + " "
		}
		n += strings.Count(low, p)
		if !strings.HasSuffix(p, "s ") {
			n += strings.Count(low, strings.TrimSuffix(p, " ")+"'s ")
		}
	}
	return n
}

// best keeps the surest proposal of each entry and field, and of each change that several entries record.
func best(all []Proposal) []Proposal {
	slices.SortStableFunc(all, func(x, y Proposal) int {
		return cmp.Or(-cmp.Compare(x.Confidence, y.Confidence), cmp.Compare(x.Paragraph, y.Paragraph), cmp.Compare(x.Entry.ID, y.Entry.ID))
	})
	var out []Proposal
	for _, p := range all {
		if p.Field == Status && slices.ContainsFunc(all, func(q Proposal) bool { return q.Entry == p.Entry && q.Field == Date && q.Kind == p.Kind }) {
			continue // the new date says more
		}
		if p.Field == Date && p.From == "" && slices.ContainsFunc(all, func(q Proposal) bool { return q.Entry == p.Entry && q.Field == Amount && q.Sentence == p.Sentence }) {
			continue // the date is when the new amount applies
		}
		if !slices.ContainsFunc(out, func(q Proposal) bool {
			return q.covers(p) || q.Sentence == p.Sentence && q.Field == p.Field && q.To == p.To
		}) {
			out = append(out, p)
		}
	}
	return out
}

// covers reports whether what another proposal says is said by this one: the same field, a delay that a new date tells of,
// or the same change of a sibling.
func (p Proposal) covers(q Proposal) bool {
	if p.Entry == q.Entry {
		dates := p.Field != q.Field && (p.Field == Date || q.Field == Date) && p.Field != Amount && q.Field != Amount
		return p.Field == q.Field || dates && (p.Kind == q.Kind || p.Kind == Missed || q.Kind == Missed)
	}
	if p.Field != q.Field || p.Kind != q.Kind {
		return false
	}
	kin := slices.ContainsFunc(p.Entry.Topics, func(t string) bool { return slices.Contains(q.Entry.Topics, t) })
	return kin && (p.To == q.To || p.Field == Status)
}
