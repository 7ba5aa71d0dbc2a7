package alert_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

var (
	_ watch.Audience      = (*alert.Crier)(nil)
	_ alert.Outbox        = (*delivery.Sender)(nil)
	_ alert.Subscriptions = digest.Subscriptions(nil)
)

func TestWhatComesWithinTenMinutesIsOneMessageToEachChannelThatAsked(t *testing.T) {
	quays := subscribed("C2", "quays")
	edits := subscribed("C3")
	edits.AlertKinds = []string{digest.AlertEdits}
	off := subscribed("C4")
	off.Alerts = false
	paused := subscribed("C5")
	paused.Paused = "the channel is archived"
	muted := subscribed("C6")
	muted.Muted = []string{"boats"}
	h := newHouse(t, subscribed("C1"), quays, edits, off, paused, muted)
	h.pass(time.Minute)
	h.tell(reported("ferry", "delayed"))
	h.pass(9 * time.Minute)
	h.tell(reported("steps", "dropped"))
	h.want()
	h.pass(time.Minute)
	h.want("C1: reported ferry status announced>delayed, reported steps status announced>dropped")
	h.pass(9 * time.Minute)
	h.want("C2: reported steps status announced>dropped", "C6: reported steps status announced>dropped")
	h.pass(24 * time.Hour)
	h.want()
}

func TestAHeldChangeIsForCuratorsOnly(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	c := reported("ferry", "delayed")
	c.Standing = watch.StandingHeld
	h.tell(c)
	h.pass(time.Hour)
	h.want()
	h.tell(decided(c, watch.StandingConfirmed, h.now))
	h.pass(time.Hour)
	h.want("C1: confirmed ferry status announced>delayed")
}

func TestWhatBecomesOfAReportIsSaidInItsThread(t *testing.T) {
	report := reported("ferry", "delayed")
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	confirmed, dismissed := decided(report, watch.StandingConfirmed, at(30)), decided(report, watch.StandingDismissed, at(40))
	again := decided(report, watch.StandingConfirmed, at(50))
	const told = "C1: reported ferry status announced>delayed"
	const long = 20 * time.Minute
	type step struct {
		tell watch.Change
		then time.Duration
		want []string
	}
	tests := map[string][]step{
		"confirmed": {{report, long, []string{told}}, {confirmed, long, []string{"C1 in 0: now confirmed ferry status announced>delayed"}}},
		"dismissed": {{report, long, []string{told}}, {dismissed, long, []string{"C1 in 0: now dismissed ferry status announced>delayed"}}},
		"confirmed, taken back and confirmed again": {
			{report, long, []string{told}},
			{confirmed, long, []string{"C1 in 0: now confirmed ferry status announced>delayed"}},
			{dismissed, long, []string{"C1 in 0: now dismissed ferry status announced>delayed"}},
			{again, long, []string{"C1 in 0: now confirmed ferry status announced>delayed"}},
		},
		"confirmed and taken back within ten minutes": {
			{report, long, []string{told}}, {confirmed, time.Minute, nil}, {dismissed, long, []string{"C1 in 0: now dismissed ferry status announced>delayed"}},
		},
		"dismissed before it was told": {{report, time.Minute, nil}, {dismissed, long, nil}, {report, long, nil}},
		"confirmed before it was told": {{report, time.Minute, nil}, {confirmed, long, []string{"C1: confirmed ferry status announced>delayed"}}, {report, long, nil}},
		"confirmed at once, taken back later": {
			{confirmed, long, []string{"C1: confirmed ferry status announced>delayed"}}, {dismissed, long, []string{"C1 in 0: now dismissed ferry status announced>delayed"}},
		},
		"the decision comes first":                   {{confirmed, long, []string{"C1: confirmed ferry status announced>delayed"}}, {report, long, nil}},
		"the dismissal comes first":                  {{dismissed, long, nil}, {report, long, nil}},
		"dismissed before it was told, then held up": {{report, time.Minute, nil}, {dismissed, long, nil}, {again, long, []string{"C1: confirmed ferry status announced>delayed"}}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, subscribed("C1"))
			for _, s := range steps {
				h.tell(s.tell)
				h.pass(s.then)
				h.want(s.want...)
				if h.restart(); s.then < long {
					continue
				}
				h.tell(s.tell) // offered again
				h.pass(time.Hour)
				h.want()
			}
		})
	}
}

func TestNewsOfAnEntryGoesIntoTheThreadOfItsFirstAlert(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.tell(reported("ferry", "delayed"))
	h.pass(time.Hour)
	h.want("C1: reported ferry status announced>delayed")
	other := reported("ferry", "dropped")
	other.Article.GUID = "2"
	h.tell(other)
	h.pass(time.Hour)
	h.want("C1 in 0: reported ferry status announced>dropped")
	both := reported("steps", "dropped")
	both.Article.GUID = "3"
	h.tell(both)
	both = reported("ferry", "replaced")
	both.Article.GUID = "3"
	h.tell(both)
	h.pass(time.Hour)
	h.want("C1: reported steps status announced>dropped, reported ferry status announced>replaced") // one article, one message
	h.now = h.now.AddDate(0, 0, 100)
	h.pass(time.Hour)
	h.out.since() // deadlines
	late := reported("ferry", "testing")
	late.Article.GUID = "4"
	h.tell(late)
	h.pass(time.Hour)
	h.want("C1: reported ferry status announced>testing") // nobody looks into a thread of last season
}

func TestAnArticleIsToldToWhoAskedUnlessItsChangesAre(t *testing.T) {
	all := subscribed("C1")
	all.AlertKinds = []string{digest.AlertChanges, digest.AlertArticles}
	only := subscribed("C2", "boats")
	only.AlertKinds = []string{digest.AlertArticles}
	h := newHouse(t, all, only, subscribed("C3"))
	brain := knowledge.NewBrain(h.brain.Corpus)
	h.brain = brain
	about := func(guid string, published time.Time) feed.Article {
		return feed.Article{
			Feed: "lantern", GUID: guid, Title: "Boats: the ferry promised to the islanders", Link: "https://www.lantern.example/" + guid, Published: published,
			Paragraphs: []string{"The ferry that the harbour board promised to the islanders: boats, boats and boats. The ferry is what islanders want."},
		}
	}
	for range 2 {
		must(t, h.crier.Article(t.Context(), about("1", start)))
		must(t, h.crier.Article(t.Context(), about("9", start.AddDate(0, 0, -4)))) // the digest tells it
		must(t, h.crier.Article(t.Context(), feed.Article{Feed: "lantern", GUID: "8", Title: "Weather", Paragraphs: []string{"It rained."}, Published: start}))
	}
	h.pass(10 * time.Minute)
	h.want("C1: published Boats: the ferry promised to the islanders", "C2: published Boats: the ferry promised to the islanders")
	must(t, h.crier.Article(t.Context(), about("2", start)))
	c := reported("ferry", "delayed")
	c.Article.GUID = "2"
	h.tell(c)
	h.pass(10 * time.Minute)
	h.want("C1: reported ferry status announced>delayed", "C2: published Boats: the ferry promised to the islanders", "C3: reported ferry status announced>delayed")
	c = reported("ferry", "dropped")
	c.Article.GUID = "3"
	h.tell(c)
	h.pass(10 * time.Minute)
	h.out.since()
	must(t, h.crier.Article(t.Context(), about("3", start)))
	h.pass(10 * time.Minute)
	h.want("C2: published Boats: the ferry promised to the islanders")
	must(t, h.crier.Article(t.Context(), about("4", start)))
	c = reported("ferry", "replaced")
	c.Article.GUID = "4"
	h.tell(c)
	h.pass(10 * time.Minute)
	h.want("C1 in 2: reported ferry status announced>replaced", "C2: published Boats: the ferry promised to the islanders", "C3 in 4: reported ferry status announced>replaced")
}

func TestQuietHoursHoldAlertsToTheirEnd(t *testing.T) {
	tests := map[string]struct{ zone, told, want string }{
		"at night":                          {"Europe/London", "2026-11-21T23:00:00Z", "2026-11-22T07:00:00Z"},
		"as they begin":                     {"Europe/London", "2026-11-21T21:55:00Z", "2026-11-22T07:00:00Z"},
		"just before":                       {"Europe/London", "2026-11-21T21:49:00Z", "2026-11-21T21:59:00Z"},
		"the night that clocks go back":     {"Europe/London", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00Z"},
		"the night that clocks go forward":  {"Europe/London", "2027-03-27T23:00:00Z", "2027-03-28T06:00:00Z"},
		"on the clocks of the channel":      {"America/New_York", "2026-11-21T12:00:00Z", "2026-11-21T12:10:00Z"},
		"on the clocks of another, at four": {"America/New_York", "2026-11-21T09:00:00Z", "2026-11-21T12:00:00Z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sub := subscribed("C1")
			sub.Zone, sub.QuietFrom, sub.QuietTo = tt.zone, "22:00", "07:00"
			h := newHouse(t, sub)
			told, err := time.Parse(time.RFC3339, tt.told)
			must(t, err)
			h.now = told
			h.tell(reported("ferry", "delayed"))
			for range 24 * 60 {
				h.pass(time.Minute)
				if len(h.out.msgs) > 0 {
					break
				}
			}
			if got := h.now.Format(time.RFC3339); got != tt.want || len(h.out.msgs) != 1 {
				t.Errorf("%d messages at %s, want one at %s", len(h.out.msgs), got, tt.want)
			}
		})
	}
}

func TestWhoAsksForNothingAnyMoreIsToldNothing(t *testing.T) {
	h := newHouse(t, subscribed("C1"), subscribed("C2"), subscribed("C3"))
	h.tell(reported("ferry", "delayed"))
	_, err := h.store.DeleteSubscription(t.Context(), "T1", "C1")
	must(t, err)
	muted := subscribed("C2")
	muted.Muted = []string{"boats"}
	must(t, h.store.PutSubscription(t.Context(), muted))
	h.pass(time.Hour)
	h.want("C3: reported ferry status announced>delayed")
	must(t, h.store.PutSubscription(t.Context(), subscribed("C1")))
	must(t, h.store.PutSubscription(t.Context(), subscribed("C2")))
	h.restart()
	h.tell(reported("ferry", "delayed")) // of before they asked
	h.pass(time.Hour)
	h.want()
	muted = subscribed("C3")
	muted.Muted = []string{"boats"}
	must(t, h.store.PutSubscription(t.Context(), muted))
	h.tell(decided(reported("ferry", "delayed"), watch.StandingDismissed, h.now))
	h.pass(time.Hour)
	h.want("C3 in 0: now dismissed ferry status announced>delayed") // it was told something wrong
}

func TestAThreadThatTheOutboxForgotIsLeft(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	h.tell(reported("ferry", "delayed"))
	h.pass(time.Hour)
	h.out.msgs, h.out.seen = nil, 0
	h.tell(decided(reported("ferry", "delayed"), watch.StandingConfirmed, h.now))
	h.pass(time.Hour)
	h.want("C1: now confirmed ferry status announced>delayed")
}

func TestAnAlertThatCannotBeDrawnGoesOutAsText(t *testing.T) {
	for name, render := range map[string]func(alert.Alert) (string, json.RawMessage, error){
		"fails":       func(alert.Alert) (string, json.RawMessage, error) { return "x", nil, errors.New("no") },
		"says nought": func(alert.Alert) (string, json.RawMessage, error) { return " ", json.RawMessage("[]"), nil },
		"is no JSON":  func(alert.Alert) (string, json.RawMessage, error) { return "x", json.RawMessage("["), nil },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, subscribed("C1"))
			h.opts.Render = render
			h.restart()
			c := reported("ferry", "delayed")
			c.Title = "<!channel> & co"
			h.tell(c)
			h.pass(time.Hour)
			h.want("C1: Reported, not confirmed: &lt;!channel&gt; &amp; co")
		})
	}
}

func TestMuchIsCutAndCounted(t *testing.T) {
	h := newHouse(t, subscribed("C1"))
	for i := range 13 {
		c := reported("ferry", "delayed")
		c.Key, c.Entry = c.Key+string(rune('a'+i)), "ferry"
		if c.Article.GUID = "x"; i < 12 {
			c.Article.GUID = string(rune('a' + i))
		}
		h.tell(c)
	}
	h.pass(time.Hour)
	said := h.out.since()
	if len(said) != 1 || strings.Count(said[0], "reported") != 10 || !strings.HasSuffix(said[0], "; 3 more") {
		t.Errorf("said %q", said)
	}
}
