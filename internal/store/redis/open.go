package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Prefix is what every key begins with.
const Prefix = "pledgewatch"

// format is the layout of the keys that this build writes.
const format = "1"

const pingLife = time.Minute

// ErrUnfit is what Ping returns of a Redis that answers, and holds what this build must not touch.
var ErrUnfit = errors.New("the store cannot be used")

// Options of a store.
type Options struct {
	Now    func() time.Time // the clock by which keys of First expire and what was cut short is taken up again
	Prefix string           // in place of Prefix, for tests that share a server
}

// Store is what is kept in one Redis. It is safe for use by many goroutines.
type Store struct {
	now   func() time.Time
	names names
	db    goredis.UniversalClient
	where string
}

// Open makes a store of the Redis at address: see Address for how it is written. It connects when it is first used, and again
// whenever Redis was away, so it fails only where the address cannot be read.
func Open(address string, o Options) (*Store, error) {
	a, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	if o.Prefix == "" {
		o.Prefix = Prefix
	}
	return &Store{now: o.Now, names: names(o.Prefix), db: a.Client(), where: a.String()}, nil
}

// Where says which Redis it is, without secrets.
func (s *Store) Where() string { return s.where }

// Client is the connection to Redis, for what shares it. It is the store's to close.
func (s *Store) Client() goredis.UniversalClient { return s.db }

// Ping reports whether Redis can be read and written, each of its nodes in a cluster, and holds nothing of a newer build.
func (s *Store) Ping(ctx context.Context) error {
	if cluster, ok := s.db.(*goredis.ClusterClient); ok {
		if err := cluster.ForEachMaster(ctx, func(ctx context.Context, c *goredis.Client) error { return c.Ping(ctx).Err() }); err != nil {
			return wrap(ctx, "read the store", err)
		}
	}
	if err := s.db.Set(ctx, s.names.ping(), s.now().UnixMilli(), pingLife).Err(); err != nil {
		return wrap(ctx, "write to the store", err)
	}
	if err := s.db.SetNX(ctx, s.names.format(), format, 0).Err(); err != nil {
		return wrap(ctx, "write to the store", err)
	}
	has, err := s.db.Get(ctx, s.names.format()).Result()
	if err != nil {
		return wrap(ctx, "read the store", err)
	}
	if has != format {
		return fmt.Errorf("%w: another Pledgewatch wrote to %s (layout %.20q, this build knows %s): run that build, or set REDIS_URL to another database", ErrUnfit, s.where, has, format)
	}
	if what, err := s.Moving(ctx); err != nil || what != "" {
		return errors.Join(err, unfinished(s.where, what))
	}
	return nil
}

// unfinished says that a move into a store was cut short.
func unfinished(where, what string) error {
	if what == "" {
		return nil
	}
	return fmt.Errorf("%w: %s is half full: the move of %s into it was not finished: run \"bot migrate\" again", ErrUnfit, where, what)
}

// Close ends the connections. Calls that are under way fail.
func (s *Store) Close() error { return s.db.Close() }

// wrap says what failed, and that it was the caller who gave up where it was.
func wrap(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	if gaveUp := ctx.Err(); gaveUp != nil && !errors.Is(err, gaveUp) {
		return fmt.Errorf("%s: %w (%w)", what, gaveUp, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
