package digest

import (
	"context"
	"time"
)

// What an alert may tell of: the values of Subscription.AlertKinds.
const (
	AlertChanges   = "changes"   // the press reports, or a curator confirmed, that an entry's state moved
	AlertEdits     = "edits"     // the corpus itself was edited
	AlertDeadlines = "deadlines" // a due date nears or has passed
	AlertArticles  = "articles"  // any new article on the topics
)

// Subscription is what one channel asked for.
type Subscription struct {
	Team     string   `json:"team"`           // Slack workspace id
	Channel  string   `json:"channel"`        // Slack channel id
	Name     string   `json:"name,omitempty"` // the channel's when it was set up, without "#"; empty: not known
	Topics   []string `json:"topics"`         // topic ids; empty: all topics
	Muted    []string `json:"muted"`          // topic ids that are not wanted though Topics takes them in
	Schedule string   `json:"schedule"`       // when digests are due, as Schedule.Line gives it, e.g. "0 9 * * 1"
	Zone     string   `json:"zone"`           // IANA time zone of Schedule and of the quiet hours, e.g. Europe/London
	Short    bool     `json:"short"`          // the digest in brief: headlines and dates
	// SkipQuiet leaves out a digest that has nothing to tell instead of posting that in a line.
	SkipQuiet bool `json:"skip_quiet"`

	Alerts     bool     `json:"alerts"`      // also wants what AlertKinds names at once
	AlertKinds []string `json:"alert_kinds"` // empty while Alerts is true: changes, edits and deadlines
	// QuietFrom and QuietTo bound the hours in which alerts wait, "HH:MM" on the clocks of Zone; both empty: none. Where
	// QuietFrom is the later of the two they go over midnight.
	QuietFrom string `json:"quiet_from,omitempty"`
	QuietTo   string `json:"quiet_to,omitempty"`

	By      string    `json:"by"` // Slack user id of the person who subscribed
	Created time.Time `json:"created"`
	Next    time.Time `json:"next"`             // when its next digest is due, UTC
	Told    time.Time `json:"told,omitzero"`    // when the last digest that was sent was due, UTC: what was known by then is told
	Paused  string    `json:"paused,omitempty"` // why nothing is sent (the channel is archived, say); empty: not paused
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
	// Advance sets Next of a channel's subscription if it is still from, and with it Told, unless told is zero; ok is false
	// where another replica was first.
	Advance(ctx context.Context, team, channel string, from, to, told time.Time) (ok bool, err error)
}

// Pauser is what pausing a channel whose messages cannot be delivered needs kept.
type Pauser interface {
	// Pause sets Paused of a channel's subscription where that is empty; ok is false where it was paused already or there
	// is no subscription, so that of many who find the same channel gone one acts on it. An empty reason is an error.
	Pause(ctx context.Context, team, channel, reason string) (ok bool, err error)
}
