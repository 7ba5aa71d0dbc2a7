package blocks

import (
	"encoding/json"
	"fmt"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/watch"
)

// What the buttons of a proposed change do. The value of each is the change's key.
const (
	ActConfirm  = "confirm"
	ActEdit     = "edit"
	ActDismiss  = "dismiss"
	ActWithdraw = "withdraw"
)

// ReviewPage is how many proposed changes a page shows.
const ReviewPage = 4

// mostKeyed is how much of a reason and a note is shown.
const mostKeyed = 300

// Decide makes a button that decides a change; nil makes views without such buttons.
type Decide func(text, action string, c watch.Change) Button

// Reported says, below an answer, what articles report of its entries and no curator has confirmed; nothing where there is
// nothing.
func Reported(c *knowledge.Corpus, changes []watch.Change) []Part {
	const most = 3
	var lines []Line
	for _, ch := range changes[:min(most, len(changes))] {
		line := L(Bold("Reported, not confirmed:"), T(shift(c, ch)), T("("), originLink(ch.Article), T(")"))
		if len(lines) > 0 || len(changes) > 1 {
			line = append(L(Bold("Reported, not confirmed:"), Italic(Cut(Clean(ch.Title), mostTitle))), line[1:]...)
		}
		lines = append(lines, line)
	}
	if n := len(changes) - len(lines); n > 0 {
		lines = append(lines, L(T(fmt.Sprintf("… and %s.", count(n, "more report", "more reports")))))
	}
	if len(lines) == 0 {
		return nil
	}
	return []Part{Text{Lines: lines}}
}

// shift says from what to what a change moves its entry.
func shift(c *knowledge.Corpus, ch watch.Change) string {
	kind := knowledge.Pledge
	if e, ok := c.Entry(ch.Entry); ok {
		kind = e.Kind
	}
	field := fieldWords(kind, ch.Field)
	if ch.From == "" {
		return field + ": " + valueWords(ch.Field, ch.To)
	}
	return field + ": " + valueWords(ch.Field, ch.From) + " → " + valueWords(ch.Field, ch.To)
}

func originLink(o watch.Origin) Span {
	return Link(join([]string{Cut(Clean(o.Publisher), mostTitle), originDay(o)}, ", "), o.Link)
}

func originDay(o watch.Origin) string {
	if o.Published.IsZero() {
		return ""
	}
	return edtf.Day(knowledge.DayOf(o.Published)).Human()
}

// Review is the proposed changes that wait for curators, from one of them on. turn makes the button that leads to another.
func Review(c *knowledge.Corpus, pending []watch.Change, offset int, by Decide, turn func(text string, offset int) Button) View {
	v := View{Title: "Changes to review", Aside: true}
	offset = max(0, min(offset, max(len(pending), 1)-1))
	end := min(offset+ReviewPage, len(pending))
	for i, ch := range pending[offset:end] {
		if i > 0 {
			v.Parts = append(v.Parts, Rule{})
		}
		v.Parts = append(v.Parts, proposed(c, ch, by)...)
	}
	if len(pending) == 0 {
		v.Parts = []Part{Para(T("Nothing waits for review."))}
	} else {
		v.Foot = append(v.Foot, Note{L(T(span(offset, end, len(pending)))), L(T("Edit changes the value, the day from which it holds or the sentence that is kept."))})
	}
	var bs Buttons
	if turn != nil && offset > 0 {
		bs = append(bs, turn("Previous", max(0, offset-ReviewPage)))
	}
	if turn != nil && end < len(pending) {
		bs = append(bs, turn("Next", end))
	}
	if len(bs) > 0 {
		v.Foot = append(v.Foot, bs)
	}
	return v
}

// proposed is one change with its evidence, and what can be done with it.
func proposed(c *knowledge.Corpus, ch watch.Change, by Decide) []Part {
	lines := []Line{
		L(Bold(Cut(Clean(ch.Title), mostTitle)), T("("), Code(ch.Entry), T(")")),
		L(T(shift(c, ch)), T("("+string(ch.Kind)+")")),
		quoted(ch.Sentence),
		L(Link(Cut(Clean(ch.Article.Title), mostTitle), ch.Article.Link), T(fmt.Sprintf("(%s, paragraph %d)", join([]string{Cut(Clean(ch.Article.Publisher), mostTitle), originDay(ch.Article)}, ", "), ch.Paragraph))),
	}
	for i, o := range ch.More {
		if i == mostBears {
			lines = append(lines, L(T(fmt.Sprintf("… and %d more.", len(ch.More)-i))))
			break
		}
		lines = append(lines, L(T("Also:"), Link(Cut(Clean(o.Title), mostTitle), o.Link), T("("+join([]string{Cut(Clean(o.Publisher), mostTitle), originDay(o)}, ", ")+")")))
	}
	shown := "only curators see it"
	if ch.Shown {
		shown = "shown as reported, not confirmed"
	}
	note := Note{L(T(fmt.Sprintf("Confidence %.2f; %s.", ch.Confidence, shown))), L(T(Cut(Clean(ch.Reason), mostKeyed)))}
	if e, ok := c.Entry(ch.Entry); ok && watch.Value(c, e, ch.Field) == ch.To {
		note = append(note, L(T("The corpus says so already.")))
	}
	parts := []Part{Text{Lines: lines}, note}
	if by != nil {
		confirm := by("Confirm", ActConfirm, ch)
		confirm.Main = true
		parts = append(parts, Buttons{confirm, by("Edit…", ActEdit, ch), by("Dismiss…", ActDismiss, ch)})
	}
	return parts
}

// ReviewPost is what the review channel is shown of a change: the proposal, and once it is decided who decided what.
func ReviewPost(c *knowledge.Corpus, ch watch.Change, team string, by Decide) View {
	if ch.Standing.Pending() {
		return View{Title: "Change to review", Parts: proposed(c, ch, by), Aside: true}
	}
	return Decided(c, ch, team, by)
}

// Decided says who decided what of a change.
func Decided(c *knowledge.Corpus, ch watch.Change, team string, by Decide) View {
	v := View{Aside: true}
	word := map[watch.Standing]string{watch.StandingConfirmed: "Confirmed", watch.StandingDismissed: "Dismissed", watch.StandingLapsed: "Lapsed"}[ch.Standing]
	when := L(T("By"), curator(ch.By, ch.Team, team), T("on "+stamp(ch.At)+"."))
	if ch.Standing == watch.StandingLapsed {
		when = L(T("On " + stamp(ch.At) + "."))
	}
	lines := []Line{
		L(Bold(word+":"), T(Cut(Clean(ch.Title), mostTitle)), T("("), Code(ch.Entry), T(")")),
		L(T(shift(c, ch)), T("("+string(ch.Kind)+")")),
		when,
	}
	if ch.Standing == watch.StandingConfirmed {
		lines = append(lines, L(T("Holds from "+ch.On.Human()+".")), L(Italic(Cut(Clean(ch.Note), mostKeyed))))
		if ch.Proposed != ch.To {
			lines = append(lines, L(T("The article was read as: "+valueWords(ch.Field, ch.Proposed)+".")))
		}
	} else {
		lines = append(lines, L(T(reason(ch.Standing == watch.StandingLapsed)+Cut(Clean(ch.Why), mostKeyed))))
	}
	v.Parts = []Part{Text{Lines: append(lines, L(Link(Cut(Clean(ch.Article.Title), mostTitle), ch.Article.Link)))}}
	if ch.Standing == watch.StandingConfirmed && by != nil {
		v.Parts = append(v.Parts, Buttons{by("Take it back…", ActWithdraw, ch)})
	}
	return v
}

// reason introduces why something was put away; that nobody decided was nobody's reason.
func reason(lapsed bool) string {
	if lapsed {
		return ""
	}
	return "Reason given: "
}

// curator names who decided. Somebody of another workspace has no name here.
func curator(user, theirs, team string) Span {
	if theirs == team {
		return Person(user)
	}
	return T("a curator of another workspace")
}

func stamp(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// ReviewLog is the audit log, the latest first, as somebody of a workspace sees it; in a terminal, where there is none, the ids
// stand for the people.
func ReviewLog(ds []watch.Decision, team string, by Decide) List {
	l := List{Title: "Who decided what", Today: -1, Empty: "Nothing has been decided yet."}
	later := map[string]bool{} // changes that were decided on again
	for _, d := range ds {
		who := L(curator(d.By, d.Team, team))
		if team == "" {
			who = L(T(d.By + " of " + d.Team))
		}
		if d.Verdict == watch.Lapse {
			who = L(T("Nobody"))
		}
		did := map[watch.Verdict]string{watch.Confirm: "confirmed", watch.Dismiss: "dismissed", watch.Withdraw: "took back", watch.Lapse: "decided on"}[d.Verdict]
		value := valueWords(d.Field, d.To)
		if d.From != "" {
			value = valueWords(d.Field, d.From) + " → " + value
		}
		if d.Verdict == watch.Confirm && d.Proposed != d.To {
			value += " (the article was read as " + valueWords(d.Field, d.Proposed) + ")"
		}
		below := join([]string{stamp(d.At), d.Entry, string(d.Field) + ": " + value}, " · ")
		row := Row{Head: append(who, T(did), Bold(Cut(Clean(d.Title), mostTitle))), Below: below, From: L(Link(Cut(Clean(d.Article.Title), 120), d.Article.Link))}
		if d.Why != "" {
			row.Say = reason(d.Verdict == watch.Lapse) + d.Why
		}
		if by != nil && d.Verdict == watch.Confirm && !later[d.Change] {
			b := by("Take it back…", ActWithdraw, watch.Change{Key: d.Change})
			row.Button = &b
		}
		later[d.Change] = true
		l.Rows = append(l.Rows, row)
	}
	l.Size = 5
	return l
}

// Thresholds says from which confidence on what is reported at once, and what taught it.
func Thresholds(ts []watch.Threshold, usual float64) View {
	v := View{Title: "What is reported at once", Aside: true, Parts: []Part{
		Para(T(fmt.Sprintf("A change is shown as reported, before a curator has looked at it, where the bot is at least %.2f sure of it. The smaller the share of such changes from a feed that curators confirm, the surer it must be.", usual))),
	}}
	t := Table{Cols: []Col{{Name: "Feed"}, {Name: "Kind"}, {Name: "Confirmed"}, {Name: "Dismissed"}, {Name: "From"}}}
	for _, row := range ts {
		t.Rows = append(t.Rows, []string{Cut(Clean(row.Feed), 60), string(row.Kind), fmt.Sprint(row.Confirmed), fmt.Sprint(row.Dismissed), fmt.Sprintf("%.2f", row.Needed)})
	}
	if len(t.Rows) == 0 {
		v.Parts = append(v.Parts, Para(T("No decision has taught otherwise yet.")))
		return v
	}
	v.Parts = append(v.Parts, t)
	return v
}

// ReviewMessage is a change as it is posted to the review channel: what notifications and screen readers get, escaped, and an
// array of blocks.
func ReviewMessage(c *knowledge.Corpus, ch watch.Change, team string, by Decide) (text string, blocks json.RawMessage, err error) {
	v := ReviewPost(c, ch, team, by)
	blocks, err = json.Marshal(v.Blocks())
	return v.Fallback(), blocks, err
}
