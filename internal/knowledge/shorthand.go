package knowledge

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// shorthand writes out what is cut short. A nil one knows of years alone.
type shorthand struct {
	cut  *regexp.Regexp
	full map[string]string
}

func newShorthand(full map[string]string) *shorthand {
	if len(full) == 0 {
		return nil
	}
	var forms []string
	shorts := slices.Sorted(maps.Keys(full))
	slices.SortStableFunc(shorts, func(a, b string) int { return len(b) - len(a) })
	for _, short := range shorts {
		form := regexp.QuoteMeta(short)
		if short == strings.ToLower(short) {
			form = "(?i:" + form + ")"
		}
		forms = append(forms, form)
	}
	return &shorthand{regexp.MustCompile(`\b(?:` + strings.Join(forms, "|") + `)\b`), full}
}

// twoYears is a span of years of which only two figures each are written: "23-25".
var twoYears = regexp.MustCompile(`\b(19|2\d)[-–/](2\d)\b`)

// What stands before or after such figures where they are an age, a day or a count, and no years.
var (
	beforeYears = regexp.MustCompile(`(?:^|[\s(])$`)
	beforeAges  = regexp.MustCompile(`(?i)\b(?:aged?|ages|between)\s$`)
	afterYears  = regexp.MustCompile(`^(?:$|[\s?.,)])`)
	afterCounts = regexp.MustCompile(`(?i)^\s(?:years?|yrs?|months?|weeks?|days?|hours?|per|%|councils?|areas?|local|children|january|february|march|april|may|june|july|august|september|october|november|december)\b`)
)

// mostYears is how long a span of years is at most.
const mostYears = 3

// inFull is a text with all that is cut short written out.
func (s *shorthand) inFull(text string) string {
	if s != nil {
		text = s.cut.ReplaceAllStringFunc(text, func(short string) string { return cmp.Or(s.full[short], s.full[strings.ToLower(short)]) })
	}
	var out strings.Builder
	done := 0
	for _, at := range twoYears.FindAllStringSubmatchIndex(text, -1) {
		from, _ := strconv.Atoi(text[at[2]:at[3]])
		to, _ := strconv.Atoi(text[at[4]:at[5]])
		before, after := text[:at[0]], text[at[1]:]
		if from < to && to <= from+mostYears && beforeYears.MatchString(before) && !beforeAges.MatchString(before) && afterYears.MatchString(after) && !afterCounts.MatchString(after) {
			out.WriteString(text[done:at[0]] + "20")
			done = at[0]
		}
	}
	return out.String() + text[done:]
}
