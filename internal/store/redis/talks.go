package redis

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Remember notes what a conversation is about, until ttl is over, in place of what it was about before.
func (s *Store) Remember(ctx context.Context, talk, entry string, ttl time.Duration) error {
	value := strconv.FormatInt(s.now().Add(ttl).UnixMilli(), 10) + " " + entry
	err := s.db.Set(ctx, s.names.talk(talk), value, max(ttl, time.Millisecond)).Err()
	return wrap(ctx, "remember what a conversation is about", err)
}

// Recall returns what a conversation is about; ok is false where that is not known, or no more. That is judged by the caller's
// clock; Redis only tidies up.
func (s *Store) Recall(ctx context.Context, talk string) (entry string, ok bool, err error) {
	value, err := s.db.Get(ctx, s.names.talk(talk)).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	if err != nil {
		return "", false, wrap(ctx, "recall what a conversation is about", err)
	}
	until, entry, _ := strings.Cut(value, " ")
	if !unstamp(until).After(s.now()) {
		return "", false, nil
	}
	return entry, true, nil
}
