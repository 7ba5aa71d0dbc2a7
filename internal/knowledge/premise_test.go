package knowledge

import (
	"strings"
	"testing"
	"time"
)

// What was ended had a beginning, and may be asked for; only what takes it to go on is corrected.
func TestOnlyWhatIsNotSoIsCorrected(t *testing.T) {
	b := NewBrain(shippedCorpus(t))
	for question, corrected := range map[string]bool{
		"when did NAAS start":                    false,
		"when would the NAAS beta phase go live": false,
		"why did the DfE knock back pay scales":  false,
		"how many hours a year would registered social workers have had to spend with families": false,
		"when was the 2024 Conservative manifesto published":                                    false,
		"when will NAAS start again":                                                            true,
		"why was NAAS brought back":                                                             true,
		"when was the rule of 100 hours introduced":                                             true,
	} {
		a := b.Ask(question, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
		if a.Corrected != corrected || corrected != strings.HasPrefix(a.Lead, "Not so") {
			t.Errorf("%q: corrected is %v: %s", question, a.Corrected, a.Lead)
		}
	}
}

// A subject that is not this corpus's is declined, unless an entry speaks of it.
func TestWhatIsOutsideIsDeclined(t *testing.T) {
	b := NewBrain(shippedCorpus(t))
	for question, answered := range map[string]bool{
		"what do adult social care leaders fear will swallow the extra money": true,
		"what is the waiting list for adult social care":                      false,
		"when does the kinship strategy of Scotland start":                    false,
	} {
		a := b.Ask(question, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
		if a.Answered != answered || answered == strings.Contains(a.Lead, "anything on") {
			t.Errorf("%q: answered is %v: %s", question, a.Answered, a.Lead)
		}
	}
}
