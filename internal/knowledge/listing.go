package knowledge

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A question that asks for all there is of a sort ("which pledges are overdue", "who supports regional care co-operatives") is
// answered by a list, complete and counted, and not by the few entries that come nearest.

// requests are the forms of a question that asks for a list, and what lists it; the first counts that finds something to list.
var requests = []struct {
	form pattern
	list func(b *Brain, a *Answer, m []string) bool
}{
	{ // which pledges has Labour made on kinship
		newPattern(`(?i)^(?:please |can you )*(?:list|show|give me|name|which|what|how many)(?: are| of| all| the| me| every)*( overdue| late| delayed| delivered| kept| dropped| undelivered)? (?:(\S+(?: \S+)?)['’]s? |(\S+) )?(?:pledges|promises|commitments)\b(.*)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listPledges(a, b.plainly(m[1]+m[4]+" "+m[3], m[2]), false)
		},
	},
	{ // which care review recommendations were rejected
		newPattern(`(?i)^(?:please |can you )*(?:list|show|give me|name|which|what|how many)(?: are| were| of| all| the| me| every)*( accepted| rejected| unanswered)?(?: of)?(?: the)?(?: (\S+(?: \S+)?)(?:['’]s)?)? (?:recommendations|proposals)\b(.*)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listAdvice(a, m[1]+" "+answerer.ReplaceAllString(m[3], " "), m[2], a.Question.Intent == WantCount)
		},
	},
	{ // what was rejected from the care review
		newPattern(`(?i)^what (?:was|were|has been|have been|did (?:the )?(?:government|dfe|ministers)) (accept|accepted|reject|rejected|turn down|turned down|taken up)(?: (?:from|of|in) (?:the )?(.+?)(?:['’]s (?:recommendations|proposals))?)?$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listAdvice(a, strings.Replace(m[1], "turn ", "turned ", 1), m[2], false)
		},
	},
	{ // what has been delivered
		newPattern(`(?i)^what(?:['’]s| is| has| have)(?: been)? (delivered)(?: so far| yet| now)?$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listPledges(a, m[1], false)
		},
	},
	{ // the latest on RCCs
		newPattern(`(?i)^(?:(?:what(?:['’]s| is)|any|give me)(?: the)? )?(?:latest|new|newest|news)(?: news)? (?:on|about|with|in) (.+)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listLatest(a, m[1])
		},
	},
	{ // what's new
		newPattern(`(?i)^(?:what(?:['’]s| is) (?:new|the latest(?: news)?)|any news|latest news)$`),
		func(b *Brain, a *Answer, _ []string) bool {
			return b.listLatest(a, "")
		},
	},
	{ // what's coming up next
		newPattern(`(?i)^(?:what|which)(?:['’]s| is| are)?(?: the)?(?: next)?(?: (?:key )?(?:dates|events|milestones|deadlines|things))?(?: are| is)? (?:due next|coming(?: up)?(?: next| soon)?|happening next|happens next|still to come|ahead)$`),
		func(b *Brain, a *Answer, _ []string) bool {
			f := Filter{Side: Ahead}
			return b.listStanding(a, f.counted, b.Corpus.Timeline(f, a.AsOf), "pledges and events")
		},
	},
	{ // what has been delayed
		newPattern(`(?i)^(?:what|which (?:dates?|pledges|milestones|plans|deadlines|measures))(?: has| have| was| were| got|['’]s)?(?: been)? (delayed|slipped|postponed|put (?:back|off)|cancelled|scrapped|dropped|axed|abandoned)(?: so far)?$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listFate(a, m[1])
		},
	},
	{ // what did the Conservatives promise in their manifesto
		newPattern(`(?i)^what(?:['’]s)? (?:did|has|have) (.+?) (?:promise|promised|pledge|pledged|commit to|committed to)(?: to do)?(?: (?:in|at) (?:the|its|their) (?:\S+ )?manifesto)?((?: (?:in|on|about|for|since|before|after)) .+)?$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listOaths(a, m[1], m[2])
		},
	},
	{ // what happened in July 2023
		newPattern(`(?i)^what(?:['’]s| has| have| was| were)? (?:happened|happening|announced|went on|took place)(?: to (?:the )?reforms?)? ((?:in|on|during) .+)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listHappened(a, m[1])
		},
	},
	{ // history of NAAS
		newPattern(`(?i)^(?:(?:show|give|tell) me )?(?:(?:what(?:['’]s| is) )?the )?(?:history|timeline|chronology|story so far) (?:of|for|on) (?:the )?(.+)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listHistory(a, m[1])
		},
	},
	{ // which recommendations has the government not answered
		newPattern(`(?i)^(?:which|what|list)(?: of)?(?: all)?(?: the)? recommendations(?: (?:on|about|for) (.+?))?,? (?:(?:has|have|had|did|were|was|are)` +
			`(?: the government| government| the dfe| dfe| ministers)? (?:not|never)|(?:has|have|had|did|were|was|are)n['’]t(?: the government| government| the dfe| dfe| ministers)?)` +
			`(?: yet)?(?: been)? (?:answer(?:ed)?|respond(?:ed)? to|decided(?: on)?)(?: yet)?$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listUnanswered(a, m[1])
		},
	},
	{ // what is due in 2026
		newPattern(`(?i)^(?:what|which)(?:['’]s| is| are)?(?: still| now)? ((over)?due\b.*)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listPledges(a, m[1], m[2] == "")
		},
	},
	{ // compare A with B
		newPattern(`(?i)^(?:please |can you )*(?:compare|(?:(?:what(?:['’]s| is) )?the )?differences? between|how (?:do|does|is|are)) (.+?) (?:and|with|to|vs\.?|versus|differ(?:ent)? from) (.+?)(?: compare| differ)?$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.compare(a, m[1], m[2])
		},
	},
	{ // A versus B
		newPattern(`(?i)^(.+?) (?:vs\.?|versus) (.+)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.compare(a, m[1], m[2])
		},
	},
	{ // what has changed since May 2024
		newPattern(`(?i)^what(?:['’]s| has| have)? (?:changed|moved)\b(.*)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listChanges(a, m[1])
		},
	},
	{ // who supports and who opposes RCCs
		newPattern(`(?i)^(?:list )?who (?:supports?|backs?|is for|is in favour of)(?: it)?,?(?: and| or|,)(?: who)? (?:opposes?|is against|is worried about|does not|doesn['’]t) (.+)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listSides(a, m[1])
		},
	},
	{ // who is worried about RCCs
		newPattern(`(?i)^(?:and |so |list )?(?:who|(?:which|what) (?:\w+ )?(?:bodies|organisations|groups))(?: else| all)?(?: is| are| was| were| has| have)?(?: been)? (.*)$`),
		func(b *Brain, a *Answer, m []string) bool {
			return b.listStance(a, m[1])
		},
	},
}

// auxiliary are words that only make a sentence of a request.
var auxiliary = regexp.MustCompile(`(?i)\b(?:has|have|had|did|does|do|is|are|was|were|been|being|made|make|given|that|so far|yet|held|there)\b`)

// mostListed is how many entries a list shows; it counts them all.
const mostListed = 25

// list answers a question that asks for all of a sort. It reports whether the question does, and there are such entries.
func (b *Brain) list(a *Answer) bool {
	text := strings.TrimRight(a.Question.said, " ?!.")
	lower := strings.ToLower(text)
	for _, r := range requests {
		if m := r.form.find(text, lower); m != nil && r.list(b, a, m) {
			return true
		}
	}
	return false
}

// compare answers for two things that are named side by side. Things that the corpus has no term, body or entry of that name for leave
// the question to be answered as others are.
func (b *Brain) compare(a *Answer, one, other string) bool {
	var both []Ranked
	for _, said := range []string{one, other} {
		q := b.ix.understand(said, a.AsOf)
		if len(q.units) != 1 || !isName(q.units[0].term) {
			return false
		}
		e, ok := b.Corpus.Entry(strings.TrimPrefix(q.units[0].term, "@"))
		if !ok {
			return false
		}
		state, ok := b.Corpus.StateAt(e, a.AsOf)
		if !ok {
			return false
		}
		both = append(both, Ranked{Entry: e, State: state, Score: 100})
	}
	if both[0].Entry == both[1].Entry {
		return false
	}
	b.compose(a, both)
	a.Lead = fmt.Sprintf("%s, and %s.", strings.TrimSuffix(b.lead(both[0]), "."), strings.TrimSuffix(b.lead(both[1]), "."))
	return true
}

// listPledges lists the pledges, and the milestones where those are wanted too, that a filter in words lets through. Words that it
// does not know leave the question to be answered as others are.
// The lists are those of the commands pledges and timeline.
func (b *Brain) listPledges(a *Answer, said string, milestones bool) bool {
	f := b.narrowedTo(said, a.AsOf, Pledge, Milestone)
	find, what := b.Corpus.Pledges, "pledges"
	if milestones {
		find, what = b.Corpus.Timeline, "pledges and events"
	}
	if len(f.Words) > 0 || milestones && f.Due.IsZero() {
		return false
	}
	found := find(f, a.AsOf)
	if len(found) > 0 || f.Status != "delayed" {
		a.Topics = f.Topics
		return b.listStanding(a, f.counted, found, what)
	}
	f.Status = ""
	said = "No source calls one of the " + what + f.inWords() + " delayed"
	f.Overdue = true
	return b.listStanding(a, func(n int, _ string) string { return fmt.Sprintf("%s; %d %s overdue", said, n, isOrAre(n)) }, find(f, a.AsOf), what)
}

// listStanding lists entries and how each stands, counted.
func (b *Brain) listStanding(a *Answer, counted func(n int, what string) string, found []Listed, what string) bool {
	a.Lead = counted(len(found), what) + "."
	for _, l := range found {
		r := Ranked{Entry: l.Entry, State: l.State, Score: 100, cites: l.State.Cites}
		r.said = []string{b.lead(r)}
		a.Entries = append(a.Entries, r)
	}
	if len(found) > 0 {
		b.show(a)
	}
	return true
}

// listFate lists the pledges and events that were put off, or given up.
func (b *Brain) listFate(a *Answer, said string) bool {
	statuses, told := []string{"dropped", "cancelled", "replaced"}, "given up"
	if delays.MatchString(said) {
		statuses, told = []string{"delayed", "slipped"}, "put off"
	}
	var found []Listed
	for _, e := range b.Corpus.entries {
		if l, known := b.Corpus.Listed(e, a.AsOf); known && e.Kind.isDated() && slices.Contains(statuses, l.State.Status) {
			found = append(found, l)
		}
	}
	return b.listStanding(a, func(n int, what string) string {
		they := map[bool]string{true: " that it was ", false: " that they were "}[n == 1]
		return strings.Replace(Filter{}.counted(n, what), "The corpus holds", "Of what the corpus holds, sources say of", 1) + they + told
	}, found, "pledges and events")
}

// listOaths lists what somebody promised, on something or at some time. Where there is no such pledge, the question is answered as others are.
func (b *Brain) listOaths(a *Answer, by, rest string) bool {
	f := b.narrowedTo(b.plainly(makesIn.ReplaceAllString(rest, " announced $1"), by), a.AsOf, Pledge)
	if found := b.Corpus.Pledges(f, a.AsOf); len(f.Words) == 0 && len(f.By) > 0 && len(found) > 0 {
		return b.listStanding(a, f.counted, found, "pledges")
	}
	return false
}

// makesIn is how a question for what was promised says when.
var makesIn = regexp.MustCompile(`(?i)^ (in|since|before|after)\b`)

// plainly is a request for a list without the words that only make it a sentence; whoever it names is who made what is listed ("which
// pledges has Labour made on kinship").
func (b *Brain) plainly(said, by string) string {
	said = auxiliary.ReplaceAllString(makes.ReplaceAllString(said, " announced $1"), " ")
	if by != "" {
		return said + " by " + by
	}
	ws := strings.Fields(said)
	for i := range ws {
		if i > 0 && slices.Contains([]string{"by", "on", "about", "for", "to", "in"}, strings.ToLower(ws[i-1])) {
			break
		}
		if actors, _ := b.Corpus.actorsIn(ws[i:]); len(actors) > 0 {
			ws = slices.Insert(ws, i, "by")
			break
		}
	}
	return strings.Join(ws, " ")
}

// makes is how a question says when something was promised.
var makes = regexp.MustCompile(`(?i) (?:make|made) (in|on|since|before|after|during|by)\b`)

// narrowedTo reads what a list of entries of some kinds is narrowed to; a word that only one topic's name holds is that topic.
func (b *Brain) narrowedTo(said string, day time.Time, kinds ...Kind) Filter {
	f := b.Corpus.ReadFilter(DatedFrom(said, day), kinds...)
	telling := slices.ContainsFunc(f.Words, func(w string) bool {
		return !slices.ContainsFunc(stems(w), func(st string) bool { return b.ix.weak[st] })
	})
	if t, ok := b.Corpus.PartOfTopic(strings.Join(f.Words, " ")); ok && len(f.Topics) == 0 && telling {
		f.Topics, f.Words = []Topic{t}, nil
	}
	return f
}

// listAdvice lists the recommendations of somebody, on something, or that had an answer of some sort.
func (b *Brain) listAdvice(a *Answer, said, by string, count bool) bool {
	if by = strings.TrimSuffix(strings.TrimSuffix(by, "'s"), "’s"); len(b.Corpus.ActorsFor(by)) == 0 { // kinship recommendations
		said, by = by+" "+said, ""
	}
	f := b.narrowedTo(b.plainly(said, by), a.AsOf, Recommendation)
	found := b.Corpus.About(f, a.AsOf, Recommendation)
	if len(f.Words) > 0 || len(found) == 0 || count && f.Status == "" { // it may not hold all that were made
		return false
	}
	return b.listStanding(a, f.counted, found, "recommendations")
}

// answerer is who answers recommendations, where it is only said that somebody did.
var answerer = regexp.MustCompile(`(?i)\b(?:the )?(?:government|dfe|ministers)\b`)

// listChanges lists what moved a status, a date or an amount, the newest first.
func (b *Brain) listChanges(a *Answer, said string) bool {
	f := b.narrowedTo(said, a.AsOf, Pledge, Milestone, Recommendation)
	in := f.Due
	f.Due = Span{}
	if len(f.Words) > 0 || len(f.Topics) == 0 && in.IsZero() {
		return false
	}
	for _, m := range b.Corpus.Moves(f, in, a.AsOf) {
		if m.First || m.Same() {
			continue
		}
		r := Ranked{Entry: m.Entry, State: m.To, Score: 100, cites: m.Line.Cites}
		r.said = []string{m.Line.On.Human() + ": " + b.lead(r)}
		a.Entries = append(a.Entries, r)
	}
	in.Said = strings.TrimSpace(f.inWords() + " " + in.Said)
	switch n := len(a.Entries); n {
	case 0:
		a.Lead = "The corpus holds no changes " + in.Said + "."
		return true
	case 1:
		a.Lead = "The corpus holds 1 change " + in.Said + "."
	default:
		a.Lead = fmt.Sprintf("The corpus holds %d changes %s.", n, in.Said)
	}
	b.show(a)
	return true
}

// mostLatest is how many lines of history tell the latest.
const mostLatest = 4

// listLatest tells the newest lines of history on a subject of which it is asked what is new. Where there are none, the question is left to be
// answered as others are.
func (b *Brain) listLatest(a *Answer, said string) bool {
	f := b.narrowedTo(said, a.AsOf)
	if len(f.Words)+len(f.By) > 0 || len(f.Topics) > 1 || !f.Due.IsZero() || f.Overdue {
		return false
	}
	moves := b.Corpus.Moves(f, Span{}, a.AsOf)
	if own := slices.DeleteFunc(slices.Clone(moves), func(m Move) bool { return len(f.Topics) > 0 && m.Entry.Topics[0] != f.Topics[0].ID }); len(own) > 0 {
		moves = own
	}
	b.listMoves(a, moves[:min(mostLatest, len(moves))])
	if len(a.Entries) == 0 {
		return false
	}
	a.Lead, a.Body = strings.TrimPrefix(a.Body[0], "• "), a.Body[1:] // with its source, as the others
	return true
}

// listHappened lists what began, ended or was said in a span, in order of date.
func (b *Brain) listHappened(a *Answer, said string) bool {
	f := b.narrowedTo(said, a.AsOf)
	in := f.Due
	f.Due = Span{}
	if in.IsZero() || len(f.Words)+len(f.By) > 0 || f.Overdue || f.Status != "" {
		return false
	}
	moves := b.Corpus.Moves(f, in, a.AsOf)
	moves = slices.DeleteFunc(moves, func(m Move) bool { // what only lasted through it, or is told less finely
		before, after := m.Line.On.First().Before(in.From), !in.To.IsZero() && m.Line.On.Last().After(in.To)
		return m.Line.Note == "" || before && after || !strings.Contains(m.Line.On.String(), "/") && (before || after)
	})
	slices.SortStableFunc(moves, func(x, y Move) int {
		return cmp.Or(x.Line.On.Compare(y.Line.On), cmp.Compare(flag(x.Entry.Kind != Milestone), flag(y.Entry.Kind != Milestone)))
	})
	b.listMoves(a, moves)
	about := strings.TrimSpace(f.inWords() + " " + in.Said)
	switch len(moves) {
	case 0:
		a.Lead = "The corpus dates nothing " + about + "."
	case 1:
		a.Lead = "The corpus dates 1 thing " + about + "."
	default:
		a.Lead = fmt.Sprintf("The corpus dates %d things %s.", len(moves), about)
	}
	return true
}

// listHistory lists the lines of history on a subject, the oldest first. One entry alone, or none, is answered as other questions are.
func (b *Brain) listHistory(a *Answer, said string) bool {
	if e, ok := b.ix.called(said, a.Question, nil); ok {
		if e = b.Corpus.faring(e); len(b.Corpus.MovesOf(e, a.AsOf)) > 1 {
			moves := b.Corpus.MovesOf(e, a.AsOf)
			b.listMoves(a, moves)
			a.Lead = fmt.Sprintf("The corpus holds %d steps of %s, from %s to %s.", len(moves), e.Title, moves[0].Line.On.Human(), moves[len(moves)-1].Line.On.Human())
			return true
		}
	}
	f := b.narrowedTo(said, a.AsOf)
	if len(f.Words)+len(f.By) > 0 || len(f.Topics) != 1 || !f.Due.IsZero() || f.Overdue {
		return false
	}
	moves := b.Corpus.Moves(f, Span{}, a.AsOf)
	moves = slices.DeleteFunc(moves, func(m Move) bool { return m.Entry.Topics[0] != f.Topics[0].ID || m.Same() })
	if len(moves) < 2 {
		return false
	}
	slices.Reverse(moves)
	b.listMoves(a, moves)
	a.Lead = fmt.Sprintf("The corpus holds %d steps%s, from %s to %s.", len(moves), f.inWords(), moves[0].Line.On.Human(), moves[len(moves)-1].Line.On.Human())
	return true
}

// listMoves puts lines of history into words.
func (b *Brain) listMoves(a *Answer, moves []Move) {
	for _, m := range moves {
		r := Ranked{Entry: m.Entry, State: m.To, Score: 100, cites: m.Line.Cites}
		r.said = []string{m.Line.told()}
		a.Entries = append(a.Entries, r)
	}
	if len(moves) > 0 {
		b.show(a)
	}
}

// listUnanswered lists the recommendations, on a subject or on any, of which no source tells what was decided.
func (b *Brain) listUnanswered(a *Answer, on string) bool {
	f := b.narrowedTo(on, a.AsOf, Recommendation)
	if len(f.Words)+len(f.By) > 0 || !f.Due.IsZero() || f.Overdue {
		return false
	}
	for _, g := range b.Corpus.Responses(f, a.AsOf) {
		if g.State == noResponse {
			return b.listStanding(a, func(n int, what string) string { return f.counted(n, what) + " of which no decision is reported" }, g.Entries, "recommendations")
		}
	}
	return false
}

// show puts the entries of a list into words.
func (b *Brain) show(a *Answer) {
	a.Answered = true
	for _, r := range a.Entries[:min(len(a.Entries), mostListed)] {
		n := Nearest{Lead: strings.Join(r.said, " ")}
		if known := b.Corpus.SourcesBy(a.AsOf, r.cites); len(known) > 0 {
			n.Source = known[0]
		}
		a.Body = append(a.Body, "• "+n.String())
	}
	if n := len(a.Entries) - mostListed; n > 0 {
		a.Body = append(a.Body, fmt.Sprintf("And %d more, which pledges, timeline or changes lists.", n))
		a.Entries = a.Entries[:mostListed]
	}
	a.Sources = b.sourcesOf(a.Entries)
}

// counted says how many entries of a sort, named as several, a filter lets through.
func (f Filter) counted(n int, what string) string {
	switch n {
	case 0:
		return "The corpus holds no " + what + f.inWords()
	case 1:
		one := map[string]string{"pledges": "pledge", "pledges and events": "pledge or event", "recommendations": "recommendation"}[what]
		return "The corpus holds 1 " + one + strings.ReplaceAll(f.inWords(), " that are ", " that is ")
	}
	return fmt.Sprintf("The corpus holds %d %s%s", n, what, f.inWords())
}

// inWords says what a filter lets through, after "12 pledges".
func (f Filter) inWords() string {
	var out strings.Builder
	for i, t := range f.Topics {
		out.WriteString(map[bool]string{true: " on ", false: " or "}[i == 0] + t.Head())
	}
	for i, name := range f.ByNames() {
		out.WriteString(map[bool]string{true: " by ", false: " or "}[i == 0] + name)
	}
	if f.Status != "" {
		out.WriteString(map[bool]string{true: " that are not ", false: " that are "}[f.Not] + StatusWords(f.Status))
	}
	if f.Overdue {
		out.WriteString(" that are overdue")
	}
	if !f.Made.IsZero() {
		out.WriteString(", made " + f.Made.Said)
	}
	if !f.Due.IsZero() {
		out.WriteString(", due " + f.Due.Said)
	}
	out.WriteString(map[Side]string{Ahead: ", still to come", Behind: ", in the past"}[f.Side])
	return out.String()
}
