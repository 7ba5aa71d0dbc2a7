package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Intent is what a question wants to hear.
type Intent string

// The intents.
const (
	WantAny     Intent = "any"
	WantWhen    Intent = "when"
	WantMoney   Intent = "how much"
	WantCount   Intent = "how many"
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
	units   []unit
	Outside string // the subject that this corpus is not about, where one is named
	Chat    bool   // talk, not a question
}

// unit is one thing that a question names: a word, or a phrase with one meaning.
type unit struct {
	text     string   // as it was written
	term     string   // its token or stem
	parts    []string // stems of a phrase's words, for entries that hold only some
	weight   float64
	critical bool   // an answer that does not hold it answers another question
	unknown  bool   // no entry holds it
	fixed    string // what a misspelling was taken for
}

var (
	asOfWords = regexp.MustCompile(`(?i)\bas (?:of|at)\s+(\d{4}-\d{2}(?:-\d{2})?|(?:\d{1,2}\s+)?[a-z]+\s+\d{4}|\d{4})\b`)
	intents   = []struct {
		intent Intent
		form   *regexp.Regexp
	}{
		{WantMeaning, regexp.MustCompile(`(?i)^(?:what(?:'s| is| are| does| do)|define|explain|meaning of)\b.*\b(?:stand for|mean|means|definition)\b|^(?:define|meaning of|what(?:'s| is) (?:an? |the )?[\w'-]+(?: [\w'-]+){0,3}\??$)`)},
		{WantWhen, regexp.MustCompile(`(?i)\b(?:when|what (?:date|year|month|day)|which (?:year|month)|by when|how (?:soon|long until)|deadline|timetable|due date)\b`)},
		{WantMoney, regexp.MustCompile(`(?i)\b(?:how much|what (?:does|did|would|will) .* cost|cost of|price tag|how (?:big|large) (?:is|was) the (?:grant|fund|pot|bursary)|budget for|what sum|amount|£)`)},
		{WantCount, regexp.MustCompile(`(?i)\b(?:how many|number of|what (?:share|proportion|percentage|per cent|rate)|how (?:big|large|common|high|low)|percentage|rate of)\b`)},
		{WantView, regexp.MustCompile(`(?i)\b(?:think|thinks|thought|view|views|opinion|stance|react|reacted|reaction|respond|responded to|say about|said about|make of|made of|feel about|oppose|opposes|opposed|against|support|supports|in favour|welcom\w+|critici\w+|critical|worr\w+|concern\w*|warn\w*|argue\w*|call(?:ed)? for|want\w* from)\b`)},
		{WantWhy, regexp.MustCompile(`(?i)\b(?:why|how come|reasons?|on what grounds|grounds|rationale)\b`)},
		{WantWho, regexp.MustCompile(`(?i)\b(?:who|whose|whom|which (?:minister|person|mp))\b`)},
		{WantWhere, regexp.MustCompile(`(?i)\b(?:where|(?:which|what) (?:councils?|areas?|regions?|authorities|local authorities|places|sites))\b`)},
		{WantStatus, regexp.MustCompile(`(?i)(?:\b(?:what happened|what became|still|status|progress|where (?:is|are|does|do) .* stand|fate of|whatever happened)\b|^(?:is|are|was|were|did|does|do|has|have|had|will|would|can)\b)`)},
	}
)

// understand reads a question. day is today, or the day asked for by other means than the words.
func (ix *index) understand(text string, day time.Time) Question {
	q := Question{Text: strings.TrimSpace(text), AsOf: day}
	rest := q.Text
	if m := asOfWords.FindStringSubmatchIndex(rest); m != nil {
		if d, ok := saidDate(rest[m[2]:m[3]]); ok {
			q.AsOf, q.Dated = d.Last(), true
			rest = rest[:m[0]] + rest[m[1]:]
		}
	}
	q.Intent = intentOf(rest)
	ws := words(rest)
	q.Chat = ix.isChat(ws)
	q.Outside = ix.outside(ws)
	q.units = ix.units(ws)
	return q
}

func intentOf(text string) Intent {
	text = strings.ReplaceAll(strings.TrimSpace(text), "’", "'")
	for _, in := range intents {
		if in.form.MatchString(text) {
			return in.intent
		}
	}
	return WantAny
}

// saidDate reads a day, month or year as people write it.
func saidDate(s string) (edtf.Date, bool) {
	if d, err := edtf.Parse(s); err == nil {
		return d, true
	}
	for layout, form := range map[string]string{"2 January 2006": time.DateOnly, "2 Jan 2006": time.DateOnly, "January 2006": "2006-01", "Jan 2006": "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return edtf.MustParse(t.Format(form)), true
		}
	}
	return edtf.Date{}, false
}

func (ix *index) isChat(ws []word) bool {
	said := make([]string, len(ws))
	for i, w := range ws {
		said[i] = w.surface
	}
	return slices.Contains(ix.lex.Chat, strings.Join(said, " "))
}

// outside returns the foreign subject that a question names, if any.
func (ix *index) outside(ws []word) string {
	for i := range ws {
		for _, o := range ix.lex.Outside {
			if startsWith(ws[i:], stems(o)) {
				return o
			}
		}
	}
	return ""
}

// units turns words into what is asked about.
func (ix *index) units(ws []word) []unit {
	var out []unit
	for i := 0; i < len(ws); {
		if p, n, ok := ix.dict.match(ws[i:]); ok && (n > 1 || !ix.fill[ws[i].stem]) {
			out = append(out, ix.phraseUnit(p, ws[i:i+n]))
			i += n
			continue
		}
		if w := ws[i]; !ix.fill[w.stem] {
			out = append(out, ix.wordUnit(w))
		}
		i++
	}
	return ix.distinct(out)
}

func (ix *index) phraseUnit(p phrase, ws []word) unit {
	u := unit{text: surface(ws), term: p.token, parts: p.stems, weight: ix.idf(p.token)}
	if isName(p.token) {
		u.weight *= 1.25
		u.critical = !ix.allWeak(p.stems)
	}
	if ix.allWeak(p.stems) {
		u.weight *= 0.3
	}
	return u
}

// wordUnit understands a single word, after mending its spelling where no entry holds it.
func (ix *index) wordUnit(w word) unit {
	u := unit{text: w.surface, term: w.stem}
	if ix.df[w.stem] == 0 && !w.figure {
		if fixed, ok := ix.mend(w); ok {
			u.fixed = fixed
			ws := words(fixed)
			if p, n, ok := ix.dict.match(ws); ok && n == len(ws) {
				pu := ix.phraseUnit(p, ws)
				pu.text, pu.fixed, pu.critical = w.surface, fixed, false
				return pu
			}
			u.term = stem(fixed)
		}
	}
	u.weight = ix.idf(u.term)
	u.unknown = ix.df[u.term] == 0
	u.critical = w.figure || u.unknown && w.name
	if ix.weak[u.term] {
		u.weight *= 0.3
	}
	return u
}

func (ix *index) allWeak(st []string) bool {
	for _, s := range st {
		if !ix.weak[s] && !ix.fill[s] {
			return false
		}
	}
	return true
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
		s[i] = w.surface
	}
	return strings.Join(s, " ")
}
