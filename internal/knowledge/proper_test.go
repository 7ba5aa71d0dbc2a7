package knowledge

import "testing"

func TestWhatLeadsInToAQuestionIsCutOffAndNoMore(t *testing.T) {
	for text, want := range map[string]string{
		"when is the kinship strategy due?":                            "when is the kinship strategy due?",
		"Hi all, can anyone tell me when the kinship strategy is due?": "when the kinship strategy is due?",
		"remind me what NAAS stood for":                                "what NAAS stood for",
		"quick one: who runs Foundations":                              "who runs Foundations",
		"right, so who was it that wrote the report":                   "who was it that wrote the report",
		"right to a family group conference, who wants it":             "right to a family group conference, who wants it",
		"team supervision and Munro":                                   "team supervision and Munro",
		"all unregistered placements banned?":                          "all unregistered placements banned?",
		"there was talk of a cap, when":                                "there was talk of a cap, when",
		"give me all pledges that are overdue":                         "give me all pledges that are overdue",
		"hello bot":                                                    "hello bot",
		"when is the kinship strategy due, please please - thanks!":    "when is the kinship strategy due",
		"who said thank you":                                           "who said thank you",
		"can you tell me":                                              "can you tell me",
		"":                                                             "",
		"I have been off for a few weeks and have lost track of all of this, sorry. When is the kinship strategy due? Somebody upstairs wants it now.":                 "When is the kinship strategy due",
		"I'm writing this up for the lead member and they want it before the committee meets on Thursday: kinship strategy date - many thanks in advance for any help": "kinship strategy date",
	} {
		if got := proper(text); got != want {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
}
