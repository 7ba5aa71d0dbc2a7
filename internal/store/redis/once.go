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

// Lease makes holder the only one who does work, until ttl is over or Release; it reports whether holder has it now. Who has
// it may take it again, and so make it last longer.
func (s *Store) Lease(ctx context.Context, work, holder string, ttl time.Duration) (bool, error) {
	has, err := scripts.lease.Run(ctx, s.db, []string{s.names.lease(work)}, holder, max(ttl.Milliseconds(), 1)).Bool()
	return has && err == nil, wrap(ctx, "take the lease of "+work, err)
}

// Release lets go of a lease, if holder has it still.
func (s *Store) Release(ctx context.Context, work, holder string) error {
	return wrap(ctx, "let go of the lease of "+work, scripts.release.Run(ctx, s.db, []string{s.names.lease(work)}, holder).Err())
}
