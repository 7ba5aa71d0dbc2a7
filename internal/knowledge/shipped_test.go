package knowledge

import (
	"testing"

	"pledgewatch/config"
)

// shippedCorpus loads the corpus that the program carries.
func shippedCorpus(t *testing.T) *Corpus {
	t.Helper()
	c, err := Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	return c
}
