package digest_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/digest"
)

func TestSchedulesAreReadAsPeopleTypeThem(t *testing.T) {
	tests := map[string]struct{ line, human string }{
		"":                                       {"0 9 * * 1", "Mondays at 09:00 (Europe/London)"},
		"default":                                {"0 9 * * 1", "Mondays at 09:00 (Europe/London)"},
		"weekly":                                 {"0 9 * * 1", "Mondays at 09:00 (Europe/London)"},
		"weekly monday 09:00":                    {"0 9 * * 1", "Mondays at 09:00 (Europe/London)"},
		"weekly fri 4pm":                         {"0 16 * * 5", "Fridays at 16:00 (Europe/London)"},
		"Every Tuesday at 8.30am":                {"30 8 * * 2", "Tuesdays at 08:30 (Europe/London)"},
		"on Thursdays, noon":                     {"0 12 * * 4", "Thursdays at 12:00 (Europe/London)"},
		"weds 12am":                              {"0 0 * * 3", "Wednesdays at 00:00 (Europe/London)"},
		"thurs 12.05pm":                          {"5 12 * * 4", "Thursdays at 12:05 (Europe/London)"},
		"sunday 23:59":                           {"59 23 * * 0", "Sundays at 23:59 (Europe/London)"},
		"weekly tue 16.30 America/New_York":      {"30 16 * * 2", "Tuesdays at 16:30 (America/New_York)"},
		"weekly sat":                             {"0 9 * * 6", "Saturdays at 09:00 (Europe/London)"},
		"9am utc":                                {"0 9 * * 1", "Mondays at 09:00 (UTC)"},
		"weekly monday 09:00 Australia/Sydney  ": {"0 9 * * 1", "Mondays at 09:00 (Australia/Sydney)"},
	}
	for in, want := range tests {
		s, err := digest.ParseSchedule(in)
		if err != nil {
			t.Errorf("ParseSchedule(%q): %v", in, err)
			continue
		}
		if s.Line() != want.line || s.Human() != want.human {
			t.Errorf("ParseSchedule(%q) = %q, %q; want %q, %q", in, s.Line(), s.Human(), want.line, want.human)
		}
	}
}

func TestWhatIsNoScheduleIsRefused(t *testing.T) {
	tests := map[string]string{ // words: a part of the error
		"fortnightly":            `"fortnightly" is not understood`,
		"weekly monday 4":        `"4" is not understood`,
		"weekly monday 25:00":    `"25:00" is not understood`,
		"weekly 13pm":            `"13pm" is not understood`,
		"monday friday 9am":      "more than one day",
		"monday 9am 4pm":         "more than one time",
		"monday Europe/Atlantis": "Europe/Atlantis",
		"monday ../etc/passwd":   "want an IANA name",
		"mo 9am":                 `"mo" is not understood`,
		"0 9 * * 1":              "is not understood",
		strings.Repeat("a", 200): "too long",
		"<!channel> monday":      "is not understood",
	}
	for in, want := range tests {
		if s, err := digest.ParseSchedule(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseSchedule(%q) = %q, %v; want an error with %q", in, s.Human(), err, want)
		}
	}
}

func TestABrokenCronLineOrZoneIsRefused(t *testing.T) {
	for _, tt := range [][2]string{
		{"", "UTC"},
		{"0 9 * *", "UTC"},
		{"0 9 * * 9", "UTC"},
		{"@every 1s", "UTC"},
		{"CRON_TZ=UTC 0 9 * *", "UTC"},
		{"TZ= 9 * * 1", "UTC"},
		{"0 9 30 2 *", "UTC"},
		{"0 9 * * 1", ""},
		{"0 9 * * 1", "Local"},
		{"0 9 * * 1", "/etc/localtime"},
	} {
		if _, err := digest.NewSchedule(tt[0], tt[1]); err == nil {
			t.Errorf("NewSchedule(%q, %q): want an error", tt[0], tt[1])
		}
	}
	if s := (digest.Schedule{}); !s.Next(time.Now()).IsZero() || !s.Previous(time.Now()).IsZero() {
		t.Error("the zero schedule must never be due")
	}
}

func TestADueTimeThatClocksLeaveOutOrRepeatComesOnce(t *testing.T) {
	tests := map[string]struct{ line, zone, after, want, then string }{
		"London, left out": {"30 1 * * 0", "Europe/London", "2025-03-24T00:00:00Z", "2025-03-30T01:30:00Z", "2025-04-06T00:30:00Z"},
		"London, seen from between the change and the time left out": {"30 1 * * 0", "Europe/London", "2025-03-30T01:10:00Z", "2025-03-30T01:30:00Z", "2025-04-06T00:30:00Z"},
		"London, twice":         {"30 1 * * 0", "Europe/London", "2025-10-20T00:00:00Z", "2025-10-26T00:30:00Z", "2025-11-02T01:30:00Z"},
		"New York, left out":    {"30 2 * * 0", "America/New_York", "2025-03-04T00:00:00Z", "2025-03-09T07:30:00Z", "2025-03-16T06:30:00Z"},
		"Sydney, twice":         {"30 2 * * 0", "Australia/Sydney", "2025-04-01T00:00:00Z", "2025-04-05T15:30:00Z", "2025-04-12T16:30:00Z"},
		"Lord Howe, half hour":  {"15 2 * * 0", "Australia/Lord_Howe", "2025-10-01T00:00:00Z", "2025-10-04T15:45:00Z", "2025-10-11T15:15:00Z"},
		"Beirut, midnight gone": {"0 0 * * 0", "Asia/Beirut", "2025-03-25T00:00:00Z", "2025-03-29T22:00:00Z", "2025-04-05T21:00:00Z"},
	}
	for name, tt := range tests {
		s, err := digest.NewSchedule(tt.line, tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		first := s.Next(at(t, tt.after))
		if got := first.Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: Next = %s, want %s", name, got, tt.want)
		}
		if got := s.Next(first).Format(time.RFC3339); got != tt.then {
			t.Errorf("%s: then %s, want %s", name, got, tt.then)
		}
		if got := s.Previous(at(t, tt.then)).Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: Previous = %s, want %s", name, got, tt.want)
		}
	}
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	got, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var zones = []string{"Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC"}

// Law: walked minute by minute over two years, a weekly schedule fires once on each of its days: at its time where the
// clocks of the day show it, the first time where they show it twice, and within three hours of it where they leave it out.
func TestEachDigestOfTwoYearsIsDueOnce(t *testing.T) {
	for _, zone := range zones {
		for _, line := range []string{"0 9 * * 1", "30 1 * * 0", "0 2 * * 0", "30 2 * * 0", "59 2 * * 0", "0 1 * * 0", "0 0 * * 0", "59 23 * * 6"} {
			s, err := digest.NewSchedule(line, zone)
			if err != nil {
				t.Fatal(err)
			}
			walk(t, s, at(t, "2024-01-03T12:00:00Z"), 2*366*24*60)
		}
	}
}

func TestEachDigestOfAnyWeeklyScheduleIsDueOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		line := rapid.StringMatching(`[1-5]?[0-9] (1?[0-9]|2[0-3]) \* \* [0-6]`).Draw(rt, "line")
		s, err := digest.NewSchedule(line, rapid.SampledFrom(zones).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		start := at(t, "2024-01-01T00:00:00Z").Add(time.Duration(rapid.IntRange(0, 700*24*60).Draw(rt, "start")) * time.Minute)
		walk(rt, s, start, 60*24*60)
		next := s.Next(start)
		if p := s.Previous(s.Next(next)); !p.Equal(next) {
			rt.Fatalf("%s: Previous of the one after %s is %s", s.Human(), next, p)
		}
	})
}

type failer interface {
	Fatalf(format string, args ...any)
}

// walk asks at every minute whether a digest is due, as a scheduler does, and counts the local days on which one was.
func walk(t failer, s digest.Schedule, start time.Time, minutes int) {
	zone := s.Zone()
	due, fired := s.Next(start), map[string]int{}
	wantDay, want := wanted(s)
	for i := range minutes {
		now := start.Add(time.Duration(i) * time.Minute)
		if now.Before(due) {
			continue
		}
		local := now.In(zone)
		fired[local.Format(time.DateOnly)]++
		clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
		_, off := local.Zone()
		_, offBefore := local.Add(-3 * time.Hour).Zone()
		switch {
		case local.Weekday() != wantDay:
			t.Fatalf("%s fell due on %s", s.Human(), local)
		case clock != want && (off <= offBefore || clock < want || clock > want+3*time.Hour):
			t.Fatalf("%s fell due at %s, and no clock went forward", s.Human(), local)
		case !s.Next(due).After(due):
			t.Fatalf("%s: no progress after %s", s.Human(), due)
		}
		due = s.Next(now)
	}
	end := start.Add(time.Duration(minutes-1) * time.Minute).In(zone)
	for day := start.In(zone).AddDate(0, 0, 1); day.Before(end.AddDate(0, 0, -1)); day = day.AddDate(0, 0, 1) {
		if n := fired[day.Format(time.DateOnly)]; day.Weekday() == wantDay && n != 1 {
			t.Fatalf("%s fell due %d times on %s", s.Human(), n, day.Format(time.DateOnly))
		}
	}
}

// wanted reads a weekly line without the code under test.
func wanted(s digest.Schedule) (time.Weekday, time.Duration) {
	h := s.Human()
	for d := range 7 {
		day := time.Weekday(d)
		if rest, ok := strings.CutPrefix(h, day.String()+"s at "); ok {
			c, err := time.Parse("15:04", rest[:5])
			if err != nil {
				panic(err)
			}
			return day, time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute
		}
	}
	panic("not weekly: " + h)
}
