package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pledgewatch/internal/watch"
)

// body is a value as a column holds it whole: JSON.
func body[T any](row scan) (v T, err error) {
	var text string
	if err := row(&text); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(text), &v)
}

// Propose keeps a change, unless the same is known.
func (s *Store) Propose(ctx context.Context, c watch.Change, since time.Time) (kept watch.Change, added bool, err error) {
	err = s.change(ctx, "keep a proposed change", func(tx *sql.Tx) error {
		kept, err = body[watch.Change](tx.QueryRowContext(ctx,
			`SELECT body FROM changes WHERE key = ?1 OR subject = ?2 AND (pending OR decided >= ?3)
			ORDER BY key = ?1 DESC, found DESC, key LIMIT 1`, c.Key, c.Subject(), stamp(since)).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			kept, added = c, true
			return putChange(ctx, tx, c)
		}
		if err != nil {
			return err
		}
		var joined bool
		if kept, joined = kept.Joined(c.Article); joined {
			return putChange(ctx, tx, kept)
		}
		return nil
	})
	if err != nil {
		return watch.Change{}, false, err
	}
	return kept, added, nil
}

func putChange(ctx context.Context, tx *sql.Tx, c watch.Change) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO changes (key, subject, standing, pending, found, decided, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.Key, c.Subject(), string(c.Standing), c.Standing.Pending(), stamp(c.Found), stamp(c.At), c.Version, string(text))
	return err
}

// Change returns a change; ok is false where there is none under the key.
func (s *Store) Change(ctx context.Context, key string) (watch.Change, bool, error) {
	return first(ctx, s.read, "read a proposed change", body[watch.Change], `SELECT body FROM changes WHERE key = ?`, key)
}

// Changes returns the changes that are pending, and those decided at or after since, the oldest found first.
func (s *Store) Changes(ctx context.Context, since time.Time) ([]watch.Change, error) {
	return all(ctx, s.read, "read proposed changes", body[watch.Change],
		`SELECT body FROM changes WHERE pending OR decided >= ? ORDER BY found, key`, stamp(since))
}

// Confirmed returns all changes that stand confirmed, by the time of their decision.
func (s *Store) Confirmed(ctx context.Context) ([]watch.Change, error) {
	return all(ctx, s.read, "read confirmed changes", body[watch.Change],
		`SELECT body FROM changes WHERE standing = ? ORDER BY decided, key`, string(watch.StandingConfirmed))
}

// Decide puts a change in place of its version before, and adds a line to the audit log.
func (s *Store) Decide(ctx context.Context, c watch.Change, d watch.Decision) (ok bool, err error) {
	err = s.change(ctx, "keep a decision", func(tx *sql.Tx) error {
		var version int
		err := tx.QueryRowContext(ctx, `SELECT version FROM changes WHERE key = ?`, c.Key).Scan(&version)
		if errors.Is(err, sql.ErrNoRows) || err == nil && version != c.Version-1 {
			return nil
		}
		if err != nil {
			return err
		}
		if err := putChange(ctx, tx, c); err != nil {
			return err
		}
		line, err := json.Marshal(d)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO decisions (change, body) VALUES (?, ?)`, c.Key, string(line)); err != nil {
			return fmt.Errorf("audit log: %w", err)
		}
		ok = true
		return nil
	})
	return ok && err == nil, err
}

// Decisions returns up to limit lines of the audit log, the latest first.
func (s *Store) Decisions(ctx context.Context, limit int) ([]watch.Decision, error) {
	return all(ctx, s.read, "read the audit log", body[watch.Decision], `SELECT body FROM decisions ORDER BY seq DESC LIMIT ?`, max(limit, 0))
}
