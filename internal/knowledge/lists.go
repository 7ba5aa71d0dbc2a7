package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pledgewatch/internal/knowledge/edtf"
)

// Listed is an entry in a list, and how it stood on the day of the list.
type Listed struct {
	Entry *Entry
	State State
	Date  edtf.Date // when it is due or happens; none where it has no date of that kind
}

// Overdue reports whether the whole of the entry's date lies before day and no source says that it was done or given up.
func (l Listed) Overdue(day time.Time) bool {
	last := l.Date.Last()
	return !l.Date.IsZero() && !last.IsZero() && last.Before(day) && !settled(l.State.Status)
}

func settled(status string) bool {
	return slices.Contains([]string{"delivered", "dropped", "replaced", "happened", "cancelled"}, status)
}

// Pledges returns the pledges that were known on day and pass f, the earliest due first, those without a due date last.
func (c *Corpus) Pledges(f Filter, day time.Time) []Listed {
	return c.list(f, day, func(l Listed) bool { return l.Entry.Kind == Pledge })
}

// About returns the entries of some kinds that were known on day and pass f, in order of date. Of a finding or a view nothing
// is known before all that it rests on is.
func (c *Corpus) About(f Filter, day time.Time, kinds ...Kind) []Listed {
	out := c.list(f, day, func(l Listed) bool {
		k := l.Entry.Kind
		return slices.Contains(kinds, k) && (k != Finding && k != Position || !c.StatementKnownFrom(l.Entry).After(day))
	})
	slices.SortStableFunc(out, func(a, b Listed) int { return a.Entry.date().Compare(b.Entry.date()) })
	return out
}

// Timeline returns the milestones, and the pledges with a due date, that were known on day and pass f, in order of date.
func (c *Corpus) Timeline(f Filter, day time.Time) []Listed {
	return c.list(f, day, func(l Listed) bool { return !l.Date.IsZero() })
}

// Listed returns how an entry stood on a day; ok is false where nothing was known of it by then.
func (c *Corpus) Listed(e *Entry, day time.Time) (l Listed, ok bool) {
	l = Listed{Entry: e}
	if l.State, ok = c.StateAt(e, day); !ok {
		return l, false
	}
	switch {
	case e.Kind == Milestone, e.Kind == Pledge && len(e.History) > 0:
		l.Date = l.State.Date
	case e.Kind == Pledge:
		l.Date = e.Due
	}
	return l, true
}

func (c *Corpus) list(f Filter, day time.Time, want func(Listed) bool) []Listed {
	var out []Listed
	for _, e := range c.entries {
		if l, ok := c.Listed(e, day); ok && want(l) && c.passes(f, l, day) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Listed) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Entry.Title, b.Entry.Title))
	})
	return out
}

// ReadTopics finds the topics that a text names by id, name or alias, the longest name first, and returns what is left of
// the text as words in lower case.
func (c *Corpus) ReadTopics(text string) (topics []Topic, rest []string) {
	ws := words(strings.ReplaceAll(text, ",", " "))
	for i := 0; i < len(ws); {
		t, n := c.topicAt(ws[i:])
		if n == 0 {
			rest = append(rest, ws[i].surface)
			i++
			continue
		}
		if !slices.ContainsFunc(topics, func(o Topic) bool { return o.ID == t.ID }) {
			topics = append(topics, t)
		}
		i += n
	}
	return topics, rest
}

// PartOfTopic returns the one topic whose id or name holds a word; ok is false where none does, or several do.
func (c *Corpus) PartOfTopic(said string) (topic Topic, ok bool) {
	st := stems(said)
	for _, t := range c.topics {
		if len(st) == 0 || slices.Contains(idle, said) || !containsAll(stems(t.ID+" "+t.Head()), st) {
			continue
		}
		if ok {
			return Topic{}, false
		}
		topic, ok = t, true
	}
	return topic, ok
}

// topicAt returns the topic that the first words name, and how many words that takes; 0 for none.
func (c *Corpus) topicAt(ws []word) (topic Topic, n int) {
	for _, name := range c.callings {
		if len(name.stems) > n && startsWith(ws, name.stems) {
			topic, n = c.topics[name.topic], len(name.stems)
		}
	}
	return topic, n
}

// names are the ways to call a topic.
func (t Topic) names() []string {
	head, _, _ := strings.Cut(t.Name, ":")
	out := append([]string{t.ID, t.Name, head}, t.Aliases...)
	for _, part := range strings.Split(strings.ReplaceAll(head, " and ", ","), ",") {
		if part = strings.TrimSpace(part); len(strings.Fields(part)) > 1 {
			out = append(out, part)
		}
	}
	return out
}

// Head is the topic's name without what follows a colon.
func (t Topic) Head() string {
	head, _, _ := strings.Cut(t.Name, ":")
	return head
}

// NearTopics returns up to n topics whose names are likely to be meant by a misspelt or partial one, the nearest first.
func (c *Corpus) NearTopics(text string, n int) []Topic {
	return nearestNamed(text, c.topics, n, Topic.names)
}

// NearEntries returns up to n of the entries that keep accepts whose ids, titles or other names are near a misspelt or
// partial one, the nearest first.
func (c *Corpus) NearEntries(text string, n int, keep func(*Entry) bool) []*Entry {
	var of []*Entry
	for _, e := range c.entries {
		if keep(e) {
			of = append(of, e)
		}
	}
	return nearestNamed(text, of, n, func(e *Entry) []string {
		return append([]string{e.ID, e.Title, e.Short, e.Long}, e.Aliases...)
	})
}

// Named returns the terms and actors that go by a name: an acronym, a long form, a title or an alias. Those that bear it
// as acronym or title come first.
func (c *Corpus) Named(name string) []*Entry {
	st := stems(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "the "))
	if len(st) == 0 {
		return nil
	}
	var first, others []*Entry
	is := func(s string) bool { return slices.Equal(stems(s), st) }
	for _, e := range c.entries {
		switch {
		case e.Kind != Term && e.Kind != Actor:
		case e.ID == name || is(e.Short) || is(e.Long) || is(e.Title):
			first = append(first, e)
		case slices.ContainsFunc(e.Aliases, is):
			others = append(others, e)
		}
	}
	return append(first, others...)
}

// Uses reports whether some entry's title, statement or question holds a word as it is written.
func (c *Corpus) Uses(said string) bool {
	said = strings.ToLower(said)
	for _, e := range c.entries {
		for _, text := range append([]string{e.Title, e.Statement}, e.Asks...) {
			if slices.ContainsFunc(words(text), func(w word) bool { return w.surface == said }) {
				return true
			}
		}
	}
	return false
}

// Near reports how far a word is from the name that it may be a misspelling of; ok is false where it is another word.
func Near(said, name string) (edits int, ok bool) {
	limit := max(1, utf8.RuneCountInString(name)/4)
	edits = distance(strings.ToLower(said), strings.ToLower(name), limit)
	return edits, edits <= limit && utf8.RuneCountInString(said) > 2
}

// nearestNamed orders what comes near a text by how near it comes. The text is bounded: it may come from anybody.
func nearestNamed[T any](text string, of []T, n int, names func(T) []string) []T {
	const longest = 80
	said := plainName(text)
	if r := []rune(said); len(r) > longest {
		said = string(r[:longest])
	}
	type scored struct {
		item T
		far  int
	}
	var found []scored
	for _, item := range of {
		best := -1
		for _, name := range names(item) {
			if far, ok := farFrom(said, plainName(name)); ok && (best < 0 || far < best) {
				best = far
			}
		}
		if best >= 0 {
			found = append(found, scored{item, best})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(a.far, b.far) })
	var out []T
	for _, f := range found[:min(n, len(found))] {
		out = append(out, f.item)
	}
	return out
}

// farFrom measures a said name against a known one: as a whole, then as a part of it, then word by word.
func farFrom(said, name string) (int, bool) {
	if len(said) < 2 || name == "" {
		return 0, false
	}
	if d, ok := Near(said, name); ok {
		return d, true
	}
	if len(said) > 3 && strings.Contains(name, said) || len(name) > 3 && strings.Contains(said, name) {
		return 5, true
	}
	shared := 0
	for _, w := range strings.Fields(said) {
		for _, o := range strings.Fields(name) {
			if _, ok := Near(w, o); ok && len(o) > 3 && !slices.Contains(idle, o) {
				shared++
				break
			}
		}
	}
	return 20 - shared, shared > 0
}

// plainName brings names to one form: lower case, single spaces, no punctuation.
func plainName(s string) string {
	var parts []string
	for _, w := range words(s) {
		parts = append(parts, w.surface)
	}
	return strings.Join(parts, " ")
}
