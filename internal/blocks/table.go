package blocks

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Table is facts side by side. A message shows one as a table; a second one, and one elsewhere, becomes a line a row.
type Table struct {
	Cols []Col
	Rows [][]string // as many cells as there are columns; a missing one is empty
}

// Col is a column of a table.
type Col struct {
	Name  string
	Right bool // figures: they stand at the right
}

// Bounds of a table, in characters or pieces.
const (
	mostCell   = 300
	mostCells  = 6000
	mostCols   = 20
	mostTabled = 99 // rows, its head apart
	plainWidth = 118
	emptyCell  = "–"
)

// clean makes every row as wide as the head, every cell clean, short and not empty.
func (t Table) clean() Table {
	out := Table{Cols: t.Cols[:min(len(t.Cols), mostCols)]}
	for _, r := range t.Rows {
		row := make([]string, len(out.Cols))
		for i := range row {
			if i < len(r) {
				row[i] = Cut(Clean(r[i]), mostCell)
			}
			if row[i] == "" {
				row[i] = emptyCell
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// inOne says a row in a line: its first cell, then what is not empty by the names of the columns.
func (t Table) inOne(row []string) string {
	facts := []string{}
	for i := 1; i < len(row) && i < len(t.Cols); i++ {
		if row[i] != emptyCell {
			facts = append(facts, t.Cols[i].Name+" "+row[i])
		}
	}
	if len(facts) == 0 {
		return row[0]
	}
	return row[0] + ": " + strings.Join(facts, "; ")
}

// raw takes from a cell what might be read as markup somewhere; a cell is not unescaped when it is shown.
var raw = strings.NewReplacer("<", "‹", ">", "›")

func cellText(s string) string { return raw.Replace(s) }

func (r *renderer) table(t Table) []piece {
	t = t.clean()
	if len(t.Cols) == 0 || len(t.Rows) == 0 {
		return nil
	}
	if r.tables == 0 {
		var out []piece
		for _, row := range t.Rows {
			out = append(out, r.text(Para(Bold(row[0]), T(strings.TrimPrefix(t.inOne(row), row[0]))))...)
		}
		return out
	}
	r.tables--
	b := slack.NewTableBlock("")
	var head []slack.TableCell
	size := eachText
	for _, c := range t.Cols {
		name := cellText(Cut(Clean(c.Name), mostCell))
		if name == "" {
			name = emptyCell
		}
		size += width(name)
		style := &slack.RichTextSectionTextStyle{Bold: true}
		head = append(head, slack.NewTableRichTextCell(slack.NewRichTextSection(slack.NewRichTextSectionTextElement(name, style))))
		set := slack.ColumnSetting{IsWrapped: true, Align: slack.ColumnAlignmentLeft}
		if c.Right {
			set.Align = slack.ColumnAlignmentRight
		}
		b.ColumnSettings = append(b.ColumnSettings, set)
	}
	b.AddRow(head...)
	for i, row := range t.Rows {
		n := 0
		var cells []slack.TableCell
		for _, c := range row {
			text := cellText(c)
			n += width(text)
			cells = append(cells, slack.NewTableRawTextCell(text))
		}
		if size+n > mostCells || i == mostTabled-1 && len(t.Rows) > mostTabled {
			cells = []slack.TableCell{slack.NewTableRawTextCell(fmt.Sprintf("… and %d more rows that do not fit here", len(t.Rows)-i))}
			for range t.Cols[1:] {
				cells = append(cells, slack.NewTableRawTextCell(emptyCell))
			}
			b.AddRow(cells...)
			break
		}
		size += n
		b.AddRow(cells...)
	}
	return []piece{{b, size}}
}

// plain writes the table in columns at most width characters wide; cells that are longer go on below.
func (t Table) plain(most int) []string {
	t = t.clean()
	if len(t.Cols) == 0 || len(t.Rows) == 0 {
		return nil
	}
	names := make([]string, len(t.Cols))
	for i, c := range t.Cols {
		names[i] = Clean(c.Name)
	}
	widths := t.widths(names, most)
	out := t.plainRow(names, widths)
	rule := make([]string, len(widths))
	for i, w := range widths {
		rule[i] = strings.Repeat("-", w)
	}
	out = append(out, strings.Join(rule, "  "))
	for _, r := range t.Rows {
		out = append(out, t.plainRow(r, widths)...)
	}
	return out
}

// widths shares a line among the columns: each gets what it needs, and where that is too much the widest give way.
func (t Table) widths(names []string, most int) []int {
	ws := make([]int, len(names))
	for i := range names {
		ws[i] = utf8.RuneCountInString(names[i])
		for _, r := range t.Rows {
			ws[i] = max(ws[i], utf8.RuneCountInString(r[i]))
		}
	}
	for {
		sum, widest := 2*(len(ws)-1), 0
		for i, w := range ws {
			sum += w
			if w > ws[widest] {
				widest = i
			}
		}
		if sum <= most || ws[widest] <= 8 {
			return ws
		}
		ws[widest]--
	}
}

func (t Table) plainRow(row []string, widths []int) []string {
	var cells [][]string
	high := 0
	for i, c := range row {
		lines := wrap(c, widths[i])
		cells, high = append(cells, lines), max(high, len(lines))
	}
	var out []string
	for n := range high {
		var b strings.Builder
		for i, lines := range cells {
			text := ""
			if n < len(lines) {
				text = lines[n]
			}
			space := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text)))
			if t.Cols[i].Right {
				text = space + text
			} else {
				text += space
			}
			if i > 0 {
				b.WriteString("  ")
			}
			b.WriteString(text)
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}

// wrap breaks a text into lines of at most most characters, between words where it can.
func wrap(s string, most int) []string {
	var out []string
	line := ""
	for _, w := range strings.Fields(s) {
		for r := []rune(w); len(r) > most; r = []rune(w) {
			if line != "" {
				out, line = append(out, line), ""
			}
			out, w = append(out, string(r[:most])), string(r[most:])
		}
		switch {
		case line == "":
			line = w
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) <= most:
			line += " " + w
		default:
			out, line = append(out, line), w
		}
	}
	return append(out, line)
}
