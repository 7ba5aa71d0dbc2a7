package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Amount is a sum of money or a count with what is counted, and how firmly it was said: "over £250m", "up to 12
// areas". The zero Amount is none. Amounts are comparable with ==, which compares their text.
type Amount struct {
	text  string
	value float64 // pounds, or the count
	money bool
	exact bool // a bare number: no qualifier, and nothing said of what it is for
}

var (
	amountForm = regexp.MustCompile(`^(?:([a-z][a-z ]*?) )?(£)?(\d+(?:,\d{3})*(?:\.\d+)?)(bn|m|k|%)?(?: ([^\d£].*))?$`)
	scale      = map[string]float64{"": 1, "%": 1, "k": 1e3, "m": 1e6, "bn": 1e9}
	qualifiers = []string{
		"about", "almost", "around", "at least", "at most", "estimated", "an estimated", "an expected", "just over", "just under", "less than",
		"more than", "nearly", "over", "roughly", "the remainder of", "under", "up to", "an extra", "an extra estimated", "a further",
	}
)

// ParseAmount reads an amount as the corpus guide (docs/corpus.md) describes it. The error says what is wrong.
func ParseAmount(s string) (Amount, error) {
	m := amountForm.FindStringSubmatch(s)
	switch {
	case m == nil:
		return Amount{}, fmt.Errorf("amount %q: want a qualifier if any, then a number such as £45m or 12, then what is counted: \"up to 12 areas\"", s)
	case m[1] != "" && !slices.Contains(qualifiers, m[1]):
		return Amount{}, fmt.Errorf("amount %q: %q is not one of: %s", s, m[1], strings.Join(qualifiers, ", "))
	case m[2] == "" && m[5] == "" && m[4] != "%":
		return Amount{}, fmt.Errorf("amount %q: say what is counted, or put £ before the number", s)
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(m[3], ",", ""), 64)
	if err != nil {
		return Amount{}, fmt.Errorf("amount %q: %w", s, err)
	}
	return Amount{text: s, value: n * scale[m[4]], money: m[2] != "", exact: m[1] == "" && m[5] == ""}, nil
}

// String returns the amount as it was written.
func (a Amount) String() string { return a.text }

// IsZero reports whether there is no amount.
func (a Amount) IsZero() bool { return a.text == "" }

// IsMoney reports whether the amount is in pounds sterling; otherwise it is a count.
func (a Amount) IsMoney() bool { return a.money }

// Value returns pounds, or the count; what the qualifier says is not in it.
func (a Amount) Value() float64 { return a.value }

// Exact reports whether the amount is a sum of money without a qualifier: £45m, not "over £250m" nor "£3,000 a year".
func (a Amount) Exact() bool { return a.money && a.exact }

// MarshalText writes the amount as it was written.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.text), nil }

// UnmarshalText reads an amount; empty text is none.
func (a *Amount) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*a = Amount{}
		return nil
	}
	got, err := ParseAmount(string(b))
	if err == nil {
		*a = got
	}
	return err
}
