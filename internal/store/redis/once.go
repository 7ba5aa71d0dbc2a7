package redis

import (
	"context"
	"crypto/rand"
	"time"
)

// First reports whether key is seen for the first time within ttl, and remembers it.
func (s *Store) First(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	now := s.now()
	// The name makes a call that the client repeats, as its answer was lost, the same call.
	first, err := scripts.once.Run(ctx, s.db, []string{s.names.once(key)},
		stamp(now), stamp(now.Add(ttl)), max(ttl.Milliseconds(), 1), rand.Text()).Bool()
	return first && err == nil, wrap(ctx, "remember what was handled", err)
}
