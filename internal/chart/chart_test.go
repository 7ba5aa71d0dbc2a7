package chart_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/chart"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func timeline() chart.Timeline {
	when := func(from, to, said string) chart.When {
		w := chart.When{From: day(from), Said: said}
		if to != "" {
			w.To = day(to)
		}
		return w
	}
	return chart.Timeline{
		Title: "Ferries: dates past and to come", Note: "As of 15 January 2025, from sources up to 4 November 2024.", Today: day("2025-01-15"),
		Items: []chart.Item{
			{Label: "Free crossings for pupils", State: "overdue", Now: when("2023-01-01", "2023-12-31", "2023")},
			{Label: "The causeway opens to walkers", State: "happened", Now: when("2024-03-01", "2024-05-31", "spring 2024")},
			{Label: "A new ferry for the northern route, which was promised with a name so long that it does not fit into a line", State: "delayed", First: when("2024-01-01", "2024-12-31", "2024"), Now: when("2026-04-01", "", "from April 2026")},
			{Label: "The review of the causeway's upkeep", State: "planned", Now: when("2025-03-12", "2025-03-12", "12 March 2025")},
			{Label: "The night boat", State: "cancelled", First: when("2026-01-01", "2026-12-31", "2026"), Now: when("2025-06-01", "2025-06-30", "June 2025")},
		},
	}
}

func boards() map[string]chart.Board {
	all := []chart.Count{{State: "announced", N: 21}, {State: "testing", N: 6}, {State: "in-progress", N: 4}, {State: "delivered", N: 2}, {State: "delayed", N: 3}, {State: "unclear", N: 1}}
	bars := chart.Board{Title: "Pledges by topic", Note: "As of 15 January 2025.", All: all, Cards: make([]chart.Card, 37)}
	for _, name := range []string{"Ferries: boats, crews and fares", "Bridges and causeways", "Lighthouses"} {
		bars.Rows = append(bars.Rows, chart.Bar{Label: name, Counts: all})
	}
	bars.Rows = append(bars.Rows, chart.Bar{Label: "Harbours", Counts: []chart.Count{{State: "announced", N: 1}, {State: "delayed", N: 1}}})
	cards := chart.Board{Title: "Pledges: Lighthouses", Note: "As of 15 January 2025.", All: all[:3]}
	for _, s := range []string{"announced", "testing", "in-progress", "delivered", "delayed", "dropped", "replaced", "unclear"} {
		cards.Cards = append(cards.Cards, chart.Card{Label: "A new lamp for the light that stands at the north end of the sound " + s, State: s, Note: "due 2025"})
	}
	return map[string]chart.Board{"bars": bars, "cards": cards, "none": {Title: "Nothing"}}
}

// TestPicturesAreDrawn draws each in both themes; PICTURES names a directory to look at them in.
func TestPicturesAreDrawn(t *testing.T) {
	for name, th := range map[string]chart.Theme{"light": chart.Light, "dark": chart.Dark} {
		drawn := map[string]func(chart.Theme) ([]byte, error){"timeline": timeline().PNG, "empty": chart.Timeline{Today: day("2025-01-15")}.PNG}
		for kind, b := range boards() {
			drawn["board-"+kind] = b.PNG
		}
		for kind, draw := range drawn {
			raw, err := draw(th)
			if err != nil {
				t.Fatal(err)
			}
			im, err := png.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if w := im.Bounds().Dx(); w < 900 || w > 1100 || im.Bounds().Dy() > 3*w {
				t.Errorf("%s: %v is not for a phone", kind, im.Bounds())
			}
			r, g, b, a := im.At(2, 2).RGBA()
			if want := th.Ground; a != 0xffff || uint8(r>>8) != want.R || uint8(g>>8) != want.G || uint8(b>>8) != want.B {
				t.Errorf("%s %s: the picture has no ground of its own", kind, name)
			}
			if dir := os.Getenv("PICTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, kind+"-"+name+".png"), raw, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestTheWordsSayWhatThePictureShows(t *testing.T) {
	said := timeline().Alt()
	for _, want := range []string{"5 dates", "first 2024, now from April 2026 (delayed)", "12 March 2025 (planned)", "As of 15 January 2025"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said in %q", want, said)
		}
	}
	if said := boards()["bars"].Alt(); !strings.Contains(said, "21 announced, 6 testing") || !strings.Contains(said, "Harbours: 1 announced, 1 delayed") {
		t.Error(said)
	}
}

func TestWhateverIsDrawnFits(t *testing.T) {
	pictures := 0
	rapid.Check(t, func(rt *rapid.T) {
		label := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", strings.Repeat("w", 9000), "极速赛车", "e\u0301"}))
		tl := chart.Timeline{Title: label.Draw(rt, "title"), Note: label.Draw(rt, "note"), Today: day("2025-01-15")}
		for range rapid.IntRange(0, 20).Draw(rt, "items") {
			from := day("1990-01-01").AddDate(0, 0, rapid.IntRange(0, 30000).Draw(rt, "from"))
			it := chart.Item{Label: label.Draw(rt, "label"), State: rapid.SampledFrom([]string{"delayed", "planned", "", "x"}).Draw(rt, "state"), Now: chart.When{From: from, Said: "then"}}
			if rapid.Bool().Draw(rt, "moved") {
				it.First = chart.When{From: from.AddDate(0, 0, -rapid.IntRange(-900, 900).Draw(rt, "by")), Said: "before"}
			}
			tl.Items = append(tl.Items, it)
		}
		if pictures++; pictures < 12 { // the words are quick, the pictures are not
			if _, err := tl.PNG(chart.Light); err != nil {
				rt.Fatal(err)
			}
		}
		if n := len([]rune(tl.Alt())); n > 900 {
			rt.Fatalf("%d characters of words", n)
		}
	})
}
