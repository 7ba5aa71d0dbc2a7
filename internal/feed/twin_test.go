package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The story as one paper has it, in words made up for this test.
const ferryStory = `The harbour board has put off the second northern ferry until April 2026, two years later than it had promised.
In a letter to islanders, its chair said that the yard in Greenhaven had lost eleven welders since the summer and could not
finish the hull before the winter storms. The boat was to cost £4m and is now expected to cost £5.2m, of which the ministry
pays half. Islanders who had come to the quay on Tuesday to hear the news were told that the old boat would be mended for the
third time, and that fares would stay as they are. “We were promised a boat, not a letter,” said Ines Marlow, who runs the
school at Northend. The board will report again in the spring.`

// The same story as another paper wrote it.
const ferryRetold = `Northend's long wait for its new boat goes on. Islanders learnt this week that the crossing they were
pledged for 2024 will not come before spring 2026, because the shipyard is short of skilled hands. Costs have risen as well:
£5.2m instead of £4m, shared between the board and the ministry. Until then the ageing vessel is to be patched up once more.
Head teacher Ines Marlow called the announcement a disappointment for every family on the north shore. Fares, at least, are
not going up, and a further update is due in a few months' time, according to the people who run the harbour.`

// A report made from a form, of which there is one for every harbour.
const inspection = `Inspectors visited the harbour of %s in March. They looked at %d boats, of which %d were found to be sound
and %d in need of repair. The harbour was rated %s overall. Inspectors spoke to %d members of the crews and read %d log books.
The harbour master said that the findings were fair and that a plan would follow within %d days of the report. The next visit
will take place within three years unless the inspectorate has reason to come back earlier than that.`

func TestTwinsAreToldFromOtherArticles(t *testing.T) {
	day := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	story := Article{
		Feed: "lantern", GUID: "1", Title: "Second northern ferry put off until April 2026", Link: "https://www.lantern.example/news/ferry-put-off/",
		Paragraphs: strings.Split(ferryStory, ". "), Published: day,
	}
	report := func(place string, n ...any) Article {
		return Article{
			Feed: "inspectors of " + place, GUID: place, Title: "Inspection of a harbour", Link: "https://inspectors.example/" + place,
			Paragraphs: []string{fmt.Sprintf(inspection, append([]any{place}, n...)...)}, Published: day,
		}
	}
	with := func(change func(*Article)) Article {
		a := story
		a.Feed, a.GUID, a.Link, a.Published = "gazette", "77", "https://gazette.example/wire/4711", day.Add(3*time.Hour)
		a.Paragraphs = slices.Clone(a.Paragraphs)
		change(&a)
		return a
	}
	tests := map[string]struct {
		a, b Article
		twin bool
	}{
		"the same text at another address": {story, with(func(*Article) {}), true},
		"another way to write its address, and another headline": {story, with(func(a *Article) {
			a.Link, a.Title = "http://lantern.example/news/ferry-put-off?utm_source=x&fbclid=1#top", "Islanders wait two more years"
		}), true},
		"its address as the other's GUID": {story, with(func(a *Article) {
			a.GUID, a.Paragraphs = "https://lantern.example/news/ferry-put-off", nil
		}), true},
		"the name of the paper behind the title, and only how it begins": {story, with(func(a *Article) {
			a.Title, a.Paragraphs = a.Title+" | The Gazette", a.Paragraphs[:2]
		}), true},
		"a note of the editor in front and a paragraph less": {story, with(func(a *Article) {
			a.Paragraphs = append([]string{"This story first appeared in the Lantern and is shown here with its leave."}, a.Paragraphs[:len(a.Paragraphs)-1]...)
		}), true},
		"other quotation marks and dashes": {story, with(func(a *Article) {
			for i := range a.Paragraphs {
				a.Paragraphs[i] = strings.NewReplacer("“", `"`, "”", `"`, ", ", " – ").Replace(a.Paragraphs[i])
			}
		}), true},
		"no text in either, the same long title": {
			with(func(a *Article) { a.Paragraphs, a.Feed = nil, "a" }), with(func(a *Article) { a.Paragraphs, a.Link = nil, "https://x.example/1" }), true,
		},
		"the same story in other words": {story, with(func(a *Article) {
			a.Title, a.Paragraphs = "Northend islanders wait on for new boat", strings.Split(ferryRetold, ". ")
		}), false},
		"the same story in other words under the same title": {story, with(func(a *Article) { a.Paragraphs = strings.Split(ferryRetold, ". ") }), false},
		"the same text a year later, at another address":     {story, with(func(a *Article) { a.Published = day.AddDate(1, 0, 0) }), false},
		"another figure in the title": {story, with(func(a *Article) {
			a.Title = strings.Replace(a.Title, "2026", "2027", 1)
		}), false},
		"the same text in the same feed": {story, with(func(a *Article) { a.Feed = story.Feed }), false},
		"two reports made from one form": {report("Greenhaven", 12, 9, 3, "good", 14, 8, 70), report("Saltness", 17, 11, 6, "poor", 21, 5, 30), false},
		"two reports that differ in their figures only": {report("Greenhaven", 12, 9, 3, "good", 14, 8, 70), func() Article {
			a := report("Greenhaven", 17, 11, 6, "good", 21, 5, 30)
			a.Feed, a.GUID, a.Link = "gazette", "2", "https://inspectors.example/2"
			return a
		}(), false},
		"a report and its copy": {report("Greenhaven", 12, 9, 3, "good", 14, 8, 70), func() Article {
			a := report("Greenhaven", 12, 9, 3, "good", 14, 8, 70)
			a.Feed, a.Link, a.GUID = "gazette", "https://gazette.example/9", "9"
			return a
		}(), true},
		"two short notes under one general title": {
			Article{Feed: "a", GUID: "1", Title: "News in brief", Paragraphs: []string{"The ferry is late."}, Published: day},
			Article{Feed: "b", GUID: "2", Title: "News in brief", Paragraphs: []string{"The bridge is open."}, Published: day},
			false,
		},
		"all items of a feed under the address of their list": {
			with(func(a *Article) { a.Link = "https://gazette.example/news" }),
			with(func(a *Article) {
				a.Link, a.GUID, a.Title, a.Paragraphs = "https://gazette.example/news", "78", "Bridge opens", []string{strings.Repeat("The bridge was opened to walkers by the mayor. ", 9)}
			}), false,
		},
		"two items without an address of their own": {
			Article{Feed: "a", GUID: "1", Link: "https://a.example/", Title: "Ferry late"}, Article{Feed: "a", GUID: "2", Link: "https://a.example", Title: "Bridge open"}, false,
		},
		"nothing but a GUID in either": {Article{Feed: "a", GUID: "1"}, Article{Feed: "b", GUID: "1"}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, q := PrintOf(tt.a), PrintOf(tt.b)
			if p.Twin(q) != tt.twin || q.Twin(p) != tt.twin {
				t.Errorf("twin: %v and %v, want %v (texts share %.2f, beginnings %.2f, titles %.2f, figures %.2f)",
					p.Twin(q), q.Twin(p), tt.twin, resemblance(p.sketch, q.sketch), within(p, q), overlap(p.title, q.title), overlap(p.numbers, q.numbers))
			}
			want := []int{0, 1, 0}
			if tt.twin {
				want[1] = 0
			}
			if got := Distinct([]Article{tt.a, tt.b, tt.a}); !slices.Equal(got, want) {
				t.Errorf("Distinct: %v, want %v", got, want)
			}
		})
	}
}

func TestOneAddressInManyForms(t *testing.T) {
	tests := map[string]string{
		"https://www.Lantern.example/news/ferry/":                      "lantern.example/news/ferry",
		"http://lantern.example:80/news/ferry?utm_campaign=x#comments": "lantern.example/news/ferry",
		"https://m.lantern.example/news//ferry/index.html?fbclid=1":    "lantern.example/news/ferry",
		"https://amp.lantern.example/news/ferry/amp/":                  "lantern.example/news/ferry",
		"https://lantern.example/news/%66erry":                         "lantern.example/news/ferry",
		"https://lantern.example/?p=12&utm_medium=rss":                 "lantern.example?p=12",
		"https://lantern.example/a?y=2&x=1":                            "lantern.example/a?x=1&y=2",
		"https://lantern.example:8080/a":                               "lantern.example:8080/a",
		"https://lantern.example/":                                     "lantern.example",
		"https://www.uk/":                                              "www.uk",
		"mailto:x@lantern.example":                                     "",
		"lantern.example/news":                                         "",
		"":                                                             "",
	}
	for link, want := range tests {
		if got := Canonical(link); got != want {
			t.Errorf("%s: %q, want %q", link, got, want)
		}
	}
}

func TestAnArticleIsItsOwnTwinWhateverItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom(strings.Fields(ferryStory+ferryRetold)), fullText, 300).Draw(t, "words")
		a := Article{Title: rapid.String().Draw(t, "title"), Paragraphs: []string{strings.Join(text, " ")}, Link: rapid.String().Draw(t, "link")}
		b := a
		b.Feed, b.GUID, b.Link = "other", "other", ""
		if p := PrintOf(a); !p.Twin(PrintOf(b)) || resemblance(p.sketch, p.sketch) != 1 {
			t.Fatal("not its own twin")
		}
	})
}

func TestTwinsAreFoundAmongWhatWasKeptAndWhatCameSince(t *testing.T) {
	day := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	kept := Article{Feed: "lantern", GUID: "1", Title: "Second northern ferry put off", Paragraphs: []string{ferryStory}, Published: day}
	loads, fail, now := 0, errors.New("disk on fire"), day.Add(time.Hour)
	twins := NewTwins(func(_ context.Context, from, to time.Time, _ int) ([]Article, error) {
		if loads++; fail != nil {
			return nil, fail
		}
		if kept.Published.Before(from) || !kept.Published.Before(to) {
			t.Errorf("asked for %s to %s", from, to)
		}
		return []Article{kept}, nil
	}, func() time.Time { return now })
	first := func(a Article, want string) {
		t.Helper()
		got, ok, err := twins.First(t.Context(), a)
		if err != nil || ok != (want != "") || got.GUID != want {
			t.Errorf("%s %s: first is %q (%v, %v), want %q", a.Feed, a.GUID, got.GUID, ok, err, want)
		}
	}
	if _, _, err := twins.First(t.Context(), kept); !errors.Is(err, fail) {
		t.Fatalf("got %v", err)
	}
	fail = nil
	copied := kept
	copied.Feed, copied.GUID = "gazette", "2"
	other := Article{Feed: "gazette", GUID: "3", Title: "Northend waits", Paragraphs: []string{ferryRetold}, Published: day}
	third := other
	third.Feed, third.GUID = "herald", "4"
	first(copied, "1")
	first(kept, "") // itself, offered again
	first(other, "")
	first(third, "3")
	copied.Paragraphs = []string{ferryStory + " The chair has since resigned, and nobody knows who is to follow; more in tomorrow's paper."}
	first(copied, "1") // revised, and still a twin
	first(other, "")
	if loads != 2 {
		t.Errorf("what was kept was read %d times, want once and once in vain", loads)
	}
	now = now.Add(time.Minute)
	fifth := Article{Feed: "herald", GUID: "5", Title: "Harbour inspected", Paragraphs: []string{fmt.Sprintf(inspection, "Saltness", 12, 9, 3, "good", 14, 8, 70)}, Published: day}
	sixth := fifth
	kept, sixth.GUID, sixth.Feed = fifth, "6", "gazette" // kept by another bot meanwhile
	first(sixth, "5")
	if loads != 3 {
		t.Errorf("what was kept was read %d times, want once more after a minute", loads)
	}
}

func FuzzTwins(f *testing.F) {
	f.Add("A title | The Paper", "https://www.a.example/x?utm_source=1", ferryStory, "A title", "http://a.example/x", ferryRetold)
	f.Add("", "", "", "", "://%zz", "\xff\x00")
	f.Fuzz(func(t *testing.T, title, link, text, otherTitle, otherLink, otherText string) {
		a := Article{Feed: "a", GUID: link, Title: title, Link: link, Paragraphs: []string{text}}
		b := Article{Feed: "b", GUID: otherLink, Title: otherTitle, Link: otherLink, Paragraphs: []string{otherText}}
		p, q := PrintOf(a), PrintOf(b)
		if p.Twin(q) != q.Twin(p) {
			t.Error("one is the other's twin and not the other way round")
		}
		if got := Distinct([]Article{a, b}); p.Twin(q) && got[1] != 0 && resemblance(p.sketch, q.sketch) >= likeText {
			t.Errorf("twins are not found: %v", got)
		}
	})
}

func BenchmarkTwins(b *testing.B) {
	articles := make([]Article, 5000)
	words := strings.Fields(ferryStory + " " + ferryRetold)
	for i := range articles {
		text := make([]string, 600)
		for n := range text {
			text[n] = words[(i*7919+n*n*31)%len(words)]
		}
		articles[i] = Article{Feed: "f", GUID: fmt.Sprint(i), Title: fmt.Sprint("Article ", i), Paragraphs: []string{strings.Join(text, " ")}}
	}
	b.ResetTimer()
	for b.Loop() {
		Distinct(articles)
	}
}
