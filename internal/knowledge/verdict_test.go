package knowledge_test

import (
	"strings"
	"testing"
)

// What was ended had a beginning, and may be asked for; only what takes it to go on is corrected.
func TestOnlyWhatIsNotSoIsCorrected(t *testing.T) {
	for question, corrected := range map[string]bool{
		"when did NAAS start":                    false,
		"when would the NAAS beta phase go live": false,
		"why did the DfE knock back pay scales":  false,
		"how many hours a year would registered social workers have had to spend with families": false,
		"when was the 2024 Conservative manifesto published":                                    false,
		"why did the DfE bring NAAS to an end":                                                  false,
		"why drop the rule that social workers lead child in need cases":                        false,
		"when will NAAS start again":                                                            true,
		"why was NAAS brought back":                                                             true,
		"when did MacAlister's 100 hours rule start":                                            true,
		"how many hours' practice, MacAlister":                                                  false,
		"when did care experience become a protected characteristic":                            true,
	} {
		a := ask(t, question, day)
		if a.Corrected != corrected || corrected != strings.HasPrefix(a.Lead, "Not so") {
			t.Errorf("%q: corrected is %v: %s", question, a.Corrected, a.Lead)
		}
	}
}

// A subject that is not this corpus's is declined, unless an entry speaks of it.
func TestWhatIsOutsideIsDeclined(t *testing.T) {
	for question, answered := range map[string]bool{
		"what do adult social care leaders fear will swallow the extra money": true,
		"what is the waiting list for adult social care":                      false,
		"when does the kinship strategy of Scotland start":                    false,
	} {
		a := ask(t, question, day)
		if a.Answered != answered || answered == strings.Contains(a.Lead, "anything on") {
			t.Errorf("%q: answered is %v: %s", question, a.Answered, a.Lead)
		}
	}
}

// A question that wants a yes or a no gets it first where an entry tells it outright, and none where that would be a guess.
func TestYesOrNoComesFirst(t *testing.T) {
	for question, want := range map[string]string{
		"did ministers accept national pay scales for social workers": "No. ",
		"has the government turned down national pay scales":          "Yes. ",
		"were IROs scrapped": "No. ",
		"was the early career framework recommendation taken up": "Yes. ",
		"does NAFP support RCCs":                                 "Yes. ",
		"is Munro in favour of working from home":                "No. ",
		"does Munro want teams back in the office":               "",
		"did Munro back a ban on working from home":              "",
		"did ministers not accept national pay scales":           "",
		"why did ministers reject national pay scales":           "",
		"does ADCS support RCCs":                                 "",
		"did the DfE accept or reject national pay scales":       "",
		"when did the DfE accept regional commissioning":         "",
	} {
		a := ask(t, question, day)
		said := ""
		for _, s := range []string{"Yes. ", "No. "} {
			if strings.HasPrefix(a.Lead, s) {
				said = s
			}
		}
		if said != want {
			t.Errorf("%q: %q, want it to begin with %q", question, a.Lead, want)
		}
	}
}

// Who asks for a sum is told all of it first, and who asks for a part of it that part.
func TestASumComesBeforeItsPart(t *testing.T) {
	for question, want := range map[string]string{
		"how much did the care review ask for":                      "£2.6bn",
		"how much did the care review want in the first years":      "£1bn",
		"how much extra grant funding did councils get for 2025-26": "£1.3bn",
	} {
		if a := ask(t, question, day); !a.Answered || !strings.Contains(a.Lead, want) {
			t.Errorf("%q: %s, want %s first", question, a.Lead, want)
		}
	}
}
