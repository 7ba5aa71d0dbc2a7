package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
	"pledgewatch/internal/knowledge/reader"
)

const ports = `
- {id: east, kind: finding, title: Ferries in the east port, statement: The east port counted 3 ferries., topics: [ports], measure: ferries, value: "3", as_of: "2020", cites: [{source: s, paras: [1]}], asks: [how many ferries in the east, ferry count east port], gaps: [who owns the ferries in the east]}
- {id: west, kind: finding, title: Ferries in the west port, statement: The west port counted 5 ferries., topics: [ports], measure: ferries, value: "5", as_of: "2020", cites: [{source: s, paras: [2]}], asks: [how many ferries in the west, ferry count west port], gaps: [who owns the ferries in the west]}
`

// lessonOf prepares a lesson on two ports.
func lessonOf(t *testing.T) lesson {
	t.Helper()
	c, err := knowledge.Load(fstest.MapFS{
		"sources.yaml": {Data: []byte("- {id: s, title: Report, publisher: Office, published: 2021-01-01, url: \"https://office.example/1\"}\n")},
		"topics.yaml":  {Data: []byte("- {id: ports, name: Ports}\n")},
		"ports.yaml":   {Data: []byte(ports)},
	})
	if err != nil {
		t.Fatal(err)
	}
	questions, err := golden.Read(strings.NewReader(`{"id": "1", "q": "number of ferries at the east port", "all": ["3"]}
{"id": "2", "q": "what do the ferries of the east port cost", "type": "unanswerable"}`))
	if err != nil {
		t.Fatal(err)
	}
	l := lesson{questions: questions}
	if err := l.prepare(c); err != nil {
		t.Fatal(err)
	}
	return l
}

// What each entry is asked is learnt from the corpus as it stands, and from what was taken out of it; not from golden questions asked of
// less than that, which teach what to do where nobody asked yet.
func TestWhatIsAskedOfEachEntryIsLearntWhereItIsKnown(t *testing.T) {
	rights, unknown := 0, 0
	for _, e := range lessonOf(t).examples {
		if e.Right {
			rights++
		}
		if len(e.Asked) == 0 {
			unknown++
		}
	}
	// Two golden questions, of what is left of the corpus with half of its own questions and with a few, beside each of two entries.
	if rights == 0 || unknown != 2*2*2 {
		t.Errorf("%d examples are right, %d are read as if nothing were known", rights, unknown)
	}
}

// The same examples give the same file, however many prepare them at once.
func TestTeachingTwiceTeachesTheSame(t *testing.T) {
	taught := func() []byte {
		var b bytes.Buffer
		if err := reader.Train(lessonOf(t).examples, 2, 1).Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(taught(), taught()) {
		t.Error("two networks that were taught the same differ")
	}
}
