package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/config"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/knowledge"
)

var yearForm = regexp.MustCompile(`\b20\d\d\b`)

// Law: an entry shown whole as of a day names no source, tells no line and gives no year that only later sources hold.
func TestAnEntryShownAsOfADayHoldsNothingLater(t *testing.T) {
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(c.Entries()).Draw(t, "entry")
		day := rapid.SampledFrom(c.Sources()).Draw(t, "source").Published.First().AddDate(0, 0, rapid.IntRange(-1, 60).Draw(t, "days later"))
		v, ok := commands.Reader{Brain: &knowledge.Brain{Corpus: c}, Day: day}.Entry(e.ID)
		if !ok {
			return
		}
		text, on := v.Plain(), day.Format(time.DateOnly)
		known := !c.StatementKnownFrom(e).After(day)
		if !known && strings.Contains(text, e.Statement) {
			t.Fatalf("%s as of %s: shows its statement, which rests on later sources", e.ID, on)
		}
		for _, s := range c.Sources() {
			if s.Published.First().After(day) && strings.Contains(text, s.Title) && s.Title != e.Title {
				t.Fatalf("%s as of %s: names %q of %s", e.ID, on, s.Title, s.Published)
			}
		}
		state, _ := c.StateAt(e, day)
		held := []string{e.Title, e.Made.Human()}
		for _, h := range state.Lines {
			held = append(held, h.Note, h.On.Human(), h.Due.Human(), h.When.Human())
		}
		if known {
			held = append(held, e.Statement, e.Due.Human(), e.When.Human(), e.Period.Human(), e.AsOf.Human(), e.Reason, e.Purpose)
		}
		for _, id := range e.Relates {
			if o, _ := c.Entry(id); o != nil {
				held = append(held, o.Title, o.ID)
			}
		}
		years := yearForm.FindAllString(strings.Join(held, " "), -1)
		for _, y := range yearForm.FindAllString(text, -1) {
			if y > on[:4] && !slices.Contains(years, y) {
				t.Fatalf("%s as of %s: says %s, which was not known:\n%s", e.ID, on, y, text)
			}
		}
	})
}
