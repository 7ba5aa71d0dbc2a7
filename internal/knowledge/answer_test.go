package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// Entries that are likely enough only together are quoted together, without those that hardly are the answer; and one that is likely
// enough by itself needs no other.
func TestWhatIsLikelyEnoughIsQuoted(t *testing.T) {
	for name, tt := range map[string]struct {
		scores []float64
		want   string
	}{
		"one alone":           {[]float64{66, 20}, "a"},
		"one and another":     {[]float64{66, 55}, "a b"},
		"two together":        {[]float64{60, 40}, "a b"},
		"two, and one hardly": {[]float64{60, 40, 20}, "a b"},
		"two, not enough":     {[]float64{50, 40}, ""},
		"none":                {nil, ""},
	} {
		var ranking []Ranked
		for i, score := range tt.scores {
			ranking = append(ranking, Ranked{Entry: &Entry{ID: string(rune('a' + i))}, Score: score, Signs: Signs{Alike: 1}})
		}
		var got []string
		for r := range slices.Values(chosen(Question{}, ranking)) {
			got = append(got, r.Entry.ID)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %v quotes %q, want %q", name, tt.scores, s, tt.want)
		}
	}
}
