package edtf

import (
	"fmt"
	"time"
)

// Human says the date as a person in England would: "2 February 2023", "from April 2026", "spring 2025", "about
// October 2023", "the 2025-26 financial year", "2023 to 2025". No date is the empty string.
func (d Date) Human() string {
	switch {
	case d.IsZero():
		return ""
	case d.from == d.to:
		return d.from.human()
	case d.to.grain == open:
		return "from " + d.from.human()
	case d.from.grain == open:
		return "until " + d.to.human()
	case d.to.grain == none:
		return "from " + d.from.human() + " to an unknown date"
	case d.from.grain == none:
		return "from an unknown date to " + d.to.human()
	}
	if s, ok := d.financialYears(); ok {
		return s
	}
	return d.from.human() + " to " + d.to.human()
}

// financialYears says an interval from an April to a March the British way.
func (d Date) financialYears() (string, bool) {
	f, t := d.from, d.to
	startsApril := f.grain == month && f.first.Month() == time.April || f.grain == day && f.first.Month() == time.April && f.first.Day() == 1
	endsMarch := t.grain == month && t.last.Month() == time.March || t.grain == day && t.last.Month() == time.March && t.last.Day() == 31
	if !startsApril || !endsMarch {
		return "", false
	}
	from, to := f.first.Year(), t.last.Year()
	span := fmt.Sprintf("%d-%02d", from, to%100)
	if to-from == 1 {
		return "the " + span + " financial year", true
	}
	return "the financial years " + span, true
}

func (p point) human() string {
	var s string
	switch p.grain {
	case day:
		s = p.first.Format("2 January 2006")
	case month:
		s = p.first.Format("January 2006")
	case season:
		s = seasonName(p.first.Month()) + " " + p.first.Format("2006")
		if p.first.Month() == time.December {
			s = fmt.Sprintf("winter %d-%02d", p.first.Year(), (p.first.Year()+1)%100)
		}
	case year:
		s = p.first.Format("2006")
	case decade:
		s = "the " + p.first.Format("2006") + "s"
	case century:
		s = "the " + p.first.Format("2006") + "s (the century)"
	default:
		return ""
	}
	switch {
	case p.approx:
		return "about " + s
	case p.unsure:
		return "perhaps " + s
	}
	return s
}

func seasonName(first time.Month) string {
	switch first {
	case time.March:
		return "spring"
	case time.June:
		return "summer"
	case time.September:
		return "autumn"
	default:
		return "winter"
	}
}
