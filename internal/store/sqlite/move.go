package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"pledgewatch/internal/alert"
	move "pledgewatch/internal/store/migrate"
	"pledgewatch/internal/watch"
)

// What follows serves moves to and from another store.

// Empty reports whether nothing is kept yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	n, _, err := first(ctx, s.read, "look whether the store is empty", func(row scan) (n int, err error) {
		err = row(&n)
		return n, err
	}, `SELECT EXISTS (SELECT 1 FROM feeds) + EXISTS (SELECT 1 FROM revisions) + EXISTS (SELECT 1 FROM subscriptions)
		+ EXISTS (SELECT 1 FROM installations) + EXISTS (SELECT 1 FROM once) + EXISTS (SELECT 1 FROM outbox) + EXISTS (SELECT 1 FROM changes)
		+ EXISTS (SELECT 1 FROM decisions) + EXISTS (SELECT 1 FROM followed) + EXISTS (SELECT 1 FROM archives) + EXISTS (SELECT 1 FROM alerts)
		+ EXISTS (SELECT 1 FROM talks) + EXISTS (SELECT 1 FROM alert_threads) + EXISTS (SELECT 1 FROM alert_marks)`)
	return n == 0, err
}

// each gives the rows of a query one by one. yield must not use the store.
func each[T any](ctx context.Context, db *sql.DB, what string, one func(scan) (T, error), yield func(T) error, query string) (err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return wrap(ctx, what, err)
	}
	defer func() { err = errors.Join(err, wrap(ctx, what, rows.Close())) }()
	for rows.Next() {
		v, err := one(rows.Scan)
		if err != nil {
			return wrap(ctx, what, err)
		}
		if err := yield(v); err != nil {
			return err
		}
	}
	return wrap(ctx, what, rows.Err())
}

// EachMessage gives every message in the order of storing.
func (s *Store) EachMessage(ctx context.Context, yield func(move.Message) error) error {
	return each(ctx, s.read, "read the messages", func(row scan) (m move.Message, err error) {
		err = row(append(messageFields(&m.Message), &m.State, &m.TS, &m.Failures, &m.Reason, (*stamp)(&m.Begun), (*stamp)(&m.Until), (*stamp)(&m.Concluded))...)
		return m, err
	}, yield, `SELECT `+messageColumns+`, state, ts, failures, reason, begun, until, concluded FROM outbox ORDER BY seq`)
}

// TakeMessage keeps a message after all others, unless its key is known.
func (s *Store) TakeMessage(ctx context.Context, m move.Message) error {
	_, err := s.exec(ctx, "take a message",
		`INSERT INTO outbox (`+messageColumns+`, state, ts, failures, reason, begun, until, concluded)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		m.Key, m.Team, m.Channel, m.Kind, m.Text, []byte(m.Blocks), m.ThreadOf, stamp(m.NotBefore), stamp(m.Created),
		m.State, m.TS, m.Failures, m.Reason, stamp(m.Begun), stamp(m.Until), stamp(m.Concluded))
	return err
}

// EachOnce gives every key that was handled.
func (s *Store) EachOnce(ctx context.Context, yield func(move.Once) error) error {
	return each(ctx, s.read, "read what was handled", func(row scan) (o move.Once, err error) {
		err = row(&o.Key, (*stamp)(&o.Expires))
		return o, err
	}, yield, `SELECT key, expires FROM once`)
}

// TakeOnce keeps a key that was handled, unless it is known.
func (s *Store) TakeOnce(ctx context.Context, o move.Once) error {
	_, err := s.exec(ctx, "take what was handled", `INSERT INTO once (key, expires) VALUES (?, ?) ON CONFLICT DO NOTHING`, o.Key, stamp(o.Expires))
	return err
}

// EachTalk gives what every conversation is about.
func (s *Store) EachTalk(ctx context.Context, yield func(move.Talk) error) error {
	return each(ctx, s.read, "read what conversations are about", func(row scan) (t move.Talk, err error) {
		err = row(&t.Name, &t.Entry, (*stamp)(&t.Expires))
		return t, err
	}, yield, `SELECT talk, entry, expires FROM talks`)
}

// TakeTalk keeps what a conversation is about, unless that is known.
func (s *Store) TakeTalk(ctx context.Context, t move.Talk) error {
	_, err := s.exec(ctx, "take what a conversation is about", `INSERT INTO talks (talk, entry, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, t.Name, t.Entry, stamp(t.Expires))
	return err
}

// EachNote gives every note in the order of holding, and of those that were told the keys.
func (s *Store) EachNote(ctx context.Context, yield func(move.Note) error) error {
	return each(ctx, s.read, "read the alerts", func(row scan) (n move.Note, err error) {
		var note alert.Note
		var event string
		if err := row(&n.Team, &n.Channel, &n.Key, &event, (*stamp)(&note.At), &n.State); err != nil || n.State == move.Told {
			return n, err
		}
		note.Team, note.Channel, n.Note = n.Team, n.Channel, &note
		return n, json.Unmarshal([]byte(event), &note.Event)
	}, yield, `SELECT team, channel, key, event, at, state FROM alerts ORDER BY seq`)
}

// TakeNote keeps a note, unless its channel knows its key.
func (s *Store) TakeNote(ctx context.Context, n move.Note) error {
	event, at := []byte(nil), time.Time{}
	if n.Note != nil {
		var err error
		if event, err = json.Marshal(n.Note.Event); err != nil {
			return err
		}
		at = n.Note.At
	}
	_, err := s.exec(ctx, "take a note",
		`INSERT INTO alerts (team, channel, key, event, at, state) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (team, channel, key) DO NOTHING`,
		n.Team, n.Channel, n.Key, string(event), stamp(at), n.State)
	return err
}

// EachThread gives every thread of every channel.
func (s *Store) EachThread(ctx context.Context, yield func(move.Thread) error) error {
	return each(ctx, s.read, "read the alert threads", func(row scan) (t move.Thread, err error) {
		err = row(&t.Team, &t.Channel, &t.Subject, &t.Root, (*stamp)(&t.At))
		return t, err
	}, yield, `SELECT team, channel, subject, root, at FROM alert_threads`)
}

// TakeThread keeps a thread.
func (s *Store) TakeThread(ctx context.Context, t move.Thread) error {
	_, err := s.exec(ctx, "take a thread", `INSERT OR REPLACE INTO alert_threads (team, channel, subject, root, at) VALUES (?, ?, ?, ?, ?)`,
		t.Team, t.Channel, t.Subject, t.Root, stamp(t.At))
	return err
}

// EachMark gives every mark.
func (s *Store) EachMark(ctx context.Context, yield func(move.Mark) error) error {
	return each(ctx, s.read, "read the marks", func(row scan) (m move.Mark, err error) {
		err = row(&m.Name, &m.Text)
		return m, err
	}, yield, `SELECT name, text FROM alert_marks`)
}

// TakeChange keeps a change as it is.
func (s *Store) TakeChange(ctx context.Context, c watch.Change) error {
	return s.change(ctx, "take a change", func(tx *sql.Tx) error { return putChange(ctx, tx, c) })
}

// TakeDecision adds a line to the audit log, if it is the next.
func (s *Store) TakeDecision(ctx context.Context, d move.Decision) error {
	line, err := json.Marshal(d.Decision)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, "take a decision",
		`INSERT INTO decisions (change, body) SELECT ?, ? WHERE (SELECT count(*) FROM decisions) = ?`, d.Change, string(line), d.Line)
	return err
}
