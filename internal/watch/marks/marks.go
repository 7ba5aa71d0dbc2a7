// Package marks reads articles with what they should be found to say, and scores how well linking and change detection do
// on them. It is for measuring; the bot itself does not need it.
package marks

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// Article is an invented article and what is expected of it.
type Article struct {
	ID        string   `yaml:"id"`
	Title     string   `yaml:"title"`
	Published string   `yaml:"published"` // YYYY-MM-DD
	Measure   bool     `yaml:"measure"`   // only measured: no rule was tuned on it
	Hard      bool     `yaml:"hard"`
	Topics    []string `yaml:"topics"`
	Links     []string `yaml:"links"` // entries that must be linked
	Changes   []Change `yaml:"changes"`
	Text      string   `yaml:"text"` // a paragraph a line
}

// Change is a change that an article reports.
type Change struct {
	Entry string   `yaml:"entry" json:"entry"`
	Or    []string `yaml:"or" json:"or,omitempty"` // entries that record the same fact, any of which will do
	Field string   `yaml:"field" json:"field"`
	Kind  string   `yaml:"kind" json:"kind"`
	To    string   `yaml:"to" json:"to"`
}

// Read reads the articles of a file. The error names the article at fault.
func Read(in io.Reader) ([]Article, error) {
	var all []Article
	err := yaml.NewDecoder(in, yaml.Strict()).Decode(&all)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("articles: %w", err)
	}
	for _, a := range all {
		if _, err := time.Parse(time.DateOnly, a.Published); err != nil {
			return nil, fmt.Errorf("article %s: published: want YYYY-MM-DD: %w", a.ID, err)
		}
	}
	return all, nil
}

// Day is when the article came out.
func (a Article) Day() time.Time {
	t, err := time.Parse(time.DateOnly, a.Published)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Paragraphs are the article's own, without empty ones.
func (a Article) Paragraphs() []string {
	var out []string
	for _, p := range strings.Split(a.Text, "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Part is how well one part of the articles was read.
type Part struct {
	Articles    int   `json:"articles"`
	Changes     Tally `json:"changes"`     // by entry, field and kind
	NewValues   Tally `json:"new_values"`  // of the changes found: is the new value right
	Topics      Tally `json:"topics"`      // micro-averaged
	Links       Tally `json:"links"`       // only missing ones count
	FalseAlarms int   `json:"false_alarm"` // articles without a change for which one was proposed
}

// Tally counts what was found rightly, wrongly and not at all.
type Tally struct {
	Right  int `json:"right"`
	Wrong  int `json:"wrong"`
	Missed int `json:"missed"`
}

// Precision is the share of what was found that is right; 1 where nothing was found.
func (t Tally) Precision() float64 { return share(t.Right, t.Right+t.Wrong) }

// Recall is the share of what is right that was found; 1 where there was nothing to find.
func (t Tally) Recall() float64 { return share(t.Right, t.Right+t.Missed) }

// F1 is the harmonic mean of precision and recall.
func (t Tally) F1() float64 {
	p, r := t.Precision(), t.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// Score is how well both parts were read, and what went wrong.
type Score struct {
	Tune    Part    `json:"tune"`
	Measure Part    `json:"measure"`
	Faults  []Fault `json:"faults"`
}

// Fault is something read wrongly. Those of the measured part are counted, not shown, unless asked for.
type Fault struct {
	Article string `json:"article"`
	Measure bool   `json:"measure,omitempty"`
	What    string `json:"what"`
}

// Evaluate links and reads every article.
func Evaluate(b *knowledge.Brain, articles []Article) Score {
	var s Score
	for _, a := range articles {
		part := &s.Tune
		if a.Measure {
			part = &s.Measure
		}
		part.Articles++
		fault := func(format string, args ...any) {
			s.Faults = append(s.Faults, Fault{a.ID, a.Measure, fmt.Sprintf(format, args...)})
		}
		part.links(b, a, fault)
		part.changes(watch.Detect(b, watch.Article{Title: a.Title, Paragraphs: a.Paragraphs(), Published: a.Day()}), a, fault)
	}
	return s
}

func (p *Part) links(b *knowledge.Brain, a Article, fault func(string, ...any)) {
	links := b.Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs()})
	want := map[string]bool{}
	for _, t := range a.Topics {
		want[t] = true
	}
	for _, t := range links.Topics {
		if want[t] {
			p.Topics.Right++
			delete(want, t)
		} else {
			p.Topics.Wrong++
			fault("topic %s is not expected", t)
		}
	}
	p.Topics.Missed += len(want)
	for t := range want {
		fault("topic %s is missing", t)
	}
	got := map[string]bool{}
	for _, l := range links.Entries {
		got[l.Entry.ID] = true
	}
	for _, id := range a.Links {
		if got[id] {
			p.Links.Right++
		} else {
			p.Links.Missed++
			fault("link to %s is missing", id)
		}
	}
}

func (p *Part) changes(got []watch.Proposal, a Article, fault func(string, ...any)) {
	left := append([]Change(nil), a.Changes...)
	if len(a.Changes) == 0 && len(got) > 0 {
		p.FalseAlarms++
	}
	for _, g := range got {
		i := find(left, g)
		if i < 0 {
			p.Changes.Wrong++
			fault("wrong change: %s %s %s to %s (%.2f): %s — %s", g.Entry.ID, g.Field, g.Kind, g.To, g.Confidence, g.Sentence, g.Reason)
			continue
		}
		p.Changes.Right++
		if left[i].To == g.To {
			p.NewValues.Right++
		} else {
			p.NewValues.Wrong++
			fault("new value of %s %s: %s, want %s: %s", g.Entry.ID, g.Field, g.To, left[i].To, g.Sentence)
		}
		left = append(left[:i], left[i+1:]...)
	}
	p.Changes.Missed += len(left)
	for _, c := range left {
		fault("change is missing: %s %s %s to %s", c.Entry, c.Field, c.Kind, c.To)
	}
}

func find(in []Change, g watch.Proposal) int {
	for i, c := range in {
		if c.Field != string(g.Field) || c.Kind != string(g.Kind) {
			continue
		}
		for _, id := range append([]string{c.Entry}, c.Or...) {
			if id == g.Entry.ID {
				return i
			}
		}
	}
	return -1
}

// String is the score as a person reads it; the faults of the measured part are left out, so that nobody tunes on them.
func (s Score) String() string {
	var b strings.Builder
	for _, f := range s.Faults {
		if !f.Measure {
			fmt.Fprintf(&b, "%s: %s\n", f.Article, f.What)
		}
	}
	line := func(name string, p Part) {
		fmt.Fprintf(&b, "%-8s %3d articles: changes precision %.3f recall %.3f (%d right, %d wrong, %d missed); new value right %.3f; false alarms %d; topics F1 %.3f (P %.3f R %.3f); link recall %.3f\n",
			name, p.Articles, p.Changes.Precision(), p.Changes.Recall(), p.Changes.Right, p.Changes.Wrong, p.Changes.Missed, p.NewValues.Precision(), p.FalseAlarms,
			p.Topics.F1(), p.Topics.Precision(), p.Topics.Recall(), p.Links.Recall())
	}
	line("tune", s.Tune)
	line("measure", s.Measure)
	return b.String()
}
