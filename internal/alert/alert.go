package alert

import (
	"fmt"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// Bounds of an alert, so that it is read at a glance.
const (
	mostItems  = 10 // told in one message
	mostQuotes = 2  // sentences quoted of one article on one entry
)

// Alert is one message: what one channel is told at a time. Nothing in it is escaped.
type Alert struct {
	Key           string
	Team, Channel string
	Thread        string // key of the message whose thread it stands in; empty: it stands in the channel
	Groups        []Group
	More          int      // things left out for want of room
	Topics        []string // ids of the channel's topics that it is about, the first first
	At            time.Time
}

// Group is what one article or one edit changed, or dates that come up.
type Group struct {
	Article *Article // that tells of it; nil where none does
	Items   []Item
}

// Item is what is told of one entry, or of an article.
type Item struct {
	Event             // the first of those it was made of
	Moves    []Move   // what changed; none for a deadline or an article
	Quotes   []string // sentences of the article
	FollowUp bool     // the channel was told before: this says what became of it
}

// Move is a field that changed.
type Move struct {
	Field    watch.Field
	From, To string // as the corpus writes them; empty where it held, or holds, none
	Proposed string // what the article gives, where a curator confirmed another value
}

// Title says in a few words what the alert is about, for notifications.
func (a Alert) Title() string {
	var items []Item
	for _, g := range a.Groups {
		items = append(items, g.Items...)
	}
	if len(items) == 1 && a.More == 0 {
		return items[0].head()
	}
	var kinds []string
	count := map[string]int{}
	for _, it := range items {
		k := it.sort()
		if count[k]++; count[k] == 1 {
			kinds = append(kinds, k)
		}
	}
	for i, k := range kinds {
		kinds[i] = fmt.Sprintf("%d %s", count[k], k)
		if count[k] != 1 {
			kinds[i] += "s"
		}
	}
	if a.More > 0 {
		kinds = append(kinds, fmt.Sprintf("%d more", a.More))
	}
	return knowledge.And(kinds)
}

// head names the one thing that an alert is about.
func (it Item) head() string {
	switch it.Step {
	case Reported:
		return "Reported, not confirmed: " + it.Event.Title
	case Confirmed:
		return "Confirmed: " + it.Event.Title
	case Dismissed:
		return "Taken back: " + it.Event.Title
	case Added:
		return "New in the corpus: " + it.Event.Title
	case Removed:
		return "No longer in the corpus: " + it.Event.Title
	case Due:
		return it.When() + ": " + it.Event.Title
	case Published:
		return "New article: " + it.Article.Title
	default:
		return "Changed in the corpus: " + it.Event.Title
	}
}

// sort names the kind of thing for counting.
func (it Item) sort() string {
	switch it.Step {
	case Reported:
		return "reported change"
	case Confirmed:
		return "confirmed change"
	case Dismissed:
		return "correction"
	case Due:
		return "deadline"
	case Published:
		return "new article"
	default:
		return "edit"
	}
}

// When says how near a deadline is: "Due within 7 days", "Overdue".
func (e Event) When() string {
	switch e.Stage {
	case watch.DueInMonth:
		return "Due within 28 days"
	case watch.DueInWeek:
		return "Due within 7 days"
	default:
		return "Overdue"
	}
}
