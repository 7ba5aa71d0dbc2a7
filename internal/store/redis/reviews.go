package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/watch"
)

// The review of changes lies under one hash tag: there are few changes, and what is asked of them is asked of all. A step reads,
// decides and writes; where another wrote in between, it begins anew (WATCH).

func (n names) changes() string          { return n.at("{reviews}:changes") }
func (n names) subject(of string) string { return n.at("{reviews}:subject:" + of) }
func (n names) changesPending() string   { return n.at("{reviews}:pending") }
func (n names) changesDecided() string   { return n.at("{reviews}:decided") }
func (n names) changesConfirmed() string { return n.at("{reviews}:confirmed") }
func (n names) auditLog() string         { return n.at("{reviews}:log") }

// alone runs do, again and again until nobody else wrote changes meanwhile.
func (s *Store) alone(ctx context.Context, what string, do func(tx *goredis.Tx) error) error {
	for {
		err := s.db.Watch(ctx, do, s.names.changes())
		if !errors.Is(err, goredis.TxFailedErr) || ctx.Err() != nil {
			return wrap(ctx, what, err)
		}
	}
}

// Propose keeps a change, unless the same is known.
func (s *Store) Propose(ctx context.Context, c watch.Change, since time.Time) (kept watch.Change, added bool, err error) {
	round(&c.Found, &c.At)
	err = s.alone(ctx, "keep a proposed change", func(tx *goredis.Tx) error {
		known, ok, err := s.known(ctx, tx, c, since)
		if err != nil {
			return err
		}
		if kept, added = c, !ok; !added {
			next, joined := known.Joined(c.Article)
			kept = next
			if !joined {
				return nil
			}
		}
		return s.putChange(ctx, tx, kept, nil)
	})
	if err != nil {
		return watch.Change{}, false, err
	}
	return kept, added, nil
}

// known is the change that c is the same as.
func (s *Store) known(ctx context.Context, tx *goredis.Tx, c watch.Change, since time.Time) (watch.Change, bool, error) {
	read := func(key string) (watch.Change, bool, error) {
		raw, err := tx.HGet(ctx, s.names.changes(), key).Result()
		return decode[watch.Change](ctx, "read change "+key, raw, err)
	}
	if same, ok, err := read(c.Key); err != nil || ok {
		return same, ok, err
	}
	keys, err := tx.SMembers(ctx, s.names.subject(c.Subject())).Result()
	if err != nil {
		return watch.Change{}, false, err
	}
	var found []watch.Change
	for _, key := range keys {
		k, ok, err := read(key)
		if err != nil {
			return watch.Change{}, false, err
		}
		if ok && (k.Standing.Pending() || k.At.UnixMilli() >= since.UnixMilli()) {
			found = append(found, k)
		}
	}
	if len(found) == 0 {
		return watch.Change{}, false, nil
	}
	return slices.MinFunc(found, func(a, b watch.Change) int { return cmp.Or(b.Found.Compare(a.Found), cmp.Compare(a.Key, b.Key)) }), true, nil
}

// putChange writes a change and the lists that it stands in, and adds a line to the audit log if there is one.
func (s *Store) putChange(ctx context.Context, tx *goredis.Tx, c watch.Change, line []byte) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.TxPipelined(ctx, func(p goredis.Pipeliner) error {
		p.HSet(ctx, s.names.changes(), c.Key, raw)
		p.SAdd(ctx, s.names.subject(c.Subject()), c.Key)
		list := func(key string, in bool, at time.Time) {
			if in {
				p.ZAdd(ctx, key, goredis.Z{Score: float64(at.UnixMilli()), Member: c.Key})
			} else {
				p.ZRem(ctx, key, c.Key)
			}
		}
		list(s.names.changesPending(), c.Standing.Pending(), c.Found)
		list(s.names.changesDecided(), !c.Standing.Pending(), c.At)
		list(s.names.changesConfirmed(), c.Standing == watch.StandingConfirmed, c.At)
		if line != nil {
			p.RPush(ctx, s.names.auditLog(), line)
		}
		return nil
	})
	return err
}

// Change returns a change; ok is false where there is none under the key.
func (s *Store) Change(ctx context.Context, key string) (watch.Change, bool, error) {
	raw, err := s.db.HGet(ctx, s.names.changes(), key).Result()
	return decode[watch.Change](ctx, "read a proposed change", raw, err)
}

// Changes returns the changes that are pending, and those decided at or after since, the oldest found first.
func (s *Store) Changes(ctx context.Context, since time.Time) ([]watch.Change, error) {
	const what = "read proposed changes"
	pending, err := s.db.ZRange(ctx, s.names.changesPending(), 0, -1).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	decided, err := s.db.ZRangeByScore(ctx, s.names.changesDecided(), &goredis.ZRangeBy{Min: stamp(since), Max: "+inf"}).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	keys := append(pending, decided...)
	slices.Sort(keys)
	out, err := s.changesOf(ctx, what, slices.Compact(keys)) // one that was decided between the two looks is in both
	slices.SortFunc(out, watch.Oldest)
	return out, err
}

// Confirmed returns all changes that stand confirmed, by the time of their decision.
func (s *Store) Confirmed(ctx context.Context) ([]watch.Change, error) {
	const what = "read confirmed changes"
	keys, err := s.db.ZRange(ctx, s.names.changesConfirmed(), 0, -1).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	out, err := s.changesOf(ctx, what, keys)
	out = slices.DeleteFunc(out, func(c watch.Change) bool { return c.Standing != watch.StandingConfirmed })
	slices.SortFunc(out, func(a, b watch.Change) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) })
	return out, err
}

func (s *Store) changesOf(ctx context.Context, what string, keys []string) ([]watch.Change, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	raws, err := s.db.HMGet(ctx, s.names.changes(), keys...).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	out := make([]watch.Change, 0, len(raws))
	for _, raw := range raws {
		c, _, err := decode[watch.Change](ctx, what, fmt.Sprint(raw), nil)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Decide puts a change in place of its version before, and adds a line to the audit log.
func (s *Store) Decide(ctx context.Context, c watch.Change, d watch.Decision) (ok bool, err error) {
	round(&c.Found, &c.At, &d.At)
	line, err := json.Marshal(d)
	if err != nil {
		return false, wrap(ctx, "keep a decision", err)
	}
	err = s.alone(ctx, "keep a decision", func(tx *goredis.Tx) error {
		raw, err := tx.HGet(ctx, s.names.changes(), c.Key).Result()
		was, found, err := decode[watch.Change](ctx, "read a proposed change", raw, err)
		if ok = false; err != nil || !found || was.Version != c.Version-1 {
			return err
		}
		ok = true
		return s.putChange(ctx, tx, c, line)
	})
	return ok && err == nil, err
}

// Decisions returns up to limit lines of the audit log, the latest first.
func (s *Store) Decisions(ctx context.Context, limit int) ([]watch.Decision, error) {
	const what = "read the audit log"
	if limit <= 0 {
		return nil, nil
	}
	lines, err := s.db.LRange(ctx, s.names.auditLog(), int64(-limit), -1).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	slices.Reverse(lines)
	out := make([]watch.Decision, 0, len(lines))
	for _, l := range lines {
		d, _, err := decode[watch.Decision](ctx, what, l, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
