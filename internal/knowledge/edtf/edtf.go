// Package edtf reads, compares and says dates as people in policy work use them: a day, a month, a season, a
// year, about then, from then on, a financial year. The notation is the Extended Date/Time Format of ISO 8601-2
// (https://www.loc.gov/standards/datetime/), levels 0 and 1, less times of day, years beyond four digits and
// years before 0.
package edtf

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is one EDTF date or interval. The zero Date is no date at all. Dates are comparable with ==, which
// compares their notation.
type Date struct {
	text string
	from point
	to   point // same as from unless the text holds a slash
}

// point is one side of an interval.
type point struct {
	first, last time.Time // the span of days it may mean; zero: open or unknown
	grain       grain
	approx      bool // ~ or %
	unsure      bool // ? or %
}

type grain uint8

const (
	none    grain = iota // no date: the unknown side of an interval
	open                 // ..
	century              // 20XX
	decade               // 202X
	year
	season
	month
	day
)

// Parse reads an EDTF date: 2023-02-02, 2026-09, 2024-21 (spring), 2024, 202X, 2023-10~, 2025-04/2026-03,
// 2026-04/.. and their like. The error says what is wrong with s.
func Parse(s string) (Date, error) {
	d := Date{text: s}
	left, right, isInterval := strings.Cut(s, "/")
	var err error
	if d.from, err = parsePoint(left, isInterval); err != nil {
		return Date{}, fmt.Errorf("EDTF %q: %w", s, err)
	}
	d.to = d.from
	if !isInterval {
		return d, nil
	}
	if d.to, err = parsePoint(right, true); err != nil {
		return Date{}, fmt.Errorf("EDTF %q: %w", s, err)
	}
	if d.from.first.IsZero() && d.to.first.IsZero() {
		return Date{}, fmt.Errorf("EDTF %q: an interval needs at least one date", s)
	}
	if !d.from.first.IsZero() && !d.to.first.IsZero() && d.to.last.Before(d.from.first) {
		return Date{}, fmt.Errorf("EDTF %q: it ends before it begins", s)
	}
	return d, nil
}

// MustParse is Parse for dates written in code; it panics on a bad one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Day returns the date of t's calendar day in t's own location.
func Day(t time.Time) Date { return MustParse(t.Format(time.DateOnly)) }

func parsePoint(s string, inInterval bool) (point, error) {
	switch {
	case s == ".." && inInterval:
		return point{grain: open}, nil
	case s == "" && inInterval:
		return point{}, nil
	}
	var p point
	if n := len(s); n > 0 {
		switch s[n-1] {
		case '~':
			p.approx = true
		case '?':
			p.unsure = true
		case '%':
			p.approx, p.unsure = true, true
		}
		if p.approx || p.unsure {
			s = s[:n-1]
		}
	}
	return p, p.parse(s)
}

// parse fills in the span of a date without its qualifier.
func (p *point) parse(s string) error {
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return fmt.Errorf("want YYYY, YYYY-MM, YYYY-MM-DD or YYYY-21 to YYYY-24 for a season")
	}
	for _, part := range parts[1:] {
		if len(part) != 2 {
			return fmt.Errorf("want two digits for a month or a day, not %q", part)
		}
	}
	y, yearGrain, err := parseYear(parts[0])
	if err != nil {
		return err
	}
	span := map[grain]int{year: 1, decade: 10, century: 100}[yearGrain]
	p.grain, p.first, p.last = yearGrain, date(y, 1, 1), date(y+span, 1, 0)
	if len(parts) == 1 || parts[1] == "XX" {
		if len(parts) == 3 && parts[2] != "XX" {
			return fmt.Errorf("a day needs its month")
		}
		return nil
	}
	if yearGrain != year {
		return fmt.Errorf("a month needs a whole year")
	}
	if err := p.narrowToMonth(y, parts[1], len(parts) == 2); err != nil || len(parts) == 2 || parts[2] == "XX" {
		return err
	}
	return p.narrowToDay(parts[2])
}

// narrowToMonth leaves of a year one month, or one season where that may stand.
func (p *point) narrowToMonth(y int, s string, seasons bool) error {
	m, err := number(s)
	switch {
	case err != nil:
		return err
	case m >= 21 && m <= 24 && seasons:
		start := time.Month(3 * (m - 20)) // spring begins in March; winter runs into the next year
		p.grain, p.first, p.last = season, date(y, start, 1), date(y, start+3, 0)
	case m < 1 || m > 12:
		return fmt.Errorf("no month or season %02d", m)
	default:
		p.grain, p.first, p.last = month, date(y, time.Month(m), 1), date(y, time.Month(m)+1, 0)
	}
	return nil
}

// narrowToDay leaves of a month one day.
func (p *point) narrowToDay(s string) error {
	d, err := number(s)
	if err != nil {
		return err
	}
	if d < 1 || d > p.last.Day() {
		return fmt.Errorf("%s %d has no day %d", p.first.Month(), p.first.Year(), d)
	}
	at := p.first.AddDate(0, 0, d-1)
	p.grain, p.first, p.last = day, at, at
	return nil
}

func parseYear(s string) (int, grain, error) {
	g := year
	switch {
	case strings.HasSuffix(s, "XX"):
		g, s = century, s[:2]+"00"
	case strings.HasSuffix(s, "X"):
		g, s = decade, s[:3]+"0"
	}
	y, err := number(s)
	return y, g, err
}

func number(s string) (int, error) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, fmt.Errorf("%q is not a number", s)
		}
	}
	return strconv.Atoi(s)
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// String returns the EDTF notation; empty for no date.
func (d Date) String() string { return d.text }

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d.text == "" }

// MarshalText writes the EDTF notation.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads EDTF notation; empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	got, err := Parse(string(b))
	if err == nil {
		*d = got
	}
	return err
}

// First returns the earliest day that d may mean, at midnight UTC; zero where its beginning is open.
func (d Date) First() time.Time { return d.from.first }

// Last returns the latest day that d may mean, at midnight UTC; zero where its end is open or unknown.
func (d Date) Last() time.Time { return d.to.last }

// IsOpen reports whether d has no end: "from April 2026".
func (d Date) IsOpen() bool { return !d.IsZero() && d.to.last.IsZero() }

// IsExact reports whether d is one known day.
func (d Date) IsExact() bool {
	return d.from == d.to && d.from.grain == day && !d.from.approx && !d.from.unsure
}

// Overlaps reports whether some day may belong to both dates. No date overlaps nothing.
func (d Date) Overlaps(o Date) bool {
	if d.IsZero() || o.IsZero() {
		return false
	}
	return startsBy(d, o.Last()) && startsBy(o, d.Last())
}

// startsBy reports whether d has begun by the end day; a zero end never comes.
func startsBy(d Date, end time.Time) bool {
	return end.IsZero() || d.First().IsZero() || !d.First().After(end)
}

// Compare orders dates by their first possible day, then by their last; an open end is latest, no date is last.
func (d Date) Compare(o Date) int {
	if d.IsZero() || o.IsZero() {
		return cmp.Compare(b2i(d.IsZero()), b2i(o.IsZero()))
	}
	if c := d.First().Compare(o.First()); c != 0 {
		return c
	}
	if d.Last().IsZero() || o.Last().IsZero() {
		return cmp.Compare(b2i(d.Last().IsZero()), b2i(o.Last().IsZero()))
	}
	return d.Last().Compare(o.Last())
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
