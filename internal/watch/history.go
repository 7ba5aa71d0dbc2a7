package watch

import (
	"context"
	"fmt"
	"slices"

	"pledgewatch/internal/knowledge"
)

// Overlay gives confirmed changes as the lines of history that they add to a corpus, and what is wrong with those that add none.
func Overlay(c *knowledge.Corpus, confirmed []Change) (lines []knowledge.Overlay, wrong []error) {
	for _, ch := range confirmed {
		e, ok := c.Entry(ch.Entry)
		if !ok {
			wrong = append(wrong, fmt.Errorf("change %s: the corpus holds no entry %q any more", ch.Key, ch.Entry))
			continue
		}
		line, err := knowledge.NewLine(e, string(ch.Field), ch.To, ch.On, ch.Note)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("change %s of %s: %w", ch.Key, ch.Entry, err))
			continue
		}
		a := ch.Article
		lines = append(lines, knowledge.Overlay{
			Entry: ch.Entry, Line: line, Paras: []int{ch.Paragraph},
			Source: knowledge.Source{Title: a.Title, Publisher: a.Publisher, Published: day(a), URL: a.Link, GUID: a.GUID},
		})
	}
	return lines, wrong
}

// kindred keeps, for curators' eyes only, that what was confirmed of an entry may hold of its relatives that gave the same date
// or amount: an article is taken to change one entry, and a fact may be recorded in several. It is a help: where it fails, the
// decision stands.
func (d *Desk) kindred(ctx context.Context, c Change) {
	corpus, now := d.o.Brain().Corpus, d.o.Now()
	e, ok := corpus.Entry(c.Entry)
	if !ok || c.Field == Status || c.From == "" {
		return
	}
	for _, o := range corpus.Entries() {
		related := slices.Contains(o.Relates, e.ID) || slices.Contains(e.Relates, o.ID)
		if !related || !changeable(o) || normal(Value(corpus, o, c.Field)) != normal(c.From) {
			continue
		}
		k := changeOf(Proposal{
			Entry: o, Field: c.Field, Kind: c.Kind, From: c.From, To: c.To, Sentence: c.Sentence, Paragraph: c.Paragraph, Confidence: c.Confidence / 2,
			Reason: fmt.Sprintf("%q, which it is related to and which gave the same %s, was confirmed to have changed", e.Title, c.Field),
		}, c.Article, now)
		if _, _, err := d.o.Reviews.Propose(ctx, k, now.Add(-lately)); err != nil {
			d.o.Log.Warn("a related entry was not proposed to change too", "entry", o.ID, "err", err)
		}
	}
}
