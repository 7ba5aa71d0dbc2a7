package alert

import (
	"context"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// Keeper is what alerts need kept of what channels are told. Times are kept to the millisecond.
//
// A channel is a conversation of a workspace, and its notes are in the order in which they were held. At any time it has at
// most one batch.
type Keeper interface {
	// HoldAlerts holds notes for their channels, those of one channel all or none. A note is left out whose channel has ever
	// held one of the same Event.Key.
	HoldAlerts(ctx context.Context, notes []Note) error
	// AlertsWaiting returns the channels that hold notes or have a batch, the one with the oldest note first.
	AlertsWaiting(ctx context.Context) ([]Waiting, error)
	// SealAlerts returns the channel's batch. Where there is none, all notes that it holds become one first, in their order;
	// where it holds none either, there is nothing to return. Of many who seal at once all get the same batch.
	SealAlerts(ctx context.Context, team, channel string) ([]Note, error)
	// FinishAlerts ends the channel's batch if its first note's Event.Key is first, and else does nothing. With the batch's
	// end, both or neither, threads take the place of those of the same subjects. What its notes said may be forgotten,
	// their keys never.
	FinishAlerts(ctx context.Context, team, channel, first string, threads map[string]Thread) error
	// AlertThreads returns those of the subjects that the channel was told of, each with its thread.
	AlertThreads(ctx context.Context, team, channel string, subjects []string) (map[string]Thread, error)
}

// Ledger is what alerts need kept of what was looked at: a text under each name.
type Ledger interface {
	// AlertMark returns the text under a name; ok is false where there is none.
	AlertMark(ctx context.Context, name string) (text string, ok bool, err error)
	// PutAlertMark keeps a text in place of what was under the name.
	PutAlertMark(ctx context.Context, name, text string) error
}

// Waiting is a channel for which something is held.
type Waiting struct {
	Team, Channel string
	Since         time.Time // when the oldest of its notes was held
}

// Thread is where a channel was told of a subject.
type Thread struct {
	Root string    // key of the message that the thread hangs from; empty: it was dealt with and nothing was said
	At   time.Time // when what was told first was held
}

// Subscriptions is who asks for what; what keeps subscriptions for the digest serves.
type Subscriptions interface {
	// Subscription returns a channel's subscription; ok is false where there is none.
	Subscription(ctx context.Context, team, channel string) (s digest.Subscription, ok bool, err error)
	// Subscriptions returns a workspace's subscriptions; team "" means all workspaces.
	Subscriptions(ctx context.Context, team string) ([]digest.Subscription, error)
}

// Outbox takes messages that are to be sent. delivery.Sender is one.
type Outbox interface {
	// Enqueue stores messages durably, all or none; a key that is known already is left as it is.
	Enqueue(ctx context.Context, msgs ...delivery.Message) error
}
