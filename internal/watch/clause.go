package watch

import (
	"slices"
	"strings"
)

// sentence is a sentence taken apart.
type sentence struct {
	raw       string
	paragraph int // from 1; 0 for the title
	toks      []token
	clauses   []clause
	speakers  []speaker
	dates     []dated
	sums      []sum
	question  bool
}

// clause is a stretch of a sentence with a verb of its own.
type clause struct {
	from, to int
	lead     string // what opens it: if, which, after, that; empty for a main clause
	before   string // the word before that
}

// speaker is somebody who is said to have said, wished or denied something.
type speaker struct {
	at       int // token of the verb
	from, to int // tokens that name them
	manner   manner
	trailing bool // stands after what was said
}

// manner is how something was said.
type manner uint8

const (
	stated manner = iota + 1
	guessed
	denied
)

// parse takes a sentence apart, as of the day of its article.
func parse(raw string, paragraph int, r resolver) *sentence {
	s := &sentence{raw: raw, paragraph: paragraph, toks: tokens(raw)}
	s.dates = r.dates(s.toks)
	s.sums = sums(s.toks, s.dates)
	s.question = strings.HasSuffix(strings.TrimRight(raw, `”’"') `), "?")
	s.cut()
	s.findSpeakers()
	return s
}

// cut finds the clauses.
func (s *sentence) cut() {
	c := clause{}
	end := func(i, next int, lead string) {
		c.to = i
		if c.to > c.from {
			s.clauses = append(s.clauses, c)
		}
		c = clause{from: next, lead: lead}
		if i > 0 {
			c.before = s.toks[i-1].low
		}
	}
	for i := 0; i < len(s.toks); i++ {
		t := s.toks[i]
		switch {
		case t.punct:
			end(i, i+1, "")
		case i > c.from && openers[t.low] && !s.isTimely(i):
			end(i, i+1, t.low)
		case i == c.from && openers[t.low] && !s.isTimely(i):
			before := ""
			if i > 0 {
				before = s.toks[i-1].low
			}
			c.from, c.lead, c.before = i+1, t.low, before
		case t.low == "that" && i+1 < len(s.toks) && !s.toks[i+1].punct && (s.hasVerb(i+1) || s.saidBefore(i, c)):
			end(i, i+1, "that")
		case s.resumes(i, c):
			end(i, i, "")
		case (t.low == "and" || t.low == "or") && i > c.from && s.hasVerb(c.from) && s.finite(c.from, i) && s.startsClause(i+1):
			end(i, i+1, "and")
		case states[t.low] || guesses[t.low]:
			if j := s.afterSpeech(i); j > 0 {
				end(j, j, "said")
				i = j - 1
			}
		}
	}
	end(len(s.toks), len(s.toks), "")
}

// saidBefore reports whether a verb of speech stands shortly before token i in its clause: said yesterday that.
func (s *sentence) saidBefore(i int, c clause) bool {
	return slices.ContainsFunc(s.toks[max(c.from, i-4):i], func(t token) bool { return states[t.low] })
}

// resumes reports whether a finite verb at i goes on with the main clause after a relative clause without a comma: plans for
// a hub where councils could meet have been dropped.
func (s *sentence) resumes(i int, c clause) bool {
	if !slices.Contains([]string{"which", "who", "where", "whose", "that", "whom"}, c.lead) || i <= c.from+1 || states[c.before] || guesses[c.before] || news[c.before] || claims[c.before] {
		return false
	}
	if w := s.toks[i].low; !slices.Contains([]string{"will", "has", "have", "is", "are", "was", "were", "would", "had"}, w) {
		return false
	}
	before := s.toks[i-1].low
	return s.finite(c.from, i) && !openers[before] && !slices.Contains([]string{"and", "or", "but", "that", "there", "it", "they", "he", "she", "we", "which", "who"}, before) && !auxiliaries[before] && !adverbs[before] && !states[before]
}

// isTimely reports whether a word that may open a clause goes with a date or a noun instead: until September, since 2019.
func (s *sentence) isTimely(i int) bool {
	low := s.toks[i].low
	if slices.ContainsFunc(s.dates, func(d dated) bool { return d.from == i+1 || d.from == i+2 }) {
		return low != "which" && low != "who" && low != "if" && low != "when"
	}
	if low == "as" || low == "since" || low == "after" || low == "until" || low == "despite" || low == "once" {
		return !s.hasVerb(i + 1)
	}
	return false
}

// hasVerb reports whether a finite verb stands between i and the next mark of punctuation.
func (s *sentence) hasVerb(i int) bool {
	for ; i < len(s.toks) && !s.toks[i].punct; i++ {
		low := s.toks[i].low
		if auxiliaries[low] && low != "to" && low != "about" && low != "set" {
			return true
		}
		for _, f := range verbForms[low] {
			if f.tense != 'g' && f.tense != 'b' {
				return true
			}
		}
		if strings.HasSuffix(low, "ed") && i > 0 {
			return true
		}
	}
	return false
}

// finite reports whether a verb that is no infinitive stands in a stretch.
func (s *sentence) finite(from, to int) bool {
	for _, t := range s.toks[from:to] {
		if auxiliaries[t.low] && t.low != "to" && t.low != "set" && t.low != "about" || states[t.low] || strings.HasSuffix(t.low, "ed") {
			return true
		}
		for _, f := range verbForms[t.low] {
			if f.tense != 'g' && f.tense != 'b' {
				return true
			}
		}
	}
	return false
}

// startsClause reports whether a clause with a subject of its own, or a verb, begins at i.
func (s *sentence) startsClause(i int) bool {
	for j := i; j < min(i+6, len(s.toks)) && !s.toks[j].punct; j++ {
		low := s.toks[j].low
		if low == "to" || low == "of" || low == "for" {
			return false
		}
		if auxiliaries[low] && low != "set" && low != "about" {
			return true
		}
		if j == i {
			for _, f := range verbForms[low] {
				if f.tense == 'd' || f.tense == 'p' || f.tense == 's' {
					return true
				}
			}
		}
	}
	return false
}

// afterSpeech returns where what was said begins, after a verb of speech at i that is not followed by "that"; 0 for nowhere.
func (s *sentence) afterSpeech(i int) int {
	j := i + 1
	if s.toks[i].low == "told" || s.toks[i].low == "informed" || s.toks[i].low == "warned" {
		for j < len(s.toks) && j < i+5 && !s.toks[j].punct && s.toks[j].low != "that" && !(j > i+1 && isDeterminer(s.toks[j].low)) {
			j++
		}
	}
	if j >= len(s.toks) || !s.hasVerb(j) || s.toks[j].punct || s.toks[j].low == "that" || s.toks[j].low == "to" || s.toks[j].low == "for" {
		return 0
	}
	return j
}

func isDeterminer(w string) bool {
	return slices.Contains([]string{"the", "a", "an", "its", "their", "it", "they", "he", "she", "we", "this", "these", "there", "his", "her", "our", "no"}, w)
}

// clauseAt is the clause that holds a token.
func (s *sentence) clauseAt(i int) int {
	for n, c := range s.clauses {
		if i >= c.from && i < c.to {
			return n
		}
	}
	return 0
}

// findSpeakers finds who is said to have said what.
func (s *sentence) findSpeakers() {
	for i, t := range s.toks {
		if t.quoted {
			continue
		}
		var m manner
		switch {
		case denies[t.low] && s.isClaim(i):
			m = denied
		case guesses[t.low]:
			m = guessed
		case states[t.low]:
			m = stated
		case t.low == "according" && i+1 < len(s.toks) && s.toks[i+1].low == "to":
			to := s.untilPunct(i + 2)
			s.speakers = append(s.speakers, speaker{at: i, from: i + 2, to: to, manner: stated, trailing: i > 0})
			continue
		default:
			continue
		}
		if i > 0 && (beForms[s.toks[i-1].low] || s.toks[i-1].low == "as" || s.toks[i-1].low == "than" || s.toks[i-1].low == "first" && m == stated) && t.low != "understood" {
			continue // was announced: nobody speaks
		}
		lead := s.clauses[s.clauseAt(i)].lead
		if s.isDescribed(i) || m == guessed && (lead == "as" || lead == "which" || lead == "who" || lead == "when") {
			continue // as the review recommended: said in passing
		}
		s.speakers = append(s.speakers, s.speakerAt(i, m))
	}
}

// isDescribed reports whether a participle of speech only describes what stands before it: the £1.3bn promised in the Budget.
func (s *sentence) isDescribed(i int) bool {
	if from := s.clauses[s.clauseAt(i)].from; from < i && s.pastAdverbs(from) == i {
		return true // previously expected in April
	}
	if first := s.toks[s.clauses[s.clauseAt(i)].from].low; strings.HasSuffix(s.toks[i].low, "ed") && slices.Contains([]string{"up", "down", "from", "than", "instead", "not"}, first) {
		return true // up from the 500 first promised
	}
	if !strings.HasSuffix(s.toks[i].low, "ed") || i+1 >= len(s.toks) || !slices.Contains([]string{"in", "by", "for", "at", "last"}, s.toks[i+1].low) {
		return false
	}
	return !strings.Contains(s.low(i, s.untilPunct(i)), " that ") && !s.hasVerb(i+2)
}

// isClaim reports whether what is denied or rejected at i is a claim, and not a recommendation.
func (s *sentence) isClaim(i int) bool {
	if strings.HasPrefix(s.toks[i].low, "den") {
		return true
	}
	for j := i + 1; j < min(i+5, len(s.toks)); j++ {
		if claims[s.toks[j].low] && s.toks[j].low != "idea" {
			return true
		}
	}
	return false
}

func (s *sentence) speakerAt(i int, m manner) speaker {
	c := s.clauses[s.clauseAt(i)]
	sp := speaker{at: i, from: c.from, to: i, manner: m}
	if c.from >= i { // said X
		sp.from, sp.to, sp.trailing = i+1, s.untilPunct(i+1), true
		return sp
	}
	rest := s.untilPunct(i + 1)
	aside := c.from > 0 && s.toks[c.from-1].punct && c.lead == "" && rest-i <= 4 && !s.finite(i+1, rest) && rest == c.to
	sp.trailing = aside || i+1 >= len(s.toks) || s.toks[i+1].punct && s.toks[i+1].low != ":" && c.from > 0
	return sp
}

func (s *sentence) untilPunct(i int) int {
	for i < len(s.toks) && !s.toks[i].punct {
		i++
	}
	return i
}

// speakerOf is who is said to have said what stands at token i; ok is false for what the article says itself.
func (s *sentence) speakerOf(i int) (speaker, bool) {
	best, found := speaker{}, false
	for _, sp := range s.speakers {
		if sp.at < i && !sp.trailing && s.reaches(sp.at, i) {
			best, found = sp, true // the nearest before it
		}
	}
	if found && !s.toks[i].quoted {
		return best, true
	}
	for _, sp := range s.speakers {
		if sp.at > i && sp.trailing && s.reaches(i, sp.at) || s.toks[i].quoted && sp.trailing {
			return sp, true
		}
	}
	return best, found
}

// reaches reports whether what is said at one token may go on to another: a colon, a semicolon or "but" ends it.
func (s *sentence) reaches(from, to int) bool {
	for _, t := range s.toks[from:to] {
		if t.low == ";" || t.low == "but" && !t.quoted {
			return false
		}
	}
	return true
}
