package digest_test

import (
	"strings"
	"testing"

	"pledgewatch/internal/digest"
)

func TestWordsOfTimeAreTakenFromALine(t *testing.T) {
	tests := map[string]struct{ schedule, rest string }{
		"kinship care weekly friday 16:00":               {"weekly friday 16:00", "kinship care"},
		"weekly kinship care fri 4 pm":                   {"weekly fri 4pm", "kinship care"},
		"kinship care,funding every second tue at 10am":  {"every second tue at 10am", "kinship care funding"},
		"monthly first monday 09:00 funding":             {"monthly first monday 09:00", "funding"},
		"funding on the last friday of the month":        {"on the last friday of the month", "funding"},
		"first steps other care":                         {"", "first steps other care"},
		"week of care":                                   {"", "week of care"},
		"alerts cron 0 9 1,15 * * Europe/Paris funding":  {"cron 0 9 1,15 * * Europe/Paris", "alerts funding"},
		"fortnightly tuesday from 2026-12-01 10am topic": {"fortnightly tuesday from 2026-12-01 10am", "topic"},
		"weekly blursday 25:99":                          {"weekly 25:99", "blursday"},
		"kinship 9:":                                     {"9:", "kinship"},
		"":                                               {"", ""},
	}
	for line, want := range tests {
		schedule, rest := digest.TakeSchedule(line)
		if schedule != want.schedule || strings.Join(rest, " ") != want.rest {
			t.Errorf("%q: %q and %q, want %q and %q", line, schedule, rest, want.schedule, want.rest)
		}
	}
}
