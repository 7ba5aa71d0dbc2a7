package alert

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// changed makes the event of a change as it stands now; ok is false where that is nothing for channels.
func (cr *Crier) changed(c watch.Change) (Event, bool) {
	steps := map[watch.Standing]Step{watch.StandingReported: Reported, watch.StandingConfirmed: Confirmed, watch.StandingDismissed: Dismissed}
	step, ok := steps[c.Standing]
	if !ok {
		return Event{}, false
	}
	at := int64(0) // of the decision: what was taken back may be confirmed once more
	if step != Reported {
		at = c.At.UnixMilli()
	}
	e := Event{
		Kind: digest.AlertChanges, Step: step, Change: c.Key, Key: delivery.Key("change", c.Key, string(c.Standing), strconv.FormatInt(at, 10)),
		Group: groupOf(c.Article.Feed, c.Article.GUID), Entry: c.Entry, Title: c.Title, Field: c.Field, From: c.From, To: c.To,
		Sentence: c.Sentence, Note: c.Note, Why: c.Why,
		Article: &Article{Title: c.Article.Title, Link: c.Article.Link, Publisher: c.Article.Publisher, Published: c.Article.Published},
	}
	if step != Reported {
		e.By, e.ByTeam = c.By, c.Team
	}
	if step == Confirmed && c.Proposed != "" && c.Proposed != c.To {
		e.Proposed = c.Proposed
	}
	corpus := cr.Brain().Corpus
	if entry, ok := corpus.Entry(c.Entry); ok {
		e.EntryKind, e.Topics = entry.Kind, entry.Topics
		if l, ok := corpus.Listed(entry, time.Time{}); ok {
			e.Before = standingOf(l).with(c.Field, c.From) // once confirmed, the corpus says the new value
		}
	}
	return e, true
}

// with is the standing with another value of a field.
func (s Standing) with(f watch.Field, value string) Standing {
	switch f {
	case watch.Status:
		s.Status = value
	case watch.Date:
		s.Date = value
	case watch.Amount:
		s.Amount = value
	}
	return s
}

// published makes the event of an article on a topic; ok is false where it is on none.
func (cr *Crier) published(a feed.Article) (Event, bool) {
	links := cr.Brain().Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs})
	topics := slices.Clone(links.Topics)
	if len(topics) == 0 {
		return Event{}, false
	}
	return Event{
		Kind: digest.AlertArticles, Step: Published, Key: delivery.Key("article", a.Feed, a.GUID), Group: groupOf(a.Feed, a.GUID),
		Topics: topics, Article: &Article{Title: a.Title, Link: a.Link, Publisher: cr.publisher(a), Published: a.Published},
	}, true
}

// groupOf names an article.
func groupOf(feedID, guid string) string { return delivery.Key("article", feedID, guid) }

func (cr *Crier) publisher(a feed.Article) string {
	if cr.Publisher != nil {
		if name := cr.Publisher(a.Feed); name != "" {
			return name
		}
	}
	if u, err := url.Parse(a.Link); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return a.Feed
}

// nears makes the event of a deadline.
func nears(x watch.Deadline) Event {
	return Event{
		Kind: digest.AlertDeadlines, Step: Due, Key: delivery.Key("deadline", x.Key()), Group: "deadline " + x.Entry.ID,
		Entry: x.Entry.ID, EntryKind: x.Entry.Kind, Title: x.Entry.Title, Topics: x.Entry.Topics, Field: watch.Date, To: x.Date.String(),
		Stage: x.Stage, Last: x.Last,
		Before: Standing{Status: x.State.Status, Date: x.Date.String(), Amount: x.State.Amount.String()},
	}
}
