package commands_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pledgewatch/internal/commands"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEachCommandAnswersAsItDid(t *testing.T) {
	tests := map[string]string{
		"nothing is help":                     "/reform",
		"help on a command":                   "/reform help subscribe",
		"a question":                          "/reform when is the new ferry due",
		"a question as of a day":              "/reform new ferry as of July 2023",
		"a question it cannot answer":         "/reform who paints the zeppelin hangar",
		"all pledges":                         "/pledges",
		"pledges of a topic":                  "/pledges boats",
		"pledges with a status":               "/reform pledges lamps testing",
		"overdue pledges":                     "/pledges overdue",
		"pledges that are not there":          "/pledges lighthose",
		"one entry":                           "/reform pledge new-ferry",
		"an entry by a misspelt id":           "/reform pledge new-fery",
		"the timeline":                        "/timeline",
		"the timeline of a topic":             "/reform timeline causeway",
		"a term":                              "/reform define NFX",
		"a term that is not there":            "/reform define quay",
		"the latest articles":                 "/reform latest",
		"the latest articles of a topic":      "/reform latest causeway",
		"where an entry comes from":           "/reform sources new-ferry",
		"a digest before there is one":        "/digest",
		"a digest of a week that is no week":  "/digest next",
		"a subscription with nothing said":    "/reform subscribe",
		"a subscription with all said":        "/reform subscribe #policy boats, bridges weekly Fri 4pm alerts",
		"a subscription to an unknown topic":  "/reform subscribe brigdes weekly tuesday 8:30",
		"a subscription at a time like none":  "/reform subscribe monday 25:00",
		"an end of what was not there":        "/reform unsubscribe",
		"the subscriptions before there is 1": "/reform subscriptions",
		"a misspelt command":                  "/reform pledgs lamps",
		"pledges by an actor due in a year":   "/pledges by the harbour board due in 2025",
		"pledges due before a day as of then": "/pledges due before July 2025 as of March 2023",
		"answers to recommendations":          "/reform response",
		"answers as of an earlier day":        "/reform response boats as of July 2023",
		"money":                               "/reform money",
		"money as of an earlier day":          "/reform money as of July 2023",
		"views of a stance":                   "/reform views opposed boats",
		"money of a state":                    "/reform money allocated",
		"dates to come":                       "/timeline coming",
		"a briefing on a body":                "/reform brief the Harbour Board",
		"what a body recommended":             "/reform response Islanders' Union",
		"views on a topic":                    "/reform views boats",
		"changes":                             "/reform changes",
		"changes of a topic since a month":    "/reform changes boats since October 2024",
		"changes before there were any":       "/reform changes since May 2025",
		"a body":                              "/reform who the Harbour Board",
		"a person":                            "/reform who is Ada Keel",
		"a person who is not there":           "/reform who Keal",
		"who as a question":                   "/reform who thinks that the ferry is too late?",
		"a comparison of entries":             "/reform compare new-ferry with free-crossings",
		"a comparison of topics":              "/reform compare boats and lamps",
		"a comparison with what is not there": "/reform compare boats with zeppelins",
		"a briefing":                          "/reform brief boats",
		"a briefing as of an earlier day":     "/reform brief boats as of July 2023",
		"a briefing on nothing":               "/reform brief",
		"a briefing on what is not there":     "/reform brief zeppelins",
	}
	b := brain(t)
	for name, said := range tests {
		t.Run(name, func(t *testing.T) {
			r := newHouse(t, b, news()...).say(said)
			sound(t, r)
			golden(t, name, said+"\n\n"+r.Text+"\n\n"+raw(r.Blocks))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", strings.ReplaceAll(name, " ", "-")+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("look at it, and renew it with -update where it is right:\n%s", diff)
	}
}

func TestEachExampleGoesToItsOwnCommand(t *testing.T) {
	h := newHouse(t, brain(t))
	for _, c := range commands.All() {
		if len(c.Examples) == 0 || c.About == "" || !strings.HasSuffix(c.About, ".") || !strings.HasPrefix(c.Usage, "/") {
			t.Errorf("%s: usage, a sentence on it and examples are wanted", c.Name)
		}
		for _, e := range c.Examples {
			if got := h.Names(typed(e)); got != c.Name {
				t.Errorf("%q goes to %s, want %s", e, got, c.Name)
			}
			if r := h.say(e); r.Empty() {
				t.Errorf("%q is answered with nothing", e)
			}
		}
		for _, alias := range c.Aliases {
			if got := h.Names(typed("/reform " + alias)); got != c.Name {
				t.Errorf("%q goes to %s, want %s", alias, got, c.Name)
			}
		}
	}
}

func TestSlackIsToldOfEachSlashCommand(t *testing.T) {
	var names []string
	for _, s := range commands.Slashes() {
		names = append(names, s.Name)
		if len(s.Description) == 0 || len(s.Description) > 2000 || len(s.Usage) > 1000 {
			t.Errorf("%s: description or usage: %+v", s.Name, s)
		}
	}
	if diff := cmp.Diff([]string{"/reform", "/pledges", "/timeline", "/digest"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsAlmostACommandIsOfferedAndAQuestionIsNot(t *testing.T) {
	tests := map[string]struct {
		said  string
		offer string
	}{
		"a misspelt list":                {"/reform pledgs lamps", "Run /reform pledges lamps"},
		"letters exchanged":              {"/reform timelien", "Run /reform timeline"},
		"a misspelt subscription":        {"/reform subcribe boats", "Run /reform subscribe boats"},
		"help with a letter too many":    {"/reform helpp", "Run /reform help"},
		"a question":                     {"/reform when will the new ferry be due", ""},
		"a question with a near word":    {"/reform pledgs for lamps?", ""},
		"a word that the corpus uses":    {"/reform pledged crossings", ""},
		"a subject":                      {"/reform causeway", ""},
		"a command that is spelt right":  {"/reform pledges lamps", ""},
		"a word that is like no command": {"/reform zeppelin", ""},
	}
	h := newHouse(t, brain(t))
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := h.say(tt.said)
			offered := ""
			for text := range buttons(r.Blocks) {
				if strings.HasPrefix(text, "Run ") {
					offered = text
				}
			}
			if offered != tt.offer {
				t.Errorf("%q offers %q, want %q", tt.said, offered, tt.offer)
			}
			if tt.offer != "" {
				if r := h.press(t, r, tt.offer); r.Empty() {
					t.Error("the offer does nothing")
				}
			}
		})
	}
}

func TestPagesTurnInPlaceAndShowEachPledgeOnce(t *testing.T) {
	h := newHouse(t, brain(t))
	r := h.say("/pledges")
	first := raw(r.Blocks)
	seen := map[string]int{}
	for {
		sound(t, r)
		for _, p := range h.brain.Corpus.Entries() {
			seen[p.ID] += strings.Count(raw(r.Blocks), "· "+p.ID+`\n`)
		}
		if _, more := buttons(r.Blocks)["Next"]; !more {
			break
		}
		if r = h.press(t, r, "Next"); !r.Replace {
			t.Fatal("a page does not take the place of the one before")
		}
	}
	for _, p := range h.brain.Corpus.Entries() {
		if want := map[bool]int{true: 1}[p.Kind == "pledge"]; seen[p.ID] != want {
			t.Errorf("%s was listed %d times, want %d", p.ID, seen[p.ID], want)
		}
	}
	back := strings.ReplaceAll(raw(h.press(t, r, "Previous").Blocks), `"1|pledges"`, `"0|pledges"`) // both mean the first page
	if diff := cmp.Diff(first, back); diff != "" {
		t.Errorf("turning back gives another first page: %s", diff)
	}
}

func TestSharingAsksAnewAndSaysWhoShared(t *testing.T) {
	h := newHouse(t, brain(t), news()...)
	for _, said := range []string{"/reform when is the new ferry due", "/pledges lamps", "/timeline", "/reform pledge new-ferry", "/reform latest", "/reform define NFX", "/reform brief boats", "/reform money", "/reform who Ada Keel", "/reform changes"} {
		r := h.press(t, h.say(said), "Share in channel")
		sound(t, r, "U2")
		if !r.InChannel || r.Replace || !strings.Contains(raw(r.Blocks), "Shared by <@U2> with") {
			t.Errorf("%s: in channel %v, replaces %v: %s", said, r.InChannel, r.Replace, raw(r.Blocks))
		}
		for text := range buttons(r.Blocks) {
			if text == "Share in channel" || text == "Next" || text == "Previous" {
				t.Errorf("%s: what everyone sees has a button %q", said, text)
			}
		}
	}
	for _, said := range []string{"/digest", "/reform subscribe", "/reform subscriptions", "/reform help"} {
		if _, ok := buttons(h.say(said).Blocks)["Share in channel"]; ok {
			t.Errorf("%s can be shared", said)
		}
	}
}

func TestAValueThatWasTamperedWithDoesNothingItShouldNot(t *testing.T) {
	h := newHouse(t, brain(t))
	for _, value := range []string{"", "x", "-5|pledges", "99999999999999999999|pledges", "5000|pledges", "0|<!channel>", strings.Repeat("9|", 50_000), "0|" + strings.Repeat("<@U1>", 20_000)} {
		for _, id := range []string{"run:1", "page:1", "share:1", "run", "other:1", ""} {
			r := h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", Channel: "C1", User: "U2"}, ID: id, Value: value})
			if id == "other:1" || id == "" {
				if !r.Empty() {
					t.Errorf("action %q is answered", id)
				}
				continue
			}
			if !r.Empty() {
				sound(t, r, "U2")
			}
		}
	}
	r := h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", Channel: "C1", User: "U2"}, ID: "share:1", Value: "0|subscribe"})
	if !r.Empty() || len(h.subs.kept) != 0 {
		t.Error("sharing a subscription sets one up")
	}
}

func TestInAViewAnAnswerIsAWindow(t *testing.T) {
	h := newHouse(t, brain(t))
	r := h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", User: "U2"}, ID: "run:1", Value: "0|pledges", ViewID: "V1"})
	if r.Modal == nil || len(r.Blocks) > 0 {
		t.Fatalf("want a modal alone, got %+v", r)
	}
	if _, ok := buttons(r.Modal.Blocks.BlockSet)["Share in channel"]; ok {
		t.Error("a window cannot share: it is in no channel")
	}
}

func TestWhatAllSeeHasNothingToShare(t *testing.T) {
	h := newHouse(t, brain(t))
	said := typed("/reform when is the new ferry due")
	said.TriggerID = "" // a mention
	if _, ok := buttons(h.Command(context.Background(), said).Blocks)["Share in channel"]; ok {
		t.Error("an answer in the channel offers to be shared in the channel")
	}
}
