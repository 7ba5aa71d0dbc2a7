package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// A question that names one thing and asks only who or what it is, or whether it was dropped, delivered, begun or put off, is about the
// entry of that name, whatever comes near in words.

var (
	forNamed = regexp.MustCompile(`(?i)^(?:(?:who|what)(?:['’]s|['’]re| is| are| r|s) |tell me about |define )(?:the |an? )?(.+)$`)
	forState = newPattern(`(?i)^(?:so,? |and |but )?(?:has|have|is|are|was|were|did)(?: the| an?| any)? (.+?)(?: (?:been|being|now|already|yet|ever|finally|actually|officially))* ` +
		`(scrapped|dropped|axed|binned|ditched|abandoned|cancelled|shelved|abolished|delayed|postponed|put off|put back|pushed back|slip|slipped|` +
		`delivered|completed|finished|published|released|issued|launched|launch|started|start|begun|introduced|implemented|rolled out|in force|happened|happen)(?: yet| already| now| in the end)?$`)
	forAccept = newPattern(`(?i)^(?:so,? |and |but )?(?:(?:did|has|have) (?:the )?(?:government|dfe|ministers) (accept|accepted|agree to|agreed to|reject|rejected|turn down|turned down|take up|taken up) (?:the |an? )?(.+?)|(?:was|were|has|have) (?:the |an? )?(.+?)(?: been)? (accepted|rejected|turned down|taken up))(?: by (?:the )?(?:government|dfe|ministers))?$`)
	refusals  = regexp.MustCompile(`(?i)^(?:reject|turn)`)
	endings   = regexp.MustCompile(`(?i)^(?:scrap|drop|axe|bin|ditch|abandon|cancel|shelve|abolish)`)
	delays    = regexp.MustCompile(`(?i)^(?:delay|postpone|put|push|slip)`)
)

// called returns the entry of the name that is all of a text: by the names that the corpus knows in a question, or as one of those that
// come near goes by. ok is false where it is no name, or more than one.
func (ix *index) called(text string, q Question, ranking []Ranked) (e *Entry, ok bool) {
	text = strings.ToLower(strings.TrimRight(text, " ?!."))
	if about := ix.understand(text, q.AsOf); len(about.units) == 1 && isName(about.units[0].term) && !about.units[0].unknown {
		return ix.corpus.Entry(strings.TrimPrefix(about.units[0].term, "@"))
	}
	for _, r := range ranking {
		if r.Entry.shares([]string{text, "national " + text}) {
			return r.Entry, true
		}
	}
	return nil, false
}

// identified puts in front the term or the actor that a question asks who or what it is.
func (b *Brain) identified(q Question, best, ranking []Ranked) []Ranked {
	m := forNamed.FindStringSubmatch(strings.TrimRight(q.said, " ?!."))
	if m == nil {
		return best
	}
	e, ok := b.ix.called(m[1], q, ranking)
	if !ok || e.Kind != Actor && e.Kind != Term {
		return best
	}
	return b.inFront(e, q, best, ranking)
}

// inFront is the entry alone, or with what is quoted beside it where it stands in front anyway; best where nothing was known of it yet.
func (b *Brain) inFront(e *Entry, q Question, best, ranking []Ranked) []Ranked {
	if len(best) > 0 && best[0].Entry == e {
		return best
	}
	for _, rs := range [][]Ranked{best, ranking} {
		if i := slices.IndexFunc(rs, func(r Ranked) bool { return r.Entry == e }); i >= 0 {
			return []Ranked{rs[i]}
		}
	}
	state, known := b.Corpus.StateAt(e, q.AsOf)
	if !known {
		return best
	}
	return []Ranked{{Entry: e, State: state, Score: 100}}
}

// fate is what a question that asks how one named thing fared gets to hear.
type fate struct {
	entry *Entry // nil where no entry goes by its name
	yes   string // or no; "" where no source says either
	ended bool   // it asks whether the thing was given up or put off: no neighbour can tell
}

// asksState reads a question whether one named thing was dropped, put off, begun or delivered.
func (b *Brain) asksState(q Question, ranking []Ranked) (t fate, ok bool) {
	m := forState.in(strings.TrimRight(q.said, " ?!."))
	if m == nil {
		return fate{}, false
	}
	t.ended = endings.MatchString(m[2]) || delays.MatchString(m[2])
	e, ok := b.ix.called(m[1], q, ranking)
	if !ok || e.Kind == Actor {
		return t, t.ended
	}
	t.entry = b.Corpus.faring(e)
	s, known := b.Corpus.StateAt(t.entry, q.AsOf)
	is := func(statuses ...string) bool { return slices.Contains(statuses, s.Status) }
	given := is("dropped", "cancelled", "replaced")
	switch {
	case !known:
		return fate{}, false
	case endings.MatchString(m[2]):
		t.yes = yesIf(true, given, false)
	case delays.MatchString(m[2]):
		t.yes = yesIf(true, is("delayed", "slipped"), false)
	case t.entry.Kind == Pledge || t.entry.Kind == Milestone:
		t.yes = yesIf(true, is("delivered", "happened"), false)
	}
	return t, true
}

// faring is the pledge or the milestone that bears a name of a term: the entry itself where there is none.
func (c *Corpus) faring(e *Entry) *Entry {
	if e.Kind != Term {
		return e
	}
	for _, o := range c.entries {
		if o.Kind.isDated() && o.shares(e.names()) {
			return o
		}
	}
	return e
}

// shares reports whether an entry goes by one of some names.
func (e *Entry) shares(names []string) bool {
	return slices.ContainsFunc(e.names(), func(own string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(own, name) })
	})
}

// names are those that an entry goes by.
func (e *Entry) names() []string {
	var out []string
	for _, name := range append([]string{e.Title, e.Short, e.Long}, e.Aliases...) {
		if name != "" {
			out = append(out, name)
		}
	}
	return out
}

// asAdvice is what stands behind the name of what was recommended.
var asAdvice = regexp.MustCompile(`(?i) (?:recommendation|proposal|idea|call|plan)s?$`)

// advised puts in front the recommendation of the name of what a question asks whether it was accepted or rejected.
func (b *Brain) advised(q Question, best, ranking []Ranked) (own []Ranked, yes string) {
	m := forAccept.in(strings.TrimRight(q.said, " ?!."))
	if m == nil {
		return best, ""
	}
	e, ok := b.ix.called(asAdvice.ReplaceAllString(m[2]+m[3], ""), q, ranking)
	if !ok {
		return best, ""
	}
	i := slices.IndexFunc(b.Corpus.entries, func(o *Entry) bool {
		return o.Kind == Recommendation && (o == e || o.shares(e.names()))
	})
	if i < 0 {
		return best, ""
	}
	if own = b.inFront(b.Corpus.entries[i], q, best, ranking); len(own) == 0 || own[0].Entry != b.Corpus.entries[i] {
		return best, ""
	}
	status := own[0].State.Status
	return own, yesIf(!refusals.MatchString(m[1]+m[4]), status == "accepted", status == "rejected")
}

// fares answers a question whether one named thing was accepted, dropped, put off, begun or delivered, where its entry tells. It reports
// whether the question is done with.
func (b *Brain) fares(a *Answer, best []Ranked) bool {
	q, ranking := a.Question, a.Ranking
	if own, yes := b.advised(q, best, ranking); yes != "" {
		b.compose(a, own[:1])
		a.Lead = answered(yes, a.Lead)
		return true
	}
	t, ok := b.asksState(q, ranking)
	return ok && b.tell(a, t, best, ranking)
}

// answered puts a yes or a no before a lead, in place of one that it may have.
func answered(yes, lead string) string {
	return yes + ". " + strings.TrimPrefix(strings.TrimPrefix(lead, "Yes. "), "No. ")
}

// tell answers a question how one named thing fared where its state decides that. Where it does not, and what comes near is about other
// things, no source says so. It reports whether the question is done with.
func (b *Brain) tell(a *Answer, t fate, best, ranking []Ranked) bool {
	if t.entry == nil {
		if len(best) > 0 && best[0].Signs.Subject > 0 {
			return false
		}
		b.decline(a, "")
		a.Lead = noSource
		return true
	}
	own := b.inFront(t.entry, a.Question, best, ranking)
	if t.yes != "" {
		b.compose(a, own)
		a.Lead = answered(t.yes, a.Lead)
		return true
	}
	if len(best) > 0 && (!t.ended || best[0].Entry == t.entry || b.ix.verdict(a.Question, best[0]) != "") {
		return false
	}
	a.Ranking = slices.Concat(own[:1], slices.DeleteFunc(slices.Clone(ranking), func(r Ranked) bool { return r.Entry == t.entry }))
	b.decline(a, "")
	a.Lead = noSource
	return true
}

// noSource says that what a question asks whether it is so is told nowhere.
const noSource = "No source in the corpus says so."

// forTwo is a question that asks for two things at once, and by which words it begins.
var forTwo = newPattern(`(?i)^((?:what|who|when|where|how (?:much|many|long))(?:['’]s)?(?: (?:is|are|was|were|did|does|do|has|have|will))?) (.+?),? and (?:also )?(.+)$`)

// asksItself begins what is a question by itself.
var asksItself = regexp.MustCompile(`(?i)^(?:what|who|when|where|why|which|how|is|are|was|were|did|does|do|has|have|had|will|by how)\b`)

// both answers a question that asks for two things, and that no entry answers as a whole, where each of the two is answered by itself. It
// reports whether that is so.
func (b *Brain) both(a *Answer) bool {
	m := forTwo.in(strings.TrimRight(a.Question.said, " ?!."))
	if m == nil {
		return false
	}
	first, second := m[1]+" "+m[2], m[3]
	if !asksItself.MatchString(second) {
		second = m[1] + " " + second
	}
	var two []Ranked
	for _, text := range []string{first, second} {
		if len(two) > 0 {
			text = b.ofItsOwn(text, two[0].Entry, a.AsOf)
		}
		q := b.ix.understand(text, a.AsOf)
		if len(q.units) == 0 || q.Outside != "" || q.vague() {
			return false
		}
		ranking := b.ix.rank(q, 24)
		best := b.identified(q, chosen(q, ranking), ranking)
		if len(best) == 0 {
			return false
		}
		two = append(two, best[0])
	}
	b.compose(a, two)
	a.Lead = strings.TrimSuffix(b.lead(two[0]), ".") + "; and " + strings.TrimSuffix(b.lead(two[1]), ".")
	if two[0].Entry == two[1].Entry {
		b.compose(a, two[:1])
	}
	return true
}

// ofItsOwn is the second of two questions, with the subject of the first where it names none.
func (b *Brain) ofItsOwn(text string, first *Entry, day time.Time) string {
	whole, ok := b.FollowUp(text, first, day)
	if !ok && !slices.ContainsFunc(b.ix.understand(text, day).units, func(u unit) bool { return isName(u.term) || u.weight >= 1 && !u.verb }) {
		return text + " " + b.subjectName(first)
	}
	return whole
}
