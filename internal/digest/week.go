package digest

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Week is an ISO 8601 week: it begins on a Monday, and the first of a year holds its first Thursday. The zero Week is none.
type Week struct {
	Year, Number int
}

var weekForm = regexp.MustCompile(`^(\d{4})-?[Ww](\d{2})$`)

// ParseWeek reads a week as "2024-W44". The error says what is wrong.
func ParseWeek(s string) (Week, error) {
	m := weekForm.FindStringSubmatch(s)
	if m == nil {
		return Week{}, fmt.Errorf("week %q: want a year and an ISO week, such as 2024-W44", s)
	}
	year, _ := strconv.Atoi(m[1]) // digits
	number, _ := strconv.Atoi(m[2])
	w := Week{Year: year, Number: number}
	if year < 1 || number < 1 || WeekOf(w.monday(), time.UTC) != w { // 2024 has no week 53
		return Week{}, fmt.Errorf("week %q: %04d has no week %d", s, year, number)
	}
	return w, nil
}

// WeekOf returns the week of t on the calendar of zone.
func WeekOf(t time.Time, zone *time.Location) Week {
	year, number := t.In(zone).ISOWeek()
	return Week{Year: year, Number: number}
}

// String returns the week as "2024-W44"; empty for no week.
func (w Week) String() string {
	if w == (Week{}) {
		return ""
	}
	return fmt.Sprintf("%04d-W%02d", w.Year, w.Number)
}

// Bounds returns when the week begins and when the next one begins, on the clocks of zone.
func (w Week) Bounds(zone *time.Location) (from, to time.Time) {
	monday := w.monday()
	return instant(monday, zone), instant(monday.AddDate(0, 0, 7), zone)
}

// monday is the week's first day at midnight UTC. The fourth of January is always in week 1.
func (w Week) monday() time.Time {
	fourth := time.Date(w.Year, 1, 4, 0, 0, 0, 0, time.UTC)
	sinceMonday := (int(fourth.Weekday()) + 6) % 7
	return fourth.AddDate(0, 0, 7*(w.Number-1)-sinceMonday)
}
