package redis

import (
	"context"
	"time"

	"pledgewatch/internal/delivery"
)

// Turn takes a workspace's next turn at each of rates, and returns how long it is from now until each; one further off than most is
// not taken. A replica whose clock is wrong disturbs the others for a burst's length at most: what it wrote is gone then.
func (s *Store) Turn(ctx context.Context, team string, now time.Time, most time.Duration, rates ...delivery.Rate) ([]time.Duration, error) {
	keys, args := make([]string, len(rates)), []any{now.UnixMilli(), most.Milliseconds()}
	for i, r := range rates {
		keys[i], args = s.names.pace(team, r.Name), append(args, r.Every.Milliseconds(), r.Burst)
	}
	waits, err := scripts.turn.Run(ctx, s.db, keys, args...).Int64Slice()
	if err != nil {
		return nil, wrap(ctx, "take a turn", err)
	}
	out := make([]time.Duration, len(waits))
	for i, ms := range waits {
		out[i] = time.Duration(ms) * time.Millisecond
	}
	return out, nil
}

// Hold leaves a workspace no turn at a rate before until.
func (s *Store) Hold(ctx context.Context, team string, r delivery.Rate, now, until time.Time) error {
	keys := []string{s.names.pace(team, r.Name)}
	return wrap(ctx, "hold turns", scripts.hush.Run(ctx, s.db, keys, now.UnixMilli(), until.Sub(now).Milliseconds(), r.Every.Milliseconds(), r.Burst).Err())
}
