package knowledge

import (
	"slices"
	"testing"
)

func TestWordsAreCutAsTheyAreCompared(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"sums keep their unit, however written": {"£2.6 billion and £45m", []string{"£2.6bn", "and", "£45m"}},
		"a share after a year stays a share":    {"in 2019, 5% were", []string{"in", "2019", "5%", "were"}},
		"a short year after a month":            {"in March 24", []string{"in", "march", "2024"}},
		"a short year after a season":           {"by spring 24 councils", []string{"by", "spring", "2024", "council"}},
		"a day before a month":                  {"on 24 March", []string{"on", "24", "march"}},
		"a day after a month with its year":     {"March 24 2023", []string{"march", "24", "2023"}},
		"a verb and a number":                   {"they may 24 councils", []string{"they", "may", "24", "council"}},
		"a sum after a month":                   {"in October 24 million", []string{"in", "octob", "£24m"}},
		"a span of years is two years":          {"2023-24", []string{"2023", "2024"}},
		"written numbers are figures":           {"twelve areas", []string{"12", "area"}},
		"possessives and contractions go":       {"children's don’t", []string{"children", "not"}},
		"per cent is a sign":                    {"19 per cent, 20 percent", []string{"19%", "20%"}},
		"what cannot be seen is dropped":        {"kin\u200bship\u202e", []string{"kinship"}},
		"nothing":                               {" \t…", nil},
	}
	for name, tt := range tests {
		if got := stems(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q gives %q, want %q", name, tt.text, got, tt.want)
		}
	}
}
