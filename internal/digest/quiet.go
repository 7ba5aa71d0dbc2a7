package digest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/feed"
)

// alertKinds are all kinds of alert, in the order in which they are told.
var alertKinds = []string{AlertChanges, AlertEdits, AlertDeadlines, AlertArticles}

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

// kindsOf returns the kinds of alert that were named, each once and in their order.
func kindsOf(named []string) ([]string, error) {
	for _, k := range named {
		if !slices.Contains(alertKinds, k) {
			return nil, fmt.Errorf("%q is no kind of alert: there are %s", feed.Cut(oneLine(k), 100), strings.Join(alertKinds, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(alertKinds), func(k string) bool { return !slices.Contains(named, k) }), nil
}

// checkQuiet reads quiet hours.
func checkQuiet(from, to string) error {
	if from == "" && to == "" {
		return nil
	}
	a, okA := hourOf(from)
	b, okB := hourOf(to)
	switch {
	case from == "" || to == "":
		return errors.New("quiet hours have a beginning and an end, such as 18:00 to 08:00")
	case !okA || !okB:
		return fmt.Errorf("%q to %q are no quiet hours: write them as 18:00 to 08:00", feed.Cut(oneLine(from), 20), feed.Cut(oneLine(to), 20))
	case a == b:
		return errors.New("quiet hours that end as they begin are none: leave them out")
	}
	return nil
}

// hourOf reads "HH:MM" as the time since midnight.
func hourOf(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}
