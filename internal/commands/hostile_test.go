package commands_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"pledgewatch/config"
	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

var hostile = []string{
	"<!channel>", "<!subteam^S1|x>", "<@U12345>", "<#C1|x>", "<https://evil.example|here>", "&lt;!channel&gt;", "&amp;lt;", "*", "`", "\u202e",
	"\u2066", "\x00", "\r\n", "> ", "|", "<", ">", "\xff", "e\u0301", "👩‍👩‍👧", "عربى", "极速", "#", "#C1", "when ", "ferry ", "new ", "0|", "?", ",", "weekly ", "fri ", "9am ",
}

var firsts = []string{
	"", "ask ", "pledges ", "pledge ", "timeline ", "define ", "latest ", "sources ", "digest ", "subscribe ", "unsubscribe ", "subscriptions ", "help ", "pledgs ",
	"brief ", "response ", "money ", "views ", "changes ", "who ", "compare ferry with ", "pledges by ", "pledges due before ",
}

func TestWhateverIsTypedIsAnsweredHarmlessly(t *testing.T) {
	h := newHouse(t, brain(t), hostileNews()...)
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringN(0, 8, -1)), 0, 20).Draw(rt, "pieces"), "")
		said := rapid.SampledFrom(firsts).Draw(rt, "first") + text
		if faults := h.harm(said); len(faults) > 0 {
			rt.Fatalf("%q: %s", said, strings.Join(faults, "\n"))
		}
	})
}

func TestSixtyThousandCharactersAreNeverEchoedLive(t *testing.T) {
	h := newHouse(t, brain(t), hostileNews()...)
	for _, first := range firsts {
		for _, s := range []string{"<!channel>", "<@U1> ", "\u202e", "a", "ferry ", "👩‍👩‍👧", "&lt;"} {
			start := time.Now()
			for _, f := range h.harm(first + strings.Repeat(s, 60_000/utf8.RuneCountInString(s))) {
				t.Errorf("%s%s…: %s", first, s, f)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%s%s… took %s", first, s, took)
			}
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, first := range firsts {
		f.Add(first + "<!channel> ferry \u202e")
	}
	h := newHouse(f, brain(f), hostileNews()...)
	f.Fuzz(func(t *testing.T, said string) {
		for _, fault := range h.harm(said) {
			t.Error(fault)
		}
	})
}

// hostileNews is what a broken or hostile feed might bring.
func hostileNews() []feed.Article {
	out := news()
	for i := range out {
		out[i].Title += strings.Join(hostile, " ")
		out[i].Description = strings.Repeat(strings.Join(hostile, ""), 100)
		out[i].Link = "javascript:alert(1)"
	}
	return out
}

// harm says a text and presses every button of the answer, and returns what is wrong with what comes back.
func (h house) harm(said string) []string {
	c := &blockstest.Checker{Mentions: []string{"U2"}}
	look := func(r commands.Response) {
		if r.Modal != nil {
			c.Blocks([]byte(raw(r.Modal.Blocks.BlockSet)), blockstest.View)
			return
		}
		c.Blocks([]byte(raw(r.Blocks)), blockstest.Message)
		c.Text("text", r.Text, false)
	}
	r := h.Command(context.Background(), commands.Request{Team: "T1", Channel: "C1", User: "U1", Command: "/reform", Text: said, TriggerID: "x"})
	look(r)
	for _, b := range buttons(r.Blocks) {
		if blocks.ActionOf(b.ActionID) == "" {
			c.Faults = append(c.Faults, "a button without an action")
		}
		look(h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", Channel: "C1", User: "U2"}, ID: b.ActionID, Value: b.Value}))
	}
	return c.Faults
}

func TestTheShippedCorpusIsShownWithinLimits(t *testing.T) {
	corpus, err := knowledge.Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	b := knowledge.NewBrain(corpus)
	h := newHouse(t, b)
	for _, e := range corpus.Entries() {
		for _, said := range []string{"pledge " + e.ID, "sources " + e.ID} {
			r := h.say("/reform " + said)
			sound(t, r)
			if !strings.Contains(raw(r.Blocks), e.ID) || strings.Contains(raw(r.Blocks), "do not fit here") {
				t.Errorf("%s is not shown whole", said)
			}
		}
		if e.Kind == knowledge.Term {
			if v, ok := (commands.Reader{Brain: b, Day: knowledge.DayOf(now)}).Define(e.Title); !ok || v.Plain() == "" {
				t.Errorf("%s is not defined", e.Title)
			}
		}
	}
	for _, topic := range append(corpus.Topics(), knowledge.Topic{}) {
		for _, list := range []string{"/pledges ", "/timeline "} {
			r := h.say(list + topic.ID)
			for {
				sound(t, r)
				if _, more := buttons(r.Blocks)["Next"]; !more {
					break
				}
				r = h.press(t, r, "Next")
			}
		}
	}
	home := h.Home(context.Background(), "T1", "U1")
	raw, err := json.Marshal(home.Blocks.BlockSet)
	if err != nil {
		t.Fatal(err)
	}
	c := &blockstest.Checker{}
	c.Blocks(raw, blockstest.View)
	for _, f := range c.Faults {
		t.Error(f)
	}
}

func TestOnlyWordsAreReadOfWhatIsTyped(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"a mention goes":                    {"<@U999> when is it due", "when is it due"},
		"so does a call to all":             {"when <!channel> is <!subteam^S1|team> it due", "when is it due"},
		"a channel stays by its id":         {"subscribe <#C42|policy>", "subscribe #C42"},
		"a link stays by its text":          {"see <https://example.org/x|the plan>", "see the plan"},
		"other brackets part words":         {"caseloads <20 or >30", "caseloads 20 or 30"},
		"nothing turns the line":            {"the \u202eplan\u2066", "the plan"},
		"lines and control characters join": {"a\r\nb\x00c", "a b c"},
		"what is long ends at a word":       {strings.Repeat("word ", 5000), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := commands.Input(tt.in)
			if len(tt.in) > 5000 {
				if len(got) > 1200 || !strings.HasSuffix(got, "word") {
					t.Errorf("%d characters, ends %q", len(got), got[len(got)-10:])
				}
				return
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
