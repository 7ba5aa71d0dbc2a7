package knowledge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

const diffEntries = testEntries + `
- id: opening
  kind: milestone
  title: Opening of the first hub
  statement: The first hub for kinship carers was to open in the spring of 2025.
  topics: [kinship-care]
  when: 2025-21
  status: planned
  cites: [{source: press-2, paras: [3]}]
`

func TestDiffTellsWhatMovedBetweenTwoVersions(t *testing.T) {
	line := "    - {on: 2024-11-02, status: dropped, due: 2027, amount: 3 areas, note: It was given up., cites: [{source: press-2, paras: [9]}]}\n"
	tests := map[string]struct {
		edit func(string) string
		want []string
	}{
		"nothing":         {func(s string) string { return s }, nil},
		"another wording": {func(s string) string { return strings.ReplaceAll(s, "It was put off.", "It was put off again.") }, nil},
		"another finding": {func(s string) string { return strings.Replace(s, "value: 33", "value: 34", 1) }, nil},
		"a new line of history": {func(s string) string {
			return strings.Replace(s, "  cites: [{source: press-2, paras: [2]}]\n- id: share", line+"  cites: [{source: press-2, paras: [2]}]\n- id: share", 1)
		}, []string{`strategy: status: "delayed" -> "dropped"`, `strategy: date: "2026-04/.." -> "2027"`, `strategy: amount: "up to 12 areas" -> "3 areas"`}},
		"a milestone that happened": {func(s string) string { return strings.Replace(s, "status: planned", "status: happened", 1) }, []string{`opening: status: "planned" -> "happened"`}},
		"a milestone that moved":    {func(s string) string { return strings.Replace(s, "when: 2025-21", "when: 2025-22", 1) }, []string{`opening: date: "2025-21" -> "2025-22"`}},
		"an entry that is gone":     {func(s string) string { return s[:strings.Index(s, "- id: opening")] }, []string{`opening: removed: "planned" -> ""`}},
		"a finding that is gone": {func(s string) string {
			return s[:strings.Index(s, "- id: share")] + s[strings.Index(s, "- id: opening"):]
		}, nil},
		"an entry under another id": {func(s string) string { return strings.Replace(s, "id: opening", "id: first-hub", 1) }, []string{`first-hub: added: "" -> "planned"`, `opening: removed: "planned" -> ""`}},
	}
	old, err := knowledge.Load(corpusFS(diffEntries))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			edited := tt.edit(diffEntries)
			c, err := knowledge.Load(corpusFS(edited))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range knowledge.Diff(old, c) {
				got = append(got, d.String())
				if len(d.Cites) == 0 {
					t.Errorf("%v cites nothing", d)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACorpusDoesNotDifferFromItself(t *testing.T) {
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	if d := knowledge.Diff(c, c); len(d) > 0 {
		t.Errorf("differs in %v", d)
	}
}
