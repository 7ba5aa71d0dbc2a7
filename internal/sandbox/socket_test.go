package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"pledgewatch/internal/sandbox"
)

func overSocket(o *sandbox.Options) { o.Manifest.Settings.SocketModeEnabled = true }

// client runs slack-go's own Socket Mode client, which answers each request as the test says.
func (r *room) client(t *testing.T, answer func(*socketmode.Client, socketmode.Event)) {
	t.Helper()
	c := socketmode.New(r.api, socketmode.OptionLog(slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)))
	before := r.Connections()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := c.RunContext(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	wg.Go(func() {
		for {
			select {
			case e := <-c.Events:
				if e.Request != nil && e.Request.EnvelopeID != "" {
					answer(c, e)
				}
			case <-ctx.Done():
				return
			}
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	eventually(t, "a connection", func() bool { return r.Connections() > before })
}

func TestSocketModeWithSlackGo(t *testing.T) {
	r := open(t, overSocket)
	var mu sync.Mutex
	var events []string
	r.client(t, func(c *socketmode.Client, e socketmode.Event) {
		mu.Lock()
		events = append(events, string(e.Type))
		mu.Unlock()
		var payload any
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			payload = map[string]any{"text": "you asked " + data.Text}
			if data.Command == "/form" {
				var m slack.ModalViewRequest
				_ = json.Unmarshal([]byte(form), &m)
				if _, err := r.api.OpenView(data.TriggerID, m); err != nil {
					t.Error(err)
				}
				payload = nil
			}
		case slack.InteractionCallback:
			if data.Type == slack.InteractionTypeViewSubmission {
				payload = map[string]any{"response_action": "errors", "errors": map[string]string{"q": "no"}}
			}
		}
		if err := c.Ack(*e.Request, payload); err != nil {
			t.Error(err)
		}
	})
	if m := last(t, ask(t, r, "/ask it").Messages); m.Text != "you asked it" {
		t.Errorf("%+v", m)
	}
	if out := must(r.Command(t.Context(), reform, "/form"))(t); out.Modal == nil {
		t.Fatal("no modal")
	}
	out := must(r.Submit(t.Context(), sandbox.Values{"q": {"text": {"x"}}}))(t)
	if out.Modal == nil || out.Modal.Errors["q"] != "no" {
		t.Errorf("%+v", out)
	}
	must(r.Say(t.Context(), reform, "@beacon"))(t)
	eventually(t, "the mention", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(events, " ") == "slash_commands slash_commands interactive events_api"
	})
}

func TestAnAppThatIsAskedToReconnectDoes(t *testing.T) {
	r := open(t, overSocket)
	r.client(t, func(c *socketmode.Client, e socketmode.Event) { _ = c.Ack(*e.Request, map[string]any{"text": "here"}) })
	r.RefreshSockets()
	eventually(t, "the new connection", func() bool { return r.Connections() == 1 })
	if m := last(t, ask(t, r, "/ask").Messages); m.Text != "here" {
		t.Errorf("%+v", m)
	}
}

func TestNobodyIsConnected(t *testing.T) {
	r := open(t, overSocket)
	if m := last(t, ask(t, r, "/ask").Messages); m.Text != "/ask failed because the app did not respond" {
		t.Error(m.Text)
	}
}

// dial opens a bare connection.
func (r *room) dial(t *testing.T) *websocket.Conn {
	t.Helper()
	_, u, err := r.api.StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := r.Connections()
	ws, resp, err := websocket.DefaultDialer.DialContext(t.Context(), u, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	var hello struct {
		Type string
		N    int `json:"num_connections"`
	}
	if err := ws.ReadJSON(&hello); err != nil || hello.Type != "hello" || hello.N != before+1 {
		t.Fatalf("%+v %v", hello, err)
	}
	again, resp, err := websocket.DefaultDialer.DialContext(t.Context(), u, nil)
	if err == nil {
		_ = again.Close()
		t.Fatal("a ticket opened two connections")
	}
	if resp == nil || resp.StatusCode != http.StatusForbidden {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return ws
}

// take reads the next envelope and says its identifier.
func take(t *testing.T, ws *websocket.Conn) string {
	t.Helper()
	var e struct {
		ID      string `json:"envelope_id"`
		Accepts bool   `json:"accepts_response_payload"`
	}
	if err := ws.ReadJSON(&e); err != nil || e.ID == "" || !e.Accepts {
		t.Errorf("%+v %v", e, err)
	}
	return e.ID
}

func TestAnEnvelopeIsSentAgainWhenItsConnectionBreaks(t *testing.T) {
	r := open(t, overSocket)
	first, second := r.dial(t), r.dial(t)
	out := make(chan sandbox.Outcome, 1)
	go func() { o, _ := r.Command(t.Context(), reform, "/ask"); out <- o }()
	got := make(chan string, 2)
	for _, ws := range []*websocket.Conn{first, second} {
		go func() {
			id := take(t, ws)
			got <- id
			if len(got) == 1 { // the one that got it first dies
				_ = ws.Close()
				return
			}
			_ = ws.WriteJSON(map[string]any{"envelope_id": id, "payload": map[string]any{"text": "second try"}})
		}()
	}
	select {
	case o := <-out:
		if m := last(t, o.Messages); m.Text != "second try" {
			t.Error(m.Text)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("no answer")
	}
	if a, b := <-got, <-got; a != b {
		t.Error("another envelope:", a, b)
	}
}

func TestAnAcknowledgementThatIsTooLargeIsDropped(t *testing.T) {
	r := open(t, overSocket, func(o *sandbox.Options) { o.Patience = 200 * time.Millisecond })
	ws := r.dial(t)
	go func() {
		id := take(t, ws)
		_ = ws.WriteJSON(map[string]any{"envelope_id": id, "payload": map[string]any{"text": strings.Repeat("x", 20_480)}})
	}()
	if m := last(t, ask(t, r, "/ask").Messages); m.Text != `/ask failed with the error "operation_timeout"` {
		t.Error(m.Text)
	}
	if f := r.Faults(); len(f) != 1 || !strings.Contains(f[0], "20480") {
		t.Errorf("%q", f)
	}
}
