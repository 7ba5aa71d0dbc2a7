package feed

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var shipped = filepath.Join("..", "..", "config", "feeds")

func TestTheShippedFeedsAreSound(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(shipped, "feeds.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseSources("feeds.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	want := []Source{{
		ID: "community-care-care-review", Name: "Community Care: independent review of children's social care", Every: time.Hour, Lang: "en-GB",
		URL: "https://www.communitycare.co.uk/tag/independent-review-of-childrens-social-care/feed/",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSources(t *testing.T) {
	const good = "feeds:\n  - id: a\n    name: A\n    url: https://a.example.org/feed\n"
	tests := map[string]struct {
		yaml string
		want []string // the lines of the error, in order; none: it is sound
	}{
		"the least that is needed":   {good, nil},
		"a comment and an interval":  {good + "    every: 90m # often enough\n", nil},
		"another language":           {good + "    lang: cy\n", nil},
		"an unknown key":             {good + "    colour: red\n", []string{`f:5: feeds[0]: unknown key "colour"`}},
		"an unknown key at the top":  {good + "bots: 1\n", []string{`f:5: the file: unknown key "bots"`}},
		"too often":                  {good + "    every: 5m\n", []string{"f:5: feeds[0] (a): every: 5m is below 10m"}},
		"a time that is none":        {good + "    every: often\n", []string{`f:5: feeds[0]: every: "often" is not a time like 30m or 1h`}},
		"a list for a name":          {"feeds:\n  - id: a\n    name: [A]\n    url: https://a.example.org/feed\n", []string{`f:3: feeds[0]: name: "[" is not a text`}},
		"a language that is none":    {good + "    lang: 12345678910\n", []string{`f:5: feeds[0] (a): lang: "12345678910" is not a language tag like en-GB`}},
		"no ID":                      {"feeds:\n  - name: A\n    url: https://a.example.org/\n", []string{"f:2: feeds[0] (): id is missing"}},
		"a bad ID":                   {"feeds:\n  - id: A feed\n    name: A\n    url: https://a.example.org/\n", []string{"f:2: feeds[0] (A feed): id: want lower-case words joined by hyphens, at most 64 characters"}},
		"an empty name":              {"feeds:\n  - id: a\n    name: \" \"\n    url: https://a.example.org/\n", []string{"f:3: feeds[0] (a): name is empty"}},
		"an address without scheme":  {"feeds:\n  - id: a\n    name: A\n    url: a.example.org\n", []string{"f:4: feeds[0] (a): url: want an address that begins with http:// or https://"}},
		"an ID and an address twice": {good + good[len("feeds:\n"):], []string{"f:5: feeds[1] (a): id is the same as in line 2", "f:7: feeds[1] (a): url is the same as in line 4"}},
		"every fault at once": {"feeds:\n  - id: a\n    url: ftp://a\n    every: 1m\n  - 7\n", []string{
			"f:2: feeds[0] (a): name is missing",
			"f:3: feeds[0] (a): url: want an address that begins with http:// or https://",
			"f:4: feeds[0] (a): every: 1m is below 10m",
			"f:5: feeds[1] must be keys with values",
		}},
		"no feed":            {"feeds: []\n", []string{`f: no feeds; begin with a list under "feeds:"`}},
		"nothing":            {"", []string{`f: no feeds; begin with a list under "feeds:"`}},
		"feeds as a mapping": {"feeds:\n  a: b\n", []string{"f:2: feeds must be a list"}},
		"a list at the top":  {"- id: a\n", []string{"f:1: the file must be keys with values"}},
		"a key twice":        {good + "    id: b\n", []string{`f:5: `}},
		"broken YAML":        {"feeds:\n\t- id: a\n", []string{"f:2: "}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ParseSources("f", []byte(tt.yaml))
			if len(tt.want) == 0 {
				if err != nil || len(got) != 1 || got[0].ID != "a" {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			if err == nil || got != nil {
				t.Fatalf("got %+v, %v", got, err)
			}
			lines := strings.Split(err.Error(), "\n")
			for i, want := range tt.want {
				if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
					t.Errorf("got\n%s\nwant\n%s", err, strings.Join(tt.want, "\n"))
					break
				}
			}
			if len(lines) != len(tt.want) {
				t.Errorf("got\n%s\nwant\n%s", err, strings.Join(tt.want, "\n"))
			}
		})
	}
}

func FuzzParseSources(f *testing.F) {
	f.Add([]byte("feeds:\n  - id: a\n    name: A\n    url: https://a.example.org/feed\n    every: 1h\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseSources("f", data)
		if (err == nil) != (len(got) > 0) {
			t.Errorf("%d sources and %v", len(got), err)
		}
	})
}

func TestTheSampleFeed(t *testing.T) {
	tmpl, err := os.ReadFile(filepath.Join(shipped, "sample.xml.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		now, monday, guid string
	}{
		"on Monday at midnight":        {"2026-11-16T00:00:00Z", "2026-11-16T00:00:00Z", "sample:1:2026-W47"},
		"on Monday in the morning":     {"2026-11-16T07:13:05Z", "2026-11-16T00:00:00Z", "sample:1:2026-W47"},
		"on Sunday at its end":         {"2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", "sample:1:2026-W47"},
		"in a week of two years":       {"2027-01-01T12:00:00Z", "2026-12-28T00:00:00Z", "sample:1:2026-W53"},
		"where the day began before":   {"2026-11-16T00:30:00+01:00", "2026-11-09T00:00:00Z", "sample:1:2026-W46"},
		"in the first days of January": {"2026-01-02T12:00:00Z", "2025-12-29T00:00:00Z", "sample:1:2026-W01"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			now, _ := time.Parse(time.RFC3339, tt.now)
			monday, _ := time.Parse(time.RFC3339, tt.monday)
			xml, err := SampleFeed(tmpl, "http://127.0.0.1:8080/?a&b", now)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Parse(Source{ID: "sample", URL: "http://127.0.0.1:8080/sample/feed"}, Response{Body: xml})
			if err != nil {
				t.Fatal(err)
			}
			if doc.Title != "Pledgewatch sample feed (invented articles)" || len(doc.Articles) != sampleItems || len(doc.Problems) > 0 {
				t.Fatalf("%q with %d items, problems %v", doc.Title, len(doc.Articles), doc.Problems)
			}
			last := now
			for _, a := range doc.Articles {
				if a.Published.After(last) || a.Published.Before(monday) {
					t.Errorf("%s: published %s, not between %s and %s", a.Title, a.Published, monday, last)
				}
				if len(a.Paragraphs) < 5 || len(a.Paragraphs) > 8 || len(a.Integrity) > 0 || strings.Contains(a.Title, "&#") {
					t.Errorf("%s: %d paragraphs, findings %v", a.Title, len(a.Paragraphs), a.Integrity)
				}
				last = a.Published
			}
			if got := doc.Articles[sampleItems-1].GUID; got != tt.guid {
				t.Errorf("GUID %q, want %q", got, tt.guid)
			}
		})
	}
	for _, bad := range []string{"{{.Nothing}}", "{{.Date 7}}", "{{"} {
		if _, err := SampleFeed([]byte(bad), "http://127.0.0.1", time.Now()); err == nil || !strings.HasPrefix(err.Error(), "sample feed: ") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if !bytes.Contains(tmpl, []byte("invented")) {
		t.Error("the sample does not say that it is invented")
	}
}
