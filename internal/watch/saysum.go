package watch

import (
	"regexp"
	"strconv"
	"strings"

	"pledgewatch/internal/knowledge"
)

// say writes an amount the way that the corpus does, in the unit of the one that it may take the place of.
func say(value float64, qualifier string, like knowledge.Amount) (knowledge.Amount, bool) {
	var s string
	if like.IsMoney() {
		s = pounds(value)
	} else {
		unit := unitOf(like)
		s = strconv.FormatFloat(value, 'f', -1, 64)
		if strings.HasPrefix(unit, "%") {
			s += unit
		} else {
			s = grouped(value) + " " + unit
		}
	}
	if qualifier != "" {
		if a, err := knowledge.ParseAmount(qualifier + " " + s); err == nil {
			return a, true
		}
	}
	a, err := knowledge.ParseAmount(s)
	return a, err == nil
}

var amountUnit = regexp.MustCompile(`^\D*[\d.,]+(?:bn|m|k)?\s*(.*)$`)

// unitOf is what an amount counts, with its qualifier gone: "areas", "% of its work".
func unitOf(a knowledge.Amount) string {
	if m := amountUnit.FindStringSubmatch(a.String()); m != nil {
		return m[1]
	}
	return ""
}

// pounds writes a sum short: £62m, £1.5bn, £4,000.
func pounds(v float64) string {
	short := func(by float64, unit string) string {
		return "£" + strconv.FormatFloat(v/by, 'f', -1, 64) + unit
	}
	switch {
	case v >= 1e9:
		return short(1e9, "bn")
	case v >= 1e6:
		return short(1e6, "m")
	}
	return "£" + grouped(v)
}

// grouped writes a number with commas between thousands.
func grouped(v float64) string {
	whole, frac, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	return whole
}
