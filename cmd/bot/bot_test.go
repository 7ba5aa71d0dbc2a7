package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/sqlite"
)

var listening = regexp.MustCompile(`(?:open |health at |waits for Slack at )(http://[^\s/]+)`)

// start runs the whole bot until the test ends, as main does, and returns the address that it says it is at.
func start(t testing.TB, args ...string) (base string, said *transcript) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	said = &transcript{want: listening, seen: make(chan struct{})}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), streams{strings.NewReader(""), said, said})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("the bot ended with %d:\n%s", code, said.text())
		}
	})
	select {
	case <-said.seen:
		return listening.FindStringSubmatch(said.text())[1], said
	case code := <-ended:
		ended <- code
		t.Fatalf("the bot did not start:\n%s", said.text())
	case <-time.After(time.Minute):
		t.Fatalf("the bot says nothing:\n%s", said.text())
	}
	return "", nil
}

// otherSlack is a Slack on another server, and the bot in it.
type otherSlack struct {
	t    *testing.T
	ws   *sandbox.Workspace
	said *transcript
	data string // the bot's data directory
}

// slackWith starts a Slack with an app, which it reaches at a URL, and returns it with the address of its API.
func slackWith(t *testing.T, o slackapp.ManifestOptions, appURL string) (ws *sandbox.Workspace, api string) {
	t.Helper()
	var page http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page.ServeHTTP(w, r) }))
	ws, err := sandbox.New(sandbox.Options{Manifest: slackapp.Manifest(o), AppURL: appURL, URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	page = ws.Handler()
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = ws.Run(ctx) })
	t.Cleanup(func() { stop(); server.CloseClientConnections(); server.Close(); wg.Wait() })
	return ws, server.URL + "/api/"
}

// connect starts a Slack, and the bot with that Slack's credentials and further flags.
func connect(t *testing.T, mode string, flags ...string) *otherSlack {
	t.Helper()
	// Slack must know the bot's address before the bot has one: a proxy of a known address stands between them.
	var mu sync.Mutex
	var bot *url.URL
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		mu.Lock()
		defer mu.Unlock()
		r.SetURL(bot)
	}})
	t.Cleanup(front.Close)
	o := slackapp.ManifestOptions{Commands: slashCommands()}
	if i := slices.Index(flags, "--curators"); i >= 0 {
		o.Curators = flags[i+1 : i+2]
	}
	if mode == modeHTTP {
		o.PublicURL = front.URL
	}
	ws, api := slackWith(t, o, front.URL)
	data := t.TempDir()
	dueNow(t, data, ws)
	c := ws.Credentials()
	args := []string{
		"--data", data, "--feed", sampleServer(t), "--slack-api-url", api, "--slack-bot-token", c.BotToken, "--slack-signing-secret", c.SigningSecret,
	}
	if mode == modeSocket {
		args = append(args, "--slack-app-token", c.AppToken)
	}
	base, said := start(t, append(args, flags...)...)
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	bot = u
	mu.Unlock()
	s := &otherSlack{t, ws, said, data}
	if mode == modeSocket {
		s.eventually("a connection", func() bool { return ws.Connections() > 0 })
	}
	return s
}

// dueNow keeps a subscription whose digest is due.
func dueNow(t *testing.T, data string, ws *sandbox.Workspace) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), data, sqlite.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	sub := digest.Subscription{
		Team: ws.Credentials().TeamID, Channel: ws.ChannelID(sampleChannel), Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone,
		Created: time.Now().UTC(), Next: time.Now().UTC().Add(-time.Minute).Truncate(time.Minute),
	}
	if err := store.PutSubscription(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// sampleServer serves the tampered feed of testdata.
func sampleServer(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.FileServer(http.Dir("testdata/feeds")))
	t.Cleanup(s.Close)
	return s.URL + "/tampered.xml"
}

func (s *otherSlack) eventually(what string, is func() bool) {
	s.t.Helper()
	limit, tick := time.After(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-limit:
			s.t.Fatalf("%s: not in time\n%s", what, s.said.text())
		}
	}
}

// say types something and waits until the bot has said, in that channel, what holds all of want.
func (s *otherSlack) say(channel, text string, want ...string) sandbox.Message {
	s.t.Helper()
	if _, err := s.ws.Say(s.t.Context(), channel, text); err != nil {
		s.t.Fatal(err)
	}
	return s.reads(channel, false, want...)
}

// unescaped undoes what encoding JSON does to Slack's brackets.
var unescaped = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&")

// reads waits for a message of the bot that holds all of want, in its text or in its blocks.
func (s *otherSlack) reads(channel string, everyone bool, want ...string) (found sandbox.Message) {
	s.t.Helper()
	s.eventually(strings.Join(want, " … ")+" in "+channel, func() bool {
		for _, m := range s.ws.Messages(channel) {
			all := m.BotID != "" && (!everyone || m.Ephemeral == "")
			for _, w := range want {
				all = all && strings.Contains(m.Text+unescaped.Replace(string(m.Blocks)), w)
			}
			if all {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// command runs the bot's command line, beside the bot that is running, and returns what it says.
func (s *otherSlack) command(args ...string) string {
	s.t.Helper()
	var out strings.Builder
	if code := run(s.t.Context(), args, streams{strings.NewReader(""), &out, &out}); code != exitDone {
		s.t.Fatalf("%s ends with %d: %s", strings.Join(args, " "), code, out.String())
	}
	return out.String()
}

func (s *otherSlack) press(m sandbox.Message, action string) {
	s.t.Helper()
	id := regexp.MustCompile(`"action_id":"(` + action + `:[^"]*)"`).FindSubmatch(m.Blocks)
	if id == nil {
		s.t.Fatalf("no button to %s in %s", action, m.Blocks)
	}
	if out, err := s.ws.Click(s.t.Context(), sandbox.Press{Channel: m.Channel, TS: m.TS, Action: string(id[1])}); err != nil || out.Error != "" {
		s.t.Fatalf("%v %s", err, out.Error)
	}
}

// The same program that plays its own Slack, given the credentials of a Slack elsewhere, does its work there.
func TestTheBotInSlack(t *testing.T) {
	for _, mode := range []string{modeHTTP, modeSocket} {
		t.Run(mode, func(t *testing.T) {
			s := connect(t, mode)
			here, other := s.ws.ChannelID("care-reform"), s.ws.ChannelID("policy-briefings")
			answer := s.say(here, "/reform when will the ECF become an entitlement", "September 2026", "communitycare.co.uk")
			if answer.Ephemeral == "" {
				t.Error("everybody saw the answer to a command")
			}
			s.press(answer, "share")
			s.reads(here, true, "September 2026")
			list := s.say(here, "/pledges", "1 to 10 of")
			s.press(list, "page")
			s.reads(here, false, "11 to 20 of")
			s.say(here, "/reform subscribe #policy-briefings kinship care weekly friday 10:00", "<#"+other+">", "Friday", "invite")
			s.say(here, "/reform subscriptions", "<#"+other+">", "Friday")
			if out := s.command("digest", "preview", "--data", s.data, "--channel", "#policy-briefings"); !strings.Contains(out, "Kinship care") || strings.Contains(out, "by default") {
				t.Errorf("the channel is not known by its name:\n%s", out)
			}
			s.say(here, "@pledgewatch what is NAAS", "national assessment and accreditation system")
			s.say("D0APPDIRECT", "what is NAAS", "national assessment and accreditation system")
			s.say(other, "/reform "+strings.Repeat("wombat ", 60_000/7), "does not hold") // longer than any person types
			s.say(here, "/digest", "Digest")
			s.reads(here, true, "Digest of")
			s.ws.As("").OpenHome()
			s.eventually("the home tab", func() bool { return s.ws.As("").Home() != nil })
			if faults := s.ws.Faults(); len(faults) > 0 {
				t.Errorf("Slack found fault: %q", faults)
			}
			c := s.ws.Credentials()
			for _, secret := range []string{c.BotToken, c.AppToken, c.SigningSecret} {
				if strings.Contains(s.said.text(), secret) {
					t.Error("the log gives a secret away")
				}
			}
		})
	}
}

// A digest that is due goes out once, however often the bot starts.
func TestADueDigestIsPostedOnce(t *testing.T) {
	var digests int
	s := connect(t, modeHTTP)
	s.reads(s.ws.ChannelID(sampleChannel), true, "Digest of")
	for _, m := range s.ws.Messages(s.ws.ChannelID(sampleChannel)) {
		if strings.Contains(string(m.Blocks), "Digest of") {
			digests++
			if m.Metadata == nil || m.Metadata.EventType == "" {
				t.Errorf("it carries no key: %+v", m.Metadata)
			}
		}
	}
	if digests != 1 {
		t.Errorf("%d digests", digests)
	}
}

// The feed as it was captured, where it lies beside the checkout.
func TestTheRealFeed(t *testing.T) {
	const file = "../../../shared/feed/care-review-tag.xml"
	if _, err := os.Stat(file); err != nil {
		t.Skip("the captured feed is not beside this checkout")
	}
	files := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(file))))
	t.Cleanup(files.Close)
	data := t.TempDir()
	_, said := start(t, "--data", data, "--feed", files.URL+"/care-review-tag.xml")
	s := &otherSlack{t: t, said: said}
	s.eventually("ten articles", func() bool {
		return strings.Contains(said.text(), "items=10 new=10 revised=0 tampered=10")
	})
	out := s.command("digest", "preview", "--data", data, "--channel", "care-reform", "--week", "2024-W44")
	for _, want := range []string{"Children’s social care reform delay will prolong ‘crisis’", "2024/10/31/further-delay", "bears on"} {
		if !strings.Contains(strings.ToLower(out), strings.ToLower(want)) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
