package digest

import (
	"slices"
	"time"
)

// usual are the kinds of alert that a channel gets which asked for alerts and named no kind.
var usual = []string{AlertChanges, AlertEdits, AlertDeadlines}

// Alerted returns the kinds of alert that the subscription asks for; none where it asks for none or is paused.
func (s Subscription) Alerted() []string {
	switch {
	case !s.Alerts || s.Paused != "":
		return nil
	case len(s.AlertKinds) == 0:
		return slices.Clone(usual)
	}
	return slices.Clone(s.AlertKinds)
}

// Loud returns when an alert that is ready at t may be sent: t, or the end of the quiet hours that t falls into. Of quiet
// hours that cannot be read there are none: late news is worse than news at night.
func (s Subscription) Loud(t time.Time) time.Time {
	zone, err := time.LoadLocation(s.Zone)
	from, okFrom := hourOf(s.QuietFrom)
	to, okTo := hourOf(s.QuietTo)
	if err != nil || !okFrom || !okTo || from == to {
		return t
	}
	wall := wallOf(t, zone)
	midnight := wall.Truncate(24 * time.Hour)
	at := wall.Sub(midnight)
	switch {
	case from < to && at >= from && at < to, from > to && at < to:
		return instant(midnight.Add(to), zone).UTC()
	case from > to && at >= from:
		return instant(midnight.AddDate(0, 0, 1).Add(to), zone).UTC()
	}
	return t
}

// hourOf reads "HH:MM" as the time since midnight.
func hourOf(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}
