package watch

import (
	"slices"
	"strings"
)

// particle finds the words that belong to a verb, at once or after a short object, and returns what is past them; gap is
// the first token of that object, 0 for none.
func (s *sentence) particle(i int, v *verb) (end, gap int, ok bool) {
	if v.particle == "" {
		return i + 1, 0, true
	}
	want := strings.Fields(v.particle)
	if j := s.pastAdverbs(i + 1); j > i+1 && s.says(j, want) { // is now under way
		return j + len(want), 0, true
	}
	for j := i + 1; j+len(want) <= min(i+22, len(s.toks)); j++ {
		if j+1 < len(s.toks) && s.toks[j].low == "," && openers[s.toks[j+1].low] { // a scheme, which they tested, on a footing
			j++
			for j < len(s.toks) && !s.toks[j].punct {
				j++
			}
			continue
		}
		if j > i+1 && (s.toks[j-1].punct && !s.closes(j-1) || len(want) > 2 && want[0] != "the" || openers[s.toks[j-1].low]) {
			break
		}
		if !s.says(j, want) {
			continue
		}
		if j > i+1 {
			if v.lemma == "be" {
				return 0, 0, false
			}
			return j + len(want), i + 1, true
		}
		return j + len(want), 0, true
	}
	return 0, 0, false
}

// pastAdverbs is the first token from i on that is no adverb.
func (s *sentence) pastAdverbs(i int) int {
	for i < len(s.toks) && (adverbs[s.toks[i].low] && !negations[s.toks[i].low] || strings.HasSuffix(s.toks[i].low, "ly") && len(s.toks[i].low) > 4) {
		i++
	}
	return i
}

// says reports whether the words from token i on are those wanted.
func (s *sentence) says(i int, want []string) bool {
	for k, w := range want {
		if i+k >= len(s.toks) || s.toks[i+k].low != w {
			return false
		}
	}
	return true
}

// closes reports whether a comma ends a clause that was put in.
func (s *sentence) closes(i int) bool {
	n := s.clauseAt(max(0, i-1))
	return s.toks[i].low == "," && openers[s.clauses[n].lead] && n > 0
}

// failed are verbs that turn what was to be done into what was missed.
var failed = wordSet("failed fails fail failing")

// isNoun reports whether a word that may be a verb is none here: the start, a cut, this report.
func (s *sentence) isNoun(i int, f form) bool {
	if f.particle != "" {
		return false
	}
	before := ""
	if i > 0 {
		before = s.toks[i-1].low
	}
	switch f.tense {
	case 'b', 's':
		if slices.Contains([]string{"the", "a", "an", "its", "their", "of", "this", "that", "no", "further", "in", "for", "by", "on", "'s", "from", "with", "his", "her"}, before) ||
			strings.HasSuffix(before, "'s") || strings.HasSuffix(before, "s'") {
			return true
		}
		after := ""
		if i+1 < len(s.toks) {
			after = s.toks[i+1].low
		}
		return f.tense == 's' && (after == "to" || after == "of" || after == "in" || i == 0)
	case 'd', 'n':
		article := slices.Contains([]string{"the", "a", "an", "its", "their", "of", "newly", "some", "any"}, before)
		return article && i+1 < len(s.toks) && !s.toks[i+1].punct // the delayed plan
	case 'g':
		return slices.Contains([]string{"the", "a", "an", "its", "their"}, before)
	}
	return false
}

// group reads the auxiliaries before a verb.
func (s *sentence) group(i int, c clause, f form) group {
	g := group{from: i}
	low := func(j int) string { return s.toks[j].low }
	var words []string
	for j := i - 1; j >= c.from; j-- {
		w := low(j)
		if !auxiliaries[w] && !adverbs[w] && !(strings.HasSuffix(w, "ly") && len(w) > 4) && !negations[w] {
			if decides[w] && !g.infinitive || len(words) == 0 || words[0] != "to" || !(wishes[w] || decides[w]) {
				break
			}
		}
		words = append([]string{w}, words...)
		g.from = j
	}
	for n, w := range words {
		switch {
		case negations[w]:
			g.negated = true
		case doubtful[w] || w == "will" || w == "'ll" || w == "shall":
			g.modal = w
		case w == "to":
			g.infinitive = true
			if n > 0 {
				if g.governor = words[n-1]; g.governor == "yet" { // has yet to be introduced
					g.negated = true
				} else if negations[g.governor] || adverbs[g.governor] {
					g.governor = "" // decided not to: it stands further off
				}
				if beForms[g.governor] || g.governor == "going" {
					g.governor = "be"
					if slices.Contains(words[:n], "was") || slices.Contains(words[:n], "were") {
						g.governor = "was"
					}
				}
			}
		case w == "had" || w == "hadn't":
			g.past, g.perfect = true, true
		case haveNow[w]:
			g.perfect = true
		}
	}
	if strings.Contains(strings.Join(words, " "), "wo") && slices.Contains(words, "won't") {
		g.modal = "will"
	}
	last := ""
	for n := len(words) - 1; n >= 0 && last == ""; n-- {
		if auxiliaries[words[n]] {
			last = words[n]
		}
	}
	g.plain = !slices.ContainsFunc(words, func(w string) bool { return auxiliaries[w] })
	g.gerund = len(words) > 0 && words[0] == "being"
	g.being = beForms[last] && last != "be"
	g.passive = (f.tense == 'd' || f.tense == 'n') && beForms[last] || f.tense == 'g' && slices.Contains(words, "being")
	if f.tense == 'd' && last == "being" {
		g.passive = true
	}
	s.governed(&g, i, c, f)
	if subject := s.low(c.from, g.from); strings.HasPrefix(subject, " no ") || strings.HasPrefix(subject, " none ") || strings.HasPrefix(subject, " neither ") ||
		strings.HasPrefix(subject, " nothing ") || strings.HasPrefix(subject, " nobody ") {
		g.negated = true
	}
	return g
}

// governed finds what rules an infinitive or a bare -ing form: decided to, urged ministers to, considered dropping.
func (s *sentence) governed(g *group, i int, c clause, f form) {
	bare := f.tense == 'g' && g.from == i
	if !(g.infinitive && g.governor == "") && !bare {
		return
	}
	for j := g.from - 1; j >= max(0, i-12); j-- {
		w := s.toks[j].low
		if s.toks[j].punct && j < c.from {
			break
		}
		if decides[w] || wishes[w] || guesses[w] || w == "over" && bare || w == "of" && bare || w == "about" && bare || w == "without" || w == "instead" {
			g.governor = w
			g.negated = g.negated || names(s.low(max(c.from, j-3), j), []string{"no", "not", "never", "without", "isn't", "hasn't", "haven't", "aren't"})
			return
		}
	}
	if bare {
		g.governor = "bare"
	}
}

// subject is what stands before a verb group in its clause; where nothing does, what the sentence began with.
func (s *sentence) subject(from int, c clause) string {
	if from > c.from && !s.isAside(c, from) {
		return s.text(c.from, from)
	}
	head := -1 // the clause that names the subject, before what was put in between commas
	for n := s.clauseAt(c.from) - 1; n >= 0; n-- {
		p := s.clauses[n]
		if p.lead == "which" || p.lead == "who" || p.lead == "where" || p.lead == "that" && !states[p.before] && !guesses[p.before] && !news[p.before] && n > 0 && s.clauses[n-1].to == p.from-1 {
			continue // what is said of the subject
		}
		if s.isVerbless(p) && !s.isInserted(p) {
			head = n
		}
		if p.lead == "that" || p.lead == "said" || !s.isVerbless(p) && !s.isInserted(p) && p.lead != "which" && p.lead != "who" && p.lead != "where" {
			break
		}
	}
	if head >= 0 && (c.lead == "" || c.lead == "and") && (c.from == from || auxiliaries[s.toks[c.from].low]) {
		return s.text(s.clauses[head].from, s.clauses[head].to)
	}
	for n := s.clauseAt(max(c.from-1, 0)); n >= 0; n-- {
		p := s.clauses[n]
		if p.to > from || p.lead == "that" && !states[p.before] && !guesses[p.before] && !news[p.before] {
			continue
		}
		if p.lead == "" || p.lead == "and" || p.lead == "that" || p.lead == "said" {
			if c.lead == "which" || c.lead == "who" {
				return s.text(p.from, p.to)
			}
			return s.noun(p)
		}
	}
	return s.text(0, from)
}

// isVerbless reports whether a clause has no finite verb: a name, or what is put in after one.
func (s *sentence) isVerbless(p clause) bool {
	return !slices.ContainsFunc(s.toks[p.from:p.to], func(t token) bool {
		return auxiliaries[t.low] && t.low != "to" && t.low != "set" && t.low != "about" || states[t.low] && t.low != "report" && t.low != "reports" && !strings.HasSuffix(t.low, "ed")
	})
}

// isInserted reports whether a clause without a verb is only put in: originally due in 2026, first announced last year, in May.
func (s *sentence) isInserted(p clause) bool {
	if !s.isVerbless(p) {
		return false
	}
	first := s.toks[s.pastAdverbs(p.from)%len(s.toks)].low
	return slices.Contains([]string{"in", "on", "by", "from", "at", "for", "with", "under", "of", "to", "due", "after", "as", "despite", "until", "since", "before", "originally", "previously", "known", "part", "one"}, first) ||
		p.from > 0 && s.toks[p.from-1].low == "," && (strings.HasSuffix(first, "ed") || first == "a" || first == "an" || isParticiple(first))
}

// isParticiple reports whether a word is only a past participle: begun, set, put.
func isParticiple(w string) bool {
	return slices.ContainsFunc(verbForms[w], func(f form) bool { return f.tense == 'n' || f.tense == 'd' })
}

// isAside reports whether what stands before a verb group is no subject: a relative clause with a verb of its own, or only
// when or where something was.
func (s *sentence) isAside(c clause, from int) bool {
	first := s.toks[c.from].low
	if slices.Contains([]string{"in", "on", "by", "from", "at", "for", "with", "under", "of", "to"}, first) || auxiliaries[first] {
		return true
	}
	if c.lead != "that" && c.lead != "which" && c.lead != "who" && c.lead != "whom" {
		return false
	}
	for j := c.from; j < from; j++ {
		low := s.toks[j].low
		if states[low] || guesses[low] || j > c.from && auxiliaries[low] && low != "to" || strings.HasSuffix(low, "ed") {
			return true
		}
	}
	return false
}

// noun is the part of a clause before its verb group.
func (s *sentence) noun(p clause) string {
	for j := p.from; j < p.to; j++ {
		if j > p.from && auxiliaries[s.toks[j].low] && s.toks[j].low != "to" && s.toks[j].low != "set" && s.toks[j].low != "about" {
			return s.text(p.from, j)
		}
		if j > p.from && (states[s.toks[j].low] || guesses[s.toks[j].low]) {
			return s.text(p.from, j)
		}
	}
	return s.text(p.from, p.to)
}

// proposals are things whose content a "that" gives.
var proposals = wordSet("proposal recommendation plan idea call insistence requirement suggestion")

// object is what stands after a verb, to the end of its clause.
func (s *sentence) object(end, gap, at int) string {
	if gap > 0 {
		return s.text(gap, end-1)
	}
	to := end
	if i := s.untilPunct(end); slices.ContainsFunc(s.toks[end:min(end+4, i)], func(t token) bool { return proposals[t.low] }) && strings.Contains(s.low(end, min(end+5, i)), " that ") {
		return s.text(max(end, at), i) // a proposal that carers who ... should
	}
	for to < len(s.toks) && !(s.toks[to].punct && s.toks[to].low != `"` && s.toks[to].low != "'") && !(openers[s.toks[to].low] && to > end) {
		to++
	}
	return s.text(max(end, at), to)
}
