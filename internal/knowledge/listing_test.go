package knowledge_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pledgewatch/internal/knowledge"
)

func TestAQuestionForAllOfASortIsAnsweredByAList(t *testing.T) {
	overdue := len(brain().Corpus.Pledges(knowledge.Filter{Overdue: true}, day))
	tests := map[string]struct {
		question string
		lead     string
		holds    string
		entries  int // 0: any number
	}{
		"overdue":              {"which pledges are overdue?", "pledges that are overdue", "Virtual hub", overdue},
		"asked for":            {"hi, can you give me all pledges that are overdue", "pledges that are overdue", "Virtual hub", overdue},
		"what is overdue":      {"what is overdue?", "pledges that are overdue", "Virtual hub", overdue},
		"overdue, before":      {"what are the overdue pledges", "pledges that are overdue", "Virtual hub", overdue},
		"what was delivered":   {"what has been delivered so far?", "pledges that are delivered", "National kinship care strategy", 0},
		"the latest":           {"what's the latest on RCCs?", "when they began. (Community Care, 31 October 2024)", "26 July 2023", 0},
		"news":                 {"any news on agency social work", "About October 2023: The DfE published", "statutory guidance", 0},
		"without an answer":    {"which recommendations has the government not answered?", "recommendations of which no decision is reported", "legal aid", 0},
		"without one, on":      {"which recommendations on special guardianship haven't been answered", "on Special guardianship of which no decision", "special guardian", 0},
		"rejected":             {"which care review recommendations has the government rejected", "4 recommendations by Independent Review of Children's Social Care that are rejected", "100 hours", 4},
		"recommended on":       {"list the recommendations on kinship", "2 recommendations on Kinship care", "legal aid", 2},
		"recommended, one":     {"list the recommendations about foster care", "1 recommendation on Foster care", "9,000", 1},
		"recommended by":       {"list Munro's recommendations", "6 recommendations by", "early help duty", 6},
		"rejected, of":         {"what was rejected from the care review", "4 recommendations by", "100 hours", 4},
		"promised by":          {"what did the Conservatives promise in their manifesto", "pledges by Conservative Party", "adoption", 0},
		"promised by, on":      {"what has the DfE promised on kinship", "pledges on Kinship care by Department for Education", "kinship care strategy", 0},
		"put off":              {"what has been delayed", "1 pledge or event that it was put off", "fundamental", 1},
		"given up":             {"what was scrapped?", "1 pledge or event that it was given up", "2022", 1},
		"coming":               {"what dates are coming up", "still to come", "Foundations trials", 0},
		"what is new":          {"what's new?", "31 October 2024", "Bill", 4},
		"delivered":            {"which pledges have been delivered", "2 pledges that are delivered", "kinship care strategy", 2},
		"of a party":           {"list Labour's pledges", "pledges by Labour Party", "Multi-year", 0},
		"made by, made in":     {"which pledges did the DfE make in 2023", "pledges by Department for Education, made in 2023", "Virtual hub", 0},
		"counted":              {"how many pledges are overdue", "pledges that are overdue", "Virtual hub", overdue},
		"not delivered":        {"which pledges are not delivered", "pledges that are not delivered", "Virtual hub", 0},
		"delayed":              {"which pledges are delayed", "No source calls one of the pledges delayed", "Virtual hub", overdue},
		"overdue, on":          {"what is still overdue on regional care co-operatives", "that is overdue", "two pathfinder areas", 1},
		"on a topic":           {"list all pledges on kinship care", "pledges on Kinship care", "Trial of kinship allowances", 0},
		"due in a year":        {"what is due in 2026", "due in 2026", "Start of fundamental", 0},
		"due next year":        {"what's due next year", "due in 2027", "Foundations trials", 0},
		"changes since":        {"what has changed since October 2024", "changes since October 2024", "Start of fundamental", 0},
		"changes on":           {"what's changed on families first pathfinders since July 2023?", "since July 2023", "10 areas", 0},
		"two side by side":     {"difference between family valued and family safeguarding", "Family valued", "Hertfordshire", 2},
		"versus":               {"no wrong door vs family safeguarding", "No Wrong Door", "North Yorkshire", 2},
		"who is for it":        {"who supports RCCs", "2 are in favour", "Fostering Providers", 0},
		"one alone":            {"who opposes national pay scales", "Department for Education against it", "national pay spine", 1},
		"both sides":           {"who supports and who opposes RCCs", "; concerned: ", "in favour: ", 0},
		"nobody is against it": {"who opposes RCCs?", "nobody is against it outright", "Of mixed views", 0},
		"who is concerned":     {"who is worried about regional care co-operatives", "are concerned", "Of mixed views", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := ask(t, tt.question, day)
			if !a.Answered || !strings.Contains(a.Lead, tt.lead) || !strings.Contains(a.Text(), tt.holds) || len(a.Sources) == 0 {
				t.Fatalf("%s", a.Plain())
			}
			if tt.entries > 0 && len(a.Entries) != tt.entries {
				t.Errorf("%d entries, not %d", len(a.Entries), tt.entries)
			}
		})
	}
}

func TestAListOfNothingSaysSo(t *testing.T) {
	if a := ask(t, "which promises were dropped", day); a.Answered || !strings.Contains(a.Lead, "holds no pledges that are dropped") {
		t.Errorf("%s", a.Plain())
	}
}

// Who is for a body is not told by what it thinks itself; what was begun and given up later was begun.
func TestAListSaysNothingElse(t *testing.T) {
	for q, not := range map[string]string{"who opposes the DfE": "is against it: Department", "who supports ADCS": "in favour: Association", "has NAAS been launched": "No."} {
		if a := ask(t, q, day); strings.Contains(a.Lead, not) {
			t.Errorf("%q: %s", q, a.Lead)
		}
	}
}

// What is only part of a list's request must be answered as any other question.
func TestWordsThatNoListKnowsMakeNoList(t *testing.T) {
	for _, q := range []string{"which promises did the minister make to his mother", "who supports the ferry", "which recommendations about unanswered letters have not been answered", "what is due to my landlord"} {
		if a := ask(t, q, day); a.Answered {
			t.Errorf("%q: %s", q, a.Plain())
		}
	}
}

// A line of a list stands alone: it names its subject, and carries its source and date.
func TestEachLineOfAListStandsAlone(t *testing.T) {
	bullet := regexp.MustCompile(`^• [^\n]+\([^()]*(?:\([A-Z]+\))?, [^()]*\d{4}\)$`)
	leans := regexp.MustCompile(`^• (?:It|They|He|She|This|That|These|Those)\b`)
	for _, q := range []string{"who is worried about RCCs", "which pledges are overdue", "what has changed since October 2024", "who supports kinship care"} {
		for _, line := range ask(t, q, day).Body {
			if strings.HasPrefix(line, "• ") && (!bullet.MatchString(line) || leans.MatchString(line)) {
				t.Errorf("%s: %s", q, line)
			}
		}
	}
	if mixed := ask(t, "who is worried about RCCs", day).Body; !slices.ContainsFunc(mixed, func(line string) bool {
		return strings.HasPrefix(line, "Of mixed views: ") && strings.Contains(line, "TACT (Community Care, 20 February 2023)")
	}) {
		t.Errorf("those of mixed views are told without their sources: %q", mixed)
	}
}

func TestWhatIsMissingIsNamedAsTyped(t *testing.T) {
	for question, want := range map[string]string{
		"how many section 47 enquiries did Torbay do last year": "The corpus does not hold anything on “Torbay”.",
		"wen wil agancy rulz aply to cuncils":                   "The corpus does not hold that.",
	} {
		if a := ask(t, question, day); a.Lead != want {
			t.Errorf("%q: %s, want %s", question, a.Lead, want)
		}
	}
}
