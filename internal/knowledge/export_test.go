package knowledge_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	ics "github.com/arran4/golang-ical"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

// exportEntries has something of everything: a history, fuzzy dates, money, commas and line breaks, and text that a
// spreadsheet would take for a formula.
const exportEntries = lintEntries + `
- id: night-boat
  kind: milestone
  title: First night boat
  statement: "The night boat, \"Aurora\", was planned for spring 2025; its crew speaks Türkçe and 日本語."
  topics: [lamps]
  aliases: ["=HYPERLINK(\"https://example.org\")", "-boat", "@aurora"]
  by: harbour-board
  when: 2025-21
  status: planned
  cites: [{source: press-1, paras: [2, 3]}]
- id: lamp-day
  kind: milestone
  title: Lamp day
  statement: Lamp day was held on the quay of the harbour.
  topics: [lamps]
  when: 2024-10-30
  status: happened
  cites: [{source: press-2, paras: [2]}]
- id: lamp-money
  kind: funding
  title: Money for lamps
  statement: The Harbour Board set £2.6m aside for lamps.
  topics: [lamps]
  by: harbour-board
  amount: £2.6m
  period: 2024-04/2025-03
  status: allocated
  cites: [{source: press-2, paras: [4]}]
- id: night-watch
  kind: position
  title: Night watch on lamps
  statement: The Harbour Board worried in 2024 that lamps would blind the night watch.
  topics: [lamps]
  actor: harbour-board
  stance: concerned
  when: 2024
  cites: [{source: press-2, paras: [4]}]
- id: led
  kind: term
  title: Light-emitting diode
  short: LED
  long: light-emitting diode lamp
  statement: A light-emitting diode is a lamp that uses little power.
  topics: [lamps]
  cites: [{source: press-2, paras: [4]}]
- id: red-lamps
  kind: recommendation
  title: Red lamps
  statement: The Harbour Board asked in 2023 for red lamps, and had no answer by then.
  topics: [lamps]
  by: harbour-board
  made: 2023
  response: rejected
  responded: 2023-05
  reason: Red means danger.
  cites: [{source: press-2, paras: [4]}]
`

func TestExportsLookAsTheyDid(t *testing.T) {
	c := lampCorpus(t, exportEntries)
	write := map[string]func(io.Writer) error{
		"corpus.json": c.WriteJSON, "corpus.yaml": c.WriteYAML, "corpus.ics": c.WriteICS, "corpus.jsonld": c.WriteJSONLD,
	}
	got := map[string][]byte{}
	for name, f := range write {
		var b bytes.Buffer
		if err := f(&b); err != nil {
			t.Fatal(err)
		}
		got[name] = b.Bytes()
	}
	tables, err := c.Tables()
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		got[table.Name] = table.Data
	}
	for name, data := range got {
		path := filepath.Join("testdata", "export", name)
		if *update {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(data, want) {
			t.Errorf("%s: look at it, and renew it with -update where it is right (%v):\n%s", name, err, data)
		}
	}
}

func TestAYAMLExportLoadsAgainAndIsTheSame(t *testing.T) {
	shippedCorpus, err := knowledge.Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*knowledge.Corpus{"invented": lampCorpus(t, exportEntries), "shipped": shippedCorpus} {
		var first, second, firstJSON, secondJSON bytes.Buffer
		if err := c.WriteYAML(&first); err != nil {
			t.Fatal(err)
		}
		again, err := knowledge.Load(fstest.MapFS{"corpus.yaml": {Data: first.Bytes()}})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, err := range []error{again.WriteYAML(&second), c.WriteJSON(&firstJSON), again.WriteJSON(&secondJSON)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if first.String() != second.String() || firstJSON.String() != secondJSON.String() {
			t.Errorf("%s: the corpus that was read again is another", name)
		}
		if d := knowledge.Diff(c, again); len(d) > 0 {
			t.Errorf("%s: %v", name, d)
		}
	}
}

func TestACalendarIsWhatCalendarsRead(t *testing.T) {
	c := lampCorpus(t, exportEntries)
	var b bytes.Buffer
	if err := c.WriteICS(&b); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.SplitAfter(b.String(), "\n") {
		if line != "" && !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
			t.Errorf("want at most 75 bytes and CRLF: %q", line)
		}
	}
	cal, err := ics.ParseCalendar(&b)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ start, end, title string }{
		"quay-lamps@pledgewatch": {"2026-04-01", "2026-04-02", "New lamps on the quay (due from April 2026; delayed)"},
		"night-boat@pledgewatch": {"2025-03-01", "2025-06-01", "First night boat (spring 2025; planned)"},
		"lamp-day@pledgewatch":   {"2024-10-30", "2024-10-31", "Lamp day (happened)"},
	}
	if n := len(cal.Events()); n != len(tests) {
		t.Errorf("%d events, want %d", n, len(tests))
	}
	for _, e := range cal.Events() {
		want := tests[e.Id()]
		start, startErr := e.GetAllDayStartAt()
		end, endErr := e.GetAllDayEndAt()
		if startErr != nil || endErr != nil || start.Format(time.DateOnly) != want.start || end.Format(time.DateOnly) != want.end {
			t.Errorf("%s: from %v to %v (%v, %v), want %s to %s", e.Id(), start, end, startErr, endErr, want.start, want.end)
		}
		if got := e.GetProperty(ics.ComponentPropertySummary).Value; got != want.title {
			t.Errorf("%s: %q, want %q", e.Id(), got, want.title)
		}
	}
}

func TestTablesOpenInASpreadsheetAndRunNothing(t *testing.T) {
	var b bytes.Buffer
	if err := lampCorpus(t, exportEntries).WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil || !bytes.HasPrefix(raw, []byte("\uFEFF")) {
			t.Errorf("%s does not begin with a byte order mark (%v)", f.Name, err)
		}
		rows, err := csv.NewReader(bytes.NewReader(raw[3:])).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Errorf("%s: %d rows, %v", f.Name, len(rows), err)
		}
		for _, cell := range slices.Concat(rows...) {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%s: a spreadsheet would run %q", f.Name, cell)
			}
		}
	}
	if len(names) != len(knowledge.Kinds())+3 {
		t.Errorf("files: %v", names)
	}
}

func TestJSONLDNamesNothingThatItsContextDoesNot(t *testing.T) {
	var b bytes.Buffer
	if err := lampCorpus(t, exportEntries).WriteJSONLD(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Context map[string]any   `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, n := range doc.Graph {
		id, _ := n["id"].(string)
		if id == "" || n["type"] == nil || ids[id] {
			t.Errorf("without a type or an id of its own: %v", n)
		}
		ids[id] = true
	}
	var look func(v any)
	look = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, part := range v {
				look(part)
			}
		case map[string]any:
			for k, part := range v {
				if doc.Context[k] == nil {
					t.Errorf("the context does not know %q", k)
				}
				look(part)
			}
		case string:
			if strings.HasPrefix(v, "urn:pledgewatch:") && !ids[v] {
				t.Errorf("nothing has the id %q", v)
			}
		}
	}
	for _, n := range doc.Graph {
		look(n)
	}
}
