package knowledge_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/knowledge"
)

const listTopics = `
- {id: kinship-care, name: Kinship care, aliases: [kinship carers, kin]}
- {id: family-networks, name: "Family networks, family group conferences and decision making", aliases: [the network]}
- {id: funding, name: "Money: reform and councils", aliases: [cash]}
`

const listEntries = `
- {id: dfe, kind: actor, title: Department for Education, statement: The Department for Education leads on the reform., topics: [funding], aliases: [DfE], type: organisation, cites: [{source: press-1, paras: [1]}]}
- {id: fgc, kind: term, title: Family group conference, short: FGC, long: Family group conference, statement: A meeting of the wider family that makes a plan., topics: [family-networks], cites: [{source: press-1, paras: [1]}]}
- {id: late-plan, kind: pledge, title: A late plan, statement: The department promised to publish a plan within the year., topics: [kinship-care], by: dfe, made: 2023-02-02, due: 2023, status: announced, cites: [{source: press-1, paras: [1]}]}
- {id: no-date, kind: pledge, title: A plan without a date, statement: The department promised to look at carers' leave one day., topics: [kinship-care], by: dfe, made: 2023-02-02, status: in-progress, cites: [{source: press-1, paras: [1]}]}
- id: moved
  kind: pledge
  title: A pledge that moved
  statement: The department promised new money and then put it off.
  topics: [funding]
  by: dfe
  made: 2023-02-02
  history:
    - {on: 2023-02-02, status: announced, due: 2024, note: It was promised for 2024., cites: [{source: press-1, paras: [1]}]}
    - {on: 2024-10-31, status: delayed, due: 2026-04/.., note: It was put off., cites: [{source: press-2, paras: [2]}]}
  cites: [{source: press-2, paras: [2]}]
- {id: spring, kind: milestone, title: A start in spring, statement: The trial of family group conferences was to begin in the spring., topics: [family-networks], when: 2025-21, status: planned, cites: [{source: press-1, paras: [3]}]}
`

func listCorpus(t *testing.T) *knowledge.Corpus {
	t.Helper()
	fsys := corpusFS(listEntries)
	fsys["topics.yaml"].Data = []byte(listTopics)
	c, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func dayOfList(s string) time.Time {
	d, err := knowledge.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func idsOf(ls []knowledge.Listed) string {
	var out []string
	for _, l := range ls {
		out = append(out, l.Entry.ID)
	}
	return strings.Join(out, " ")
}

func TestListsHoldWhatWasAskedForInOrder(t *testing.T) {
	tests := map[string]struct{ said, on, pledges, timeline string }{
		"everything":                        {"", "2025-01-15", "late-plan moved no-date", "late-plan spring moved"},
		"as it stood before the move":       {"", "2024-01-15", "late-plan moved no-date", "late-plan moved spring"},
		"before anything was known":         {"", "2022-01-01", "", ""},
		"a topic by id":                     {"kinship-care", "2025-01-15", "late-plan no-date", "late-plan"},
		"a topic by alias":                  {"on the network", "2025-01-15", "", "spring"},
		"a topic by part of a long name":    {"family group conferences", "2025-01-15", "", "spring"},
		"a status":                          {"delayed", "2025-01-15", "moved", "moved"},
		"a status then":                     {"delayed", "2024-01-15", "", ""},
		"a status of two words":             {"in progress", "2025-01-15", "no-date", ""},
		"a status by another word":          {"late pledges", "2025-01-15", "moved", "moved"},
		"overdue":                           {"overdue", "2025-01-15", "late-plan", "late-plan"},
		"what is to come":                   {"coming", "2025-01-15", "moved", "spring moved"},
		"what is past":                      {"past", "2025-01-15", "late-plan", "late-plan"},
		"an open end is never overdue":      {"overdue cash", "2030-01-15", "", ""},
		"words":                             {"new money", "2025-01-15", "moved", "moved"},
		"words in another form":             {"carer leave", "2025-01-15", "no-date", ""},
		"words that nothing holds":          {"zeppelins", "2025-01-15", "", ""},
		"a topic, a status and idle words":  {"show me the kinship carers pledges that are announced", "2025-01-15", "late-plan", "late-plan"},
		"capitals, commas and typographics": {"Kinship Carers, ANNOUNCED", "2025-01-15", "late-plan", "late-plan"},
		"two topics let either through":     {"cash, kinship care", "2025-01-15", "late-plan moved no-date", "late-plan moved"},
		"who promised it is a word as well": {"education", "2025-01-15", "late-plan moved no-date", "late-plan moved"},
	}
	c := listCorpus(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := c.ReadFilter(tt.said, knowledge.Pledge, knowledge.Milestone)
			if got := idsOf(c.Pledges(f, dayOfList(tt.on))); got != tt.pledges {
				t.Errorf("pledges: %q, want %q (%+v)", got, tt.pledges, f)
			}
			if got := idsOf(c.Timeline(f, dayOfList(tt.on))); got != tt.timeline {
				t.Errorf("timeline: %q, want %q (%+v)", got, tt.timeline, f)
			}
		})
	}
}

func TestNamesAreFoundAndNearOnesOffered(t *testing.T) {
	c := listCorpus(t)
	for name, want := range map[string]string{"fgc": "fgc", "the FGC": "fgc", "Family Group Conferences": "fgc", "dfe": "dfe", "": "", "kinship": ""} {
		got := ""
		if found := c.Named(name); len(found) > 0 {
			got = found[0].ID
		}
		if got != want {
			t.Errorf("Named(%q) = %q, want %q", name, got, want)
		}
	}
	near := func(said string) string {
		var out []string
		for _, topic := range c.NearTopics(said, 2) {
			out = append(out, topic.ID)
		}
		return strings.Join(out, " ")
	}
	for said, want := range map[string]string{"kinshp": "kinship-care", "fundin": "funding", "netwrok conferences": "family-networks", "zeppelin": "", "": "", strings.Repeat("kinship ", 9000): "kinship-care"} {
		if got := near(said); got != want {
			t.Errorf("NearTopics(%.20q) = %q, want %q", said, got, want)
		}
	}
	for said, want := range map[string]string{"kinship": "kinship-care", "conference": "family-networks", "family": "family-networks", "and": "", "x": "", "": ""} {
		got, _ := c.PartOfTopic(said)
		if got.ID != want {
			t.Errorf("PartOfTopic(%q) = %q, want %q", said, got.ID, want)
		}
	}
	if got := c.NearEntries("late-pln", 3, func(e *knowledge.Entry) bool { return e.Kind == knowledge.Pledge }); !slices.ContainsFunc(got, func(e *knowledge.Entry) bool { return e.ID == "late-plan" }) {
		t.Errorf("late-plan is not near late-pln: %v", got)
	}
	if !c.Uses("promised") || c.Uses("pledgs") {
		t.Error("Uses: a word of the corpus is one of its words, and a misspelling is not")
	}
}
