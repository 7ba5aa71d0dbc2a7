package blocks_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

var update = flag.Bool("update", false, "write the golden files anew")

var today = time.Date(2025, 1, 15, 0, 0, 0, 0, time.UTC)

func run(text, line string) blocks.Button {
	return blocks.Button{Text: text, Action: "run", Value: line}
}

const sources = `
- {id: press-1, title: "A plan, & what <it> holds", publisher: The Weekly, published: 2023-02-07, url: "https://example.org/a?b=1&c=2"}
- {id: press-2, title: A second report, publisher: The Weekly, published: 2024-10-31}
`

const topics = `
- {id: ferries, name: "Ferries: boats and crews", aliases: [boats]}
- {id: bridges, name: Bridges}
`

const entries = `
- id: harbour-board
  kind: actor
  title: Harbour Board
  statement: The Harbour Board runs the ferries between the islands.
  topics: [ferries]
  type: organisation
  roles: [{role: operator, from: 2001}]
  cites: [{source: press-1, paras: [1]}]
- id: ndf
  kind: term
  title: Night ferry
  statement: A night ferry is a crossing that begins after eleven in the evening.
  topics: [ferries]
  short: NDF
  long: Night and dawn ferry
  relates: [new-ferry]
  cites: [{source: press-1, paras: [2, 3, 7]}]
- id: new-ferry
  kind: pledge
  title: A new ferry for the north
  statement: The board promised a second boat; it is now *late* and costs <more> than £4m & counting.
  topics: [ferries]
  relates: [ndf]
  by: harbour-board
  made: 2023-02-02
  history:
    - {on: 2023-02-02, status: announced, due: 2024, amount: up to 2 boats, note: It was promised for 2024., cites: [{source: press-1, paras: [1]}]}
    - {on: 2024-10-31, status: delayed, due: 2026-04/.., note: The board put it off., cites: [{source: press-2, paras: [2]}]}
  cites: [{source: press-2, paras: [2]}]
- id: bridge-opens
  kind: milestone
  title: The bridge opens
  statement: The bridge was to open to walkers in the spring of 2024.
  topics: [bridges]
  when: 2024-21
  status: planned
  cites: [{source: press-1, paras: [4]}]
`

var load = sync.OnceValues(func() (*knowledge.Corpus, error) {
	return knowledge.Load(fstest.MapFS{
		"sources.yaml": {Data: []byte(sources)}, "topics.yaml": {Data: []byte(topics)}, "islands.yaml": {Data: []byte(entries)},
	})
})

func corpus(t testing.TB) *knowledge.Corpus {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func listed(t testing.TB, c *knowledge.Corpus, id string) knowledge.Listed {
	t.Helper()
	e, ok := c.Entry(id)
	if !ok {
		t.Fatalf("no entry %s", id)
	}
	l, ok := c.Listed(e, today)
	if !ok {
		t.Fatalf("%s was not known", id)
	}
	return l
}

func article(title string) feed.Article {
	return feed.Article{
		Feed: "weekly", GUID: "1", Title: title, Link: "https://example.org/news/1", Description: title,
		Published: time.Date(2025, 1, 13, 10, 0, 0, 0, time.UTC), Paragraphs: []string{title},
	}
}

func sampleDigest(l knowledge.Listed, title string) digest.Digest {
	from := time.Date(2025, 1, 6, 9, 0, 0, 0, time.UTC)
	item := digest.Item{Article: article(title), Publisher: "The Weekly", Summary: title, More: 2, Links: []digest.Link{
		{Link: knowledge.Link{Entry: l.Entry, Score: 9}, State: l.State, Stands: "delayed, due from April 2026", Moved: true},
	}}
	dated := digest.Dated{Entry: l.Entry, State: l.State, Date: edtf.MustParse("2025-02"), Day: today, Recent: true}
	return digest.Digest{
		Team: "T1", Channel: "C1", AsOf: today, Topics: []knowledge.Topic{{ID: "ferries", Name: "Ferries: boats and crews"}},
		Period: digest.Period{From: from, To: from.AddDate(0, 0, 7), Zone: time.UTC, Week: digest.WeekOf(from, time.UTC)},
		Changed: []digest.Changed{
			{Entry: l.Entry, What: "announced → delayed", By: "The Weekly", Link: "https://example.org/news/1", On: today},
			{Entry: l.Entry, What: "announced → dropped", By: title, Link: "https://example.org/news/2", On: today, Reported: true},
		},
		Items: []digest.Item{item}, Also: []digest.Item{item}, Upcoming: []digest.Dated{dated}, Overdue: []digest.Dated{dated},
		Totals: digest.Totals{Articles: 4, Linked: 2, Untold: 2, Upcoming: 1, Overdue: 3},
	}
}

func subscription() digest.Subscription {
	return digest.Subscription{
		Team: "T1", Channel: "C1", Topics: []string{"ferries"}, Schedule: "0 9 * * 1", Zone: "Europe/London", Alerts: true, By: "U1",
		Created: today, Next: time.Date(2025, 1, 20, 9, 0, 0, 0, time.UTC),
	}
}

// views makes one of each view over a corpus. text stands wherever somebody else's words do.
func views(t testing.TB, text string) map[string]blocks.View {
	t.Helper()
	c := corpus(t)
	ferry := listed(t, c, "new-ferry")
	term := listed(t, c, "ndf")
	if text != "" {
		own := *ferry.Entry
		own.Title, own.Statement, own.Aliases, own.Reason, own.Purpose = text, text, []string{text}, text, text
		own.History = []knowledge.Change{{On: edtf.MustParse("2024"), Status: text, Note: text, Cites: own.Cites}}
		ferry.Entry, ferry.State.Line, ferry.State.Status = &own, 0, text
		explained := *term.Entry
		explained.Title, explained.Short, explained.Long, explained.Statement = text, text, text, text
		term.Entry = &explained
	} else {
		text = "The boat is late, says the board"
	}
	src := knowledge.Source{ID: "x", Title: text, Publisher: text, Published: edtf.MustParse("2024-10-31"), URL: text}
	good, _ := c.Source("press-1")
	answer := knowledge.Answer{
		Answered: true, Lead: text, Body: []string{text, ferry.Entry.Statement}, AsOf: today, Sources: []knowledge.Source{good, src},
		Entries: []knowledge.Ranked{{Entry: ferry.Entry, State: ferry.State}},
	}
	declined := knowledge.Answer{Lead: text, AsOf: today, Near: []knowledge.Nearest{{Entry: ferry.Entry, Lead: text, Source: src}, {Entry: term.Entry, Lead: text}}, Topics: c.Topics()}
	long := make([]knowledge.Listed, 23)
	for i := range long {
		long[i] = ferry
	}
	turn := func(label string, offset int) blocks.Button { return run(label, fmt.Sprint(offset)) }
	subs := blocks.Subscriptions(c, []digest.Subscription{subscription(), {Channel: text, Schedule: text, Zone: text, Topics: []string{text}, Paused: text}})
	subs.Day = today
	help := blocks.HelpItem{Usage: "/reform " + text, About: text, Examples: []string{"/reform help", "/reform " + text}}
	sum := knowledge.Sum{Listed: ferry, Steps: []knowledge.Step{{Status: "promised"}, {Status: "allocated", On: edtf.MustParse("2024")}}}
	sum.Parts = []knowledge.Sum{{Listed: ferry, Steps: sum.Steps}}
	money := knowledge.Money{Sums: make([]knowledge.Sum, 23), Totals: []knowledge.Total{{Status: "allocated", By: text, Period: edtf.MustParse("2024"), Of: []knowledge.Sum{sum, sum}, Pounds: 5e6}}, Why: []string{text}}
	for i := range money.Sums {
		money.Sums[i] = sum
	}
	groups := []knowledge.Group{{State: "supports", Entries: long[:7]}, {State: text, Entries: long[:7]}}
	var moves []knowledge.Move
	for i, h := range ferry.Entry.History {
		moves = append(moves, knowledge.Move{Entry: ferry.Entry, Line: h, First: i == 0, To: ferry.State})
	}
	whole := knowledge.Brief{
		Newest: moves, Board: groups, Pledges: long, Coming: long, Past: long, Money: money, Views: groups, Answers: groups, Evidence: long,
		Open: []knowledge.Open{{Listed: ferry, Why: "overdue"}, {Listed: ferry, Why: "disputed"}}, Listed: 9,
	}
	someone := *ferry.Entry
	someone.Roles = []knowledge.Role{{Role: text, Of: text, From: edtf.MustParse("2020")}, {Role: text, To: edtf.MustParse("2021")}}
	profile := knowledge.Profile{
		Actor: &someone, Listed: ferry, Roles: someone.Roles, Members: []knowledge.Member{{Actor: &someone, Role: someone.Roles[0]}},
		Promised: long[:3], Asked: long[:3], Gave: long[:3], Thinks: long[:3], Published: long[:3],
	}
	sides := [2]blocks.Side{blocks.EntrySide(c, ferry, today), blocks.TopicSide(c, text, "brief x", whole, today)}
	return map[string]blocks.View{
		"money":         blocks.Money(c, money, today, run).Page(0, turn),
		"responses":     blocks.Responses(c, groups, today, run).Page(5, turn),
		"views":         blocks.Views(c, groups, today, run).Page(0, turn),
		"moves":         blocks.Moves(c, moves, today, run).Page(0, turn),
		"profile":       blocks.Profile(c, profile, today, run).Page(0, turn),
		"compare":       blocks.Compare(c, sides[0], sides[1], today, run),
		"brief":         blocks.Brief(c, text, "ferries", whole, today, run),
		"answer":        blocks.Answer(c, answer, run),
		"declined":      blocks.Answer(c, declined, run),
		"entry":         blocks.Entry(c, ferry, today, run),
		"entry-list":    blocks.EntryList(c, text, long, today, run).Page(10, turn),
		"timeline":      blocks.Timeline(c, text, []knowledge.Listed{listed(t, c, "bridge-opens"), ferry}, today, run).Page(0, turn),
		"term":          blocks.Term(c, term, today, run),
		"sources":       blocks.Sources(c, ferry.Entry, today, run),
		"articles":      blocks.Articles(text, []blocks.Read{{Article: article(text), Publisher: text, Links: long}}, today, run),
		"digest":        blocks.Digest(sampleDigest(ferry, text), run),
		"digest-whole":  blocks.WholeDigest(sampleDigest(ferry, text)),
		"digest-quiet":  blocks.Digest(digest.Digest{Period: sampleDigest(ferry, text).Period, AsOf: today}, run),
		"help":          blocks.Help([]blocks.HelpItem{help, help}, run),
		"help-on":       blocks.HelpOn(help, func(string) string { return "help" }, run),
		"subscribed":    blocks.Subscribed(c, subscription(), true, "/reform subscribe "+text),
		"unsubscribed":  blocks.Unsubscribed("C1", true, "/reform subscribe "+text),
		"subscriptions": subs.Page(0, turn),
		"home":          blocks.Home{Corpus: c, Subs: []digest.Subscription{subscription()}, Upcoming: []knowledge.Listed{ferry}, Overdue: 2, Examples: []string{"when is the ferry due"}, Day: today}.View(run),
		"notice":        blocks.Notice(run, [][2]string{{text, "help"}}, text, text),
	}
}

func TestEachViewLooksAsItDid(t *testing.T) {
	for name, v := range views(t, "") {
		t.Run(name, func(t *testing.T) {
			raw, err := json.MarshalIndent(v.Blocks(), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			got := "// " + v.Fallback() + "\n\n" + string(raw) + "\n\n" + v.Plain() + "\n\n" + v.Markdown()
			file := filepath.Join("testdata", name+".golden")
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
			check(t, v)
		})
	}
}

// check holds a view against Slack's limits on every surface.
func check(t testing.TB, v blocks.View, mentions ...string) {
	t.Helper()
	c := &blockstest.Checker{Mentions: mentions}
	for _, on := range []struct {
		blocks []slack.Block
		most   int
	}{{v.Blocks(), blockstest.Message}, {v.Modal().Blocks.BlockSet, blockstest.View}, {v.HomeTab().Blocks.BlockSet, blockstest.View}} {
		raw, err := json.Marshal(on.blocks)
		if err != nil {
			t.Fatal(err)
		}
		c.Blocks(raw, on.most)
	}
	text := v.Fallback()
	if text == "" || len([]rune(text)) > 3000 {
		c.Faults = append(c.Faults, "fallback text is empty or too long")
	}
	c.Text("fallback", text, false)
	if title := v.Modal().Title.Text; title == "" || len([]rune(title)) > 24 {
		c.Faults = append(c.Faults, "title of the modal: "+title)
	}
	for _, f := range c.Faults {
		t.Error(f)
	}
}

func marshal(bs []slack.Block) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(bs); err != nil {
		panic(err)
	}
	return b.String()
}

func sectionText(t *testing.T, v blocks.View) string {
	t.Helper()
	s, ok := v.Blocks()[0].(*slack.SectionBlock)
	if !ok {
		t.Fatalf("the first block is %T", v.Blocks()[0])
	}
	return s.Text.Text
}
