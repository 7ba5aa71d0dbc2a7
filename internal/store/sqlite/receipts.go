package sqlite

import "context"

// Posted returns the ts of a message once it is sent; waiting reports that it is still on its way.
func (s *Store) Posted(ctx context.Context, team, key string) (ts string, waiting bool, err error) {
	type receipt struct {
		state, ts string
	}
	r, ok, err := first(ctx, s.read, "look where a message stands", func(row scan) (r receipt, err error) {
		err = row(&r.state, &r.ts)
		return r, err
	}, `SELECT state, ts FROM outbox WHERE key = ? AND team = ?`, key, team)
	return r.ts, ok && r.state == "pending", err
}
