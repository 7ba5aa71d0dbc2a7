package digest

import (
	"fmt"
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
	furthest   = 5 * 366            // days within which a cron line must fall due
	widestStep = 3 * time.Hour      // no clock is put forward or back by more, whole days apart
	lookBack   = 8 * 24 * time.Hour // where Previous begins: a little over a week
	leastGap   = time.Hour          // digests of a channel are at least so far apart
	gapsLooked = 100                // due times among which the least gap is looked for
)

// Schedule is when digests are due: a cron line read on the clocks of a zone. The zero Schedule is never due.
type Schedule struct {
	line string
	zone *time.Location
	cron cron.Schedule // on the wall: times in UTC
	pick pick          // which of the days of cron count
}

// NewSchedule makes a schedule of a line and the name of an IANA time zone, as a subscription keeps them. The line is a cron
// line of five fields; a sixth word may say which of its days count: "first", "second", "third", "fourth" or "last" of such
// weekdays in a month, or "fortnightly:2026-11-24", those in the week of that day and in every second week from it. The
// error says which of them is wrong.
func NewSchedule(line, zone string) (Schedule, error) {
	fields := strings.Fields(line)
	var p pick
	if len(fields) == 6 {
		var ok bool
		if p, ok = readPick(fields[5]); !ok {
			return Schedule{}, fmt.Errorf("schedule %q: %q is none of first, second, third, fourth, last, fortnightly:2026-11-24", line, fields[5])
		}
		fields = fields[:5]
	}
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
	if p.weekly() && (fields[2] != "*" || !oneWeekday(fields[4])) {
		return Schedule{}, fmt.Errorf("schedule %q: %q goes with one day of the week", line, p)
	}
	s := Schedule{line: strings.TrimSpace(line + " " + p.String()), zone: loc, cron: c, pick: p}
	if s.nextWall(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() { // 30 February
		return Schedule{}, fmt.Errorf("schedule %q: that day never comes", s.line)
	}
	return s, nil
}

// rare refuses a schedule by which digests would come too often.
func (s Schedule) rare() error {
	wall := s.nextWall(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))
	for range gapsLooked {
		next := s.nextWall(wall)
		if !next.IsZero() && next.Sub(wall) < leastGap {
			return fmt.Errorf("schedule %q: digests come an hour apart at least", s.line)
		}
		wall = next
	}
	return nil
}

// Line returns the schedule as NewSchedule reads it.
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
	var soonest, last time.Time
	wall := wallOf(t, s.zone).Add(-widestStep) // a time left out in the last change may still be to come
	for {
		// A time that is left out may come after a later one that is not.
		if wall = s.nextWall(wall); wall.IsZero() || !last.IsZero() && wall.After(last) {
			return soonest
		}
		at := instant(wall, s.zone).UTC()
		if at.After(t) && (soonest.IsZero() || at.Before(soonest)) {
			soonest = at
		}
		if !soonest.IsZero() && last.IsZero() {
			last = wall.Add(widestStep)
		}
	}
}

// nextWall is the first due time on the wall after wall; zero where none comes.
func (s Schedule) nextWall(wall time.Time) time.Time {
	end := wall.AddDate(0, 0, furthest)
	for {
		if wall = s.cron.Next(wall); wall.IsZero() || s.pick.takes(wall) {
			return wall
		}
		if wall.After(end) {
			return time.Time{}
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
