package blocks

import (
	"encoding/json"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/watch"
)

const (
	mostQuote = 300 // characters quoted of a sentence of an article
	mostWhy   = 300
	mostMutes = 2 // topics that can be muted from an alert
)

// Alert is what a channel is told at once: what changed from what to what, by whose word, and where it says so.
func Alert(c *knowledge.Corpus, a alert.Alert, run Run) View {
	v := View{Title: a.Title()}
	single := len(a.Groups) == 1 && len(a.Groups[0].Items) == 1 && a.More == 0
	if single && a.Groups[0].Items[0].Step == alert.Published {
		v.Title = "New article" // whose title follows, with its link
	}
	for i, g := range a.Groups {
		if i > 0 {
			v.Parts = append(v.Parts, Rule{})
		}
		for _, it := range g.Items {
			t := Text{Lines: alertItem(c, a, it, single)}
			if it.Entry != "" && it.Step != alert.Removed && !single {
				t.Button = run.button("More", "pledge "+it.Entry)
			}
			v.Parts = append(v.Parts, t)
		}
		if g.Article != nil && g.Items[0].Step != alert.Published {
			v.Parts = append(v.Parts, Text{Lines: articleLines(*g.Article)})
		}
	}
	if a.More > 0 {
		where := "/reform changes"
		if a.Groups[0].Items[0].Step == alert.Due {
			where = "/reform timeline"
		}
		v.Parts = append(v.Parts, Text{Lines: []Line{L(T("… and "+count(a.More, "more thing", "more things")+":"), Code(where))}})
	}
	v.Foot = alertFoot(c, a, single, run)
	return v
}

// alertItem says what moved of one entry.
func alertItem(c *knowledge.Corpus, a alert.Alert, it alert.Item, single bool) []Line {
	var lines []Line
	if it.Step == alert.Published {
		lines = articleLines(*it.Article)
		if names := Topics(c, it.Topics); len(it.Topics) > 0 {
			lines = append(lines, L(T("On: "+names)))
		}
		return lines
	}
	if !single {
		lines = append(lines, L(Bold(it.Event.Title), T("("+alertStep(it)+")")))
	}
	if it.FollowUp {
		return append(lines, followUp(a, it)...)
	}
	switch it.Step {
	case alert.Due:
		return append(lines, deadlineLines(it)...)
	case alert.Added, alert.Removed:
		return append(append(lines, L(T(standingWords(it.EntryKind, it.Before)))), noteAndSource(it)...)
	default: // something moved
	}
	lines = append(lines, moveLines(it)...)
	if before := standingWords(it.EntryKind, it.Before); before != "" {
		lines = append(lines, L(T("Before: "+before+".")))
	}
	for _, q := range it.Quotes {
		lines = append(lines, quoted(q))
	}
	switch it.Step {
	case alert.Confirmed:
		lines = append(lines, L(T("Confirmed by"), decider(a, it), T(".")))
	case alert.Edited:
		lines = append(lines, noteAndSource(it)...)
	default: // the sentence says it
	}
	return lines
}

// followUp says what became of a change that the channel was told of before.
func followUp(a alert.Alert, it alert.Item) []Line {
	var lines []Line
	if it.Step == alert.Confirmed {
		lines = append(moveLines(it), L(Bold("Confirmed by"), decider(a, it), T(".")))
		for _, m := range it.Moves {
			if m.Proposed != "" {
				lines = append(lines, L(T("The report said: "+valueWords(m.Field, m.Proposed)+".")))
			}
		}
		return lines
	}
	lines = append(lines, L(T("What was told here is not so, says"), decider(a, it), T(".")))
	for _, m := range it.Moves {
		lines = append(lines, L(T(fieldWords(it.EntryKind, m.Field)+" stays as it was: "+valueWords(m.Field, m.From)+".")))
	}
	if it.Why != "" {
		lines = append(lines, L(T("Reason given: "+Cut(Clean(it.Why), mostWhy))))
	}
	return lines
}

// moveLines say from what to what each field moved.
func moveLines(it alert.Item) []Line {
	var lines []Line
	for _, m := range it.Moves {
		lines = append(lines, L(T(fieldWords(it.EntryKind, m.Field)+":"), T(valueWords(m.Field, m.From)), T("→"), Bold(valueWords(m.Field, m.To))))
	}
	return lines
}

func deadlineLines(it alert.Item) []Line {
	last := edtf.Day(it.Last).Human()
	date := valueWords(watch.Date, it.To)
	if date != last {
		date += " (until " + last + ")"
	}
	lines := []Line{L(T(fieldWords(it.EntryKind, watch.Date)+":"), Bold(date))}
	if it.Stage == watch.Overdue {
		lines = append(lines, L(T("No source in the corpus reports that it was done.")))
	}
	known := it.Before
	known.Date = ""
	if words := standingWords(it.EntryKind, known); words != "" {
		lines = append(lines, L(T("Last known: "+words+".")))
	}
	return lines
}

// noteAndSource are what the corpus itself says of a new state, and by what source.
func noteAndSource(it alert.Item) []Line {
	var lines []Line
	if it.Note != "" {
		lines = append(lines, L(T(Cut(Clean(it.Note), mostSummary))))
	}
	if s := it.Article; s != nil {
		line := L(T("Source:"), Link(join([]string{Cut(Clean(s.Publisher), mostTitle), dayWords(*s)}, ", "), s.Link))
		lines = append(lines, line)
	}
	return lines
}

// articleLines name an article, its publisher and its day.
func articleLines(a alert.Article) []Line {
	title := Cut(Clean(a.Title), mostTitle)
	if title == "" {
		title = "An article without a title"
	}
	return []Line{L(Link(title, a.Link)), L(T(join([]string{Cut(Clean(a.Publisher), mostTitle), dayWords(a)}, ", ")))}
}

func dayWords(a alert.Article) string {
	if a.Published.IsZero() {
		return "undated"
	}
	return edtf.Day(knowledge.DayOf(a.Published)).Human()
}

func quoted(s string) Line { return L(T("“" + Cut(Clean(s), mostQuote) + "”")) }

// decider names who decided. Somebody of another workspace has no name here.
func decider(a alert.Alert, it alert.Item) Span {
	if it.ByTeam == a.Team {
		return Person(it.By)
	}
	return T("a curator")
}

func alertStep(it alert.Item) string {
	switch it.Step {
	case alert.Reported:
		return "reported, not confirmed"
	case alert.Confirmed:
		return "confirmed"
	case alert.Dismissed:
		return "taken back"
	case alert.Added:
		return "new in the corpus"
	case alert.Removed:
		return "no longer in the corpus"
	case alert.Due:
		return it.When()
	default:
		return "changed in the corpus"
	}
}

func fieldWords(k knowledge.Kind, f watch.Field) string {
	switch {
	case f == watch.Date && k == knowledge.Pledge:
		return "Due date"
	case f == watch.Status && k == knowledge.Recommendation:
		return "Response"
	}
	return sentenceCase(string(f))
}

// valueWords says the value of a field as people read it.
func valueWords(f watch.Field, s string) string {
	switch {
	case s == "":
		return "none recorded"
	case f == watch.Status:
		return Status(s)
	case f == watch.Date:
		if d, err := edtf.Parse(s); err == nil {
			return d.Human()
		}
	}
	return s
}

func standingWords(k knowledge.Kind, s alert.Standing) string {
	date := ""
	if s.Date != "" {
		date = valueWords(watch.Date, s.Date)
		if k == knowledge.Pledge {
			date = "due " + date
		}
	}
	return join([]string{Status(s.Status), date, s.Amount}, ", ")
}

// alertFoot is what can be done about an alert.
func alertFoot(c *knowledge.Corpus, a alert.Alert, single bool, run Run) []Part {
	var foot []Part
	var note Note
	for _, g := range a.Groups {
		for _, it := range g.Items {
			if it.Step == alert.Reported && len(note) == 0 {
				note = append(note, L(T("Reported by the press and not confirmed: answers do not say it yet. What becomes of it follows in this thread.")))
			}
		}
	}
	if a.Thread == "" {
		note = append(note, L(T("What this channel is told:"), Code("/reform subscribe"), T(","), Code("/reform unsubscribe")))
		foot = append(foot, note)
	} else if len(note) > 0 {
		foot = append(foot, note)
	}
	var bs [][2]string
	if it := a.Groups[0].Items[0]; single && it.Entry != "" && it.Step != alert.Removed {
		bs = append(bs, [2]string{"More", "pledge " + it.Entry}, [2]string{"Sources", "sources " + it.Entry})
	}
	for i, id := range a.Topics {
		if t, ok := c.Topic(id); ok && i < mostMutes && a.Thread == "" {
			bs = append(bs, [2]string{"Mute " + t.Head(), "mute " + id})
		}
	}
	return append(foot, run.row(bs...)...)
}

// AlertMessage is an alert as it is sent: what notifications and screen readers get, escaped, and an array of blocks.
func AlertMessage(c *knowledge.Corpus, a alert.Alert, run Run) (text string, blocks json.RawMessage, err error) {
	v := Alert(c, a, run)
	blocks, err = json.Marshal(v.Blocks())
	return v.Fallback(), blocks, err
}
