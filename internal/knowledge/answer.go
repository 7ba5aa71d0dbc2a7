package knowledge

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Answer is what the corpus says to a question: one model for the command line, Slack and Markdown.
type Answer struct {
	Question  Question
	Answered  bool
	Corrected bool      // not answered, as the question takes for granted what is not so; the rest says what is
	Lead      string    // the answer in a few words: the figure, the date, the status; or that the corpus does not hold it
	Body      []string  // statements of the entries, complete enough to paste
	Entries   []Ranked  // what the answer rests on, best first
	Near      []Nearest // where it was not answered: what the corpus does hold that is nearest
	Topics    []Topic   // where it was not answered: the nearest topics
	Sources   []Source  // what the entries cite, newest first
	Ranking   []Ranked  // everything that was weighed, best first, for those who want to know why
	AsOf      time.Time // the day that the answer is true on
}

// Nearest is an entry that does not answer a question but comes near it.
type Nearest struct {
	Entry  *Entry
	Lead   string // what it is and how it stands, in a few words
	Source Source // the newest that its state rests on
	Said   string // of the first alone: the sentence of it that comes nearest to the question
}

// What is quoted beside the best entry: one that comes so near it in order, and is likely enough to answer by itself.
const (
	NearlyAsGood = 1.5 // in natural logarithms of odds
	worthQuoting = 0.5
	worthAdding  = 0.25 // the same, where no entry is likely enough by itself
	MostQuoted   = 3
)

// Brain answers questions from one corpus. It does not change and may be used by many at once.
type Brain struct {
	Corpus *Corpus
	ix     *index
	words  func() *topicWords // learnt when it is first asked for
}

// NewBrain indexes a corpus.
func NewBrain(c *Corpus) *Brain { return newBrain(c, nil) }

func newBrain(c *Corpus, before *counted) *Brain {
	ix := newIndex(c, before)
	return &Brain{Corpus: c, ix: ix, words: learnTopics(ix, c.topics)}
}

// Ask answers a question as of the end of a day. Unless the words name another ("as of July 2023"), that day is day. No
// question is an error.
func (b *Brain) Ask(question string, day time.Time) Answer {
	q := b.ix.understand(bounded(question), day)
	a := Answer{Question: q, AsOf: q.AsOf}
	if q.Outside == "" && !q.Chat && !q.Task && b.list(&a) {
		return a
	}
	if said := q.small(); said != "" {
		a.Lead = said
		return a
	}
	a.Ranking = b.ix.rank(q, 24)
	best := b.identified(q, b.ix.decided(q, chosen(q, a.Ranking), a.Ranking), a.Ranking)
	switch {
	case q.Outside != "" && (len(best) == 0 || !says(best[0].Entry, q.Outside)):
		b.decline(&a, q.Outside)
	case q.Outside == "" && b.fares(&a, best):
	default:
		b.settle(&a, best)
	}
	return a
}

// small is what is said to what is no question: talk, something to be done, nothing at all; "" to a question.
func (q Question) small() string {
	switch {
	case q.Chat && grateful.MatchString(q.Text):
		return "You are welcome. Ask again whenever there is something to look up."
	case q.Chat:
		return "Hello. I answer questions about the reform of children's social care in England, each with its source. Try: when is the kinship strategy due?"
	case len(q.units) == 0 && q.Outside == "":
		return "Ask about a pledge, a date, money, a view or a term, such as: when will the early career framework start?"
	case q.Task:
		return "I only answer from the corpus; writing is yours. For a page to start from, try: brief and a topic, such as brief kinship care."
	}
	return ""
}

// settle says the answer that the best entries give, corrects what is not so, or declines.
func (b *Brain) settle(a *Answer, best []Ranked) {
	if r, ok := b.ix.mistaken(a.Question, best, a.Ranking); ok {
		b.correct(a, r)
		return
	}
	if len(best) > 0 {
		b.compose(a, best)
	} else if !b.both(a) {
		b.decline(a, "")
	}
}

// grateful is how people say thanks.
var grateful = regexp.MustCompile(`(?i)^(?:(?:many |lots of )?thanks|thank you|thankyou|thx|cheers|ta)\b`)

// Quote is the answer to a's question that rests on one of the entries weighed for it, whatever its score.
func (b *Brain) Quote(a Answer, r Ranked) Answer {
	b.compose(&a, []Ranked{r})
	return a
}

// says reports whether an entry's statement says something word for word.
func says(e *Entry, text string) bool {
	return strings.Contains(strings.ToLower(e.Statement), strings.ToLower(text))
}

// bounded keeps a question to a length that a person types.
func bounded(s string) string {
	const most = 600
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// chosen returns the entries good enough to be the answer: of those that come nearly as near as the nearest, the first that is likely
// enough, and those after it that may be what was meant as well. Where none is by itself, all are that are likely enough together: what
// two entries tell alike, either may be asked for.
func chosen(q Question, ranking []Ranked) []Ranked {
	near := slices.DeleteFunc(slices.Clone(ranking[:min(mostRead, len(ranking))]), func(r Ranked) bool {
		return r.order < ranking[0].order-NearlyAsGood || unfit(q, r)
	})
	first := slices.IndexFunc(near, Ranked.likely)
	if first < 0 {
		return q.headed(together(near[:min(len(near), MostQuoted)]))
	}
	near = slices.DeleteFunc(near[first:], func(r Ranked) bool { return r.Score < 100*worthQuoting })
	return wholeFirst(q, q.headed(near[:min(len(near), MostQuoted)]))
}

// atLength are what a question wants to hear that no few words tell.
var atLength = []Intent{WantWhy, WantMeaning, WantStatus, WantList}

// headed puts in front that entry of those that are quoted whose heading answers a question that a few words do: all of them tell it, but
// what stands first is read as the answer. Its title, with its figures, is to tell the sort of thing that is wanted, of no place that was
// not asked about, and it is to come near in words; the sum that a question names is not the one it asks for, and no body is the person who holds an office in it.
func (q Question) headed(near []Ranked) []Ranked {
	if len(near) == 0 || slices.Contains(atLength, q.Intent) {
		return near
	}
	first := slices.MinFunc(near, func(x, y Ranked) int {
		return cmp.Or(cmp.Compare(flag(q.tellsSum(x.State.Amount)), flag(q.tellsSum(y.State.Amount))),
			cmp.Compare(q.impersonal(x), q.impersonal(y)),
			cmp.Compare(flag(q.ofOther(x)), flag(q.ofOther(y))),
			cmp.Compare(flag(q.Intent == WantView && x.Entry.Kind != Position), flag(q.Intent == WantView && y.Entry.Kind != Position)),
			cmp.Compare(y.Signs.heads(), x.Signs.heads()))
	})
	at := slices.IndexFunc(near, func(r Ranked) bool { return r.Entry == first.Entry })
	return slices.Concat(near[at:at+1], near[:at], near[at+1:])
}

// whoThat begins a question who somebody is.
var whoThat = regexp.MustCompile(`(?i)^who(?:['’]?s| is| are| was| were)\b`)

// impersonal is how far an entry is from being whom a question asks for: one that it names, or the person who holds an office. Where it
// asks for neither, it is the same for all.
func (q Question) impersonal(r Ranked) int {
	isActor := r.Entry.Kind == Actor
	switch {
	case isActor && r.Signs.Subject == 1 && whoThat.MatchString(q.Text):
		return 0
	case !q.person, isActor && r.Entry.Type == "person":
		return 1
	case isActor:
		return 3
	}
	return 2
}

// heads is how well an entry would stand first: by what its heading tells, and how near it comes in words. An entry that comes nearer by
// far is the one asked about, whatever its heading.
func (s Signs) heads() float64 {
	const telling, elsewhere = 1.2, 0.5
	return telling*s.Heading - elsewhere*s.Narrow + s.Wording + s.Text + s.Clause
}

// tellsSum reports whether a question itself tells a sum.
func (q Question) tellsSum(sum Amount) bool {
	return !sum.IsZero() && slices.Contains([]Intent{WantMoney, WantShare, WantCount}, q.Intent) && strings.Contains(q.Text, sum.String())
}

// asNear is by how much the odds of two entries may differ, as natural logarithms, and neither be nearer than the other.
const asNear = 0.5

// ofIt are words by which a question wants a part of a sum.
var ofIt = regexp.MustCompile(`(?i)\b(?:of|share|slice|part|minimum|first|early)\b`)

// wholeFirst puts a sum before its own part, where both come as near and the question names no part: it wants all of it.
func wholeFirst(q Question, near []Ranked) []Ranked {
	part := near[0]
	whole := slices.IndexFunc(near, func(r Ranked) bool {
		return r.Entry.ID == part.Entry.PartOf && part.order-r.order < asNear && part.Signs.Subject <= r.Signs.Subject
	})
	if whole < 0 || ofIt.MatchString(q.Text) {
		return near
	}
	return slices.Concat(near[whole:whole+1], near[:whole], near[whole+1:])
}

// together returns entries of which it is likely enough that one is the answer, without those that hardly are.
func together(near []Ranked) []Ranked {
	if len(near) == 0 {
		return nil
	}
	none := 1.0
	for _, r := range near {
		none *= 1 - r.Score/100
	}
	if _, bar := near[0].bars(); 1-none < bar {
		return nil
	}
	return slices.DeleteFunc(near, func(r Ranked) bool { return r.Score < 100*worthAdding })
}

// little is the share of what is asked below which an entry is about something else, if the question does not name it either.
const little = 0.6

// unfit reports whether an entry is no answer, however likely it looks: it lacks the year or the figure asked for, or what is counted or
// picked from and most of the rest, and what it is asked was not learnt well enough to know better ("in 2015-16" of what a text of
// February 2016 tells); or the question stands among the gaps. What names only what the whole corpus is about ("how many children are in
// care") every entry is near to: it is answered in no words but its own.
func unfit(q Question, r Ranked) bool {
	s := r.Signs
	lacks := s.Figure > 0 || s.Head > 0 && s.Subject == 0 && s.Coverage < little
	return lacks && !r.sure() || s.Gap > wordForWord && s.Alike < s.Gap || q.vague() && s.Alike < muchTheSame
}

// compose says the answer.
func (b *Brain) compose(a *Answer, best []Ranked) {
	a.Answered, a.Entries, a.Body = true, best, nil
	for i := range a.Entries {
		r := &a.Entries[i]
		r.said, r.cites = b.say(*r, a.AsOf)
		if i == 0 {
			a.Lead, r.said = b.firstLine(a.Question, r, a.AsOf)
		} else {
			r.said = []string{r.Entry.named(b.ix.nearestSentences(a.Question, r.said, MostQuoted-i))}
		}
		a.Body = append(a.Body, r.said...)
	}
	a.Sources = b.sourcesOf(a.Entries)
	if first := a.Entries[0]; b.passed(first, a.AsOf) {
		a.Body = append(a.Body, first.Entry.Title+": the date, "+first.State.Date.Human()+", has passed; no source up to "+edtf.Day(b.Corpus.NewestBy(a.AsOf)).Human()+" says what came of it.")
	}
	if newest := b.sourcesOf(a.Entries[:1]); len(newest) > 0 {
		a.Body = append(a.Body, a.longAgo(newest[0])...)
	}
}

// today are words by which a question asks how things are on the day that it is put.
var today = regexp.MustCompile(`(?i)\b(?:now|today|current(?:ly)?|at (?:the moment|present)|these days|nowadays)\b`)

// longAgo says, to a question who somebody is, or what some figure is now, that its newest source is too old to tell.
func (a *Answer) longAgo(newest Source) []string {
	q := a.Question
	what := ""
	switch {
	case q.person && !q.past:
		what = "who it is"
	case slices.Contains([]Intent{WantMoney, WantCount, WantShare, WantAny, WantMeaning}, q.Intent) && today.MatchString(q.said):
		what = "what it is"
	}
	if what == "" || !newest.Published.First().AddDate(1, 0, 0).Before(a.AsOf) {
		return nil
	}
	return []string{"The newest source on this is of " + newest.Published.Human() + ": the corpus does not say " + what + " now."}
}

// passed reports whether what an entry plans has its day behind it, and nothing tells that it was begun.
func (b *Brain) passed(r Ranked, asOf time.Time) bool {
	if r.Entry.Kind != Pledge && r.Entry.Kind != Milestone || !slices.Contains([]string{"announced", "planned", "delayed", "slipped"}, r.State.Status) {
		return false
	}
	l, ok := b.Corpus.Listed(r.Entry, asOf)
	return ok && l.Overdue(asOf)
}

// lead names the subject and how it stands in a few words.
func (b *Brain) lead(r Ranked) string {
	e, s := r.Entry, r.State
	var facts []string
	add := func(text string) {
		if text != "" {
			facts = append(facts, text)
		}
	}
	switch e.Kind {
	case Finding:
		add(strings.TrimSpace(e.Value + percent(e.Unit)))
		add(e.AsOf.Human())
	case Position:
		add(b.Corpus.ActorName(e.Actor) + " " + stanceWords[e.Stance])
		add(e.When.Human())
	case Term:
		if e.Short != "" && !strings.Contains(strings.ToLower(e.Title), strings.ToLower(e.Short)) {
			add(e.Short)
		}
	case Recommendation:
		add(s.Amount.String())
		add(StatusWords(s.Status))
		switch {
		case s.Line < 0:
			add(e.Responded.Human())
		case s.Status != noResponse:
			add(s.statusSince().Human())
		}
	case Actor:
	default:
		add(s.Amount.String())
		add(StatusWords(s.Status))
		add(dated(e, s))
	}
	if len(facts) == 0 {
		return e.Title
	}
	return e.Title + ": " + strings.Join(facts, ", ")
}

func percent(unit string) string {
	if unit == "%" || unit == "" {
		return unit
	}
	return " " + unit
}

func dated(e *Entry, s State) string {
	switch {
	case s.Date.IsZero():
		return ""
	case e.Kind == Pledge && (s.Line >= 0 || !e.Due.IsZero()):
		return "due " + s.Date.Human()
	case e.Kind == Funding && !e.Period.IsZero():
		return "for " + s.Date.Human()
	case e.Kind == Funding && s.Line >= 0:
		return s.amountSince().Human()
	case e.Kind == Pledge:
		return "made " + s.Date.Human()
	}
	return s.Date.Human()
}

// StatusWords are a status as a sentence has it. That somebody answered without deciding is no response either.
func StatusWords(status string) string {
	if status == noResponse {
		return "no decision reported"
	}
	return strings.ReplaceAll(status, "-", " ")
}

// stanceWords say what an actor thinks, of one body or of several people.
var stanceWords = map[string]string{
	"supports": "in favour", "opposes": "against it", "concerned": "concerned", "mixed": "of mixed views", "neutral": "taking no side",
}

// say returns what an entry says as of a day, and what that rests on: its statement, or, where that rests on something
// newer, its history.
func (b *Brain) say(r Ranked, asOf time.Time) (said []string, cites []Cite) {
	lines := r.State.Lines
	if !b.Corpus.StatementKnownFrom(r.Entry).After(asOf) {
		said, cites = b.Corpus.since(r.Entry, lines)
		said, cites = append(said, r.Entry.Statement), append(cites, r.Entry.Cites...)
		past, rests := earlier(lines)
		if past != "" {
			said = append(said, past)
		}
		return said, append(cites, rests...)
	}
	for _, h := range slices.Backward(lines) {
		said, cites = append(said, h.Note), append(cites, h.Cites...)
	}
	return said, cites
}

// earlier tells the states before the present one in a line, newest first; a line that changed nothing is not told.
func earlier(lines []Change) (text string, cites []Cite) {
	var out []string
	next := ""
	for i, h := range slices.Backward(lines) {
		facts := slices.DeleteFunc([]string{h.Amount.String(), StatusWords(h.Status), h.Due.Human(), h.When.Human()}, func(s string) bool { return s == "" })
		state := strings.Join(facts, ", ")
		if i < len(lines)-1 && state != next && state != "" {
			out = append(out, fmt.Sprintf("%s (%s)", state, h.On.Human()))
			cites = append(cites, h.Cites...)
		}
		next = state
	}
	if len(out) == 0 {
		return "", nil
	}
	return "Earlier: " + strings.Join(out, "; ") + ".", cites
}

// howToAdd tells who misses something what can be done about it.
const howToAdd = "If a source says it, it can be added: docs/corpus.md shows how, in five minutes."

// decline says that the corpus does not hold it, and what it holds that is nearest.
func (b *Brain) decline(a *Answer, outside string) {
	what := "that"
	if outside != "" {
		what = fmt.Sprintf("anything on %s: it covers the reform of children's social care in England", outside)
	} else if missing := a.Question.missing(); missing != "" {
		what = "anything on " + missing
	}
	a.Lead = "The corpus does not hold " + what + "."
	if outside == "" {
		a.Body = append(a.Body, howToAdd)
	}
	seen := map[string]bool{}
	for _, r := range a.Ranking[:min(3, len(a.Ranking))] {
		if r.Signs.Coverage < 0.25 || outside != "" {
			continue
		}
		near := Nearest{Entry: r.Entry, Lead: b.lead(r)}
		if known := b.Corpus.Known(Listed{Entry: r.Entry, State: r.State}, a.AsOf, false); len(known) > 0 {
			near.Source = known[0]
		}
		if len(a.Near) == 0 {
			said, _ := b.say(r, a.AsOf)
			near.Said = b.ix.nearestSentences(a.Question, said, 1)
			if near.Source.ID != "" && r.Signs.Coverage >= little {
				a.Body = append(a.Body, a.longAgo(near.Source)...)
			}
		}
		a.Near = append(a.Near, near)
		if id := r.Entry.Topics[0]; !seen[id] {
			seen[id] = true
			t, _ := b.Corpus.Topic(id)
			a.Topics = append(a.Topics, t)
		}
	}
}

// missing names what no entry holds, as it was typed: names, and words that are no deeds, no qualities and no slips of a few letters.
func (q Question) missing() string {
	var out []string
	for _, u := range q.units {
		if u.unknown && (u.critical || len(u.text) > 3 && !u.verb && !u.modifier) {
			typed := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(u.text)).FindString(q.Text)
			out = append(out, fmt.Sprintf("“%s”", cmp.Or(typed, u.text)))
		}
	}
	return strings.Join(out, " or ")
}

// sourcesOf returns what the entries cite, newest first.
func (b *Brain) sourcesOf(rs []Ranked) []Source {
	var out []Source
	for _, r := range rs {
		for _, ct := range r.cites {
			s, ok := b.Corpus.Source(ct.Source)
			if ok && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Source) int { return -x.Published.Compare(y.Published) })
	return out
}

// String is what the entry is and how it stands, with its source.
func (n Nearest) String() string {
	if n.Source.ID == "" {
		return n.Lead
	}
	return fmt.Sprintf("%s (%s, %s)", n.Lead, n.Source.Publisher, n.Source.Published.Human())
}

// Text is the answer without its sources as plain text, one paragraph.
func (a Answer) Text() string {
	parts := []string{a.Lead}
	if a.Answered || a.Corrected {
		parts[0] = strings.TrimSuffix(a.Lead, ".") + "."
		parts = append(parts, a.Body...)
		return strings.Join(parts, " ")
	}
	if len(a.Near) > 0 {
		leads := make([]string, len(a.Near))
		for i, n := range a.Near {
			leads[i] = n.String()
		}
		parts = append(parts, "Nearest: "+strings.Join(leads, "; ")+".")
	}
	return strings.Join(parts, " ")
}

// Why says what was understood and how each entry was weighed, a line each.
func (a Answer) Why() []string {
	q := a.Question
	lines := []string{fmt.Sprintf("wants: %s; as of %s", q.Intent, a.AsOf.Format(time.DateOnly))}
	for _, u := range q.units {
		s := fmt.Sprintf("%s -> %s, weight %.1f", u.text, u.term, u.weight)
		if u.fixed != "" {
			s += ", read as " + u.fixed
		}
		if u.critical {
			s += ", must be held"
		}
		if u.unknown {
			s += ", not in the corpus"
		}
		lines = append(lines, s)
	}
	for _, r := range a.Ranking[:min(8, len(a.Ranking))] {
		score := "    –"
		if _, _, ok := r.Read(); ok {
			score = fmt.Sprintf("%5.1f", r.Score)
		}
		lines = append(lines, score+" "+r.explain(q))
	}
	return lines
}
