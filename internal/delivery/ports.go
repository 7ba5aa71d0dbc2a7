package delivery

import (
	"context"
	"errors"
	"time"
)

// ErrLeaseLost is what an Outbox returns to a worker whose lease ran out, or whose message another has concluded.
var ErrLeaseLost = errors.New("the message is no longer held under this lease")

// ErrNoParent is what an Outbox returns for a ThreadOf that names no message stored in the same channel.
var ErrNoParent = errors.New("the message whose thread it belongs in is not stored in its channel")

// Outbox is what sending needs kept. Times are kept to the millisecond.
//
// A worker is the name of one lease, not of a process: no name is used for two claims.
type Outbox interface {
	// Enqueue stores all of msgs, durably and in their order, or none. A key that is known already, sent and dead
	// ones included, is left as it is. A message in a thread is not due before the one it answers.
	Enqueue(ctx context.Context, msgs []Message) error
	// Claim leases to worker, until now+lease, up to limit messages: of each channel the first by NotBefore and order
	// of storing, where it is due and no message of the channel is leased or waiting to be tried again. The longest
	// waiting come first. Of two callers at once, one gets a message. Messages of the workspaces in skip are left: their
	// turn is not near, and whoever else waits must not wait behind them.
	Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int, skip ...string) ([]Job, error)
	// Begin notes that a send begins now: the message is in doubt until it is concluded. ErrLeaseLost if the lease
	// has ended.
	Begin(ctx context.Context, key, worker string, now time.Time) error
	// Sent concludes: the message is in Slack as ts since now. Its text and blocks may be forgotten, its key never.
	// ErrLeaseLost if another has claimed it meanwhile; this holds for Retry and Bury too.
	Sent(ctx context.Context, key, worker, ts string, now time.Time) error
	// Retry gives the lease back; the message, and with it its channel, waits until f.At.
	Retry(ctx context.Context, key, worker string, f Failure) error
	// Bury moves the message to the dead letters, out of its channel's way.
	Bury(ctx context.Context, key, worker string, f Failure) error
}

// DeadLetters is what people who mend things need kept.
type DeadLetters interface {
	// Dead returns up to limit dead letters of a workspace, the latest first; team "" means all workspaces.
	Dead(ctx context.Context, team string, limit int) ([]DeadLetter, error)
	// Requeue puts a dead letter back in its place in its channel, with no failures counted and its doubt kept; ok is
	// false where key is no dead letter.
	Requeue(ctx context.Context, key string) (ok bool, err error)
	// Depth counts what the outbox holds.
	Depth(ctx context.Context) (Depth, error)
}

// Queue is what showing people what is on its way needs kept.
type Queue interface {
	// Waiting returns up to limit messages of a workspace that are neither sent nor dead, in the order of storing; team ""
	// means all workspaces.
	Waiting(ctx context.Context, team string, limit int) ([]Waiting, error)
}

// Waiting is a message that is on its way.
type Waiting struct {
	Message
	Failures int       // counted failures so far
	Reason   string    // of the last failure; empty: none yet
	Begun    time.Time // when a send was begun that was not concluded: it is in doubt; else zero
	Until    time.Time // when its lease or its wait for the next attempt ends; zero: it was not tried yet
}

// Job is a claimed message.
type Job struct {
	Message
	Failures int       // counted failures so far
	Begun    time.Time // when a send was begun that was not concluded; zero: the message is not in doubt
	ThreadTS string    // where ThreadOf stands in Slack; empty if there is none, or if that message is not sent
}

// Failure is how an attempt ended that did not send.
type Failure struct {
	Reason  string    // Slack's code, or one of this package's
	At      time.Time // Retry: when to try again; Bury: when it died
	InDoubt bool      // it may have been posted: keep what Begin noted
	Counted bool      // it counts towards giving up
}

// DeadLetter is a message that was given up.
type DeadLetter struct {
	Message
	Reason   string
	Failures int
	InDoubt  bool // it may stand in the channel after all
	At       time.Time
}

// Depth counts the messages that are not sent.
type Depth struct {
	Pending int       // waiting, leased or in doubt
	InDoubt int       // of those, begun and not concluded
	Dead    int       // in the dead letters
	Oldest  time.Time // Created of the oldest pending message; zero where none is
}

// Poster is Slack, as far as delivery goes. Its errors are of type *Error; any other error leaves the message in doubt.
type Poster interface {
	// Post posts m, in the thread threadTS unless that is empty, and returns its ts.
	Post(ctx context.Context, m Message, threadTS string) (ts string, err error)
	// Find looks for m by its key among what was posted around begun, the time its send was begun.
	Find(ctx context.Context, m Message, threadTS string, begun time.Time) (ts string, found bool, err error)
}
