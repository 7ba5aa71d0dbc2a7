package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	// pronouns stand for what was talked of before.
	pronouns = regexp.MustCompile(`(?i)\b(?:it|its|it's|they|them|their|that|this|those|these|he|she|him|her|his|one)\b`)
	// onward are words by which somebody goes on with what was talked of before.
	onward = regexp.MustCompile(`(?i)^(?:and|but|so|also|then|ok(?:ay)?|what about|how about)\b[ ,]*`)
)

// FollowUp puts a question that goes on from an answer, such as "and who opposed it?", so that it names what the answer was
// about. ok is false for a question that names its own subject: that is left as it is.
func (b *Brain) FollowUp(question string, about *Entry, day time.Time) (whole string, ok bool) {
	rest := onward.ReplaceAllString(strings.TrimSpace(question), "")
	goesOn := len(rest) < len(strings.TrimSpace(question)) || pronouns.MatchString(question)
	q := b.ix.understand(bounded(rest), day)
	bare := !slices.ContainsFunc(q.units, func(u unit) bool { return u.weight >= 1 }) && len(strings.Fields(rest)) <= 4
	if !goesOn && !bare || q.Chat || q.Task || q.Outside != "" {
		return question, false
	}
	for _, u := range q.units {
		if e, ok := b.Corpus.Entry(strings.TrimPrefix(u.term, "@")); ok && isName(u.term) && e.Kind != Actor {
			return question, false
		}
	}
	return strings.TrimRight(rest, " ?!.") + " " + b.subjectName(about), true
}

// subjectName is the name by which a question would call what an entry is about: the longest name of another entry that its
// title holds, else the title itself.
func (b *Brain) subjectName(e *Entry) string {
	if e.Kind == Term || e.Kind == Actor {
		return e.Title
	}
	best := ""
	ws := b.ix.cut.words(e.Title)
	for i := range ws {
		p, n, ok := b.ix.dict.match(ws[i:])
		if other, known := b.Corpus.Entry(strings.TrimPrefix(p.token, "@")); !ok || !isName(p.token) || !known || other.Kind == Actor {
			continue
		}
		if name := surface(ws[i : i+n]); len(name) > len(best) {
			best = name
		}
	}
	if best == "" {
		return e.Title
	}
	return best
}
