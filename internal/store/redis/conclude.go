package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/delivery"
)

// sentLife is how long it is remembered to which workspace a sent message belonged. That it was sent is never forgotten.
const sentLife = 30 * 24 * time.Hour

// Begin notes that a send begins now.
func (s *Store) Begin(ctx context.Context, key, worker string, now time.Time) error {
	return s.conclude(ctx, scripts.begin, key, worker, stamp(now))
}

// Sent concludes a message, and forgets what it said.
func (s *Store) Sent(ctx context.Context, key, worker, ts string, now time.Time) error {
	if err := s.conclude(ctx, scripts.sent, key, worker, ts, stamp(now)); err != nil {
		return err
	}
	_ = s.db.PExpire(ctx, s.names.owner(key), sentLife) // it only saves room
	return nil
}

// Retry gives the lease back until f.At.
func (s *Store) Retry(ctx context.Context, key, worker string, f delivery.Failure) error {
	return s.conclude(ctx, scripts.retry, key, worker, stamp(f.At), f.Reason, bit(f.Counted), bit(f.InDoubt))
}

// Bury moves a message to the dead letters.
func (s *Store) Bury(ctx context.Context, key, worker string, f delivery.Failure) error {
	return s.conclude(ctx, scripts.bury, key, worker, stamp(f.At), f.Reason, bit(f.Counted), bit(f.InDoubt))
}

// Requeue puts a dead letter back in its place in its channel; ok is false where key is no dead letter.
func (s *Store) Requeue(ctx context.Context, key string) (bool, error) {
	err := s.conclude(ctx, scripts.requeue, key)
	if errors.Is(err, delivery.ErrLeaseLost) {
		return false, nil
	}
	return err == nil, err
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// conclude runs a script on a message, and calls its workspace up where it can go on.
func (s *Store) conclude(ctx context.Context, script *goredis.Script, key string, args ...any) error {
	const what = "note how a message went"
	team, err := s.db.Get(ctx, s.names.owner(key)).Result()
	if errors.Is(err, goredis.Nil) {
		return delivery.ErrLeaseLost
	}
	if err == nil && script == scripts.bury { // first, so that no dead letter is where nobody looks
		err = s.db.SAdd(ctx, s.names.graves(), team).Err()
	}
	if err != nil {
		return wrap(ctx, what, err)
	}
	said, err := script.Run(ctx, s.db, []string{s.names.team(team)}, append([]any{key}, args...)...).StringSlice()
	if err != nil {
		return wrap(ctx, what, err)
	}
	if said[0] == "lost" {
		return delivery.ErrLeaseLost
	}
	// It is noted. Where this fails, the workspace is called up when the lease would have ended.
	_ = s.bump(ctx, team, said[1])
	return nil
}

// fields are what a script returned of one message.
type fields struct {
	names  []string // what stood in front of them
	fields map[string]string
}

// record reads two names and then the fields.
func record(v any) fields {
	const names = 2
	f := fields{names: make([]string, names), fields: map[string]string{}}
	list, _ := v.([]any)
	if len(list) != names+1 {
		return f
	}
	for i := range names {
		f.names[i] = fmt.Sprint(list[i])
	}
	switch all := list[names].(type) {
	case []any:
		for i := 0; i+1 < len(all); i += 2 {
			f.fields[fmt.Sprint(all[i])] = fmt.Sprint(all[i+1])
		}
	case map[any]any:
		for k, v := range all {
			f.fields[fmt.Sprint(k)] = fmt.Sprint(v)
		}
	}
	return f
}

func (f fields) message(key string) delivery.Message {
	return delivery.Message{
		Key: key, Team: f.fields["team"], Channel: f.fields["channel"], Kind: f.fields["kind"], Text: f.fields["text"],
		Blocks: json.RawMessage(f.fields["blocks"]), ThreadOf: f.fields["thread_of"],
		NotBefore: unstamp(f.fields["not_before"]), Created: unstamp(f.fields["created"]),
	}
}

// failures are those counted so far.
func (f fields) failures() int {
	n, err := strconv.Atoi(f.fields["failures"])
	if err != nil {
		return 0
	}
	return n
}

// unscore reads the score of a sorted set where it is a time in ms; "" is none.
func unscore(s string) int64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return int64(x)
}
