package digest

import (
	"cmp"
	"slices"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// bears returns what an article bears on among the channel's topics and as known on the digest's day: first what it moved,
// then promises, dates, money and demands, then views and figures; within each, the strongest first.
func (d *Digest) bears(c *knowledge.Corpus, a story) []Link {
	moved := d.moved(c, *a.Article)
	var out []Link
	for _, l := range a.links {
		if s, ok := d.today.states[l.Entry]; ok && d.concerns(l.Entry) {
			out = append(out, Link{Link: l, State: s, Stands: stands(l.Entry, s), Moved: slices.Contains(moved, l.Entry)})
		}
	}
	for _, e := range moved {
		if !slices.ContainsFunc(out, func(l Link) bool { return l.Entry == e }) && d.concerns(e) {
			s := d.today.states[e]
			out = append(out, Link{Link: knowledge.Link{Entry: e}, State: s, Stands: stands(e, s), Moved: true})
		}
	}
	slices.SortStableFunc(out, func(x, y Link) int {
		return cmp.Or(cmp.Compare(weight(x), weight(y)), -cmp.Compare(x.Score, y.Score))
	})
	return out
}

// turns are the states that end a matter or put it off.
var turns = map[string]bool{"slipped": true, "delayed": true, "rejected": true}

// weight sorts links into classes; 0 is told first.
func weight(l Link) int {
	switch {
	case l.Moved && (turns[l.State.Status] || over[l.State.Status]):
		return 0
	case l.Moved:
		return 1
	case l.Entry.Kind == knowledge.Position || l.Entry.Kind == knowledge.Finding:
		return 3
	}
	return 2
}

// recent is how old a change can be when an article reports it as news.
const recent = 14 * 24 * time.Hour

// moved returns the entries whose state on the digest's day rests on this very article, which changed it: what curators
// confirmed beats what words suggest.
func (d *Digest) moved(c *knowledge.Corpus, a feed.Article) []*knowledge.Entry {
	id := d.ground.sourceOf(a)
	if id == "" {
		return nil
	}
	var out []*knowledge.Entry
	for _, e := range c.Entries() {
		s, ok := d.today.states[e]
		if !ok || s.Line < 1 || s.Since.First().Before(a.Published.Add(-recent)) ||
			!slices.ContainsFunc(s.Cites, func(ct knowledge.Cite) bool { return ct.Source == id }) {
			continue
		}
		was, now := e.History[s.Line-1], e.History[s.Line]
		if now.Status != "" && now.Status != was.Status || differs(now.When, was.When) || differs(now.Due, was.Due) || differs(now.Amount, was.Amount) {
			out = append(out, e)
		}
	}
	return out
}

// differs reports whether a line of history names a value other than that of the line before it.
func differs[T comparable](now, was T) bool {
	var none T
	return now != none && now != was
}
