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

// Of those that are quoted, that one stands first whose heading answers.
func TestTheHeadingThatAnswersStandsFirst(t *testing.T) {
	entry := func(id, sum string, s Signs) Ranked {
		var amount Amount
		if err := amount.UnmarshalText([]byte(sum)); sum != "" && err != nil {
			t.Fatal(err)
		}
		return Ranked{Entry: &Entry{ID: id}, State: State{Amount: amount}, Signs: s}
	}
	tells, near, far := Signs{Heading: 1}, Signs{Heading: 1, Wording: 0.9, Text: 1, Clause: 1}, Signs{Heading: 1, Wording: 0.5, Text: 0.7, Clause: 1}
	narrow := near
	narrow.Narrow = 1
	for name, tt := range map[string]struct {
		q           Question
		first, then Ranked
		want        string
	}{
		"whose heading tells such a thing":       {Question{Intent: WantWhen}, entry("a", "", Signs{Wording: 0.5, Text: 0.5}), entry("b", "", tells), "b a"},
		"that comes nearer in words":             {Question{Intent: WantCount}, entry("a", "", far), entry("b", "", near), "b a"},
		"that is of no other place":              {Question{Intent: WantAny}, entry("a", "", narrow), entry("b", "", near), "b a"},
		"that comes nearer by far":               {Question{Intent: WantWhen}, entry("a", "", tells), entry("b", "", Signs{Wording: 1, Text: 1, Clause: 1}), "b a"},
		"as it was, where both are as near":      {Question{Intent: WantMoney}, entry("a", "", near), entry("b", "", near), "a b"},
		"as it was, where no heading can tell":   {Question{Intent: WantWhy}, entry("a", "", Signs{}), entry("b", "", near), "a b"},
		"not the sum that is asked a share of":   {Question{Intent: WantShare, Text: "how much of the £3bn is for boats"}, entry("a", "£3bn", near), entry("b", "£1bn", far), "b a"},
		"the sum, where the question tells none": {Question{Intent: WantMoney, Text: "how much is there for boats"}, entry("a", "£3bn", near), entry("b", "£1bn", far), "a b"},
	} {
		var got []string
		for r := range slices.Values(tt.q.headed([]Ranked{tt.first, tt.then})) {
			got = append(got, r.Entry.ID)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %q, want %q", name, s, tt.want)
		}
	}
}
