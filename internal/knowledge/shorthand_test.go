package knowledge

import "testing"

func TestShorthandIsWrittenOut(t *testing.T) {
	s := newShorthand(map[string]string{"eval": "evaluation", "evals": "evaluations", "acc to": "according to", "FS": "family safeguarding"})
	for said, want := range map[string]string{
		"FS eval":                          "family safeguarding evaluation",
		"Evals of the fs model":            "evaluations of the fs model",
		"evaluate medieval evals":          "evaluate medieval evaluations",
		"who led, acc to the report":       "who led, according to the report",
		"spend 23-25 on tests":             "spend 2023-25 on tests",
		"spend (23/24)?":                   "spend (2023/24)?",
		"care leavers aged 21-24":          "care leavers aged 21-24",
		"19-21 year olds on 22-23 October": "19-21 year olds on 22-23 October",
		"spend 23-24, 24-25 24-26":         "spend 2023-24, 2024-25 2024-26",
		"25-23 or 15-17 or £22-25m":        "25-23 or 15-17 or £22-25m",
		"nothing is cut short in 2023-25":  "nothing is cut short in 2023-25",
	} {
		if got := s.inFull(said); got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
	if got := newShorthand(nil).inFull("eval 23-25"); got != "eval 2023-25" {
		t.Errorf("a lexicon without shorthand makes %q", got)
	}
}
