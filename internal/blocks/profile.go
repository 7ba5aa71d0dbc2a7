package blocks

import (
	"fmt"
	"time"

	"pledgewatch/internal/knowledge"
)

// Profile lists what is known of a person or a body: roles over time, what it promised, asked for, gave and thinks, and the
// findings that it published.
func Profile(c *knowledge.Corpus, p knowledge.Profile, day time.Time, run Run) List {
	const each = 8
	l := List{Title: p.Actor.Title, Today: -1, Day: day, Corpus: c, Size: each, Empty: "The corpus holds nothing that it did."}
	if l.Intro = c.StatementAt(p.Listed, day); l.Intro == "" {
		l.Intro = "What the corpus says of " + p.Actor.Title + " as such rests on later sources; this was known by then."
	}
	own := from(c.SourcesBy(day, p.Actor.Cites))
	for _, r := range p.Roles {
		l.Rows = append(l.Rows, Row{Group: "Roles", Head: L(Bold(sentenceCase(r.Role))), Below: join([]string{name(c, r.Of), years(r)}, " · "), From: own})
	}
	for _, m := range p.Members {
		l.Rows = append(l.Rows, Row{
			Group: "Who is or was there", Head: L(Bold(m.Actor.Title)), Below: join([]string{m.Role.Role, years(m.Role)}, " · "),
			From: from(c.SourcesBy(day, m.Actor.Cites)), Button: run.button("Show", "who "+m.Actor.ID),
		})
	}
	var counts []string
	for _, g := range []struct {
		head, one, many string
		of              []knowledge.Listed
	}{
		{"Promised, planned or done", "pledge or date", "pledges or dates", p.Promised},
		{"Recommended", "recommendation", "recommendations", p.Asked},
		{"Money", "sum", "sums", p.Gave},
		{"Views", "view", "views", p.Thinks},
		{"Findings published by it or about it", "finding", "findings", p.Published},
	} {
		if len(g.of) > 0 {
			counts = append(counts, count(len(g.of), g.one, g.many))
		}
		for _, e := range g.of {
			l.Rows = append(l.Rows, Row{
				Group: fmt.Sprintf("%s (%d)", g.head, len(g.of)), Head: L(Bold(e.Entry.Title)), Below: stands(e),
				From: from(c.Known(e, day, false)), Button: run.button("Show", "pledge "+e.Entry.ID),
			})
		}
	}
	l.Count = sentence(sentenceCase(join(counts, ", ")))
	return l
}

// years says from when to when a role was held.
func years(r knowledge.Role) string {
	switch {
	case r.From.IsZero() && r.To.IsZero():
		return ""
	case r.To.IsZero():
		return "from " + r.From.Human() + "; no source tells an end"
	case r.From.IsZero():
		return "until " + r.To.Human()
	}
	if r.From == r.To {
		return r.From.Human()
	}
	return r.From.Human() + " to " + r.To.Human()
}

// stands says in a line how an entry stands, by the words of its kind.
func stands(l knowledge.Listed) string {
	e := l.Entry
	switch e.Kind {
	case knowledge.Position:
		return join([]string{sentenceCase(stateName(e.Stance)), e.When.Human()}, " · ")
	case knowledge.Finding:
		return join([]string{join([]string{e.Value, e.Unit}, " "), e.AsOf.Human(), e.Place}, " · ")
	case knowledge.Recommendation:
		on := answered(l)
		if on != "" {
			on = "answered " + on
		}
		return join([]string{Status(l.State.Status), on}, " · ")
	case knowledge.Funding:
		return join([]string{l.State.Amount.String(), Status(l.State.Status), forYears(e), said(e)}, " · ")
	case knowledge.Term, knowledge.Actor:
		return kindNames[e.Kind]
	default: // pledges and milestones
		return join([]string{Status(l.State.Status), dateWords(l), l.State.Amount.String(), said(e)}, " · ")
	}
}

func said(e *knowledge.Entry) string {
	if e.Made.IsZero() {
		return ""
	}
	return "made " + e.Made.Human()
}
