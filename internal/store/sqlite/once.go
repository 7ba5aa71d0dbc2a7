package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// First reports whether key is seen for the first time within ttl, and remembers it. Keys that have expired are removed.
func (s *Store) First(ctx context.Context, key string, ttl time.Duration) (first bool, err error) {
	now := s.now()
	err = s.change(ctx, "remember what was handled", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM once WHERE expires <= ?`, stamp(now)); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO once (key, expires) VALUES (?, ?) ON CONFLICT DO NOTHING`,
			key, stamp(now.Add(ttl)))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		first = n > 0
		return err
	})
	return first && err == nil, err
}
