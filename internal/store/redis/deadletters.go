package redis

import (
	"cmp"
	"context"
	"slices"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/delivery"
)

// Dead returns up to limit dead letters of a workspace, the latest first; team "" means all workspaces.
func (s *Store) Dead(ctx context.Context, team string, limit int) ([]delivery.DeadLetter, error) {
	const what = "read the dead letters"
	if limit <= 0 {
		return nil, nil
	}
	teams := []string{team}
	if team == "" {
		var err error
		if teams, err = s.db.SMembers(ctx, s.names.graves()).Result(); err != nil {
			return nil, wrap(ctx, what, err)
		}
	}
	type grave struct {
		delivery.DeadLetter
		place string
	}
	var found []grave
	for _, t := range teams {
		said, err := scripts.dig.Run(ctx, s.db, []string{s.names.team(t)}, limit).Slice()
		if err != nil {
			return nil, wrap(ctx, what, err)
		}
		for _, v := range said {
			f := record(v)
			found = append(found, grave{f.deadLetter(f.names[1]), f.names[0]})
		}
	}
	slices.SortFunc(found, func(a, b grave) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.place, a.place)) })
	found = found[:min(limit, len(found))]
	out := make([]delivery.DeadLetter, len(found))
	for i, g := range found {
		out[i] = g.DeadLetter
	}
	return out, nil
}

func (f fields) deadLetter(key string) delivery.DeadLetter {
	return delivery.DeadLetter{
		Message: f.message(key), Reason: f.fields["reason"], Failures: f.failures(),
		InDoubt: !unstamp(f.fields["begun"]).IsZero(), At: unstamp(f.fields["concluded"]),
	}
}

// Waiting returns up to limit messages of a workspace that are neither sent nor dead, in the order of storing; team "" means
// all workspaces.
func (s *Store) Waiting(ctx context.Context, team string, limit int) ([]delivery.Waiting, error) {
	const what = "read what is on its way"
	if limit <= 0 {
		return nil, nil
	}
	teams := []string{team}
	if team == "" {
		var err error
		if teams, err = s.db.ZRange(ctx, s.names.turns(), 0, -1).Result(); err != nil {
			return nil, wrap(ctx, what, err)
		}
	}
	type queued struct {
		delivery.Waiting
		seq string
	}
	var found []queued
	for _, t := range teams {
		said, err := scripts.line.Run(ctx, s.db, []string{s.names.team(t)}, limit).Slice()
		if err != nil {
			return nil, wrap(ctx, what, err)
		}
		for _, v := range said {
			f := record(v)
			found = append(found, queued{delivery.Waiting{
				Message: f.message(f.names[1]), Failures: f.failures(), Reason: f.fields["reason"],
				Begun: unstamp(f.fields["begun"]), Until: unstamp(f.fields["until"]),
			}, f.names[0]})
		}
	}
	slices.SortFunc(found, func(a, b queued) int { return bySeq(a.seq, b.seq) })
	found = found[:min(limit, len(found))]
	out := make([]delivery.Waiting, len(found))
	for i, q := range found {
		out[i] = q.Waiting
	}
	return out, nil
}

// bySeq compares whole numbers without a sign.
func bySeq(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// Depth counts what is not sent.
func (s *Store) Depth(ctx context.Context) (delivery.Depth, error) {
	const what = "count the outbox"
	var d delivery.Depth
	waiting, err := s.db.ZRange(ctx, s.names.turns(), 0, -1).Result()
	if err != nil {
		return d, wrap(ctx, what, err)
	}
	dead, err := s.db.SMembers(ctx, s.names.graves()).Result()
	if err != nil {
		return d, wrap(ctx, what, err)
	}
	pending, doubt, oldest := make([]*goredis.IntCmd, len(waiting)), make([]*goredis.IntCmd, len(waiting)), make([]*goredis.ZSliceCmd, len(waiting))
	graves := make([]*goredis.IntCmd, len(dead))
	if len(waiting)+len(dead) == 0 {
		return d, nil
	}
	if _, err := s.db.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, t := range waiting {
			of := s.names.team(t)
			pending[i], doubt[i] = p.ZCard(ctx, of+":created"), p.SCard(ctx, of+":doubt")
			oldest[i] = p.ZRangeWithScores(ctx, of+":created", 0, 0)
		}
		for i, t := range dead {
			graves[i] = p.ZCard(ctx, s.names.team(t)+":dead")
		}
		return nil
	}); err != nil {
		return d, wrap(ctx, what, err)
	}
	for i := range waiting {
		d.Pending += int(pending[i].Val())
		d.InDoubt += int(doubt[i].Val())
		for _, z := range oldest[i].Val() {
			if at := unstampMilli(int64(z.Score)); d.Oldest.IsZero() || at.Before(d.Oldest) {
				d.Oldest = at
			}
		}
	}
	for _, g := range graves {
		d.Dead += int(g.Val())
	}
	return d, nil
}
