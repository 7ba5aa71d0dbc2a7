package knowledge

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// unnamed begins a text whose subject only the reader of another text knows: a pronoun, or a general noun that nothing
// after it names. "The charity Kinship", "The government's Budget" and "The review of rents" name theirs.
var unnamed = regexp.MustCompile(`^(?:(?:This|That|These|Those|It|They|He|She|Its|Their|His|Her)\b|` +
	`The (?:programme|scheme|report|review|department|ministry|government|money|fund|funding|policy|plans?|strategy|survey|study|` +
	`councils?|pilots?|project|charity|article|association|committee|panel|framework|figures?|minister|proposals?)\b)(.*)`)

// naming follows a general noun and gives it a name.
var naming = regexp.MustCompile(`^(?:'s)? (?:[A-Z0-9"“‘£]|(?:of|for|on|into|to|by|from|in|behind|that|which|who|called) )`)

// leaning is what a text begins with where only the reader of another text knows its subject; empty where it stands alone.
func leaning(text string) string {
	m := unnamed.FindStringSubmatch(text)
	if m == nil || naming.MatchString(m[1]) {
		return ""
	}
	return strings.TrimSpace(strings.TrimSuffix(text, m[1]))
}

// prose finds texts that cannot stand alone.
func (l *linter) prose(e *Entry) {
	alone := func(field, text string) {
		if said := leaning(text); said != "" {
			l.warn(e, field, "begins with %q, which only a reader of something else can place: name the subject", said)
		}
	}
	alone("statement", e.Statement)
	alone("title", e.Title)
	for i, h := range e.History {
		alone(nth("history", i), h.Note)
	}
}

// figures finds statements and notes whose figures the fields beside them contradict.
func (l *linter) figures(e *Entry) {
	said := words(e.Title + ". " + e.Statement)
	l.amount(e, "amount", e.Amount, said)
	if len(e.History) == 0 {
		l.dates(e, said)
	}
	if e.Kind == Finding {
		l.value(e, said)
	}
	for i, h := range e.History {
		note := words(h.Note)
		l.amount(e, nth("history", i), h.Amount, note)
		l.coming(e, nth("history", i), h, note)
	}
}

// amount finds a text that gives figures of the amount's sort, none of which is the amount.
func (l *linter) amount(e *Entry, field string, a Amount, said []word) {
	if a.IsZero() {
		return
	}
	var own string
	var counted []string // what the figure is of, where it is no money
	for _, w := range words(a.String()) {
		switch {
		case own == "" && (w.figure || numberWords[w.surface] != ""):
			own = w.stem
		case own != "" && !a.IsMoney():
			counted = append(counted, w.stem)
		}
	}
	var others []string
	for i, w := range said {
		sort := w.figure && strings.HasPrefix(w.stem, "£") == a.IsMoney()
		if !a.IsMoney() {
			sort = numeral(w) && i+1 < len(said) && len(counted) > 0 && said[i+1].stem == counted[len(counted)-1]
		}
		if w.stem == own {
			return
		}
		if sort {
			others = append(others, w.surface)
		}
	}
	if len(others) > 0 {
		l.fault(e, field, "%s, but the text beside it says %s: mend one of the two", a, strings.Join(others, ", "))
	}
}

func numeral(w word) bool { return w.figure || numberWords[w.surface] != "" }

// value finds a statement of a finding that does not give its value.
func (l *linter) value(e *Entry, said []word) {
	var missing []string
	for _, w := range words(e.Value) {
		has := func(s word) bool { return s.stem == w.stem || strings.TrimSuffix(s.surface, "%") == w.surface }
		if numeral(w) && !slices.ContainsFunc(said, has) {
			missing = append(missing, w.surface)
		}
	}
	if len(missing) > 0 {
		l.fault(e, "value", "the statement does not say %s: mend one of the two", strings.Join(missing, ", "))
	}
}

// reckoned tells a date from another: "a year after the study of 2015".
var reckoned = regexp.MustCompile(`\byears? (?:after|before|earlier|later)\b`)

// dates finds a statement that names years, or months of a year, none of which fits any of the entry's own dates. The month in
// which a source came out fits: it is when something was reported.
func (l *linter) dates(e *Entry, said []word) {
	own := map[string]edtf.Date{"made": e.Made, "due": e.Due, "when": e.When, "as_of": e.AsOf, "responded": e.Responded, "period": e.Period}
	maps.DeleteFunc(own, func(_ string, d edtf.Date) bool { return d.IsZero() })
	if len(own) == 0 {
		return
	}
	for _, ct := range e.Cites {
		own[ct.Source] = l.c.sources[ct.Source].Published
	}
	named := datesIn(said)
	for _, n := range named {
		for _, d := range own {
			if d.Overlaps(n) {
				return
			}
		}
	}
	if len(named) > 0 && !reckoned.MatchString(e.Statement) {
		l.warn(e, "statement", "names %s, and none of the entry's dates is then: mend one of the two, or say when it was", named[0].Human())
	}
}

// coming finds a note that names days to come none of which is the one that its line gives.
func (l *linter) coming(e *Entry, field string, h Change, said []word) {
	due := h.When
	if due.IsZero() {
		due = h.Due
	}
	var ahead []edtf.Date
	for _, n := range datesIn(said) {
		if n.First().After(h.On.Last()) {
			ahead = append(ahead, n)
		}
	}
	if due.IsZero() || len(ahead) == 0 || slices.ContainsFunc(ahead, due.Overlaps) {
		return
	}
	l.fault(e, field, "the note speaks of %s, the line of %s: mend one of the two", ahead[0].Human(), due.Human())
}

// datesIn returns the years, and the months of a year, that a text names.
func datesIn(said []word) []edtf.Date {
	var out []edtf.Date
	for i, w := range said {
		if !w.figure || !isYear(w.stem) {
			continue
		}
		text := w.stem
		if i > 0 && monthNumbers[said[i-1].surface] != "" {
			text += "-" + monthNumbers[said[i-1].surface]
		}
		if d, err := edtf.Parse(text); err == nil {
			out = append(out, d)
		}
	}
	return out
}

var monthNumbers = func() map[string]string {
	m := map[string]string{}
	for i := time.January; i <= time.December; i++ {
		m[strings.ToLower(i.String())] = fmt.Sprintf("%02d", i)
	}
	return m
}()
