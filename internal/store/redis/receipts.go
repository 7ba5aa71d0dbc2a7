package redis

import (
	"context"
	"errors"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// Posted returns the ts of a message once it is sent; waiting reports that it is still on its way.
func (s *Store) Posted(ctx context.Context, team, key string) (ts string, waiting bool, err error) {
	const what = "look where a message stands"
	base := s.names.team(team)
	for range 2 { // again where it was sent between the two looks
		sent, err := s.db.HGet(ctx, base+":sent", key).Result()
		if err == nil {
			ts, _, _ = strings.Cut(sent, " ")
			return ts, false, nil
		}
		if !errors.Is(err, goredis.Nil) {
			return "", false, wrap(ctx, what, err)
		}
		state, err := s.db.HGet(ctx, base+":message:"+key, "state").Result()
		if err == nil {
			return "", state == "pending", nil
		}
		if !errors.Is(err, goredis.Nil) {
			return "", false, wrap(ctx, what, err)
		}
	}
	return "", false, nil
}
