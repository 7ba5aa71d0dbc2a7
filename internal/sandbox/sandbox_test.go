package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
)

const (
	general   = "C0GENERAL01"
	briefings = "C0BRIEFING1"
	reform    = "C0CAREREF01"
	direct    = "D0APPDIRECT"
)

// manifest describes a small app with all that the workspace can do.
func manifest() slack.Manifest {
	return slack.Manifest{
		Display: slack.Display{Name: "Beacon"},
		Features: slack.Features{
			AppHome: slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser: slack.BotUser{DisplayName: "Beacon"},
			SlashCommands: []slack.ManifestSlashCommand{
				{Command: "/ask", Description: "Ask a question", UsageHint: "question"},
				{Command: "/askew", Description: "Answer something odd", UsageHint: "how"},
				{Command: "/form", Description: "Open a form", ShouldEscape: true},
			},
		},
		Settings: slack.Settings{
			Interactivity:      &slack.Interactivity{IsEnabled: true},
			EventSubscriptions: &slack.EventSubscriptions{BotEvents: []string{"app_mention", "message.im", "app_home_opened", "member_joined_channel"}},
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: []string{
			"commands", "chat:write", "channels:read", "channels:history", "channels:join", "im:read", "im:write", "im:history", "users:read",
			"usergroups:read", "reactions:write", "files:write", "team:read",
		}}},
	}
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Now()} }

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

// room is a workspace that is served and run for one test.
type room struct {
	*sandbox.Workspace
	url   string
	clock *clock
	api   *slack.Client
}

func open(t *testing.T, change ...func(*sandbox.Options)) *room {
	t.Helper()
	c := newClock()
	opts := sandbox.Options{Manifest: manifest(), Now: c.now, Patience: 2 * time.Second, RetryAfter: []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond}}
	for _, f := range change {
		f(&opts)
	}
	w, err := sandbox.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(w.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		srv.CloseClientConnections()
		srv.Close()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	w.SetURL(srv.URL)
	return &room{w, srv.URL, c, slack.New(w.Credentials().BotToken, slack.OptionAPIURL(srv.URL+"/api/"), slack.OptionAppLevelToken(w.Credentials().AppToken))}
}

// app is a bot that answers what a test tells it to.
type app struct {
	*httptest.Server
	mu     sync.Mutex
	handle map[string]func(http.ResponseWriter, *http.Request, []byte)
	seen   []request
}

type request struct {
	path   string
	header http.Header
	body   string
}

func newApp(t *testing.T) *app {
	t.Helper()
	a := &app{handle: map[string]func(http.ResponseWriter, *http.Request, []byte){}}
	a.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		if r.Body != nil {
			buf := make([]byte, 1<<20)
			for {
				n, err := r.Body.Read(buf)
				b.Write(buf[:n])
				if err != nil {
					break
				}
			}
		}
		a.mu.Lock()
		a.seen = append(a.seen, request{r.URL.Path, r.Header.Clone(), b.String()})
		h := a.handle[r.URL.Path]
		a.mu.Unlock()
		if h != nil {
			h(rw, r, []byte(b.String()))
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *app) on(path string, h func(http.ResponseWriter, *http.Request, []byte)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.handle[path] = h
}

func (a *app) requests(path string) []request {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []request
	for _, r := range a.seen {
		if r.path == path {
			out = append(out, r)
		}
	}
	return out
}

func (a *app) say(path, body string) {
	a.on(path, func(rw http.ResponseWriter, _ *http.Request, _ []byte) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(body))
	})
}

func at(a *app) func(*sandbox.Options) { return func(o *sandbox.Options) { o.AppURL = a.URL } }

// eventually waits for something that another goroutine brings about.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}
