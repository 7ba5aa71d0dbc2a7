package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// corpusMark is the name under which the ledger keeps what channels know of the corpus.
const corpusMark = "corpus"

// recent is how far back a curator's decision may explain what changed in the corpus.
const recent = 90 * 24 * time.Hour

// snapshot is the present state of all pledges and milestones, as channels were last told of it.
type snapshot struct {
	Number  int             `json:"number"` // counts the edits: the same change may be made, undone and made again
	Entries map[string]kept `json:"entries"`
}

// kept is an entry as the corpus held it.
type kept struct {
	Kind   knowledge.Kind `json:"kind"`
	Title  string         `json:"title"`
	Topics []string       `json:"topics"`
	Standing
}

// compare tells of what changed in the corpus since it was last told, and keeps the corpus as it is now. The very first time
// there is nothing to tell. What is kept makes an edit news even if the bot was down when it was made, or fell while telling.
func (cr *Crier) compare(ctx context.Context) error {
	text, known, err := cr.Ledger.AlertMark(ctx, corpusMark)
	if err != nil {
		return fmt.Errorf("the corpus as it was: %w", err)
	}
	var before snapshot
	if known && json.Unmarshal([]byte(text), &before) != nil {
		cr.Log.Error("the corpus as it was cannot be read", "next", "edits are told from now on")
		known = false
	}
	corpus := cr.Brain().Corpus
	after := snapshot{Number: before.Number + 1, Entries: shot(corpus)}
	var events []Event
	if known {
		decided, err := cr.decided(ctx)
		if err != nil {
			return err
		}
		events = before.edits(corpus, after, decided)
		if len(events) == 0 && len(before.Entries) == len(after.Entries) && !before.renamed(after) {
			return nil
		}
		if err := cr.hold(ctx, events...); err != nil {
			return err
		}
	}
	raw, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("the corpus as it is: %w", err)
	}
	if err := cr.Ledger.PutAlertMark(ctx, corpusMark, string(raw)); err != nil {
		return fmt.Errorf("the corpus as it is: %w", err)
	}
	return nil
}

func (cr *Crier) decided(ctx context.Context) ([]watch.Change, error) {
	if cr.Decided == nil {
		return nil, nil
	}
	cs, err := cr.Decided(ctx, cr.Now().Add(-recent))
	if err != nil {
		return nil, fmt.Errorf("what curators decided: %w", err)
	}
	return cs, nil
}

// shot takes down the present state of pledges and milestones.
func shot(c *knowledge.Corpus) map[string]kept {
	out := map[string]kept{}
	for _, e := range c.Entries() {
		if e.Kind != knowledge.Pledge && e.Kind != knowledge.Milestone {
			continue
		}
		if l, ok := c.Listed(e, time.Time{}); ok {
			out[e.ID] = kept{Kind: e.Kind, Title: e.Title, Topics: e.Topics, Standing: standingOf(l)}
		}
	}
	return out
}

// renamed reports whether something that is not told differs: a name, topics, or what a curator decided.
func (s snapshot) renamed(o snapshot) bool {
	for id, k := range s.Entries {
		n, ok := o.Entries[id]
		if !ok || k.Title != n.Title || k.Kind != n.Kind || k.Standing != n.Standing || !slices.Equal(k.Topics, n.Topics) {
			return true
		}
	}
	return false
}

// edits makes the events of what differs between two versions of the corpus, in the order of its entries; those that are gone
// come last.
func (s snapshot) edits(c *knowledge.Corpus, now snapshot, decided []watch.Change) []Event {
	var out []Event
	event := func(id string, k kept, step Step, f watch.Field, from, to string, before Standing) Event {
		return Event{
			Kind: digest.AlertEdits, Step: step, Key: delivery.Key("edit", strconv.Itoa(s.Number), id, string(step), string(f), from, to),
			Group: "edit " + strconv.Itoa(s.Number), Entry: id, EntryKind: k.Kind, Title: k.Title, Topics: k.Topics,
			Field: f, From: from, To: to, Before: before,
		}
	}
	for _, e := range c.Entries() {
		n, ok := now.Entries[e.ID]
		if !ok {
			continue
		}
		was, ok := s.Entries[e.ID]
		if !ok || was.Kind != n.Kind {
			x := event(e.ID, n, Added, "", "", "", Standing{})
			x.Before = n.Standing // there is none before: it says how the entry stands
			out = append(out, x.sourced(c, e))
			continue
		}
		if was.Standing != n.Standing && slices.ContainsFunc(decided, func(d watch.Change) bool { return missing(c, e, d) }) {
			now.Entries[e.ID] = was // what curators confirmed is not laid over the files yet: it is looked at again when it is
			continue
		}
		for _, f := range []struct {
			field    watch.Field
			from, to string
		}{{watch.Status, was.Status, n.Status}, {watch.Date, was.Date, n.Date}, {watch.Amount, was.Amount, n.Amount}} {
			if f.from != f.to && !explained(decided, e.ID, f.field, f.from, f.to) {
				out = append(out, event(e.ID, n, Edited, f.field, f.from, f.to, was.Standing).sourced(c, e))
			}
		}
	}
	var gone []string
	for id, k := range s.Entries {
		if n, ok := now.Entries[id]; !ok || n.Kind != k.Kind {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	for _, id := range gone {
		out = append(out, event(id, s.Entries[id], Removed, "", "", "", s.Entries[id].Standing))
	}
	return out
}

// explained reports whether a curator's decision, which is told of as such, made the difference: a confirmation, or one that
// was taken back.
func explained(decided []watch.Change, entry string, f watch.Field, from, to string) bool {
	return slices.ContainsFunc(decided, func(c watch.Change) bool {
		if c.Entry != entry {
			return false
		}
		value := map[watch.Standing]string{watch.StandingConfirmed: to, watch.StandingDismissed: from}[c.Standing]
		return c.Field == f && strings.EqualFold(c.To, value)
	})
}

// missing reports whether a confirmed change is not in an entry's history: neither its value nor a line that rests on its
// article, as who merges a line into the files may better its value.
func missing(c *knowledge.Corpus, e *knowledge.Entry, d watch.Change) bool {
	if d.Entry != e.ID || d.Standing != watch.StandingConfirmed {
		return false
	}
	return !slices.ContainsFunc(e.History, func(h knowledge.Change) bool {
		values := []string{h.Status, h.Due.String(), h.When.String(), h.Amount.String()}
		return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, d.To) }) ||
			slices.ContainsFunc(c.SourcesBy(time.Time{}, h.Cites), func(s knowledge.Source) bool {
				return s.URL != "" && s.URL == d.Article.Link || s.GUID != "" && s.GUID == d.Article.GUID
			})
	})
}

// sourced adds what the new state rests on: its line of history, and the newest source that it cites.
func (e Event) sourced(c *knowledge.Corpus, entry *knowledge.Entry) Event {
	l, ok := c.Listed(entry, time.Time{})
	if !ok {
		return e
	}
	if l.State.Line >= 0 {
		e.Note = entry.History[l.State.Line].Note
	}
	if sources := c.SourcesBy(time.Time{}, l.State.Cites); len(sources) > 0 {
		s := sources[0]
		e.Article = &Article{Title: s.Title, Link: s.URL, Publisher: s.Publisher, Published: s.Published.First()}
	}
	return e
}
