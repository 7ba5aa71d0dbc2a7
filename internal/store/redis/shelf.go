package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// shelf is a hash that keeps values as JSON, each under its id. One field is one value, so that each put is whole.
type shelf[T any] struct {
	key, of string         // of names a value in errors
	id      func(T) string // where it lies
	tidy    func(*T)       // gives its times as they are kept
}

func (h shelf[T]) put(ctx context.Context, s *Store, v T) error {
	h.tidy(&v)
	raw, err := json.Marshal(v)
	if err == nil {
		err = s.db.HSet(ctx, h.key, h.id(v), raw).Err()
	}
	return wrap(ctx, "keep "+h.of+" "+h.id(v), err)
}

func (h shelf[T]) get(ctx context.Context, s *Store, id string) (T, bool, error) {
	raw, err := s.db.HGet(ctx, h.key, id).Result()
	return decode[T](ctx, "read "+h.of+" "+id, raw, err)
}

func (h shelf[T]) all(ctx context.Context, s *Store) ([]T, error) {
	raws, err := s.db.HGetAll(ctx, h.key).Result()
	if err != nil {
		return nil, wrap(ctx, "read each "+h.of, err)
	}
	out := make([]T, 0, len(raws))
	for id, raw := range raws {
		v, _, err := decode[T](ctx, "read "+h.of+" "+id, raw, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b T) int { return cmp.Compare(h.id(a), h.id(b)) })
	return out, nil
}

func (h shelf[T]) remove(ctx context.Context, s *Store, id string) (bool, error) {
	n, err := s.db.HDel(ctx, h.key, id).Result()
	return n > 0, wrap(ctx, "forget "+h.of+" "+id, err)
}
