package commands_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
	"pledgewatch/internal/knowledge"
)

// curator is who may set up feeds; of any other workspace nobody may.
type curator string

func (c curator) May(_ context.Context, team, user string) (bool, error) {
	if user == "U500" {
		return false, errDisk
	}
	return team == "T1" && user == string(c), nil
}

// weekly is a feed as its server gives it.
const weekly = `<rss version="2.0"><channel><title>The Weekly</title>
<item><title>A new &lt;!channel&gt; ferry</title><link>https://weekly.example/c</link><guid>c</guid><pubDate>Wed, 15 Jan 2025 09:00:00 GMT</pubDate></item>
<item><title>Lamps</title><link>https://weekly.example/b</link><guid>b</guid><pubDate>Tue, 14 Jan 2025 09:00:00 GMT</pubDate></item>
<item><title>Quays</title><link>https://weekly.example/a</link><guid>a</guid><pubDate>Mon, 13 Jan 2025 09:00:00 GMT</pubDate></item>
<item><title>Buoys</title><link>https://weekly.example/0</link><guid>0</guid><pubDate>Sun, 12 Jan 2025 09:00:00 GMT</pubDate></item></channel></rss>`

// newFeedHouse is a Handler with feeds, of which U1 is the curator.
func newFeedHouse(t *testing.T, b *knowledge.Brain, m *feedtest.Memory) house {
	t.Helper()
	clock := func() time.Time { return now }
	of := func() *knowledge.Brain { return b }
	script := feedtest.Play(feedtest.Status(404)).On("https://weekly.example/feed", feedtest.OK(weekly)).
		On("https://page.example/", feedtest.OK("<!doctype html><html>")).
		On("https://inside.example/", feedtest.Fail(&feed.Error{Kind: feed.KindBlocked, Err: errDisk}))
	roster := feed.NewRoster(feed.RosterOptions{
		Configured: []feed.Source{{ID: "daily", Name: "The *Daily* <!here>", URL: "https://daily.example/feed?key=hunter2"}},
		Feeds:      m, States: m, Activity: m, Archives: m, Fetcher: script, Now: clock,
	})
	h, err := commands.New(commands.Options{
		Brain: of, Subscriptions: &subscriptions{kept: map[string]digest.Subscription{}}, Articles: articles(nil), Now: clock,
		Digests: &digest.Composer{Brain: of, Articles: articles(nil), Now: clock}, Curators: curator("U1"), Feeds: roster,
	})
	if err != nil {
		t.Fatal(err)
	}
	return house{Handler: h, brain: b}
}

func TestFeedsAreSetUpByTalkingToTheBot(t *testing.T) {
	m := &feedtest.Memory{}
	if err := m.PutFeedState(t.Context(), feed.State{
		Source: "daily", Failures: 3, LastError: "The site cannot be reached; the bot tries again by itself.", LastSuccess: now.Add(-72 * time.Hour), Next: now.Add(4 * time.Hour),
	}); err != nil {
		t.Fatal(err)
	}
	h := newFeedHouse(t, brain(t), m)
	for i, said := range []string{
		"/reform feeds", "/reform feeds check weekly.example/feed", "/reform feeds add <https://weekly.example/feed> The Weekly & more",
		"/reform feeds add weekly.example/feed", "/reform feeds", "/reform feeds pause weekly-example-feed", "/reform feeds check The Weekly & more",
		"/reform feeds resume weekly-example-feed", "/reform feeds backfill daily until 2023", "/reform feeds backfill daily until June 2022",
		"/reform feeds backfill daily until doomsday", "/reform feeds backfill daily until 2031", "/reform feeds backfill weekly-example-feed", "/reform feeds",
		"/reform feeds remove daily", "/reform feeds remove weekly-example-feed", "/reform feeds remove weekly-example-feed", "/reform feeds add page.example/",
		"/reform feeds add inside.example/", "/reform feeds add nowhere.example", "/reform feeds add the new one, please", "/reform feeds pause", "/reform feeds burn daily",
		"/reform feeds check https://daily.example/feed?key=hunter2",
	} {
		t.Run(said, func(t *testing.T) {
			r := h.say(said)
			sound(t, r)
			if !strings.Contains(said, "hunter2") && strings.Contains(r.Text+raw(r.Blocks), "hunter2") {
				t.Error("the address gives its key away")
			}
			golden(t, fmt.Sprintf("feeds %02d", i+1), said+"\n\n"+r.Text+"\n\n"+raw(r.Blocks))
		})
	}
	kept, err := m.Feeds(t.Context())
	if err != nil || len(kept) != 0 {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

func TestOnlyCuratorsChangeFeeds(t *testing.T) {
	m := &feedtest.Memory{}
	h := newFeedHouse(t, brain(t), m)
	for _, who := range []commands.Request{{Team: "T1", User: "U2"}, {Team: "T2", User: "U1"}, {Team: "T1"}, {Team: "T1", User: "U500"}} {
		for _, verb := range []string{"add weekly.example/feed", "check weekly.example/feed", "pause daily", "resume daily", "remove daily", "backfill daily", "ADD weekly.example/feed"} {
			r := who
			r.Channel, r.Command, r.Text, r.TriggerID = "C1", "/reform", "feeds "+verb, "x"
			if got := h.Command(t.Context(), r); !strings.Contains(got.Text, "curators may") && !strings.Contains(got.Text, "could not be done") {
				t.Errorf("%+v %s: %s", who, verb, got.Text)
			}
			press := h.Action(t.Context(), commands.Action{Request: r, ID: "run:1", Value: "0|feeds " + verb})
			if !strings.Contains(press.Text, "curators may") && !strings.Contains(press.Text, "could not be done") {
				t.Errorf("%+v presses %s: %s", who, verb, press.Text)
			}
		}
		r := who
		r.Channel, r.Command, r.Text, r.TriggerID = "C1", "/reform", "feeds", "x"
		if got := h.Command(t.Context(), r); !strings.Contains(got.Text, "Daily") {
			t.Errorf("%+v does not see the list: %s", who, got.Text)
		}
	}
	kept, err := m.Feeds(t.Context())
	if err != nil || len(kept) != 0 {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if walks, err := m.Archives(t.Context()); err != nil || len(walks) != 0 {
		t.Errorf("walks %+v, %v", walks, err)
	}
}

func TestAButtonFollowsAFeedThatWasChecked(t *testing.T) {
	m := &feedtest.Memory{}
	h := newFeedHouse(t, brain(t), m)
	b := buttons(h.say("/reform feeds check weekly.example/feed").Blocks)["Follow it"]
	if b == nil {
		t.Fatal("no button")
	}
	r := commands.Request{Team: "T1", Channel: "C1", User: "U1", TriggerID: "x"}
	if got := h.Action(t.Context(), commands.Action{Request: r, ID: b.ActionID, Value: b.Value}); !strings.Contains(got.Text, "Followed from now on") {
		t.Errorf("said %s", got.Text)
	}
	kept, err := m.Feeds(t.Context())
	if err != nil || len(kept) != 1 || kept[0].By != "U1" || kept[0].Team != "T1" {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

func TestAFailingStoreIsToldWithoutItsDetails(t *testing.T) {
	m := &feedtest.Memory{FailOn: func(string, string) error { return errDisk }}
	h := newFeedHouse(t, brain(t), m)
	for _, verb := range []string{"", "add weekly.example/feed", "pause daily", "backfill daily"} {
		if r := h.say("/reform feeds " + verb); !strings.Contains(r.Text, "could not be done") || strings.Contains(r.Text, "secret") {
			t.Errorf("%s: %s", verb, r.Text)
		}
	}
}

// revised is an article that its publisher has edited.
type revised []feed.Article

func (r revised) ArticleRevisions(_ context.Context, _, guid string) ([]feed.Article, error) {
	if guid == "broken" {
		return nil, errors.New("disk full")
	}
	return r, nil
}

func TestWhatWasEditedInAnArticleIsShown(t *testing.T) {
	was := feed.Article{
		Feed: "weekly", GUID: "a", Title: "The new ferry costs £4m", Link: "https://weekly.example/a", Published: now.AddDate(0, 0, -1),
		Paragraphs: []string{"A new ferry for the north is due in spring 2025.", "It costs £4m. Three boats were looked at."},
	}
	is := was
	is.Revision, is.Title = 1, "The new ferry costs £6m"
	is.Paragraphs = []string{"A new ferry for the north is due in autumn 2026.", "It costs £6m. Boats were looked at."}
	clock := func() time.Time { return now }
	b := brain(t)
	of := func() *knowledge.Brain { return b }
	h, err := commands.New(commands.Options{
		Brain: of, Subscriptions: &subscriptions{kept: map[string]digest.Subscription{}}, Articles: articles{is}, Now: clock,
		Digests: &digest.Composer{Brain: of, Articles: articles{is}, Now: clock}, Revisions: revised{was, is},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := house{Handler: h}.say("/reform latest")
	sound(t, r)
	golden(t, "an article that was edited", r.Text+"\n\n"+raw(r.Blocks))
	for _, want := range []string{"“£4m” is now “£6m” (title).", "“spring 2025” is now “autumn 2026” (paragraph 1).", "“Three” was taken out (paragraph 2)."} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in %s", want, r.Text)
		}
	}
}
