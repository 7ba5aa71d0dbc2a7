package blocks_test

import (
	"testing"

	"pgregory.net/rapid"

	"pledgewatch/internal/blocks"
)

// A character that is not seen changes nothing, so what is cleaned at a glance is cleaned as what is looked at closely.
func TestCleaningIsTheSameAtAGlance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune(" \t\x00\x7fab&’")), 0, 12, -1), rapid.String()).Draw(t, "text")
		if glance, closely := blocks.Clean(s), blocks.Clean("\u200b"+s); glance != closely {
			t.Errorf("%q becomes %q and %q", s, glance, closely)
		}
	})
}
