package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"pledgewatch/internal/digest"
)

const subscriptionColumns = `team, channel, topics, schedule, zone, alerts, by, created, next, paused, settings, told`

// settings are what a subscription asks for that is never asked after, in one column.
type settings struct {
	Name       string   `json:"name,omitempty"`
	Muted      []string `json:"muted,omitempty"`
	Short      bool     `json:"short,omitempty"`
	SkipQuiet  bool     `json:"skip_quiet,omitempty"`
	AlertKinds []string `json:"alert_kinds,omitempty"`
	QuietFrom  string   `json:"quiet_from,omitempty"`
	QuietTo    string   `json:"quiet_to,omitempty"`
}

func scanSubscription(row scan) (s digest.Subscription, err error) {
	var text string
	if err = row(&s.Team, &s.Channel, (*list[string])(&s.Topics), &s.Schedule, &s.Zone, &s.Alerts, &s.By,
		(*stamp)(&s.Created), (*stamp)(&s.Next), &s.Paused, &text, (*stamp)(&s.Told)); err != nil {
		return s, err
	}
	var o settings
	err = json.Unmarshal([]byte(text), &o)
	s.Name, s.Muted, s.Short, s.SkipQuiet, s.AlertKinds, s.QuietFrom, s.QuietTo = o.Name, o.Muted, o.Short, o.SkipQuiet, o.AlertKinds, o.QuietFrom, o.QuietTo
	return s, err
}

// PutSubscription keeps sub in place of the channel's earlier subscription, if any.
func (s *Store) PutSubscription(ctx context.Context, sub digest.Subscription) error {
	text, err := json.Marshal(settings{
		Name: sub.Name, Muted: sub.Muted, Short: sub.Short, SkipQuiet: sub.SkipQuiet, AlertKinds: sub.AlertKinds, QuietFrom: sub.QuietFrom, QuietTo: sub.QuietTo,
	})
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, "keep the subscription of "+sub.Channel,
		`INSERT OR REPLACE INTO subscriptions (`+subscriptionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		sub.Team, sub.Channel, list[string](sub.Topics), sub.Schedule, sub.Zone, sub.Alerts, sub.By, stamp(sub.Created),
		stamp(sub.Next), sub.Paused, string(text), stamp(sub.Told))
	return err
}

// DeleteSubscription forgets a channel's subscription; ok is false where there was none.
func (s *Store) DeleteSubscription(ctx context.Context, team, channel string) (bool, error) {
	n, err := s.exec(ctx, "forget the subscription of "+channel,
		`DELETE FROM subscriptions WHERE team = ? AND channel = ?`, team, channel)
	return n > 0, err
}

// Subscription returns a channel's subscription; ok is false where there is none.
func (s *Store) Subscription(ctx context.Context, team, channel string) (digest.Subscription, bool, error) {
	return first(ctx, s.read, "read the subscription of "+channel, scanSubscription,
		`SELECT `+subscriptionColumns+` FROM subscriptions WHERE team = ? AND channel = ?`, team, channel)
}

// Subscriptions returns a workspace's subscriptions ordered by channel; team "" means all workspaces, each in turn.
func (s *Store) Subscriptions(ctx context.Context, team string) ([]digest.Subscription, error) {
	return all(ctx, s.read, "read subscriptions", scanSubscription,
		`SELECT `+subscriptionColumns+` FROM subscriptions WHERE ?1 = '' OR team = ?1 ORDER BY team, channel`, team)
}

// DueSubscriptions returns up to limit unpaused subscriptions with Next at or before now, the longest overdue first.
func (s *Store) DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]digest.Subscription, error) {
	return all(ctx, s.read, "read due subscriptions", scanSubscription,
		`SELECT `+subscriptionColumns+` FROM subscriptions WHERE paused = '' AND next <= ?
		ORDER BY next, team, channel LIMIT ?`, stamp(now), max(limit, 0))
}

// Advance sets Next of a channel's subscription if it is still from, and Told unless that is zero; ok is false where another
// was first.
func (s *Store) Advance(ctx context.Context, team, channel string, from, to, told time.Time) (bool, error) {
	n, err := s.exec(ctx, "advance the subscription of "+channel,
		`UPDATE subscriptions SET next = ?1, told = CASE ?2 WHEN ?3 THEN told ELSE ?2 END WHERE team = ?4 AND channel = ?5 AND next = ?6`,
		stamp(to), stamp(told), stamp{}, team, channel, stamp(from))
	return n > 0, err
}

// Pause sets Paused of a channel's subscription where that is empty; ok is false where there is no such subscription.
func (s *Store) Pause(ctx context.Context, team, channel, reason string) (bool, error) {
	if reason == "" {
		return false, errors.New("a pause needs a reason")
	}
	n, err := s.exec(ctx, "pause the subscription of "+channel,
		`UPDATE subscriptions SET paused = ? WHERE team = ? AND channel = ? AND paused = ''`, reason, team, channel)
	return n > 0, err
}
