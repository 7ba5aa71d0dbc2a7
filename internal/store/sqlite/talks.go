package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// Remember notes what a conversation is about, until ttl is over, in place of what it was about before. What is over is removed.
func (s *Store) Remember(ctx context.Context, talk, entry string, ttl time.Duration) error {
	now := s.now()
	return s.change(ctx, "remember what a conversation is about", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM talks WHERE expires <= ?`, stamp(now)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO talks (talk, entry, expires) VALUES (?, ?, ?)`, talk, entry, stamp(now.Add(ttl)))
		return err
	})
}

// Recall returns what a conversation is about; ok is false where that is not known, or no more.
func (s *Store) Recall(ctx context.Context, talk string) (entry string, ok bool, err error) {
	return first(ctx, s.read, "recall what a conversation is about", func(row scan) (entry string, err error) {
		return entry, row(&entry)
	}, `SELECT entry FROM talks WHERE talk = ? AND expires > ?`, talk, stamp(s.now()))
}
