package commands

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Who lists what is known of a person or a body; ok is false where the name means none or several of those that were known
// on the day, and instead then says which come near.
func (r Reader) Who(name string) (l blocks.List, instead blocks.View, ok bool) {
	r, name = r.at(name)
	c := r.Brain.Corpus
	name = strings.Trim(name, " ?.!\"“”")
	for _, idle := range []string{"is", "are", "was", "were"} {
		name = strings.TrimSpace(strings.TrimPrefix(name, idle+" "))
	}
	found := c.FindActors(name, r.Day)
	if len(found) == 1 {
		p, _ := c.Profile(found[0], r.Day)
		return blocks.Profile(c, p, r.Day, r.run), blocks.View{}, true
	}
	lead := "The corpus holds nobody of the name “" + name + "”."
	if named := c.ActorsNamed(name); len(found) == 0 && len(named) > 0 {
		if p, did := c.Profile(named[0], r.Day); did && len(named) == 1 {
			return blocks.Profile(c, p, r.Day, r.run), blocks.View{}, true
		}
		lead = "What the corpus says of " + named[0].Title + " rests on sources later than " + edtf.Day(r.Day).Human() + "."
	}
	if len(found) > 1 {
		lead = "Several go by “" + name + "”."
	}
	if name == "" {
		lead = "Name a person or a body, such as: /reform who " + example(c) + "."
	}
	if len(found) == 0 {
		found = c.NearEntries(name, 5, func(e *knowledge.Entry) bool {
			_, known := c.StateAt(e, r.Day)
			return known && e.Kind == knowledge.Actor
		})
	}
	return l, r.offer(lead, "who", found[:min(5, len(found))], func(e *knowledge.Entry) string { return e.ID }), false
}

// example is the name of an actor.
func example(c *knowledge.Corpus) string {
	for _, e := range c.Entries() {
		if e.Kind == knowledge.Actor {
			return e.Title
		}
	}
	return "NAME"
}

// Brief is a briefing on what was typed; ok is false where the corpus holds nothing on it.
func (r Reader) Brief(text string) (v blocks.View, ok bool) {
	r, f, text := r.subject(text, knowledge.Pledge, knowledge.Milestone, knowledge.Recommendation)
	c := r.Brain.Corpus
	if f.IsZero() {
		return r.which("Name a subject for the briefing.", "brief", "", c.Topics()), false
	}
	b := c.Brief(f, r.Day)
	if by := (knowledge.Filter{By: c.ActorsFor(text)}); len(by.By) > 0 && len(f.Topics) == 0 {
		if own := c.Brief(by, r.Day); own.Listed > 0 { // of whoever did nothing, it is told what holds the name
			f, b = by, own
		}
	}
	if b.Listed == 0 {
		return r.which("The corpus holds nothing on that.", "brief", text, c.NearTopics(strings.Join(f.Words, " "), 3)), false
	}
	return blocks.Brief(c, strings.TrimPrefix(title(f), "by "), line(f), b, r.Day, r.run), true
}

// title names what a filter is about.
func title(f knowledge.Filter) string {
	var names []string
	for _, t := range f.Topics {
		names = append(names, t.Head())
	}
	name := strings.Join(names, "; ")
	f.Topics = nil
	switch {
	case f.IsZero():
	case name == "" && len(f.Words) > 0 && f.Status == "" && len(f.By) == 0 && f.Due.IsZero():
		name = strings.Join(f.Words, " ")
	case name == "":
		name = named(f)
	default:
		name += ", " + named(f)
	}
	return name
}

// line is a filter's topics, words and maker as they can be typed.
func line(f knowledge.Filter) string {
	parts := append(ids(f.Topics), f.Words...)
	if len(f.By) > 0 {
		parts = append(parts, "by", f.By[0].Title)
	}
	return strings.Join(parts, " ")
}

// which offers topics, by buttons and, where they are near to what was typed, in words.
func (r Reader) which(lead, command, question string, topics []knowledge.Topic) blocks.View {
	var offers [][2]string
	for _, t := range topics[:min(4, len(topics))] {
		offers = append(offers, [2]string{t.Head(), command + " " + t.ID})
	}
	if question != "" {
		lead += meant(ids(topics))
		offers = append(offers, [2]string{"Ask it as a question", "ask " + question})
	}
	return blocks.Notice(r.run, offers, lead, r.topics())
}

// meant asks, as a further sentence, whether one of some words was meant, if there are any.
func meant(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " Did you mean: " + strings.Join(words, ", ") + "?"
}

// between parts what is to be compared; the first that gives two sides is taken.
var between = regexp.MustCompile(`(?i)\s+(?:with|versus|vs\.?|v|against|to|and)\s+`)

// Compare sets two entries or subjects side by side; ok is false where one of them is not found.
func (r Reader) Compare(text string) (v blocks.View, ok bool) {
	r, text = r.at(text)
	text = strings.Trim(text, " ?.")
	unknown := ""
	for _, at := range between.FindAllStringIndex(text, 8) {
		left, right := strings.TrimSpace(text[:at[0]]), strings.TrimSpace(text[at[1]:])
		a, okA, b, okB := r.sides(left, right)
		if okA && okB && a.Title != b.Title {
			return blocks.Compare(r.Brain.Corpus, a, b, r.Day, r.run), true
		}
		if !okA {
			unknown = cmp.Or(unknown, left)
		} else if !okB {
			unknown = cmp.Or(unknown, right)
		}
	}
	if unknown == "" {
		return r.which("Name two entries or subjects: /reform compare A with B.", "brief", "", nil), false
	}
	near := r.Brain.Corpus.NearEntries(unknown, 4, func(*knowledge.Entry) bool { return true })
	return r.offer("The corpus holds nothing that goes by “"+unknown+"”.", "pledge", near, func(e *knowledge.Entry) string { return e.ID }), false
}

// sides finds what both sides of a comparison mean: two subjects, or two entries. Where only one is a subject, or both are the same, the
// entries of those names are meant, if there are such.
func (r Reader) sides(left, right string) (a blocks.Side, okA bool, b blocks.Side, okB bool) {
	subjectA, isA := r.subjectSide(left)
	subjectB, isB := r.subjectSide(right)
	if isA && isB && subjectA.Title != subjectB.Title {
		return subjectA, true, subjectB, true
	}
	a, okA = r.namedSide(left)
	b, okB = r.namedSide(right)
	if okA && okB {
		return a, true, b, true
	}
	if isA {
		a, okA = subjectA, true
	}
	if isB {
		b, okB = subjectB, true
	}
	if !okA {
		a, okA = r.askedSide(left)
	}
	if !okB {
		b, okB = r.askedSide(right)
	}
	return a, okA, b, okB
}

// subjectSide finds the topic of which a text is the name, or a part of it.
func (r Reader) subjectSide(said string) (blocks.Side, bool) {
	said = strings.TrimPrefix(said, "the ")
	topics, rest := r.Brain.Corpus.ReadTopics(said)
	if len(topics) == 1 && len(rest) == 0 {
		return r.topicSide(topics[0]), true
	}
	if part, ok := r.Brain.Corpus.PartOfTopic(said); ok && len(topics) == 0 {
		return r.topicSide(part), true
	}
	return blocks.Side{}, false
}

// namedSide finds an entry by its id, its title or another name.
func (r Reader) namedSide(said string) (blocks.Side, bool) {
	said = strings.TrimPrefix(said, "the ")
	if e, ok := r.find(said); ok {
		return r.entrySide(e)
	}
	for _, e := range r.Brain.Corpus.Entries() {
		if slices.ContainsFunc(append([]string{e.Short, e.Long}, e.Aliases...), func(name string) bool { return name != "" && strings.EqualFold(name, said) }) {
			if s, ok := r.entrySide(e); ok {
				return s, true
			}
		}
	}
	return blocks.Side{}, false
}

// askedSide finds the entry that answers a text as a question.
func (r Reader) askedSide(said string) (blocks.Side, bool) {
	if said == "" {
		return blocks.Side{}, false
	}
	a := r.Brain.Ask(said, r.Day)
	if !a.Answered || len(a.Entries) == 0 {
		return blocks.Side{}, false
	}
	return r.entrySide(a.Entries[0].Entry)
}

func (r Reader) topicSide(t knowledge.Topic) blocks.Side {
	c := r.Brain.Corpus
	return blocks.TopicSide(c, t.Head(), "brief "+t.ID, c.Brief(knowledge.Filter{Topics: []knowledge.Topic{t}}, r.Day), r.Day)
}

func (r Reader) entrySide(e *knowledge.Entry) (blocks.Side, bool) {
	l, ok := r.Brain.Corpus.Listed(e, r.Day)
	if !ok {
		return blocks.Side{}, false
	}
	return blocks.EntrySide(r.Brain.Corpus, l, r.Day), true
}
