package digest_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/digest"
)

func TestWeeksAreRead(t *testing.T) {
	tests := map[string]struct{ text, from, to string }{
		"2024-W44":  {"2024-W44", "2024-10-28T00:00:00Z", "2024-11-04T00:00:00Z"},
		"2024W43":   {"2024-W43", "2024-10-20T23:00:00Z", "2024-10-28T00:00:00Z"}, // clocks went back in it
		"2025-w01":  {"2025-W01", "2024-12-30T00:00:00Z", "2025-01-06T00:00:00Z"},
		"2020-W53":  {"2020-W53", "2020-12-28T00:00:00Z", "2021-01-04T00:00:00Z"},
		"2025-W13":  {"2025-W13", "2025-03-24T00:00:00Z", "2025-03-30T23:00:00Z"},
		"2023-W52":  {"2023-W52", "2023-12-25T00:00:00Z", "2024-01-01T00:00:00Z"},
		"2021-W01":  {"2021-W01", "2021-01-04T00:00:00Z", "2021-01-11T00:00:00Z"},
		"2027-W01":  {"2027-W01", "2027-01-04T00:00:00Z", "2027-01-11T00:00:00Z"},
		"2026-W53":  {"2026-W53", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"},
		"2026-W01":  {"2026-W01", "2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z"},
		"9999-W01 ": {},
		"2024-W53":  {},
		"2024-W00":  {},
		"2024-44":   {},
		"W44":       {},
		"0000-W01":  {},
		"٢٠٢٤-W٤٤":  {},
		"":          {},
	}
	for in, want := range tests {
		w, err := digest.ParseWeek(in)
		if (err == nil) != (want.text != "") {
			t.Errorf("ParseWeek(%q): %v", in, err)
		}
		if err != nil || w.String() != want.text {
			if w.String() != want.text {
				t.Errorf("ParseWeek(%q) = %q, want %q", in, w, want.text)
			}
			continue
		}
		from, to := w.Bounds(london(t))
		if !from.Equal(at(t, want.from)) || !to.Equal(at(t, want.to)) {
			t.Errorf("%s: bounds %s to %s", w, from.UTC(), to.UTC())
		}
	}
}

func london(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// Law: every moment lies in its own week and in no other, whatever the zone.
func TestWeeksTileTime(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		moment := time.Unix(rapid.Int64Range(0, 4e9).Draw(rt, "moment"), 0)
		w := digest.WeekOf(moment, zone)
		from, to := w.Bounds(zone)
		if moment.Before(from) || !moment.Before(to) {
			rt.Fatalf("%s is not in %s (%s to %s)", moment.In(zone), w, from, to)
		}
		if back, err := digest.ParseWeek(w.String()); err != nil || back != w {
			rt.Fatalf("%s came back as %s, %v", w, back, err)
		}
		if nextFrom, _ := digest.WeekOf(to, zone).Bounds(zone); !nextFrom.Equal(to) {
			rt.Fatalf("%s ends at %s, the next begins at %s", w, to, nextFrom)
		}
	})
}
