package knowledge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

func TestTheShippedCorpusIsClean(t *testing.T) {
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Lint() {
		t.Error(f)
	}
}

// lintEntries is a small corpus that has nothing wrong with it.
const lintEntries = `
- id: harbour-board
  kind: actor
  title: Harbour Board
  statement: The Harbour Board runs the harbour and its lamps.
  topics: [lamps]
  asks: [who runs the harbour]
  type: organisation
  roles: [{role: keeper, from: 2019, to: 2022}]
  cites: [{source: press-1, paras: [1]}]
- id: quay-lamps
  kind: pledge
  title: New lamps on the quay
  statement: The Harbour Board promised 40 lamps for £2m, and put them off in October 2024.
  topics: [lamps]
  aliases: [lamp promise]
  asks: [when do the lamps come, how many lamps were promised]
  relates: [dark-quays]
  by: harbour-board
  made: 2023-02-02
  history:
    - {on: 2023-02-02, status: announced, due: 2023, amount: £2m, note: The Harbour Board promised lamps by the end of 2023 for £2m., cites: [{source: press-1, paras: [1]}]}
    - {on: 2024-10-31, status: delayed, due: 2026-04/.., note: The lamps were put off until after April 2026., cites: [{source: press-2, paras: [2]}]}
  cites: [{source: press-1, paras: [1]}, {source: press-2, paras: [2]}]
- id: dark-quays
  kind: finding
  title: Quays without lamps
  statement: A third of the quays, 33%, had no lamps when they were counted in 2022.
  topics: [lamps]
  asks: [share of quays without light, are the quays dark]
  relates: [quay-lamps]
  measure: quays without lamps
  value: 33
  as_of: 2022
  unit: "%"
  cites: [{source: press-1, paras: [4]}]
`

func lint(t *testing.T, entries string) knowledge.Faults {
	t.Helper()
	return lampCorpus(t, entries).Lint()
}

// lampCorpus is a corpus of these entries, the first of them an actor.
func lampCorpus(t *testing.T, entries string) *knowledge.Corpus {
	t.Helper()
	fsys := corpusFS("")
	delete(fsys, "kinship.yaml")
	fsys["topics.yaml"].Data = []byte("- {id: lamps, name: Lamps}\n")
	parts := strings.SplitN(entries, "- id: quay-lamps", 2)
	for name, text := range map[string]string{
		"actors.yaml": parts[0], "lamps.yaml": "- id: quay-lamps" + parts[1], "lexicon.yaml": "synonyms:\n  - [drop, scrapped, binned]\n",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachFaultIsFoundWhereItStands(t *testing.T) {
	if found := lint(t, lintEntries); len(found) > 0 {
		t.Fatalf("the good corpus has faults:\n%v", found)
	}
	tests := map[string]struct {
		old, new string
		want     string
		warn     bool
	}{
		"a relation that is not returned":     {"relates: [quay-lamps]\n  ", "", "lamps.yaml:8: quay-lamps: relates: dark-quays does not name it back", false},
		"a relation named twice":              {"relates: [dark-quays]", "relates: [dark-quays, dark-quays]", "quay-lamps: relates: names dark-quays twice", false},
		"made after its first line":           {"made: 2023-02-02", "made: 2023-05", "quay-lamps: made: 2023-05 lies after the first line of history", false},
		"a role that ends before it begins":   {"from: 2019", "from: 2023-01", "harbour-board: roles: 2023-01 lies after the end of keeper", false},
		"a role after every source":           {"to: 2022", "to: 2027", "harbour-board: roles: 2027 lies after all that the entry cites", false},
		"a line ahead of its source":          {"on: 2024-10-31", "on: 2025-04", "lamps.yaml:13: quay-lamps: history: on: 2025-04 lies after the source", false},
		"a line that says nothing new":        {"on: 2024-10-31, status: delayed, due: 2026-04/..", "on: 2023-02-02, status: announced, due: 2023, amount: £2m", "history: says the same of the same day", false},
		"a statement older than its state":    {"  cites: [{source: press-1, paras: [1]}, {source: press-2, paras: [2]}]\n- id: dark", "  cites: [{source: press-1, paras: [1]}]\n- id: dark", "quay-lamps: statement: rests on nothing so new", true},
		"a statement too short":               {"The Harbour Board runs the harbour and its lamps.", "The Harbour Board runs it all.", "actors.yaml:5: harbour-board: statement: has 30 characters: want 40 to 500", true},
		"a statement too long":                {"counted in 2022.", "counted in 2022" + strings.Repeat(", and then again", 30) + ".", "dark-quays: statement: has", true},
		"a note too short":                    {"note: The lamps were put off until after April 2026.", "note: Put off.", "history: the note has 8 characters", true},
		"too few asks":                        {"asks: [share of quays without light, are the quays dark]", "asks: [are the quays dark]", "dark-quays: asks: 1: want 2 to 30", true},
		"an amount that the statement denies": {"40 lamps for £2m", "40 lamps for £3m", "quay-lamps: amount: £2m, but the text beside it says £3m", false},
		"an amount that the note denies":      {"by the end of 2023 for £2m.", "by the end of 2023 for £2.5m.", "lamps.yaml:12: quay-lamps: history: £2m, but the text beside it says £2.5m", false},
		"a note of another day":               {"until after April 2026.", "until June 2025.", "lamps.yaml:13: quay-lamps: history: the note speaks of June 2025, the line of from April 2026", false},
		"a value that is not said":            {"value: 33", "value: 35", "dark-quays: value: the statement does not say 35", false},
		"a statement of another year":         {"counted in 2022", "counted in 2019", "dark-quays: statement: names 2019, and none of the entry's dates is then", true},
		"a pronoun for a subject":             {"statement: The Harbour Board promised", "statement: It promised", `quay-lamps: statement: begins with "It"`, true},
		"a general noun for a subject":        {"note: The lamps were put", "note: The programme was put", `history: begins with "The programme"`, true},
		"a name that two entries share":       {"aliases: [lamp promise]", "aliases: [quays without lamps]", `lamps.yaml:17: dark-quays: title: "Quays without lamps" is also in aliases of quay-lamps (lamps.yaml:1)`, false},
		"a question that two entries answer":  {"are the quays dark", "When do the lamps come", `dark-quays: asks: "When do the lamps come" is also in asks of quay-lamps (lamps.yaml:1)`, false},
		"a gap that another entry fills":      {"asks: [share of", "gaps: [When do the lamps come]\n  asks: [share of", `dark-quays: gaps: "When do the lamps come" is also in asks of quay-lamps (lamps.yaml:1)`, false},
		"a source that nobody cites":          {"press-2", "press-1", "sources.yaml: press-2: no entry cites this source", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(lintEntries, tt.old) {
				t.Fatalf("the good corpus does not hold %q", tt.old)
			}
			found := lint(t, strings.ReplaceAll(lintEntries, tt.old, tt.new))
			for _, f := range found {
				if strings.Contains(f.Error(), tt.want) {
					if f.Warn != tt.warn {
						t.Errorf("%v: is a warning: %v, want %v", f, f.Warn, tt.warn)
					}
					return
				}
			}
			t.Errorf("found:\n%v\nwant: %s", found, tt.want)
		})
	}
}

func TestNearlyTheSameQuestionCompetes(t *testing.T) {
	tests := map[string]struct {
		other    string
		competes bool
	}{
		"the same words in another order":    {"the lamps, when do they come", true},
		"a synonym":                          {"were the harbour lamps binned", true},
		"another question word":              {"why do the lamps come", false},
		"another figure":                     {"do 50 lamps come to the quay", false},
		"a question of something else":       {"who counted the quays", false},
		"the same but for a word that tells": {"were the railway lamps scrapped", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			entries := strings.Replace(lintEntries, "when do the lamps come,", "when do the lamps come, were the harbour lamps scrapped, do 40 lamps come to the quay,", 1)
			found := lint(t, strings.Replace(entries, "are the quays dark", `"`+tt.other+`"`, 1))
			if got := strings.Contains(found.Error(), "asks the same as"); got != tt.competes {
				t.Errorf("competes: %v, want %v\n%v", got, tt.competes, found)
			}
		})
	}
}

func TestATermMayShareItsNameWithWhatItExplains(t *testing.T) {
	term := "- id: quay\n  kind: term\n  title: Lamp promise\n  long: Lamp promise\n  statement: The lamp promise is what people call the plan for lamps.\n" +
		"  topics: [lamps]\n  asks: [what does lamp promise mean, is there a lamp promise]\n  cites: [{source: press-1, paras: [1]}]\n"
	if found := lint(t, lintEntries+term); len(found) > 0 {
		t.Errorf("want nothing, got:\n%v", found)
	}
}
