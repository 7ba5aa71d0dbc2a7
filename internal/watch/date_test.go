package watch

import (
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

func TestDates(t *testing.T) {
	tests := map[string]struct{ day, want string }{
		"it starts next spring":                            {"2025-11-04", "2026-21"},
		"it starts next spring, in June's words":           {"2025-06-10", "2026-21"},
		"inspections change from next autumn":              {"2026-02-25", "2027-23 open"},
		"in the autumn":                                    {"2025-03-18", "2025-23"},
		"in the spring":                                    {"2025-11-04", "2026-21"},
		"this spring":                                      {"2025-04-15", "2025-21"},
		"in spring 2027":                                   {"2025-04-15", "2027-21"},
		"next month":                                       {"2025-12-31", "2026-01"},
		"next month, at the end of January":                {"2025-01-31", "2025-02 2025-01"},
		"next year":                                        {"2025-01-31", "2026"},
		"by the end of the year":                           {"2025-03-01", "2025 by"},
		"by the end of 2026":                               {"2025-03-01", "2026 by"},
		"by the end of March 2026":                         {"2025-03-01", "2026-03 by"},
		"later this year":                                  {"2025-03-01", "2025"},
		"from the new financial year":                      {"2025-11-04", "2026-04/2027-03 open"},
		"from the new financial year, in February's words": {"2026-02-04", "2026-04/2027-03 open"},
		"in the next financial year":                       {"2026-02-04", "2026-04/2027-03"},
		"this financial year":                              {"2026-02-04", "2025-04/2026-03"},
		"in 2027-28":                                       {"2026-02-04", "2027-04/2028-03"},
		"in 2027–28":                                       {"2026-02-04", "2027-04/2028-03"},
		"over 2023-25":                                     {"2026-02-04", "2023/2025"},
		"from April":                                       {"2025-09-30", "2026-04 open"},
		"from April 2026":                                  {"2025-09-30", "2026-04 open"},
		"in April 2026 at the earliest":                    {"2025-09-30", "2026-04 open"},
		"not before April 2027":                            {"2025-09-30", "2027-04 open"},
		"by April":                                         {"2025-02-03", "2025-04 by"},
		"on 11 June":                                       {"2025-03-06", "2025-06-11"},
		"on 11th June 2025":                                {"2025-03-06", "2025-06-11"},
		"on June 11, 2025":                                 {"2025-03-06", "2025-06-11"},
		"yesterday and today":                              {"2025-03-01", "2025-02-28 2025-03-01"},
		"last October":                                     {"2025-03-01", "2024-10"},
		"last year":                                        {"2025-03-01", "2024"},
		"they may lead, and might march":                   {"2025-03-01", ""},
		"in May it rained":                                 {"2025-03-01", "2025-05"},
		"in the new year":                                  {"2025-10-22", "2026-01~"},
		"in the next academic year":                        {"2025-10-22", "2026-09/2027-08"},
		"by 2030":                                          {"2025-10-22", "2030 by"},
		"by the end of the decade":                         {"2025-10-22", "2029 by"},
		"the autumn statement and the spring budget":       {"2025-10-22", ""},
		"£2,000 for 2,024 children":                        {"2025-10-22", ""},
		"on 31 February 2025":                              {"2025-10-22", ""},
	}
	for text, tt := range tests {
		t.Run(text, func(t *testing.T) {
			day, err := time.Parse(time.DateOnly, tt.day)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range (resolver{day}).dates(tokens(text)) {
				got = append(got, d.date.String())
				if d.open {
					got = append(got, "open")
				}
				if d.by {
					got = append(got, "by")
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestDatesWithoutADay(t *testing.T) {
	if got := (resolver{}).dates(tokens("next spring, in May, this year, on 4 June, in 2026")); len(got) != 1 || got[0].date.String() != "2026" {
		t.Errorf("only the whole date can be read: %v", got)
	}
}

func TestShift(t *testing.T) {
	for from, tt := range map[string]struct {
		by   int
		want string
	}{
		"2026-09": {12, "2027-09"}, "2026": {12, "2027"}, "2025-21": {12, "2026-21"}, "2026-04/..": {12, "2027-04/.."}, "2025-04/2026-03": {12, "2026-04/2027-03"},
		"2026-11": {-6, "2026-05"}, "2026-01-15": {1, "2026-02-15"}, "2025-23": {6, ""},
	} {
		got, ok := shift(edtf.MustParse(from), tt.by)
		if got.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("%s by %d months: got %q, want %q", from, tt.by, got, tt.want)
		}
	}
}

func TestSums(t *testing.T) {
	for text, want := range map[string]float64{
		"£1.5 million": 1.5e6, "£1.5m": 1.5e6, "one and a half million pounds": 1.5e6, "half a million pounds": 5e5, "£2.6bn": 2.6e9, "500 places": 500,
		"seven hundred and fifty apprentices": 750, "twenty-five areas": 25, "up to 20 areas": 20, "a dozen councils": 12, "£3,500": 3500, "80 per cent of its work": 80,
		"two hundred million pounds": 2e8, "1,200 places": 1200, "£30k": 30000, "fifty million pounds": 5e7,
	} {
		got := sums(tokens(text), nil)
		if len(got) != 1 || !near(got[0].value, want) {
			t.Errorf("%q: got %+v, want %v", text, got, want)
		}
	}
	roles := sums(tokens("It rose from £40m to £62m, another 3 areas, 12 councils rather than 20, up to 5 sites"), nil)
	for i, want := range []role{stale, fresh, delta, plain, stale, plain} {
		if roles[i].role != want {
			t.Errorf("sum %d: role %q, want %q", i, roles[i].role, want)
		}
	}
	if roles[5].qualifier != "up to" {
		t.Errorf("qualifier %q", roles[5].qualifier)
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"One. Two.": {"One.", "Two."},
		"Mr. Smith of No. 10 met Dr. A. B. Jones. He left.":   {"Mr. Smith of No. 10 met Dr. A. B. Jones.", "He left."},
		"It cost £1.5m. That is 2.5% more.":                   {"It cost £1.5m.", "That is 2.5% more."},
		"“We said no. We meant it,” she said. He agreed.":     {"“We said no. We meant it,” she said.", "He agreed."},
		"“Will it go?” he asked. Nobody knew.":                {"“Will it go?” he asked.", "Nobody knew."},
		"“It will go.” The minister then left.":               {"“It will go.”", "The minister then left."},
		"Some, e.g. Leeds, i.e. a city, did. Others did not.": {"Some, e.g. Leeds, i.e. a city, did.", "Others did not."},
		"The U.K. government agreed.":                         {"The U.K. government agreed."},
		"An open “quote never ends. So it is no quote.":       {"An open “quote never ends.", "So it is no quote."},
		"Children’s homes’ fees rose. The ‘crisis’ goes on.":  {"Children’s homes’ fees rose.", "The ‘crisis’ goes on."},
		"Line one\nLine two":                                  {"Line one", "Line two"},
		"":                                                    nil,
		"极速赛车。 No.":                                           {"极速赛车。 No."},
	} {
		got := sentences(text)
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestInflect(t *testing.T) {
	for _, s := range strings.Fields("scrapped scrapping dropping dropped axed delayed delivering published fulfilled begun began cutting withdrew withdrawn deferred slipping opened halved replacing becomes") {
		if s != "opened" && len(verbForms[s]) == 0 {
			t.Errorf("%q is not known as a verb", s)
		}
	}
	for _, s := range strings.Fields("scraped openned deliverred delayd") {
		if len(verbForms[s]) != 0 {
			t.Errorf("%q is taken for a verb", s)
		}
	}
}
