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
	Count string // how many there are of what, in a sentence
	Cols  []Col  // the rows are those of a table, by their Cells
	Rows  []Row
	Size  int    // rows of a page; 0: PageSize
	Empty string // said instead of the rows where there are none
	Start int    // row that the first page shown begins with, where nothing else is asked for
	Today int    // a line for today stands before this row; below 0: none
	Day   time.Time
	After []Part // below the rows
	Foot  []Part

	Corpus *knowledge.Corpus // what the rows are from; nil: not from the corpus
}

// Row is one line of a list and what is said below it.
type Row struct {
	Group  string // heading that the row stands under with its neighbours; "" for none
	Head   Line
	Below  string
	Say    string // a statement, whole; a list of rows with one has pages of at most five
	From   Line   // where it comes from
	Button *Button

	Cells   []string           // of a table
	Sources []knowledge.Source // of a table's row; named below the page
}

// Most that a row takes, in characters.
const (
	mostHead  = 260
	mostBelow = 300
	mostSay   = 560
	mostFrom  = 300
	mostGroup = 80
)

func (r Row) text() Text {
	left := mostHead
	var head Line
	for _, s := range r.Head {
		if left < 2 {
			break
		}
		s.text = Cut(s.text, left)
		left -= width(s.text)
		head = append(head, s)
	}
	lines := []Line{head, L(T(Cut(Clean(r.Below), mostBelow)))}
	if r.Say != "" {
		lines = append(lines, L(T(Cut(Clean(r.Say), mostSay))))
	}
	if r.From != nil {
		lines = append(lines, r.From)
	}
	return Text{Lines: lines, Button: r.Button}
}

// from says in brackets where a row comes from: the newest source, and how many more. It is short: an address that is not
// is left out.
func from(sources []knowledge.Source) Line {
	if len(sources) == 0 {
		return nil
	}
	s := sources[0]
	s.Publisher = Cut(Clean(s.Publisher), 60)
	if len(s.URL) > mostFrom-100 {
		s.URL = ""
	}
	line := L(T("("), sourceLink(s))
	if n := len(sources) - 1; n > 0 {
		line = append(line, T(fmt.Sprintf("and %d more)", n)))
		return line
	}
	return append(line, T(")"))
}

func (l List) size() int {
	if l.Size > 0 {
		return l.Size
	}
	return PageSize
}

// Page is the view of the rows from an offset on; turn makes the button that leads to another offset, and may be nil.
func (l List) Page(offset int, turn func(text string, offset int) Button) View {
	offset = max(0, min(offset, max(len(l.Rows), 1)-1))
	end := min(offset+l.size(), len(l.Rows))
	v := l.head()
	v.Parts = append(v.Parts, l.parts(offset, end)...)
	if end == len(l.Rows) {
		v.Parts = append(v.Parts, l.After...)
	}
	small := Note{L(asOf(l.Corpus, l.Day))}
	if len(l.Rows) > 0 {
		small = append(Note{L(T(span(offset, end, len(l.Rows))))}, small...)
	}
	v.Foot = append([]Part{small}, l.Foot...)
	var bs Buttons
	if turn != nil && offset > 0 {
		bs = append(bs, turn("Previous", max(0, offset-l.size())))
	}
	if turn != nil && end < len(l.Rows) {
		bs = append(bs, turn("Next", end))
	}
	if len(bs) > 0 {
		v.Foot = append([]Part{bs}, v.Foot...)
	}
	return v
}

// parts are the rows from one to another.
func (l List) parts(offset, end int) []Part {
	if len(l.Cols) > 0 && end > offset {
		t := Table{Cols: l.Cols}
		var cited [][]knowledge.Source
		for _, r := range l.Rows[offset:end] {
			t.Rows, cited = append(t.Rows, r.Cells), append(cited, r.Sources)
		}
		return append([]Part{t}, named(cited...)...)
	}
	var out []Part
	group := ""
	for i, r := range l.Rows[offset:end] {
		if offset+i == l.Today {
			out = append(out, l.today())
		}
		if r.Group != group {
			group = r.Group
			out = append(out, Head(Cut(Clean(group), mostGroup)))
		}
		out = append(out, r.text())
	}
	if end == len(l.Rows) && l.Today == end && end > 0 {
		out = append(out, l.today())
	}
	return out
}

// named lists sources in small print, each once.
func named(lists ...[]knowledge.Source) []Part {
	const most = 12
	var n Note
	seen := map[string]bool{}
	for _, list := range lists {
		for _, s := range list {
			if !seen[s.ID] && len(n) < most {
				line := L(sourceLink(s))
				if len(n) == 0 {
					line = L(T("Sources:"), sourceLink(s))
				}
				n = append(n, line)
			}
			seen[s.ID] = true
		}
	}
	if len(n) == 0 {
		return nil
	}
	if len(seen) > most {
		n = append(n, L(T(fmt.Sprintf("and %d more.", len(seen)-most))))
	}
	return []Part{n}
}

// span says which rows of a list are shown.
func span(from, end, all int) string {
	if end-from == all {
		return fmt.Sprintf("%d in all.", all)
	}
	return fmt.Sprintf("%d to %d of %d.", from+1, end, all)
}

// Whole is the view of all rows at once, for a terminal or a document: a message does not take it.
func (l List) Whole() View {
	v := l.head()
	v.Parts = append(append(v.Parts, l.parts(0, len(l.Rows))...), l.After...)
	v.Foot = []Part{Note{L(asOf(l.Corpus, l.Day))}}
	return v
}

// Plain is the whole list as a person reads it in a terminal.
func (l List) Plain() string { return l.Whole().Plain() }

func (l List) head() View {
	v := View{Title: l.Title}
	if l.Intro != "" {
		v.Parts = append(v.Parts, Note{L(T(l.Intro))})
	}
	if len(l.Rows) == 0 {
		v.Parts = append(v.Parts, Para(T(l.Empty)))
	} else if l.Count != "" {
		v.Parts = append(v.Parts, Para(Bold(l.Count)))
	}
	return v
}

func (l List) today() Text {
	return Para(T("—— Today,"), Bold(edtf.Day(l.Day).Human()), T("——"))
}
