package knowledge

import (
	"testing"
	"time"
)

func TestTimesAreToldFromTheDayOfAsking(t *testing.T) {
	day := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	for said, want := range map[string]string{
		"who is minister next year":          "who is minister 2027",
		"what was cut last year?":            "what was cut 2025?",
		"Last summer's consultation":         "summer 2026's consultation",
		"what starts next spring":            "what starts spring 2027",
		"last December":                      "December 2025",
		"promised last October":              "promised October 2026",
		"is it due this autumn":              "is it due autumn 2026",
		"what came out last month":           "what came out October 2026",
		"how has it gone over the last year": "how has it gone over the last year",
		"next financial year":                "next financial year",
		"what did they say at last":          "what did they say at last",
		"is it out this may":                 "is it out May 2026",
		"what is due this May on kinship":    "what is due May 2026 on kinship",
		"what did they say last may on rccs": "what did they say May 2026 on rccs",
		"how this may change":                "how this may change",
	} {
		if got := DatedFrom(said, day); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}
