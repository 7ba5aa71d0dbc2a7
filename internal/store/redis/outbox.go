package redis

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/delivery"
)

// patience is how long a step that was cut short is left to whoever began it.
const patience = time.Minute

// Enqueue stores all of msgs in their order, or none. A known key is left as it is.
//
// The messages of one workspace are stored by one script. Those of several are written down first as a batch: where the
// process dies in between, the next who claims stores the rest.
func (s *Store) Enqueue(ctx context.Context, msgs []delivery.Message) error {
	const what = "store messages"
	if len(msgs) == 0 {
		return wrap(ctx, what, ctx.Err())
	}
	teams := byTeam(msgs)
	if len(teams) == 1 {
		return wrap(ctx, what, s.enqueue(ctx, teams[0]))
	}
	for _, batch := range teams {
		if err := s.checkParents(ctx, batch); err != nil {
			return wrap(ctx, what, err)
		}
	}
	raw, err := json.Marshal(heldBatch{At: s.now().UTC(), Messages: msgs})
	if err != nil {
		return wrap(ctx, what, err)
	}
	id := rand.Text()
	if err := s.db.HSet(ctx, s.names.batches(), id, raw).Err(); err != nil {
		return wrap(ctx, what, err)
	}
	return wrap(ctx, what, s.enqueueBatch(ctx, id, teams))
}

// heldBatch is what is to be stored for several workspaces.
type heldBatch struct {
	At       time.Time
	Messages []delivery.Message
}

func (s *Store) enqueueBatch(ctx context.Context, id string, teams [][]delivery.Message) error {
	for _, batch := range teams {
		if err := s.enqueue(ctx, batch); err != nil {
			return err
		}
	}
	return s.db.HDel(ctx, s.names.batches(), id).Err()
}

// finishBatches stores what was left when a process died while it stored messages for several workspaces.
func (s *Store) finishBatches(ctx context.Context) error {
	raws, err := s.db.HGetAll(ctx, s.names.batches()).Result()
	if err != nil {
		return err
	}
	for id, raw := range raws {
		b, _, err := decode[heldBatch](ctx, "batch "+id, raw, nil)
		if err != nil {
			return err
		}
		if s.now().Sub(b.At) < patience {
			continue
		}
		if err := s.enqueueBatch(ctx, id, byTeam(b.Messages)); err != nil {
			return err
		}
	}
	return nil
}

// byTeam parts messages by workspace, in the order in which each is first named.
func byTeam(msgs []delivery.Message) (out [][]delivery.Message) {
	at := map[string]int{}
	for _, m := range msgs {
		i, ok := at[m.Team]
		if !ok {
			i = len(out)
			at[m.Team] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], m)
	}
	return out
}

// checkParents finds a message whose thread is not there before anything is stored for any workspace.
func (s *Store) checkParents(ctx context.Context, msgs []delivery.Message) error {
	for i, m := range msgs {
		if m.ThreadOf == "" {
			continue
		}
		if slices.ContainsFunc(msgs[:i], func(p delivery.Message) bool { return p.Key == m.ThreadOf && p.Channel == m.Channel }) {
			continue
		}
		channel, err := scripts.where.Run(ctx, s.db, []string{s.names.team(m.Team)}, m.ThreadOf).Text()
		if errors.Is(err, goredis.Nil) || err == nil && channel != m.Channel {
			return fmt.Errorf("message %s: %w", m.Key, delivery.ErrNoParent)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// enqueue stores messages of one workspace. First they are found a home, and the workspace a time when it is looked at in any
// case; then they are stored; last the workspace is called up. A crash before the last leaves them to that later look.
func (s *Store) enqueue(ctx context.Context, msgs []delivery.Message) error {
	team := msgs[0].Team
	msgs, err := s.house(ctx, team, msgs)
	if err != nil || len(msgs) == 0 {
		return err
	}
	args := []any{team}
	for _, m := range msgs {
		args = append(args, m.Key, m.Channel, m.Kind, m.Text, []byte(m.Blocks), m.ThreadOf, stamp(m.NotBefore), stamp(m.Created))
	}
	said, err := scripts.store.Run(ctx, s.db, []string{s.names.team(team)}, args...).StringSlice()
	if err != nil {
		return err
	}
	if said[0] == "orphan" {
		return fmt.Errorf("message %s: %w", said[1], delivery.ErrNoParent)
	}
	return s.bump(ctx, team, said[1])
}

// house notes which workspace each message belongs to, and returns those that no other workspace has already.
func (s *Store) house(ctx context.Context, team string, msgs []delivery.Message) ([]delivery.Message, error) {
	owners := make([]*goredis.StringCmd, len(msgs))
	_, err := s.db.Pipelined(ctx, func(p goredis.Pipeliner) error {
		p.ZAdd(ctx, s.names.recheck(), goredis.Z{Score: float64(s.now().Add(patience).UnixMilli()), Member: team})
		for i, m := range msgs {
			p.SetNX(ctx, s.names.owner(m.Key), team, 0)
			owners[i] = p.Get(ctx, s.names.owner(m.Key))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	ours := make([]delivery.Message, 0, len(msgs))
	for i, m := range msgs {
		has := owners[i].Val()
		if has != team {
			_, err := scripts.where.Run(ctx, s.db, []string{s.names.team(has)}, m.Key).Text()
			if err == nil {
				continue // known
			}
			if !errors.Is(err, goredis.Nil) {
				return nil, err
			}
			// It was refused there, or never stored.
			if err := s.db.Set(ctx, s.names.owner(m.Key), team, 0).Err(); err != nil {
				return nil, err
			}
		}
		ours = append(ours, m)
	}
	return ours, nil
}

// bump calls a workspace up; turn is what a script said of it.
func (s *Store) bump(ctx context.Context, team, turn string) error {
	if turn == "" {
		return nil
	}
	return scripts.bump.Run(ctx, s.db, []string{s.names.turns()}, team, turn).Err()
}

// claimedJob is a job with its number, which is in the order of storing.
type claimedJob struct {
	delivery.Job
	seq string
}

// atOnce is the most workspaces that are looked up at a time.
const atOnce = 64

// Claim leases the heads of up to limit channel queues.
func (s *Store) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int, skip ...string) ([]delivery.Job, error) {
	var jobs []claimedJob
	err := ctx.Err()
	tried := map[string]bool{}
	for _, team := range skip {
		tried[team] = true
	}
	for fresh := true; fresh && err == nil && len(jobs) < limit; {
		var turns []turn
		turns, err = s.pick(ctx, now, min(limit-len(jobs), atOnce)+len(tried))
		fresh = false
		for _, t := range turns {
			if err != nil || tried[t.team] || len(jobs) >= limit {
				continue
			}
			tried[t.team], fresh = true, true
			var some []claimedJob
			some, err = s.claimIn(ctx, t, worker, now, lease, limit-len(jobs))
			jobs = append(jobs, some...)
		}
	}
	if len(jobs) == 0 { // what was claimed is held, so that it is better handed on; trouble that lasts is met again
		return nil, wrap(ctx, "claim messages", err)
	}
	slices.SortFunc(jobs, func(a, b claimedJob) int {
		return bySeq(a.seq, b.seq)
	})
	out := make([]delivery.Job, len(jobs))
	for i, j := range jobs {
		out[i] = j.Job
	}
	return out, nil
}

// turn is a workspace that may have something to send, as it was when it was picked.
type turn struct{ team, at, recheck string }

// pick names the workspaces to look at, and finishes batches that were cut short.
func (s *Store) pick(ctx context.Context, now time.Time, limit int) ([]turn, error) {
	keys := []string{s.names.turns(), s.names.recheck(), s.names.batches()}
	said, err := scripts.pick.Run(ctx, s.db, keys, stamp(now), limit).Slice()
	if err != nil {
		return nil, err
	}
	if n, ok := said[0].(int64); ok && n > 0 {
		if err := s.finishBatches(ctx); err != nil {
			return nil, err
		}
	}
	var out []turn
	for i := 1; i+2 < len(said); i += 3 {
		t := turn{team: fmt.Sprint(said[i]), at: fmt.Sprint(said[i+1]), recheck: fmt.Sprint(said[i+2])}
		if unscore(t.recheck) > now.UnixMilli() {
			t.recheck = "" // somebody may be storing just now
		}
		out = append(out, t)
	}
	return out, nil
}

// claimIn leases heads of one workspace's queues.
func (s *Store) claimIn(ctx context.Context, t turn, worker string, now time.Time, lease time.Duration, limit int) ([]claimedJob, error) {
	said, err := scripts.claim.Run(ctx, s.db, []string{s.names.team(t.team)}, stamp(now), stamp(now.Add(lease)), worker, limit).Slice()
	if err != nil {
		return nil, err
	}
	jobs := make([]claimedJob, 0, len(said)-1)
	for _, v := range said[1:] {
		f := record(v)
		j := claimedJob{seq: f.fields["seq"]}
		j.Job = delivery.Job{
			Message: f.message(f.names[0]), Failures: f.failures(), Begun: unstamp(f.fields["begun"]), ThreadTS: f.names[1],
		}
		jobs = append(jobs, j)
	}
	keys := []string{s.names.turns(), s.names.recheck()}
	return jobs, scripts.settle.Run(ctx, s.db, keys, t.team, t.at, fmt.Sprint(said[0]), t.recheck).Err()
}
