package blocks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// Side is one of two things that are compared.
type Side struct {
	Title string
	Facts Fields
	Say   string
	From  []knowledge.Source
	Line  string // what shows it alone
}

// EntrySide is an entry as one side of a comparison.
func EntrySide(c *knowledge.Corpus, l knowledge.Listed, day time.Time) Side {
	s := Side{Title: l.Entry.Title, Say: c.StatementAt(l, day), From: c.Known(l, day, true), Line: "pledge " + l.Entry.ID}
	s.Facts = append(Fields{{"What it is", kindNames[l.Entry.Kind]}}, facts(c, l, day)...)
	if l.State.Line >= 0 {
		s.Facts = append(s.Facts, Field{"So since", l.State.Since.Human()})
		if first := c.Promised(l.Entry, day); first != l.Date && !first.IsZero() {
			s.Facts = append(s.Facts, Field{"First due", first.Human()})
		}
	}
	return s
}

// TopicSide is all that is known on a subject as one side of a comparison.
func TopicSide(c *knowledge.Corpus, title, line string, b knowledge.Brief, day time.Time) Side {
	s := Side{Title: title, Line: line}
	counts := func(gs []knowledge.Group) string {
		var out []string
		for _, g := range gs {
			out = append(out, count(len(g.Entries), stateName(g.State), stateName(g.State)))
		}
		return strings.Join(out, ", ")
	}
	overdue := 0
	for _, o := range b.Open {
		if o.Why == "overdue" {
			overdue++
		}
	}
	s.Facts = Fields{{"What it is", "Subject"}, {"Pledges", counts(b.Board)}, {"Recommendations", counts(b.Answers)}, {"Views", counts(b.Views)}}
	if len(b.Newest) > 0 {
		m := b.Newest[0]
		s.Facts = append(s.Facts, Field{"Latest change", m.Line.On.Human() + ": " + m.Line.Note})
		s.From = c.SourcesBy(day, m.Line.Cites)
	}
	if len(b.Coming) > 0 {
		s.Facts = append(s.Facts, Field{"Next date", b.Coming[0].Date.Human() + ": " + b.Coming[0].Entry.Title})
		s.From = append(s.From, c.Known(b.Coming[0], day, false)...)
	}
	s.Facts = append(s.Facts, Field{"Dates passed without word", count(overdue, "date", "dates")}, Field{"Findings", count(len(b.Evidence), "finding", "findings")})
	s.addMoney(c, strings.TrimPrefix(line, "brief "), flat(b.Money.Sums), day)
	return s
}

// addMoney adds the sums that are the topic's own; where it has none, those that it is named with.
func (s *Side) addMoney(c *knowledge.Corpus, topic string, sums []knowledge.Sum, day time.Time) {
	const most = 4
	own := slices.DeleteFunc(slices.Clone(sums), func(m knowledge.Sum) bool { return m.Entry.Topics[0] != topic })
	if len(own) == 0 {
		own = sums
	}
	var words []string
	for _, m := range own[:min(most, len(own))] {
		words = append(words, m.State.Amount.String()+" "+stateName(m.State.Status)+" ("+m.Entry.Title+")")
		s.From = append(s.From, c.Known(m.Listed, day, false)...)
	}
	if rest := len(own) - most; rest > 0 {
		words = append(words, fmt.Sprintf("and %d more", rest))
	}
	s.Facts = append(s.Facts, Field{"Money", strings.Join(words, "; ")})
}

// Compare sets two things side by side.
func Compare(c *knowledge.Corpus, a, b Side, day time.Time, run Run) View {
	t := Table{Cols: []Col{{Name: "Compared"}, {Name: a.Title}, {Name: b.Title}}}
	value := func(s Side, name string) string {
		for _, f := range s.Facts {
			if f.Name == name {
				return f.Value
			}
		}
		return ""
	}
	seen := map[string]bool{}
	for _, f := range append(append(Fields{}, a.Facts...), b.Facts...) {
		x, y := value(a, f.Name), value(b, f.Name)
		if !seen[f.Name] && x+y != "" {
			t.Rows = append(t.Rows, []string{f.Name, x, y})
		}
		seen[f.Name] = true
	}
	v := View{Title: a.Title + " and " + b.Title}
	for _, s := range []Side{a, b} {
		if s.Say != "" {
			v.Parts = append(v.Parts, Text{Lines: []Line{L(Bold(s.Title)), L(T(s.Say))}})
		}
	}
	v.Parts = append(append(v.Parts, t), named(a.From, b.From)...)
	v.Foot = append([]Part{Note{L(asOf(c, day))}}, run.row([2]string{a.Title, a.Line}, [2]string{b.Title, b.Line})...)
	return v
}
