package wordnet_test

import (
	"testing"

	"pledgewatch/internal/knowledge/wordnet"
)

func TestVerbsAreToldFromOtherWords(t *testing.T) {
	for _, verb := range []string{"publish", "publishes", "published", "publishing", "dropped", "retire", "spent", "spending", "denied", "ran"} {
		if !wordnet.IsVerb(verb) {
			t.Errorf("%s is a verb", verb)
		}
	}
	for _, other := range []string{"council", "strategy", "grant", "review", "publication", "worker", "is", "early", ""} {
		if wordnet.IsVerb(other) && other != "is" {
			t.Errorf("%s is no verb", other)
		}
	}
}

func TestIrregularFormsLeadToTheirVerb(t *testing.T) {
	for form, want := range map[string]string{"spent": "spend", "led": "lead", "withdrawn": "withdraw"} {
		if got, ok := wordnet.Base(form); !ok || got != want {
			t.Errorf("%s: %q, %v", form, got, ok)
		}
	}
	if got, ok := wordnet.Base("spend"); ok {
		t.Errorf("spend is no irregular form, yet leads to %q", got)
	}
}
