package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Filter narrows a list. The zero Filter lets everything through.
type Filter struct {
	Topics  []Topic  // in one of them
	Status  string   // of the pledge, milestone or recommendation
	Overdue bool     // its date has passed without a word that it was done
	By      []*Entry // promised, asked for, given or thought by one of these actors
	Due     Span     // its date falls into it
	Words   []string // all of them in its title, names, statement or the name of whoever it is by
}

// IsZero reports whether the filter lets everything through.
func (f Filter) IsZero() bool {
	return len(f.Topics) == 0 && f.Status == "" && !f.Overdue && len(f.By) == 0 && f.Due.IsZero() && len(f.Words) == 0
}

// idle are words of a list's request that narrow nothing.
var idle = []string{
	"a", "about", "all", "and", "any", "are", "by", "article", "articles", "due", "for", "from", "in",
	"is", "latest", "list", "me", "new", "newest", "news", "of", "on", "please", "pledge",
	"pledges", "promise", "promises", "show", "status", "that", "the", "to", "topic", "were", "what", "which", "with",
}

// saidStatus are other ways to say a status.
var saidStatus = map[string]string{
	"late": "delayed", "done": "delivered", "kept": "delivered", "scrapped": "dropped", "axed": "dropped", "ongoing": "in-progress",
	"under way": "in-progress", "underway": "in-progress", "being tested": "testing", "unanswered": "no-response", "trial": "testing", "pilot": "testing", "upcoming": "planned",
}

// ReadFilter reads what people type after the name of a list: topics, a status, who it is by, when it is due, other words.
func (c *Corpus) ReadFilter(text string) Filter {
	var f Filter
	text = c.cutClauses(text, &f)
	var rest []string
	f.Topics, rest = c.ReadTopics(text)
	for i := 0; i < len(rest); i++ {
		if i+1 < len(rest) {
			if s, ok := status(rest[i] + " " + rest[i+1]); ok && f.Status == "" {
				f.Status, i = s, i+1
				continue
			}
		}
		if rest[i] == overdue {
			f.Overdue = true
		} else if s, ok := status(rest[i]); ok && f.Status == "" {
			f.Status = s
		} else if !slices.Contains(idle, rest[i]) {
			f.Words = append(f.Words, rest[i])
		}
	}
	return f
}

// cutClauses takes "by ACTOR" and "due before DATE" out of a text.
func (c *Corpus) cutClauses(text string, f *Filter) string {
	raw := strings.Fields(strings.ReplaceAll(text, ",", " "))
	low := strings.Fields(strings.ToLower(strings.Join(raw, " ")))
	var rest []string
	for i := 0; i < len(low); {
		if s, n := spanIn(low[i:]); n > 0 && f.Due.IsZero() {
			f.Due, i = s, i+n
			continue
		}
		if low[i] == "by" && len(f.By) == 0 {
			if by, n := c.actorsIn(raw[i+1:]); n > 0 {
				f.By, i = by, i+1+n
				continue
			}
		}
		rest = append(rest, raw[i])
		i++
	}
	return strings.Join(rest, " ")
}

// actorsIn returns the actors that words begin with the name of, the longest name first, and how many words that takes. A
// word that is part of several names, such as government, is all of them.
func (c *Corpus) actorsIn(ws []string) (actors []*Entry, n int) {
	const longest = 10
	for n = min(longest, len(ws)); n > 0; n-- {
		if a := c.ActorsNamed(strings.Join(ws[:n], " ")); len(a) > 0 {
			return c.withGovernments(a), n
		}
	}
	if len(ws) == 0 || len([]rune(ws[0])) < 4 {
		return nil, 0
	}
	for _, e := range c.entries {
		if e.Kind == Actor && slices.Contains(strings.Fields(strings.ToLower(e.Title)), strings.ToLower(ws[0])) {
			actors = append(actors, e)
		}
	}
	return actors, min(1, len(actors))
}

// withGovernments adds to a party the governments that it formed: who asks what Labour promised means both.
func (c *Corpus) withGovernments(actors []*Entry) []*Entry {
	for _, a := range actors {
		party, ok := strings.CutSuffix(a.Title, " Party")
		for _, e := range c.entries {
			if ok && e.Kind == Actor && strings.HasPrefix(e.Title, party+" government") {
				actors = append(actors, e)
			}
		}
	}
	return actors
}

// ActorsNamed returns the actors whose id, title or other name is as said, with or without "the".
func (c *Corpus) ActorsNamed(said string) []*Entry {
	plain := func(s string) string {
		s = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "’", "'")
		return strings.TrimPrefix(s, "the ")
	}
	said = plain(said)
	var out []*Entry
	for _, e := range c.entries {
		is := func(name string) bool { return name != "" && plain(name) == said }
		if e.Kind == Actor && (is(e.ID) || is(e.Title) || slices.ContainsFunc(e.Aliases, is)) {
			out = append(out, e)
		}
	}
	return out
}

// overdue is what a filter says where it wants what is overdue.
const overdue = "overdue"

// NearStates returns the statuses, and "overdue", that words which a filter does not know may be misspellings of.
func NearStates(unknown []string) []string {
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat([]string{overdue}, States(Pledge), States(Milestone)))))
	return slices.DeleteFunc(all, func(state string) bool {
		return !slices.ContainsFunc(unknown, func(said string) bool { _, ok := Near(said, state); return ok })
	})
}

// status reads a status of a pledge, a milestone or a recommendation.
func status(said string) (string, bool) {
	s := cmp.Or(saidStatus[said], strings.ReplaceAll(said, " ", "-"))
	return s, slices.ContainsFunc([]Kind{Pledge, Milestone, Recommendation}, func(k Kind) bool { return slices.Contains(States(k), s) })
}

func (c *Corpus) passes(f Filter, l Listed, day time.Time) bool {
	e := l.Entry
	inTopic := len(f.Topics) == 0 || slices.ContainsFunc(f.Topics, func(t Topic) bool { return slices.Contains(e.Topics, t.ID) })
	isBy := len(f.By) == 0 || slices.ContainsFunc(f.By, func(a *Entry) bool { return a.ID == e.who() })
	date := l.Date
	if e.Kind != Pledge && e.Kind != Milestone {
		date = l.State.Date
	}
	if !inTopic || !isBy || f.Status != "" && l.State.Status != f.Status || f.Overdue && !l.Overdue(day) || !f.Due.Holds(date) {
		return false
	}
	if len(f.Words) == 0 {
		return true
	}
	texts := append([]string{e.Title, c.ActorName(e.who()), e.who()}, e.Aliases...)
	if !c.StatementKnownFrom(e).After(day) {
		texts = append(texts, e.Statement)
	}
	held := stems(strings.Join(texts, " "))
	for _, w := range f.Words {
		if !containsAll(held, stems(w)) {
			return false
		}
	}
	return true
}

// who is the id of the actor that promises, asks, gives or thinks what the entry records.
func (e *Entry) who() string { return cmp.Or(e.By, e.Actor) }
