package knowledge_test

import (
	"strings"
	"testing"
)

func TestAQuestionGoesOnFromAnAnswer(t *testing.T) {
	b := shipped(t)
	for _, tt := range []struct {
		name, question, about, want string // want is empty where the question stands by itself
	}{
		{"a pronoun is what was talked of", "and who opposed it?", "national-pay-scales", "who opposed it national pay scales"},
		{"a bare question word goes on", "why?", "national-pay-scales", "why national pay scales"},
		{"somebody is asked for on the same subject", "and what did BASW say?", "national-pay-scales", "what did BASW say national pay scales"},
		{"another subject stands by itself", "and what about the early career framework?", "national-pay-scales", ""},
		{"a whole question stands by itself", "when will the kinship strategy be published", "national-pay-scales", ""},
		{"thanks are thanks", "thanks", "national-pay-scales", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, ok := b.Corpus.Entry(tt.about)
			if !ok {
				t.Fatalf("no entry %s", tt.about)
			}
			got, goesOn := b.FollowUp(tt.question, e, day)
			if goesOn != (tt.want != "") || goesOn && !strings.EqualFold(got, tt.want) {
				t.Errorf("got %q, %v; want %q", got, goesOn, tt.want)
			}
		})
	}
}
