package knowledge

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"pledgewatch/internal/knowledge/edtf"
)

// Table is one CSV file.
type Table struct {
	Name string // such as pledge.csv
	Data []byte // UTF-8 with a byte order mark, by which Excel knows it
}

// historyRow is a line of history beside its entry.
type historyRow struct {
	Entry string `yaml:"entry"`
	Title string `yaml:"title"`
	Change
}

// Tables returns the corpus as CSV: one file a kind of entry, and one each for lines of history, sources and topics. Lists
// stand in one cell, parted by semicolons; beside each EDTF date stands how a person says it.
func (c *Corpus) Tables() ([]Table, error) {
	var out []Table
	add := func(name string, cols []column, rows ...any) error {
		t, err := table(name, cols, rows)
		out = append(out, t)
		return err
	}
	for _, k := range Kinds() {
		var rows []any
		for _, e := range c.entries {
			if e.Kind == k {
				rows = append(rows, *e)
			}
		}
		if err := add(string(k)+".csv", c.columns(reflect.TypeFor[Entry](), k.has), rows...); err != nil {
			return nil, err
		}
	}
	var lines []any
	for _, e := range c.entries {
		for _, h := range e.History {
			lines = append(lines, historyRow{e.ID, e.Title, h})
		}
	}
	every := func(string) bool { return true }
	if err := add("history.csv", c.columns(reflect.TypeFor[historyRow](), every), lines...); err != nil {
		return nil, err
	}
	if err := add("sources.csv", c.columns(reflect.TypeFor[Source](), every), anything(c.Sources())...); err != nil {
		return nil, err
	}
	return out, add("topics.csv", c.columns(reflect.TypeFor[Topic](), every), anything(c.topics)...)
}

// WriteCSV writes the tables as one zip file.
func (c *Corpus) WriteCSV(w io.Writer) error {
	tables, err := c.Tables()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, t := range tables {
		// Without a time the same corpus makes the same file.
		f, err := z.CreateHeader(&zip.FileHeader{Name: t.Name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		if _, err := f.Write(t.Data); err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
	}
	return z.Close()
}

// has reports whether entries of the kind have a field that fits a cell.
func (k Kind) has(field string) bool {
	r := rules[k]
	return field != "kind" && field != "history" && slices.Contains(slices.Concat(common, r.must, r.may), field)
}

// column is a column of a table and what a row has in it.
type column struct {
	name string
	cell func(row reflect.Value) string
}

// columns returns those of a struct, in the order of its fields.
func (c *Corpus) columns(t reflect.Type, has func(field string) bool) []column {
	var out []column
	for _, f := range reflect.VisibleFields(t) {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if key == "" || !has(key) {
			continue
		}
		value := func(row reflect.Value) any { return row.FieldByIndex(f.Index).Interface() }
		out = append(out, column{key, func(row reflect.Value) string { return cell(value(row)) }})
		switch {
		case f.Type == reflect.TypeFor[edtf.Date]():
			out = append(out, column{key + "_said", func(row reflect.Value) string { d, _ := value(row).(edtf.Date); return d.Human() }})
		case key == "by" || key == "actor":
			out = append(out, column{key + "_name", func(row reflect.Value) string { return c.ActorName(cell(value(row))) }})
		}
	}
	return out
}

// cell is a value as text.
func cell(v any) string {
	var parts []string
	switch v := v.(type) {
	case []string:
		parts = v
	case []Cite:
		for _, ct := range v {
			paras := make([]string, len(ct.Paras))
			for i, n := range ct.Paras {
				paras[i] = strconv.Itoa(n)
			}
			parts = append(parts, ct.Source+" ["+strings.Join(paras, ", ")+"]")
		}
	case []Role:
		for _, r := range v {
			parts = append(parts, strings.Join([]string{r.Role, r.Of, r.From.String(), r.To.String()}, ", "))
		}
	default:
		return fmt.Sprint(v)
	}
	return strings.Join(parts, "; ")
}

// table writes rows, which are structs, as CSV.
func table(name string, cols []column, rows []any) (Table, error) {
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	record := make([]string, len(cols))
	for i, col := range cols {
		record[i] = col.name
	}
	err := w.Write(record)
	for _, row := range rows {
		for i, col := range cols {
			record[i] = harmless(col.cell(reflect.ValueOf(row)))
		}
		err = errors.Join(err, w.Write(record))
	}
	w.Flush()
	if err = errors.Join(err, w.Error()); err != nil {
		return Table{}, fmt.Errorf("write %s: %w", name, err)
	}
	return Table{name, b.Bytes()}, nil
}

// harmless keeps a spreadsheet from reading text as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func anything[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
