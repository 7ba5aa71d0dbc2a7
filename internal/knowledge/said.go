package knowledge

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

var asOfForm = regexp.MustCompile(`(?i)\bas (?:of|at)\s+`)

// CutAsOf takes "as of July 2023" out of a text and returns the last day of what it names; ok is false, and the text as it
// was, where it names no day.
func CutAsOf(text string) (rest string, day time.Time, ok bool) {
	for _, at := range asOfForm.FindAllStringIndex(text, 4) {
		ws := strings.Fields(text[at[1]:])
		d, n := DateIn(ws)
		if n == 0 || d.Last().IsZero() {
			continue
		}
		return strings.TrimSpace(text[:at[0]] + strings.Join(ws[n:], " ")), d.Last(), true
	}
	return text, time.Time{}, false
}

var (
	monthNames  = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	seasonNames = []string{"spring", "summer", "autumn", "winter"}
	dayForm     = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)
	yearForm    = regexp.MustCompile(`^(?:19|20)\d\d$`)
	yearsForm   = regexp.MustCompile(`^((?:19|20)\d\d)[-–/](\d\d)$`)
)

// DateIn reads the date that words begin with, as people write it: 31 July 2023, July 2023, spring 2024, 2023, the
// financial year 2023-24, or EDTF. It returns how many words that takes; 0 where they begin with no date.
func DateIn(ws []string) (d edtf.Date, n int) {
	said := make([]string, 0, 3)
	for _, w := range ws[:min(3, len(ws))] {
		said = append(said, strings.ToLower(strings.Trim(w, ",.;:?!()")))
	}
	at := func(i int) string {
		if i < len(said) {
			return said[i]
		}
		return ""
	}
	if m := dayForm.FindStringSubmatch(at(0)); m != nil && monthOf(at(1)) > 0 && yearForm.MatchString(at(2)) {
		day, _ := strconv.Atoi(m[1])
		return dateOf(at(2)+"-"+pad(monthOf(at(1)))+"-"+pad(day), 3)
	}
	if isMonthOrSeason(at(0)) && lateYear(strings.TrimLeft(at(1), "'")) && !yearForm.MatchString(at(2)) {
		said[1] = "20" + strings.TrimLeft(said[1], "'")
	}
	if yearForm.MatchString(at(1)) {
		if m := monthOf(at(0)); m > 0 {
			return dateOf(at(1)+"-"+pad(m), 2)
		}
		if s := slices.Index(seasonNames, at(0)); s >= 0 {
			return dateOf(at(1)+"-"+pad(s+21), 2)
		}
	}
	if m := yearsForm.FindStringSubmatch(at(0)); m != nil { // a year and the next: what EDTF has for a season is no month either
		first, _ := strconv.Atoi(m[1])
		if second, _ := strconv.Atoi(m[2]); second == (first+1)%100 && second > 12 {
			return dateOf(m[1]+"-04/"+strconv.Itoa(first+1)+"-03", 1)
		}
	}
	return dateOf(at(0), 1)
}

func dateOf(s string, words int) (edtf.Date, int) {
	d, err := edtf.Parse(s)
	if err != nil {
		return edtf.Date{}, 0
	}
	return d, words
}

// monthOf is the number of a month by its name or the first three letters or more of it; 0 for none.
func monthOf(s string) int {
	if len(s) < 3 {
		return 0
	}
	return slices.IndexFunc(monthNames, func(m string) bool { return strings.HasPrefix(m, s) }) + 1
}

func isMonthOrSeason(s string) bool { return monthOf(s) > 0 || slices.Contains(seasonNames, s) }

// periodsIn are the months of a year and the financial years that words name: "9 2023" for September 2023, "2023 2024" for 2023-24,
// and for 2023-25 both of its years. A year by itself tells neither from the next.
func periodsIn(ws []word) []string {
	var out []string
	for i := range len(ws) - 1 {
		a, b := ws[i], ws[i+1]
		if !b.figure || !isYear(b.stem) {
			continue
		}
		if m := monthOf(a.surface); m > 0 {
			out = append(out, strconv.Itoa(m)+" "+b.stem)
		}
		if a.figure && isYear(a.stem) {
			out = append(out, financialYears(a.stem, b.stem)...)
		}
	}
	return out
}

// longest is of how many financial years a span may be.
const longest = 10

// financialYears are those from one year to another.
func financialYears(from, to string) []string {
	var out []string
	first, _ := strconv.Atoi(from) // they are years, or there is none
	last, _ := strconv.Atoi(to)
	for y := first; y < last && last-first <= longest; y++ {
		out = append(out, strconv.Itoa(y)+" "+strconv.Itoa(y+1))
	}
	return out
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// Span is a stretch of days and how it was asked for. A zero side is open.
type Span struct {
	From, To time.Time
	Said     string // "before July 2025"
}

// IsZero reports whether nothing was asked for.
func (s Span) IsZero() bool { return s.Said == "" }

// Holds reports whether a date surely or possibly falls in the span: it begins or ends there, or reaches across it. Of
// a date without an end only the beginning counts: "from April 2026" does not fall in 2030.
func (s Span) Holds(d edtf.Date) bool {
	if s.IsZero() {
		return true
	}
	first, last := d.First(), d.Last()
	if d.IsZero() {
		return false
	}
	if first.IsZero() {
		first = last
	}
	if last.IsZero() {
		last = first
	}
	return (s.To.IsZero() || !first.After(s.To)) && (s.From.IsZero() || !last.Before(s.From))
}

// spanIn reads a span that words begin with: "before July 2025", "due by 2026", "in 2025", "since 1 May 2024".
func spanIn(ws []string) (s Span, n int) {
	if len(ws) > 0 && slices.Contains([]string{"due", "from"}, ws[0]) && len(ws) > 1 {
		n = 1
	}
	how := ""
	if n < len(ws) && slices.Contains([]string{"before", "by", "until", "till", "in", "during", "on", "for", "after", "since"}, ws[n]) {
		how, n = ws[n], n+1
	}
	if n == 0 {
		return Span{}, 0
	}
	d, used := DateIn(ws[n:])
	if used == 0 || d.First().IsZero() {
		return Span{}, 0
	}
	s.Said = strings.TrimSpace(how + " " + d.Human())
	switch how {
	case "before":
		s.To = d.First().AddDate(0, 0, -1)
	case "by", "until", "till":
		s.To = d.Last()
	case "after":
		s.From = d.Last().AddDate(0, 0, 1)
	case "since":
		s.From = d.First()
	default:
		s.From, s.To = d.First(), d.Last()
		if how == "" {
			s.Said = "in " + d.Human()
		}
	}
	return s, n + used
}
