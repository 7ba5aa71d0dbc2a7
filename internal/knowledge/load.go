package knowledge

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
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
	s := f.Where()
	if f.Entry != "" {
		s += ": " + f.Entry
	}
	return s + ": " + f.What
}

// Where gives "file:line".
func (f Fault) Where() string {
	if f.Line == 0 {
		return f.File
	}
	return fmt.Sprintf("%s:%d", f.File, f.Line)
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

func (fs Faults) sort() {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// position is where an entry stands in the files: its own line, and that of each of its fields.
type position struct {
	file   string
	line   int
	fields map[string]int
}

// Load reads a corpus: sources.yaml, topics.yaml, lexicon.yaml if any, and every other *.yaml in the root of fsys,
// strictly. A file may also hold all of these as one mapping, as an export does. A broken corpus is refused whole with
// Faults that name everything wrong in it, not only the first thing.
func Load(fsys fs.FS) (*Corpus, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list corpus files: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("no corpus files (*.yaml) there: point --corpus at the directory that holds sources.yaml and topics.yaml")
	}
	pages := make([]page, len(names))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range names {
		group.Go(func() error {
			raw, err := fs.ReadFile(fsys, name)
			if err != nil {
				return fmt.Errorf("read corpus file %s: %w", name, err)
			}
			pages[i] = readPage(name, raw)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	l := &loader{c: &Corpus{byID: map[string]*Entry{}, sources: map[string]Source{}, byTopic: map[string][]*Entry{}}}
	files := sha256.New()
	for _, p := range pages {
		_, _ = fmt.Fprintf(files, "%q %x\n", p.name, p.sum)
		l.faults = append(l.faults, p.faults...)
		for _, it := range p.items {
			l.item(it)
		}
	}
	l.check()
	if len(l.faults) > 0 {
		l.faults.sort()
		return nil, l.faults
	}
	for _, e := range l.c.entries {
		l.c.settle(e)
	}
	l.c.fingerprint = [sha256.Size]byte(files.Sum(nil))
	return l.c, nil
}

type loader struct {
	c      *Corpus
	faults Faults
}

func (l *loader) fault(p position, id, format string, args ...any) {
	l.faults = append(l.faults, Fault{File: p.file, Line: p.line, Entry: id, What: fmt.Sprintf(format, args...)})
}

// item takes one item of a file into the corpus.
func (l *loader) item(it item) {
	switch v := it.value.(type) {
	case *Source:
		l.source(*v, it.at)
	case *Topic:
		l.topic(*v, it.at)
	case *Lexicon:
		l.c.lexicon = *v
	case *Entry:
		if first, ok := l.c.byID[v.ID]; ok && v.ID != "" {
			l.fault(it.at, v.ID, "this id is taken at %s:%d: an id is never used twice", first.place.file, first.place.line)
			return
		}
		l.c.byID[v.ID] = v
		if it.broken { // it has its fault; others may still refer to it
			return
		}
		l.c.entries = append(l.c.entries, v)
		for _, t := range v.Topics {
			l.c.byTopic[t] = append(l.c.byTopic[t], v)
		}
	}
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
	for _, name := range t.names() {
		l.c.callings = append(l.c.callings, calling{stems(name), len(l.c.topics) - 1})
	}
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
