package commands

import (
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge"
)

// Pledges lists the pledges that pass what was typed: topics, a status, who by, when due, words.
func (r Reader) Pledges(text string) blocks.List {
	r, text = r.at(text)
	c := r.Brain.Corpus
	f := c.ReadFilter(knowledge.DatedFrom(text, r.Day), knowledge.Pledge)
	l := blocks.EntryList(c, "Pledges", c.Pledges(f, r.Day), r.Day, r.run)
	r.narrowed(&l, f, text, "pledges")
	return l
}

// Timeline lists dates in order, those that pass what was typed.
func (r Reader) Timeline(text string) blocks.List {
	r, text = r.at(text)
	c := r.Brain.Corpus
	f := c.ReadFilter(knowledge.DatedFrom(text, r.Day), knowledge.Pledge, knowledge.Milestone)
	l := blocks.Timeline(c, "Timeline", c.Timeline(f, r.Day), r.Day, r.run)
	r.narrowed(&l, f, text, "timeline")
	return l
}

// Responses lists what was recommended on what was typed, by the answer that it had.
func (r Reader) Responses(text string) blocks.List {
	r, text = r.at(text)
	text = strings.TrimPrefix(text, "to ")
	if by := r.Brain.Corpus.ActorsFor(text); len(by) > 0 && len(r.Brain.Corpus.About(knowledge.Filter{By: by}, r.Day, knowledge.Recommendation)) > 0 {
		text = "by " + text // a review, and no topic that is named after it
	}
	return listed(r, text, "response", knowledge.Recommendation, r.Brain.Corpus.Responses, blocks.Responses)
}

// Money lists what was asked for, promised and allocated for what was typed.
func (r Reader) Money(text string) blocks.List {
	return listed(r, text, "money", knowledge.Funding, r.Brain.Corpus.Money, blocks.Money)
}

// Views lists who thinks what of what was typed.
func (r Reader) Views(text string) blocks.List {
	return listed(r, text, "views", knowledge.Position, r.Brain.Corpus.Views, blocks.Views)
}

// listed finds what was typed, and shows it as the list of a command.
func listed[T any](r Reader, text, command string, kind knowledge.Kind, find func(knowledge.Filter, time.Time) T, show func(*knowledge.Corpus, T, time.Time, blocks.Run) blocks.List) blocks.List {
	r, f, text := r.subject(text, kind)
	l := show(r.Brain.Corpus, find(f, r.Day), r.Day, r.run)
	r.narrowed(&l, f, text, command)
	return l
}

// Changes lists what changed in what was typed, the newest first; "since May 2024" and its like narrow it to a time.
func (r Reader) Changes(text string) blocks.List {
	r, f, text := r.subject(text, knowledge.Pledge, knowledge.Milestone, knowledge.Recommendation)
	in := f.Due
	f.Due = knowledge.Span{}
	l := blocks.Moves(r.Brain.Corpus, r.Brain.Corpus.Moves(f, in, r.Day), r.Day, r.run)
	f.Due = in
	r.narrowed(&l, f, text, "changes")
	return l
}

// about are words of a request for what is known on a subject that narrow nothing.
var about = []string{
	"recommendation", "recommendations", "recommended", "response", "responses", "government", "view", "views", "think", "thinks", "who", "money",
	"cash", "much", "how", "changed", "changes", "change", "has", "have", "been", "reform", "reforms", "asked", "review's", "there", "towards", "against",
}

// subject reads what people type after the name of a command on entries of some kinds: topics, a part of a topic's name, other words.
func (r Reader) subject(text string, kinds ...knowledge.Kind) (Reader, knowledge.Filter, string) {
	r, text = r.at(text)
	c := r.Brain.Corpus
	f := c.ReadFilter(knowledge.DatedFrom(text, r.Day), kinds...)
	f.Words = slices.DeleteFunc(f.Words, func(w string) bool { return slices.Contains(about, w) })
	if t, ok := c.PartOfTopic(strings.Join(f.Words, " ")); ok && len(f.Topics) == 0 && len(f.Words) > 0 {
		f.Topics, f.Words = []knowledge.Topic{t}, nil
	}
	return r, f, text
}

// named says what a filter lets through, as part of a sentence.
func named(f knowledge.Filter) string {
	var parts []string
	for _, t := range f.Topics {
		parts = append(parts, t.Head())
	}
	if f.Status != "" {
		parts = append(parts, map[bool]string{true: "not "}[f.Not]+knowledge.StatusWords(f.Status))
	}
	if f.Overdue {
		parts = append(parts, "overdue")
	}
	if len(f.By) > 0 {
		parts = append(parts, "by "+strings.Join(f.ByNames(), " or "))
	}
	if !f.Made.IsZero() {
		parts = append(parts, "made "+f.Made.Said)
	}
	if !f.Due.IsZero() {
		parts = append(parts, f.Due.Said)
	}
	switch f.Side {
	case knowledge.Ahead:
		parts = append(parts, "still to come")
	case knowledge.Behind:
		parts = append(parts, "in the past")
	}
	if len(f.Words) > 0 {
		parts = append(parts, "with the words “"+strings.Join(f.Words, " ")+"”")
	}
	return strings.Join(parts, ", ")
}

// narrowed says what a list was narrowed to, and what to do where nothing is left of it.
func (r Reader) narrowed(l *blocks.List, f knowledge.Filter, text, command string) {
	if f.IsZero() {
		return
	}
	l.Intro = "Only: " + named(f) + "."
	if len(l.Rows) > 0 {
		return
	}
	near := r.Brain.Corpus.NearTopics(strings.Join(f.Words, " "), 3)
	states := knowledge.NearStates(f.Words)
	if r.run == nil {
		l.Empty = "The corpus holds none of these." + meant(append(states, ids(near)...))
		return
	}
	l.Empty = "The corpus holds none of these. Nearest topics, or the same as a question:"
	var bs blocks.Buttons
	for _, s := range states {
		bs = append(bs, r.run(strings.ToUpper(s[:1])+s[1:], command+" "+s))
	}
	for _, t := range near {
		bs = append(bs, r.run(t.Head(), command+" "+t.ID))
	}
	l.Foot = []blocks.Part{append(bs, r.run("Ask it as a question", "ask "+text), r.run("All "+command, command))}
}
