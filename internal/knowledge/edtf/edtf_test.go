package edtf_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/knowledge/edtf"
)

func TestDatesAreReadAndSaid(t *testing.T) {
	tests := map[string]struct{ first, last, human string }{
		"2023-02-02":      {"2023-02-02", "2023-02-02", "2 February 2023"},
		"2024-02-29":      {"2024-02-29", "2024-02-29", "29 February 2024"},
		"2026-09":         {"2026-09-01", "2026-09-30", "September 2026"},
		"2024-21":         {"2024-03-01", "2024-05-31", "spring 2024"},
		"2024-22":         {"2024-06-01", "2024-08-31", "summer 2024"},
		"2024-23":         {"2024-09-01", "2024-11-30", "autumn 2024"},
		"2024-24":         {"2024-12-01", "2025-02-28", "winter 2024-25"},
		"2024":            {"2024-01-01", "2024-12-31", "2024"},
		"202X":            {"2020-01-01", "2029-12-31", "the 2020s"},
		"20XX":            {"2000-01-01", "2099-12-31", "the 2000s (the century)"},
		"2024-XX":         {"2024-01-01", "2024-12-31", "2024"},
		"2024-05-XX":      {"2024-05-01", "2024-05-31", "May 2024"},
		"2023-10~":        {"2023-10-01", "2023-10-31", "about October 2023"},
		"2023?":           {"2023-01-01", "2023-12-31", "perhaps 2023"},
		"2023%":           {"2023-01-01", "2023-12-31", "about 2023"},
		"2025-04/2026-03": {"2025-04-01", "2026-03-31", "the 2025-26 financial year"},
		"2023-04/2025-03": {"2023-04-01", "2025-03-31", "the financial years 2023-25"},
		"2023/2025":       {"2023-01-01", "2025-12-31", "2023 to 2025"},
		"2026-04/..":      {"2026-04-01", "", "from April 2026"},
		"../2025-03-31":   {"", "2025-03-31", "until 31 March 2025"},
		"2023/":           {"2023-01-01", "", "from 2023 to an unknown date"},
		"/2023":           {"", "2023-12-31", "from an unknown date to 2023"},
	}
	for in, want := range tests {
		d, err := edtf.Parse(in)
		if err != nil {
			t.Errorf("Parse(%q): %v", in, err)
			continue
		}
		if got := day(d.First()); got != want.first {
			t.Errorf("%s: First() = %q, want %q", in, got, want.first)
		}
		if got := day(d.Last()); got != want.last {
			t.Errorf("%s: Last() = %q, want %q", in, got, want.last)
		}
		if got := d.Human(); got != want.human {
			t.Errorf("%s: Human() = %q, want %q", in, got, want.human)
		}
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, in := range []string{
		"", "next spring", "2023-13", "2023-2", "2023-02-30", "2023-25", "2024-21-01", "23-02-02", "2023-02-02-01", "20230202",
		"2025/2024", "../..", "/", "..", "202X-03", "2024-XX-05", "٢٠٢٣", "2023-02-02T10:00", "+2023", "-2023", "2023/2024/2025",
	} {
		if d, err := edtf.Parse(in); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", in, d)
		}
	}
}

func TestDatesSortAsPeopleExpect(t *testing.T) {
	want := []string{"../2020", "2023", "2023-02-02", "2023-21", "2023-04/2025-03", "2024", "2024-21", "2026-04", "2026-04/..", "2026-09"}
	var dates []edtf.Date
	for _, s := range want {
		dates = append(dates, edtf.MustParse(s))
	}
	dates = append(dates, edtf.Date{})
	slices.Reverse(dates)
	slices.SortStableFunc(dates, edtf.Date.Compare)
	// 2023 begins before 2023-02-02 and ends after it.
	for i, s := range want {
		if dates[i].String() != s {
			t.Fatalf("position %d is %q, want %q (all: %v)", i, dates[i], s, dates)
		}
	}
	if !dates[len(dates)-1].IsZero() {
		t.Error("no date must sort last")
	}
}

func TestOverlap(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"2023", "2023-02-02", true},
		{"2023", "2024", false},
		{"2026-04/..", "2030", true},
		{"2026-04/..", "2026-03", false},
		{"2023-04/2025-03", "2025", true},
		{"../2020", "2021", false},
	}
	for _, tt := range tests {
		a, b := edtf.MustParse(tt.a), edtf.MustParse(tt.b)
		if a.Overlaps(b) != tt.want || b.Overlaps(a) != tt.want {
			t.Errorf("%s overlaps %s: want %v both ways", tt.a, tt.b, tt.want)
		}
	}
	if (edtf.Date{}).Overlaps(edtf.MustParse("2023")) {
		t.Error("no date overlaps nothing")
	}
}

// Law: what parses is said, sorts totally and survives a round trip through text.
func TestAnyDateKeepsItsLaws(t *testing.T) {
	gen := rapid.Custom(func(t *rapid.T) edtf.Date {
		day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "day"))
		layout := rapid.SampledFrom([]string{"2006", "2006-01", "2006-01-02"}).Draw(t, "layout")
		tail := rapid.SampledFrom([]string{"", "~", "?", "/.."}).Draw(t, "tail")
		if layout == "2006" {
			tail = rapid.SampledFrom([]string{"-21", "-24", tail}).Draw(t, "season")
		}
		return edtf.MustParse(day.Format(layout) + tail)
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := gen.Draw(t, "a"), gen.Draw(t, "b")
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%v against %v: not antisymmetric", a, b)
		}
		text, err := a.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back edtf.Date
		if err := back.UnmarshalText(text); err != nil || back != a {
			t.Fatalf("round trip of %v gave %v, %v", a, back, err)
		}
		if a.Human() == "" {
			t.Fatalf("%v is not said", a)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2023-02-02", "2024-21", "2026-04/..", "2023%", "20XX", "é-/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := edtf.Parse(s)
		if err == nil && (d.Human() == "" || d.String() != s) {
			t.Errorf("Parse(%q) = %+v", s, d)
		}
	})
}
