package knowledge

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/knowledge/wordnet"
	"pledgewatch/internal/knowledge/wordvec"
)

// Intent is what a question wants to hear.
type Intent string

// The intents.
const (
	WantAny     Intent = "any"
	WantWhen    Intent = "when"
	WantMoney   Intent = "how much"
	WantCount   Intent = "how many"
	WantSpan    Intent = "how long"
	WantShare   Intent = "what share"
	WantList    Intent = "list"
	WantWho     Intent = "who"
	WantWhere   Intent = "where"
	WantWhy     Intent = "why"
	WantView    Intent = "view"
	WantMeaning Intent = "meaning"
	WantStatus  Intent = "status"
)

// Question is what was understood of one.
type Question struct {
	Text    string
	AsOf    time.Time // the end of the day that the answer is to be true on
	Dated   bool      // the words themselves named the day: "as of July 2023"
	Intent  Intent
	said    string // the text without the words that name the day
	words   []word
	then    edtf.Date // the past time that it is about; none where it names none, or several
	periods []string  // months of a year, and financial years, that it names
	units   []unit
	meaning meaning
	wording []share
	head    int    // index of the unit that is counted ("how many …") or picked from ("which …"); -1 where there is none
	fact    bool   // asks what was done, not what is to be
	sort    string // the term for the sort of body or person that is asked for: "which charity"; empty where any will do
	person  bool   // asks who holds or held an office, or who somebody is
	outcome bool   // asks what came of something
	past    bool   // is put in the past tense
	part    bool   // asks how many of so many
	grain   grain  // how fine a date must be to answer
	Outside string // the subject that this corpus is not about, where one is named
	Task    bool   // asks for something to be done, not told
	Chat    bool   // talk, not a question
}

// unit is one thing that a question names: a word, or a phrase with one meaning.
type unit struct {
	text     string   // as it was written
	at       int      // index of its first word
	term     string   // its token or stem
	parts    []string // stems of a phrase's words, for entries that hold only some
	weight   float64
	critical bool // an answer that does not hold it answers another question
	alone    bool // a single word and no name: others may stand in for it
	unknown  bool // no entry holds it
	figure   bool
	verb     bool     // says what somebody does
	slight   bool     // so common here that it proves nothing
	modifier bool     // says how or of what sort
	fixed    string   // what a misspelling was taken for
	near     []stand  // words of like meaning that stand in for it
	number   uint32   // of its term
	numbers  []uint32 // of its parts
}

var (
	roles     = `(?:director|chair|chief|president|head|boss|minister|secretary|leader|lead|ceo|exec|executive|commissioner|author|student|manager|chancellor|mp)s?`
	whoIs     = regexp.MustCompile(`(?i)\bnames? of the (?:\w+ ){0,2}` + roles + `\b|\b` + roles + `(?:'s)? name\b|\bwho(?:'s| is| was| are| were)\b(?: now)?(?: the)?(?: [\w'’]+){0,2} (?:director|chair|chief|president|head|boss|minister|secretary|leader|lead|ceo|exec|commissioner|chancellor|mp)\b`)
	whoLeads  = regexp.MustCompile(`(?i)^(?:and |so )?who (?:leads|led|heads|headed|chairs|chaired|directs|directed|manages|managed)\b`)
	listing   = regexp.MustCompile(`(?i)^(?:full |complete )?(?:list|names?)\b`)
	existence = regexp.MustCompile(`(?i)\b(?:is|are|was|were) there (?:a|an|any|some|going to be)\b`)
	courtesy  = regexp.MustCompile(`(?i)^(?:cheers|(?:many )?thanks|thank you|thx|ta|ok|okay|great|brilliant|lovely|nice one|good (?:morning|afternoon|evening|night|bot)|bye|hi|hello|hey|sorry|well done|happy|have a|see you)\b`)
	asking    = regexp.MustCompile(`(?i)\?|\b(?:what|when|where|who|why|how|which|is|are|was|were|did|does|do|can|could|any|tell|list|define|explain)\b`)
	task      = regexp.MustCompile(`(?i)^(?:please |pls |can you |could you |would you |will you )*(?:write|draft|compose|translate|summari[sz]e|email|book|remind me (?:to|tomorrow|later|(?:at|on|in) (?:[0-9]+|an?|half|next|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?)|delete|ignore|forget|pretend|act as|order|play|sing|tell me a (?:joke|story)|rewrite|proofread|send|set up a|schedule)\b`)
	done      = regexp.MustCompile(`(?i)\b(?:have|has|had|were|was|did)\b`)
	intended  = regexp.MustCompile(`(?i)\b(?:to|want|need|call|ask|promise|target|supposed|expect\w*|recommend\w*|suggest\w*|envisag\w*|hope\w*|meant)\b`)
	outcome   = regexp.MustCompile(`(?i)\b(?:conclu\w+|found|find|findings?|results?|outcomes?|achiev\w+|publish\w*|recommend\w*|so far|in the end|end(?:ed)? up|actually|already|yet|since)\b`)
	yesOrNo   = regexp.MustCompile(`(?i)^(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)\b[^,]*$`) // and no sum: does it cover the cost of care?
	partOf    = regexp.MustCompile(`(?i)\bhow (?:much|many)\b.* of (?:the |that )?£?[0-9]`)
	past      = regexp.MustCompile(`(?i)\b(?:did|has|have|had|was|were)\b`)
	ahead     = regexp.MustCompile(`(?i)\b(?:will|going to|due|supposed|plan\w*|intend\w*|announc\w*|promis\w*)\b`)
	intents   = []struct {
		intent Intent
		form   pattern
	}{
		{WantStatus, newPattern(`(?i)\bwhere (?:is|are|does|do|has|have|had|'s)\b.*\b(?:stand|at|up to|with|got to)\b`)},
		{WantMeaning, newPattern(`(?i)^how (?:does|do|did|would|will) .* work\b|^(?:what(?:'s| is| are| does| do)|define|explain|meaning of)\b.*\b(?:st(?:ands?|ood) for|mean|means|definition)\b|^(?:define|meaning of|what(?:'s| is) (?:an? |the )?[\w'-]+(?: [\w'-]+){0,3}\??$)`)},
		{WantWhen, newPattern(`(?i)^when\b|\bwhen(?:'s)? (?:is|was|are|were|will|would|did|do|does|has|have|can|could|should|might|due|exactly)\b|[-,:;] ?when\b|\bwhen[ ?!.]*$|\b(?:what (?:date|year|month|day)|which (?:date|year|month|day)|exact (?:date|day|month)|by when|how soon|deadline|timetable|due date)\b`)},
		{WantSpan, newPattern(`(?i)\bhow long\b|^(?:the )?(?:length|duration) of\b|\bhow many (?:years|months|weeks|days|hours)\b`)},
		{WantShare, newPattern(`(?i)\b(?:what|which) (?:share|proportion|percentage|per cent|percent|fraction)|\bhow much (?:of|time|longer|faster|higher|lower|bigger|smaller)\b|\bby how much\b|\bhow much (?:did|has|have|does|do|will|would|is|are|was|were) .* (?:rise|risen|grow|grown|fall|fallen|increase|change|go up|gone up)|\bpercentage\b|\bwhat %`)},
		{WantMoney, newPattern(`(?i)\b(?:how much|(?:bill|price tag) for|what (?:does|did|would|will) .* cost|costs? (?:of|per)|price tag|how (?:big|large) (?:is|was) the (?:grant|fund|pot|bursary)|budget (?:for|of)|(?:price|cost|fees?) of|what sum|how many pounds|salary|(?:daily|weekly|hourly) (?:rate|pay|amount)|grant per)`)},
		{WantCount, newPattern(`(?i)\bhow many\b|^(?:the )?(?:total )?numbers?\b|\bwhat (?:is|was) the (?:total )?number of\b`)},
		{WantAny, newPattern(`(?i)^where .*\b(?:money|cash|funding|funds)\b`)}, // that wants no place
		{WantAny, newPattern(`(?i)^what (?:are|were|do|did|can|should|will|would|have) (?:the )?(?:councils?|areas?|regions?|authorities|las?|courts?)\b.*\b(?:do|to|have|had|got?|getting|make|made|need|find|found|want|wanted)\b`)}, // what they do
		{WantWhere, newPattern(`(?i)^(?:and |so )?where\b|\bwhere (?:is|was|are|were|will|would|did|do|does|has|have|can|else|exactly)\b|\bwhere[ ?!.]*$|\b(?:(?:which|what|name|list)(?: of)?(?: the)?(?: \w+)? (?:councils?|areas?|regions?|authorit(?:y|ies)|places|sites|boroughs?|las?|courts?|fdacs?|locations?|cit(?:y|ies)|towns?|counties|county))\b`)},
		{WantWhy, newPattern(`(?i)^(?:so,? |and |but )?(?:why|how come)\b`)},
		{WantView, newPattern(`(?i)\b(?:think|thinks|thought|view|views|opinion|stance|react|reacted|reaction|respond|responded to|say about|said about|make of|made of|feel about|(?:un)?happy (?:with|about)|pleased with|content with|keen on|(?:dis)?likes?|hates?|oppose|opposes|opposed|(?:is|are|was|were|who|anyone|anybody) against|support|supports|in favour|welcom\w+|critici\w+|critical|worr\w+|concerns? (?:about|over|with|of)|concerned|warn\w*|argue\w*|call(?:ed)? for|want\w* from)\b`)},
		{WantWhy, newPattern(`(?i)\b(?:why|how come|reasons?|on what grounds|grounds|rationale)\b`)},
		{WantWho, newPattern(`(?i)\b(?:who|whose|whom|names of|which (?:\w+ )?(?:ministers?|person|mps?|company|companies|firms?|charity|charities|organisations?|body|bodies|suppliers?))\b`)},
		{WantList, newPattern(`(?i)^(?:full |complete |please |can you )*(?:list|names?|name)\b|\bfull list\b|\blist of\b|\blist[ ?!.]*$|^(?:and |so )?which (?:\w+ ){0,2}\w+[^s\W]s\b`)},
		// What is left is a few words, of which the last says what is wanted: naas start date.
		{WantShare, newPattern(`(?i)^(?:[^ ]+ ){1,7}(?:%|per ?cent|share|proportion) ?[?!.]*$`)},
		{WantWhen, newPattern(`(?i)^(?:[^ ]+ ){1,7}(?:dates?|day|month|start|launch) ?[?!.]*$`)},
		{WantMoney, newPattern(`(?i)^(?:[^ ]+ ){1,7}(?:costs?|funding|budget|amount|price|spend|£) ?[?!.]*$`)},
		{WantCount, newPattern(`(?i)^(?:[^ ]+ ){1,7}(?:numbers?|total|count) ?[?!.]*$`)},
		{WantWho, newPattern(`(?i)^(?:[^ ]+ ){1,7}(?:authors?|host|funder|chair|supplier|minister|president|names?) ?[?!.]*$`)},
		{WantStatus, newPattern(`(?i)(?:\b(?:what happened|what became|still|status|progress|fate of|whatever happened)\b|^(?:is|are|was|were|did|does|do|has|have|had|will|would|can)\b)`)},
	}
)

// understand reads a question. day is today, or the day asked for by other means than the words.
func (ix *index) understand(text string, day time.Time) Question {
	q := Question{Text: strings.TrimSpace(text), AsOf: day}
	rest, named, ok := CutAsOf(q.Text)
	q.Task = task.MatchString(rest)
	rest = ix.short.inFull(proper(rest))
	if q.said = rest; ok {
		q.AsOf, q.Dated = named, true
	}
	dated := DatedFrom(rest, q.AsOf)
	ws := ix.cut.words(dated)
	q.Chat = ix.isChat(ws, rest)
	q.Outside = ix.outside(ws)
	ws = ix.mendAll(ws)
	q.words = ws
	q.Intent, q.periods = intentOf(mended(ws, rest)), periodsIn(ws)
	q.units = ix.units(ws)
	for i, u := range q.units {
		switch {
		case dated != rest && is(season|month, ws, u.at):
			q.units[i].critical = true // "last summer" is that summer and no other time of its year
		case u.alone:
			q.units[i].near = ix.near(ws[u.at])
		}
		ix.number(&q.units[i])
	}
	q.meaning = ix.mean(ws)
	q.wording = ix.wording.weigh(each(ix.termsIn(ws)), ix.terms)
	ix.narrow(&q, ws, dated)
	q.then = pastIn(q.said, q.AsOf)
	return q
}

// number looks up the numbers of a unit's terms.
func (ix *index) number(u *unit) {
	u.number = ix.terms.numberOf(u.term)
	for _, p := range u.parts {
		u.numbers = append(u.numbers, ix.terms.numberOf(p))
	}
}

// narrow notes what else a question says of the answer that it wants.
func (ix *index) narrow(q *Question, ws []word, text string) {
	q.head = headOf(ws, q.units)
	q.fact = done.MatchString(text) && !wishful(ws) && !intended.MatchString(text)
	q.outcome, q.past = outcome.MatchString(text), past.MatchString(text) && !ahead.MatchString(text)
	q.part = partOf.MatchString(q.Text)
	if q.Intent == WantWhen {
		q.grain = grainOf(ws)
	}
	if q.Intent == WantStatus {
		ix.leaveOpen(q.units)
	}
	if q.Intent == WantWho && q.head >= 0 && ix.sorts[q.units[q.head].term] {
		q.sort = q.units[q.head].term
	}
	q.mustExist(ws, text)
	leads := whoLeads.MatchString(text)
	q.person = whoIs.MatchString(text) || leads && len(q.units) > 1 && isName(q.units[1].term)
	if q.person && !leads && len(q.units) > 0 {
		q.units[0].critical = true // the office or the name asked for
	}
}

// grain is how finely a date is told.
type grain uint8

// The grains.
const (
	anyGrain grain = iota
	toMonth        // the month is told, and perhaps the day
	toDay
)

// grainOf tells how fine a date it must be that answers a question which asks when.
func grainOf(ws []word) grain {
	out := anyGrain
	for i, w := range ws {
		switch w.surface {
		case "day", "date":
			if i > 0 && (exacting[ws[i-1].surface] || ws[i-1].surface == "which" || ws[i-1].surface == "what") {
				return toDay
			}
		case "month", "exactly", "precisely":
			out = toMonth
		}
	}
	return out
}

// exacting are words that want it to the day.
var exacting = setOf("exact precise")

// vague reports whether a question names nothing that tells one entry from another.
func (q Question) vague() bool {
	sum := 0.0
	for _, u := range q.units {
		if sum += u.weight; isName(u.term) {
			return false
		}
	}
	return sum < 1
}

// early tells how far a question takes for done what is still to come in such a state.
func (q Question) early(s State) float64 {
	switch {
	case s.Status != "announced" && s.Status != "planned":
		return 0
	case q.outcome:
		return 1
	}
	return 0.4 * flag(q.past)
}

// mustExist marks what a question asks whether it is there: it must be held, or there is nothing to say of it.
func (q *Question) mustExist(ws []word, text string) {
	there := slices.IndexFunc(ws, func(w word) bool { return w.surface == "there" })
	if there < 1 || !existence.MatchString(text) {
		return
	}
	if i := slices.IndexFunc(q.units, func(u unit) bool { return u.at > there && !u.modifier && !u.slight }); i >= 0 {
		q.units[i].critical = true
	}
}

// leaveOpen makes little of the verbs of a yes-or-no question: the answer to "was it accepted?" may be that it was rejected.
func (ix *index) leaveOpen(us []unit) {
	for i, u := range us {
		if ix.verdicts[u.term] {
			us[i].weight *= 0.3
		}
	}
}

// headOf is the index of the unit that a question counts or picks from: "how many …", "number of …", "which …"; -1 where
// there is none.
func headOf(ws []word, us []unit) int {
	after := slices.IndexFunc(ws, func(w word) bool { return headed[w.surface] })
	if after < 0 {
		return -1
	}
	head := slices.IndexFunc(us, func(u unit) bool { return u.at > after && !further[u.text] && !(u.slight && u.alone) })
	if ws[after].surface == "many" && after > 1 && (head < 0 || us[head].verb) {
		for i, u := range us {
			if u.at < after-1 && !u.verb {
				head = i // "apprentices, how many were promised"
			}
		}
	}
	return head
}

// further are words that only qualify what follows them.
var further = setOf("new extra more additional further different other total fewer less existing current main big biggest")

// headed are the words that what is counted or picked from follows.
var headed = setOf("many number which")

// mended is the text with its spelling mended.
func mended(ws []word, text string) string {
	for _, w := range ws {
		if w.fixed != "" {
			text = regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(w.fixed)+`\b`).ReplaceAllString(text, w.surface)
		}
	}
	return text
}

// wants reports whether a question wants to hear what another wants, or nothing in particular.
func (q Question) wants(other Intent) bool {
	return q.Intent == WantAny && !listing.MatchString(q.Text) || q.Intent == other
}

func intentOf(text string) Intent {
	text = strings.ReplaceAll(strings.TrimSpace(text), "’", "'")
	lower := strings.ToLower(text)
	for _, in := range intents {
		if in.form.matches(text, lower) && (in.intent != WantMoney || !yesOrNo.MatchString(text)) {
			return in.intent
		}
	}
	return WantAny
}

func (ix *index) isChat(ws []word, text string) bool {
	said := make([]string, len(ws))
	for i, w := range ws {
		said[i] = w.surface
	}
	return slices.Contains(ix.lex.Chat, strings.Join(said, " ")) || len(ws) <= 8 && courtesy.MatchString(text) && !asking.MatchString(text)
}

// outside returns the foreign subject that a question names, if any.
func (ix *index) outside(ws []word) string {
	for i := range ws {
		for j, o := range ix.outsiders {
			if startsWith(ws[i:], o) {
				return ix.lex.Outside[j]
			}
		}
	}
	return ""
}

// units turns words into what is asked about.
func (ix *index) units(ws []word) []unit {
	var out []unit
	for i := 0; i < len(ws); {
		u, n := ix.unitAt(ws[i:])
		u.verb = wordnet.IsVerb(ws[i].surface) && !isName(u.term) && !u.figure && (i == 0 || !beforeNoun(ws[i-1].surface))
		u.modifier = u.alone && wordnet.IsModifier(ws[i].surface)
		if u.at = i; u.text != "" {
			out = append(out, u)
		}
		i += n
	}
	return ix.distinct(out)
}

// unitAt reads what ws begins with, and how many words that takes; a unit without text says nothing.
func (ix *index) unitAt(ws []word) (u unit, n int) {
	if p, n, ok := ix.dict.match(ws); ok && (n > 1 || !ix.fill[ws[0].stem] && ix.meant(p, ws[0])) {
		return ix.phraseUnit(p, ws[:n]), n
	}
	if n := ix.strangeName(ws); n > 0 {
		text := surface(ws[:n])
		return unit{text: text, term: text, weight: ix.idf(text), critical: true, unknown: true}, n
	}
	if w := ws[0]; w.acronym && !ix.acronyms[w.stem] && !ix.plain[w.surface] {
		// The corpus may hold the word that it looks like: SEND is no letter sent, the IFS no doubt.
		return unit{text: strings.ToUpper(w.text()), term: "^" + w.surface, weight: ix.idf("^"), critical: true, unknown: true}, 1
	}
	if ws[0].surface == "per" && len(ws) > 1 && !ws[1].figure && !ws[1].name && !ws[1].acronym && !ix.fill[ws[1].stem] {
		return unit{text: ws[0].text(), term: ws[0].stem, weight: ix.idf(ws[0].stem), critical: true}, 1 // a sum per child is not a sum
	}
	if ix.fill[ws[0].stem] {
		return unit{}, 1
	}
	return ix.wordUnit(ws[0]), 1
}

// meant reports whether a single word is meant as the name that it could be: Kinship the charity wants its capital, where an
// acronym or a word that is nothing else does not.
func (ix *index) meant(p phrase, w word) bool {
	if !isName(p.token) || w.name || w.capital {
		return true
	}
	return !ix.common[w.stem]
}

// strangeName returns how many words at the beginning of ws make up a name, by their capitals, that the corpus never
// puts together: "Care Quality Commission" is not about care.
func (ix *index) strangeName(ws []word) int {
	n := 0
	for n < len(ws) && (ws[n].name || n == 0 && ws[0].capital) && !ix.fill[ws[n].stem] {
		n++
	}
	if n < 2 {
		return 0
	}
	for i := 1; i < n; i++ {
		if !ix.met(ws[i-1].stem, ws[i].stem) {
			return n
		}
	}
	return 0
}

func (ix *index) phraseUnit(p phrase, ws []word) unit {
	u := unit{text: surface(ws), term: p.token, parts: p.stems, weight: ix.idf(p.token)}
	for _, w := range ws {
		if w.fixed != "" {
			u.fixed = p.token
		}
	}
	if len(ws) == 1 && ix.relations[ws[0].stem] {
		u.critical = true
	}
	if ix.df(p.token) == 0 {
		u.unknown, u.critical = true, !ix.allWeak(p.stems) || strings.ToLower(p.token) != p.token // listed because people name it, not because an entry does
	}
	if isName(p.token) {
		u.weight *= 1.25
		u.critical = !ix.allWeak(p.stems) && (ix.people[p.token] || ix.idf(p.token) > umbrella)
	}
	if ix.allWeak(p.stems) {
		u.weight *= 0.3
	}
	return u
}

// umbrella is the weight up to which a name is that of what so many entries are about, such as the care review, that an entry
// need not say it.
const umbrella = 1.8

// wordUnit understands a single word.
func (ix *index) wordUnit(w word) unit {
	u := unit{text: w.text(), term: w.stem, fixed: w.fixed, unknown: ix.df(w.stem) == 0}
	u.figure = w.figure && len(w.stem) > 1 && !w.passing // "years 1-2" names nothing that must be met
	// A word that the corpus only ever writes with a capital is a name, however it was typed.
	proper := ix.named[w.stem] && !ix.common[w.stem]
	u.critical = u.figure || u.unknown && w.name || proper || ix.relations[w.stem]
	u.weight = ix.idf(u.term) * ix.speciality(w)
	if ix.weak[u.term] {
		u.weight *= 0.3
		u.slight = true
	}
	u.alone = !w.figure && !w.name
	return u
}

// everyday is the rank of English words up to which one that the corpus lacks is thought to carry little.
const everyday = 3000

// speciality tells how much more a word belongs to this corpus than to English at large, 0.25 to 1: "week" may be rare
// here, and still says little about what is asked.
func (ix *index) speciality(w word) float64 {
	rank, ok := wordvec.Rank(w.surface)
	if !ok || w.figure {
		return 1
	}
	df := float64(ix.df(w.stem))
	if df == 0 {
		if rank < everyday {
			return 0.6
		}
		return 1
	}
	// By Zipf's law a text of sixty words, which an entry is about, holds the word of rank r with a chance of about 6/r.
	expected := 6 / float64(rank+10)
	return min(1, max(0.25, 0.5+0.35*math.Log10(df/float64(len(ix.corpus.entries))/expected)))
}

func (ix *index) allWeak(st []string) bool {
	for _, s := range st {
		if !ix.weak[s] && !ix.fill[s] {
			return false
		}
	}
	return true
}

// articles are the words after which a word that may be a verb is none: "the drop in".
var articles = setOf("a an the this that these those its their his her no any some each every")

// beforeNoun reports whether a word has a noun after it: an article or an adjective.
func beforeNoun(word string) bool {
	return articles[word] || wordnet.IsModifier(word) && !strings.HasSuffix(word, "ly")
}

// distinct drops what is named twice.
func (ix *index) distinct(us []unit) []unit {
	seen := map[string]bool{}
	return slices.DeleteFunc(us, func(u unit) bool {
		dup := seen[u.term]
		seen[u.term] = true
		return dup
	})
}

func surface(ws []word) string {
	s := make([]string, len(ws))
	for i, w := range ws {
		s[i] = w.text()
	}
	return strings.Join(s, " ")
}

func stemsOf(ws []word) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = w.stem
	}
	return out
}
