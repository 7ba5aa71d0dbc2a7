package watch_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/store/sqlite"
	"pledgewatch/internal/watch"
)

// newsroom is a desk with all around it.
type newsroom struct {
	*watch.Desk
	t     *testing.T
	store *sqlite.Store
	files *knowledge.Corpus
	brain atomic.Pointer[knowledge.Brain]
	now   time.Time
	to    *listener
	told  map[string]watch.Standing
}

// listener is an audience that remembers.
type listener struct {
	mu    sync.Mutex
	told  []string
	fail  error
	heard chan string // is sent what is told, where there is one
}

func (l *listener) Tell(_ context.Context, c watch.Change) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heard != nil {
		l.heard <- string(c.Standing)
	}
	if l.fail == nil {
		l.told = append(l.told, string(c.Standing)+" "+c.Entry+" "+c.To)
	}
	return l.fail
}

func (l *listener) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.told, "; ")
}

func (l *listener) fails(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fail = err
}

// published is when the news of these tests is.
var published = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func newNewsroom(t *testing.T, b *knowledge.Brain) *newsroom {
	t.Helper()
	n := &newsroom{t: t, files: b.Corpus, now: published.Add(time.Hour), to: &listener{}}
	n.brain.Store(b)
	var err error
	if n.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data"), sqlite.Options{Now: func() time.Time { return n.now }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.store.Close() })
	n.restart()
	return n
}

// restart makes the desk anew on the same store.
func (n *newsroom) restart() {
	n.t.Helper()
	var err error
	n.told = map[string]watch.Standing{}
	n.Desk, err = watch.NewDesk(watch.DeskOptions{
		Brain: n.brain.Load, Reviews: n.store, Audiences: []watch.Audience{n.to}, Changed: n.lay,
		Now: func() time.Time { return n.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		n.t.Fatal(err)
	}
	confirmed, err := n.store.Confirmed(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	if len(confirmed) == 0 { // nothing to lay over the files: they are indexed already
		_, err = n.Overlay(n.t.Context(), n.files)
	} else {
		err = n.lay(n.t.Context())
	}
	if err != nil {
		n.t.Fatal(err)
	}
}

// lay lays what was confirmed over the files.
func (n *newsroom) lay(ctx context.Context) error {
	lines, err := n.Overlay(ctx, n.files)
	if err != nil {
		return err
	}
	c, faults := n.files.WithOverlay(lines)
	if len(faults) > 0 {
		return faults
	}
	b := knowledge.NewBrain(c)
	n.brain.Store(b)
	return nil
}

// run has the desk tell what there is to tell.
func (n *newsroom) run() { n.Look(n.t.Context(), n.told) }

func origin(feed string) watch.Origin {
	return watch.Origin{Feed: feed, GUID: "1", Title: "Framework delayed", Link: "https://" + feed + ".example/1", Publisher: "The " + feed, Published: published}
}

// delay is news that the early career framework is put off.
func delay(to string) watch.Article {
	return watch.Article{
		Title: "Early career framework delayed: new social workers to wait until " + to, Published: published,
		Paragraphs: []string{
			"The early career framework (ECF) for children’s social workers has been delayed and will not become an entitlement until " + to + ", according to a ministerial letter.",
			"The entitlement had been due in September 2026.",
		},
	}
}

func (n *newsroom) read(a watch.Article, from watch.Origin) {
	n.t.Helper()
	if err := n.Read(n.t.Context(), a, from); err != nil {
		n.t.Fatal(err)
	}
}

// only returns the one change that waits.
func (n *newsroom) only() watch.Change {
	n.t.Helper()
	pending, err := n.Pending(n.t.Context())
	if err != nil || len(pending) != 1 {
		n.t.Fatalf("%v, %d pending: %+v", err, len(pending), pending)
	}
	return pending[0]
}

func (n *newsroom) waiting() int {
	n.t.Helper()
	pending, err := n.Pending(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	return len(pending)
}

func (n *newsroom) date(entry string, day time.Time) string {
	n.t.Helper()
	c := n.brain.Load().Corpus
	e, _ := c.Entry(entry)
	l, _ := c.Listed(e, day)
	return l.Date.String()
}

func TestTheSameNewsIsProposedOnce(t *testing.T) {
	n := newNewsroom(t, shared(t))
	for name, again := range map[string]func(){
		"first":                     func() { n.read(delay("September 2027"), origin("weekly")) },
		"polled again":              func() { n.read(delay("September 2027"), origin("weekly")) },
		"after a restart":           func() { n.restart(); n.read(delay("September 2027"), origin("weekly")) },
		"revised":                   func() { a := delay("September 2027"); a.Title = "ECF delayed"; n.read(a, origin("weekly")) },
		"in another feed":           func() { n.read(delay("September 2027"), origin("daily")) },
		"in another feed, restated": func() { n.read(delay("September 2027"), origin("daily")) },
	} {
		again()
		if c := n.only(); c.To != "2027-09" || c.Standing != watch.StandingReported || !c.Shown {
			t.Fatalf("%s: %+v", name, c)
		}
	}
	if c := n.only(); len(c.More) != 1 {
		t.Errorf("further articles: %+v", c.More)
	}
	n.run()
	n.restart()
	n.run() // a restart tells again: who is told does a thing once
	if got := n.to.all(); got != "reported "+n.only().Entry+" 2027-09; reported "+n.only().Entry+" 2027-09" {
		t.Error(got)
	}
	n.read(delay("September 2028"), origin("monthly"))
	if n.waiting() != 2 {
		t.Error("other news is another proposal")
	}
}

func TestAConfirmedChangeIsHistory(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.read(delay("September 2027"), origin("weekly"))
	c := n.only()
	before := n.date(c.Entry, time.Time{})
	done, err := n.Confirm(t.Context(), c.Key, watch.Ruling{By: "U1", Team: "T1"})
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for day, want := range map[time.Time]string{{}: "2027-09", today: "2027-09", today.AddDate(0, 0, -1): before} {
		if got := n.date(c.Entry, day); got != want {
			t.Errorf("as of %v: %s, want %s", day, got, want)
		}
	}
	if want := "The date is now September 2027, The weekly reported on 20 November 2026; it was September 2026 before."; done.Note != want || before != "2026-09" {
		t.Errorf("%q, before %s", done.Note, before)
	}
	n.read(delay("September 2027"), origin("weekly"))
	n.read(delay("September 2027"), origin("daily"))
	n.restart()
	n.read(delay("September 2027"), origin("monthly"))
	// The framework itself is an entry that gave the same date: curators are asked about it, once, and nobody else is told.
	kin := n.only()
	if kin.Entry != "early-career-framework" || kin.Standing != watch.StandingHeld || kin.From != "2026-09" || kin.To != "2027-09" || !strings.Contains(kin.Reason, c.Title) {
		t.Errorf("%+v", kin)
	}
	if _, err := n.Confirm(t.Context(), c.Key, watch.Ruling{By: "U2", Team: "T1"}); !errors.Is(err, watch.ErrDecided) {
		t.Errorf("confirmed twice: %v", err)
	}
	if _, err := n.Dismiss(t.Context(), c.Key, watch.Ruling{By: "U2", Team: "T1", Why: "no"}); !errors.Is(err, watch.ErrDecided) {
		t.Errorf("dismissed what was confirmed: %v", err)
	}
	n.run()
	if got := n.to.all(); got != "confirmed "+c.Entry+" 2027-09; held "+kin.Entry+" 2027-09" {
		t.Error(got)
	}
	if _, err := n.Withdraw(t.Context(), c.Key, watch.Ruling{By: "U2", Team: "T1", Why: "the letter was a forgery"}); err != nil {
		t.Fatal(err)
	}
	if got := n.date(c.Entry, time.Time{}); got != before {
		t.Errorf("after it was withdrawn: %s", got)
	}
	log, err := n.Log(t.Context(), 9)
	if err != nil || len(log) != 2 || log[0].Verdict != watch.Withdraw || log[0].By != "U2" || log[1].Verdict != watch.Confirm || log[1].By != "U1" || log[1].Team != "T1" || !log[1].At.Equal(n.now) {
		t.Errorf("%v %+v", err, log)
	}
}

func TestACuratorMayBetterAChange(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.read(delay("September 2027"), origin("weekly"))
	c := n.only()
	for field, r := range map[string]watch.Ruling{
		"value":  {To: "next spring"},
		"value ": {To: strings.Repeat("2027 ", 40)},
		"on":     {On: "soonish"},
		"note":   {Note: strings.Repeat("long ", 200)},
		" on":    {On: "2019-01-01"},
	} {
		_, err := n.Confirm(t.Context(), c.Key, r)
		fault, ok := errors.AsType[*watch.Fault](err)
		if !ok || fault.Field != strings.TrimSpace(field) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	done, err := n.Confirm(t.Context(), c.Key, watch.Ruling{By: "U1", Team: "T1", To: " 2027-04/.. ", On: "2026-11-18", Note: "It begins\nin April 2027. "})
	if err != nil || done.To != "2027-04/.." || done.Proposed != "2027-09" || done.Note != "It begins in April 2027." || done.On.String() != "2026-11-18" {
		t.Fatalf("%v %+v", err, done)
	}
	// It holds from the 18th, and nobody knew before the 20th.
	for day, want := range map[int]string{18: "2026-09", 19: "2026-09", 20: "2027-04/.."} {
		if got := n.date(c.Entry, time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)); got != want {
			t.Errorf("on the %d: %s, want %s", day, got, want)
		}
	}
	n.read(delay("September 2027"), origin("daily"))
	if kin := n.only(); kin.Standing != watch.StandingHeld || kin.To != "2027-04/.." {
		t.Errorf("what was bettered is proposed again: %+v", kin)
	}
}

func TestASentenceThatWasLeftAsItWasGoesWithTheValue(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.read(delay("September 2027"), origin("weekly"))
	c := n.only()
	done, err := n.Confirm(t.Context(), c.Key, watch.Ruling{By: "U1", Team: "T1", To: "2027-10", Note: c.Sentenced()})
	if err != nil || done.Note != "The date is now October 2027, The weekly reported on 20 November 2026; it was September 2026 before." {
		t.Errorf("%v %q", err, done.Note)
	}
}

func TestADismissalHasAReasonAndTeaches(t *testing.T) {
	n := newNewsroom(t, shared(t))
	for i, to := range []string{"September 2027", "September 2028", "September 2029", "September 2030"} {
		n.read(delay(to), origin("weekly"))
		c := n.only()
		if wantShown := i == 0 || c.Confidence >= c.Needed; c.Shown != wantShown {
			t.Errorf("%+v", c)
		}
		if _, err := n.Dismiss(t.Context(), c.Key, watch.Ruling{By: "U1", Team: "T1", Why: " \n"}); err == nil {
			t.Fatal("dismissed without a reason")
		}
		if _, err := n.Dismiss(t.Context(), c.Key, watch.Ruling{By: "U1", Team: "T1", Why: "only a rumour"}); err != nil {
			t.Fatal(err)
		}
		n.now = n.now.Add(time.Minute)
	}
	ts, err := n.Thresholds(t.Context())
	if err != nil || len(ts) != 1 || ts[0].Feed != "weekly" || ts[0].Kind != watch.Delayed || ts[0].Dismissed != 4 || ts[0].Needed <= 0.75 {
		t.Fatalf("%v %+v", err, ts)
	}
	n.read(delay("September 2027"), origin("weekly")) // dismissed already
	if n.waiting() != 0 {
		t.Error("what was dismissed is proposed again")
	}
	a := delay("September 2031")
	n.read(a, origin("weekly"))
	if c := n.only(); c.Needed != ts[0].Needed {
		t.Errorf("%v was needed, and %v was taught", c.Needed, ts[0].Needed)
	}
}

func TestThresholds(t *testing.T) {
	ds := func(confirmed, dismissed int) (out []watch.Decision) {
		for i := range confirmed + dismissed {
			d := watch.Decision{Change: strings.Repeat("x", i), Verdict: watch.Confirm, Kind: watch.Delayed, Article: watch.Origin{Feed: "weekly"}}
			if i >= confirmed {
				d.Verdict = watch.Dismiss
			}
			out = append(out, d)
		}
		return out
	}
	for _, c := range []struct {
		confirmed, dismissed int
		want                 float64
	}{{0, 0, 0.75}, {9, 0, 0.75}, {3, 1, 0.75}, {0, 1, 0.8}, {0, 4, 0.88}, {2, 2, 0.79}, {0, 100, 0.99}} {
		if got := watch.Needed(ds(c.confirmed, c.dismissed), "weekly", watch.Delayed); got != c.want {
			t.Errorf("%d confirmed, %d dismissed: %v, want %v", c.confirmed, c.dismissed, got, c.want)
		}
	}
	if got := watch.Needed(ds(0, 50), "weekly", watch.Dropped); got != 0.75 {
		t.Errorf("another kind: %v", got)
	}
	if got := watch.Needed(ds(0, 50), "daily", watch.Delayed); got != 0.75 {
		t.Errorf("another feed: %v", got)
	}
	taken := append([]watch.Decision{{Change: "", Verdict: watch.Withdraw, Kind: watch.Delayed, Article: watch.Origin{Feed: "weekly"}}}, ds(1, 0)...)
	if got := watch.Needed(taken, "weekly", watch.Delayed); got != 0.8 {
		t.Errorf("a confirmation taken back counts as a dismissal: %v", got)
	}
}

func TestOldNewsWaitsForCurators(t *testing.T) {
	for name, change := range map[string]func(*newsroom, *watch.Origin){
		"an article of long ago":                func(n *newsroom, _ *watch.Origin) { n.now = published.AddDate(0, 0, 15) },
		"an article of a feed's older pages":    func(_ *newsroom, o *watch.Origin) { o.Archived = true },
		"an entry of which later news is known": func(n *newsroom, _ *watch.Origin) { n.later() },
	} {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t, shared(t))
			o := origin("weekly")
			change(n, &o)
			n.read(delay("September 2027"), o)
			if c := n.only(); c.Standing != watch.StandingHeld || c.Shown {
				t.Errorf("%+v", c)
			}
			reported, err := n.Reported(t.Context(), n.only().Entry)
			if err != nil || len(reported) != 0 {
				t.Errorf("%v %+v", err, reported)
			}
		})
	}
}

// later has the files know something of the framework that is newer than the article.
func (n *newsroom) later() {
	n.t.Helper()
	for _, id := range []string{"ecf-entitlement-date", "early-career-framework"} {
		e, ok := n.files.Entry(id)
		if !ok {
			continue
		}
		line, err := knowledge.NewLine(e, knowledge.FieldStatus, knowledge.States(e.Kind)[0], edtf.MustParse("2026-11-21"), "As before.")
		if err != nil {
			n.t.Fatal(err)
		}
		var faults knowledge.Faults
		n.files, faults = n.files.WithOverlay([]knowledge.Overlay{{Entry: id, Line: line, Paras: []int{1}, Source: knowledge.Source{
			Title: "Later", Publisher: "P", Published: edtf.MustParse("2026-11-21"), URL: "https://later.example/" + id,
		}}})
		if len(faults) > 0 {
			n.t.Fatal(faults)
		}
	}
	n.now = published.AddDate(0, 0, 2)
	if err := n.lay(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
}

func TestWhatTheCorpusSaysIsNotReported(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.read(delay("September 2027"), origin("weekly"))
	c := n.only()
	reported, err := n.Reported(t.Context(), "x", c.Entry)
	if err != nil || len(reported) != 1 || reported[0].Key != c.Key {
		t.Fatalf("%v %+v", err, reported)
	}
	if reported, err = n.Reported(t.Context(), "x"); err != nil || len(reported) != 0 {
		t.Fatalf("of other entries: %v %+v", err, reported)
	}
	e, _ := n.files.Entry(c.Entry)
	line, err := knowledge.NewLine(e, knowledge.FieldDate, "2027-09", edtf.MustParse("2026-11-20"), "The files have it too.")
	if err != nil {
		t.Fatal(err)
	}
	n.files, _ = n.files.WithOverlay([]knowledge.Overlay{{Entry: c.Entry, Line: line, Paras: []int{1}, Source: knowledge.Source{Title: "T", Publisher: "P", Published: edtf.MustParse("2026-11-20"), URL: "https://p.example"}}})
	if err := n.lay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if reported, err = n.Reported(t.Context(), c.Entry); err != nil || len(reported) != 0 {
		t.Errorf("the corpus says so now: %v %+v", err, reported)
	}
}

func TestWhoIsToldHearsItUntilItIsHeard(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.read(delay("September 2027"), origin("weekly"))
	c := n.only()
	n.to.fails(errors.New("the disk is full"))
	n.run()
	n.to.fails(nil)
	n.run()
	n.run()
	if got := n.to.all(); !strings.HasPrefix(got, "reported "+c.Entry) {
		t.Error(got)
	}
	// Another bot on the same store confirms: this one finds out.
	other, err := watch.NewDesk(watch.DeskOptions{Brain: n.brain.Load, Reviews: n.store, Now: func() time.Time { return n.now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Confirm(t.Context(), c.Key, watch.Ruling{By: "U1", Team: "T1"}); err != nil {
		t.Fatal(err)
	}
	n.run()
	if got := n.date(c.Entry, time.Time{}); got != "2027-09" || !strings.Contains(n.to.all(), "confirmed "+c.Entry) {
		t.Errorf("%s; %s", got, n.to.all())
	}
}

func TestADeskThatRunsTellsAtOnceAndEnds(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.to.heard = make(chan string, 4)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- n.Run(ctx) }()
	n.read(delay("September 2027"), origin("weekly"))
	if got := <-n.to.heard; got != "reported" {
		t.Error(got)
	}
	if _, err := n.Dismiss(t.Context(), n.only().Key, watch.Ruling{By: "U1", Team: "T1", Why: "a rumour"}); err != nil {
		t.Fatal(err)
	}
	if got := <-n.to.heard; got != "dismissed" {
		t.Error(got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWhatNobodyDecidesOnLapses(t *testing.T) {
	n := newNewsroom(t, shared(t))
	n.read(delay("September 2027"), origin("weekly"))
	n.run()
	n.now = n.now.Add(60 * 24 * time.Hour)
	again := delay("September 2027")
	again.Published = n.now
	n.read(again, origin("daily")) // repeated: news still
	n.now = n.now.Add(89 * 24 * time.Hour)
	n.run()
	if n.waiting() != 1 {
		t.Fatal("lapsed 89 days after it was last told of")
	}
	key := n.only().Key
	n.now = n.now.Add(24 * time.Hour)
	n.run()
	n.run()
	c, _, err := n.Change(t.Context(), key)
	if n.waiting() != 0 || err != nil || c.Standing != watch.StandingLapsed || c.By != "" || c.Why == "" {
		t.Fatalf("%v %+v", err, c)
	}
	if reported, err := n.Reported(t.Context(), c.Entry); err != nil || len(reported) > 0 {
		t.Errorf("still shown as reported: %v %+v", err, reported)
	}
	ds, err := n.Log(t.Context(), 10)
	if err != nil || len(ds) != 1 || ds[0].Verdict != watch.Lapse || ds[0].Entry != c.Entry {
		t.Errorf("audit log: %v %+v", err, ds)
	}
	if ts, err := n.Thresholds(t.Context()); err != nil || len(ts) > 0 {
		t.Errorf("it taught %+v", ts)
	}
	if _, err := n.Confirm(t.Context(), key, watch.Ruling{By: "U1", Team: "T1"}); !errors.Is(err, watch.ErrDecided) {
		t.Errorf("confirmed after it lapsed: %v", err)
	}
	n.now = n.now.Add(30 * 24 * time.Hour)
	again.Published = n.now
	later := origin("weekly")
	later.GUID = "another"
	n.read(again, later)
	if c := n.only(); c.Key == key {
		t.Error("the same news much later is not news again")
	}
}
