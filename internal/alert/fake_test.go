package alert_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/store/sqlite"
	"pledgewatch/internal/watch"
)

const sources = `- {id: log-1, title: Harbour log, publisher: The Lantern, published: 2026-01-07, url: "https://lantern.example/log-1"}
- {id: log-2, title: Harbour news, publisher: The Lantern, published: 2026-02-01, url: "https://lantern.example/log-2"}
`

const topics = `- {id: boats, name: Boats}
- {id: quays, name: Quays}
`

// entry writes a pledge or milestone of a test's corpus.
func entry(id, topic, rest string) string {
	return fmt.Sprintf(`- {id: %s, title: The %s, statement: The harbour board promised the %s to the islanders., topics: [%s], cites: [{source: log-1, paras: [1]}], %s}
`, id, id, id, topic, rest)
}

var (
	ferry  = entry("ferry", "boats", `kind: pledge, by: board, made: 2026-01-02, due: 2026-12-31, status: announced`)
	launch = entry("launch", "boats", `kind: milestone, when: 2027-06-01, status: planned`)
	steps  = entry("steps", "quays", `kind: pledge, by: board, made: 2026-01-02, due: 2027-08-01, status: testing`)
	board  = entry("board", "boats", `kind: actor, type: organisation`)
)

func corpus(t testing.TB, entries ...string) *knowledge.Corpus {
	t.Helper()
	c, err := knowledge.Load(fstest.MapFS{
		"sources.yaml": {Data: []byte(sources)}, "topics.yaml": {Data: []byte(topics)},
		"entries.yaml": {Data: []byte(strings.Join(append(entries, board), ""))},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// house is all that a crier needs, with a clock that a test turns.
type house struct {
	t     testing.TB
	store *sqlite.Store
	out   *outbox
	log   *strings.Builder
	opts  alert.Options
	brain *knowledge.Brain
	now   time.Time
	crier *alert.Crier
}

// start is a Saturday noon in winter: London's clocks show UTC.
var start = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func newHouse(t testing.TB, subs ...digest.Subscription) *house {
	t.Helper()
	h := &house{t: t, out: &outbox{}, log: &strings.Builder{}, now: start, brain: &knowledge.Brain{Corpus: corpus(t, ferry, launch, steps)}}
	var err error
	h.store, err = sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "data"), sqlite.Options{Now: func() time.Time { return h.now }})
	must(t, err)
	t.Cleanup(func() { must(t, h.store.Close()) })
	for _, s := range subs {
		must(t, h.store.PutSubscription(context.Background(), s))
	}
	h.opts = alert.Options{
		Keeper: h.store, Ledger: h.store, Subscriptions: h.store, Outbox: h.out, Render: h.out.render,
		Brain: func() *knowledge.Brain { return h.brain }, Now: func() time.Time { return h.now },
		Log: slog.New(slog.NewTextHandler(h.log, nil)),
	}
	h.restart()
	return h
}

// restart is a new process on the same store.
func (h *house) restart() { h.crier = alert.NewCrier(h.opts) }

// pass lets time go by, with a pass every minute; a long time, with sixty.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	step := max(time.Minute, d/60)
	for end := h.now.Add(d); h.now.Before(end); {
		h.now = h.now.Add(min(step, end.Sub(h.now)))
		h.crier.Pass(context.Background())
	}
}

func (h *house) tell(c watch.Change) {
	h.t.Helper()
	must(h.t, h.crier.Tell(context.Background(), c))
}

// want compares what was said since the last call: "CHANNEL [in thread of N]: what; what".
func (h *house) want(want ...string) {
	h.t.Helper()
	got := h.out.since()
	if !slices.Equal(got, want) {
		h.t.Errorf("said\n  %s\nwant\n  %s\nlog: %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "), h.log)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func subscribed(channel string, topics ...string) digest.Subscription {
	return digest.Subscription{
		Team: "T1", Channel: channel, Topics: topics, Schedule: "0 9 * * 1", Zone: "Europe/London", Alerts: true, Created: start, Next: start.AddDate(1, 0, 0),
	}
}

// reported is a change of an entry's status that an article reports.
func reported(entry, to string) watch.Change {
	return watch.Change{
		Key: entry + to, Entry: entry, Title: "The " + entry, Field: watch.Status, Kind: watch.Delayed, From: "announced", To: to, Proposed: to,
		Sentence: "The " + entry + " is " + to + ".", Standing: watch.StandingReported, Shown: true, Found: start,
		Article: watch.Origin{Feed: "lantern", GUID: "1", Title: "News from the harbour", Link: "https://lantern.example/1", Published: start},
	}
}

func decided(c watch.Change, s watch.Standing, at time.Time) watch.Change {
	c.Standing, c.By, c.Team, c.At, c.Why = s, "U1", "T1", at, "old news"
	return c
}

// outbox keeps the first message of a key, as the real one does, and refuses a thread whose first message it has not.
type outbox struct {
	mu    sync.Mutex
	msgs  []delivery.Message
	seen  int
	calls int
	fail  func() error
}

func (o *outbox) Enqueue(_ context.Context, msgs ...delivery.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	if o.fail != nil {
		if err := o.fail(); err != nil {
			return err
		}
	}
	kept := slices.Clone(o.msgs)
	for _, m := range msgs {
		has := func(key string) bool {
			return slices.ContainsFunc(kept, func(k delivery.Message) bool { return k.Key == key && k.Channel == m.Channel })
		}
		if m.ThreadOf != "" && !has(m.ThreadOf) {
			return fmt.Errorf("enqueue: %w", delivery.ErrNoParent)
		}
		if !has(m.Key) {
			kept = append(kept, m)
		}
	}
	o.msgs = kept
	return nil
}

// render writes an alert so that a test can read it, and keeps the whole of it in the blocks.
func (o *outbox) render(a alert.Alert) (string, json.RawMessage, error) {
	var groups []string
	for _, g := range a.Groups {
		var items []string
		for _, it := range g.Items {
			s := string(it.Step) + " " + it.Entry
			if it.FollowUp {
				s = "now " + s
			}
			for _, m := range it.Moves {
				s += fmt.Sprintf(" %s %s>%s", m.Field, m.From, m.To)
			}
			if it.Stage != "" {
				s += " " + string(it.Stage)
			}
			if it.Step == alert.Published {
				s += it.Article.Title
			}
			items = append(items, s)
		}
		groups = append(groups, strings.Join(items, ", "))
	}
	if a.More > 0 {
		groups = append(groups, fmt.Sprint(a.More, " more"))
	}
	raw, err := json.Marshal([]alert.Alert{a})
	return strings.Join(groups, "; "), raw, err
}

// since says what was stored since the last call.
func (o *outbox) since() (said []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.msgs[o.seen:] {
		s := m.Channel
		if m.ThreadOf != "" {
			s += fmt.Sprint(" in ", slices.IndexFunc(o.msgs, func(k delivery.Message) bool { return k.Key == m.ThreadOf }))
		}
		said = append(said, s+": "+m.Text)
	}
	o.seen = len(o.msgs)
	return said
}

// alertsOf are the alerts that a message was made of.
func alertsOf(t interface{ Fatal(...any) }, m delivery.Message) (as []alert.Alert) {
	if err := json.Unmarshal(m.Blocks, &as); err != nil {
		t.Fatal(err)
	}
	return as
}
