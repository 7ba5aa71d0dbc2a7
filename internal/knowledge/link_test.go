package knowledge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pledgewatch/internal/knowledge"
)

func TestLinkNamesTheTopicAndTheEntry(t *testing.T) {
	b := shipped(t)
	tests := map[string]struct {
		text  knowledge.Text
		topic string
		entry string
	}{
		"by the entry's own words": {
			knowledge.Text{Title: "Kinship allowance trial named", Paragraphs: []string{"The trial of kinship allowances will cover ten areas.", "Carers were glad."}},
			"kinship-care", "kinship-allowance-trial",
		},
		"by an acronym": {
			knowledge.Text{Title: "What the ECF means", Paragraphs: []string{"The ECF is to become an entitlement.", "ECF training starts later."}},
			"early-career-framework", "ecf-entitlement-date",
		},
		"by a sum": {
			knowledge.Text{Title: "Budget: £44m for kinship allowances and fostering hubs", Paragraphs: []string{"The £44m is for 2025-26."}},
			"kinship-care", "kinship-and-hubs-44m",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := b.Link(tt.text)
			if !slices.Contains(got.Topics, tt.topic) {
				t.Errorf("topics %v lack %s", got.Topics, tt.topic)
			}
			var ids []string
			for _, l := range got.Entries {
				ids = append(ids, l.Entry.ID)
				if l.Score <= 0 {
					t.Errorf("%s has score %v", l.Entry.ID, l.Score)
				}
			}
			if !strings.Contains(" "+strings.Join(ids, " ")+" ", " "+tt.entry+" ") {
				t.Errorf("entries %v lack %s", ids, tt.entry)
			}
		})
	}
}

func TestLinkLeavesOtherNationsAlone(t *testing.T) {
	b := shipped(t)
	for _, title := range []string{"Scotland extends its kinship allowance", "Welsh foster carers to get more", "New rules for adult social care staff"} {
		if got := b.Link(knowledge.Text{Title: title, Paragraphs: []string{"The kinship allowance and the early career framework are named here."}}); len(got.Entries)+len(got.Topics) > 0 {
			t.Errorf("%q is linked to %v", title, got.Topics)
		}
	}
}

// BenchmarkLink links articles of 700 words against 10,000 entries; an article may take 5 ms.
func BenchmarkLink(b *testing.B) {
	var entries strings.Builder
	entries.WriteString("- {id: dfe, kind: actor, title: Department for Education, statement: The Department for Education leads on the reform of care., topics: [t], type: organisation, cites: [{source: p, paras: [1]}]}\n")
	nouns := strings.Fields("kinship fostering adoption residential secure leaving mentoring advocacy caseload training apprenticeship supervision inspection framework guidance allowance grant pathfinder hub network")
	for i := range 10_000 {
		fmt.Fprintf(&entries, "- {id: e-%d, kind: pledge, title: The %s %s of %s area number%d, statement: The department promised that this would be done in area number%d., topics: [t], by: dfe, made: 2024, status: announced, cites: [{source: p, paras: [1]}]}\n",
			i, nouns[i%20], nouns[i/20%20], nouns[i/400%20], i, i)
	}
	c, err := knowledge.Load(fstest.MapFS{
		"topics.yaml": {Data: []byte(`- {id: t, name: Topic}`)}, "e.yaml": {Data: []byte(entries.String())},
		"sources.yaml": {Data: []byte(`- {id: p, title: Paper, publisher: Press, published: 2024-06-01, url: "https://example.org/p"}`)},
	})
	if err != nil {
		b.Fatal(err)
	}
	brain := knowledge.NewBrain(c)
	text := knowledge.Text{Title: "The kinship training hub and its guidance"}
	for i := range 20 {
		text.Paragraphs = append(text.Paragraphs, strings.Repeat(fmt.Sprintf("Council %d said the %s %s was late. ", i, nouns[i], nouns[(i+3)%20]), 5))
	}
	for b.Loop() {
		brain.Link(text)
	}
}
