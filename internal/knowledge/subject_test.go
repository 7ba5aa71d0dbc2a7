package knowledge_test

import (
	"strings"
	"testing"
)

func TestWhoOrWhatIsAskedByNameIsAnsweredByTheEntryOfThatName(t *testing.T) {
	for q, want := range map[string]string{
		"who are TACT": "tact", "who is ADCS": "adcs", "who is Claudia Megele": "claudia-megele", "who is Ofsted?": "ofsted",
		"what is My Brilliant Colleague": "my-brilliant-colleague", "what's NAAS": "naas-term",
	} {
		if a := ask(t, q, day); !a.Answered || a.Entries[0].Entry.ID != want {
			t.Errorf("%q: want %s first:\n%s", q, want, a.Text())
		}
	}
}

func TestHowOneNamedThingFaredIsToldOfThatThingAlone(t *testing.T) {
	for q, want := range map[string]string{
		"has NAAS been scrapped":                             "Yes. National assessment",
		"has the kinship care strategy been published":       "Yes. National kinship care strategy",
		"has the early career framework been scrapped":       "No source in the corpus says so.",
		"is the ECF delayed":                                 "No source in the corpus says so.",
		"has the national framework been scrapped":           "No source in the corpus says so.",
		"have regional care co-operatives been scrapped yet": "No source in the corpus says so.",
	} {
		a := ask(t, q, day)
		if !strings.HasPrefix(a.Lead, want) || a.Answered != strings.HasPrefix(want, "Yes") {
			t.Errorf("%q: want %q, got:\n%s", q, want, a.Text())
		}
		if want == "No source in the corpus says so." && len(a.Near) == 0 {
			t.Errorf("%q: want what is nearest", q)
		}
	}
}

func TestWhetherSomethingWasAcceptedIsToldOfTheRecommendation(t *testing.T) {
	for q, want := range map[string]string{
		"did the DfE accept RCCs":                        "Yes. Care review's call for regional commissioning",
		"did the DfE reject RCCs?":                       "No. Care review's call for regional commissioning",
		"was the RCC recommendation accepted":            "Yes. Care review's call for regional commissioning",
		"did the government accept national pay scales?": "No. National pay scales",
	} {
		if a := ask(t, q, day); !a.Answered || !strings.HasPrefix(a.Lead, want) {
			t.Errorf("%q: want %q, got %q", q, want, a.Lead)
		}
	}
}

func TestATimeThatIsPastGetsHowItStoodThen(t *testing.T) {
	for q, want := range map[string][2]string{
		"how many pathfinder areas were there in July 2023": {"26 July 2023: ", "12"},
		"how many RCC pathfinders were there in July 2023":  {"26 July 2023: ", "looking for two regions"},
		"pathfinder money in February 2023":                 {"2 February 2023: ", "£45m"},
		"social care grant 2020-21":                         {"Additional £1bn", "£1bn"},
		"what was the leaving care grant before the rise":   {"The DfE said", "from £2,000 to £3,000"},
		"how many pathfinder areas are there":               {"Number of families first", "10 areas"},
	} {
		if a := ask(t, q, day); !strings.HasPrefix(a.Lead, want[0]) || !strings.Contains(a.Lead, want[1]) {
			t.Errorf("%q: want %q, got %q", q, want, a.Lead)
		}
	}
	if a := ask(t, "how many pathfinder areas were there in July 2023", day); !strings.HasSuffix(a.Lead, "(Community Care, 26 July 2023)") || !strings.HasPrefix(a.Body[0], "Now: ") || !strings.Contains(a.Body[0], "10 areas") {
		t.Errorf("no source, or how it stands now does not follow: %q, %q", a.Lead, a.Body)
	}
}

func TestWhatHappenedInASpanIsListed(t *testing.T) {
	for q, want := range map[string]string{
		"what happened in July 2019":      "dates 2 things in July 2019",
		"what happened on 11 May 2023":    "dates 2 things on 11 May 2023",
		"what happened in June 2026":      "dates nothing in June 2026",
		"what happened in December 2022":  "dates nothing in December 2022",
		"history of NAAS":                 "4 steps of National assessment and accreditation system for social workers, from 29 September 2017 to 2 February 2023",
		"what's the timeline of the RCCs": "12 steps on Regional care co-operatives",
	} {
		if a := ask(t, q, day); !strings.Contains(a.Lead, want) {
			t.Errorf("%q: want %q, got:\n%s", q, want, a.Text())
		}
	}
}
