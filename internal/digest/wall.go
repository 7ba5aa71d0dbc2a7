package digest

import "time"

// A wall is what clocks on the wall show, written as a time in UTC: schedules and weeks are reckoned on it, where every
// day has all of its minutes, and only the result is looked up in a zone.

// wallOf is what clocks in zone show at t.
func wallOf(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instant is when clocks in zone show wall. Of a time that comes twice, as clocks go back, it is the first; a time that
// is left out, as clocks go forward, is as much after the change as the wall time would have been.
func instant(wall time.Time, zone *time.Location) time.Time {
	before := wall.Add(-offset(wall.AddDate(0, 0, -1), zone))
	if wallOf(before, zone).Equal(wall) {
		return before
	}
	after := wall.Add(-offset(wall.AddDate(0, 0, 1), zone))
	if wallOf(after, zone).Equal(wall) {
		return after
	}
	return before
}

func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// dayOf is the calendar day of t in zone, at midnight UTC.
func dayOf(t time.Time, zone *time.Location) time.Time {
	return wallOf(t, zone).Truncate(24 * time.Hour)
}
