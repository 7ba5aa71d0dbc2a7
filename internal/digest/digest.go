package digest

import (
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Bounds of a digest, so that it is read in two minutes.
const (
	mainWords   = 490 // of the message itself: two minutes of reading are some 500
	sourceWords = 7   // who says it and when, and what leads there
	leastItems  = 2   // articles told in the message itself, however long they are
	leastAlso   = 1

	mainItems   = 5 // articles told with what they bear on in the message itself; the rest goes into its thread
	mainAlso    = 4 // articles told by title, likewise
	mainChanged = 5 // changes, likewise

	mostItems    = 60 // articles told with what they bear on, wherever
	mostAlso     = 60 // articles told by title
	mostChanged  = 40
	mostBears    = 3 // entries told with an article
	mostNamed    = 2 // of those, in plain text
	mostUpcoming = 5
	mostOverdue  = 3
	mostArticles = 500 // looked at
)

// Digest is what one channel is told about one period. Nothing in it is escaped: titles and summaries are as they came.
type Digest struct {
	Team, Channel string
	Period        Period
	AsOf          time.Time         // the digest's day at midnight UTC: nothing that was learnt later is in it
	Topics        []knowledge.Topic // what the channel asked for; empty: everything
	Muted         []knowledge.Topic // of that, what it does not want
	Short         bool              // the channel asked for it in brief
	Changed       []Changed         // entries whose state moved: first what is confirmed, then what is only reported
	Items         []Item            // articles that bear on entries, the weightiest first
	Also          []Item            // articles that bear on none, to be told by title, the newest first
	Upcoming      []Dated           // dates in the next four weeks, the soonest first; where there is none, see Later
	Later         bool              // no date is that near: Upcoming are the next ones after that
	Overdue       []Dated           // pledges whose due date has passed without a report that they were kept, the latest first
	Picture       string            // the url of a picture that shows more than words, as delivery.Pictures draws it; empty: none
	Totals        Totals

	ground     *ground
	today      *today
	want, mute []string       // ids of Topics and Muted
	byTopic    bool           // there are many articles: they are grouped
	elsewhere  map[string]int // of a part: how many articles of a topic are in the other
}

// Item is an article and what it bears on.
type Item struct {
	Article   feed.Article
	Publisher string
	Summary   string          // one or two sentences of the article's own description
	Links     []Link          // what it bears on among the channel's topics: three at most, the weightiest first
	More      int             // how many further entries it bears on
	Topic     knowledge.Topic // of the channel's, that it belongs to most; the zero Topic where it bears on nothing
}

// Link is an entry that an article bears on, and how it stood on the digest's day.
type Link struct {
	knowledge.Link
	State  knowledge.State
	Stands string // in a few words: "delayed, due from April 2026"; may be empty
	Moved  bool   // its state rests on this article, which changed it; Score is 0 where nothing else links them
}

// Dated is a pledge or a milestone with its date.
type Dated struct {
	Entry  *knowledge.Entry
	State  knowledge.State
	Date   edtf.Date        // when it is due or happens, as known on the digest's day
	Day    time.Time        // the day that counts: when Date begins, or when it ends if it has begun
	Ends   bool             // Day is the end of Date
	Recent bool             // of an overdue pledge: it became so within the period
	Source knowledge.Source // the newest that State rests on; the zero Source where none was out by then
}

// Totals counts what the digest chose from.
type Totals struct {
	Articles int // new in the period
	Linked   int // of those, bearing on an entry of the channel's topics
	Others   int // of those, left out as they bear on none of the topics that the channel asked for
	Untold   int // of those, left out for want of room
	Upcoming int // dates within four weeks
	Overdue  int
	Changed  int
}

// Quiet reports whether there is nothing to tell: no change, no article, no date within four weeks, no pledge newly overdue.
func (d Digest) Quiet() bool {
	if len(d.Changed) > 0 || len(d.Items) > 0 || len(d.Also) > 0 || d.Totals.Upcoming > 0 {
		return false
	}
	for _, o := range d.Overdue {
		if o.Recent {
			return false
		}
	}
	return true
}
