package knowledge_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

const corpusDir = "../../config/corpus/"

func TestThePublishedSchemasAreThoseOfTheTypes(t *testing.T) {
	schemas, err := knowledge.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range schemas {
		got, err := os.ReadFile(corpusDir + name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not up to date (%v): run go generate ./internal/knowledge", name, err)
		}
	}
}

func TestEachCorpusFileNamesItsSchema(t *testing.T) {
	names, err := fs.Glob(config.Corpus(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(config.Corpus(), name)
		if err != nil {
			t.Fatal(err)
		}
		want := "# yaml-language-server: $schema=" + knowledge.SchemaFor(path.Base(name))
		if first, _, _ := strings.Cut(string(raw), "\n"); first != want {
			t.Errorf("%s begins with %q, want %q", name, first, want)
		}
	}
}

// patterns returns the patterns of a field of an entry in the schema.
func schemaOf(t *testing.T) (date, amount *regexp.Regexp) {
	t.Helper()
	schemas, err := knowledge.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Defs map[string]struct {
			Properties map[string]struct {
				Pattern string                     `json:"pattern"`
				AnyOf   []struct{ Pattern string } `json:"anyOf"`
			} `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(schemas["corpus.schema.json"], &s); err != nil {
		t.Fatal(err)
	}
	fields := s.Defs["Entry"].Properties
	return regexp.MustCompile(fields["due"].AnyOf[0].Pattern), regexp.MustCompile(fields["amount"].Pattern)
}

func TestTheSchemaTakesTheDatesAndAmountsThatTheCorpusTakes(t *testing.T) {
	date, amount := schemaOf(t)
	for _, s := range []string{
		"2023-02-02", "2026-09", "2024-21", "2024", "202X", "20XX", "2024-XX", "2024-05-XX", "2023-10~", "2023?", "2023%", "2025-04/2026-03",
		"2026-04/..", "../2025-03-31", "2023/", "/2023",
	} {
		if _, err := edtf.Parse(s); err != nil || !date.MatchString(s) {
			t.Errorf("%s: the schema takes it: %v; the parser: %v", s, date.MatchString(s), err)
		}
	}
	for _, s := range []string{"next spring", "2023-13", "2023-2", "2023-25", "23-02-02", "2023-02-02-01", "2023-02-02T10:00", "2023/2024/2025"} {
		if date.MatchString(s) {
			t.Errorf("the schema takes the date %q", s)
		}
	}
	for _, s := range []string{"£45m", "over £250m", "up to 12 areas", "almost 600 social workers", "19%", "80% of its work", "£2.6bn", "an extra estimated £1bn", "1,300 children"} {
		if _, err := knowledge.ParseAmount(s); err != nil || !amount.MatchString(s) {
			t.Errorf("%s: the schema takes it: %v; the parser: %v", s, amount.MatchString(s), err)
		}
	}
	for _, s := range []string{"loads", "12", "up to", "hardly 12 areas", "£", "45m"} {
		if _, err := knowledge.ParseAmount(s); err == nil || amount.MatchString(s) {
			t.Errorf("%q: the schema takes it: %v; the parser: %v", s, amount.MatchString(s), err)
		}
	}
}

func TestASkeletonPassesOnceItsIDsAreReal(t *testing.T) {
	for _, k := range knowledge.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			text, err := knowledge.Skeleton(k)
			if err != nil {
				t.Fatal(err)
			}
			fsys := corpusFS("")
			delete(fsys, "kinship.yaml")
			fsys["kinship-care.yaml"] = &fstest.MapFile{Data: []byte(text)}
			if _, err := knowledge.Load(fsys); err == nil {
				t.Error("passes with ids that nobody has replaced")
			}
			replaced := strings.NewReplacer("source-id", "press-2", "topic-id", "kinship-care", "actor-id", "dfe", "funding-id", "sum").Replace(text)
			others := testEntries[:strings.Index(testEntries, "- id: strategy")]
			others += "- {id: sum, kind: funding, title: A sum, statement: The department set aside a sum of money for it., topics: [kinship-care], " +
				"by: dfe, amount: £9m, status: promised, asks: [what of the sum, how large is it], cites: [{source: press-1, paras: [1]}]}\n"
			if k == knowledge.Actor {
				fsys["actors.yaml"] = &fstest.MapFile{Data: []byte(others + replaced)}
				delete(fsys, "kinship-care.yaml")
			} else {
				fsys["actors.yaml"] = &fstest.MapFile{Data: []byte(others)}
				fsys["kinship-care.yaml"] = &fstest.MapFile{Data: []byte(replaced)}
			}
			c, err := knowledge.Load(fsys)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			for _, f := range c.Lint() {
				if strings.HasPrefix(f.Entry, "new-") {
					t.Errorf("%v\n%s", f, text)
				}
			}
		})
	}
	if _, err := knowledge.Skeleton("fact"); err == nil || !strings.Contains(err.Error(), "pledge, milestone") {
		t.Errorf("a kind that is none: %v", err)
	}
}
