package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"pledgewatch/internal/alert"
)

func scanNote(row scan) (n alert.Note, err error) {
	var event string
	if err := row(&n.Team, &n.Channel, &event, (*stamp)(&n.At)); err != nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(event), &n.Event)
}

// HoldAlerts holds notes for their channels, all or none. A note whose channel has ever held its key is left out.
func (s *Store) HoldAlerts(ctx context.Context, notes []alert.Note) error {
	return s.change(ctx, "hold alerts", func(tx *sql.Tx) error {
		for _, n := range notes {
			event, err := json.Marshal(n.Event)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx,
				`INSERT INTO alerts (team, channel, key, event, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (team, channel, key) DO NOTHING`,
				n.Team, n.Channel, n.Event.Key, string(event), stamp(n.At)); err != nil {
				return err
			}
		}
		return nil
	})
}

// AlertsWaiting returns the channels that hold notes or have a batch, the one with the oldest note first.
func (s *Store) AlertsWaiting(ctx context.Context) ([]alert.Waiting, error) {
	return all(ctx, s.read, "read which channels wait for alerts", func(row scan) (w alert.Waiting, err error) {
		err = row(&w.Team, &w.Channel, (*stamp)(&w.Since))
		return w, err
	}, `SELECT team, channel, min(at) AS since FROM alerts WHERE state <> 'told' GROUP BY team, channel ORDER BY since, team, channel`)
}

// SealAlerts returns the channel's batch, and makes one of all notes that it holds where there is none.
func (s *Store) SealAlerts(ctx context.Context, team, channel string) ([]alert.Note, error) {
	var batch []alert.Note
	err := s.change(ctx, "seal the alerts of "+channel, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			`UPDATE alerts SET state = 'sealed' WHERE team = ?1 AND channel = ?2 AND state = 'held' AND NOT EXISTS
				(SELECT 1 FROM alerts WHERE team = ?1 AND channel = ?2 AND state = 'sealed')`, team, channel)
		if err != nil {
			return err
		}
		batch, err = notes(ctx, tx, team, channel)
		return err
	})
	if err != nil {
		return nil, err
	}
	return batch, nil
}

// notes reads a channel's batch.
func notes(ctx context.Context, tx *sql.Tx, team, channel string) (batch []alert.Note, err error) {
	rows, err := tx.QueryContext(ctx,
		`SELECT team, channel, event, at FROM alerts WHERE team = ? AND channel = ? AND state = 'sealed' ORDER BY seq`, team, channel)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		n, err := scanNote(rows.Scan)
		if err != nil {
			return nil, err
		}
		batch = append(batch, n)
	}
	return batch, rows.Err()
}

// AlertsHeld returns what a channel is still to be told, its batch first.
func (s *Store) AlertsHeld(ctx context.Context, team, channel string) ([]alert.Note, error) {
	return all(ctx, s.read, "read the alerts of "+channel, scanNote,
		`SELECT team, channel, event, at FROM alerts WHERE team = ? AND channel = ? AND state <> 'told' ORDER BY seq`, team, channel)
}

// FinishAlerts ends the channel's batch if its first note is first, and keeps threads with that.
func (s *Store) FinishAlerts(ctx context.Context, team, channel, first string, threads map[string]alert.Thread) error {
	return s.change(ctx, "finish the alerts of "+channel, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx,
			`UPDATE alerts SET state = 'told', event = '' WHERE team = ?1 AND channel = ?2 AND state = 'sealed' AND ?3 =
				(SELECT key FROM alerts WHERE team = ?1 AND channel = ?2 AND state = 'sealed' ORDER BY seq LIMIT 1)`, team, channel, first)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for subject, t := range threads {
			if _, err := tx.ExecContext(ctx,
				`INSERT OR REPLACE INTO alert_threads (team, channel, subject, root, at) VALUES (?, ?, ?, ?, ?)`,
				team, channel, subject, t.Root, stamp(t.At)); err != nil {
				return err
			}
		}
		return nil
	})
}

// AlertThreads returns those of the subjects that the channel was told of.
func (s *Store) AlertThreads(ctx context.Context, team, channel string, subjects []string) (map[string]alert.Thread, error) {
	names, err := json.Marshal(subjects)
	if err != nil {
		return nil, err
	}
	out := map[string]alert.Thread{}
	_, err = all(ctx, s.read, "read the alert threads of "+channel, func(row scan) (string, error) {
		var subject string
		var t alert.Thread
		err := row(&subject, &t.Root, (*stamp)(&t.At))
		out[subject] = t
		return subject, err
	}, `SELECT subject, root, at FROM alert_threads WHERE team = ? AND channel = ? AND subject IN (SELECT value FROM json_each(?))`,
		team, channel, string(names))
	if err != nil {
		return nil, err
	}
	return out, nil
}

// AlertMark returns the text under a name; ok is false where there is none.
func (s *Store) AlertMark(ctx context.Context, name string) (text string, ok bool, err error) {
	return first(ctx, s.read, "read the mark "+name, func(row scan) (text string, err error) {
		err = row(&text)
		return text, err
	}, `SELECT text FROM alert_marks WHERE name = ?`, name)
}

// PutAlertMark keeps a text in place of what was under the name.
func (s *Store) PutAlertMark(ctx context.Context, name, text string) error {
	_, err := s.exec(ctx, "keep the mark "+name, `INSERT OR REPLACE INTO alert_marks (name, text) VALUES (?, ?)`, name, text)
	return err
}
