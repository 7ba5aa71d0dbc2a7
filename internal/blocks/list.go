package blocks

import (
	"fmt"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// PageSize is how many rows of a list a page shows. A page of rows of any content fits into a message.
const PageSize = 10

// List is rows to page through. Plain writes all of them.
type List struct {
	Title string
	Intro string // what the list was narrowed to
	Rows  []Row
	Empty string // said instead of the rows where there are none
	Start int    // row that the first page shown begins with, where nothing else is asked for
	Today int    // a line for today stands before this row; below 0: none
	Day   time.Time
	Foot  []Part

	Corpus *knowledge.Corpus // what the rows are from; nil: not from the corpus
}

// Row is one line of a list and what is said below it.
type Row struct {
	Head   Line
	Below  string
	Button *Button
}

// Most that a row takes, in characters.
const (
	mostHead  = 300
	mostBelow = 350
)

func (r Row) text() Text {
	head := make(Line, len(r.Head))
	for i, s := range r.Head {
		s.text = Cut(s.text, mostHead)
		head[i] = s
	}
	return Text{Lines: []Line{head, L(T(Cut(Clean(r.Below), mostBelow)))}, Button: r.Button}
}

// Page is the view of the rows from an offset on; turn makes the button that leads to another offset, and may be nil.
func (l List) Page(offset int, turn func(text string, offset int) Button) View {
	offset = max(0, min(offset, max(len(l.Rows), 1)-1))
	end := min(offset+PageSize, len(l.Rows))
	v := l.head()
	for i := offset; i < end; i++ {
		if i == l.Today {
			v.Parts = append(v.Parts, l.today())
		}
		v.Parts = append(v.Parts, l.Rows[i].text())
	}
	if end == len(l.Rows) && l.Today == end && end > 0 {
		v.Parts = append(v.Parts, l.today())
	}
	small := Note{L(asOf(l.Corpus, l.Day))}
	if len(l.Rows) > 0 {
		small = append(Note{L(T(span(offset, end, len(l.Rows))))}, small...)
	}
	v.Foot = append([]Part{small}, l.Foot...)
	var bs Buttons
	if turn != nil && offset > 0 {
		bs = append(bs, turn("Previous", max(0, offset-PageSize)))
	}
	if turn != nil && end < len(l.Rows) {
		bs = append(bs, turn("Next", end))
	}
	if len(bs) > 0 {
		v.Foot = append([]Part{bs}, v.Foot...)
	}
	return v
}

// span says which rows of a list are shown.
func span(from, end, all int) string {
	if end-from == all {
		return fmt.Sprintf("%d in all.", all)
	}
	return fmt.Sprintf("%d to %d of %d.", from+1, end, all)
}

// Plain is the whole list as a person reads it in a terminal.
func (l List) Plain() string {
	v := l.head()
	var lines []Line
	for i, r := range l.Rows {
		if i == l.Today {
			lines = append(lines, l.today().Lines...)
		}
		lines = append(lines, r.Head, L(T(r.Below)))
	}
	if l.Today == len(l.Rows) && l.Today > 0 {
		lines = append(lines, l.today().Lines...)
	}
	v.Parts = append(v.Parts, Text{Lines: lines})
	v.Foot = []Part{Note{L(asOf(l.Corpus, l.Day))}}
	return v.Plain()
}

func (l List) head() View {
	v := View{Title: l.Title}
	if l.Intro != "" {
		v.Parts = append(v.Parts, Note{L(T(l.Intro))})
	}
	if len(l.Rows) == 0 {
		v.Parts = append(v.Parts, Para(T(l.Empty)))
	}
	return v
}

func (l List) today() Text {
	return Para(T("—— Today,"), Bold(edtf.Day(l.Day).Human()), T("——"))
}

// EntryList is a list of entries: title, state, date, who.
func EntryList(c *knowledge.Corpus, title string, entries []knowledge.Listed, day time.Time, run Run) List {
	l := List{Title: title, Today: -1, Day: day, Corpus: c, Empty: "The corpus holds none."}
	for _, e := range entries {
		below := join([]string{Status(e.State.Status), passed(e, day), e.State.Amount.String(), by(c, e.Entry)}, " · ")
		l.Rows = append(l.Rows, Row{
			Head: L(Bold(e.Entry.Title)), Below: join([]string{below, e.Entry.ID}, " · "), Button: run.button("Show", "pledge "+e.Entry.ID),
		})
	}
	return l
}

// passed says an entry's date, and that it has passed without word where it has.
func passed(e knowledge.Listed, day time.Time) string {
	words := dateWords(e)
	if e.Overdue(day) {
		words += " (passed; no source reports it done)"
	}
	return words
}

func by(c *knowledge.Corpus, e *knowledge.Entry) string {
	if e.By == "" {
		return ""
	}
	return "by " + c.ActorName(e.By)
}

// Timeline is a list of dated entries in order, with a line where today is. The first page shows what is around today.
func Timeline(c *knowledge.Corpus, title string, entries []knowledge.Listed, day time.Time, run Run) List {
	const before = 4 // rows of the past that the first page shows
	l := EntryList(c, title, entries, day, run)
	l.Empty = "The corpus holds no dates."
	l.Today = len(entries)
	for i, e := range entries {
		if l.Today == len(entries) && e.Date.First().After(day) {
			l.Today = i
		}
		words := sentenceCase(e.Date.Human())
		if e.Entry.Kind == knowledge.Pledge {
			words += ", due"
		}
		below := []string{Status(e.State.Status), kindNames[e.Entry.Kind], by(c, e.Entry), e.Entry.ID}
		if e.Overdue(day) {
			below[0] += " (date passed; no source reports it done)"
		}
		l.Rows[i].Head, l.Rows[i].Below = L(Bold(words+":"), T(e.Entry.Title)), join(below, " · ")
	}
	l.Start = max(0, min(l.Today-before, len(entries)-PageSize))
	return l
}
