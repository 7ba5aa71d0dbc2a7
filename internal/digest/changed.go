package digest

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/watch"
)

// Changes is what a digest needs kept of what articles report and curators decide. A watch.Reviews has it.
type Changes interface {
	// Changes returns the changes that are pending, and those decided at or after since, the oldest found first.
	Changes(ctx context.Context, since time.Time) ([]watch.Change, error)
}

// Changed is an entry whose state moved within the period.
type Changed struct {
	Entry    *knowledge.Entry
	Reported bool      // an article reports it; no curator has confirmed it
	New      bool      // nothing was recorded before
	What     string    // in words: "announced → delayed; due 2024 → from April 2026"
	On       time.Time // the day on which it moved, or was reported
	By       string    // who says so; may be empty
	Link     string
}

// changed finds what moved: what the corpus's history says of the period, what curators confirmed in it, and what articles
// reported in it that is not decided. Of one entry the latest is told.
func (d *Digest) changed(c *knowledge.Corpus, seen []watch.Change) {
	told := map[*knowledge.Entry]bool{}
	for _, e := range c.Entries() {
		if len(e.History) == 0 || !d.concerns(e) {
			continue
		}
		if x, ok := d.moveOf(c, e); ok {
			told[e] = true
			d.Changed = append(d.Changed, x)
		}
	}
	for _, s := range slices.Backward(seen) {
		e, ok := c.Entry(s.Entry)
		at, open := s.Found, s.Standing == watch.StandingReported
		if s.Standing == watch.StandingConfirmed {
			at, open = s.At, true
		}
		if !ok || !open || told[e] || !d.concerns(e) || at.Before(d.Period.From) || !at.Before(d.Period.To) {
			continue
		}
		told[e] = true
		d.Changed = append(d.Changed, Changed{
			Entry: e, Reported: s.Standing == watch.StandingReported, What: step(s), On: dayOf(at, d.Period.Zone),
			By: s.Article.Publisher, Link: s.Article.Link,
		})
	}
	slices.SortStableFunc(d.Changed, func(x, y Changed) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), -x.On.Compare(y.On), cmp.Compare(x.Entry.ID, y.Entry.ID))
	})
}

// moveOf returns an entry's last move within the period, as the corpus's history has it.
func (d *Digest) moveOf(c *knowledge.Corpus, e *knowledge.Entry) (x Changed, ok bool) {
	first, last := dayOf(d.Period.From, d.Period.Zone), d.Period.lastDay()
	for _, m := range slices.Backward(c.MovesOf(e, d.AsOf)) {
		on := m.Line.On.First()
		if m.Same() || !m.Line.On.IsExact() || on.Before(first) || on.After(last) {
			continue
		}
		x = Changed{Entry: e, New: m.First, What: steps(m), On: on}
		if from := c.SourcesBy(d.AsOf, m.Line.Cites); len(from) > 0 {
			x.By, x.Link = from[0].Publisher, from[0].URL
		}
		return x, true
	}
	return x, false
}

// picture names a picture of how the pledges of the channel's topics stand, where one of them has moved. Whoever draws it
// reads the words of its query as those of "/reform pledges".
func (d *Digest) picture() {
	moved := slices.ContainsFunc(d.Changed, func(x Changed) bool { return !x.Reported && !x.New && x.Entry.Kind == knowledge.Pledge })
	if !moved || d.Short || len(d.mute) > 0 {
		return
	}
	words := strings.Join(append(slices.Clone(d.want), "as of "+d.AsOf.Format("2 January 2006")), " ")
	d.Picture = delivery.PictureScheme + "board?" + url.Values{"q": {words}}.Encode()
}

// rank puts what moved before what is new, and both before what is only reported.
func rank(x Changed) int {
	switch {
	case x.Reported:
		return 2
	case x.New:
		return 1
	}
	return 0
}

// steps says what a line of history moved.
func steps(m knowledge.Move) string {
	due := ""
	if m.Entry.Kind == knowledge.Pledge {
		due = "due "
	}
	var parts []string
	for _, p := range [][3]string{
		{"", said(m.From.Status), said(m.To.Status)},
		{due, m.From.Date.Human(), m.To.Date.Human()},
		{"", m.From.Amount.String(), m.To.Amount.String()},
	} {
		if p[1] == "" && !m.First {
			p[0] = "now " + p[0]
		}
		if s := arrow(p[0], p[1], p[2]); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "; ")
}

// step says what a report would move.
func step(c watch.Change) string {
	switch c.Field {
	case watch.Status:
		return arrow("", said(c.From), said(c.To))
	case watch.Date:
		return arrow("", human(c.From), human(c.To))
	default:
		return arrow("", c.From, c.To)
	}
}

func human(date string) string {
	if d, err := edtf.Parse(date); err == nil {
		return d.Human()
	}
	return date
}

func arrow(what, before, after string) string {
	switch {
	case before == after || after == "":
		return ""
	case before == "":
		return what + after
	}
	return what + before + " → " + after
}

// Standing says how sure it is: "confirmed", "new", "reported by Community Care, not confirmed".
func (x Changed) Standing() string {
	switch {
	case x.Reported && x.By != "":
		return "reported by " + x.By + ", not confirmed"
	case x.Reported:
		return "reported, not confirmed"
	case x.By != "":
		return x.By + ", " + x.On.Format("2 January 2006")
	}
	return x.On.Format("2 January 2006")
}
