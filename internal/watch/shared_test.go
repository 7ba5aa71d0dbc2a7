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
	return knowledge.NewBrain(c)
})

// shared is the shipped brain, made once: nobody changes it.
func shared(t *testing.T) *knowledge.Brain {
	t.Helper()
	b, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
