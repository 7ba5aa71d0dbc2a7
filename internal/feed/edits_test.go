package feed

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEdits(t *testing.T) {
	tests := map[string]struct {
		older, newer string // the title and paragraphs, by lines
		want         string // "paragraph: from -> to", by "; "
	}{
		"nothing changed":                      {"T\nThe plan costs £45m.", "T\nThe plan costs £45m.", ""},
		"words alone":                          {"T\nThe plan costs £45m.", "T\nThe new plan will cost £45m in all.", ""},
		"a sum":                                {"T\nThe plan costs £45m a year.", "T\nThe plan costs £50m a year.", "1: £45m -> £50m"},
		"a sum with its unit":                  {"T\nIt costs £1.6 million now.", "T\nIt costs £1.6 billion now.", "1: £1.6 million -> £1.6 billion"},
		"a rate":                               {"T\nSome 10 per cent left.", "T\nSome 12% left.", "1: 10 per cent -> 12%"},
		"a whole date":                         {"T\nIt starts on 2 February 2026.", "T\nIt starts on 14 April 2027.", "1: 2 February 2026 -> 14 April 2027"},
		"a part of a date":                     {"T\nIt starts in April 2026, ministers said.", "T\nIt starts in April 2027, ministers said.", "1: April 2026 -> April 2027"},
		"a season":                             {"T\nDue in spring 2026.", "T\nDue in autumn 2026.", "1: spring 2026 -> autumn 2026"},
		"a number in words":                    {"T\nThree councils take part.", "T\nTwelve councils take part.", "1: Three -> Twelve"},
		"the title":                            {"£45m for carers\nA.", "£4.5m for carers\nA.", "0: £45m -> £4.5m"},
		"put in":                               {"T\nThe plan will go on.", "T\nThe plan will go on until March 2029.", "1:  -> March 2029"},
		"taken out":                            {"T\nThe plan, worth £9m, will go on.", "T\nThe plan will go on.", "1: £9m -> "},
		"two in one sentence":                  {"T\nFrom 10 to 12 areas.", "T\nFrom 20 to 32 areas.", "1: 10 -> 20; 1: 12 -> 32"},
		"a paragraph in front":                 {"T\nOne.\nIt costs £5m.", "T\nCorrection made today.\nOne.\nIt costs £6m.", "3: £5m -> £6m"},
		"a new paragraph":                      {"T\nOne.\nTwo.", "T\nOne.\nAnother 40 homes open.\nTwo.", "2:  -> 40"},
		"a paragraph taken out":                {"T\nOne.\nAnother 40 homes open.\nTwo.", "T\nOne.\nTwo.", "2: 40 -> "},
		"the last taken out":                   {"T\nOne.\nAnother 40 homes open.", "T\nOne.", "2: 40 -> "},
		"all paragraphs anew":                  {"T\nIt costs £5m.", "T\nWords.\nMore words with £7m.", "1: £5m -> ; 2:  -> £7m"},
		"months that are verbs":                {"T\nIt may come, and they march on.", "T\nIt will come, and they walk on.", ""},
		"a month alone":                        {"T\nIt comes in April.", "T\nIt comes in June.", "1: April -> June"},
		"a financial year":                     {"T\nFor 2025-26 only.", "T\nFor 2026-27 only.", "1: 2025-26 -> 2026-27"},
		"punctuation":                          {"T\nIt was “£5m”, they said.", "T\nIt was £5m, they said.", ""},
		"another script":                       {"T\n预算 5 亿", "T\n预算 6 亿", "1: 5 -> 6"},
		"from nothing":                         {"T", "T\nA 5% rise.", "1:  -> 5%"},
		"long texts with one figure in common": {"T\n" + strings.Repeat("a ", 600) + "£5m", "T\n" + strings.Repeat("b ", 600) + "£5m x", ""},
		"visits a week":                        {"T\nTwo visits, 10 per week.", "T\nTwo visits, 12 per week.", "1: 10 -> 12"},
	}
	of := func(s string) Article {
		lines := strings.Split(s, "\n")
		return Article{Title: lines[0], Paragraphs: lines[1:]}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range Edits(of(tt.older), of(tt.newer)) {
				got = append(got, fmt.Sprintf("%d: %s -> %s", e.Paragraph, e.From, e.To))
				if e.Sentence == "" {
					t.Errorf("no sentence: %+v", e)
				}
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("got  %s\nwant %s", g, tt.want)
			}
		})
	}
}

func TestTheSentenceOfAnEdit(t *testing.T) {
	older := Article{Paragraphs: []string{"It was agreed. The fund is £1.5m, the DfE said. More follows."}}
	newer := Article{Paragraphs: []string{"It was agreed. The fund is £2.5m, the DfE said. More follows."}}
	if got := Edits(older, newer); len(got) != 1 || got[0].Sentence != "The fund is £2.5m, the DfE said." {
		t.Errorf("got %+v", got)
	}
}

// What is the same is no edit, and what was edited one way was edited back the other way.
func TestEditsHaveTwoDirections(t *testing.T) {
	word := rapid.SampledFrom([]string{"the", "fund", "£45m", "£9", "million", "2", "April", "2026", "may", "ten", "per", "cent", ".", "é", "极速", "12%"})
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) Article {
			return Article{
				Title:      strings.Join(rapid.SliceOfN(word, 0, 6).Draw(t, name+" title"), " "),
				Paragraphs: []string{strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, name), " ")},
			}
		}
		a, b := text("older"), text("newer")
		if got := Edits(a, a); len(got) > 0 {
			t.Fatalf("an article differs from itself: %+v", got)
		}
		there, back := map[string]int{}, map[string]int{}
		for _, e := range Edits(a, b) {
			there[e.From]--
			there[e.To]++
		}
		for _, e := range Edits(b, a) {
			back[e.From]++
			back[e.To]--
		}
		delete(there, "")
		delete(back, "")
		for mark, n := range there {
			if n != 0 && n != back[mark] && len(Edits(a, b)) < mostEdits {
				t.Fatalf("%q: %+v there, %+v back", mark, Edits(a, b), Edits(b, a))
			}
		}
	})
}

func FuzzEdits(f *testing.F) {
	f.Add("The fund is £45m. It starts in April 2026.", "The fund is £50 million.\nIt starts on 2 May 2027.")
	f.Add("极速赛车 12%", "")
	f.Fuzz(func(t *testing.T, older, newer string) {
		a, b := Article{Paragraphs: strings.Split(older, "\n")}, Article{Paragraphs: strings.Split(newer, "\n")}
		for _, e := range Edits(a, b) {
			if e.From == e.To || e.Paragraph < 1 || len([]rune(e.Sentence)) > 300 {
				t.Errorf("no sound edit: %+v", e)
			}
		}
	})
}
