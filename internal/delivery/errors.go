package delivery

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what a failure means for the message.
type Kind string

// The kinds of failure.
const (
	RateLimited Kind = "rate-limited" // not posted; not before RetryAfter, and no failure
	Transient   Kind = "transient"    // not posted; may work later
	Permanent   Kind = "permanent"    // not posted; will not work until someone mends it
	InDoubt     Kind = "in-doubt"     // may have been posted
)

// ErrNotInstalled is what Clients return for a workspace that the bot is not (or no longer) installed in.
var ErrNotInstalled = errors.New("the bot is not installed in this workspace")

// Error is how a call to Slack failed.
type Error struct {
	Kind       Kind
	Reason     string        // Slack's code, or one of this package's; a key of the mends
	RetryAfter time.Duration // with RateLimited: how long to wait
	Err        error         // the cause, for the log
}

// Error names kind, reason and cause on one line.
func (e *Error) Error() string {
	if e.Err == nil || e.Err.Error() == e.Reason {
		return fmt.Sprintf("%s: %s", e.Kind, e.Reason)
	}
	return fmt.Sprintf("%s: %s: %v", e.Kind, e.Reason, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// UserText says what to do about it, for people.
func (e *Error) UserText() string { return Mend(e.Reason) }

// asError reads any error as an Error. One that says nothing of itself may have posted.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: InDoubt, Reason: "unknown", Err: err}
}
