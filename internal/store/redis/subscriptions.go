package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/digest"
)

// A subscription is kept as what changes by itself (when its next digest is due, when the last was due that was sent, why it is
// paused), a blank after each, and then itself as JSON. What stands in front is what counts.

// PutSubscription keeps sub in place of the channel's earlier subscription, if any.
func (s *Store) PutSubscription(ctx context.Context, sub digest.Subscription) error {
	what := "keep the subscription of " + sub.Channel
	round(&sub.Created, &sub.Next, &sub.Told)
	raw, err := json.Marshal(sub)
	if err != nil {
		return wrap(ctx, what, err)
	}
	_, err = s.db.TxPipelined(ctx, func(p goredis.Pipeliner) error {
		p.HSet(ctx, s.names.subscriptionsOf(sub.Team), sub.Channel, strings.Join([]string{stamp(sub.Next), stamp(sub.Told), escape(sub.Paused), string(raw)}, " "))
		p.SAdd(ctx, s.names.subscriptionTeams(), sub.Team)
		if sub.Paused == "" {
			p.ZAdd(ctx, s.names.subscriptionsDue(), goredis.Z{Score: float64(sub.Next.UnixMilli()), Member: dueMember(sub.Team, sub.Channel)})
		} else {
			p.ZRem(ctx, s.names.subscriptionsDue(), dueMember(sub.Team, sub.Channel))
		}
		return nil
	})
	return wrap(ctx, what, err)
}

func dueMember(team, channel string) string { return escape(team) + " " + escape(channel) }

// DeleteSubscription forgets a channel's subscription; ok is false where there was none.
func (s *Store) DeleteSubscription(ctx context.Context, team, channel string) (bool, error) {
	keys := []string{s.names.subscriptionsOf(team), s.names.subscriptionsDue(), s.names.subscriptionTeams()}
	was, err := scripts.unsubscribe.Run(ctx, s.db, keys, channel, dueMember(team, channel), team).Bool()
	return was && err == nil, wrap(ctx, "forget the subscription of "+channel, err)
}

// Subscription returns a channel's subscription; ok is false where there is none.
func (s *Store) Subscription(ctx context.Context, team, channel string) (digest.Subscription, bool, error) {
	raw, err := s.db.HGet(ctx, s.names.subscriptionsOf(team), channel).Result()
	return subscription(ctx, "read the subscription of "+channel, raw, err)
}

func subscription(ctx context.Context, what, raw string, err error) (digest.Subscription, bool, error) {
	parts := append(strings.SplitN(raw, " ", 4), "", "", "", "")
	sub, ok, err := decode[digest.Subscription](ctx, what, parts[3], err)
	if ok {
		sub.Next, sub.Told, sub.Paused = unstamp(parts[0]), unstamp(parts[1]), unescape(parts[2])
	}
	return sub, ok, err
}

// Subscriptions returns a workspace's subscriptions ordered by channel; team "" means all workspaces, each in turn.
func (s *Store) Subscriptions(ctx context.Context, team string) ([]digest.Subscription, error) {
	const what = "read subscriptions"
	teams := []string{team}
	if team == "" {
		var err error
		if teams, err = s.db.SMembers(ctx, s.names.subscriptionTeams()).Result(); err != nil {
			return nil, wrap(ctx, what, err)
		}
	}
	if len(teams) == 0 {
		return nil, nil
	}
	cmds := make([]*goredis.MapStringStringCmd, len(teams))
	if _, err := s.db.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, t := range teams {
			cmds[i] = p.HGetAll(ctx, s.names.subscriptionsOf(t))
		}
		return nil
	}); err != nil {
		return nil, wrap(ctx, what, err)
	}
	var out []digest.Subscription
	for _, c := range cmds {
		for _, raw := range c.Val() {
			sub, _, err := subscription(ctx, what, raw, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, sub)
		}
	}
	slices.SortFunc(out, byChannel)
	return out, nil
}

func byChannel(a, b digest.Subscription) int {
	return cmp.Or(cmp.Compare(a.Team, b.Team), cmp.Compare(a.Channel, b.Channel))
}

// DueSubscriptions returns up to limit unpaused subscriptions with Next at or before now, the longest overdue first.
func (s *Store) DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]digest.Subscription, error) {
	const what = "read due subscriptions"
	if limit <= 0 {
		return nil, nil
	}
	members, err := s.db.ZRangeByScore(ctx, s.names.subscriptionsDue(),
		&goredis.ZRangeBy{Min: "-inf", Max: stamp(now), Count: int64(limit)}).Result()
	if err != nil || len(members) == 0 {
		return nil, wrap(ctx, what, err)
	}
	cmds := make([]*goredis.StringCmd, len(members))
	if _, err := s.db.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, m := range members {
			team, channel, _ := strings.Cut(m, " ")
			cmds[i] = p.HGet(ctx, s.names.subscriptionsOf(unescape(team)), unescape(channel))
		}
		return nil
	}); err != nil && !errors.Is(err, goredis.Nil) {
		return nil, wrap(ctx, what, err)
	}
	out := make([]digest.Subscription, 0, len(cmds))
	for _, c := range cmds {
		sub, ok, err := subscription(ctx, what, c.Val(), c.Err())
		if err != nil {
			return nil, err
		}
		if ok && sub.Paused == "" && !sub.Next.After(now) { // else it changed between the two looks
			out = append(out, sub)
		}
	}
	slices.SortStableFunc(out, func(a, b digest.Subscription) int { return cmp.Or(a.Next.Compare(b.Next), byChannel(a, b)) })
	return out, nil
}

// Advance sets Next of a channel's subscription if it is still from, and Told unless that is zero; ok is false where another
// was first.
func (s *Store) Advance(ctx context.Context, team, channel string, from, to, told time.Time) (bool, error) {
	keys, up := []string{s.names.subscriptionsOf(team), s.names.subscriptionsDue()}, ""
	if !told.IsZero() {
		up = stamp(told)
	}
	first, err := scripts.advance.Run(ctx, s.db, keys, channel, dueMember(team, channel), stamp(from), stamp(to), up).Bool()
	return first && err == nil, wrap(ctx, "advance the subscription of "+channel, err)
}

// Pause sets Paused of a channel's subscription where that is empty; ok is false where there is no such subscription.
func (s *Store) Pause(ctx context.Context, team, channel, reason string) (bool, error) {
	if reason == "" {
		return false, errors.New("a pause needs a reason")
	}
	keys := []string{s.names.subscriptionsOf(team), s.names.subscriptionsDue()}
	did, err := scripts.pause.Run(ctx, s.db, keys, channel, dueMember(team, channel), escape(reason)).Bool()
	return did && err == nil, wrap(ctx, "pause the subscription of "+channel, err)
}
