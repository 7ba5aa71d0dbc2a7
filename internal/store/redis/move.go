package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/store/migrate"
	"pledgewatch/internal/watch"
)

// What follows serves moves to and from another store.

// matching returns the keys that fit a pattern, ordered; in a cluster, those of every node.
func (s *Store) matching(ctx context.Context, pattern string) ([]string, error) {
	var mu sync.Mutex
	found := map[string]bool{}
	scan := func(ctx context.Context, c goredis.Cmdable) error {
		it := c.Scan(ctx, 0, pattern, 1000).Iterator()
		for it.Next(ctx) {
			mu.Lock()
			found[it.Val()] = true
			mu.Unlock()
		}
		return it.Err()
	}
	var err error
	if cluster, ok := s.db.(*goredis.ClusterClient); ok {
		err = cluster.ForEachMaster(ctx, func(ctx context.Context, c *goredis.Client) error { return scan(ctx, c) })
	} else {
		err = scan(ctx, s.db)
	}
	if err != nil {
		return nil, wrap(ctx, "list keys", err)
	}
	out := make([]string, 0, len(found))
	for k := range found {
		out = append(out, k)
	}
	slices.Sort(out)
	return out, nil
}

// Empty reports whether nothing is kept yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	keys, err := s.matching(ctx, string(s.names)+":*")
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == s.names.ping() || k == s.names.format() || k == s.names.moving() })
	return len(keys) == 0, err
}

// between is what stands in a key between a tag's name and its end.
func (s *Store) between(key, tag, end string) (string, bool) {
	rest, ok := strings.CutPrefix(key, s.names.at("{"+tag+":"))
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, "}"+end)
}

// EachMessage gives every message, those of a workspace that are not sent in the order of storing.
func (s *Store) EachMessage(ctx context.Context, yield func(migrate.Message) error) error {
	keys, err := s.matching(ctx, s.names.at("{team:*}:seq"))
	if err != nil {
		return err
	}
	for _, key := range keys {
		if team, ok := s.between(key, "team", ":seq"); ok {
			if err := s.eachOf(ctx, unescape(team), yield); err != nil {
				return wrap(ctx, "read the messages of "+team, err)
			}
		}
	}
	return nil
}

func (s *Store) eachOf(ctx context.Context, team string, yield func(migrate.Message) error) error {
	sent, err := s.db.HGetAll(ctx, s.names.team(team)+":sent").Result()
	if err != nil {
		return err
	}
	for key, text := range sent {
		m := migrate.Message{State: migrate.Sent}
		parts := append(strings.SplitN(text, " ", 4), "", "", "", "")
		m.Key, m.Team, m.TS, m.Channel = key, team, parts[0], parts[3]
		m.NotBefore, m.Concluded = unstamp(parts[1]), unstamp(parts[2])
		if err := yield(m); err != nil {
			return err
		}
	}
	var unsent []fields
	for _, script := range []*goredis.Script{scripts.line, scripts.dig} {
		said, err := script.Run(ctx, s.db, []string{s.names.team(team)}, math.MaxInt32).Slice()
		if err != nil {
			return err
		}
		for _, v := range said {
			unsent = append(unsent, record(v))
		}
	}
	slices.SortFunc(unsent, func(a, b fields) int { return bySeq(a.fields["seq"], b.fields["seq"]) })
	for _, f := range unsent {
		m := migrate.Message{
			Message: f.message(f.names[1]), State: f.fields["state"], Failures: f.failures(), Reason: f.fields["reason"],
			Begun: unstamp(f.fields["begun"]), Until: unstamp(f.fields["until"]), Concluded: unstamp(f.fields["concluded"]),
		}
		if err := yield(m); err != nil {
			return err
		}
	}
	return nil
}

// TakeMessage keeps a message after all others of its workspace, unless its key is known.
func (s *Store) TakeMessage(ctx context.Context, m migrate.Message) error {
	const what = "take a message"
	if m.State != migrate.Sent {
		if err := s.db.SetNX(ctx, s.names.owner(m.Key), m.Team, 0).Err(); err != nil {
			return wrap(ctx, what, err)
		}
	}
	if m.State == migrate.Dead {
		if err := s.db.SAdd(ctx, s.names.graves(), m.Team).Err(); err != nil {
			return wrap(ctx, what, err)
		}
	}
	turn, err := scripts.take.Run(ctx, s.db, []string{s.names.team(m.Team)}, m.Team, m.Key, m.Channel, m.Kind, m.Text, []byte(m.Blocks),
		m.ThreadOf, stamp(m.NotBefore), stamp(m.Created), m.State, m.TS, m.Failures, m.Reason, stamp(m.Begun), stamp(m.Until), stamp(m.Concluded)).Text()
	if err != nil {
		return wrap(ctx, what, err)
	}
	return wrap(ctx, what, s.bump(ctx, m.Team, turn))
}

// EachNote gives every note, those of a channel that are to be told in their order, and the keys of those that were told.
func (s *Store) EachNote(ctx context.Context, yield func(migrate.Note) error) error {
	keys, err := s.matching(ctx, s.names.at("{alerts:*}:known"))
	if err != nil {
		return err
	}
	for _, key := range keys {
		if of, ok := s.between(key, "alerts", ":known"); ok {
			team, channel, _ := strings.Cut(of, " ")
			if err := s.notesOf(ctx, unescape(team), unescape(channel), yield); err != nil {
				return wrap(ctx, "read the alerts of "+channel, err)
			}
		}
	}
	return nil
}

func (s *Store) notesOf(ctx context.Context, team, channel string, yield func(migrate.Note) error) error {
	at := s.names.alerts(team, channel)
	waiting := map[string]bool{}
	for _, list := range []struct{ key, state string }{{at + ":batch", migrate.Sealed}, {at + ":held", migrate.Held}} {
		entries, err := s.db.LRange(ctx, list.key, 0, -1).Result()
		if err != nil {
			return err
		}
		notes, err := readNotes(entries)
		if err != nil {
			return err
		}
		for _, n := range notes {
			waiting[n.Event.Key] = true
			if err := yield(migrate.Note{Team: team, Channel: channel, Key: n.Event.Key, State: list.state, Note: &n}); err != nil {
				return err
			}
		}
	}
	known, err := s.db.SMembers(ctx, at+":known").Result()
	if err != nil {
		return err
	}
	for _, key := range known {
		if !waiting[key] {
			if err := yield(migrate.Note{Team: team, Channel: channel, Key: key, State: migrate.Told}); err != nil {
				return err
			}
		}
	}
	return nil
}

// TakeNote keeps a note, unless its channel knows its key.
func (s *Store) TakeNote(ctx context.Context, n migrate.Note) error {
	const what = "take a note"
	at, list, raw := s.names.alerts(n.Team, n.Channel), "", []byte(nil)
	if n.State != migrate.Told {
		var err error
		if raw, err = json.Marshal(n.Note); err != nil {
			return wrap(ctx, what, err)
		}
		list = map[string]string{migrate.Held: ":held", migrate.Sealed: ":batch"}[n.State]
		z := goredis.Z{Score: float64(s.now().UnixMilli()), Member: alertMember(n.Team, n.Channel)}
		if err := s.db.ZAdd(ctx, s.names.alerting(), z).Err(); err != nil {
			return wrap(ctx, what, err)
		}
	}
	keys := []string{at + ":known", at + list}
	return wrap(ctx, what, scripts.takeNote.Run(ctx, s.db, keys, n.Key, n.State, noteEntry(n.Key, raw)).Err())
}

// EachThread gives every thread of every channel.
func (s *Store) EachThread(ctx context.Context, yield func(migrate.Thread) error) error {
	keys, err := s.matching(ctx, s.names.at("{alerts:*}:threads"))
	if err != nil {
		return err
	}
	for _, key := range keys {
		of, ok := s.between(key, "alerts", ":threads")
		if !ok {
			continue
		}
		team, channel, _ := strings.Cut(of, " ")
		all, err := s.db.HGetAll(ctx, key).Result()
		if err != nil {
			return wrap(ctx, "read the alert threads of "+channel, err)
		}
		for subject, text := range all {
			t := migrate.Thread{Team: unescape(team), Channel: unescape(channel), Subject: subject}
			at, root, _ := strings.Cut(text, " ")
			t.Root, t.At = root, unstamp(at)
			if err := yield(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// TakeThread keeps a thread.
func (s *Store) TakeThread(ctx context.Context, t migrate.Thread) error {
	return wrap(ctx, "take a thread", s.db.HSet(ctx, s.names.alerts(t.Team, t.Channel)+":threads", t.Subject, stamp(t.At)+" "+t.Root).Err())
}

// EachMark gives every mark.
func (s *Store) EachMark(ctx context.Context, yield func(migrate.Mark) error) error {
	all, err := s.db.HGetAll(ctx, s.names.at("alert-marks")).Result()
	for name, text := range all {
		if err == nil {
			err = yield(migrate.Mark{Name: name, Text: text})
		}
	}
	return wrap(ctx, "read the marks", err)
}

// TakeChange keeps a change as it is.
func (s *Store) TakeChange(ctx context.Context, c watch.Change) error {
	return s.alone(ctx, "take a change", func(tx *goredis.Tx) error { return s.putChange(ctx, tx, c, nil) })
}

// TakeDecision adds a line to the audit log, if it is the next.
func (s *Store) TakeDecision(ctx context.Context, d migrate.Decision) error {
	line, err := json.Marshal(d.Decision)
	if err == nil {
		err = scripts.takeLine.Run(ctx, s.db, []string{s.names.auditLog()}, d.Line, line).Err()
	}
	return wrap(ctx, fmt.Sprint("take decision ", d.Line), err)
}

// Moving returns what is being moved into this store; empty: nothing is, or it was moved whole.
func (s *Store) Moving(ctx context.Context) (string, error) {
	what, err := s.db.Get(ctx, s.names.moving()).Result()
	if errors.Is(err, goredis.Nil) {
		return "", nil
	}
	return what, wrap(ctx, "look for an unfinished move", err)
}

// SetMoving notes what is being moved into this store, until it is whole; empty: it is.
func (s *Store) SetMoving(ctx context.Context, what string) error {
	if what == "" {
		return wrap(ctx, "note the end of a move", s.db.Del(ctx, s.names.moving()).Err())
	}
	return wrap(ctx, "note a move", s.db.Set(ctx, s.names.moving(), what, 0).Err())
}
