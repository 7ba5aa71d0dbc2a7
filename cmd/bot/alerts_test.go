package main

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/sqlite"
)

// pledged is a corpus of a few entries, so that what is told does not hang on the shipped one.
var pledged = map[string]string{
	"topics.yaml":  "- {id: kinship-care, name: Kinship care}\n- {id: fostering, name: Fostering}\n",
	"sources.yaml": `- {id: log-1, title: Plans, publisher: The Lantern, published: 2026-01-07, url: "https://lantern.example/log-1"}` + "\n",
	"entries.yaml": `
- {id: dfe, kind: actor, title: Department for Education, statement: The Department for Education leads on children's social care in England., topics: [kinship-care], type: organisation, cites: [{source: log-1, paras: [1]}]}
- {id: kinship-strategy, kind: pledge, title: National kinship care strategy, aliases: [kinship strategy], statement: The Department for Education promised a national kinship care strategy by the end of 2096., topics: [kinship-care], by: dfe, made: 2026-01-02, due: "2096-12", status: in-progress, cites: [{source: log-1, paras: [1]}]}
- {id: foster-hubs, kind: pledge, title: Regional fostering recruitment hubs, aliases: [fostering hubs], statement: The Department for Education promised regional fostering recruitment hubs by March 2097., topics: [fostering], by: dfe, made: 2026-01-02, due: "2097-03", status: testing, cites: [{source: log-1, paras: [1]}]}
`,
}

// story is an item of a feed.
type story struct{ guid, link, title, text string }

var (
	delayed = story{
		"https://lantern.example/?p=1", "https://www.lantern.example/news/kinship-delayed/", "Kinship care strategy delayed until autumn 2098",
		"The Department for Education has delayed the national kinship care strategy until autumn 2098, ministers announced today. Kinship carers across England had been told that it would come out earlier. Charities said that they were disappointed by the decision, and that families who look after the children of relatives could not wait for another two years.",
	}
	dropped = story{
		"https://lantern.example/?p=2", "https://www.lantern.example/news/hubs-dropped/", "Fostering recruitment hubs scrapped",
		"The Department for Education has scrapped the regional fostering recruitment hubs, ministers announced today. Councils in England will recruit foster carers by themselves again.",
	}
	restored = story{
		"https://lantern.example/?p=3", "https://www.lantern.example/news/hubs-later/", "Fostering recruitment hubs delayed until autumn 2099",
		"The Department for Education has delayed the regional fostering recruitment hubs until autumn 2099, ministers announced today, after it had scrapped them.",
	}
)

// newsstand serves feeds by path.
type newsstand struct {
	mu    sync.Mutex
	feeds map[string][]story
}

func (n *newsstand) put(path string, stories ...story) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.feeds[path] = stories
}

// ServeHTTP writes a feed.
func (n *newsstand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title><link>https://lantern.example/</link><description>News</description>`)
	for i, s := range n.feeds[r.URL.Path] {
		fmt.Fprintf(&b, `<item><title>%s</title><link>%s</link><guid isPermaLink="false">%s</guid><pubDate>%s</pubDate><description>%s</description></item>`,
			html.EscapeString(s.title), html.EscapeString(s.link), html.EscapeString(s.guid), time.Now().Add(time.Duration(i-60)*time.Second).Format(time.RFC1123Z),
			html.EscapeString("<p>"+s.text+"</p>"))
	}
	b.WriteString(`</channel></rss>`)
	w.Header().Set("Content-Type", "application/rss+xml")
	_, _ = w.Write([]byte(b.String()))
}

// An article reports a change, and the channel that asked is told of it once: not again after a restart, nor when the feed is
// read again, nor when another feed brings the same article.
func TestAnAlertArrivesOnce(t *testing.T) {
	ws, api := slackWith(t, slackapp.ManifestOptions{Commands: slashCommands(), Curators: []string{sandbox.You}}, "")
	here := ws.ChannelID(sampleChannel)
	news := &newsstand{feeds: map[string][]story{}}
	press := httptest.NewServer(news)
	t.Cleanup(press.Close)
	data, dir := t.TempDir(), t.TempDir()
	for name, text := range pledged {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := ws.Credentials()
	keep(t, data, func(s *sqlite.Store) error {
		return s.PutSubscription(t.Context(), digest.Subscription{
			Team: c.TeamID, Channel: here, Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone, Alerts: true,
			Created: time.Now().UTC(), Next: time.Now().UTC().AddDate(1, 0, 0),
		})
	})
	connect := func(t *testing.T, feeds ...string) *otherSlack {
		t.Helper()
		keep(t, data, func(s *sqlite.Store) error { return pollAgain(t.Context(), s) })
		args := []string{
			"--data", data, "--corpus", dir, "--alert-window", "100ms", "--slack-api-url", api, "--slack-bot-token", c.BotToken,
			"--slack-signing-secret", c.SigningSecret, "--slack-app-token", c.AppToken,
			"--curators", sandbox.You,
		}
		for _, f := range feeds {
			args = append(args, "--feed", press.URL+f)
		}
		_, said := start(t, args...)
		s := &otherSlack{t, ws, said, data}
		s.eventually("a connection", func() bool { return strings.Contains(said.text(), "connected to Slack over Socket Mode") })
		return s
	}
	once := func(t *testing.T, what string) {
		t.Helper()
		n := 0
		for _, m := range ws.Messages(here) {
			if m.Ephemeral == "" { // not what one person looked up
				n += strings.Count(m.Text, what)
			}
		}
		if n != 1 {
			t.Errorf("%q was told %d times, want once", what, n)
		}
	}
	const told = "Due date: December 2096 → autumn 2098"
	t.Run("the article comes", func(t *testing.T) {
		news.put("/a.xml", delayed)
		s := connect(t, "/a.xml")
		m := s.reads(here, true, "National kinship care strategy", told, "<https://www.lantern.example/news/kinship-delayed/|", "until autumn 2098, ministers announced")
		s.press(m, "run") // More
		s.reads(here, false, "The Department for Education promised")
		once(t, told)
	})
	t.Run("after a restart the feed is read again", func(t *testing.T) {
		news.put("/a.xml", delayed, dropped)
		connect(t, "/a.xml").reads(here, true, "Status: ◐ testing → ✕ dropped")
		once(t, told)
	})
	t.Run("a curator confirms", func(t *testing.T) {
		s := connect(t, "/a.xml")
		s.press(s.say(here, "/reform review", "Changes to review", "National kinship care strategy"), "confirm")
		m := s.reads(here, true, "*Confirmed by* <@"+sandbox.You+">", "autumn 2098")
		if m.ThreadTS == "" {
			t.Error("what became of a report is not in its thread")
		}
		s.say(here, "/reform pledge kinship-strategy", "due autumn 2098")
	})
	t.Run("an edit of the corpus", func(t *testing.T) {
		s := connect(t, "/a.xml")
		edited := strings.Replace(pledged["entries.yaml"], `due: "2097-03"`, `due: "2098-03"`, 1)
		written := 0
		s.eventually("a reload", func() bool { // the first write may come before the bot watches, the others too fast to be read
			if written++; written%200 == 1 {
				if err := os.WriteFile(filepath.Join(dir, "entries.yaml"), []byte(edited), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			return strings.Contains(s.said.text(), "corpus reloaded")
		})
		if m := s.reads(here, true, "Changed in the corpus", "Due date: March 2097 → *March 2098*"); m.ThreadTS == "" {
			t.Error("what follows on the same pledge is not in its thread")
		}
	})
	t.Run("another feed brings the same article", func(t *testing.T) {
		copied := delayed
		copied.guid, copied.link = "tag:gazette.example,1", "https://gazette.example/wire/77?utm_source=feed"
		restored.guid, restored.link = "tag:gazette.example,2", "https://gazette.example/wire/78"
		news.put("/b.xml", copied, restored)
		s := connect(t, "/a.xml", "/b.xml")
		m := s.reads(here, true, "Due date: March 2098 → autumn 2099")
		if m.ThreadTS == "" {
			t.Error("what follows on the same pledge is not in its thread")
		}
		once(t, told+". Before")
		if !strings.Contains(s.said.text(), "the same article came from another feed") {
			t.Errorf("the twin was not noticed:\n%s", s.said.text())
		}
	})
	if faults := ws.Faults(); len(faults) > 0 {
		t.Errorf("Slack found fault: %q", faults)
	}
}

// keep does something to the store while no bot has it.
func keep(t *testing.T, data string, do func(*sqlite.Store) error) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), data, sqlite.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := do(s); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// pollAgain makes every feed due.
func pollAgain(ctx context.Context, s *sqlite.Store) error {
	states, err := s.FeedStates(ctx)
	if err != nil {
		return err
	}
	for _, st := range states {
		st.Next = time.Time{}
		if err := s.PutFeedState(ctx, st); err != nil {
			return err
		}
	}
	return nil
}
