package knowledge

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// relative are times told from the day of asking: "next year", "last summer", "this October". "The last year" is the time up to
// now, and "next financial year" none of the calendar: neither is meant.
var relative = regexp.MustCompile(`(?i)\b(the )?(last|next|this|coming) (year|month|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december)\b`)

// seasons are the months in which they begin.
var seasons = map[string]time.Month{"spring": time.March, "summer": time.June, "autumn": time.September, "winter": time.December}

// datedFrom writes the times that a question tells from the day of asking as what they are: on a day in 2026, "next year" is
// "2027" and "last October" is "October 2026" or, before that month, "October 2025".
func datedFrom(text string, day time.Time) string {
	return relative.ReplaceAllStringFunc(text, func(s string) string {
		m := relative.FindStringSubmatch(s)
		if m[1] != "" {
			return s
		}
		return calendar(strings.ToLower(m[2]), strings.ToLower(m[3]), day)
	})
}

// calendar names the year, the month of a year or the season of a year that is the last, this or the next as seen from a day.
func calendar(which, what string, day time.Time) string {
	switch what {
	case "year":
		return strconv.Itoa(day.Year() + map[string]int{"last": -1, "next": 1, "coming": 1}[which])
	case "month":
		first := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, map[string]int{"last": -1, "next": 1, "coming": 1}[which], 0).Format("January 2006")
	}
	begins, isSeason := seasons[what]
	if !isSeason {
		what = strings.ToUpper(what[:1]) + what[1:] // as the corpus writes a month
		t, err := time.Parse("January", what)
		if err != nil {
			return which + " " + what
		}
		begins = t.Month()
	}
	year := day.Year()
	switch {
	case which == "last" && begins >= day.Month():
		year--
	case (which == "next" || which == "coming") && begins <= day.Month():
		year++
	}
	return what + " " + strconv.Itoa(year)
}
