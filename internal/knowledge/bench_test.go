package knowledge_test

import (
	"testing"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
)

// day is when the tests ask.
var day = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func shipped(tb testing.TB) *knowledge.Brain {
	tb.Helper()
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		tb.Fatal(err)
	}
	b := knowledge.NewBrain(c)
	return b
}

func BenchmarkLoadAndIndex(b *testing.B) {
	for b.Loop() {
		shipped(b)
	}
}

func BenchmarkAsk(b *testing.B) {
	brain := shipped(b)
	qs, err := golden.ReadFiles("testdata/golden.jsonl")
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		brain.Ask(qs[i%len(qs)].Q, day)
		i++
	}
}
