package alert

import (
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// Step says what an event is news of.
type Step string

// The steps.
const (
	Reported  Step = "reported"  // an article reports a change; no curator has decided yet
	Confirmed Step = "confirmed" // a curator confirmed it
	Dismissed Step = "dismissed" // a curator dismissed it, or took a confirmation back
	Edited    Step = "edited"    // the corpus now says something else
	Added     Step = "added"     // the corpus holds a new pledge or milestone
	Removed   Step = "removed"   // the corpus holds it no more
	Due       Step = "due"       // a date nears or has passed
	Published Step = "published" // an article on a topic
)

// Event is one thing that moved. Nothing in it is escaped.
type Event struct {
	Kind string `json:"kind"` // what a subscription asks for: one of the digest.Alert constants
	Step Step   `json:"step"`
	// Key names the thing: a channel is told of a key once.
	Key string `json:"key"`
	// Change is the key of the reported change that Reported, Confirmed and Dismissed are about.
	Change string `json:"change,omitempty"`
	// Group names what it came from: an article, an edit, a deadline. What is of one group is told in one message.
	Group string `json:"group"`

	Entry     string         `json:"entry,omitempty"` // id; empty for an article
	EntryKind knowledge.Kind `json:"entry_kind,omitempty"`
	Title     string         `json:"title,omitempty"` // of the entry
	Topics    []string       `json:"topics,omitempty"`
	Field     watch.Field    `json:"field,omitempty"`
	From      string         `json:"from,omitempty"`  // as the corpus writes it; empty where it held none
	To        string         `json:"to,omitempty"`    // likewise; a deadline's date
	Before    Standing       `json:"before,omitzero"` // of the entry until then
	Stage     watch.Stage    `json:"stage,omitempty"` // of a deadline
	Last      time.Time      `json:"last,omitzero"`   // of a deadline: the last day that the date may mean

	Proposed string   `json:"proposed,omitempty"` // what the article gives, where a curator confirmed another value
	By       string   `json:"by,omitempty"`       // user id of the curator
	ByTeam   string   `json:"by_team,omitempty"`  // workspace of the curator
	Why      string   `json:"why,omitempty"`      // of a dismissal
	Sentence string   `json:"sentence,omitempty"` // of the article, that the change rests on
	Note     string   `json:"note,omitempty"`     // the corpus's own sentence on the new state
	Article  *Article `json:"article,omitempty"`  // or the source that an edit cites
}

// Standing is how an entry stood.
type Standing struct {
	Status string `json:"status,omitempty"`
	Date   string `json:"date,omitempty"` // EDTF
	Amount string `json:"amount,omitempty"`
}

// Article is where news comes from.
type Article struct {
	Title     string    `json:"title"`
	Link      string    `json:"link"`
	Publisher string    `json:"publisher"`
	Published time.Time `json:"published,omitzero"`
}

// Note is an event held for a channel.
type Note struct {
	Team, Channel string
	Event         Event
	At            time.Time // when it was held
}

// standingOf is how an entry stands, as a state says it.
func standingOf(l knowledge.Listed) Standing {
	return Standing{Status: l.State.Status, Date: l.Date.String(), Amount: l.State.Amount.String()}
}
