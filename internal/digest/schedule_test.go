package digest_test

import (
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/digest"
)

// saturday is when people type here.
var saturday = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

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
		"daily 08:00":                            {"0 8 * * *", "every day at 08:00 (Europe/London)"},
		"every day at 4 pm":                      {"0 16 * * *", "every day at 16:00 (Europe/London)"},
		"weekdays 8am":                           {"0 8 * * 1-5", "Mondays to Fridays at 08:00 (Europe/London)"},
		"fortnightly":                            {"0 9 * * 1 fortnightly:2026-11-23", "every second Monday at 09:00 (Europe/London)"},
		"fortnightly tuesday 10am":               {"0 10 * * 2 fortnightly:2026-11-24", "every second Tuesday at 10:00 (Europe/London)"},
		"every other friday 10am":                {"0 10 * * 5 fortnightly:2026-11-27", "every second Friday at 10:00 (Europe/London)"},
		"every second saturday at noon":          {"0 12 * * 6 fortnightly:2026-11-28", "every second Saturday at 12:00 (Europe/London)"},
		"fortnightly tue 10am from 2026-11-29":   {"0 10 * * 2 fortnightly:2026-12-01", "every second Tuesday at 10:00 (Europe/London)"},
		"monthly":                                {"0 9 * * 1 first", "the first Monday of each month at 09:00 (Europe/London)"},
		"monthly first monday 09:00":             {"0 9 * * 1 first", "the first Monday of each month at 09:00 (Europe/London)"},
		"the last Friday of each month, 4pm":     {"0 16 * * 5 last", "the last Friday of each month at 16:00 (Europe/London)"},
		"3rd wed":                                {"0 9 * * 3 third", "the third Wednesday of each month at 09:00 (Europe/London)"},
		"monthly 1st 09:00":                      {"0 9 1 * *", "the 1st of each month at 09:00 (Europe/London)"},
		"the first of the month":                 {"0 9 1 * *", "the 1st of each month at 09:00 (Europe/London)"},
		"monthly 22nd UTC":                       {"0 9 22 * *", "the 22nd of each month at 09:00 (UTC)"},
		"cron 0 9 ∗ ∗ 1-5":                       {"0 9 * * 1-5", "Mondays to Fridays at 09:00 (Europe/London)"},
		"cron 30 7 1,15 * * America/New_York":    {"30 7 1,15 * *", `cron line "30 7 1,15 * *" (America/New_York)`},
	}
	for in, want := range tests {
		s, err := digest.ParseSchedule(in, saturday)
		if err != nil {
			t.Errorf("ParseSchedule(%q): %v", in, err)
			continue
		}
		if again, err := digest.ParseSchedule(s.Words(), saturday.AddDate(0, 0, 40)); err != nil || again.Line() != s.Line() || again.Human() != s.Human() {
			t.Errorf("%q is put as %q, which reads as %q, %v", in, s.Words(), again.Line(), err)
		}
		if s.Line() != want.line || s.Human() != want.human {
			t.Errorf("ParseSchedule(%q) = %q, %q; want %q, %q", in, s.Line(), s.Human(), want.line, want.human)
		}
	}
}

func TestWhatIsNoScheduleIsRefused(t *testing.T) {
	tests := map[string]string{ // words: a part of the error
		"biweekly":               `"biweekly" is not understood`, // twice a week, or every two?
		"weekly monday 4":        `"4" is not understood`,
		"weekly monday 25:00":    `"25:00" is not understood`,
		"weekly 13pm":            `"13pm" is not understood`,
		"monday friday 9am":      "more than one day",
		"monday 9am 4pm":         "more than one time",
		"monday Europe/Atlantis": "Europe/Atlantis",
		"monday ../etc/passwd":   "want an IANA name",
		"mo 9am":                 `"mo" is not understood`,
		"0 9 * * 1":              "is not understood",
		"weekly daily":           "more than one frequency",
		"daily monday":           "names no one day",
		"weekly first monday":    "is said of days of a month",
		"monthly 31st":           "choose the 1st to the 28th",
		"monthly last 9am":       "choose the 1st to the 28th",
		"monthly 0th":            "choose the 1st to the 28th",
		"5th monday":             "write last",
		"monday from 2026-12-01": "fortnightly digests only",
		"fortnightly 2026-13-01": "is no day",
		"cron 0 9 * *":           "five fields",
		"cron * * * * *":         "an hour apart",
		"cron */20 9 * * 1":      "an hour apart",
		"cron 0 9 30 2 *":        "never comes",
		strings.Repeat("a", 200): "too long",
		"<!channel> monday":      "is not understood",
	}
	for in, want := range tests {
		if s, err := digest.ParseSchedule(in, saturday); err == nil || !strings.Contains(err.Error(), want) {
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
		{"0 9 * * 1 sixth", "UTC"},
		{"0 9 * * 1 fortnightly:2026-02-30", "UTC"},
		{"0 9 * * * first", "UTC"},
		{"0 9 1 * * fortnightly:2026-11-24", "UTC"},
		{"0 9 * * 1 first first", "UTC"},
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
