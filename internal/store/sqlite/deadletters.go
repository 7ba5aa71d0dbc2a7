package sqlite

import (
	"context"

	"pledgewatch/internal/delivery"
)

// Dead returns up to limit dead letters of a workspace, the latest first; team "" means all workspaces.
func (s *Store) Dead(ctx context.Context, team string, limit int) ([]delivery.DeadLetter, error) {
	scanDead := func(row scan) (d delivery.DeadLetter, err error) {
		err = row(append(messageFields(&d.Message), &d.Reason, &d.Failures, &d.InDoubt, (*stamp)(&d.At))...)
		return d, err
	}
	return all(ctx, s.read, "read the dead letters", scanDead,
		`SELECT `+messageColumns+`, reason, failures, begun > ?1, concluded FROM outbox
		WHERE state = 'dead' AND (?2 = '' OR team = ?2) ORDER BY concluded DESC, seq DESC LIMIT ?3`,
		stamp{}, team, max(limit, 0))
}

// Waiting returns up to limit messages of a workspace that are on their way, in the order of storing; team "" means all.
func (s *Store) Waiting(ctx context.Context, team string, limit int) ([]delivery.Waiting, error) {
	scanWaiting := func(row scan) (w delivery.Waiting, err error) {
		err = row(append(messageFields(&w.Message), &w.Failures, &w.Reason, (*stamp)(&w.Begun), (*stamp)(&w.Until))...)
		return w, err
	}
	return all(ctx, s.read, "read the outbox", scanWaiting,
		`SELECT `+messageColumns+`, failures, reason, begun, until FROM outbox
		WHERE state = 'pending' AND (?1 = '' OR team = ?1) ORDER BY seq LIMIT ?2`, team, max(limit, 0))
}

// Requeue puts a dead letter back in its place in its channel; ok is false where key is no dead letter.
func (s *Store) Requeue(ctx context.Context, key string) (bool, error) {
	n, err := s.exec(ctx, "send a dead letter again",
		`UPDATE outbox SET state = 'pending', failures = 0, reason = '', until = ?, concluded = ? WHERE key = ? AND state = 'dead'`,
		stamp{}, stamp{}, key)
	return n > 0, err
}

// Depth counts what is not sent.
func (s *Store) Depth(ctx context.Context) (delivery.Depth, error) {
	d, _, err := first(ctx, s.read, "count the outbox", func(row scan) (d delivery.Depth, err error) {
		err = row(&d.Pending, &d.InDoubt, &d.Dead, (*stamp)(&d.Oldest))
		return d, err
	}, `SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'pending' AND begun > ?1),
			count(*) FILTER (WHERE state = 'dead'), coalesce(min(created) FILTER (WHERE state = 'pending'), ?1)
		FROM outbox WHERE state <> 'sent'`, stamp{})
	return d, err
}
