package knowledge

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"pledgewatch/internal/knowledge/edtf"
)

// Overlay is a line of history that the corpus files do not hold: what a curator confirmed from an article.
type Overlay struct {
	Entry  string // id
	Line   Change // without Cites
	Source Source // the article; without ID
	Paras  []int  // of the article that the line rests on
}

// WithOverlay returns a corpus in which the entries have these lines of history as well, each at its place by date, and each
// article is a source. The corpus itself stays as it is. A line that the entry has already, because it was merged into the
// files, is not doubled. A line that cannot be added (its entry is gone, or cannot have such a state) is left out, and a fault
// says why.
func (c *Corpus) WithOverlay(lines []Overlay) (*Corpus, Faults) {
	n := *c
	n.entries, n.byID, n.sources = slices.Clone(c.entries), maps.Clone(c.byID), maps.Clone(c.sources)
	n.byTopic = make(map[string][]*Entry, len(c.byTopic))
	var faults Faults
	sum := sha256.New()
	_, _ = sum.Write(c.fingerprint[:])
	for _, o := range lines {
		_, _ = fmt.Fprintf(sum, "%q\n", fmt.Sprint(o))
		if what := n.overlay(o); what != "" {
			faults = append(faults, Fault{File: "overlay", Entry: o.Entry, What: what})
		}
	}
	for i, e := range n.entries {
		n.entries[i] = n.byID[e.ID]
		for _, t := range e.Topics {
			n.byTopic[t] = append(n.byTopic[t], n.entries[i])
		}
	}
	n.fingerprint = [sha256.Size]byte(sum.Sum(nil))
	return &n, faults
}

// overlay adds a line to a copy of its entry; what is wrong with it otherwise.
func (c *Corpus) overlay(o Overlay) (wrong string) {
	old, ok := c.byID[o.Entry]
	switch {
	case !ok:
		return "no such entry: it has gone from the files"
	case !hasHistory(old.Kind):
		return fmt.Sprintf("a %s has no history", old.Kind)
	case c.holds(old, o):
		return ""
	}
	src := c.sourceOf(o.Source)
	line := o.Line
	line.Cites = []Cite{{Source: src.ID, Paras: o.Paras}}
	e := old.withHistory(c)
	e.Gaps = nil // the line may fill one, and whoever wrote them did not know it
	at := len(e.History)
	for at > 1 && e.History[at-1].On.Compare(line.On) > 0 {
		at--
	}
	e.History = slices.Insert(slices.Clone(e.History), at, line)
	if wrong := faultOf(e, line, src); wrong != "" {
		return wrong
	}
	c.sources[src.ID] = src
	c.settle(e)
	c.byID[e.ID] = e
	return ""
}

// faultOf holds a line and its source against the rules for those in the files.
func faultOf(e *Entry, line Change, src Source) string {
	check := loader{c: &Corpus{sources: map[string]Source{}}}
	check.source(src, position{})
	line.Status = cmp.Or(line.Status, States(e.Kind)[0]) // it stands below others, which have one
	check.checkHistory(&Entry{ID: e.ID, Kind: e.Kind, History: []Change{line}})
	if len(check.faults) > 0 {
		return check.faults[0].What
	}
	return ""
}

func hasHistory(k Kind) bool { return slices.Contains(rules[k].may, "history") }

// NewLine returns the line of history by which a field of an entry (FieldStatus, FieldDate or FieldAmount) has a new value
// from a day on. The error says, for the person who typed it, why that is no value of this field.
func NewLine(e *Entry, field, value string, on edtf.Date, note string) (Change, error) {
	line := Change{On: on, Note: note}
	var err error
	switch {
	case !hasHistory(e.Kind):
		return line, fmt.Errorf("a %s does not change", e.Kind)
	case field == FieldStatus && slices.Contains(States(e.Kind), value):
		line.Status = value
	case field == FieldStatus:
		return line, fmt.Errorf("%q is not one of: %s", value, join(States(e.Kind)))
	case field == FieldAmount && e.Kind == Milestone:
		return line, errors.New("a milestone has no amount")
	case field == FieldAmount:
		line.Amount, err = ParseAmount(value)
	case field == FieldDate && e.Kind == Milestone:
		line.When, err = edtf.Parse(value)
	case field == FieldDate && e.Kind == Pledge:
		line.Due, err = edtf.Parse(value)
	default:
		return line, fmt.Errorf("a %s has no %s that changes", e.Kind, field)
	}
	return line, err
}

// withHistory returns a copy of e that keeps its state in a history only, as the files have it: where there was none, its
// statement is the first line.
func (e *Entry) withHistory(c *Corpus) *Entry {
	if len(e.History) > 0 {
		return e.asWritten()
	}
	first := Change{
		On: cmp.Or(e.Responded, e.Made, edtf.Day(c.StatementKnownFrom(e))), Status: cmp.Or(e.Status, e.Response),
		Due: e.Due, When: e.When, Amount: e.Amount, Note: e.Statement, Cites: e.Cites,
	}
	if e.Kind == Funding {
		first.When = e.Period
	}
	w := *e
	w.History = []Change{first}
	return w.asWritten()
}

// HistoryEnd returns the day of the last line of an entry's history, or of the one that its statement would be: a new line does
// not come before it.
func (c *Corpus) HistoryEnd(e *Entry) edtf.Date {
	lines := e.withHistory(c).History
	return lines[len(lines)-1].On
}

// holds reports whether the entry has the line already: on the same day to the same values, or from the same article on the
// same day or to the same values, for who merges a line may better its date or its value.
func (c *Corpus) holds(e *Entry, o Overlay) bool {
	return slices.ContainsFunc(e.History, func(h Change) bool {
		day, values := h.On == o.Line.On, h.gives(o.Line)
		if day && values {
			return true
		}
		return (day && h.touches(o.Line) || values) && slices.ContainsFunc(h.Cites, func(ct Cite) bool { return c.sources[ct.Source].same(o.Source) })
	})
}

// gives reports whether h says all that a line says, and to the same values.
func (h Change) gives(o Change) bool {
	return (o.Status == "" || h.Status == o.Status) && (o.Due.IsZero() || h.Due == o.Due) && (o.When.IsZero() || h.When == o.When) &&
		(o.Amount == Amount{} || h.Amount == o.Amount)
}

// touches reports whether h says something of all that a line says, to whatever values.
func (h Change) touches(o Change) bool {
	return (o.Status == "" || h.Status != "") && (o.Due.IsZero() || !h.Due.IsZero()) && (o.When.IsZero() || !h.When.IsZero()) &&
		(o.Amount == Amount{} || h.Amount != Amount{})
}

// sourceOf returns the source that an article is, under its id.
func (c *Corpus) sourceOf(article Source) Source {
	for _, s := range c.sources {
		if s.same(article) {
			return s
		}
	}
	sum := sha256.Sum256([]byte(article.GUID + "\n" + address(article.URL)))
	article.ID = fmt.Sprintf("%s-%s-%x", initials(article.Publisher), article.Published, sum[:3])
	return article
}

// same reports whether two sources are the same document.
func (s Source) same(o Source) bool {
	return s.GUID != "" && s.GUID == o.GUID || s.URL != "" && address(s.URL) == address(o.URL)
}

// address is a URL without what may differ between two that lead to the same page.
func address(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		rest = url
	}
	return strings.TrimRight(strings.TrimPrefix(rest, "www."), "/")
}

var notLetter = regexp.MustCompile(`[^a-z]+`)

// initials shortens a publisher's name, as the ids of the corpus do: Community Care is cc.
func initials(name string) string {
	var b strings.Builder
	for _, w := range notLetter.Split(strings.ToLower(name), -1) {
		if w != "" && b.Len() < 6 {
			b.WriteByte(w[0])
		}
	}
	return cmp.Or(b.String(), "article")
}

// since returns what the lines of history say that were known only after the statement was written, the newest first: a line
// that a curator confirmed, say, which the statement knows nothing of.
func (c *Corpus) since(e *Entry, lines []Change) (said []string, cites []Cite) {
	written := c.StatementKnownFrom(e)
	for _, h := range slices.Backward(lines) {
		if c.lineKnownFrom(h).After(written) {
			said, cites = append(said, h.Note), append(cites, h.Cites...)
		}
	}
	return said, cites
}
