package digest_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/digest"
)

var zones = []string{"Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC"}

// kind is a kind of schedule, told without the code under test: its line at a time of day, and the days that it names.
type kind struct {
	line string // with %s for minute and hour
	on   func(day time.Time) bool
}

var fortnightOf = time.Date(2024, 1, 9, 0, 0, 0, 0, time.UTC)

func day(d time.Weekday) func(time.Time) bool {
	return func(t time.Time) bool { return t.Weekday() == d }
}

var kinds = map[string]kind{
	"mondays":    {"%s * * 1", day(time.Monday)},
	"saturdays":  {"%s * * 6", day(time.Saturday)},
	"sundays":    {"%s * * 0", day(time.Sunday)},
	"daily":      {"%s * * *", func(time.Time) bool { return true }},
	"weekdays":   {"%s * * 1-5", func(t time.Time) bool { return t.Weekday() > 0 && t.Weekday() < 6 }},
	"the 1st":    {"%s 1 * *", func(t time.Time) bool { return t.Day() == 1 }},
	"the 28th":   {"%s 28 * *", func(t time.Time) bool { return t.Day() == 28 }},
	"first sun":  {"%s * * 0 first", func(t time.Time) bool { return t.Weekday() == 0 && t.Day() <= 7 }},
	"second sun": {"%s * * 0 second", func(t time.Time) bool { return t.Weekday() == 0 && t.Day() > 7 && t.Day() <= 14 }},
	"last sun":   {"%s * * 0 last", func(t time.Time) bool { return t.Weekday() == 0 && t.AddDate(0, 0, 7).Month() != t.Month() }},
	"fortnightly": {"%s * * 0 fortnightly:2024-01-09", func(t time.Time) bool { // the Sunday that ends the week of that Tuesday
		return t.Weekday() == 0 && int(t.Sub(fortnightOf.AddDate(0, 0, 5)).Hours()/24)%14 == 0
	}},
	"1st and 15th, by cron": {"%s 1,15 * *", func(t time.Time) bool { return t.Day() == 1 || t.Day() == 15 }},
}

// Law: walked minute by minute over two years, a schedule fires once on each of its days and on no other: at its time where
// the clocks of the day show it, the first time where they show it twice, and within three hours of it where they leave it out.
func TestEachDigestOfTwoYearsIsDueOnce(t *testing.T) {
	t.Parallel()
	times := []string{"30 1", "30 2", "0 9", "0 0"}
	minutes := 2 * 366 * 24 * 60
	if raced {
		times, minutes = times[:1], minutes/8
	}
	for _, zone := range zones {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			for _, k := range kinds {
				for _, at := range times {
					walk(t, k, at, zone, time.Date(2024, 1, 3, 12, 0, 0, 0, time.UTC), minutes)
				}
			}
		})
	}
}

func TestEachDigestOfAnyScheduleIsDueOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := kinds[rapid.SampledFrom(slices.Sorted(maps.Keys(kinds))).Draw(rt, "kind")]
		at := rapid.StringMatching(`[1-5]?[0-9] (1?[0-9]|2[0-3])`).Draw(rt, "time")
		zone := rapid.SampledFrom(zones).Draw(rt, "zone")
		start := time.Date(2024, 1, 9, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 700*24*60).Draw(rt, "start")) * time.Minute)
		s := walk(rt, k, at, zone, start, 60*24*60)
		next := s.Next(start)
		if p := s.Previous(s.Next(next)); !p.Equal(next) {
			rt.Fatalf("%s: Previous of the one after %s is %s", s.Human(), next, p)
		}
	})
}

// Law: a cron line with several times a day comes at each of them once, also where clocks go forward over one and not over
// the next.
func TestSeveralTimesADayComeOnceEach(t *testing.T) {
	t.Parallel()
	s, err := digest.NewSchedule("30 0,1,2,9 * * *", "Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{
		"2025-03-30T00:00:00Z": {"2025-03-30T00:30:00Z", "2025-03-30T01:30:00Z", "2025-03-30T08:30:00Z"}, // 01:30 and 02:30 are one
		"2025-10-26T00:00:00Z": {"2025-10-26T00:30:00Z", "2025-10-26T02:30:00Z", "2025-10-26T09:30:00Z"},
	}
	for from, want := range tests {
		next := at(t, from)
		for _, w := range want {
			if next = s.Next(next); next.Format(time.RFC3339) != w {
				t.Errorf("after %s: %s, want %s", from, next.Format(time.RFC3339), w)
			}
		}
	}
}

type failer interface {
	Fatalf(format string, args ...any)
}

// walk asks at every minute whether a digest is due, as a scheduler does, and counts the local days on which one was.
func walk(t failer, k kind, at, zone string, start time.Time, minutes int) digest.Schedule {
	s, err := digest.NewSchedule(fmt.Sprintf(k.line, at), zone)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var m, h int
	if _, err := fmt.Sscanf(at, "%d %d", &m, &h); err != nil {
		t.Fatalf("%v", err)
	}
	want := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	due, fired := s.Next(start), map[string]int{}
	for i := range minutes {
		now := start.Add(time.Duration(i) * time.Minute)
		if now.Before(due) {
			continue
		}
		local := now.In(s.Zone())
		fired[local.Format(time.DateOnly)]++
		clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
		_, off := local.Zone()
		_, offBefore := local.Add(-3 * time.Hour).Zone()
		switch {
		case !k.on(dateOf(local)):
			t.Fatalf("%s fell due on %s", s.Human(), local)
		case clock != want && (off <= offBefore || clock < want || clock > want+3*time.Hour):
			t.Fatalf("%s fell due at %s, and no clock went forward", s.Human(), local)
		case !s.Next(due).After(due):
			t.Fatalf("%s: no progress after %s", s.Human(), due)
		}
		due = s.Next(now)
	}
	end := start.Add(time.Duration(minutes-1) * time.Minute).In(s.Zone())
	for day := start.In(s.Zone()).AddDate(0, 0, 1); day.Before(end.AddDate(0, 0, -1)); day = day.AddDate(0, 0, 1) {
		if n := fired[day.Format(time.DateOnly)]; k.on(dateOf(day)) && n != 1 {
			t.Fatalf("%s fell due %d times on %s", s.Human(), n, day.Format(time.DateOnly))
		}
	}
	return s
}

func dateOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
