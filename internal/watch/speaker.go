package watch

import (
	"slices"
	"strings"
)

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
		case guesses[t.low] && !(strings.HasPrefix(t.low, "expect") && i > 0 && s.toks[i-1].low == "now"):
			m = guessed
		case guesses[t.low]:
			m = stated // the department now expects: its plan is another
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
		if i > 0 && slices.Contains([]string{"the", "a", "an", "its", "their", "this", "originally", "first", "previously", "initially"}, s.toks[i-1].low) {
			continue // the proposed cap; eight more than originally announced
		}
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
