package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

// replicas is a Slack, and several bots in it over one Redis, in front of which stands what shares out Slack's requests.
type replicas struct {
	*otherSlack
	server *redistest.Server
	bases  []string
	said   []*transcript
}

func connectReplicas(t *testing.T, server *redistest.Server, n int, subscribed bool) *replicas {
	t.Helper()
	var mu sync.Mutex
	var bots []*url.URL
	turn := 0
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		mu.Lock()
		defer mu.Unlock()
		turn++
		r.SetURL(bots[turn%len(bots)])
	}})
	t.Cleanup(front.Close)
	ws, api := slackWith(t, slackapp.ManifestOptions{Commands: slashCommands(), PublicURL: front.URL}, front.URL)
	if subscribed {
		dueInRedis(t, server, ws)
	}
	c := ws.Credentials()
	r := &replicas{server: server}
	feed := sampleServer(t)
	for range n {
		base, said := start(t, "--data", t.TempDir(), "--redis-url", server.URL(), "--feed", feed, "--slack-api-url", api,
			"--slack-bot-token", c.BotToken, "--slack-signing-secret", c.SigningSecret)
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		bots = append(bots, u)
		mu.Unlock()
		r.bases, r.said = append(r.bases, base), append(r.said, said)
	}
	r.otherSlack = &otherSlack{t: t, ws: ws, said: r.said[0]}
	return r
}

func dueInRedis(t *testing.T, server *redistest.Server, ws *sandbox.Workspace) {
	t.Helper()
	s, err := redis.Open(server.URL(), redis.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	if err := s.PutSubscription(t.Context(), digest.Subscription{
		Team: ws.Credentials().TeamID, Channel: ws.ChannelID(sampleChannel), Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone,
		Created: now, Next: now.Add(-time.Minute).Truncate(time.Minute),
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// readyz is what the first replica says of itself.
func (r *replicas) readyz() int {
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.bases[0]+"/readyz", nil)
	if err != nil {
		return 0
	}
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func TestReplicasOverOneRedis(t *testing.T) {
	r := connectReplicas(t, redistest.Start(t), 3, true)
	here := r.ws.ChannelID(sampleChannel)
	r.eventually("a digest", func() bool { return r.digests(here) > 0 })
	r.say(here, "/reform subscribe kinship care weekly friday 10:00", "Friday")
	r.say(here, "/reform subscriptions", "Friday") // another replica's answer, of the same store
	r.eventually("the feed to be polled", func() bool { return strings.Contains(r.all(), "feed polled") })
	if n := r.digests(here); n != 1 {
		t.Errorf("%d digests", n)
	}
	if n := strings.Count(r.all(), "feed polled"); n != 1 {
		t.Errorf("the feed was polled %d times", n)
	}
	if faults := r.ws.Faults(); len(faults) > 0 {
		t.Errorf("Slack found fault: %q", faults)
	}
}

// digests counts what the outbox posted in a channel, and not in a thread.
func (r *replicas) digests(channel string) (n int) {
	for _, m := range r.ws.Messages(channel) {
		if m.Metadata != nil && m.Metadata.EventType == delivery.EventType && (m.ThreadTS == "" || m.ThreadTS == m.TS) {
			n++
		}
	}
	return n
}

func (r *replicas) all() string {
	var b strings.Builder
	for _, s := range r.said {
		b.WriteString(s.text())
	}
	return b.String()
}

// Without Redis the bot starts, answers from the corpus and says that it is not ready; what waited goes out when Redis is there.
func TestRedisIsAway(t *testing.T) {
	server := redistest.Start(t)
	server.Kill()
	r := connectReplicas(t, server, 1, false)
	r.eventually("a line on Redis", func() bool { return strings.Contains(r.all(), "Redis does not answer") })
	here := r.ws.ChannelID(sampleChannel)
	r.say(here, "/reform when will the ECF become an entitlement", "September 2026")
	if code := r.readyz(); code != http.StatusServiceUnavailable {
		t.Errorf("readyz answers %d without Redis", code)
	}
	server.Restart(t)
	r.eventually("to be ready", func() bool { return r.readyz() == http.StatusOK })
	dueInRedis(t, server, r.ws)
	r.eventually("a digest", func() bool { return r.digests(here) > 0 })
	server.Kill()
	r.eventually("not to be ready", func() bool { return r.readyz() == http.StatusServiceUnavailable })
	r.say(here, "/reform what is NAAS", "national assessment and accreditation system")
	server.Restart(t)
	r.eventually("to be ready again", func() bool { return r.readyz() == http.StatusOK })
}

func TestTheDoctorLooksAtRedis(t *testing.T) {
	server := redistest.Start(t, "--appendonly", "no", "--requirepass", "hush")
	look := func() string {
		var out strings.Builder
		run(t.Context(), []string{
			"doctor", "--data", t.TempDir(), "--redis-url", strings.Replace(server.URL(), "//", "//:hush@", 1), "--addr", "127.0.0.1:1", "--feed", sampleServer(t),
		}, streams{strings.NewReader(""), &out, &out})
		return out.String()
	}
	up := look()
	server.Kill()
	down := look()
	for _, c := range []struct{ said, want string }{
		{up, "ok    store"}, {up, "keeps nothing on disk"}, {up, "set appendonly yes"}, {up, "0 waiting"}, {down, "FAIL  store"}, {down, "refused"},
	} {
		if !strings.Contains(c.said, c.want) {
			t.Errorf("no %q in\n%s", c.want, c.said)
		}
	}
	if strings.Contains(up+down, "hush") {
		t.Errorf("the password is in\n%s%s", up, down)
	}
}
