package knowledge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"pledgewatch/internal/knowledge"
)

const testSources = `
- {id: press-1, title: A first report, publisher: The Weekly, published: 2023-02-07, url: "https://example.org/1"}
- {id: press-2, title: A second report, publisher: The Weekly, published: 2024-10-31}
`

const testTopics = `
- {id: kinship-care, name: Kinship care}
`

const testEntries = `
- id: dfe
  kind: actor
  title: Department for Education
  statement: The Department for Education leads on children's social care in England.
  topics: [kinship-care]
  type: organisation
  cites: [{source: press-1, paras: [1]}]
- id: strategy
  kind: pledge
  title: Kinship strategy
  statement: The department said it would publish a kinship strategy.
  topics: [kinship-care]
  by: dfe
  made: 2023-02-02
  history:
    - {on: 2023-02-02, status: announced, due: 2023, amount: up to 12 areas, note: It was promised for 2023., cites: [{source: press-1, paras: [1]}]}
    - {on: 2024-10-31, status: delayed, due: 2026-04/.., note: It was put off., cites: [{source: press-2, paras: [2]}]}
  cites: [{source: press-2, paras: [2]}]
- id: share
  kind: finding
  title: Share of children
  statement: A third of the children lived with relatives when they were counted.
  topics: [kinship-care]
  measure: children with relatives
  value: 33
  as_of: 2022
  unit: "%"
  cites: [{source: press-1, paras: [4]}]
`

func corpusFS(entries string) fstest.MapFS {
	return fstest.MapFS{
		"sources.yaml": {Data: []byte(testSources)},
		"topics.yaml":  {Data: []byte(testTopics)},
		"kinship.yaml": {Data: []byte(entries)},
	}
}

func TestAGoodCorpusIsRead(t *testing.T) {
	c, err := knowledge.Load(corpusFS(testEntries))
	if err != nil {
		t.Fatal(err)
	}
	e, ok := c.Entry("strategy")
	if !ok {
		t.Fatal("no entry strategy")
	}
	if e.Status != "delayed" || e.Due.String() != "2026-04/.." || e.Amount.String() != "up to 12 areas" || e.Amount.Value() != 12 {
		t.Errorf("present state: %s, due %s, %s; want the last line of history over the ones before", e.Status, e.Due, e.Amount)
	}
	if f, _ := c.Entry("share"); f.Value != "33" || f.AsOf.String() != "2022" {
		t.Errorf("value %q as of %q, want 33 as of 2022", f.Value, f.AsOf)
	}
}

func TestABrokenCorpusNamesEveryFaultWithItsPlace(t *testing.T) {
	tests := map[string]struct{ old, new, want string }{
		"an unknown field":              {"measure: children with relatives", "mesure: x\n  measure: y", `kinship.yaml:25: share: unknown field "mesure"`},
		"an unknown field of a line":    {"status: delayed", "state: delayed", `kinship.yaml:18: strategy: unknown field "state"`},
		"an unknown field of a cite":    {"{source: press-1, paras: [4]}", "{source: press-1, pages: [4]}", `kinship.yaml:29: share: unknown field "pages"`},
		"a field given twice":           {"value: 33", "value: 33\n  value: 34", `kinship.yaml:27: share: mapping key "value" already defined at line 26`},
		"a list for a word":             {"value: 33", "value: [33]", `kinship.yaml:26: share: cannot unmarshal !!seq into string`},
		"a bad date":                    {"as_of: 2022", "as_of: last year", `kinship.yaml:27: share: EDTF "last year"`},
		"a bad amount":                  {"amount: up to 12 areas, ", "amount: loads, ", `kinship.yaml:17: strategy: amount "loads"`},
		"an actor that is not there":    {"by: dfe", "by: dfee", `kinship.yaml:14: strategy: by: no entry "dfee" of kind actor`},
		"a relation to nothing":         {"unit: \"%\"", "relates: [nobody]", `kinship.yaml:28: share: relates: no other entry "nobody"`},
		"a topic that is not there":     {"topics: [kinship-care]\n  by", "topics: [kinship]\n  by", `strategy: topics: no topic "kinship"`},
		"a source that is not there":    {"{source: press-1, paras: [4]}", "{source: press-9, paras: [4]}", `share: cites: no source "press-9"`},
		"no paragraph":                  {"{source: press-1, paras: [4]}", "{source: press-1, paras: []}", `share: cites: press-1: name the paragraphs`},
		"no cite":                       {"unit: \"%\"\n  cites: [{source: press-1, paras: [4]}]", "unit: \"%\"", `share: cites: missing`},
		"an id used twice":              {"id: share", "id: strategy", `strategy: this id is taken at kinship.yaml:9`},
		"a field of another kind":       {"unit: \"%\"", "stance: opposes", `share: stance: a finding has no stance`},
		"a status beside a history":     {"made: 2023-02-02\n", "made: 2023-02-02\n  status: announced\n", `strategy: status: the history keeps it`},
		"a status that is not one":      {"status: delayed", "status: late", `strategy: history: line 2: status "late" is not one of: announced`},
		"a history out of order":        {"on: 2024-10-31", "on: 2022-10-31", `strategy: history: line 2: 2022-10-31 comes before`},
		"a missing field":               {"value: 33", "", `share: value: a finding needs it`},
		"a kind that is not one":        {"kind: finding", "kind: fact", `share: kind: "fact" is not one of`},
		"YAML that does not parse":      {"- id: share", "- id: [share", `kinship.yaml`},
		"a statement that says nothing": {"A third of the children lived with relatives when they were counted.", "A third.", `share: statement: has 8 characters`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(testEntries, tt.old) {
				t.Fatalf("the good corpus does not hold %q", tt.old)
			}
			_, err := knowledge.Load(corpusFS(strings.Replace(testEntries, tt.old, tt.new, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load: %v\nwant: %s", err, tt.want)
			}
		})
	}
}

func TestAllFaultsAreReportedAtOnce(t *testing.T) {
	broken := strings.NewReplacer("by: dfe", "by: nobody", "as_of: 2022", "as_of: soon", "id: dfe", "id: DfE").Replace(testEntries)
	_, err := knowledge.Load(corpusFS(broken))
	if err == nil || strings.Count(err.Error(), "\n") < 2 {
		t.Errorf("want three faults or more, got:\n%v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(testEntries)
	f.Add("- id: [")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = knowledge.Load(corpusFS(s)) // must not panic
	})
}

func TestAFileThatHoldsAllPartsNamesThoseItDoesNotKnow(t *testing.T) {
	_, err := knowledge.Load(fstest.MapFS{"corpus.yaml": {Data: []byte("sources: []\ncolours: []\ntopics: {}\n")}})
	for _, want := range []string{`corpus.yaml:2: no part "colours" in a corpus`, "corpus.yaml:3: want a list"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load: %v\nwant: %s", err, want)
		}
	}
}
