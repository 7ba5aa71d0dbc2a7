package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pledgewatch/internal/knowledge"
)

// largeCorpus has n entries.
func largeCorpus(t *testing.T, n int, year string) *knowledge.Corpus {
	t.Helper()
	var entries strings.Builder
	for i := range n {
		_, _ = fmt.Fprintf(&entries, "- {id: e%d, kind: finding, title: \"Ferries in port %d\", statement: \"Port %d counted %d ferries.\", topics: [ports], measure: ferries, value: \"%d\", as_of: \"%s\", cites: [{source: s, paras: [1]}]}\n", i, i, i, i+3, i+3, year)
	}
	c, err := knowledge.Load(fstest.MapFS{
		"sources.yaml": {Data: []byte("- {id: s, title: Report, publisher: Office, published: 2021-01-01, url: \"https://office.example/1\"}\n")},
		"topics.yaml":  {Data: []byte("- {id: ports, name: Ports}\n")},
		"ports.yaml":   {Data: []byte(entries.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// kept lists the indexes in a folder.
func kept(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestTheIndexOfALargeCorpusIsKept(t *testing.T) {
	g := &Globals{Data: filepath.Join(t.TempDir(), "data")}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	c := largeCorpus(t, worthKeeping, "2020")
	if _, err := g.keepingBrain(c, log); err != nil {
		t.Fatal(err)
	}
	files := kept(t, g.Data)
	if len(files) != 1 || said.Len() > 0 {
		t.Fatalf("kept %v; said %s", files, &said)
	}
	b, made, err := g.brainOf(c)
	if err != nil || made {
		t.Fatalf("made again: %v, %v", made, err)
	}
	if a, err := b.Ask("how many ferries in port 4711", c.Newest()); err != nil || !strings.Contains(a.Text(), "4714 ferries") {
		t.Errorf("%v, %s", err, a.Text())
	}

	if err := os.WriteFile(files[0], []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, made, err := g.brainOf(c); err != nil || !made {
		t.Errorf("a damaged index was read: %v", err)
	}
	if _, err := g.keepingBrain(c, log); err != nil {
		t.Fatal(err)
	}
	if _, made, err := g.brainOf(c); err != nil || made {
		t.Errorf("a damaged index was not replaced: %v", err)
	}
	other := largeCorpus(t, worthKeeping, "2019")
	if _, made, err := g.brainOf(other); err != nil || !made {
		t.Errorf("another corpus was answered by this index: %v", err)
	}
	if _, err := g.keepingBrain(other, log); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*knowledge.Corpus{c, other} {
		if _, made, err := g.brainOf(c); err != nil || made {
			t.Errorf("not both are kept: %v", err)
		}
	}
}

func TestOldIndexesGo(t *testing.T) {
	g := &Globals{Data: t.TempDir()}
	for i := range mostKept + 2 {
		path := filepath.Join(g.Data, fmt.Sprint("index-", i))
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Date(2026, 11, 1+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(g.Data, "pledgewatch.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := largeCorpus(t, worthKeeping, "2020")
	if _, err := g.keepingBrain(c, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if files := kept(t, g.Data); len(files) != mostKept+1 {
		t.Errorf("left: %v", files)
	}
	if _, made, err := g.brainOf(c); err != nil || made {
		t.Errorf("the newest went: %v", err)
	}
}

func TestASmallIndexIsNotKeptAndAFullDiskStopsNothing(t *testing.T) {
	g := &Globals{Data: filepath.Join(t.TempDir(), "data")}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	if _, err := g.keepingBrain(largeCorpus(t, 20, "2020"), log); err != nil || len(kept(t, g.Data)) > 0 {
		t.Errorf("kept %v, %v", kept(t, g.Data), err)
	}
	if err := os.WriteFile(g.Data, nil, 0o600); err != nil { // a file stands where the folder should be
		t.Fatal(err)
	}
	b, err := g.keepingBrain(largeCorpus(t, worthKeeping, "2020"), log)
	if err != nil || b == nil || !strings.Contains(said.String(), "the index is not kept") {
		t.Errorf("%v; said %s", err, &said)
	}
}
