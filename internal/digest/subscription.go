package digest

import (
	"context"
	"time"
)

// Subscription is what one channel asked for.
type Subscription struct {
	Team     string    `json:"team"`     // Slack workspace id
	Channel  string    `json:"channel"`  // Slack channel id
	Topics   []string  `json:"topics"`   // topic ids; empty: all topics
	Schedule string    `json:"schedule"` // a cron line of five fields, e.g. "0 9 * * 1"
	Zone     string    `json:"zone"`     // IANA time zone of Schedule, e.g. Europe/London
	Alerts   bool      `json:"alerts"`   // also wants changes at once
	By       string    `json:"by"`       // Slack user id of the person who subscribed
	Created  time.Time `json:"created"`
	Next     time.Time `json:"next"`             // when its next digest is due, UTC
	Paused   string    `json:"paused,omitempty"` // why nothing is sent (the channel is archived, say); empty: not paused
}

// Subscriptions is what the digest needs kept of who asked for what: one subscription a channel.
type Subscriptions interface {
	// PutSubscription keeps s in place of the channel's earlier subscription, if any.
	PutSubscription(ctx context.Context, s Subscription) error
	// DeleteSubscription forgets a channel's subscription; ok is false where there was none.
	DeleteSubscription(ctx context.Context, team, channel string) (ok bool, err error)
	// Subscription returns a channel's subscription; ok is false where there is none.
	Subscription(ctx context.Context, team, channel string) (s Subscription, ok bool, err error)
	// Subscriptions returns a workspace's subscriptions ordered by channel; team "" means all workspaces.
	Subscriptions(ctx context.Context, team string) ([]Subscription, error)
	// DueSubscriptions returns up to limit unpaused subscriptions with Next at or before now, the longest overdue first.
	DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]Subscription, error)
	// Advance sets Next of a channel's subscription if it is still from; ok is false where another replica was first.
	Advance(ctx context.Context, team, channel string, from, to time.Time) (ok bool, err error)
}
