package alert_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// edit puts another corpus in place, as a reload does.
func (h *house) edit(entries ...string) {
	h.brain = &knowledge.Brain{Corpus: corpus(h.t, entries...)}
	h.crier.Reloaded()
}

var (
	ferryLate = entry("ferry", "boats", `kind: pledge, by: board, made: 2026-01-02, history: [{on: 2026-01-02, status: announced, due: 2026-12-31, note: It was promised for 2026., cites: [{source: log-1, paras: [1]}]}, {on: 2026-02-01, status: delayed, due: 2027-04, note: The board put it off., cites: [{source: log-2, paras: [1]}]}]`)
	stepsDone = entry("steps", "quays", `kind: pledge, by: board, made: 2026-01-02, due: 2027-08-01, status: delivered`)
	tower     = entry("tower", "quays", `kind: milestone, when: 2027, status: planned`)
)

func TestAnEditOfTheCorpusIsOneMessageToWhoAskedAndNeverTheFirst(t *testing.T) {
	h := newHouse(t, subscribed("C1"), subscribed("C2", "quays"))
	h.pass(time.Hour)
	h.want() // what the corpus says at the first start is no news
	h.edit(ferryLate, launch, stepsDone, tower)
	h.crier.Reloaded()
	h.pass(9 * time.Minute)
	h.want()
	h.pass(2 * time.Minute)
	h.want(
		"C1: edited ferry status announced>delayed date 2026-12-31>2027-04, edited steps status testing>delivered, added tower",
		"C2: edited steps status testing>delivered, added tower",
	)
	h.restart()
	h.crier.Reloaded()
	h.pass(time.Hour)
	h.want()
	h.edit(ferryLate, launch, steps)
	h.pass(time.Hour)
	h.want("C1 in 0: edited steps status delivered>testing, removed tower", "C2 in 1: edited steps status delivered>testing, removed tower")
	h.edit(ferryLate, launch, stepsDone)
	h.pass(time.Hour)
	h.want("C1 in 0: edited steps status testing>delivered", "C2 in 1: edited steps status testing>delivered") // made once more
}

func TestAnEditThatWasMadeWhileTheBotWasDownIsTold(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.pass(time.Minute)
	h.brain = &knowledge.Brain{Corpus: corpus(t, ferryLate, launch, steps)}
	h.now = h.now.AddDate(0, 0, 3)
	h.restart()
	h.pass(time.Hour)
	h.want("C1: edited ferry status announced>delayed date 2026-12-31>2027-04")
}

func TestAnEditThatNobodyAsksForIsNotToldLater(t *testing.T) {
	h := newHouse(t)
	h.pass(time.Minute)
	h.edit(ferryLate, launch, steps)
	h.pass(time.Hour)
	must(t, h.store.PutSubscription(t.Context(), subscribed("C1")))
	h.restart()
	h.pass(time.Hour)
	h.want()
}

func TestWhatACuratorDecidedIsNoEdit(t *testing.T) {
	var decisions []watch.Change
	h := newHouse(t, subscribed("C1"))
	h.opts.Decided = func(context.Context, time.Time) ([]watch.Change, error) { return decisions, nil }
	h.restart()
	h.pass(time.Minute)
	status := decided(reported("ferry", "delayed"), watch.StandingConfirmed, start)
	other := decided(reported("steps", "delayed"), watch.StandingConfirmed, start)
	decisions = []watch.Change{status, other}
	h.edit(ferryLate, launch, steps) // the confirmed line lies over the files; the date is an edit
	h.pass(time.Hour)
	h.want("C1: edited ferry date 2026-12-31>2027-04")
	h.edit(ferryLate, launch, steps) // merged into the files
	h.pass(time.Hour)
	h.want()
	decisions[0].Standing = watch.StandingDismissed // taken back
	h.edit(strings.Replace(ferryLate, "status: delayed, ", "", 1), launch, steps)
	h.pass(time.Hour)
	h.want()
}

func TestAStartBeforeConfirmedLinesAreLaidTakesNothingBack(t *testing.T) {
	confirmed := decided(reported("ferry", "delayed"), watch.StandingConfirmed, start)
	h := newHouse(t, subscribed("C1"))
	h.opts.Decided = func(context.Context, time.Time) ([]watch.Change, error) { return []watch.Change{confirmed}, nil }
	h.edit(ferryLate, launch, steps)
	h.restart()
	h.pass(time.Minute)
	h.edit(ferry, launch, stepsDone) // the files alone, as the store does not answer
	h.restart()
	h.pass(time.Hour)
	h.want("C1: edited steps status testing>delivered")
	h.edit(ferryLate, launch, stepsDone)
	h.pass(time.Hour)
	h.want()
	h.edit(strings.Replace(ferryLate, "status: delayed, due: 2027-04", "status: delayed, due: 2027-05", 1), launch, stepsDone)
	h.pass(time.Hour)
	h.want("C1: edited ferry date 2027-04>2027-05")
	confirmed.To, confirmed.Article.Link = "dropped", "https://lantern.example/log-2" // merged, and bettered to delayed
	h.edit(strings.Replace(ferryLate, "status: delayed, due: 2027-04", "status: delayed, due: 2027-06", 1), launch, stepsDone)
	h.pass(time.Hour)
	h.want("C1 in 1: edited ferry date 2027-05>2027-06")
}

func TestACorpusThatIsRenamedIsNoNews(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.pass(time.Minute)
	h.edit(strings.Replace(ferry, "The ferry,", "The northern ferry,", 1), launch, steps)
	h.pass(time.Hour)
	h.want()
	h.edit(launch, steps)
	h.pass(time.Hour)
	h.want("C1: removed ferry")
	if got := string(h.out.msgs[0].Blocks); !strings.Contains(got, "The northern ferry") {
		t.Errorf("told under an old name: %s", got)
	}
}

// The clocks of London show UTC in November.
func TestDeadlinesAreToldInTheMorningOnceAStage(t *testing.T) {
	newYork := subscribed("C2")
	newYork.Zone = "America/New_York"
	edits := subscribed("C3")
	edits.AlertKinds = []string{digest.AlertEdits}
	h := newHouse(t, subscribed("C1"), newYork, edits, subscribed("C4", "quays"))
	old := entry("old", "boats", `kind: pledge, by: board, made: 2026-01-02, due: 2026-03-01, status: announced`)
	h.brain = &knowledge.Brain{Corpus: corpus(t, ferry, launch, steps, old)}
	h.pass(time.Hour)
	h.want() // nothing of what was overdue before the bot began
	at := func(when string, want ...string) {
		t.Helper()
		next, err := time.Parse(time.RFC3339, when)
		must(t, err)
		h.pass(next.Add(-30 * time.Minute).Sub(h.now))
		h.pass(30 * time.Minute)
		h.want(want...)
	}
	at("2026-12-03T07:59:00Z")
	at("2026-12-03T08:15:00Z", "C1: due ferry due-in-28-days")
	at("2026-12-03T13:15:00Z", "C2: due ferry due-in-28-days")
	at("2026-12-24T08:15:00Z", "C1 in 0: due ferry due-in-7-days")
	at("2026-12-24T13:15:00Z", "C2 in 1: due ferry due-in-7-days")
	at("2026-12-31T23:59:00Z")
	at("2027-01-01T13:15:00Z", "C1 in 0: due ferry overdue", "C2 in 1: due ferry overdue")
	h.restart()
	at("2027-01-20T00:00:00Z")
}

func TestDeadlinesAreCaughtUpWithOnceAfterDowntime(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.pass(time.Minute)
	h.now = time.Date(2027, 1, 3, 12, 0, 0, 0, time.UTC)
	h.restart()
	h.pass(time.Hour)
	h.want("C1: due ferry overdue") // three stages were missed: the last is news
	h.now = time.Date(2027, 6, 20, 12, 0, 0, 0, time.UTC)
	h.restart()
	h.pass(time.Hour)
	h.want("C1: due launch overdue")
	h.now = time.Date(2027, 12, 20, 12, 0, 0, 0, time.UTC)
	h.restart()
	h.pass(time.Hour)
	h.want() // the steps have been overdue for months: the digest says so
}

func TestWhoComesBackIsToldOfDeadlinesFromThenOn(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.pass(time.Minute)
	_, err := h.store.DeleteSubscription(t.Context(), "T1", "C1")
	must(t, err)
	h.now = time.Date(2027, 1, 4, 12, 0, 0, 0, time.UTC)
	h.pass(time.Hour)
	again := subscribed("C1")
	again.Created = h.now
	must(t, h.store.PutSubscription(t.Context(), again))
	h.pass(48 * time.Hour)
	h.want()
}

func TestADateThatMovedIsToldOnceAsAnEdit(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.pass(time.Minute)
	h.edit(strings.Replace(ferry, "2026-12-31", "2026-12-10", 1), launch, steps)
	h.pass(24 * time.Hour)
	h.want("C1: edited ferry date 2026-12-31>2026-12-10") // and not as due within 28 days on top
	h.now = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	h.pass(time.Hour)
	h.want("C1 in 0: due ferry due-in-7-days")
}

func TestABrokenZoneHoldsUpNoOther(t *testing.T) {
	broken := subscribed("B")
	broken.Zone = "Nowhere/Else"
	h := newHouse(t, broken, subscribed("C1"))
	h.pass(time.Minute)
	h.now = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	h.pass(time.Hour)
	h.want("C1: due ferry due-in-28-days")
	if n := strings.Count(h.log.String(), "Nowhere/Else"); n != 1 {
		t.Errorf("logged %d times:\n%s", n, h.log)
	}
}

func TestManyDeadlinesOfADayAreOneMessage(t *testing.T) {
	var entries []string
	for i := range 15 {
		entries = append(entries, entry(fmt.Sprintf("e%02d", i), "boats", `kind: pledge, by: board, made: 2026-01-02, due: 2026-12-31, status: announced`))
	}
	h := newHouse(t, subscribed("C1"))
	h.brain = &knowledge.Brain{Corpus: corpus(t, entries...)}
	h.pass(time.Minute)
	h.now = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	h.pass(time.Hour)
	said := h.out.since()
	if len(said) != 1 || strings.Count(said[0], "due-in-28-days") != 10 || !strings.HasSuffix(said[0], "; 5 more") {
		t.Errorf("said %q", said)
	}
}
