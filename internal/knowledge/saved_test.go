package knowledge_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/knowledge/golden"
)

// savedIndex is what a brain writes of itself.
func savedIndex(tb testing.TB, b *knowledge.Brain) []byte {
	tb.Helper()
	var w bytes.Buffer
	if err := b.WriteIndex(&w); err != nil {
		tb.Fatal(err)
	}
	return w.Bytes()
}

func TestAnIndexReadBackAnswersAsBefore(t *testing.T) {
	made := shipped(t)
	read, err := knowledge.ReadBrain(made.Corpus, savedIndex(t, made))
	if err != nil {
		t.Fatal(err)
	}
	qs, err := golden.ReadFiles("testdata/golden.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range qs {
		was, is := made.Ask(q.Q, day), read.Ask(q.Q, day)
		if diff := cmp.Diff(append(was.Why(), was.Text()), append(is.Why(), is.Text())); diff != "" {
			t.Errorf("%s\n%s", q.Q, diff)
		}
		text := knowledge.Text{Title: q.Q, Paragraphs: []string{was.Text()}}
		if diff := cmp.Diff(made.Link(text).Topics, read.Link(text).Topics); diff != "" {
			t.Errorf("topics of %s\n%s", q.Q, diff)
		}
	}
}

func TestAnIndexThatIsNotTheCorpussOwnIsRefused(t *testing.T) {
	b := shipped(t)
	index := savedIndex(t, b)
	for where, damaged := range map[string][]byte{
		"empty": nil, "cut short": index[:len(index)-1], "cut in its beginning": index[:30], "longer": append(bytes.Clone(index), 0),
		"of another form": append([]byte("x"), index...), "damaged at its beginning": flipped(index, 25), "damaged in the middle": flipped(index, len(index)/2),
	} {
		if _, err := knowledge.ReadBrain(b.Corpus, damaged); !errors.Is(err, knowledge.ErrOtherIndex) {
			t.Errorf("%s: %v", where, err)
		}
	}
	line := knowledge.Overlay{
		Entry: "ecf-entitlement-date", Line: knowledge.Change{On: edtf.MustParse("2026-11-01"), When: edtf.MustParse("2028-09"), Note: "It was put off."},
		Source: knowledge.Source{Title: "Put off", Publisher: "Paper", Published: edtf.MustParse("2026-11-01"), URL: "https://paper.example/1"}, Paras: []int{1},
	}
	other, faults := b.Corpus.WithOverlay([]knowledge.Overlay{line})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, err := knowledge.ReadBrain(other, index); !errors.Is(err, knowledge.ErrOtherIndex) {
		t.Errorf("another corpus: %v", err)
	}
	again, _ := b.Corpus.WithOverlay([]knowledge.Overlay{line})
	if again.Fingerprint() != other.Fingerprint() {
		t.Error("the same corpus has two fingerprints")
	}
}

// flipped is data with one bit at a place turned over.
func flipped(data []byte, at int) []byte {
	out := bytes.Clone(data)
	out[at] ^= 1
	return out
}
