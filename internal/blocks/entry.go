package blocks

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Entry is one entry whole, as it stood on a day: what it says, its facts, its history, what it relates to, its sources.
func Entry(c *knowledge.Corpus, l knowledge.Listed, day time.Time, run Run) View {
	e := l.Entry
	v := View{Title: e.Title, Parts: []Part{Para(Bold(stateWords(l)))}}
	if !c.StatementKnownFrom(e).After(day) {
		v.Parts = append(v.Parts, Para(T(e.Statement)))
	}
	v.Parts = append(v.Parts, facts(c, l, day))
	if h := history(c, l); len(h) > 0 {
		v.Parts = append(v.Parts, Text{Lines: append([]Line{L(Bold("History"))}, h...)})
	}
	v.Parts = append(v.Parts, related(c, e, day, run)...)
	cites := [][]knowledge.Cite{e.Cites}
	for _, h := range e.History[:l.State.Line+1] {
		cites = append(cites, h.Cites)
	}
	var known []knowledge.Source
	for _, s := range citedSources(c, cites...) {
		if !s.Published.First().After(day) {
			known = append(known, s)
		}
	}
	v.Foot = []Part{append(sourceNote(c, known, day), L(T("Entry"), Code(e.ID)))}
	v.Foot = append(v.Foot, run.row([2]string{"Where each part comes from", "sources " + e.ID})...)
	return v
}

// facts are the fields of an entry's kind, those of its state as they stood on the day.
func facts(c *knowledge.Corpus, l knowledge.Listed, day time.Time) Fields {
	e, s := *l.Entry, l.State
	if c.StatementKnownFrom(l.Entry).After(day) { // what may rest on something newer
		e.Reason, e.Purpose, e.Measure, e.Value, e.Unit, e.Place = "", "", "", "", "", ""
	}
	date := func(d edtf.Date) string { return sentenceCase(d.Human()) }
	topics := make([]string, len(e.Topics))
	for i, id := range e.Topics {
		t, _ := c.Topic(id)
		topics[i] = t.Head()
	}
	all := Fields{
		{"By", name(c, e.By)},
		{"Whose view", name(c, e.Actor)},
		{"Status", Status(s.Status)},
		{"Stance", e.Stance},
		{"Made", date(e.Made)},
		{dateName(e.Kind), date(l.Date)},
		{"Held on", dateIf(e.Kind == knowledge.Position, e.When)},
		{"Amount", s.Amount.String()},
		{"For", date(e.Period)},
		{"Purpose", e.Purpose},
		{"Part of", name(c, e.PartOf)},
		{"Reason given", e.Reason},
		{"Measure", e.Measure},
		{"Value", strings.TrimSpace(e.Value + " " + e.Unit)},
		{"Measured", date(e.AsOf)},
		{"Place", e.Place},
		{"Short for", longForm(l.Entry)},
		{"Roles", roles(c, l.Entry, day)},
		{"Topics", strings.Join(topics, "; ")},
	}
	var out Fields
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// longForm is what a term's acronym stands for; "" where it has none.
func longForm(e *knowledge.Entry) string {
	if e.Short == "" {
		return ""
	}
	return e.Long
}

func dateName(k knowledge.Kind) string {
	if k == knowledge.Pledge {
		return "Due"
	}
	return "When"
}

func dateIf(ok bool, d edtf.Date) string {
	if !ok {
		return ""
	}
	return d.Human()
}

func name(c *knowledge.Corpus, id string) string {
	if id == "" {
		return ""
	}
	return c.ActorName(id)
}

func roles(c *knowledge.Corpus, e *knowledge.Entry, day time.Time) string {
	var out []string
	for _, r := range knowledge.RolesBy(e, day) {
		s := r.Role
		if r.Of != "" {
			s += ", " + c.ActorName(r.Of)
		}
		if span := join([]string{r.From.Human(), r.To.Human()}, " to "); span != "" {
			s += " (" + span + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// history is the lines of an entry's history up to its state on the day, the newest first.
func history(c *knowledge.Corpus, l knowledge.Listed) []Line {
	var out []Line
	for i := l.State.Line; i >= 0; i-- {
		h := l.Entry.History[i]
		date := cmp.Or(h.When, h.Due)
		words := join([]string{Status(h.Status), dueWords(h, date), h.Amount.String()}, ", ")
		line := L(T("•"), Bold(sentenceCase(h.On.Human())), T(join([]string{words, h.Note}, " — ")))
		for _, s := range citedSources(c, h.Cites) {
			line = append(line, T("("), sourceLink(s), T(")"))
		}
		out = append(out, line)
	}
	return out
}

func dueWords(h knowledge.Change, d edtf.Date) string {
	if d.IsZero() {
		return ""
	}
	if !h.Due.IsZero() {
		return "due " + d.Human()
	}
	return d.Human()
}

// related are the entries that this one names, as buttons; without buttons, as lines.
func related(c *knowledge.Corpus, e *knowledge.Entry, day time.Time, run Run) []Part {
	var lines []Line
	var bs Buttons
	for _, id := range e.Relates {
		o, ok := c.Entry(id)
		if _, known := c.StateAt(o, day); !ok || !known {
			continue
		}
		lines = append(lines, L(T("• "+o.Title+" ("+o.ID+")")))
		if b := run.button(o.Title, "pledge "+o.ID); b != nil {
			bs = append(bs, *b)
		}
	}
	switch {
	case len(bs) > 0:
		return []Part{Para(Bold("Related")), bs}
	case len(lines) > 0:
		return []Part{Text{Lines: append([]Line{L(Bold("Related"))}, lines...)}}
	}
	return nil
}

// Sources says where each part of an entry comes from, as far as that was out on a day: source, publisher, day, paragraphs, link.
func Sources(c *knowledge.Corpus, e *knowledge.Entry, day time.Time, run Run) View {
	v := View{Title: "Sources of: " + e.Title}
	add := func(what string, cites []knowledge.Cite) {
		lines := []Line{L(Bold(what))}
		for _, ct := range cites {
			s, ok := c.Source(ct.Source)
			if !ok || s.Published.First().After(day) {
				continue
			}
			line := L(T("•"), Link(s.Title, s.URL), T("— "+join([]string{s.Publisher, s.Published.Human(), paragraphs(ct.Paras)}, ", ")))
			if s.URL == "" {
				line = append(line, T("(no link is known)"))
			}
			lines = append(lines, line)
		}
		if len(lines) > 1 {
			v.Parts = append(v.Parts, Text{Lines: lines})
		}
	}
	add("Title and statement", e.Cites)
	l, _ := c.Listed(e, day)
	for i := min(l.State.Line, len(e.History)-1); i >= 0; i-- {
		h := e.History[i]
		add("History: "+join([]string{h.On.Human(), Status(h.Status)}, ", "), h.Cites)
	}
	v.Foot = append(v.Foot, Note{L(T("Paragraphs are counted from the top of each document. Entry"), Code(e.ID))})
	v.Foot = append(v.Foot, run.row([2]string{"The whole entry", "pledge " + e.ID})...)
	return v
}

// paragraphs says paragraph numbers: "paragraphs 3, 4 and 9".
func paragraphs(ns []int) string {
	var parts []string
	for _, n := range ns {
		parts = append(parts, fmt.Sprint(n))
	}
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return "paragraph " + parts[0]
	}
	return "paragraphs " + knowledge.And(parts)
}

// sentenceCase begins with a capital.
func sentenceCase(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Term explains a term or says who an actor is: what it is short for, what it means, what it relates to, sources.
func Term(c *knowledge.Corpus, l knowledge.Listed, day time.Time, run Run) View {
	e := l.Entry
	lead := e.Title
	for _, other := range []string{e.Short, e.Long} {
		if other != "" && !strings.Contains(strings.ToLower(lead), strings.ToLower(other)) {
			lead += " (" + other + ")"
		}
	}
	v := View{Parts: []Part{Para(Bold(lead))}}
	if !c.StatementKnownFrom(e).After(day) {
		v.Parts = append(v.Parts, Para(T(e.Statement)))
	}
	if r := roles(c, e, day); r != "" {
		v.Parts = append(v.Parts, Para(T("Roles: "+r)))
	}
	v.Parts = append(v.Parts, related(c, e, day, run)...)
	v.Foot = []Part{sourceNote(c, citedSources(c, e.Cites), day)}
	v.Foot = append(v.Foot, run.row([2]string{"Sources", "sources " + e.ID}, [2]string{"More", "pledge " + e.ID})...)
	return v
}
