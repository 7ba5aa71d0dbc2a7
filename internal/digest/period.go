package digest

import (
	"fmt"
	"time"
)

// Period is the time that a digest tells of, from From up to but not including To.
type Period struct {
	From, To time.Time
	Zone     *time.Location // on whose calendar the days are said
	Week     Week           // the ISO week that holds the middle of the period
	// Due is when a scheduled digest was due. Zero: the period is a whole ISO week, told by dates of publication alone.
	Due  time.Time
	Late bool // it is sent well after it was due
}

// WeekPeriod returns the period of a whole ISO week on the clocks of zone.
func WeekPeriod(w Week, zone *time.Location) Period {
	from, to := w.Bounds(zone)
	return Period{From: from, To: to, Zone: zone, Week: w}
}

// Between returns the period between two times.
func Between(from, to time.Time, zone *time.Location) Period {
	p := duePeriod(from, to, zone)
	p.Due = time.Time{}
	return p
}

// duePeriod returns the period of a digest that is due at to and follows on one due at from.
func duePeriod(from, to time.Time, zone *time.Location) Period {
	return Period{From: from, To: to, Zone: zone, Week: WeekOf(from.Add(to.Sub(from)/2), zone), Due: to}
}

// UpTo returns the period of the scheduled digest that is due at due: from the due time before it.
func (s Schedule) UpTo(due time.Time) Period {
	from := s.Previous(due)
	if from.IsZero() { // a schedule that comes once in many years
		from = due.AddDate(0, 0, -7)
	}
	return duePeriod(from, due, s.Zone())
}

// period is that of a subscription's digest that is due at due: what it was not told yet, within reason. A channel that was
// never told of anything begins with the schedule's own period, and with those that it missed.
func (s Subscription) period(when Schedule, due time.Time) Period {
	p := when.UpTo(due)
	from := p.From
	switch {
	case !s.Told.IsZero():
		from = s.Told
	case s.Next.Before(due) && !s.Next.IsZero():
		from = when.UpTo(s.Next).From
	}
	if earliest := due.Add(-catchUp); from.Before(p.From) && from.Before(earliest) {
		from = earliest
		if p.From.Before(earliest) {
			from = p.From
		}
	}
	if from.Before(due) {
		p = duePeriod(from, due, when.Zone())
	}
	return p
}

// ofAWeek reports whether the period is about as long as a week, so that its number says something.
func (p Period) ofAWeek() bool {
	const day = 24 * time.Hour
	d := p.To.Sub(p.From)
	return d > 6*day && d < 8*day
}

// named says the days, and the number of the week where the period is one: "28 October to 3 November 2024 (week 44)".
func (p Period) named() string {
	if p.ofAWeek() {
		return fmt.Sprintf("%s (week %d)", p.Human(), p.Week.Number)
	}
	return p.Human()
}

// Human says the days of the period: "28 October to 3 November 2024".
func (p Period) Human() string {
	first, last := dayOf(p.From, p.Zone), p.lastDay()
	switch {
	case first.Equal(last):
		return last.Format("2 January 2006")
	case first.Year() != last.Year():
		return first.Format("2 January 2006") + " to " + last.Format("2 January 2006")
	case first.Month() != last.Month():
		return first.Format("2 January") + " to " + last.Format("2 January 2006")
	}
	return fmt.Sprintf("%d to %s", first.Day(), last.Format("2 January 2006"))
}

// lastDay is the calendar day on which the period ends, at midnight UTC: the digest's day, unless today is earlier.
func (p Period) lastDay() time.Time { return dayOf(p.To.Add(-time.Nanosecond), p.Zone) }
