package knowledge

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// relative are times told from the day of asking: "next year", "last summer", "this October". "The last year" is the time up to
// now, and "next financial year" none of the calendar: neither is meant.
var relative = regexp.MustCompile(`(?i)\b(the )?(last|next|this|coming) (year|month|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december)\b`)

// DatedFrom writes the times that a question tells from the day of asking as what they are: on a day in 2026, "next year" is
// "2027" and "last October" is "October 2026" or, before that month, "October 2025".
func DatedFrom(text string, day time.Time) string {
	var out strings.Builder
	from := 0
	for _, at := range relative.FindAllStringSubmatchIndex(text, -1) {
		which, what := strings.ToLower(text[at[4]:at[5]]), text[at[6]:at[7]]
		ends := strings.Trim(text[at[1]:], " ?!.") == ""
		if at[2] >= 0 || what == "may" && which == "this" && !ends { // "how this may change"
			continue
		}
		out.WriteString(text[from:at[0]] + calendar(which, strings.ToLower(what), day))
		from = at[1]
	}
	return out.String() + text[from:]
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
	begins := time.Month(monthOf(what))
	if season := slices.Index(seasonNames, what); season >= 0 {
		begins = time.Month(3 * (season + 1))
	} else {
		what = begins.String() // as the corpus writes a month
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
