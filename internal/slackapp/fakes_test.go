package slackapp

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
)

var _ delivery.Clients = (*App)(nil) // delivery sends with the App's clients

// The secrets of all tests: no log line, error or page may hold one.
const (
	signingSecret = "signing-7f3a91"
	botToken      = "xoxb-bot-token-51c2"
	appToken      = "xapp-app-token-88d0"
	clientSecret  = "client-secret-02ee"
)

// answers is a Handler made of functions; what is nil answers with nothing.
type answers struct {
	command func(context.Context, commands.Request) commands.Response
	action  func(context.Context, commands.Action) commands.Response
	submit  func(context.Context, commands.Submission) commands.Response
	home    func(context.Context, string, string) slack.HomeTabViewRequest
}

func (h answers) Command(ctx context.Context, r commands.Request) commands.Response {
	if h.command == nil {
		return commands.Response{}
	}
	return h.command(ctx, r)
}

func (h answers) Action(ctx context.Context, a commands.Action) commands.Response {
	if h.action == nil {
		return commands.Response{}
	}
	return h.action(ctx, a)
}

func (h answers) Submit(ctx context.Context, s commands.Submission) commands.Response {
	if h.submit == nil {
		return commands.Response{}
	}
	return h.submit(ctx, s)
}

func (h answers) Home(ctx context.Context, team, user string) slack.HomeTabViewRequest {
	if h.home == nil {
		return slack.HomeTabViewRequest{}
	}
	return h.home(ctx, team, user)
}

// memory keeps installations and what was handled; broken, it fails.
type memory struct {
	mu     sync.Mutex
	in     map[string]Installation
	seen   map[string]bool
	broken error
}

func newMemory() *memory { return &memory{in: map[string]Installation{}, seen: map[string]bool{}} }

func (m *memory) PutInstallation(_ context.Context, in Installation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken == nil {
		m.in[in.Team] = in
	}
	return m.broken
}

func (m *memory) Installation(_ context.Context, team string) (Installation, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	in, ok := m.in[team]
	return in, ok, m.broken
}

func (m *memory) Installations(context.Context) ([]Installation, error) { return nil, m.broken }

func (m *memory) DeleteInstallation(_ context.Context, team string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken == nil {
		delete(m.in, team)
	}
	return m.broken
}

func (m *memory) First(_ context.Context, key string, _ time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := !m.seen[key]
	if m.broken == nil {
		m.seen[key] = true
	}
	return first, m.broken
}

// call is one request that the App made of Slack.
type call struct {
	to    string // the last part of the path: a method of the Web API, or the end of a response_url
	host  string
	token string
	args  map[string]string
	at    time.Time
}

// fakeSlack answers the App's calls, from a script where there is one.
type fakeSlack struct {
	mu     sync.Mutex
	calls  []call
	script map[string][]reply // by call.to; the last one stays
}

type reply struct {
	status int
	header http.Header
	body   string
	err    error
}

func refusal(code string) reply { return reply{body: `{"ok":false,"error":"` + code + `"}`} }

func (f *fakeSlack) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, _ := io.ReadAll(r.Body)
	c := call{host: r.URL.Host, to: r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], args: map[string]string{}, at: time.Now()}
	c.token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var fields map[string]json.RawMessage
		_ = json.Unmarshal(raw, &fields)
		for k, v := range fields {
			var s string
			if json.Unmarshal(v, &s) != nil {
				s = string(v)
			}
			c.args[k] = s
		}
	} else {
		form, _ := url.ParseQuery(string(raw))
		for k := range form {
			c.args[k] = form.Get(k)
		}
		if c.token == "" {
			c.token = c.args["token"]
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, c)
	answer := reply{body: `{"ok":true,"channel":"C1","ts":"9.9","message_ts":"9.9","team_id":"T1","team":"Team","user_id":"UBOT"}`}
	if list := f.script[c.to]; len(list) > 0 {
		answer = list[0]
		if len(list) > 1 {
			f.script[c.to] = list[1:]
		}
	}
	if answer.err != nil {
		return nil, answer.err
	}
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	if answer.header == nil {
		answer.header = http.Header{}
	}
	return &http.Response{StatusCode: answer.status, Status: strconv.Itoa(answer.status), Header: answer.header, Body: io.NopCloser(strings.NewReader(answer.body)), Request: r}, nil
}

// made returns the calls of a kind.
func (f *fakeSlack) made(to string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []call
	for _, c := range f.calls {
		if c.to == to {
			list = append(list, c)
		}
	}
	return list
}

// names are the calls made, in alphabetical order.
func (f *fakeSlack) names() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []string
	for _, c := range f.calls {
		list = append(list, c.to)
	}
	slices.Sort(list)
	return list
}

// bench is an App with all around it played.
type bench struct {
	*App
	t     *testing.T
	slack *fakeSlack
	kept  *memory
	logs  *bytes.Buffer
}

func newBench(t *testing.T, h Handler, change ...func(*Options)) *bench {
	t.Helper()
	b := &bench{t: t, slack: &fakeSlack{script: map[string][]reply{}}, kept: newMemory(), logs: &bytes.Buffer{}}
	o := Options{
		Handler: h, Installations: b.kept, Once: b.kept, SigningSecret: NewSecret(signingSecret), BotToken: NewSecret(botToken),
		HTTPClient: &http.Client{Transport: b.slack},
		Log:        slog.New(slog.NewTextHandler(&locked{w: b.logs}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, c := range change {
		c(&o)
	}
	app, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	b.App = app
	t.Cleanup(func() { b.finish() })
	return b
}

// finish ends the App, after which everything it does is done.
func (b *bench) finish() {
	b.t.Helper()
	if err := b.Close(context.Background()); err != nil {
		b.t.Error("close:", err)
	}
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func signature(secret, stamp, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":" + body))
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// signed is a request as Slack sends it.
func signed(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	kind := "application/x-www-form-urlencoded"
	if path == "/slack/events" {
		kind = "application/json"
	}
	r.Header.Set("Content-Type", kind)
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", signature(signingSecret, stamp, body))
	return r
}

func (b *bench) post(path, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, signed(path, body))
	return w
}

const hook = "https://hooks.slack.com/commands/T1/1/secret-hook"

func slashForm(text string) string {
	return url.Values{
		"team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "command": {"/reform"}, "text": {text},
		"response_url": {hook}, "trigger_id": {"trigger"},
	}.Encode()
}

func interactionForm(payload string) string { return url.Values{"payload": {payload}}.Encode() }

func pressed(extra string) string {
	return interactionForm(`{"type":"block_actions","team":{"id":"T1"},"user":{"id":"U1"},"trigger_id":"trigger",
		"actions":[{"action_id":"share","block_id":"b","type":"button","value":"entry-1"}]` + extra + `}`)
}

const onMessage = `,"channel":{"id":"C1"},"message":{"ts":"5.5"},"container":{"type":"message","message_ts":"5.5","channel_id":"C1"},"response_url":"` + hook + `"`

func eventBody(id, inner string) string {
	return `{"type":"event_callback","team_id":"T1","event_id":"` + id + `","event_time":1000,
		"authorizations":[{"team_id":"T1","user_id":"UBOT","is_bot":true}],"event":` + inner + `}`
}

func say1(text string) answers {
	return answers{command: func(context.Context, commands.Request) commands.Response { return commands.Response{Text: text} }}
}

func noSecret(t *testing.T, where, text string) {
	t.Helper()
	for _, s := range []string{signingSecret, botToken, appToken, clientSecret, "secret-hook", "xoxb-"} {
		if strings.Contains(text, s) {
			t.Errorf("%s gives away %q:\n%s", where, s, text)
		}
	}
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

func modal(metadata string) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, PrivateMetadata: metadata}
}

func contains(s, part string) bool { return strings.Contains(s, part) }
