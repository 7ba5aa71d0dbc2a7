package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Filter narrows a list. The zero Filter lets everything through.
type Filter struct {
	Topics  []Topic  // in one of them
	Not     bool     // every status but that one
	Status  string   // of the pledge, milestone, recommendation or money; the stance of a view
	Overdue bool     // its date has passed without a word that it was done
	By      []*Entry // promised, asked for, given or thought by one of these actors
	Due     Span     // its date falls into it
	Made    Span     // it was made, asked for or given in it
	Side    Side     // its date lies ahead of the day of the list, and it has not come about, or behind it
	Words   []string // all of them in its title, names, statement or the name of whoever it is by
}

// Side is a side of the day that a list is of.
type Side int

// The sides. What reaches across the day lies ahead.
const (
	Ahead Side = 1 + iota
	Behind
)

// isDated reports whether entries of a kind are due, or happen, some day.
func (k Kind) isDated() bool { return k == Pledge || k == Milestone }

// sides are how the sides are said.
var sides = map[string]Side{"coming": Ahead, "upcoming": Ahead, "next": Ahead, "ahead": Ahead, "future": Ahead, "past": Behind}

// sideIn returns the side that words begin with, in a list of what is dated; "next year" is none.
func sideIn(ws []string, kinds []Kind) Side {
	if len(kinds) == 0 || slices.ContainsFunc(kinds, func(k Kind) bool { return !k.isDated() }) || len(ws) > 1 && slices.Contains(spans, ws[1]) {
		return 0
	}
	return sides[ws[0]]
}

// spans are what follows "next" and "past" where they count time.
var spans = []string{"year", "years", "month", "months", "week", "weeks", "day", "days", "of"}

// sideOf returns the side of a day that a date lies on; 0 where it has none.
func sideOf(date edtf.Date, day time.Time) Side {
	last := date.Last()
	switch {
	case date.IsZero():
		return 0
	case !last.IsZero() && last.Before(day):
		return Behind
	}
	return Ahead
}

// IsZero reports whether the filter lets everything through.
func (f Filter) IsZero() bool {
	return len(f.Topics) == 0 && f.Side == 0 && f.Status == "" && !f.Overdue && len(f.By) == 0 && f.Due.IsZero() && f.Made.IsZero() && len(f.Words) == 0
}

// idle are words of a list's request that narrow nothing.
var idle = []string{
	"a", "about", "all", "and", "any", "are", "by", "article", "articles", "due", "for", "from", "in",
	"is", "latest", "list", "me", "new", "newest", "news", "of", "on", "please", "pledge",
	"pledges", "promise", "promises", "reported", "show", "status", "that", "the", "to", "topic", "were", "what", "which", "with",
}

// saidStatus are other ways to say a status, or the stance of a view.
var saidStatus = map[string]string{
	"late": "delayed", "done": "delivered", "kept": "delivered", "scrapped": "dropped", "axed": "dropped", "ongoing": "in-progress",
	"under way": "in-progress", "underway": "in-progress", "being tested": "testing", "unanswered": "no-response", "trial": "testing", "pilot": "testing",
	"pledged": "promised", "tested": "testing", "trialled": "testing", "piloted": "testing",
	"reject": "rejected", "accept": "accepted", "drop": "dropped", "deliver": "delivered", "turned down": "rejected", "taken up": "accepted", "undecided": "no-response",
	"supportive": "supports", "supporters": "supports", "supporting": "supports", "in support": "supports", "in favour": "supports", "backers": "supports", "backing": "supports", "backs": "supports",
	"opposed": "opposes", "opponents": "opposes", "opposing": "opposes", "against": "opposes", "critics": "opposes",
	"support": "supports", "opposition": "opposes", "mixed views": "mixed", "no decision": "no-response", "requested": "asked-for",
	"worried": "concerned", "worries": "concerned", "concerns": "concerned", "concern": "concerned", "critical": "concerned", "criticism": "concerned", "sceptical": "concerned", "unhappy": "concerned",
}

// nouns are those of saidStatus that name a subject as well: they tell a stance only in front.
var nouns = []string{"support", "backing", "opposition", "concern", "concerns", "criticism"}

// ReadFilter reads what people type after the name of a list of some kinds of entry: topics, a status, who it is by, when it is due,
// other words.
func (c *Corpus) ReadFilter(text string, kinds ...Kind) Filter {
	var f Filter
	text = c.cutClauses(text, &f, kinds)
	var rest []string
	f.Topics, rest = c.ReadTopics(text)
	for i := 0; i < len(rest); i++ {
		if i+1 < len(rest) {
			if s, ok := status(rest[i]+" "+rest[i+1], kinds); ok && f.Status == "" {
				f.Status, i = s, i+1
				continue
			}
		}
		if slices.Contains(overdueWords, rest[i]) {
			f.Overdue = true
		} else if rest[i] == "not" && i+1 < len(rest) && isStatus(rest[i+1], kinds) {
			f.Not = true
		} else if s, ok := status(rest[i], kinds); ok && f.Status == "" && (i == 0 || !slices.Contains(nouns, rest[i])) {
			f.Status = s
		} else if side := sideIn(rest[i:], kinds); side != 0 {
			f.Side = side
		} else if !slices.Contains(idle, rest[i]) {
			f.Words = append(f.Words, rest[i])
		}
	}
	f.Words = slices.DeleteFunc(f.Words, func(w string) bool { return slices.ContainsFunc(f.Topics, func(t Topic) bool { return t.says(w) }) })
	return f
}

// says reports whether a word is one of a topic's own, or one grown from it: "social workers" beside the topic of agency social work narrows nothing.
func (t Topic) says(word string) bool {
	for _, st := range stems(word) {
		if !slices.ContainsFunc(stems(t.Head()), func(own string) bool { return len(own) > 3 && strings.HasPrefix(st, own) }) {
			return false
		}
	}
	return true
}

// made are words before a time that say when something was promised, asked for or given, and not when it is due.
var made = []string{"made", "announced", "given", "set"}

// madeIn reads when something was made. Of a list of pledges or of money alone, "since May 2024" means that too.
func madeIn(ws []string, kinds []Kind) (s Span, n int) {
	said := slices.Contains(made, ws[0])
	if said {
		ws, n = ws[1:], 1
	} else if len(kinds) != 1 || kinds[0] != Pledge && kinds[0] != Funding || !slices.Contains([]string{"since", "after"}, ws[0]) {
		return Span{}, 0
	}
	s, used := spanIn(ws)
	if used == 0 {
		return Span{}, 0
	}
	return s, n + used
}

// cutClauses takes "by ACTOR", "made in DATE" and "due before DATE" out of a text.
func (c *Corpus) cutClauses(text string, f *Filter, kinds []Kind) string {
	raw := strings.Fields(strings.ReplaceAll(text, ",", " "))
	low := strings.Fields(strings.ToLower(strings.Join(raw, " ")))
	var rest []string
	for i := 0; i < len(low); {
		if s, n := madeIn(low[i:], kinds); n > 0 && f.Made.IsZero() {
			f.Made, i = s, i+n
			continue
		}
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
// word that is part of several names, such as government, is all of those that it begins or ends.
func (c *Corpus) actorsIn(ws []string) (actors []*Entry, n int) {
	const longest = 10
	for n = min(longest, len(ws)); n > 0; n-- {
		if a := c.ActorsNamed(strings.Join(ws[:n], " ")); len(a) > 0 {
			return c.withTheirs(a), n
		}
	}
	if len(ws) > 1 && strings.EqualFold(ws[0], "the") {
		if actors, n = c.actorsIn(ws[1:]); n > 0 {
			n++
		}
		return actors, n
	}
	if len(ws) == 0 || len([]rune(ws[0])) < 4 {
		return nil, 0
	}
	for _, e := range c.entries {
		name := strings.Fields(strings.ToLower(plainTitle(e)))
		if said := strings.ToLower(ws[0]); e.Kind == Actor && len(name) > 0 && (name[0] == said || name[len(name)-1] == said) {
			actors = append(actors, e)
		}
	}
	return c.withTheirs(actors), min(1, len(actors))
}

// plainTitle is an entry's title without what it adds in brackets.
func plainTitle(e *Entry) string {
	title, _, _ := strings.Cut(e.Title, " (")
	return title
}

// ActorsFor returns the actors of a name, and those that they act through.
func (c *Corpus) ActorsFor(said string) []*Entry { return c.withTheirs(c.ActorsNamed(said)) }

// speaks are the roles in which a person speaks for a body.
var speaks = regexp.MustCompile(`(?i)^(?:president|national chair|chief executive|head of .*|.*minister|chancellor|secretary of state .*)$`)

// withTheirs adds to a party the governments that it formed, to a government its departments, to a person the reviews that he or she led,
// and to all of them those who speak for them: who asks what Labour promised, or what Munro recommended, means both.
func (c *Corpus) withTheirs(actors []*Entry) []*Entry {
	all := slices.Clone(actors)
	for _, a := range actors {
		party, isParty := strings.CutSuffix(a.Title, " Party")
		for _, e := range c.entries {
			formed := isParty && strings.HasPrefix(e.Title, party+" government")
			if e.Kind == Actor && (formed || a.hasRole("lead", e.ID) || e.hasRole("department", a.ID)) && !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	for _, a := range slices.Clone(all) {
		for _, e := range c.entries {
			if speaksFor := func(r Role) bool { return r.Of == a.ID && speaks.MatchString(r.Role) }; slices.ContainsFunc(e.Roles, speaksFor) && !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	return all
}

// ByNames are the titles of those that a filter is for, without the people who speak for a body among them.
func (f Filter) ByNames() []string {
	var out []string
	for _, e := range f.By {
		if e.Type != "person" || f.By[0].Type == "person" {
			out = append(out, e.Title)
		}
	}
	return out
}

// hasRole reports whether an actor has, or had, a role in a body.
func (e *Entry) hasRole(role, of string) bool {
	return slices.ContainsFunc(e.Roles, func(r Role) bool { return r.Role == role && r.Of == of })
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
		if e.Kind == Actor && (is(e.ID) || is(e.Title) || is(plainTitle(e)) || slices.ContainsFunc(e.Aliases, is)) {
			out = append(out, e)
		}
	}
	return out
}

// overdue is what a filter says where it wants what is overdue.
const overdue = "overdue"

// overdueWords say the same.
var overdueWords = []string{overdue, "missed", "lapsed"}

func isStatus(said string, kinds []Kind) bool { _, ok := status(said, kinds); return ok }

// NearStates returns the statuses, and "overdue", that words which a filter does not know may be misspellings of.
func NearStates(unknown []string) []string {
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat([]string{overdue}, States(Pledge), States(Milestone)))))
	return slices.DeleteFunc(all, func(state string) bool {
		return !slices.ContainsFunc(unknown, func(said string) bool { _, ok := Near(said, state); return ok })
	})
}

// status reads a status that entries of some kinds may have.
func status(said string, kinds []Kind) (string, bool) {
	s := cmp.Or(saidStatus[said], strings.ReplaceAll(said, " ", "-"))
	return s, slices.ContainsFunc(kinds, func(k Kind) bool { return slices.Contains(States(k), s) })
}

func (c *Corpus) passes(f Filter, l Listed, day time.Time) bool {
	e := l.Entry
	inTopic := len(f.Topics) == 0 || slices.ContainsFunc(f.Topics, func(t Topic) bool { return slices.Contains(e.Topics, t.ID) })
	isBy := len(f.By) == 0 || slices.ContainsFunc(f.By, func(a *Entry) bool { return a.ID == e.who() })
	if !inTopic || !isBy || f.Status != "" && (cmp.Or(l.State.Status, e.Stance) == f.Status) == f.Not || !f.Made.Holds(e.made()) || !f.inTime(l, day) {
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

// inTime reports whether a filter lets an entry's date through.
func (f Filter) inTime(l Listed, day time.Time) bool {
	date := l.Date
	switch k := l.Entry.Kind; {
	case k == Recommendation && l.State.Line >= 0 && l.State.Status != noResponse:
		date = l.State.statusSince()
	case !k.isDated():
		date = l.State.Date
	}
	if f.Side != 0 && sideOf(date, day) != f.Side || f.Side == Ahead && settled(l.State.Status) {
		return false
	}
	return (!f.Overdue || l.Overdue(day)) && f.Due.Holds(date)
}

// made is when it was promised, asked for or given, as far as is known.
func (e *Entry) made() edtf.Date {
	if e.Made.IsZero() && len(e.History) > 0 {
		return e.History[0].On
	}
	return e.Made
}

// who is the id of the actor that promises, asks, gives or thinks what the entry records.
func (e *Entry) who() string { return cmp.Or(e.By, e.Actor) }
