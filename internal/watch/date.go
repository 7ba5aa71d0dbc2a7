package watch

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// dated is a date that a sentence names.
type dated struct {
	date     edtf.Date
	from, to int  // tokens
	open     bool // from then on, or then at the earliest
	by       bool // by then at the latest
}

// span is a length of time that a sentence names: "a year later", "by six months".
type span struct {
	months   int
	from, to int // tokens
}

var (
	months  = monthNames()
	seasons = map[string]int{"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
)

func monthNames() map[string]time.Month {
	names := map[string]time.Month{"sept": time.September}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		names[name] = m
		if m != time.May {
			names[name[:3]] = m
		}
	}
	return names
}

// counted are the numbers that texts write out.
var counted = map[string]int{
	"a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24,
}

// resolver reads dates as they were meant on the day of an article. Where the day is not known, only whole dates are read.
type resolver struct{ day time.Time }

// dates finds the dates of a sentence, from left to right.
func (r resolver) dates(toks []token) []dated {
	var out []dated
	for i := 0; i < len(toks); {
		if !mayBegin(toks[i].low) {
			i++
			continue
		}
		d, n := r.at(toks[i:])
		if n == 0 {
			i++
			continue
		}
		if n == 1 && (toks[i].low == "may" || toks[i].low == "march") && !toks[i].upper {
			i++
			continue
		}
		if e, err := edtf.Parse(d); err == nil {
			out = append(out, mark(toks, dated{date: e, from: i, to: i + n}))
		}
		i += n
	}
	return out
}

// beginnings are the words other than figures, months and seasons that a date may begin with.
var beginnings = wordSet("this next last following coming current new the end start beginning middle early late mid later today yesterday tomorrow")

func mayBegin(low string) bool {
	return low[0] >= '0' && low[0] <= '9' || beginnings[low] || months[low] > 0 || seasons[low] > 0
}

// mark notes what stands around a date: "from", "not before", "at the earliest", "by".
func mark(toks []token, d dated) dated {
	before := lowOf(toks[max(0, d.from-4):d.from])
	after := lowOf(toks[d.to:min(len(toks), d.to+4)])
	d.open = hasSuffixAny(before, " from ", " from the ", " before ", " since ", " after ", " no earlier than ", " no sooner than ") || strings.HasPrefix(after, " at the earliest ") || strings.HasPrefix(after, " onwards ")
	if strings.HasSuffix(before, " before ") && !strings.Contains(before+lowOf(toks[:d.from]), " not ") {
		d.open = false
	}
	d.by = hasSuffixAny(before, " by ", " by the ")
	return d
}

func hasSuffixAny(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

func lowOf(toks []token) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range toks {
		b.WriteString(t.low)
		b.WriteByte(' ')
	}
	return b.String()
}

var (
	yearForm  = regexp.MustCompile(`^(?:19|20)\d\d$`)
	yearsForm = regexp.MustCompile(`^((?:19|20)\d\d)[-/](\d\d|(?:19|20)\d\d)$`)
	dayForm   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)
)

// at reads the date at the beginning of toks, and how many tokens it takes; 0 where there is none.
func (r resolver) at(toks []token) (string, int) {
	w := func(i int) string {
		if i < len(toks) {
			return toks[i].low
		}
		return ""
	}
	for _, read := range []func(func(int) string) (string, int){r.whole, r.relative, r.yearish, r.monthish, r.seasonal} {
		if d, n := read(w); n > 0 {
			return d, n
		}
	}
	return "", 0
}

// whole reads dates with their year: 11 June 2025, June 2025, spring 2025, 2025-26, 2025.
func (r resolver) whole(w func(int) string) (string, int) {
	if m := dayForm.FindStringSubmatch(w(0)); m != nil {
		if mon, ok := months[w(1)]; ok {
			n, year := 2, r.nearest(mon)
			if yearForm.MatchString(w(2)) {
				n, year = 3, number(w(2))
			}
			if year > 0 {
				return fmt.Sprintf("%d-%02d-%02d", year, mon, number(m[1])), n
			}
		}
	}
	if mon, ok := months[w(0)]; ok && yearForm.MatchString(w(1)) {
		return fmt.Sprintf("%s-%02d", w(1), mon), 2
	}
	if mon, ok := months[w(0)]; ok && dayForm.MatchString(w(1)) && w(2) == "," && yearForm.MatchString(w(3)) {
		return fmt.Sprintf("%s-%02d-%02d", w(3), mon, number(w(1))), 4
	}
	if s, ok := seasons[w(0)]; ok && yearForm.MatchString(w(1)) {
		return fmt.Sprintf("%s-%d", w(1), s), 2
	}
	if m := yearsForm.FindStringSubmatch(w(0)); m != nil {
		from, to := number(m[1]), number(m[2])
		if to < 100 {
			to += from / 100 * 100
		}
		if to == from+1 {
			return fmt.Sprintf("%d-04/%d-03", from, to), 1
		}
		if to > from {
			return fmt.Sprintf("%d/%d", from, to), 1
		}
	}
	if yearForm.MatchString(w(0)) {
		return w(0), 1
	}
	return "", 0
}

// relative reads what only the article's day gives a meaning: next month, this autumn, today, the new financial year.
func (r resolver) relative(w func(int) string) (string, int) {
	if r.day.IsZero() {
		return "", 0
	}
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	year := r.day.Year()
	switch w(0) {
	case "today":
		return day(r.day), 1
	case "yesterday":
		return day(r.day.AddDate(0, 0, -1)), 1
	case "tomorrow":
		return day(r.day.AddDate(0, 0, 1)), 1
	case "new":
		switch {
		case w(1) == "financial" && w(2) == "year":
			return r.financial(1), 3
		case w(1) == "year" && w(2) != "'s":
			return fmt.Sprintf("%d-01~", r.upcoming(time.January)), 2
		}
	}
	step, ok := map[string]int{"this": 0, "next": 1, "last": -1, "following": 1, "coming": 1, "current": 0}[w(0)]
	if !ok {
		return "", 0
	}
	if mon, ok := months[w(1)]; ok {
		return fmt.Sprintf("%d-%02d", r.stepped(mon, step), mon), 2
	}
	if s, ok := seasons[w(1)]; ok {
		y := year + step
		if s == 24 && r.day.Month() < time.March && w(0) != "next" {
			y--
		}
		return fmt.Sprintf("%d-%d", y, s), 2
	}
	switch {
	case w(1) == "financial" && w(2) == "year":
		return r.financial(step), 3
	case (w(1) == "academic" || w(1) == "school") && w(2) == "year":
		y := year + step
		if r.day.Month() < time.September {
			y--
		}
		return fmt.Sprintf("%d-09/%d-08", y, y+1), 3
	case w(1) == "month":
		return r.day.AddDate(0, 0, 1-r.day.Day()).AddDate(0, step, 0).Format("2006-01"), 2
	case w(1) == "year":
		return strconv.Itoa(year + step), 2
	}
	return "", 0
}

// yearish reads parts of years: the end of the year, early 2026, the end of March, the end of the decade.
func (r resolver) yearish(w func(int) string) (string, int) {
	i := 0
	if w(i) == "the" {
		i++
	}
	switch w(i) {
	case "end", "start", "beginning", "middle":
		of := i + 1
		if w(of) == "of" {
			of++
		}
		if w(of) == "the" && w(of+1) == "decade" && !r.day.IsZero() {
			return strconv.Itoa(r.day.Year()/10*10 + 9), of + 2
		}
		if (w(of) == "the" || w(of) == "this") && w(of+1) == "year" && !r.day.IsZero() {
			return strconv.Itoa(r.day.Year()), of + 2
		}
		skip := of
		if w(skip) == "the" {
			skip++
		}
		rest := func(n int) string { return w(skip + n) }
		for _, read := range []func(func(int) string) (string, int){r.whole, r.relative, r.monthish} {
			if d, n := read(rest); n > 0 {
				return d, skip + n
			}
		}
		if w(skip) == "financial" && w(skip+1) == "year" && !r.day.IsZero() {
			return r.financial(0), skip + 2
		}
	case "early", "late", "mid":
		rest := func(n int) string { return w(i + 1 + n) }
		if d, n := r.whole(rest); n > 0 {
			return d, i + 1 + n
		}
		if d, n := r.relative(rest); n > 0 {
			return d, i + 1 + n
		}
	case "later":
		if w(i+1) == "this" && w(i+2) == "year" && !r.day.IsZero() {
			return strconv.Itoa(r.day.Year()), i + 3
		}
	}
	return "", 0
}

// monthish reads a month without its year: the next one to come.
func (r resolver) monthish(w func(int) string) (string, int) {
	mon, ok := months[w(0)]
	if !ok || w(0) == "mar" || len(w(0)) == 3 && w(0) != "may" || r.day.IsZero() {
		return "", 0
	}
	return fmt.Sprintf("%d-%02d", r.upcoming(mon), mon), 1
}

// seasonal reads "the autumn" and "autumn": the next one to come, or the one that it is.
func (r resolver) seasonal(w func(int) string) (string, int) {
	s, ok := seasons[w(0)]
	if !ok || r.day.IsZero() || w(1) == "statement" || w(1) == "budget" || w(1) == "term" {
		return "", 0
	}
	y := r.day.Year()
	end := time.Date(y, time.Month(3*(s-20)+3), 0, 0, 0, 0, 0, time.UTC)
	if end.Before(r.day) {
		y++
	}
	return fmt.Sprintf("%d-%d", y, s), 1
}

// upcoming is the year of the next month of that name, this one included.
func (r resolver) upcoming(m time.Month) int {
	if m < r.day.Month() {
		return r.day.Year() + 1
	}
	return r.day.Year()
}

// nearest is the year in which a day of a month without its year most likely lies: within the last three months or to come.
func (r resolver) nearest(m time.Month) int {
	if r.day.IsZero() {
		return 0
	}
	if m >= r.day.Month() || int(r.day.Month()-m) <= 3 {
		return r.day.Year()
	}
	return r.day.Year() + 1
}

// stepped is the year of this, next or last March.
func (r resolver) stepped(m time.Month, step int) int {
	y := r.upcoming(m)
	switch {
	case step < 0 && m >= r.day.Month():
		return r.day.Year() - 1
	case step < 0:
		return r.day.Year()
	case step > 0 && y == r.day.Year() && int(m-r.day.Month()) < 3:
		return y + 1
	}
	return y
}

// financial is the financial year so many after the one that the article's day lies in.
func (r resolver) financial(step int) string {
	y := r.day.Year() + step
	if r.day.Month() < time.April {
		y--
	}
	return fmt.Sprintf("%d-04/%d-03", y, y+1)
}
