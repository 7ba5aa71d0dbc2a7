package knowledge_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// drawDay gives any day that the corpus spans, more often one beside the day of a source.
func drawDay(t *rapid.T, c *knowledge.Corpus) time.Time {
	if rapid.Bool().Draw(t, "beside a source") {
		s := rapid.SampledFrom(c.Sources()).Draw(t, "source")
		return s.Published.First().AddDate(0, 0, rapid.IntRange(-1, 1).Draw(t, "days off"))
	}
	return time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "day"))
}

func outBy(c *knowledge.Corpus, cites []knowledge.Cite, day time.Time) bool {
	return !slices.ContainsFunc(cites, func(ct knowledge.Cite) bool {
		s, _ := c.Source(ct.Source)
		return s.Published.First().After(day)
	})
}

// Law: nothing that is shown as of a day comes from later.
func TestNothingShownAsOfADayComesFromLater(t *testing.T) {
	b := shipped(t)
	c := b.Corpus
	rapid.Check(t, func(t *rapid.T) {
		e, day := rapid.SampledFrom(c.Entries()).Draw(t, "entry"), drawDay(t, c)
		checkState(t, c, e, day)
		a := b.Ask(e.Title, day)
		if !a.AsOf.Equal(day) { // the title names a day of its own
			return
		}
		text := a.Plain() + strings.Join(a.Body, " ")
		checkText(t, c, text, day)
		checkYears(t, c, a, day)
		for _, s := range a.Sources {
			if s.Published.First().After(day) {
				t.Fatalf("as of %s, asked %q: cites %s of %s", day.Format(time.DateOnly), e.Title, s.ID, s.Published)
			}
		}
		for _, near := range a.Near {
			if _, ok := c.StateAt(near.Entry, day); !ok {
				t.Fatalf("as of %s, asked %q: offers %s, which was not known", day.Format(time.DateOnly), e.Title, near.Entry.ID)
			}
		}
	})
}

// checkState holds an entry's state on a day against its sources.
func checkState(t *rapid.T, c *knowledge.Corpus, e *knowledge.Entry, day time.Time) {
	s, ok := c.StateAt(e, day)
	known := outBy(c, e.Cites, day)
	var lines []knowledge.Change
	for _, h := range e.History {
		if outBy(c, h.Cites, day) && !h.On.First().After(day) {
			lines = append(lines, h)
		}
	}
	if ok != (known || len(lines) > 0) {
		t.Fatalf("%s as of %s: known %v, want %v", e.ID, day.Format(time.DateOnly), ok, !ok)
	}
	if !ok {
		return
	}
	if !outBy(c, s.Cites, day) || len(s.Lines) != len(lines) {
		t.Fatalf("%s as of %s: shows %d lines resting on %v, want the %d lines that were out", e.ID, day.Format(time.DateOnly), len(s.Lines), s.Cites, len(lines))
	}
	if len(lines) > 0 && s.Since != lines[len(lines)-1].On {
		t.Fatalf("%s as of %s: in force since %s, want the last known line, of %s", e.ID, day.Format(time.DateOnly), s.Since, lines[len(lines)-1].On)
	}
}

// checkText looks in what is shown for texts that were not known yet.
func checkText(t *rapid.T, c *knowledge.Corpus, text string, day time.Time) {
	for _, e := range c.Entries() {
		if strings.Contains(text, e.Statement) && !outBy(c, e.Cites, day) {
			t.Fatalf("as of %s: shows the statement of %s, which rests on later sources:\n%s", day.Format(time.DateOnly), e.ID, text)
		}
		for i, h := range e.History {
			if strings.Contains(text, h.Note) && !outBy(c, h.Cites, day) {
				t.Fatalf("as of %s: shows line %d of %s, which was reported later:\n%s", day.Format(time.DateOnly), i+1, e.ID, text)
			}
		}
	}
}

var yearForm = regexp.MustCompile(`\b20\d\d\b`)

// checkYears looks for years to come that nothing known by the day holds.
func checkYears(t *rapid.T, c *knowledge.Corpus, a knowledge.Answer, day time.Time) {
	var known []string
	for _, r := range a.Entries {
		e := r.Entry
		if outBy(c, e.Cites, day) {
			known = append(known, e.Title, e.Statement)
			for _, d := range []edtf.Date{e.Made, e.Period, e.AsOf} {
				known = append(known, d.Human())
			}
		}
		if outBy(c, e.Cites, day) && len(e.History) == 0 {
			known = append(known, e.Due.Human(), e.When.Human(), e.Responded.Human(), e.Amount.String())
		}
		for _, h := range e.History {
			if outBy(c, h.Cites, day) && !h.On.First().After(day) {
				known = append(known, h.Note, h.Due.Human(), h.When.Human(), h.On.Human())
			}
		}
	}
	held := yearForm.FindAllString(strings.Join(known, " "), -1)
	for _, y := range yearForm.FindAllString(a.Lead+" "+strings.Join(a.Body, " "), -1) {
		if y > day.Format("2006") && !slices.Contains(held, y) && a.Answered {
			t.Fatalf("as of %s: %s is not from what was known: %s %s", day.Format(time.DateOnly), y, a.Lead, a.Body)
		}
	}
}

func TestALineReportedLateDoesNotHideTheOnesBelowIt(t *testing.T) {
	late := strings.Replace(testEntries,
		"{on: 2024-10-31, status: delayed, due: 2026-04/.., note: It was put off., cites: [{source: press-2, paras: [2]}]}",
		"{on: 2023-02-03, status: testing, note: It was tried out., cites: [{source: press-2, paras: [2]}]}\n"+
			"    - {on: 2023-02-06, status: in-progress, note: It began., cites: [{source: press-1, paras: [2]}]}", 1)
	c, err := knowledge.Load(corpusFS(late))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Entry("strategy")
	tests := map[string]struct {
		day    string
		ok     bool
		status string
		lines  int
	}{
		"before the first report nothing is known":         {"2023-02-06", false, "", 0},
		"the line reported in 2024 is left out until then": {"2023-02-07", true, "in-progress", 2},
		"afterwards all lines are there":                   {"2024-10-31", true, "in-progress", 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, ok := c.StateAt(e, edtf.MustParse(tt.day).First())
			if ok != tt.ok || s.Status != tt.status || len(s.Lines) != tt.lines {
				t.Errorf("%v, %q with %d lines; want %v, %q with %d", ok, s.Status, len(s.Lines), tt.ok, tt.status, tt.lines)
			}
		})
	}
}

func TestAnEntryWithoutHistoryIsKnownOnceAllItRestsOnIsOut(t *testing.T) {
	c, err := knowledge.Load(corpusFS(strings.Replace(testEntries,
		"cites: [{source: press-1, paras: [4]}]", "cites: [{source: press-1, paras: [4]}, {source: press-2, paras: [1]}]", 1)))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Entry("share")
	if _, ok := c.StateAt(e, edtf.MustParse("2024-10-30").First()); ok {
		t.Error("known on 30 October 2024, though its statement rests on a source of the 31st")
	}
	if _, ok := c.StateAt(e, edtf.MustParse("2024-10-31").First()); !ok {
		t.Error("not known on the day of its newest source")
	}
	if _, ok := c.StateAt(e, time.Time{}); !ok {
		t.Error("not known now")
	}
}
