package digest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// shape is what a schedule is made of that people say in words. day is a cron field's value: 0 to 6, "1-5" or "*".
type shape struct {
	minute, hour int
	date         int // of the month; 0: any
	day          string
}

var shapeLine = regexp.MustCompile(`^(\d+) (\d+) (\*|\d+) \* (\*|[0-6]|1-5)$`)

// shape reads a cron line back; ok is false where only the line itself says it.
func (s Schedule) shape() (sh shape, ok bool) {
	m := shapeLine.FindStringSubmatch(strings.TrimSuffix(strings.TrimSuffix(s.line, s.pick.String()), " "))
	if m == nil || m[3] != "*" && m[4] != "*" {
		return shape{}, false
	}
	sh.minute, _ = strconv.Atoi(m[1]) // digits, and cron took them
	sh.hour, _ = strconv.Atoi(m[2])
	if m[3] != "*" {
		sh.date, _ = strconv.Atoi(m[3])
	}
	sh.day = m[4]
	return sh, true
}

func (sh shape) clock() string { return fmt.Sprintf("%02d:%02d", sh.hour, sh.minute) }

// weekday is the day's English name; empty where it is not one day.
func (sh shape) weekday() string {
	if !oneWeekday(sh.day) {
		return ""
	}
	return time.Weekday(sh.day[0] - '0').String()
}

// Human says the schedule: "Mondays at 09:00 (Europe/London)".
func (s Schedule) Human() string {
	sh, ok := s.shape()
	if !ok {
		return fmt.Sprintf("cron line %q (%s)", s.line, s.Zone())
	}
	var days string
	switch day := sh.weekday(); {
	case s.pick.nth != "":
		days = "the " + s.pick.nth + " " + day + " of each month"
	case !s.pick.from.IsZero():
		days = "every second " + day
	case day != "":
		days = day + "s"
	case sh.date > 0:
		days = "the " + ordinal(sh.date) + " of each month"
	case sh.day == "1-5":
		days = "Mondays to Fridays"
	default:
		days = "every day"
	}
	return fmt.Sprintf("%s at %s (%s)", days, sh.clock(), s.Zone())
}

// Words puts the schedule so that ParseSchedule reads the same.
func (s Schedule) Words() string {
	sh, ok := s.shape()
	words := []string{"cron " + s.line}
	if ok {
		day := strings.ToLower(sh.weekday())
		switch {
		case s.pick.nth != "":
			words = []string{"monthly", s.pick.nth, day}
		case !s.pick.from.IsZero():
			words = []string{"fortnightly", day, "from", s.pick.from.Format(time.DateOnly)}
		case day != "":
			words = []string{"weekly", day}
		case sh.date > 0:
			words = []string{"monthly", ordinal(sh.date)}
		case sh.day == "1-5":
			words = []string{"weekdays"}
		default:
			words = []string{"daily"}
		}
		words = append(words, sh.clock())
	}
	if zone := s.Zone().String(); zone != DefaultZone {
		words = append(words, zone)
	}
	return strings.Join(words, " ")
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}
