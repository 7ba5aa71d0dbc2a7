package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	rooms "pledgewatch/internal/store"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/sqlite"
)

// store is all that the rooms need kept. store/sqlite keeps it for one bot, store/redis for any number of them.
type store interface{ rooms.Store }

// storeTime is how long a start waits for Redis to say that it must not be used.
const storeTime = 3 * time.Second

// openStore opens what REDIS_URL names, or else the store in the data directory. A Redis that does not answer is no error: the
// bot starts, and what needs the store waits.
func (h *house) openStore(ctx context.Context) error {
	if !h.g.RedisURL.set() {
		if what, err := readMark(filepath.Join(h.g.Data, movingFile)); err == nil && what != "" { // other trouble is met, and named, below
			return fmt.Errorf("%s is half full: the move of %s into it was not finished: run \"bot migrate\" again", h.g.Data, what)
		}
		s, err := sqlite.Open(ctx, h.g.Data, sqlite.Options{Now: h.now})
		if err != nil {
			return err
		}
		h.store = s
		return nil
	}
	s, err := redis.Open(h.g.RedisURL.Reveal(), redis.Options{Now: h.now})
	if err != nil {
		return err
	}
	look, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := s.Ping(look); errors.Is(err, redis.ErrUnfit) {
		return errors.Join(err, s.Close())
	}
	h.store, h.redis = s, s
	if h.mode == modeSandbox { // its journal is a file
		if err := os.MkdirAll(h.g.Data, 0o700); err != nil {
			return errors.Join(fmt.Errorf("data directory %s cannot be made: set PLEDGEWATCH_DATA to another place: %w", h.g.Data, err), s.Close())
		}
	}
	return nil
}

// openReader opens the store beside a bot that may be running on it.
func (g *Globals) openReader(ctx context.Context, now clock) (store, error) {
	if g.RedisURL.set() {
		s, err := redis.Open(g.RedisURL.Reveal(), redis.Options{Now: now})
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	s, err := sqlite.OpenReader(ctx, g.Data, sqlite.Options{Now: now})
	if err != nil {
		return nil, err
	}
	return s, nil
}
