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
	for _, short := range slices.Sorted(maps.Keys(full)) {
		form := regexp.QuoteMeta(short)
		if short == strings.ToLower(short) {
			form = "(?i:" + form + ")"
		}
		forms = append(forms, form)
	}
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) })
	return &shorthand{regexp.MustCompile(`\b(?:` + strings.Join(forms, "|") + `)\b`), full}
}

// twoYears is a span of years of which only two figures each are written: "23-25". An age is none.
var twoYears = regexp.MustCompile(`(?i)(^|[\s(])(19|2\d)([-–/])(2\d)($|[\s?.,)])`)

// inFull is a text with all that is cut short written out.
func (s *shorthand) inFull(text string) string {
	if s != nil {
		text = s.cut.ReplaceAllStringFunc(text, func(short string) string { return cmp.Or(s.full[short], s.full[strings.ToLower(short)]) })
	}
	m := twoYears.FindStringSubmatch(text)
	if m == nil || m[4] <= m[2] || m[4] > addYears(m[2]) {
		return text
	}
	return twoYears.ReplaceAllString(text, "${1}20$2$3$4$5")
}

// addYears is the last year that a span may reach that begins in a year of two figures.
func addYears(from string) string {
	const most = 3
	n, _ := strconv.Atoi(from)
	return strconv.Itoa(n + most)
}
