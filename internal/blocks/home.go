package blocks

import (
	"fmt"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// Home is what the home tab tells.
type Home struct {
	Corpus   *knowledge.Corpus
	Subs     []digest.Subscription // of the workspace
	Trouble  string                // why Subs could not be read; empty: they could
	Upcoming []knowledge.Listed    // the next dates
	Overdue  int                   // pledges whose date has passed
	Examples []string              // questions
	Day      time.Time
}

// homeSubs is how many subscriptions the home tab shows at most; the others are a button away.
const homeSubs = 10

// View shows it.
func (h Home) View(run Run) View {
	v := View{Title: "Pledgewatch", Parts: []Part{
		Para(T("What was promised on children's social care in England, by whom, for when and for how much, each with its source. Type"), Code("/reform"), T("and a question in any channel, or ask one of these:")),
	}}
	var asks [][2]string
	for _, q := range h.Examples {
		asks = append(asks, [2]string{q, q})
	}
	v.Parts = append(v.Parts, run.row(asks...)...)
	v.Parts = append(v.Parts, Rule{}, Para(Bold("Next dates")))
	var lines []Line
	for _, l := range h.Upcoming {
		lines = append(lines, L(T("•"), Bold(sentenceCase(dateWords(l))+":"), T(l.Entry.Title)))
	}
	if len(lines) == 0 {
		lines = []Line{L(T("The corpus holds no date ahead."))}
	}
	if h.Overdue > 0 {
		lines = append(lines, L(T(count(h.Overdue, "pledge has", "pledges have")+" passed the due date without a source that reports it done.")))
	}
	v.Parts = append(v.Parts, Text{Lines: lines})
	v.Parts = append(v.Parts, run.row([2]string{"Pledges", "pledges"}, [2]string{"Overdue", "pledges overdue"}, [2]string{"Timeline", "timeline"}, [2]string{"Latest articles", "latest"}, [2]string{"Help", "help"})...)
	v.Parts = append(v.Parts, Rule{}, Para(Bold("Subscriptions of this workspace")))
	v.Parts = append(v.Parts, h.subscriptions(run)...)
	v.Foot = []Part{Note{
		L(T(fmt.Sprintf("%d entries from %d sources, the newest of %s.", len(h.Corpus.Entries()), len(h.Corpus.Sources()), h.Corpus.Newest().Format("2 January 2006")))),
		L(asOf(nil, h.Day)),
	}}
	return v
}

func (h Home) subscriptions(run Run) []Part {
	if h.Trouble != "" {
		return []Part{Para(T(h.Trouble))}
	}
	l := Subscriptions(h.Corpus, h.Subs)
	form := run.row([2]string{"Subscribe a channel", "subscribe"})
	if len(l.Rows) == 0 {
		return append([]Part{Para(T(l.Empty))}, form...)
	}
	var out []Part
	for _, r := range l.Rows[:min(homeSubs, len(l.Rows))] {
		out = append(out, r.text())
	}
	if len(l.Rows) > homeSubs {
		return append(out, run.row([2]string{fmt.Sprintf("All %d", len(l.Rows)), "subscriptions"}, [2]string{"Subscribe a channel", "subscribe"})...)
	}
	return append(out, form...)
}
