package slackapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

func TestMalformedBodiesAreRefusedInOneLine(t *testing.T) {
	tests := map[string]struct{ path, body string }{
		"a command that is no form":          {"/slack/commands", "text=%zz"},
		"a command without a name":           {"/slack/commands", "team_id=T1&user_id=U1"},
		"a command without its slash":        {"/slack/commands", "team_id=T1&user_id=U1&command=reform"},
		"a command without a workspace":      {"/slack/commands", "user_id=U1&command=%2Freform"},
		"a command without a user":           {"/slack/commands", "team_id=T1&command=%2Freform"},
		"an empty command":                   {"/slack/commands", ""},
		"an interaction without payload":     {"/slack/interactions", "x=1"},
		"an interaction that is no JSON":     {"/slack/interactions", interactionForm("{")},
		"an interaction of another type":     {"/slack/interactions", interactionForm("[]")},
		"an interaction without a user":      {"/slack/interactions", interactionForm(`{"type":"block_actions","team":{"id":"T1"}}`)},
		"an interaction without a workspace": {"/slack/interactions", interactionForm(`{"type":"block_actions","user":{"id":"U1"}}`)},
		"an event that is no JSON":           {"/slack/events", "{"},
		"an event that is a list":            {"/slack/events", "[]"},
		"an event of no type":                {"/slack/events", "{}"},
		"an event without content":           {"/slack/events", `{"type":"event_callback","team_id":"T1","event_id":"E1"}`},
		"an event without id":                {"/slack/events", `{"type":"event_callback","team_id":"T1","event":{"type":"message"}}`},
		"an event of a wrong shape":          {"/slack/events", eventBody("E1", `{"type":"app_mention","text":7}`)},
		"an event that is a number":          {"/slack/events", eventBody("E1", `7`)},
		"a challenge without challenge":      {"/slack/events", `{"type":"url_verification"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, say1("answer"))
			w := b.post(test.path, test.body)
			if w.Code != http.StatusBadRequest || strings.Count(w.Body.String(), "\n") != 1 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
				t.Errorf("%d %s %q", w.Code, w.Header().Get("Content-Type"), w.Body)
			}
		})
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	b := newBench(t, say1("answer"))
	for path, method := range map[string]string{
		"/slack/commands": "GET", "/slack/events": "PUT", "/slack/interactions": "DELETE", "/slack/install": "POST", "/slack/oauth/callback": "POST",
	} {
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
			t.Errorf("%s %s: %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestACommandThatIsReadyIsAnsweredAtOnce(t *testing.T) {
	var got commands.Request
	b := newBench(t, answers{command: func(_ context.Context, r commands.Request) commands.Response {
		got = r
		return commands.Response{
			Text:   "Family help & <!channel>",
			Blocks: []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*Family help*", false, false), nil, nil)},
		}
	}})
	w := b.post("/slack/commands", slashForm(" when is family help &amp; kinship due? "))
	var ack struct {
		Type    string           `json:"response_type"`
		Text    string           `json:"text"`
		Replace bool             `json:"replace_original"`
		Blocks  []map[string]any `json:"blocks"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &ack); err != nil || w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	if ack.Type != "ephemeral" || ack.Text != "Family help &amp; &lt;!channel&gt;" || len(ack.Blocks) != 1 || ack.Replace {
		t.Errorf("%+v", ack)
	}
	want := commands.Request{Team: "T1", Channel: "C1", User: "U1", Command: "/reform", Text: "when is family help & kinship due?", TriggerID: "trigger"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if b.finish(); len(b.slack.calls) != 0 {
		t.Errorf("calls besides the acknowledgement: %v", b.slack.names())
	}
}

func TestAnAnswerGoesWhereItFits(t *testing.T) {
	long := strings.Repeat("é", 12_000) // 24,000 bytes: too large for Socket Mode
	slow := func(d time.Duration, r commands.Response) func(context.Context) commands.Response {
		return func(context.Context) commands.Response {
			time.Sleep(d)
			return r
		}
	}
	tests := map[string]struct {
		answer func(context.Context) commands.Response
		ack    string // in the acknowledgement
		calls  []string
		hooked map[string]string // of what went through response_url
	}{
		"nothing":             {slow(0, commands.Response{}), "", nil, nil},
		"in time":             {slow(DefaultAckWithin-time.Millisecond, commands.Response{Text: "A"}), `"text":"A"`, nil, nil},
		"for all":             {slow(0, commands.Response{Text: "A", InChannel: true}), `"response_type":"in_channel"`, nil, nil},
		"late":                {slow(DefaultAckWithin+time.Millisecond, commands.Response{Text: "A"}), "", []string{"secret-hook"}, map[string]string{"text": "A", "response_type": "ephemeral", "replace_original": "false"}},
		"late, for all":       {slow(3*time.Second, commands.Response{Text: "A", InChannel: true}), "", []string{"secret-hook"}, map[string]string{"response_type": "in_channel"}},
		"too large":           {slow(0, commands.Response{Text: long}), "", []string{"secret-hook"}, map[string]string{"text": long}},
		"a form":              {slow(0, commands.Response{Modal: &slack.ModalViewRequest{}}), "", []string{"views.open"}, nil},
		"a form with a word":  {slow(0, commands.Response{Text: "A", Modal: &slack.ModalViewRequest{}}), `"text":"A"`, []string{"views.open"}, nil},
		"a panic":             {func(context.Context) commands.Response { panic("entry 7 is nil") }, sayFailed, nil, nil},
		"a late panic":        {func(context.Context) commands.Response { time.Sleep(time.Minute); panic("nil") }, "", []string{"secret-hook"}, map[string]string{"text": sayFailed}},
		"a handler that ends": {func(ctx context.Context) commands.Response { <-ctx.Done(); return commands.Response{} }, "", []string{"secret-hook"}, map[string]string{"text": saySlow}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, answers{command: func(ctx context.Context, _ commands.Request) commands.Response { return test.answer(ctx) }})
				begun := time.Now()
				w := b.post("/slack/commands", slashForm("q"))
				if took := time.Since(begun); w.Code != 200 || took > DefaultAckWithin {
					t.Errorf("status %d after %s", w.Code, took)
				}
				if got := w.Body.String(); (test.ack == "") != (got == "") || !strings.Contains(got, test.ack) {
					t.Errorf("acknowledged with %.200q, want %q", got, test.ack)
				}
				b.finish()
				if d := cmp.Diff(test.calls, b.slack.names()); d != "" {
					t.Error(d)
				}
				for k, v := range test.hooked {
					if got := b.slack.made("secret-hook")[0].args[k]; got != v {
						t.Errorf("response_url got %s %.100q, want %.100q", k, got, v)
					}
				}
				noSecret(t, "the log", b.logs.String())
			})
		})
	}
}

func TestAPanicIsLoggedWithItsCause(t *testing.T) {
	b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response { panic("entry 7 is nil") }})
	b.post("/slack/commands", slashForm("q"))
	if log := b.logs.String(); !strings.Contains(log, "entry 7 is nil") || !strings.Contains(log, "command /reform") || !strings.Contains(log, "http_test.go") {
		t.Errorf("log: %s", log)
	}
}

func TestAClientThatGoesAwayStillGetsItsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response {
			time.Sleep(time.Second)
			return commands.Response{Text: "A"}
		}})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		b.Handler().ServeHTTP(httptest.NewRecorder(), signed("/slack/commands", slashForm("q")).WithContext(ctx))
		b.finish()
		if got := b.slack.made("secret-hook"); len(got) != 1 || got[0].args["text"] != "A" {
			t.Errorf("%v", got)
		}
	})
}

func TestMoreThanTheCrewCanDoIsTurnedAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response {
			<-release
			return commands.Response{Text: "A"}
		}})
		b.crew.most = 1
		b.post("/slack/commands", slashForm("first"))
		if w := b.post("/slack/commands", slashForm("second")); w.Code != 200 || !strings.Contains(w.Body.String(), sayBusy) {
			t.Errorf("command: %d %s", w.Code, w.Body)
		}
		if w := b.post("/slack/interactions", pressed(onMessage)); w.Code != 503 {
			t.Errorf("button: %d %s", w.Code, w.Body)
		}
		body := eventBody("E1", `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"hi"}`)
		if w := b.post("/slack/events", body); w.Code != 503 {
			t.Errorf("event: %d", w.Code)
		}
		close(release)
		synctest.Wait()
		time.Sleep(time.Minute)
		if w := b.post("/slack/events", body); w.Code != 200 { // sent again, it is taken
			t.Errorf("event, again: %d", w.Code)
		}
		b.finish()
		if got := b.slack.made("chat.postMessage"); len(got) != 1 {
			t.Errorf("the event was answered %d times", len(got))
		}
		time.Sleep(time.Second)
		if w := b.post("/slack/commands", slashForm("after the end")); !strings.Contains(w.Body.String(), sayClosing) {
			t.Errorf("after the end: %s", w.Body)
		}
	})
}

func TestCloseCutsShortWhatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{command: func(ctx context.Context, _ commands.Request) commands.Response {
			<-ctx.Done()
			return commands.Response{}
		}})
		b.post("/slack/commands", slashForm("q"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		if err := b.Close(ctx); err == nil || time.Since(begun) != time.Second {
			t.Errorf("%v after %s", err, time.Since(begun))
		}
	})
}

func TestSlackTriesTheAddresses(t *testing.T) {
	b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response { panic("not asked") }})
	if w := b.post("/slack/commands", "ssl_check=1&token=x"); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("ssl_check: %d %q", w.Code, w.Body)
	}
	if w := b.post("/slack/events", `{"type":"url_verification","challenge":"3eZbrw1aB <b>","token":"x"}`); w.Code != 200 || w.Body.String() != "3eZbrw1aB <b>" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("url_verification: %d %q", w.Code, w.Body)
	}
	if w := b.post("/slack/interactions", interactionForm(`{"type":"view_closed","team":{"id":"T1"},"user":{"id":"U1"}}`)); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("view_closed: %d %q", w.Code, w.Body)
	}
}

func TestAVerifiedFormMustBeInTheBody(t *testing.T) {
	b := newBench(t, say1("answer"))
	r, w := signed("/slack/commands?"+slashForm("q"), ""), httptest.NewRecorder() // the address is not signed
	b.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
