package digest

import (
	"cmp"
	"slices"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

const (
	ahead     = 28 // days: dates up to there are near
	nextDates = 3  // told where none is near
)

// over are the states in which a date no longer comes.
var over = map[string]bool{"delivered": true, "dropped": true, "replaced": true, "happened": true, "cancelled": true}

// dates finds the dates that come up and the pledges that are overdue.
func (d *Digest) dates() {
	var near, later, overdue []Dated
	told := dayOf(d.Period.From.Add(-time.Nanosecond), d.Period.Zone) // the day of the digest before this one
	for _, x := range d.today.dated {
		switch {
		case !d.concerns(x.Entry):
		case x.Day.Before(d.AsOf):
			if x.Entry.Kind == knowledge.Pledge {
				x.Recent = !x.Day.Before(told)
				overdue = append(overdue, x)
			}
		case x.Day.After(d.AsOf.AddDate(0, 0, ahead)):
			later = append(later, x)
		default:
			near = append(near, x)
		}
	}
	d.Totals.Upcoming, d.Totals.Overdue = len(near), len(overdue)
	slices.SortFunc(near, soonest)
	slices.SortFunc(later, soonest)
	slices.SortFunc(overdue, func(x, y Dated) int { return cmp.Or(-x.Day.Compare(y.Day), cmp.Compare(x.Entry.ID, y.Entry.ID)) })
	if d.Upcoming = near[:min(mostUpcoming, len(near))]; len(near) == 0 {
		d.Upcoming, d.Later = later[:min(nextDates, len(later))], len(later) > 0
	}
	d.Overdue = overdue[:min(mostOverdue, len(overdue))]
}

// comes is when a pledge is due or a milestone happens. A state's own date will not do: where a pledge has no due date, it
// is the day on which it was made.
func comes(e *knowledge.Entry, s knowledge.State) edtf.Date {
	switch {
	case e.Kind != knowledge.Pledge && e.Kind != knowledge.Milestone:
		return edtf.Date{}
	case s.Line >= 0:
		return s.Date
	}
	return cmp.Or(e.Due, e.When)
}

// place finds the day that counts as seen from today: the beginning of the date, or, once that has passed, its end.
func (x *Dated) place(today time.Time) {
	if first := x.Date.First(); !first.IsZero() && !first.Before(today) {
		x.Day = first
		return
	}
	x.Day, x.Ends = x.Date.Last(), true
}

func soonest(x, y Dated) int {
	return cmp.Or(x.Day.Compare(y.Day), x.Date.Compare(y.Date), cmp.Compare(x.Entry.ID, y.Entry.ID))
}
