package digest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// What a channel gets that does not ask for another time.
const (
	DefaultSchedule = "0 9 * * 1" // Mondays at 09:00
	DefaultZone     = "Europe/London"
)

const (
	mostWords  = 100                // characters of a schedule in words
	furthest   = 5 * 366            // days within which a cron line must fall due
	widestStep = 3 * time.Hour      // no clock is put forward or back by more, whole days apart
	lookBack   = 8 * 24 * time.Hour // where Previous begins: a little over a week
)

// Schedule is when digests are due: a cron line read on the clocks of a zone. The zero Schedule is never due.
type Schedule struct {
	line string
	zone *time.Location
	cron cron.Schedule // on the wall: times in UTC
}

// NewSchedule makes a schedule of a cron line of five fields and the name of an IANA time zone, as a subscription keeps
// them. The error says which of them is wrong.
func NewSchedule(line, zone string) (Schedule, error) {
	fields := strings.Fields(line)
	if len(fields) != 5 || strings.ContainsAny(line, "=@") {
		return Schedule{}, fmt.Errorf("schedule %q: want a cron line of five fields, such as %q", line, DefaultSchedule)
	}
	if zone == "" || zone == "Local" {
		return Schedule{}, fmt.Errorf("time zone %q: want an IANA name, such as %s", zone, DefaultZone)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return Schedule{}, fmt.Errorf("time zone %q: want an IANA name, such as %s: %w", zone, DefaultZone, err)
	}
	line = strings.Join(fields, " ")
	c, err := cron.ParseStandard("CRON_TZ=UTC " + line)
	if err != nil {
		return Schedule{}, fmt.Errorf("schedule %q: %w", line, err)
	}
	if c.Next(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() { // 30 February
		return Schedule{}, fmt.Errorf("schedule %q: that day never comes", line)
	}
	return Schedule{line: line, zone: loc, cron: c}, nil
}

// Line returns the cron line of five fields.
func (s Schedule) Line() string { return s.line }

// Zone returns the time zone; UTC for the zero Schedule.
func (s Schedule) Zone() *time.Location {
	if s.zone == nil {
		return time.UTC
	}
	return s.zone
}

// Next returns the first due time after t, in UTC; zero where none comes. A due time that clocks leave out as they go
// forward is kept later the same day, and one that they show twice as they go back comes the first time only.
func (s Schedule) Next(t time.Time) time.Time {
	if s.cron == nil {
		return time.Time{}
	}
	wall := wallOf(t, s.zone).Add(-widestStep) // a time left out in the last change may still be to come
	for {
		if wall = s.cron.Next(wall); wall.IsZero() {
			return time.Time{}
		}
		if at := instant(wall, s.zone).UTC(); at.After(t) {
			return at
		}
	}
}

// Previous returns the last due time before t, in UTC; zero where there is none in five years.
func (s Schedule) Previous(t time.Time) time.Time {
	for back := lookBack; back < furthest*24*time.Hour; back *= 4 {
		var last time.Time
		for at := s.Next(t.Add(-back)); !at.IsZero() && at.Before(t); at = s.Next(at) {
			last = at
		}
		if !last.IsZero() {
			return last
		}
	}
	return time.Time{}
}

var weeklyLine = regexp.MustCompile(`^(\d+) (\d+) \* \* ([0-6])$`)

// Human says the schedule: "Mondays at 09:00 (Europe/London)".
func (s Schedule) Human() string {
	m := weeklyLine.FindStringSubmatch(s.line)
	if m == nil {
		return fmt.Sprintf("cron line %q (%s)", s.line, s.Zone())
	}
	n, _ := strconv.Atoi(m[3]) // one digit
	return fmt.Sprintf("%ss at %02s:%02s (%s)", time.Weekday(n), m[2], m[1], s.Zone())
}

// ParseSchedule reads a weekly schedule as people type it: "weekly monday 09:00", "fri 4pm", "every Tuesday at 8.30am
// America/New_York", "default" or nothing at all. What is left out is as in the default: Mondays at 09:00, Europe/London.
// The error says what was not understood and shows how to put it.
func ParseSchedule(words string) (Schedule, error) {
	if len(words) > mostWords {
		return Schedule{}, unclear("that is too long")
	}
	day, at, zone := "1", "0 9", DefaultZone
	seen := map[string]bool{}
	for _, w := range strings.Fields(words) {
		low := strings.Trim(strings.ToLower(w), ",.")
		kind := "noise"
		if d, ok := weekday(low); ok {
			kind, day = "day", d
		} else if c, ok := clock(low); ok {
			kind, at = "time", c
		} else if strings.Contains(w, "/") || low == "utc" {
			kind, zone = "time zone", w
			if low == "utc" {
				zone = "UTC"
			}
		} else if !noise[low] {
			return Schedule{}, unclear(fmt.Sprintf("%q is not understood", w))
		}
		if seen[kind] && kind != "noise" {
			return Schedule{}, unclear("there is more than one " + kind)
		}
		seen[kind] = true
	}
	return NewSchedule(at+" * * "+day, zone)
}

var noise = map[string]bool{"weekly": true, "default": true, "every": true, "each": true, "on": true, "at": true, "": true}

func unclear(what string) error {
	return fmt.Errorf("%s; write a day, a time and, outside the United Kingdom, a zone: weekly monday 09:00, weekly fri 4pm, "+
		"weekly tue 08:30 America/New_York", what)
}

// weekday reads mon, monday, mondays.
func weekday(w string) (cronDay string, ok bool) {
	if w = strings.TrimSuffix(w, "s"); len(w) < 3 { // tues is tue, wednes is no day
		return "", false
	}
	for d := range 7 {
		name := strings.ToLower(time.Weekday(d).String())
		if w == name || w == name[:3] || (w == "thur" || w == "weds") && strings.HasPrefix(name, w[:3]) {
			return strconv.Itoa(d), true
		}
	}
	return "", false
}

var clockForm = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$`)

// clock reads 09:00, 16.30, 4pm, 4.30pm, noon. An hour without am, pm or minutes is refused: 4 may mean either.
func clock(w string) (cronTime string, ok bool) {
	if w == "noon" || w == "midday" {
		return "0 12", true
	}
	m := clockForm.FindStringSubmatch(w)
	if m == nil || m[2] == "" && m[3] == "" {
		return "", false
	}
	hour, _ := strconv.Atoi(m[1]) // two digits at most, or none
	minute, _ := strconv.Atoi(m[2])
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return "", false
		}
		hour %= 12
		if m[3] == "pm" {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 {
		return "", false
	}
	return fmt.Sprintf("%d %d", minute, hour), true
}
