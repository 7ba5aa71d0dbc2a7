package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// TestDocumentsThatShareAPlace has many ask at once for entries of which only one of each pair can be held ready.
func TestDocumentsThatShareAPlace(t *testing.T) {
	var entries strings.Builder
	for i := range mostDocs + 8 {
		_, _ = fmt.Fprintf(&entries, "- {id: e%d, kind: finding, title: \"Ferries in port %d\", statement: \"Port %d counted %d ferries.\", topics: [ports], measure: ferries, value: \"%d\", as_of: \"2020\", cites: [{source: s, paras: [1]}]}\n", i, i, i, i+3, i+3)
	}
	c, err := Load(fstest.MapFS{
		"sources.yaml": {Data: []byte("- {id: s, title: Report, publisher: Office, published: 2021-01-01, url: \"https://office.example/1\"}\n")},
		"topics.yaml":  {Data: []byte("- {id: ports, name: Ports}\n")},
		"ports.yaml":   {Data: []byte(entries.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	ix := newIndex(c, nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 200 {
				n := i%8 + mostDocs*(i/8%2)
				d := ix.document(n)
				if own := ix.terms.numberOf("@" + c.entries[n].ID); d.entry != c.entries[n] || d.posting(own).weight != weightTitle {
					t.Errorf("entry %d is read as %s", n, d.entry.ID)
				}
			}
		})
	}
	wg.Wait()
	if len(ix.docs) != mostDocs {
		t.Errorf("%d are held ready", len(ix.docs))
	}
}

// TestWhatWasLearntOfAnEntryGoesWithWhatItSays: an entry that states something else is another one; one that is asked otherwise is not.
func TestWhatWasLearntOfAnEntryGoesWithWhatItSays(t *testing.T) {
	prints := func(statement, more string) []uint64 {
		entry := func(id string) string {
			return fmt.Sprintf("- {id: %s, kind: finding, title: Ferries, statement: %q, topics: [ports], measure: ferries, value: \"3\", as_of: \"2020\", cites: [{source: s, paras: [1]}]%s}\n", id, statement, more)
		}
		c, err := Load(fstest.MapFS{
			"sources.yaml": {Data: []byte("- {id: s, title: Report, publisher: Office, published: 2021-01-01, url: \"https://office.example/1\"}\n")},
			"topics.yaml":  {Data: []byte("- {id: ports, name: Ports}\n")},
			"ports.yaml":   {Data: []byte(entry("east") + entry("west"))},
		})
		if err != nil {
			t.Fatal(err)
		}
		ix := newIndex(c, nil)
		return []uint64{ix.document(0).fingerprint, ix.document(1).fingerprint}
	}
	was := prints("The port counted 3 ferries.", "")
	if asked := prints("The port counted 3 ferries.", ", asks: [\"how many ferries\"], gaps: [\"who owns them\"]"); !slices.Equal(was, asked) || was[0] == 0 {
		t.Errorf("what is asked makes another entry of it: %x, %x", was, asked)
	}
	if now := prints("The port counted 4 ferries.", ""); was[0] == now[0] || was[0] == was[1] {
		t.Errorf("entries that say or are something else are taken for the same: %x, %x", was, now)
	}
}
