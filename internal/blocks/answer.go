package blocks

import (
	"pledgewatch/internal/knowledge"
)

// Answer is what the corpus says to a question, or that it does not hold it and what it holds that is nearest.
func Answer(c *knowledge.Corpus, a knowledge.Answer, run Run) View {
	v := View{Parts: []Part{Para(Bold(a.Lead))}}
	for _, p := range a.Body {
		v.Parts = append(v.Parts, Para(T(p)))
	}
	if !a.Answered {
		return declined(c, v, a, run)
	}
	v.Foot = []Part{sourceNote(c, a.Sources, a.AsOf)}
	var more [][2]string
	for i, r := range a.Entries {
		if i == 0 {
			more = append(more, [2]string{"Sources", "sources " + r.Entry.ID})
		}
		more = append(more, [2]string{"More: " + r.Entry.Title, "pledge " + r.Entry.ID})
	}
	if len(a.Entries) > 0 {
		more = append(more, onwards(c, a.Entries[0].Entry)...)
	}
	v.Foot = append(v.Foot, run.row(more[:min(len(more), maxActions)]...)...)
	return v
}

// onwards are the lists that somebody who asked about an entry is likely to want next.
func onwards(c *knowledge.Corpus, e *knowledge.Entry) [][2]string {
	t, ok := c.Topic(e.Topics[0])
	if !ok {
		return nil
	}
	next := map[knowledge.Kind][2]string{
		knowledge.Pledge: {"Timeline", "timeline " + t.ID}, knowledge.Milestone: {"Timeline", "timeline " + t.ID},
		knowledge.Recommendation: {"Other answers", "response " + t.ID}, knowledge.Funding: {"Other money", "money " + t.ID},
		knowledge.Position: {"Other views", "views " + t.ID}, knowledge.Actor: {"What they did", "who " + e.ID},
	}
	brief := [2]string{"Briefing: " + t.Head(), "brief " + t.ID}
	if n, ok := next[e.Kind]; ok {
		return [][2]string{brief, n}
	}
	return [][2]string{brief}
}

// declined adds what is nearest. Sources are there only where a premise was put right.
func declined(c *knowledge.Corpus, v View, a knowledge.Answer, run Run) View {
	v.Aside = len(a.Sources) == 0
	for i, n := range a.Near {
		if i == 0 {
			v.Parts = append(v.Parts, Para(T("What it does hold that is nearest:")))
		}
		lines := []Line{L(T("• " + n.String()))}
		if n.Said != "" {
			lines = append(lines, L(T(n.Said)))
		}
		v.Parts = append(v.Parts, Text{Lines: lines, Button: run.button("Show", "pledge "+n.Entry.ID)})
	}
	if len(a.Sources) > 0 {
		v.Foot = append(v.Foot, sourceNote(c, a.Sources, a.AsOf))
	}
	var topics [][2]string
	for _, t := range a.Topics {
		topics = append(topics, [2]string{"Pledges: " + t.Head(), "pledges " + t.ID})
	}
	if len(topics) == 0 {
		topics = [][2]string{{"What you can ask", "help"}, {"All pledges", "pledges"}}
	}
	v.Foot = append(v.Foot, run.row(topics...)...)
	return v
}
