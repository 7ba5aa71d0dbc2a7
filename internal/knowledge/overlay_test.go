package knowledge_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// article is a source that no file holds.
func article(n int, published string) knowledge.Source {
	id := string(rune('a' + n))
	return knowledge.Source{Title: "News " + id, Publisher: "The Weekly", Published: edtf.MustParse(published), URL: "https://www.example.org/news/" + id + "/", GUID: "guid-" + id}
}

func line(t interface{ Fatal(args ...any) }, e *knowledge.Entry, field, value, on string) knowledge.Change {
	h, err := knowledge.NewLine(e, field, value, edtf.MustParse(on), "The Weekly reported that it is "+value+" now.")
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// movable are the entries whose state can change, and a field of each that can.
func movable(c *knowledge.Corpus) (out []*knowledge.Entry) {
	for _, e := range c.Entries() {
		if states := knowledge.States(e.Kind); states != nil {
			if _, err := knowledge.NewLine(e, knowledge.FieldStatus, states[0], edtf.Date{}, ""); err == nil {
				out = append(out, e)
			}
		}
	}
	return out
}

// drawOverlay gives lines of history for entries of the corpus.
func drawOverlay(t *rapid.T, c *knowledge.Corpus) []knowledge.Overlay {
	entries := movable(c)
	var out []knowledge.Overlay
	for n := range rapid.IntRange(1, 4).Draw(t, "lines") {
		e := rapid.SampledFrom(entries).Draw(t, "entry")
		on := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 600).Draw(t, "day"))
		o := knowledge.Overlay{Entry: e.ID, Source: article(n, on.Format(time.DateOnly)), Paras: []int{1 + n}}
		field, value := knowledge.FieldStatus, rapid.SampledFrom(knowledge.States(e.Kind)).Draw(t, "status")
		if (e.Kind == knowledge.Pledge || e.Kind == knowledge.Milestone) && rapid.Bool().Draw(t, "a date") {
			field, value = knowledge.FieldDate, rapid.SampledFrom([]string{"2027", "2027-09", "2027-04/..", "2028-21"}).Draw(t, "date")
		}
		o.Line = line(t, e, field, value, on.Format(time.DateOnly))
		out = append(out, o)
	}
	return out
}

// Law: up to the day before the first line that the overlay adds to an entry, the entry stands as it did without; from then on
// it stands as its last line says.
func TestAnOverlayLeavesThePastAsItWas(t *testing.T) {
	c := shipped(t).Corpus
	rapid.Check(t, func(t *rapid.T) {
		lines := drawOverlay(t, c)
		with, faults := c.WithOverlay(lines)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		for _, e := range with.Entries() {
			old, _ := c.Entry(e.ID)
			own := slices.DeleteFunc(slices.Clone(lines), func(o knowledge.Overlay) bool { return o.Entry != e.ID })
			if len(own) == 0 {
				if e != old {
					t.Fatalf("%s was changed, and no line is for it", e.ID)
				}
				continue
			}
			first := slices.MinFunc(own, func(a, b knowledge.Overlay) int { return a.Line.On.Compare(b.Line.On) }).Line.On.First()
			last := slices.MaxFunc(own, func(a, b knowledge.Overlay) int { return a.Line.On.Compare(b.Line.On) }).Line.On.First()
			for _, day := range []time.Time{first.AddDate(0, 0, -1), first.AddDate(0, 0, -rapid.IntRange(1, 3000).Draw(t, "days earlier"))} {
				before, okBefore := c.Listed(old, day)
				after, okAfter := with.Listed(e, day)
				if okBefore != okAfter || before.State.Status != after.State.Status || before.Date != after.Date || before.State.Amount != after.State.Amount {
					t.Fatalf("%s as of %s: %v %+v, without the overlay %v %+v", e.ID, day.Format(time.DateOnly), okAfter, after.State, okBefore, before.State)
				}
			}
			now, _ := with.StateAt(e, last)
			for _, o := range own {
				if o.Line.On.First().Equal(last) && len(own) == 1 {
					if o.Line.Status != "" && now.Status != o.Line.Status || !o.Line.Due.IsZero() && now.Date != o.Line.Due || !o.Line.When.IsZero() && now.Date != o.Line.When {
						t.Fatalf("%s stands at %+v after %+v", e.ID, now, o.Line)
					}
					src, ok := with.Source(now.Cites[0].Source)
					if !ok || src.URL != o.Source.URL || !slices.Equal(now.Cites[0].Paras, o.Paras) {
						t.Fatalf("%s cites %v %+v", e.ID, now.Cites, src)
					}
				}
			}
		}
	})
}

// Law: adding the same overlay twice, to the corpus or to what it made of it, adds it once; so does merging its export into the
// files, and what is then left to export is nothing.
func TestMergingAnOverlayDoesNotDoubleIt(t *testing.T) {
	c, err := knowledge.Load(corpusFS(testEntries + withoutHistory))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		lines := drawOverlay(t, c)
		with, _ := c.WithOverlay(lines)
		again, _ := with.WithOverlay(lines)
		twice, _ := c.WithOverlay(append(slices.Clone(lines), lines...))
		for _, other := range []*knowledge.Corpus{again, twice, merged(t, with)} {
			other, faults := other.WithOverlay(lines)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			for i, e := range with.Entries() {
				if d := cmp.Diff(notes(e), notes(other.Entries()[i])); d != "" {
					t.Fatalf("%s\n%s", e.ID, d)
				}
			}
			if len(other.Sources()) != len(with.Sources()) {
				t.Fatalf("%d sources, then %d", len(with.Sources()), len(other.Sources()))
			}
			var out bytes.Buffer
			if n, _, err := other.WriteOverlay(&out, lines); n != 0 || err != nil {
				t.Fatal(n, err, out.String())
			}
		}
	})
}

func notes(e *knowledge.Entry) (out []string) {
	for _, h := range e.History {
		out = append(out, h.On.String()+" "+h.Status+" "+h.Due.String()+h.When.String()+" "+h.Note)
	}
	return out
}

// merged is a corpus after somebody put all of it into the files.
func merged(t *rapid.T, c *knowledge.Corpus) *knowledge.Corpus {
	var file bytes.Buffer
	if err := c.WriteYAML(&file); err != nil {
		t.Fatal(err)
	}
	m, err := knowledge.Load(fstest.MapFS{"all.yaml": {Data: file.Bytes()}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const withoutHistory = `
- id: test
  kind: pledge
  title: A test of allowances
  statement: The department said that it would test allowances by 2025.
  topics: [kinship-care]
  asks: [when are the allowances to be tested, when is the test of allowances due]
  gaps: [in which month is the test of allowances due]
  by: dfe
  made: 2023-02-02
  due: 2025
  status: announced
  cites: [{source: press-1, paras: [1]}]
`

func TestMergingByHandWhatTheExportSays(t *testing.T) {
	c, err := knowledge.Load(corpusFS(testEntries + withoutHistory))
	if err != nil {
		t.Fatal(err)
	}
	test, _ := c.Entry("test")
	strategy, _ := c.Entry("strategy")
	lines := []knowledge.Overlay{
		{Entry: "test", Line: line(t, test, knowledge.FieldDate, "2027-09", "2026-11-20"), Source: article(0, "2026-11-20"), Paras: []int{3}},
		{Entry: "strategy", Line: line(t, strategy, knowledge.FieldStatus, "delivered", "2026-11-20"), Source: article(0, "2026-11-20"), Paras: []int{5}},
	}
	var out strings.Builder
	if n, faults, err := c.WriteOverlay(&out, lines); n != 2 || err != nil || len(faults) > 0 {
		t.Fatal(n, err, faults)
	}
	if *update {
		if err := os.WriteFile("testdata/overlay.yaml", []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/overlay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Error(d)
	}
	var said struct {
		Sources []yaml.Node
		History map[string][]yaml.Node
	}
	if err := yaml.Unmarshal([]byte(out.String()), &said); err != nil || len(said.Sources) != 1 || len(said.History["test"]) != 2 || len(said.History["strategy"]) != 1 {
		t.Fatalf("%v\n%s", err, out.String())
	}
	byHand := strings.Replace(withoutHistory, "  due: 2025\n  status: announced\n", "  history:\n"+listed(t, said.History["test"]), 1)
	files := corpusFS(strings.Replace(testEntries, "note: It was put off., cites: [{source: press-2, paras: [2]}]}\n", "note: It was put off., cites: [{source: press-2, paras: [2]}]}\n"+listed(t, said.History["strategy"]), 1) + byHand)
	files["sources.yaml"] = &fstest.MapFile{Data: []byte(testSources + strings.ReplaceAll("\n"+listed(t, said.Sources), "\n    ", "\n"))}
	m, err := knowledge.Load(files)
	if err != nil {
		t.Fatalf("%v\n%s", err, files["sources.yaml"].Data)
	}
	both, faults := m.WithOverlay(lines)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for id, want := range map[string]int{"test": 2, "strategy": 3} {
		e, _ := both.Entry(id)
		if len(e.History) != want {
			t.Errorf("%s: %q", id, notes(e))
		}
	}
	if len(both.Sources()) != 3 {
		t.Errorf("%d sources", len(both.Sources()))
	}
}

// listed writes nodes as a list indented as the history of an entry is.
func listed(t *testing.T, nodes []yaml.Node) string {
	t.Helper()
	raw, err := yaml.Marshal(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return "    " + strings.ReplaceAll(strings.TrimSpace(string(raw)), "\n", "\n    ") + "\n"
}

func TestALineThatTheFilesHaveBetteredIsNotDoubled(t *testing.T) {
	c, err := knowledge.Load(corpusFS(testEntries))
	if err != nil {
		t.Fatal(err)
	}
	strategy, _ := c.Entry("strategy")
	put := knowledge.Overlay{Entry: "strategy", Line: line(t, strategy, knowledge.FieldDate, "2027-09", "2026-11-20"), Source: article(0, "2026-11-20"), Paras: []int{3}}
	for name, c2 := range map[string]struct {
		change func(*knowledge.Overlay)
		lines  int
	}{
		"another note":                       {func(o *knowledge.Overlay) { o.Line.Note = "In other words." }, 1},
		"another date of effect":             {func(o *knowledge.Overlay) { o.Line.On = edtf.MustParse("2026-11-18") }, 1},
		"another value":                      {func(o *knowledge.Overlay) { o.Line.Due = edtf.MustParse("2027-10") }, 1},
		"a status beside the date":           {func(o *knowledge.Overlay) { o.Line.Status = "delayed" }, 1},
		"the same, from another article":     {func(o *knowledge.Overlay) { o.Source = article(1, "2026-11-20") }, 1},
		"another value from another article": {func(o *knowledge.Overlay) { o.Source = article(1, "2026-11-20"); o.Line.Due = edtf.MustParse("2028") }, 2},
		"another day and value, same article": {func(o *knowledge.Overlay) {
			o.Line.On = edtf.MustParse("2026-11-21")
			o.Line.Due = edtf.MustParse("2028")
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			inFiles := put
			c2.change(&inFiles)
			files, faults := c.WithOverlay([]knowledge.Overlay{inFiles})
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			both, _ := files.WithOverlay([]knowledge.Overlay{put})
			e, _ := both.Entry("strategy")
			if len(e.History) != 2+c2.lines {
				t.Errorf("%q", notes(e))
			}
		})
	}
}

func TestWhatCannotBeAddedIsSaid(t *testing.T) {
	c, err := knowledge.Load(corpusFS(testEntries))
	if err != nil {
		t.Fatal(err)
	}
	strategy, _ := c.Entry("strategy")
	good := knowledge.Overlay{Entry: "strategy", Line: line(t, strategy, knowledge.FieldStatus, "delivered", "2026-11-20"), Source: article(0, "2026-11-20"), Paras: []int{3}}
	for want, change := range map[string]func(*knowledge.Overlay){
		"gone from the files":            func(o *knowledge.Overlay) { o.Entry = "away" },
		"has no history":                 func(o *knowledge.Overlay) { o.Entry = "share" },
		"is not one of":                  func(o *knowledge.Overlay) { o.Line.Status = "happened" },
		"note is missing":                func(o *knowledge.Overlay) { o.Line.Note = "" },
		"on is missing":                  func(o *knowledge.Overlay) { o.Line.On = edtf.Date{} },
		"name the paragraphs":            func(o *knowledge.Overlay) { o.Paras = nil },
		"needs title, publisher and":     func(o *knowledge.Overlay) { o.Source.Title = "" },
		"no paragraph 0: they count fro": func(o *knowledge.Overlay) { o.Paras = []int{0} },
	} {
		bad := good
		change(&bad)
		with, faults := c.WithOverlay([]knowledge.Overlay{bad, good})
		e, _ := with.Entry("strategy")
		if len(faults) != 1 || !strings.Contains(faults[0].Error(), want) || len(e.History) != 3 {
			t.Errorf("want %q, got %v and %q", want, faults, notes(e))
		}
	}
}

func TestOnlyWhatAFieldCanHoldBecomesALine(t *testing.T) {
	c := shipped(t).Corpus
	first := map[knowledge.Kind]*knowledge.Entry{}
	for _, e := range slices.Backward(c.Entries()) {
		first[e.Kind] = e
	}
	for _, k := range []struct {
		kind         knowledge.Kind
		field, value string
		wrong        string
	}{
		{knowledge.Pledge, "status", "delayed", ""},
		{knowledge.Pledge, "status", "slipped", "is not one of"},
		{knowledge.Pledge, "date", "2027-04/..", ""},
		{knowledge.Pledge, "date", "next spring", "next spring"},
		{knowledge.Pledge, "amount", "up to 12 areas", ""},
		{knowledge.Pledge, "amount", "lots", "lots"},
		{knowledge.Milestone, "date", "2027", ""},
		{knowledge.Milestone, "amount", "£4m", "no amount"},
		{knowledge.Recommendation, "status", "accepted", ""},
		{knowledge.Recommendation, "date", "2027", "no date"},
		{knowledge.Funding, "amount", "£4m", ""},
		{knowledge.Term, "status", "announced", "does not change"},
		{knowledge.Pledge, "colour", "red", "no colour"},
	} {
		_, err := knowledge.NewLine(first[k.kind], k.field, k.value, edtf.MustParse("2026"), "n")
		if (err != nil) != (k.wrong != "") || err != nil && !strings.Contains(err.Error(), k.wrong) {
			t.Errorf("%v: %v", k, err)
		}
	}
}

func TestAnAnswerGivesTheNewStateAndTheDayBeforeTheOld(t *testing.T) {
	c, err := knowledge.Load(corpusFS(testEntries + withoutHistory))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Entry("test")
	with, _ := c.WithOverlay([]knowledge.Overlay{
		{Entry: "test", Line: line(t, e, knowledge.FieldDate, "2027-09", "2026-11-20"), Source: article(0, "2026-11-20"), Paras: []int{3}},
	})
	b := knowledge.NewBrain(with)
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	now := b.Ask("when is the test of allowances due", day)
	for _, want := range []string{"due September 2027", "The Weekly reported that it is 2027-09 now.", "Earlier: announced, 2025", "News a, The Weekly"} {
		if !strings.Contains(now.Plain(), want) {
			t.Errorf("no %q in\n%s", want, now.Plain())
		}
	}
	if cites := now.Reply("", 0).Entries[0].Cites; cites[0].Title != "News a" || !slices.Equal(cites[0].Paras, []int{3}) {
		t.Errorf("cites %+v", cites)
	}
	if a := b.Ask("in which month is the test of allowances due", day); !a.Answered {
		t.Error("a gap is declined that the new line fills")
	}
	then := b.Ask("when is the test of allowances due", day.AddDate(0, 0, -1))
	if text := then.Plain(); !strings.Contains(text, "due 2025") || strings.Contains(text, "2027") || strings.Contains(text, "News a") {
		t.Error(text)
	}
}
