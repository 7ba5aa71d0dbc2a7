package blocks_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
)

// hostile are pieces that would act on Slack, on a screen or on a reader if they were shown as they are.
var hostile = []string{
	"<!channel>", "<!here|x>", "<@U12345>", "<#C1|x>", "<https://evil.example|Community Care>", "<javascript:alert(1)|x>",
	"&lt;!channel&gt;", "&", "*bold*", "_it_", "~gone~", "`code`", "```", ":fire:", "\u202e", "\u2066", "\u200b", "\u200f",
	"\x00", "\x1b[31m", "\r\n", "\n> quoted", "> quoted", "|", "<", ">", "\xff\xfe", "é", "e\u0301\u0301", "👩‍👩‍👧", "🇬🇧", "极速赛车", "عربى",
	"ࠀ", "\U0010ffff", "\ufeff", "\u3164", "@channel", "@everyone", "#general",
}

func text(longest int) *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringN(0, 12, -1), rapid.Just(" word "))
	return rapid.Custom(func(t *rapid.T) string {
		s := strings.Join(rapid.SliceOfN(piece, 1, 30).Draw(t, "pieces"), "")
		n := rapid.IntRange(1, max(1, longest/(len(s)+1))).Draw(t, "times")
		return strings.Repeat(s, n)
	})
}

func TestWhateverComesInFitsAndIsHarmless(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := text(4000).Draw(rt, "text")
		for name, v := range views(t, s) {
			c := faults(v)
			if len(c) > 0 {
				rt.Fatalf("%s: %s", name, strings.Join(c, "\n"))
			}
		}
	})
}

func TestSixtyThousandCharactersFit(t *testing.T) {
	for _, s := range []string{strings.Join(hostile, ""), "&", "word ", "<!channel>", "e\u0301", "👩‍👩‍👧", "\u202e"} {
		for name, v := range views(t, strings.Repeat(s, 60_000/utf8.RuneCountInString(s)+1)) {
			for _, f := range faults(v) {
				t.Errorf("%s of %q: %s", name, s, f)
			}
		}
	}
}

func TestAViewWithTooMuchSaysThatSomethingIsMissingAndKeepsItsFoot(t *testing.T) {
	v := blocks.View{Title: "Much", Foot: []blocks.Part{blocks.Note{blocks.L(blocks.T("the foot"))}}}
	for range 80 {
		v.Parts = append(v.Parts, blocks.Para(blocks.T("a line")))
	}
	raw := marshal(v.Blocks())
	if !strings.Contains(raw, "the foot") || !strings.Contains(raw, "… and 33 more that do not fit here.") {
		t.Errorf("want the foot and how many are missing, got %s", raw[len(raw)-400:])
	}
	check(t, v)
}

func TestTextIsCutBetweenWordsAndNeverInsideACharacter(t *testing.T) {
	tests := map[string]struct {
		in   string
		most int
		want string
	}{
		"what fits stays":                       {"a short line", 12, "a short line"},
		"between words":                         {"one two three four", 12, "one two…"},
		"a long word is cut where it must be":   {"abcdefghij", 5, "abcd…"},
		"escaped characters count as they will": {"&&&&", 11, "&&…"},
		"a letter keeps its marks":              {"abcde\u0301f", 6, "abcd…"},
		"an emoji is cut whole":                 {"ab👩‍👩‍👧cdef", 6, "ab…"},
		"characters outside the plane are two":  {"𝒳𝒳𝒳", 5, "𝒳𝒳…"},
		"punctuation before the cut goes":       {"one two, three", 10, "one two…"},
		"nothing fits":                          {"abc", 0, ""},
		"another script":                        {"улица без слов", 8, "улица…"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := blocks.Cut(tt.in, tt.most); got != tt.want {
				t.Errorf("Cut(%q, %d) = %q, want %q", tt.in, tt.most, got, tt.want)
			}
		})
	}
}

func TestCleanAndCutKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, most := text(400).Draw(t, "text"), rapid.IntRange(0, 60).Draw(t, "most")
		once := blocks.Clean(s)
		if blocks.Clean(once) != once {
			t.Fatalf("Clean is not stable: %q, %q", once, blocks.Clean(once))
		}
		cut := blocks.Cut(once, most)
		if !utf8.ValidString(cut) || utf8.RuneCountInString(cut) > max(most, 0) {
			t.Fatalf("Cut(%q, %d) = %q", once, most, cut)
		}
		if cut != once && most > 0 && !strings.HasSuffix(cut, "…") {
			t.Fatalf("Cut(%q, %d) = %q does not say that something is missing", once, most, cut)
		}
	})
}

func TestOnlyTheWebIsLinked(t *testing.T) {
	tests := map[string]struct{ address, want string }{
		"https":              {"https://example.org/a?b=1&c=2", "<https://example.org/a?b=1&amp;c=2|x>"},
		"http":               {"http://example.org", "<http://example.org|x>"},
		"a bar is encoded":   {"https://example.org/a|b", "<https://example.org/a%7Cb|x>"},
		"script":             {"javascript:alert(1)", "x"},
		"data":               {"data:text/html,x", "x"},
		"a file":             {"file:///etc/passwd", "x"},
		"a path":             {"/here", "x"},
		"another's password": {"https://www.gov.uk@evil.example/", "x"},
		"a bracket in it":    {"https://example.org/>x<!channel>", "<https://example.org/%3Ex%3C%21channel%3E|x>"},
		"nothing":            {"", "x"},
		"a very long one":    {"https://example.org/" + strings.Repeat("a", 3000), "x"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v := blocks.View{Parts: []blocks.Part{blocks.Para(blocks.Link("x", tt.address))}}
			got := sectionText(t, v)
			if got != tt.want && got != strings.ReplaceAll(tt.want, "%21", "!") {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFormattingOfOthersIsNotObeyed(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"bold":                        {"now *late*", "now ∗late∗"},
		"italic":                      {"_so_", "ˍsoˍ"},
		"struck":                      {"~no~", "∼no∼"},
		"code":                        {"a`b`c", "aˋbˋc"},
		"inside a word nothing moves": {"snake_case 2*3", "snake_case 2*3"},
		"a quotation":                 {"> said", "› said"},
		"emoji":                       {"a :fire: b", "a ꞉fire: b"},
		"a mention":                   {"<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := sectionText(t, blocks.View{Parts: []blocks.Part{blocks.Para(blocks.T(tt.in))}}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOnlyACheckedIDIsMentioned(t *testing.T) {
	v := blocks.View{Parts: []blocks.Part{blocks.Para(blocks.Person("U123"), blocks.Person("U1> <!channel"), blocks.Channel("C9"), blocks.Channel("x"))}}
	if got, want := sectionText(t, v), "<@U123> somebody <#C9> this conversation"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	check(t, v, "U123")
}

func TestAListPagesThroughEveryRowOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 57).Draw(rt, "rows")
		l := blocks.List{Title: "All", Empty: "None.", Today: rapid.IntRange(-1, n).Draw(rt, "today"), Day: today}
		for i := range n {
			l.Rows = append(l.Rows, blocks.Row{Head: blocks.L(blocks.Bold(strings.Repeat("<&>", 200))), Below: fmt.Sprintf("row %02d.", i)})
		}
		seen, days := map[string]int{}, 0
		for offset, more := 0, true; more; {
			more = false
			v := l.Page(offset, func(text string, at int) blocks.Button {
				if text == "Next" {
					if at <= offset {
						rt.Fatalf("next of %d is %d", offset, at)
					}
					offset, more = at, true
				}
				return run(text, "x")
			})
			if f := faults(v); len(f) > 0 {
				rt.Fatal(f)
			}
			raw := marshal(v.Blocks())
			days += strings.Count(raw, "—— Today")
			for i := range n {
				row := fmt.Sprintf("row %02d.", i)
				seen[row] += strings.Count(raw, row)
			}
		}
		for row, times := range seen {
			if times != 1 {
				rt.Fatalf("row %s was shown %d times", row, times)
			}
		}
		if l.Today >= 0 && n > 0 && days != 1 {
			rt.Fatalf("today's line was shown %d times", days)
		}
	})
}

func FuzzViews(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add(strings.Repeat("word ", 12_000))
	f.Fuzz(func(t *testing.T, s string) {
		for name, v := range views(t, s) {
			for _, fault := range faults(v) {
				t.Errorf("%s: %s", name, fault)
			}
		}
	})
}

func faults(v blocks.View) []string {
	c := &blockstest.Checker{}
	c.Blocks([]byte(marshal(v.Blocks())), blockstest.Message)
	c.Blocks([]byte(marshal(v.HomeTab().Blocks.BlockSet)), blockstest.View)
	c.Text("fallback", v.Fallback(), false)
	return c.Faults
}

func TestAButtonThatCouldNotWorkIsLeftOut(t *testing.T) {
	v := blocks.View{Parts: []blocks.Part{blocks.Para(blocks.T("x")), blocks.Buttons{
		{Text: "long", Action: "run", Value: strings.Repeat("a", 2001)},
		{Text: "", Action: "run"},
		{Text: "no action"},
		{Text: "no web", Action: "link", URL: "javascript:alert(1)"},
		{Text: "works", Action: "run", Value: strings.Repeat("a", 2000)},
	}}}
	raw := marshal(v.Blocks())
	if strings.Count(raw, `"button"`) != 1 || !strings.Contains(raw, "works") {
		t.Errorf("got %.300s", raw)
	}
	check(t, v)
}
