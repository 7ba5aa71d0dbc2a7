package knowledge

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Fault is one thing wrong in the corpus files.
type Fault struct {
	File  string // as in the file system given to Load
	Line  int    // 0 where the whole file is meant
	Entry string // id of the entry, where there is one
	What  string // what is wrong and how to mend it
	Warn  bool   // worth a look, but the corpus is usable
}

// Error gives "file:line: entry: what is wrong".
func (f Fault) Error() string {
	s := f.File
	if f.Line > 0 {
		s += fmt.Sprintf(":%d", f.Line)
	}
	if f.Entry != "" {
		s += ": " + f.Entry
	}
	return s + ": " + f.What
}

// Faults is everything found wrong in one reading, in the order of files and lines.
type Faults []Fault

// Error gives one line a fault.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// position is where an entry stands in the files: its own line, and that of each of its fields.
type position struct {
	file   string
	line   int
	fields map[string]int
}

// Load reads a corpus: sources.yaml, topics.yaml, lexicon.yaml if any, and every other *.yaml in the root of fsys, strictly. A broken corpus is
// refused whole with Faults that name everything wrong in it, not only the first thing.
func Load(fsys fs.FS) (*Corpus, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list corpus files: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("no corpus files (*.yaml) there: point --corpus at the directory that holds sources.yaml and topics.yaml")
	}
	l := &loader{c: &Corpus{byID: map[string]*Entry{}, sources: map[string]Source{}, byTopic: map[string][]*Entry{}}}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read corpus file %s: %w", name, err)
		}
		l.file(name, raw)
	}
	l.check()
	if len(l.faults) > 0 {
		slices.SortStableFunc(l.faults, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
		return nil, l.faults
	}
	for _, e := range l.c.entries {
		l.c.settle(e)
	}
	return l.c, nil
}

type loader struct {
	c      *Corpus
	faults Faults
}

func (l *loader) fault(p position, id, format string, args ...any) {
	l.faults = append(l.faults, Fault{File: p.file, Line: p.line, Entry: id, What: fmt.Sprintf(format, args...)})
}

// file reads one file into the corpus.
func (l *loader) file(name string, raw []byte) {
	f, err := parser.ParseBytes(raw, 0)
	if err != nil {
		l.fault(position{file: name, line: lineOf(err)}, "", "%s", oneLine(err))
		return
	}
	for _, doc := range f.Docs {
		if doc.Body == nil {
			continue
		}
		if path.Base(name) == "lexicon.yaml" {
			l.decode(doc.Body, &l.c.lexicon, positionOf(name, doc.Body))
			continue
		}
		list, ok := doc.Body.(*ast.SequenceNode)
		if !ok {
			l.fault(position{file: name, line: doc.Body.GetToken().Position.Line}, "", "want a list: each item begins with \"- id:\"")
			return
		}
		for _, item := range list.Values {
			l.item(name, item)
		}
	}
}

// item reads one item of a file's list: a source, a topic or an entry.
func (l *loader) item(name string, n ast.Node) {
	at := positionOf(name, n)
	switch path.Base(name) {
	case "sources.yaml":
		var s Source
		if l.decode(n, &s, at) {
			l.source(s, at)
		}
	case "topics.yaml":
		var t Topic
		if l.decode(n, &t, at) {
			l.topic(t, at)
		}
	default:
		e := &Entry{place: at}
		if !l.decode(n, e, at) {
			return
		}
		if first, ok := l.c.byID[e.ID]; ok {
			l.fault(at, e.ID, "this id is taken at %s:%d: an id is never used twice", first.place.file, first.place.line)
			return
		}
		l.c.entries = append(l.c.entries, e)
		l.c.byID[e.ID] = e
		for _, t := range e.Topics {
			l.c.byTopic[t] = append(l.c.byTopic[t], e)
		}
	}
}

func (l *loader) decode(n ast.Node, into any, at position) bool {
	err := yaml.NodeToValue(n, into, yaml.Strict())
	if err == nil {
		return true
	}
	if line := cmp.Or(lineOf(err), lineNamed(n, err)); line > 0 {
		at.line = line
	}
	l.fault(at, idOf(n), "%s", oneLine(err))
	return false
}

func (l *loader) source(s Source, at position) {
	if !idForm.MatchString(s.ID) {
		l.fault(at, s.ID, "id: want kebab-case, such as cc-2024-10-31")
	}
	if s.Title == "" || s.Publisher == "" || s.Published.IsZero() {
		l.fault(at, s.ID, "a source needs title, publisher and published")
	}
	if _, taken := l.c.sources[s.ID]; taken {
		l.fault(at, s.ID, "this source is listed twice")
	}
	l.c.sources[s.ID] = s
}

func (l *loader) topic(t Topic, at position) {
	if !idForm.MatchString(t.ID) || t.Name == "" {
		l.fault(at, t.ID, "a topic needs an id in kebab-case and a name")
	}
	if _, taken := l.c.Topic(t.ID); taken {
		l.fault(at, t.ID, "this topic is listed twice")
	}
	l.c.topics = append(l.c.topics, t)
}

// settle fills in the present state of an entry with a history, so that it reads like any other.
func (c *Corpus) settle(e *Entry) {
	if len(e.History) == 0 {
		return
	}
	s := State{}
	for _, h := range e.History {
		s.Status = cmp.Or(h.Status, s.Status)
		e.Due, e.When = cmp.Or(h.Due, e.Due), cmp.Or(h.When, e.When)
		e.Amount = cmp.Or(h.Amount, e.Amount)
		if e.Kind == Recommendation && h.Status != "" {
			e.Responded = h.On
		}
	}
	if e.Kind == Recommendation {
		e.Response = s.Status
		return
	}
	e.Status = s.Status
}

func positionOf(name string, n ast.Node) position {
	p := position{file: name, line: n.GetToken().Position.Line, fields: map[string]int{}}
	if m, ok := n.(*ast.MappingNode); ok {
		for _, v := range m.Values {
			p.fields[v.Key.GetToken().Value] = v.Key.GetToken().Position.Line
		}
		if len(m.Values) > 0 {
			p.line = m.Values[0].Key.GetToken().Position.Line
		}
	}
	return p
}

// idOf gives the id that an item states, even when the rest of it cannot be read.
func idOf(n ast.Node) string {
	if m, ok := n.(*ast.MappingNode); ok {
		for _, v := range m.Values {
			if v.Key.GetToken().Value == "id" {
				return v.Value.GetToken().Value
			}
		}
	}
	return ""
}

// lineOf is the line a YAML error points at; 0 where it does not say.
func lineOf(err error) int {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
		return at.GetToken().Position.Line
	}
	return 0
}

// lineNamed is the line of the value that an error quotes: what our own types refuse carries no position.
func lineNamed(n ast.Node, err error) int {
	f := &finder{quoted: err.Error()}
	ast.Walk(f, n)
	return f.line
}

type finder struct {
	quoted string
	line   int
}

// Visit looks at one node.
func (f *finder) Visit(n ast.Node) ast.Visitor {
	if t := n.GetToken(); f.line == 0 && t != nil && n.Type() != ast.MappingType && strings.Contains(f.quoted, strconv.Quote(t.Value)) {
		f.line = t.Position.Line
	}
	return f
}

// oneLine gives a YAML error's message without its drawing of the file.
func oneLine(err error) string {
	var at yaml.Error
	if errors.As(err, &at) {
		return at.GetMessage()
	}
	return strings.ReplaceAll(err.Error(), "\n", " ")
}
