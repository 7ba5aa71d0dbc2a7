package digest

import (
	"math"
	"time"

	"pledgewatch/internal/knowledge"
)

// Document is a digest as other programs read it: the contract of "bot digest preview --format json". Times are RFC 3339 in
// UTC, days ISO 8601, dates EDTF. No list is null.
type Document struct {
	Channel  string           `json:"channel"`
	Week     string           `json:"week"` // the ISO week that holds the middle of the period
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`    // not included
	AsOf     string           `json:"as_of"` // nothing learnt after this day is in it
	Due      time.Time        `json:"due,omitzero"`
	Late     bool             `json:"late"`
	Quiet    bool             `json:"quiet"`
	Topics   []string         `json:"topics"` // ids; empty: everything
	Changed  []DocumentChange `json:"changed"`
	Items    []DocumentItem   `json:"items"`
	Also     []DocumentItem   `json:"also"`
	Upcoming []DocumentDate   `json:"upcoming"`
	Later    bool             `json:"later"` // none of upcoming is within four weeks
	Overdue  []DocumentDate   `json:"overdue"`
	Totals   DocumentTotals   `json:"totals"`
}

// DocumentChange is an entry whose state moved.
type DocumentChange struct {
	Entry    string         `json:"entry"`
	Kind     knowledge.Kind `json:"kind"`
	Title    string         `json:"title"`
	Reported bool           `json:"reported"` // not confirmed
	New      bool           `json:"new"`
	What     string         `json:"what"` // in words
	On       string         `json:"on"`
	By       string         `json:"by"`
	Link     string         `json:"link"`
}

// DocumentItem is an article and what it bears on.
type DocumentItem struct {
	Feed        string         `json:"feed"`
	GUID        string         `json:"guid"`
	Title       string         `json:"title"`
	Publisher   string         `json:"publisher"`
	Published   time.Time      `json:"published,omitzero"`
	Link        string         `json:"link"`
	Description string         `json:"description"` // its beginning
	BearsOn     []DocumentLink `json:"bears_on"`
	Topic       string         `json:"topic"` // id; empty where it bears on nothing
	More        int            `json:"more"`  // entries that it bears on besides
}

// DocumentLink is an entry that an article bears on, as it stood on the digest's day.
type DocumentLink struct {
	Entry  string         `json:"entry"`
	Kind   knowledge.Kind `json:"kind"`
	Title  string         `json:"title"`
	Status string         `json:"status"`
	Date   string         `json:"date"`
	Stands string         `json:"stands"` // both in words
	Score  float64        `json:"score"`
	Moved  bool           `json:"moved"` // its state rests on this article, which changed it
	Why    []string       `json:"why"`   // the words that the article shares with it
}

// DocumentDate is a pledge or a milestone with its date.
type DocumentDate struct {
	Entry  string         `json:"entry"`
	Kind   knowledge.Kind `json:"kind"`
	Title  string         `json:"title"`
	Status string         `json:"status"`
	Date   string         `json:"date"`
	Day    string         `json:"day"`  // the day that counts: the beginning of date, or its end
	When   string         `json:"when"` // date in words
	By     string         `json:"by"`   // the publisher of what says so; may be empty
	Link   string         `json:"link"` // to it; may be empty
}

// DocumentTotals counts what the digest chose from.
type DocumentTotals struct {
	Articles int `json:"articles"`
	Linked   int `json:"linked"`
	Others   int `json:"others"`
	Untold   int `json:"untold"`
	Upcoming int `json:"upcoming"`
	Overdue  int `json:"overdue"`
	Changed  int `json:"changed"`
}

// Document gives the digest in the form of the contract.
func (d Digest) Document() Document {
	out := Document{
		Channel: d.Channel, Week: d.Period.Week.String(), From: d.Period.From.UTC(), To: d.Period.To.UTC(), AsOf: day(d.AsOf),
		Late: d.Period.Late, Quiet: d.Quiet(), Topics: []string{}, Later: d.Later, Totals: DocumentTotals(d.Totals),
		Changed: []DocumentChange{}, Items: documentItems(d.Items), Also: documentItems(d.Also),
		Upcoming: documentDates(d.Upcoming, Dated.When),
		Overdue:  documentDates(d.Overdue, func(x Dated) string { return x.Date.Human() }),
	}
	if !d.Period.Due.IsZero() {
		out.Due = d.Period.Due.UTC()
	}
	for _, x := range d.Changed {
		out.Changed = append(out.Changed, DocumentChange{
			Entry: x.Entry.ID, Kind: x.Entry.Kind, Title: x.Entry.Title, Reported: x.Reported, New: x.New, What: x.What, On: day(x.On), By: x.By, Link: x.Link,
		})
	}
	out.Topics = append(out.Topics, ids(d.Topics)...)
	return out
}

func documentItems(items []Item) []DocumentItem {
	out := []DocumentItem{}
	for _, it := range items {
		a := it.Article
		x := DocumentItem{
			Feed: a.Feed, GUID: a.GUID, Title: a.Title, Publisher: it.Publisher, Published: a.Published, Link: a.Link,
			Description: it.Summary, BearsOn: []DocumentLink{}, More: it.More, Topic: it.Topic.ID,
		}
		for _, l := range it.Links {
			x.BearsOn = append(x.BearsOn, DocumentLink{
				Entry: l.Entry.ID, Kind: l.Entry.Kind, Title: l.Entry.Title, Status: l.State.Status,
				Date: comes(l.Entry, l.State).String(), Stands: l.Stands, Score: math.Round(10*l.Score) / 10, Moved: l.Moved,
				Why: append([]string{}, l.Why...),
			})
		}
		out = append(out, x)
	}
	return out
}

func documentDates(dates []Dated, when func(Dated) string) []DocumentDate {
	out := []DocumentDate{}
	for _, x := range dates {
		out = append(out, DocumentDate{
			Entry: x.Entry.ID, Kind: x.Entry.Kind, Title: x.Entry.Title, Status: x.State.Status, Date: x.Date.String(),
			Day: day(x.Day), When: when(x), By: x.Source.Publisher, Link: x.Source.URL,
		})
	}
	return out
}
