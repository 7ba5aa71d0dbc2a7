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
	if !slices.Contains([]string{"which", "who", "where", "whose", "that", "whom", "when", "once"}, c.lead) || i <= c.from+1 || states[c.before] || guesses[c.before] || news[c.before] || claims[c.before] {
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
