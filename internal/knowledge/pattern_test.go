package knowledge

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a pattern is told from by plain words changes nothing of what it matches.
func TestAPatternMatchesWhatItsExpressionMatches(t *testing.T) {
	c := shippedCorpus(t)
	var texts []string
	for _, e := range c.entries {
		texts = append(append(append(texts, e.Title, e.Statement), e.Asks...), e.Gaps...)
	}
	matched := map[Intent]int{}
	hold := func(text string) {
		for _, in := range intents {
			if got, want := in.form.matches(text, strings.ToLower(text)), in.form.MatchString(text); got != want {
				t.Errorf("%s: %q matches: %v, want %v", in.intent, text, got, want)
			} else if got {
				matched[in.intent]++
			}
		}
	}
	for _, text := range texts {
		hold(text)
	}
	for _, in := range intents {
		if matched[in.intent] == 0 {
			t.Errorf("no text is matched by %s", in.intent)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // pieces of texts, in a case of their own
		text := rapid.SampledFrom(texts).Draw(t, "text")
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		hold(strings.ToUpper(text[from:]))
	})
}
