package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/alert"
)

// A channel's alerts lie together, under one hash tag: the keys it ever held, the notes it holds, its batch, its threads. The
// list of channels that may hold something is written before they do, and an entry is taken out only when it has led nowhere
// for a while.

func (n names) alerts(team, channel string) string {
	return n.at("{alerts:" + escape(team) + " " + escape(channel) + "}")
}

func (n names) alerting() string { return n.at("alerts") }

func alertMember(team, channel string) string { return escape(team) + " " + escape(channel) }

// HoldAlerts holds notes for their channels, those of one channel all or none. A note whose channel has ever held its key is left
// out.
func (s *Store) HoldAlerts(ctx context.Context, notes []alert.Note) error {
	const what = "hold alerts"
	var order []string
	of := map[string][]any{}
	for _, n := range notes {
		round(&n.At)
		raw, err := json.Marshal(n)
		if err != nil {
			return wrap(ctx, what, err)
		}
		at := s.names.alerts(n.Team, n.Channel)
		if of[at] == nil {
			order = append(order, at)
			err = s.db.ZAdd(ctx, s.names.alerting(), goredis.Z{Score: float64(s.now().UnixMilli()), Member: alertMember(n.Team, n.Channel)}).Err()
		}
		if err != nil {
			return wrap(ctx, what, err)
		}
		of[at] = append(of[at], n.Event.Key, noteEntry(n.Event.Key, raw))
	}
	for _, at := range order {
		if err := scripts.hold.Run(ctx, s.db, []string{at + ":known", at + ":held"}, of[at]...).Err(); err != nil {
			return wrap(ctx, what, err)
		}
	}
	return nil
}

// noteEntry is a note with its key in front, so that a script finds it.
func noteEntry(key string, raw []byte) string { return fmt.Sprintf("%d %s%s", len(key), key, raw) }

func readNotes(entries []string) ([]alert.Note, error) {
	out := make([]alert.Note, 0, len(entries))
	for _, e := range entries {
		size, rest, _ := strings.Cut(e, " ")
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 || n > len(rest) {
			return nil, errors.New("a note is kept in a form that this build does not know")
		}
		var note alert.Note
		if err := json.Unmarshal([]byte(rest[n:]), &note); err != nil {
			return nil, err
		}
		out = append(out, note)
	}
	return out, nil
}

// AlertsWaiting returns the channels that hold notes or have a batch, the one with the oldest note first.
func (s *Store) AlertsWaiting(ctx context.Context) ([]alert.Waiting, error) {
	const what = "read which channels wait for alerts"
	list, err := s.db.ZRangeWithScores(ctx, s.names.alerting(), 0, -1).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	var out []alert.Waiting
	for _, z := range list {
		member := fmt.Sprint(z.Member)
		team, channel, _ := strings.Cut(member, " ")
		team, channel = unescape(team), unescape(channel)
		notes, err := s.AlertsHeld(ctx, team, channel)
		if err != nil {
			return nil, err
		}
		if len(notes) == 0 {
			if s.now().UnixMilli()-int64(z.Score) > patience.Milliseconds() {
				_ = scripts.forget.Run(ctx, s.db, []string{s.names.alerting()}, member, z.Score) // it only saves time
			}
			continue
		}
		oldest := slices.MinFunc(notes, func(a, b alert.Note) int { return a.At.Compare(b.At) })
		out = append(out, alert.Waiting{Team: team, Channel: channel, Since: oldest.At})
	}
	slices.SortFunc(out, func(a, b alert.Waiting) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Channel, b.Channel))
	})
	return out, nil
}

// SealAlerts returns the channel's batch, and makes one of all notes that it holds where there is none.
func (s *Store) SealAlerts(ctx context.Context, team, channel string) ([]alert.Note, error) {
	at := s.names.alerts(team, channel)
	entries, err := scripts.seal.Run(ctx, s.db, []string{at + ":batch", at + ":held"}).StringSlice()
	if err != nil {
		return nil, wrap(ctx, "seal the alerts of "+channel, err)
	}
	return readNotes(entries)
}

// AlertsHeld returns what a channel is still to be told, its batch first.
func (s *Store) AlertsHeld(ctx context.Context, team, channel string) ([]alert.Note, error) {
	at := s.names.alerts(team, channel)
	var batch, held *goredis.StringSliceCmd
	if _, err := s.db.TxPipelined(ctx, func(p goredis.Pipeliner) error {
		batch, held = p.LRange(ctx, at+":batch", 0, -1), p.LRange(ctx, at+":held", 0, -1)
		return nil
	}); err != nil {
		return nil, wrap(ctx, "read the alerts of "+channel, err)
	}
	return readNotes(append(batch.Val(), held.Val()...))
}

// FinishAlerts ends the channel's batch if its first note is first, and keeps threads with that.
func (s *Store) FinishAlerts(ctx context.Context, team, channel, first string, threads map[string]alert.Thread) error {
	at, args := s.names.alerts(team, channel), []any{first}
	for subject, t := range threads {
		args = append(args, subject, stamp(t.At)+" "+t.Root)
	}
	return wrap(ctx, "finish the alerts of "+channel, scripts.finish.Run(ctx, s.db, []string{at + ":batch", at + ":threads"}, args...).Err())
}

// AlertThreads returns those of the subjects that the channel was told of.
func (s *Store) AlertThreads(ctx context.Context, team, channel string, subjects []string) (map[string]alert.Thread, error) {
	out := map[string]alert.Thread{}
	if len(subjects) == 0 {
		return out, nil
	}
	values, err := s.db.HMGet(ctx, s.names.alerts(team, channel)+":threads", subjects...).Result()
	if err != nil {
		return nil, wrap(ctx, "read the alert threads of "+channel, err)
	}
	for i, v := range values {
		if text, ok := v.(string); ok {
			at, root, _ := strings.Cut(text, " ")
			out[subjects[i]] = alert.Thread{Root: root, At: unstamp(at)}
		}
	}
	return out, nil
}

// AlertMark returns the text under a name; ok is false where there is none.
func (s *Store) AlertMark(ctx context.Context, name string) (string, bool, error) {
	text, err := s.db.HGet(ctx, s.names.at("alert-marks"), name).Result()
	if errors.Is(err, goredis.Nil) {
		return "", false, nil
	}
	return text, err == nil, wrap(ctx, "read the mark "+name, err)
}

// PutAlertMark keeps a text in place of what was under the name.
func (s *Store) PutAlertMark(ctx context.Context, name, text string) error {
	return wrap(ctx, "keep the mark "+name, s.db.HSet(ctx, s.names.at("alert-marks"), name, text).Err())
}
