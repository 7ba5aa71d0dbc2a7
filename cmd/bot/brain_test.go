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
		_, _ = fmt.Fprintf(&entries, "- {id: e%d, kind: finding, title: \"Ferries in port %d\", statement: \"Port %d counted %d ferries.\", topics: [ports], asks: [how many ferries in port %d], measure: ferries, value: \"%d\", as_of: \"%s\", cites: [{source: s, paras: [1]}]}\n", i, i, i, i+3, i, i+3, year)
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
	g.keepingBrain(c, log)
	files := kept(t, g.Data)
	if len(files) != 1 || said.Len() > 0 {
		t.Fatalf("kept %v; said %s", files, &said)
	}
	b, made := g.brainOf(c)
	if made {
		t.Fatal("made again")
	}
	if a := b.Ask("how many ferries in port 4711", c.Newest()); !strings.Contains(a.Text(), "4714 ferries") {
		t.Error(a.Text())
	}

	if err := os.WriteFile(files[0], []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, made := g.brainOf(c); !made {
		t.Error("a damaged index was read")
	}
	g.keepingBrain(c, log)
	if _, made := g.brainOf(c); made {
		t.Error("a damaged index was not replaced")
	}
	other := largeCorpus(t, worthKeeping, "2019")
	if _, made := g.brainOf(other); !made {
		t.Error("another corpus was answered by this index")
	}
	g.keepingBrain(other, log)
	for _, c := range []*knowledge.Corpus{c, other} {
		if _, made := g.brainOf(c); made {
			t.Error("not both are kept")
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
	g.keepingBrain(c, slog.New(slog.DiscardHandler))
	if files := kept(t, g.Data); len(files) != mostKept+1 {
		t.Errorf("left: %v", files)
	}
	if _, made := g.brainOf(c); made {
		t.Error("the newest went")
	}
}

func TestASmallIndexIsNotKeptAndAFullDiskStopsNothing(t *testing.T) {
	g := &Globals{Data: filepath.Join(t.TempDir(), "data")}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	g.keepingBrain(largeCorpus(t, 20, "2020"), log)
	if files := kept(t, g.Data); len(files) > 0 {
		t.Errorf("kept %v", files)
	}
	if err := os.WriteFile(g.Data, nil, 0o600); err != nil { // a file stands where the folder should be
		t.Fatal(err)
	}
	if b := g.keepingBrain(largeCorpus(t, worthKeeping, "2020"), log); b == nil || !strings.Contains(said.String(), "the index is not kept") {
		t.Errorf("said %s", &said)
	}
}
