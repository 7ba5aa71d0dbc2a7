package redis

import (
	"context"
	"errors"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/store/migrate"
)

// What follows serves moves of what is kept for a time only.

// EachOnce gives every key that was handled.
func (s *Store) EachOnce(ctx context.Context, yield func(migrate.Once) error) error {
	return s.eachPassing(ctx, "read what was handled", s.names.once(""), func(key string, expires time.Time, _ string) error {
		return yield(migrate.Once{Key: key, Expires: expires})
	})
}

// TakeOnce keeps a key that was handled, unless it is known.
func (s *Store) TakeOnce(ctx context.Context, o migrate.Once) error {
	return s.takePassing(ctx, "take what was handled", s.names.once(o.Key), o.Expires, "moved")
}

// EachTalk gives what every conversation is about.
func (s *Store) EachTalk(ctx context.Context, yield func(migrate.Talk) error) error {
	return s.eachPassing(ctx, "read what conversations are about", s.names.talk(""), func(name string, expires time.Time, entry string) error {
		return yield(migrate.Talk{Name: name, Entry: entry, Expires: expires})
	})
}

// TakeTalk keeps what a conversation is about, unless that is known.
func (s *Store) TakeTalk(ctx context.Context, t migrate.Talk) error {
	return s.takePassing(ctx, "take what a conversation is about", s.names.talk(t.Name), t.Expires, t.Entry)
}

// eachPassing gives what is kept for a time under names that begin alike: when it expires, and what it says.
func (s *Store) eachPassing(ctx context.Context, what, begin string, yield func(name string, expires time.Time, says string) error) error {
	keys, err := s.matching(ctx, begin+"*")
	if err != nil {
		return err
	}
	for _, key := range keys {
		text, err := s.db.Get(ctx, key).Result()
		if errors.Is(err, goredis.Nil) { // it expired just now
			continue
		}
		if err != nil {
			return wrap(ctx, what, err)
		}
		expires, says, _ := strings.Cut(text, " ")
		if err := yield(strings.TrimPrefix(key, begin), unstamp(expires), says); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) takePassing(ctx context.Context, what, key string, expires time.Time, says string) error {
	ttl := max(expires.Sub(s.now()), time.Millisecond)
	return wrap(ctx, what, s.db.SetNX(ctx, key, stamp(expires)+" "+says, ttl).Err())
}
