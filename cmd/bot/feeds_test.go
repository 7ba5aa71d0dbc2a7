package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/sandbox"
)

// harbourFeed serves a feed with an archive of one more page.
func harbourFeed(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		switch r.URL.Query().Get("paged") {
		case "":
		case "2":
			n = 1
		default:
			http.NotFound(w, r)
			return
		}
		_, _ = fmt.Fprintf(w, `<rss version="2.0"><channel><title>Harbour News</title><item><title>Kinship carers of harbour %d</title>`+
			`<guid>%d</guid><link>https://harbour.example/%d</link><pubDate>%s</pubDate></item></channel></rss>`,
			n, n, n, time.Now().AddDate(0, 0, -n).Format(time.RFC1123Z))
	}))
	t.Cleanup(s.Close)
	return s
}

// A curator sets up a feed by talking to the bot, which takes it up while it runs; nobody else can, and nobody leads the bot
// into its own network.
func TestFeedsAreSetUpInSlack(t *testing.T) {
	feed := harbourFeed(t)
	host := strings.TrimPrefix(feed.URL, "http://")
	s := connect(t, modeHTTP, "--curators", sandbox.You, "--allow-private", host, "--review-channel", "C0CAREREF01")
	here := s.ws.ChannelID("care-reform")
	s.reads(here, true, "holds text that is not its publisher's")

	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the bot was led inside") }))
	defer inside.Close()
	s.say(here, "/reform feeds add "+inside.URL, "inside our own network", "Nothing was changed")

	s.say(here, "/reform feeds check "+feed.URL+"/feed", "Harbour News", "Kinship carers of harbour 0", "Follow it")
	s.say(here, "/reform feeds add "+feed.URL+"/feed Harbour", "Followed from now on", "Harbour")
	s.eventually("the new feed's article", func() bool { return strings.Contains(s.said.text(), `title="Kinship carers of harbour 0"`) })
	list := s.say(here, "/reform feeds", "Harbour", "– well", "tampered")
	if list.Ephemeral == "" {
		t.Error("everybody saw the list")
	}
	s.say(here, "/reform latest kinship", "Kinship carers of harbour 0")
	s.say(here, "/reform feeds backfill harbour", "Begun", "no news")
	s.eventually("the archive's article", func() bool { return strings.Contains(s.said.text(), "kept=1") })
	if strings.Contains(s.said.text(), `title="Kinship carers of harbour 1"`) {
		t.Error("an article of the archive was handed on as news")
	}
	s.say(here, "/reform latest kinship", "Kinship carers of harbour 1")
	s.say(here, "/reform feeds pause harbour", "Paused")
	s.say(here, "/reform feeds remove harbour", "Removed")
	if faults := s.ws.Faults(); len(faults) > 0 {
		t.Errorf("Slack found fault: %q", faults)
	}
}

func TestWhoIsNoCuratorSetsUpNoFeed(t *testing.T) {
	feed := harbourFeed(t)
	s := connect(t, modeHTTP, "--allow-private", strings.TrimPrefix(feed.URL, "http://"))
	s.say(s.ws.ChannelID("care-reform"), "/reform feeds add "+feed.URL, "Only curators may do that")
	if strings.Contains(s.said.text(), "Harbour News") {
		t.Error("the feed was read all the same")
	}
}

// While the bot runs, the command line leaves its feeds alone and says where to turn.
func TestFeedsOfARunningBotAreChangedInSlack(t *testing.T) {
	data := t.TempDir()
	_, said := start(t, "--data", data, "--feed", sampleServer(t))
	for _, args := range [][]string{{"pause", "sample"}, {"add", "https://a.example/"}, {"remove", "x"}, {"resume", "x"}, {"backfill", "x"}} {
		var out strings.Builder
		code := run(t.Context(), append([]string{"feed", "--data", data}, args...), streams{strings.NewReader(""), &out, &out})
		if code != exitUsage || !strings.Contains(out.String(), "type it in Slack instead, as /reform feeds") {
			t.Errorf("%v: %d, %s", args, code, out.String())
		}
	}
	var out strings.Builder
	if code := run(t.Context(), []string{"feed", "--data", data, "list"}, streams{strings.NewReader(""), &out, &out}); code != exitDone {
		t.Errorf("the list: %d, %s\n%s", code, out.String(), said.text())
	}
}

// The figures on feeds are there for Prometheus, and outlive a restart.
func TestTheFiguresOnFeeds(t *testing.T) {
	data := t.TempDir()
	server := sampleServer(t)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	id := feedID(u)
	for _, round := range []string{"after a poll", "after a restart"} {
		t.Run(round, func(t *testing.T) {
			base, said := start(t, "--data", data, "--feed", server)
			if round == "after a poll" {
				(&otherSlack{t: t, said: said}).eventually("the poll", func() bool { return strings.Contains(said.text(), "feed polled") })
			}
			figures := metricsOf(t, base)
			for figure, want := range map[string]string{
				"last_success_timestamp_seconds": "1", "failures": "0", "articles_weekly": "", "silent": "", "paused": "0", "gone": "0",
			} {
				if !strings.Contains(figures, "pledgewatch_feed_"+figure+`{feed="`+id+`"} `+want) {
					t.Errorf("no %s in\n%s", figure, figures)
				}
			}
		})
	}
}

func metricsOf(t *testing.T, base string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DialContext: (&net.Dialer{}).DialContext, DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
