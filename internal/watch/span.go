package watch

import (
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// perUnit is how many months the units of a span are.
var perUnit = map[string]int{
	"year": 12, "years": 12, "year's": 12, "years'": 12, "month": 1, "months": 1, "months'": 1, "month's": 1,
}

// spans finds lengths of time: "by a year", "12 months later", "six months", "a two-year delay".
func spans(toks []token) []span {
	var out []span
	for i := range toks {
		if num, unit, ok := strings.Cut(toks[i].low, "-"); ok && (unit == "year" || unit == "month") {
			if n, ok := lengthOf(num); ok {
				out = append(out, span{n * perUnit[unit], i, i + 1})
			}
			continue
		}
		per := perUnit[toks[i].low]
		if per == 0 || i == 0 {
			continue
		}
		j := i - 1
		if (toks[j].low == "further" || toks[j].low == "full" || toks[j].low == "whole" || toks[j].low == "extra" || toks[j].low == "more") && j > 0 {
			j--
		}
		if n, ok := lengthOf(toks[j].low); ok {
			out = append(out, span{n * per, j, i + 1})
		}
	}
	return out
}

// lengthOf reads how many years or months.
func lengthOf(w string) (int, bool) {
	if v, err := strconv.Atoi(w); err == nil && v > 0 && v <= 120 {
		return v, true
	}
	n, ok := counted[w]
	return n, ok
}

// shift moves a date by months and keeps its form.
func shift(d edtf.Date, by int) (edtf.Date, bool) {
	move := func(s string) (string, bool) {
		s = strings.TrimRight(s, "~?%")
		switch {
		case s == "" || s == "..":
			return s, true
		case len(s) == 4 && by%12 == 0:
			return strconv.Itoa(number(s) + by/12), true
		case len(s) == 7 && s[5] == '2' && s[6] != '0' && by%12 == 0: // a season
			return strconv.Itoa(number(s[:4])+by/12) + s[4:], true
		case len(s) == 7:
			t, err := time.Parse("2006-01", s)
			return t.AddDate(0, by, 0).Format("2006-01"), err == nil
		case len(s) == 10:
			t, err := time.Parse(time.DateOnly, s)
			return t.AddDate(0, by, 0).Format(time.DateOnly), err == nil
		}
		return "", false
	}
	left, right, isInterval := strings.Cut(d.String(), "/")
	l, ok := move(left)
	if isInterval && ok {
		r, ok2 := move(right)
		l, ok = l+"/"+r, ok2
	}
	if !ok {
		return edtf.Date{}, false
	}
	out, err := edtf.Parse(l)
	return out, err == nil
}

// number reads a figure that is known to be one.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimRight(s, "stndrh"))
	if err != nil {
		return 0
	}
	return n
}
