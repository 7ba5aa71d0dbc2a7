package digest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const mostWords = 100 // characters of a schedule in words

// meaning is what a word of a schedule is about.
type meaning string

const (
	aFrequency meaning = "frequency"
	aDay       meaning = "day"
	anOrdinal  meaning = "ordinal"
	aTime      meaning = "time"
	aZone      meaning = "time zone"
	aDate      meaning = "first day" // of a fortnight
	noise      meaning = "noise"
)

var frequencies = map[string]string{
	"weekly": "weekly", "week": "weekly", "daily": "daily", "day": "daily", "weekdays": "weekdays", "weekday": "weekdays",
	"fortnightly": "fortnightly", "fortnight": "fortnightly", "other": "fortnightly", "monthly": "monthly", "month": "monthly",
}

var (
	noiseWords  = []string{"default", "every", "each", "on", "at", "of", "the", "from", "starting", ""}
	ordinalForm = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)$`)
	splitClock  = regexp.MustCompile(`(?i)\b(\d{1,2}(?:[:.]\d{2})?) (am|pm)\b`)
	dateForm    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// mean reads one word; value is in the form that spoken keeps it in. ok is false where it is no word of a schedule.
func mean(w string) (m meaning, value string, ok bool) {
	low := strings.Trim(strings.ToLower(w), ",.")
	if d, is := weekday(low); is {
		return aDay, d, true
	}
	if c, is := clock(low); is {
		return aTime, c, true
	}
	switch {
	case frequencies[low] != "":
		return aFrequency, frequencies[low], true
	case slices.Contains(ordinals, low):
		return anOrdinal, low, true
	case ordinalForm.MatchString(low):
		return anOrdinal, low[:len(low)-2], true
	case dateForm.MatchString(low):
		return aDate, low, true
	case low == "utc":
		return aZone, "UTC", true
	case strings.Contains(w, "/"):
		return aZone, w, true
	}
	return noise, "", slices.Contains(noiseWords, low)
}

// ParseSchedule reads a schedule as people type it: "weekly monday 09:00", "fri 4pm", "every Tuesday at 8.30am
// America/New_York", "daily 08:00", "weekdays 8am", "fortnightly tuesday 10am", "monthly first monday 09:00", "monthly 1st
// 09:00", "cron 0 9 * * 1-5", "default" or nothing at all. What is left out is as in the default: Mondays at 09:00,
// Europe/London. A fortnight counts from the first such day after now, or from the day that is named: "fortnightly tuesday
// 10:00 from 2026-12-01". The error says what was not understood and shows how to put it.
func ParseSchedule(words string, now time.Time) (Schedule, error) {
	if len(words) > mostWords {
		return Schedule{}, unclear("that is too long")
	}
	list := wordsOf(words)
	if len(list) > 0 && strings.EqualFold(list[0], "cron") {
		return parseCron(list[1:])
	}
	said := map[meaning]string{}
	every := false
	for _, w := range list {
		m, value, ok := mean(w)
		if !ok {
			return Schedule{}, unclear(fmt.Sprintf("%q is not understood", w))
		}
		if m == anOrdinal && value == "second" && every && said[aFrequency] == "" { // every second Tuesday
			m, value = aFrequency, "fortnightly"
		}
		every = strings.EqualFold(w, "every")
		if m == noise || m == aFrequency && said[m] == value {
			continue
		}
		if said[m] != "" {
			return Schedule{}, unclear("there is more than one " + string(m))
		}
		said[m] = value
	}
	return compose(said, now)
}

// wordsOf takes a text apart, and writes "4 pm" as one word.
// and an asterisk that was copied from a message as one.
func wordsOf(text string) []string {
	return strings.Fields(splitClock.ReplaceAllString(strings.ReplaceAll(text, "∗", "*"), "$1$2"))
}

func parseCron(fields []string) (Schedule, error) {
	zone := DefaultZone
	if n := len(fields); n > 5 {
		if m, value, _ := mean(fields[n-1]); m == aZone && !strings.ContainsAny(fields[n-1], "*,") {
			zone, fields = value, fields[:n-1]
		}
	}
	s, err := NewSchedule(strings.Join(fields, " "), zone)
	if err == nil {
		err = s.rare()
	}
	return s, err
}

// compose makes the schedule of what was said.
func compose(said map[meaning]string, now time.Time) (Schedule, error) {
	or := func(m meaning, otherwise string) string {
		if said[m] != "" {
			return said[m]
		}
		return otherwise
	}
	at, zone, day, nth := or(aTime, "0 9"), or(aZone, DefaultZone), or(aDay, "1"), said[anOrdinal]
	frequency := or(aFrequency, "weekly")
	if nth != "" && said[aFrequency] == "" {
		frequency = "monthly"
	}
	switch {
	case nth != "" && frequency != "monthly":
		return Schedule{}, unclear(fmt.Sprintf("%q is said of days of a month, and this is %s", nth, frequency))
	case said[aDate] != "" && frequency != "fortnightly":
		return Schedule{}, unclear("a first day is said of fortnightly digests only")
	case said[aDay] != "" && (frequency == "daily" || frequency == "weekdays"):
		return Schedule{}, unclear(frequency + " names no one day")
	}
	switch frequency {
	case "daily":
		return NewSchedule(at+" * * *", zone)
	case "weekdays":
		return NewSchedule(at+" * * 1-5", zone)
	case "fortnightly":
		return fortnightly(at+" * * "+day, zone, said[aDate], now)
	case "monthly":
		return monthly(at, day, nth, said[aDay] != "", zone)
	}
	return NewSchedule(at+" * * "+day, zone)
}

// fortnightly counts from the first day of the weekly line after now, or on or after date where one is named.
func fortnightly(weekly, zone, date string, now time.Time) (Schedule, error) {
	s, err := NewSchedule(weekly, zone)
	if err != nil {
		return Schedule{}, err
	}
	first := wallOf(s.Next(now), s.zone)
	if date != "" {
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			return Schedule{}, unclear(date + " is no day")
		}
		first = s.nextWall(day.Add(-time.Nanosecond))
	}
	return NewSchedule(weekly+" "+fortnight+first.Format(time.DateOnly), zone)
}

// monthly reads "first monday", "1st monday", "monday", "1st", "first" or nothing.
func monthly(at, day, nth string, dayNamed bool, zone string) (Schedule, error) {
	n, err := strconv.Atoi(nth)
	if err != nil {
		n = slices.Index(ordinals, nth) + 1
	}
	switch {
	case nth == "":
		return NewSchedule(at+" * * "+day+" "+ordinals[0], zone)
	case dayNamed && (nth == "last" || n >= 1 && n <= 4):
		return NewSchedule(at+" * * "+day+" "+ordinals[n-1], zone)
	case dayNamed:
		return Schedule{}, unclear("not every month has that many such days: write last")
	case nth == "last" || n < 1 || n > 28:
		return Schedule{}, unclear("not every month has that day: choose the 1st to the 28th")
	}
	return NewSchedule(fmt.Sprintf("%s %d * *", at, n), zone)
}

func unclear(what string) error {
	return fmt.Errorf("%s; write how often, a day, a time and, outside the United Kingdom, a zone: weekly monday 09:00, daily 8am, "+
		"weekdays 08:00, fortnightly tue 10am, monthly first monday 09:00, monthly 1st 09:00, cron 0 9 * * 1-5, "+
		"weekly tue 08:30 America/New_York", what)
}

// weekday reads mon, monday, mondays.
func weekday(w string) (cronDay string, ok bool) {
	if w = strings.TrimSuffix(w, "s"); len(w) < 3 { // tues is tue, wednes is no day
		return "", false
	}
	for d := range 7 {
		name := strings.ToLower(time.Weekday(d).String())
		if w == name || w == name[:3] || (w == "thur" || w == "weds") && strings.HasPrefix(name, w[:3]) {
			return strconv.Itoa(d), true
		}
	}
	return "", false
}

var clockForm = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$`)

// clock reads 09:00, 16.30, 4pm, 4.30pm, noon. An hour without am, pm or minutes is refused: 4 may mean either.
func clock(w string) (cronTime string, ok bool) {
	if w == "noon" || w == "midday" {
		return "0 12", true
	}
	m := clockForm.FindStringSubmatch(w)
	if m == nil || m[2] == "" && m[3] == "" {
		return "", false
	}
	hour, _ := strconv.Atoi(m[1]) // two digits at most, or none
	minute, _ := strconv.Atoi(m[2])
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return "", false
		}
		hour %= 12
		if m[3] == "pm" {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 {
		return "", false
	}
	return fmt.Sprintf("%d %d", minute, hour), true
}
