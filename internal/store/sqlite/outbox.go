package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pledgewatch/internal/delivery"
)

const (
	messageColumns = `key, team, channel, kind, text, blocks, thread_of, not_before, created`
	held           = ` WHERE key = ? AND holder = ? AND state = 'pending'`
)

// messageFields are where messageColumns go.
func messageFields(m *delivery.Message) []any {
	return []any{
		&m.Key, &m.Team, &m.Channel, &m.Kind, &m.Text, (*[]byte)(&m.Blocks), &m.ThreadOf,
		(*stamp)(&m.NotBefore), (*stamp)(&m.Created),
	}
}

// Enqueue stores all of msgs in their order, or none. A known key is left as it is.
func (s *Store) Enqueue(ctx context.Context, msgs []delivery.Message) error {
	return s.change(ctx, "store messages", func(tx *sql.Tx) error {
		for _, m := range msgs {
			if err := enqueue(ctx, tx, m); err != nil {
				return fmt.Errorf("message %s: %w", m.Key, err)
			}
		}
		return nil
	})
}

func enqueue(ctx context.Context, tx *sql.Tx, m delivery.Message) error {
	if m.ThreadOf != "" {
		var parent time.Time
		err := tx.QueryRowContext(ctx, `SELECT not_before FROM outbox WHERE key = ? AND team = ? AND channel = ?`,
			m.ThreadOf, m.Team, m.Channel).Scan((*stamp)(&parent))
		if errors.Is(err, sql.ErrNoRows) {
			return delivery.ErrNoParent
		}
		if err != nil {
			return err
		}
		if parent.After(m.NotBefore) { // else it would stand before its parent in the queue
			m.NotBefore = parent
		}
	}
	_, err := tx.ExecContext(ctx,
		`INSERT INTO outbox (`+messageColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		m.Key, m.Team, m.Channel, m.Kind, m.Text, []byte(m.Blocks), m.ThreadOf, stamp(m.NotBefore), stamp(m.Created))
	return err
}

// Claim leases the heads of up to limit channel queues, those of the workspaces in skip left out.
func (s *Store) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int, skip ...string) ([]delivery.Job, error) {
	var jobs []delivery.Job
	err := s.change(ctx, "claim messages", func(tx *sql.Tx) (err error) {
		if jobs, err = heads(ctx, tx, now, limit, skip); err != nil {
			return err
		}
		for _, j := range jobs {
			if _, err := tx.ExecContext(ctx, `UPDATE outbox SET holder = ?, until = ? WHERE key = ?`,
				worker, stamp(now.Add(lease)), j.Key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return jobs, nil
}

// heads reads the first message of each channel that is due, where none of the channel's is leased or waiting.
func heads(ctx context.Context, tx *sql.Tx, now time.Time, limit int, skip []string) (jobs []delivery.Job, err error) {
	rows, err := tx.QueryContext(ctx,
		`SELECT `+messageColumns+`, failures, begun,
			coalesce((SELECT p.ts FROM outbox p WHERE p.key = o.thread_of AND p.state = 'sent'), '')
		FROM outbox o WHERE state = 'pending' AND team NOT IN (SELECT value FROM json_each(?3)) AND not_before <= ?1
			AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 'pending' AND e.team = o.team AND e.channel = o.channel
				AND (e.not_before, e.seq) < (o.not_before, o.seq))
			AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 'pending' AND e.team = o.team AND e.channel = o.channel
				AND e.until > ?1)
		ORDER BY seq LIMIT ?2`,
		stamp(now), max(limit, 0), list[string](append([]string{}, skip...)))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var j delivery.Job
		if err := rows.Scan(append(messageFields(&j.Message), &j.Failures, (*stamp)(&j.Begun), &j.ThreadTS)...); err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, rows.Err()
}

// Begin notes that a send begins now.
func (s *Store) Begin(ctx context.Context, key, worker string, now time.Time) error {
	return s.conclude(ctx, `UPDATE outbox SET begun = ?`+held+` AND until > ?`, stamp(now), key, worker, stamp(now))
}

// Sent concludes a message, and forgets what it said.
func (s *Store) Sent(ctx context.Context, key, worker, ts string, now time.Time) error {
	return s.conclude(ctx,
		`UPDATE outbox SET state = 'sent', ts = ?, concluded = ?, begun = ?, holder = '', reason = '', text = '', blocks = NULL`+held,
		ts, stamp(now), stamp{}, key, worker)
}

// Retry gives the lease back until f.At.
func (s *Store) Retry(ctx context.Context, key, worker string, f delivery.Failure) error {
	return s.conclude(ctx,
		`UPDATE outbox SET until = ?, holder = '', reason = ?, failures = failures + ?, begun = iif(?, begun, ?)`+held,
		stamp(f.At), f.Reason, f.Counted, f.InDoubt, stamp{}, key, worker)
}

// Bury moves a message to the dead letters.
func (s *Store) Bury(ctx context.Context, key, worker string, f delivery.Failure) error {
	return s.conclude(ctx,
		`UPDATE outbox SET state = 'dead', concluded = ?, holder = '', reason = ?, failures = failures + ?, begun = iif(?, begun, ?)`+held,
		stamp(f.At), f.Reason, f.Counted, f.InDoubt, stamp{}, key, worker)
}

// conclude changes a message that is held under a lease.
func (s *Store) conclude(ctx context.Context, query string, args ...any) error {
	n, err := s.exec(ctx, "note how a message went", query, args...)
	if err == nil && n == 0 {
		return delivery.ErrLeaseLost
	}
	return err
}
