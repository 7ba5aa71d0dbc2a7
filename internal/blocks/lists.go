package blocks

import (
	"fmt"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// EntryList is a list of entries: title, state, date, who.
func EntryList(c *knowledge.Corpus, title string, entries []knowledge.Listed, day time.Time, run Run) List {
	l := List{Title: title, Today: -1, Day: day, Corpus: c, Empty: "The corpus holds none."}
	for _, e := range entries {
		below := join([]string{Status(e.State.Status), passed(c, e, day), e.State.Amount.String(), by(c, e.Entry)}, " · ")
		l.Rows = append(l.Rows, Row{
			Head: L(Bold(e.Entry.Title)), Below: join([]string{below, e.Entry.ID}, " · "), Button: run.button("Show", "pledge "+e.Entry.ID),
			From: from(c.Known(e, day, false)),
		})
	}
	return l
}

// passed says an entry's date and, where it has passed without a source that reports it done, what was reported last.
func passed(c *knowledge.Corpus, e knowledge.Listed, day time.Time) string {
	words := dateWords(e)
	if e.Overdue(day) {
		words += " (passed; " + lastReport(c, e, day) + ")"
	}
	return words
}

// lastReport says how an entry stood when a source last told: "no source reports it done; last heard of 31 October 2024: testing".
func lastReport(c *knowledge.Corpus, e knowledge.Listed, day time.Time) string {
	const undone = "no source reports it done"
	known := c.Known(e, day, false)
	if len(known) == 0 {
		return undone
	}
	return fmt.Sprintf("%s; last heard of %s: %s", undone, known[0].Published.Human(), stateName(e.State.Status))
}

func by(c *knowledge.Corpus, e *knowledge.Entry) string {
	if e.By == "" {
		return ""
	}
	return "by " + c.ActorName(e.By)
}

// Groups is a list of entries under the states that they share, each with its statement: the answers that recommendations
// had, what actors think. facts says what stands below an entry's title.
func Groups(c *knowledge.Corpus, title string, groups []knowledge.Group, day time.Time, facts func(knowledge.Listed) string, run Run) List {
	const each = 5 // of these to a page: their statements are long
	l := List{Title: title, Today: -1, Day: day, Corpus: c, Size: each, Empty: "The corpus holds none."}
	var counts []string
	n := 0
	for _, g := range groups {
		words := sentenceCase(stateName(g.State))
		counts, n = append(counts, fmt.Sprintf("%d %s", len(g.Entries), stateName(g.State))), n+len(g.Entries)
		for _, e := range g.Entries {
			l.Rows = append(l.Rows, Row{
				Group: fmt.Sprintf("%s (%d)", words, len(g.Entries)), Head: L(Bold(e.Entry.Title)), Below: facts(e),
				Say: c.StatementAt(e, day), From: from(c.Known(e, day, false)), Button: run.button("Show", "pledge "+e.Entry.ID),
			})
		}
	}
	l.Count = fmt.Sprintf("%d in all: %s.", n, strings.Join(counts, ", "))
	return l
}

// stateName says a state as part of a sentence.
func stateName(s string) string {
	if w := stateNames[s]; w != "" {
		return w
	}
	return knowledge.StatusWords(s)
}

var stateNames = map[string]string{
	"concerned": "worried", "mixed": "of mixed views", "neutral": "taking no side", "supports": "in support", "opposes": "opposed",
	"testing": "being tested",
}

// Responses lists what was recommended, by the answer that it had.
func Responses(c *knowledge.Corpus, groups []knowledge.Group, day time.Time, run Run) List {
	l := Groups(c, "What was recommended, and what the government answered", groups, day, func(e knowledge.Listed) string {
		answer := Status(e.State.Status)
		if on := answered(e); on != "" {
			answer += " (" + on + ")"
		}
		why := ""
		if e.Entry.Reason != "" && e.State.Status != "no-response" && !c.StatementKnownFrom(e.Entry).After(day) {
			why = "reason given: " + e.Entry.Reason
		}
		asked := join([]string{"recommended " + by(c, e.Entry), e.Entry.Made.Human()}, ", ")
		return join([]string{answer, asked, e.State.Amount.String(), why}, " · ")
	}, run)
	l.Empty = "The corpus holds no recommendations."
	return l
}

// answered says when a recommendation had the answer of its state; "" where that is not told or there is none.
func answered(e knowledge.Listed) string {
	switch {
	case e.State.Status == "no-response":
		return ""
	case e.State.Line >= 0:
		return e.State.Since.Human()
	}
	return e.Entry.Responded.Human()
}

// Views lists who supports, opposes or worries.
func Views(c *knowledge.Corpus, groups []knowledge.Group, day time.Time, run Run) List {
	l := Groups(c, "Who thinks what", groups, day, func(e knowledge.Listed) string {
		return join([]string{name(c, e.Entry.Actor), e.Entry.When.Human()}, " · ")
	}, run)
	l.Empty = "The corpus holds no views."
	return l
}

// Moves lists changes, the newest first: what was so, what became of it, and who says so.
func Moves(c *knowledge.Corpus, moves []knowledge.Move, day time.Time, run Run) List {
	const each = 6
	l := List{Title: "What changed", Today: -1, Day: day, Corpus: c, Size: each, Empty: "The corpus holds no changes."}
	for _, m := range moves {
		l.Rows = append(l.Rows, Row{
			Head: L(Bold(sentenceCase(m.Line.On.Human())+":"), T(m.Entry.Title)), Below: moved(m), Say: m.Line.Note,
			From: from(c.SourcesBy(day, m.Line.Cites)), Button: run.button("Show", "pledge "+m.Entry.ID),
		})
	}
	return l
}

// moved says in a line what a step of history changed: "announced → delayed; due 2024 → from April 2026".
func moved(m knowledge.Move) string {
	if m.Same() {
		return join([]string{"Still " + stateName(m.To.Status), m.To.Date.Human(), m.To.Amount.String()}, ", ")
	}
	step := func(what, before, after string) string {
		switch {
		case before == after || after == "":
			return ""
		case before == "":
			return strings.TrimSpace(what + " " + after)
		}
		return strings.TrimSpace(what+" "+before) + " → " + after
	}
	date := ""
	if m.Entry.Kind == knowledge.Pledge {
		date = "due"
	}
	words := join([]string{
		step("", Status(m.From.Status), Status(m.To.Status)), step(date, m.From.Date.Human(), m.To.Date.Human()),
		step("", m.From.Amount.String(), m.To.Amount.String()),
	}, "; ")
	if m.First {
		return "First recorded: " + words
	}
	return words
}

// Timeline is a list of dated entries in order, with a line where today is. The first page shows what is around today.
func Timeline(c *knowledge.Corpus, title string, entries []knowledge.Listed, day time.Time, run Run) List {
	const before = 4 // rows of the past that the first page shows
	l := EntryList(c, title, entries, day, run)
	l.Empty = "The corpus holds no dates."
	l.Today = len(entries)
	for i, e := range entries {
		if l.Today == len(entries) && e.Date.First().After(day) {
			l.Today = i
		}
		words := sentenceCase(e.Date.Human())
		if e.Entry.Kind == knowledge.Pledge {
			words += ", due"
		}
		below := []string{Status(e.State.Status), kindNames[e.Entry.Kind], by(c, e.Entry), e.Entry.ID}
		if e.Overdue(day) {
			below[0] += " (date passed; " + lastReport(c, e, day) + ")"
		}
		l.Rows[i].Head, l.Rows[i].Below = L(Bold(words+":"), T(e.Entry.Title)), join(below, " · ")
	}
	l.Start = max(0, min(l.Today-before, len(entries)-PageSize))
	return l
}
