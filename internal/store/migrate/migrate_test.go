package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/migrate"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/sqlite"
	"pledgewatch/internal/watch"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func now() time.Time { return noon }

// store is what both stores are, as far as these tests go.
type store interface {
	migrate.Store
	delivery.Outbox
	delivery.DeadLetters
	delivery.Queue
	slackapp.Once
	commands.Talks
	watch.Reviews
	alert.Keeper
	alert.Ledger
	Empty(ctx context.Context) (bool, error)
	Close() error
}

func newSQLite(t *testing.T) store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data"), sqlite.Options{Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func newRedis(t *testing.T) store {
	t.Helper()
	s, err := redis.Open(redistest.Start(t).URL(), redis.Options{Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fill puts something of everything into a store, as the bot does.
func fill(t *testing.T, s store) {
	t.Helper()
	ctx := t.Context()
	awkward := []string{"a:b c|d{e}", "極\x00速\n", "%_*?[a]"}
	for i, text := range awkward {
		id := fmt.Sprint(i, text)
		must(t, s.PutInstallation(ctx, slackapp.Installation{Team: "T" + id, BotToken: "xoxb-" + text, At: noon}))
		must(t, s.PutSubscription(ctx, digest.Subscription{Team: "T" + id, Channel: "C" + text, Topics: []string{text}, Next: noon, Told: noon.Add(-time.Hour), Paused: []string{"", text}[i%2]}))
		must(t, s.PutFeedState(ctx, feed.State{Source: id, ETag: text, Next: noon, Failures: i}))
		must(t, s.PutFeed(ctx, feed.Followed{Source: feed.Source{ID: id, URL: text, Every: time.Hour}, By: text, At: noon}))
		must(t, s.PutArchive(ctx, feed.Archive{Source: id, Page: i, Mark: text, Begun: noon}))
		must(t, s.PutAlertMark(ctx, id, text))
		first, err := s.First(ctx, id, time.Hour)
		if must(t, err); !first {
			t.Fatal("handled before")
		}
		must(t, s.Remember(ctx, "talk "+id, text, time.Hour))
		must(t, s.Remember(ctx, "over "+id, text, -time.Hour))
		for n, hash := range []string{"x", "y", "x"} {
			must(t, s.PutArticle(ctx, feed.Article{Feed: id, GUID: text, Hash: hash, Revision: n / 2, Paragraphs: []string{text, hash}, Published: noon.Add(time.Duration(n) * time.Hour)}))
		}
		team, channel := "T"+id, "C"+text
		var notes []alert.Note
		for n := range 4 {
			notes = append(notes, alert.Note{Team: team, Channel: channel, At: noon.Add(time.Duration(n) * time.Second), Event: alert.Event{Key: fmt.Sprint(text, n), Title: text, Step: alert.Edited}})
		}
		must(t, s.HoldAlerts(ctx, notes[:1]))
		_, err = s.SealAlerts(ctx, team, channel)
		must(t, err)
		must(t, s.FinishAlerts(ctx, team, channel, text+"0", map[string]alert.Thread{text: {Root: text, At: noon}})) // told
		must(t, s.HoldAlerts(ctx, notes[1:3]))
		_, err = s.SealAlerts(ctx, team, channel) // a batch
		must(t, err)
		must(t, s.HoldAlerts(ctx, notes[3:])) // held
		c, added, err := s.Propose(ctx, watch.Change{Key: id, Entry: text, Field: watch.Date, Proposed: "2027", Standing: watch.StandingHeld, Found: noon, Version: 1, Article: watch.Origin{Feed: id}}, noon)
		if must(t, err); !added {
			t.Fatal("known before")
		}
		c.Version, c.Standing, c.At = 2, watch.StandingConfirmed, noon
		_, err = s.Decide(ctx, c, watch.Decision{Change: id, Verdict: watch.Confirm, At: noon, Title: text})
		must(t, err)
	}
	fillOutbox(t, s, awkward)
}

// fillOutbox leaves messages in every state: sent, waiting for their time, for another attempt, in doubt, leased, dead.
func fillOutbox(t *testing.T, s store, texts []string) {
	t.Helper()
	ctx := t.Context()
	for i, text := range texts {
		team := "T" + text
		msg := func(channel, key string) delivery.Message {
			return delivery.Message{Key: fmt.Sprint(i, key), Team: team, Channel: channel + text, Kind: "alert", Text: text, Blocks: []byte(`[{"a":"é"}]`), Created: noon.Add(time.Duration(i) * time.Second)}
		}
		later := msg("C1", "later")
		later.NotBefore = noon.Add(time.Hour)
		must(t, s.Enqueue(ctx, []delivery.Message{
			msg("C1", "sent"), later, msg("C1", "z"), msg("C1", "next"), msg("C2", "retry"), msg("C2", "behind"), msg("C3", "dead"), msg("C4", "doubt"), msg("C5", "leased"),
		}))
		w := "w" + text
		_, err := s.Claim(ctx, w, noon, time.Minute, 1<<10)
		must(t, err)
		key := func(k string) string { return fmt.Sprint(i, k) }
		must(t, s.Begin(ctx, key("sent"), w, noon))
		must(t, s.Sent(ctx, key("sent"), w, "17.1", noon.Add(time.Second)))
		must(t, s.Retry(ctx, key("retry"), w, delivery.Failure{Reason: text, At: noon.Add(30 * time.Minute), Counted: true}))
		must(t, s.Begin(ctx, key("dead"), w, noon))
		must(t, s.Bury(ctx, key("dead"), w, delivery.Failure{Reason: "no_answer", At: noon, InDoubt: true, Counted: true}))
		must(t, s.Begin(ctx, key("doubt"), w, noon))
		reply := msg("C1", "reply")
		reply.ThreadOf = key("sent")
		must(t, s.Enqueue(ctx, []delivery.Message{reply}))
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestThereAndBack(t *testing.T) {
	t.Parallel()
	a, b, c := newSQLite(t), newRedis(t), newSQLite(t)
	fill(t, a)
	for _, move := range [][2]store{{a, b}, {b, c}, {a, c}} {
		tallies, err := migrate.Run(t.Context(), move[0], move[1], noon, quiet())
		if err != nil {
			t.Fatal(err)
		}
		for _, tally := range tallies {
			if tally.From.Count == 0 {
				t.Errorf("there were no %s to move", tally.Kind)
			}
		}
	}
	same(t, a, b, c)
}

// same plays on in all stores: whatever is asked of them, they answer the same.
func same(t *testing.T, a store, others ...store) {
	t.Helper()
	both := func(what string, ask func(s store) (any, error)) {
		t.Helper()
		x, err := ask(a)
		must(t, err)
		for i, b := range others {
			y, err := ask(b)
			must(t, err)
			if diff := cmp.Diff(x, y, cmpopts.EquateEmpty(), cmpopts.EquateComparable(edtf.Date{})); diff != "" {
				t.Errorf("store %d: %s: %s", i+1, what, diff)
			}
		}
	}
	ctx := t.Context()
	both("depth", func(s store) (any, error) { return s.Depth(ctx) })
	both("what is on its way", func(s store) (any, error) { return s.Waiting(ctx, "T%_*?[a]", 99) })
	both("the dead", func(s store) (any, error) { return s.Dead(ctx, "T%_*?[a]", 99) })
	both("due", func(s store) (any, error) { return s.DueSubscriptions(ctx, noon, 99) })
	both("articles", func(s store) (any, error) { return s.Articles(ctx, noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0), 99) })
	both("alerts", func(s store) (any, error) { return s.AlertsWaiting(ctx) })
	both("batch", func(s store) (any, error) { return s.SealAlerts(ctx, "T2%_*?[a]", "C%_*?[a]") })
	both("confirmed", func(s store) (any, error) { return s.Confirmed(ctx) })
	both("handled", func(s store) (any, error) { return s.First(ctx, "2%_*?[a]", time.Hour) })
	both("talked about", func(s store) (any, error) {
		entry, ok, err := s.Recall(ctx, "talk 2%_*?[a]")
		return []any{entry, ok}, err
	})
	for hour := range 4 {
		at := noon.Add(time.Duration(hour)*time.Hour/2 + 2*time.Minute)
		both(fmt.Sprint("claimed at ", at), func(s store) (any, error) {
			jobs, err := s.Claim(ctx, fmt.Sprint("play", hour), at, 0, 99)
			byKey := map[string]delivery.Job{}
			for _, j := range jobs { // of several workspaces none comes first
				byKey[j.Key] = j
				err = errors.Join(err, s.Sent(ctx, j.Key, fmt.Sprint("play", hour), "1", at))
			}
			return byKey, err
		})
	}
}

// brittle fails after so many records were taken.
type brittle struct {
	store
	left int
}

var errCut = errors.New("cut short")

func (b *brittle) TakeMessage(ctx context.Context, m migrate.Message) error {
	if b.left--; b.left < 0 {
		return errCut
	}
	return b.store.TakeMessage(ctx, m)
}

func (b *brittle) TakeNote(ctx context.Context, n migrate.Note) error {
	if b.left--; b.left < 0 {
		return errCut
	}
	return b.store.TakeNote(ctx, n)
}

func TestAMoveThatWasCutShortIsTakenUp(t *testing.T) {
	t.Parallel()
	a := newSQLite(t)
	fill(t, a)
	for name, open := range map[string]func(*testing.T) store{"to Redis": newRedis, "to SQLite": newSQLite} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			cuts := 0
			for { // a little further each time
				_, err := migrate.Run(t.Context(), a, &brittle{b, 7 * (cuts + 1)}, noon, quiet())
				if err == nil {
					break
				}
				if !errors.Is(err, errCut) {
					t.Fatal(err)
				}
				cuts++
			}
			if cuts < 2 {
				t.Errorf("it was cut short %d times only", cuts)
			}
			if _, err := migrate.Compare(t.Context(), a, b, noon); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatDiffersIsFound(t *testing.T) {
	t.Parallel()
	a, b := newSQLite(t), newRedis(t)
	fill(t, a)
	_, err := migrate.Run(t.Context(), a, b, noon, quiet())
	must(t, err)
	for name, spoil := range map[string]func(){
		"a message more": func() {
			must(t, b.Enqueue(t.Context(), []delivery.Message{{Key: "new", Team: "T", Channel: "C", Text: "x"}}))
		},
		"a mark that says something else": func() { must(t, b.PutAlertMark(t.Context(), "2%_*?[a]", "else")) },
		"a subscription less": func() {
			_, err := b.DeleteSubscription(t.Context(), "T2%_*?[a]", "C%_*?[a]")
			must(t, err)
		},
	} {
		before, _ := migrate.Compare(t.Context(), a, b, noon)
		spoil()
		after, err := migrate.Compare(t.Context(), a, b, noon)
		if !errors.Is(err, migrate.ErrDiffers) || cmp.Equal(before, after) {
			t.Errorf("%s was not found: %v", name, err)
		}
	}
}

func TestWhatIsEmptyIsKnown(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]store{"SQLite": newSQLite(t), "Redis": newRedis(t)} {
		empty, err := s.Empty(t.Context())
		must(t, err)
		if !empty {
			t.Errorf("%s: a new store is not empty", name)
		}
		must(t, s.PutAlertMark(t.Context(), "a", "b"))
		if empty, err = s.Empty(t.Context()); err != nil || empty {
			t.Errorf("%s: with a mark in it, it is empty: %v, %v", name, empty, err)
		}
	}
}
