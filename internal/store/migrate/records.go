package migrate

import (
	"time"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/watch"
)

// The states of a message.
const (
	Pending = "pending"
	Sent    = "sent"
	Dead    = "dead"
)

// Message is a message of the outbox with what became of it. Of one that was sent, only the key, where it was sent and how it is
// found there is kept.
type Message struct {
	delivery.Message
	State     string
	TS        string // of one that was sent
	Failures  int
	Reason    string    // of the last failure
	Begun     time.Time // of a send that was not concluded
	Until     time.Time // when its wait for the next attempt ends, or a lease that nobody holds any more
	Concluded time.Time // when it was sent, or died
	Place     int       // among the unsent ones of its workspace, in the order of storing
}

// Once is a key that was handled.
type Once struct {
	Key     string
	Expires time.Time
}

// Talk is what a conversation is about.
type Talk struct {
	Name, Entry string
	Expires     time.Time
}

// The states of a note.
const (
	Held   = "held"
	Sealed = "sealed" // in its channel's batch
	Told   = "told"   // only its key is kept
)

// Note is an alert's note of a channel, or the key of one that was told.
type Note struct {
	Team, Channel, Key string
	State              string
	Note               *alert.Note `json:",omitempty"` // nil once it was told
	Place              int         // among those of its channel that are still to be told
}

// Thread is where a channel was told of a subject.
type Thread struct {
	Team, Channel, Subject string
	alert.Thread
}

// Mark is a text that alerts keep under a name.
type Mark struct{ Name, Text string }

// Decision is a line of the audit log.
type Decision struct {
	Line int // from 0
	watch.Decision
}
