package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"pledgewatch/internal/jobs"
	"pledgewatch/internal/store/migrate"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/sqlite"
)

// movingFile marks a data directory into which a move was not finished.
const movingFile = "pledgewatch.moving"

type migrateCmd struct {
	From string `required:"" enum:"sqlite,redis" placeholder:"sqlite|redis" help:"Where all is kept now: sqlite (--data) or redis (--redis-url)."`
	To   string `required:"" enum:"sqlite,redis" placeholder:"sqlite|redis" help:"Where it is to be kept."`
}

// movable is a store that can be left or moved into.
type movable interface {
	migrate.Store
	Empty(ctx context.Context) (bool, error)
	Close() error
}

// Run moves all that one store keeps into the other.
func (c migrateCmd) Run(ctx context.Context, g *Globals, s streams, now clock) (err error) {
	switch {
	case c.From == c.To:
		return errors.New("--from and --to are the same: name sqlite and redis, in the direction of the move")
	case !g.RedisURL.set():
		return errors.New("REDIS_URL is not set: name the Redis to move to or from")
	}
	embedded, err := sqlite.Open(ctx, g.Data, sqlite.Options{Now: now}) // no bot runs on it while this has its lock
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, embedded.Close()) }()
	shared, err := redis.Open(g.RedisURL.Reveal(), redis.Options{Now: now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shared.Close()) }()
	n, err := jobs.Replicas(shared.Client())
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", shared.Where(), err)
	}
	if n > 0 {
		return fmt.Errorf("%d bots run on %s: stop them and wait a minute", n, shared.Where())
	}
	file := filepath.Join(g.Data, movingFile)
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: level(g.LogLevel)}))
	if c.From == "sqlite" {
		if _, err := os.Stat(file); err == nil {
			return fmt.Errorf("%s is half full: a move into it was not finished: run it again first, or set PLEDGEWATCH_DATA to another directory", g.Data)
		}
		return move(ctx, mover{
			from: embedded, fromName: "SQLite in " + g.Data, to: shared, toName: shared.Where(), moving: shared.Moving, note: shared.SetMoving,
		}, s, now, log)
	}
	what, err := shared.Moving(ctx)
	if err != nil {
		return err
	}
	if what != "" {
		return fmt.Errorf("%s is half full: the move of %s into it was not finished: run that again first", shared.Where(), what)
	}
	return move(ctx, mover{
		from: shared, fromName: shared.Where(), to: embedded, toName: "SQLite in " + g.Data,
		moving: func(context.Context) (string, error) { return readMark(file) },
		note:   func(_ context.Context, what string) error { return writeMark(file, what) },
	}, s, now, log)
}

// mover is a move: from where to where, and what notes that it is under way.
type mover struct {
	from     movable
	fromName string
	to       movable
	toName   string
	moving   func(context.Context) (string, error)
	note     func(context.Context, string) error
}

func move(ctx context.Context, m mover, s streams, now clock, log *slog.Logger) error {
	before, err := m.moving(ctx)
	if err != nil {
		return err
	}
	empty, err := m.to.Empty(ctx)
	switch {
	case err != nil:
		return err
	case before != "" && before != m.fromName:
		return fmt.Errorf("%s is half full of %s: go on with that move, or empty it", m.toName, before)
	case before == "" && !empty:
		return fmt.Errorf("%s holds something already, and two stores cannot be made one: empty it, or name another", m.toName)
	}
	if err := m.note(ctx, m.fromName); err != nil {
		return err
	}
	tallies, err := migrate.Run(ctx, m.from, m.to, now(), log)
	for _, t := range tallies {
		mark := "same"
		if t.From != t.To {
			mark = "DIFFERENT"
		}
		if _, err := fmt.Fprintf(s.out, "%-14s %8d  %x  %s\n", t.Kind, t.To.Count, t.To.Hash[:8], mark); err != nil {
			return err
		}
	}
	if errors.Is(err, migrate.ErrDiffers) {
		s.say("%v", err)
		return errCheck
	}
	if err != nil {
		return err
	}
	if err := m.note(ctx, ""); err != nil {
		return err
	}
	s.say("All is in %s now; %s is as it was. What conversations were about is not moved: it is forgotten within the hour anyway.", m.toName, m.fromName)
	return nil
}

func readMark(file string) (string, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return string(text), err
}

func writeMark(file, what string) error {
	if what != "" {
		return os.WriteFile(file, []byte(what), 0o600)
	}
	if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
