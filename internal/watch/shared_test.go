package watch_test

import (
	"sync"
	"testing"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

var once = sync.OnceValues(func() (*knowledge.Brain, error) {
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		return nil, err
	}
	return knowledge.NewBrain(c), nil
})

// shared is the shipped brain, made once: nobody changes it.
func shared(tb testing.TB) *knowledge.Brain {
	tb.Helper()
	b, err := once()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
