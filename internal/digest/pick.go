package digest

import (
	"slices"
	"strings"
	"time"
)

const fortnight = "fortnightly:"

// ordinals say which of a month's five Mondays, or other weekdays, is meant.
var ordinals = []string{"first", "second", "third", "fourth", "last"}

// pick says which of the days of a cron line count. The zero pick takes all.
type pick struct {
	nth  string    // one of ordinals; empty: any
	from time.Time // a day of a week that counts, as every second week from it does; zero: every week does
}

// readPick reads what String gives.
func readPick(s string) (pick, bool) {
	if slices.Contains(ordinals, s) {
		return pick{nth: s}, true
	}
	date, ok := strings.CutPrefix(s, fortnight)
	from, err := time.Parse(time.DateOnly, date)
	return pick{from: from}, ok && err == nil && from.Year() > 1
}

// String is the pick as it stands in a schedule's line; empty where it takes all.
func (p pick) String() string {
	if !p.from.IsZero() {
		return fortnight + p.from.Format(time.DateOnly)
	}
	return p.nth
}

// weekly reports whether the pick is among days of one weekday.
func (p pick) weekly() bool { return p != pick{} }

// takes reports whether a day on the wall counts.
func (p pick) takes(wall time.Time) bool {
	switch {
	case p.nth == "last":
		return wall.AddDate(0, 0, 7).Month() != wall.Month()
	case p.nth != "":
		return (wall.Day()-1)/7 == slices.Index(ordinals, p.nth)
	case !p.from.IsZero():
		weeks := int(mondayOf(wall).Sub(mondayOf(p.from)) / (7 * 24 * time.Hour))
		return weeks%2 == 0
	}
	return true
}

// mondayOf is midnight on the wall of the Monday on or before wall.
func mondayOf(wall time.Time) time.Time {
	day := wall.Truncate(24 * time.Hour)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// oneWeekday reports whether a cron field names one day of the week.
func oneWeekday(field string) bool { return len(field) == 1 && field >= "0" && field <= "6" }
