package watch

import (
	"cmp"
	"slices"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Stage is how near the end of an entry's date is.
type Stage string

// The stages.
const (
	DueInMonth Stage = "due-in-28-days"
	DueInWeek  Stage = "due-in-7-days"
	Overdue    Stage = "overdue"
)

// Before the last day of a date, when a deadline is told of.
const (
	monthAhead = 28
	weekAhead  = 7
)

// Deadline is a date that nears, or that has passed without news.
type Deadline struct {
	Entry *knowledge.Entry
	Stage Stage
	State knowledge.State // what is known
	Date  edtf.Date
	Last  time.Time // the last day that the date may mean, at midnight UTC
	Days  int       // from the day asked about until Last; negative once it has passed
}

// Key names this stage of this date of this entry: a date that moves makes new deadlines.
func (d Deadline) Key() string {
	return d.Entry.ID + " " + d.Date.String() + " " + string(d.Stage)
}

// Deadlines returns the pledges and milestones whose date ends within 28 days of a day, or has ended without a source saying
// that they were kept, happened or given up; the soonest first. A fuzzy date ends with its span: spring with May, a financial
// year with March. An open date never ends.
func Deadlines(c *knowledge.Corpus, day time.Time) []Deadline {
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	var out []Deadline
	for _, e := range c.Entries() {
		l, known := c.Listed(e, day)
		last := l.Date.Last()
		if !known || l.Date.IsZero() || last.IsZero() || isOver(l.State) {
			continue
		}
		d := Deadline{Entry: e, State: l.State, Date: l.Date, Last: last, Days: int(last.Sub(day).Hours() / 24)}
		switch {
		case d.Days < 0:
			d.Stage = Overdue
		case d.Days <= weekAhead:
			d.Stage = DueInWeek
		case d.Days <= monthAhead:
			d.Stage = DueInMonth
		default:
			continue
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Deadline) int {
		return cmp.Or(a.Last.Compare(b.Last), cmp.Compare(a.Entry.ID, b.Entry.ID))
	})
	return out
}
