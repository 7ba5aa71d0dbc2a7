package slackapp

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

func TestQuestionsInConversationsAreAnswered(t *testing.T) {
	tests := map[string]struct {
		inner  string
		want   *commands.Request // nil: not asked
		posted map[string]string
	}{
		"a mention, in its thread": {
			`{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"<@UBOT> what of &lt;b&gt; &amp;amp; <https://gov.uk/x|the plan>?"}`,
			&commands.Request{Team: "T1", Channel: "C1", User: "U1", Command: "/reform", Text: "what of <b> &amp; the plan?", Thread: "1.1"},
			map[string]string{"channel": "C1", "thread_ts": "1.1", "text": "A"},
		},
		"a mention in a thread": {
			`{"type":"app_mention","user":"U1","channel":"C1","ts":"2.2","thread_ts":"1.1","text":"and kinship, <@UBOT>? ask <@U2>"}`,
			&commands.Request{Team: "T1", Channel: "C1", User: "U1", Command: "/reform", Text: "and kinship, ? ask @U2", Thread: "1.1"},
			map[string]string{"channel": "C1", "thread_ts": "1.1"},
		},
		"a direct message": {
			`{"type":"message","channel_type":"im","user":"U1","channel":"D1","ts":"1.1","text":"kinship"}`,
			&commands.Request{Team: "T1", Channel: "D1", User: "U1", Command: "/reform", Text: "kinship"},
			map[string]string{"channel": "D1", "thread_ts": ""},
		},
		"a direct message in a thread": {
			`{"type":"message","channel_type":"im","user":"U1","channel":"D1","ts":"2.2","thread_ts":"1.1","text":"kinship"}`,
			&commands.Request{Team: "T1", Channel: "D1", User: "U1", Command: "/reform", Text: "kinship", Thread: "1.1"},
			map[string]string{"channel": "D1", "thread_ts": "1.1"},
		},
		"a message in a channel":          {`{"type":"message","channel_type":"channel","user":"U1","channel":"C1","ts":"1.1","text":"kinship"}`, nil, nil},
		"the bot's own message":           {`{"type":"message","channel_type":"im","user":"UBOT","channel":"D1","ts":"1.1","text":"kinship"}`, nil, nil},
		"another bot's message":           {`{"type":"message","channel_type":"im","user":"U9","bot_id":"B9","channel":"D1","ts":"1.1","text":"kinship"}`, nil, nil},
		"another bot's mention":           {`{"type":"app_mention","user":"U9","bot_id":"B9","channel":"C1","ts":"1.1","text":"<@UBOT> kinship"}`, nil, nil},
		"an edited message":               {`{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","ts":"1.1","message":{"user":"U1","text":"kinship"}}`, nil, nil},
		"a deleted message":               {`{"type":"message","subtype":"message_deleted","channel_type":"im","channel":"D1","ts":"1.1"}`, nil, nil},
		"Slackbot's message":              {`{"type":"message","channel_type":"im","user":"USLACKBOT","channel":"D1","ts":"1.1","text":"hi"}`, nil, nil},
		"an event that nobody asked for":  {`{"type":"reaction_added","user":"U1"}`, nil, nil},
		"an event of a kind to come":      {`{"type":"not_yet_thought_of","user":"U1"}`, nil, nil},
		"the messages tab of the bot":     {`{"type":"app_home_opened","user":"U1","tab":"messages","channel":"D1"}`, nil, nil},
		"a mention that names no message": {`{"type":"app_mention","user":"U1","channel":"C1","text":"hi"}`, nil, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got *commands.Request
			b := newBench(t, answers{command: func(_ context.Context, r commands.Request) commands.Response {
				got = &r
				return commands.Response{Text: "A"}
			}})
			if w := b.post("/slack/events", eventBody("E1", test.inner)); w.Code != 200 || w.Body.Len() != 0 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			b.finish()
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
			made := b.slack.made("chat.postMessage")
			if (len(made) == 1) != (test.want != nil) {
				t.Fatalf("posted %v", made)
			}
			for k, v := range test.posted {
				if made[0].args[k] != v {
					t.Errorf("%s is %q, want %q", k, made[0].args[k], v)
				}
			}
		})
	}
}

func TestAnEventIsAcknowledgedBeforeItIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response {
			time.Sleep(10 * time.Second)
			return commands.Response{Text: "A"}
		}})
		begun := time.Now()
		b.post("/slack/events", eventBody("E1", `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"hi"}`))
		if took := time.Since(begun); took != 0 {
			t.Errorf("acknowledged after %s", took)
		}
		b.finish()
		if len(b.slack.made("chat.postMessage")) != 1 {
			t.Error("not answered")
		}
	})
}

func TestWhatSlackSendsAgainIsNotAnsweredAgain(t *testing.T) {
	const mention = `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"hi"}`
	tests := map[string]struct {
		bodies []string
		want   int
	}{
		"the same event":            {[]string{eventBody("E1", mention), eventBody("E1", mention)}, 1},
		"the message edited":        {[]string{eventBody("E1", mention), eventBody("E2", strings.Replace(mention, "hi", "hello", 1))}, 1},
		"two messages":              {[]string{eventBody("E1", mention), eventBody("E2", strings.Replace(mention, "1.1", "2.2", 1))}, 2},
		"two workspaces, one event": {[]string{eventBody("E1", mention), strings.Replace(eventBody("E1", mention), "T1", "T2", 1)}, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, say1("A"))
				for i, body := range test.bodies {
					r := signed("/slack/events", body)
					if i > 0 {
						r.Header.Set("X-Slack-Retry-Num", "1")
						r.Header.Set("X-Slack-Retry-Reason", "http_timeout")
					}
					w := newRecorder()
					b.Handler().ServeHTTP(w, r)
					if w.Code != 200 {
						t.Errorf("%d %s", w.Code, w.Body)
					}
					time.Sleep(time.Minute)
				}
				b.finish()
				if got := len(b.slack.made("chat.postMessage")); got != test.want {
					t.Errorf("answered %d times, want %d", got, test.want)
				}
			})
		})
	}
}

func TestAnEventThatCannotBeRememberedIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, say1("A"))
		body := eventBody("E1", `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"hi"}`)
		b.kept.broken = errors.New("disk full")
		if w := b.post("/slack/events", body); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%d", w.Code)
		}
		b.kept.broken = nil
		time.Sleep(time.Minute)
		if w := b.post("/slack/events", body); w.Code != 200 {
			t.Errorf("again: %d", w.Code)
		}
		b.finish()
		if got := len(b.slack.made("chat.postMessage")); got != 1 {
			t.Errorf("answered %d times", got)
		}
		if !strings.Contains(b.logs.String(), "disk full") {
			t.Error("the cause is not in the log")
		}
	})
}

func TestPostingObeysTheRateLimit(t *testing.T) {
	limited := func(after string) reply {
		r := reply{status: 429, header: http.Header{}, body: `{"ok":false,"error":"ratelimited"}`}
		if after != "" {
			r.header.Set("Retry-After", after)
		}
		return r
	}
	fine := reply{body: `{"ok":true,"ts":"1.1","channel":"C1"}`}
	tests := map[string]struct {
		script []reply
		tries  int
		after  time.Duration // at least, between the first two
	}{
		"once":                  {[]reply{limited("7"), fine}, 2, 7 * time.Second},
		"without saying when":   {[]reply{limited(""), fine}, 2, usualRetryAfter},
		"for ever":              {[]reply{limited("1")}, 1 + mostRetries, time.Second},
		"longer than one waits": {[]reply{limited("3600"), fine}, 1, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, say1("A"))
				b.slack.script["chat.postMessage"] = test.script
				b.post("/slack/events", eventBody("E1", `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"hi"}`))
				b.finish()
				made := b.slack.made("chat.postMessage")
				if len(made) != test.tries {
					t.Fatalf("%d tries, want %d", len(made), test.tries)
				}
				if len(made) > 1 && made[1].at.Sub(made[0].at) < test.after {
					t.Errorf("again after %s, want %s", made[1].at.Sub(made[0].at), test.after)
				}
				if lost := strings.Contains(b.logs.String(), "an answer was not delivered"); lost != (test.tries == 1 || test.tries > 2) {
					t.Errorf("log: %s", b.logs)
				}
			})
		})
	}
}

func TestTheHomeTabIsShown(t *testing.T) {
	b := newBench(t, answers{home: func(_ context.Context, team, user string) slack.HomeTabViewRequest {
		return slack.HomeTabViewRequest{CallbackID: team + user}
	}})
	b.post("/slack/events", eventBody("E1", `{"type":"app_home_opened","user":"U1","tab":"home","channel":"D1"}`))
	b.finish()
	made := b.slack.made("views.publish")
	if len(made) != 1 || made[0].args["user_id"] != "U1" || !strings.Contains(made[0].args["view"], `"type":"home"`) || !strings.Contains(made[0].args["view"], `"T1U1"`) || !strings.Contains(made[0].args["view"], `"blocks":[]`) {
		t.Errorf("%v", made)
	}
}

func TestAPanicInAnEventEndsThatEventOnly(t *testing.T) {
	b := newBench(t, answers{home: func(context.Context, string, string) slack.HomeTabViewRequest { panic("no home") }})
	b.post("/slack/events", eventBody("E1", `{"type":"app_home_opened","user":"U1","tab":"home","channel":"D1"}`))
	b.finish()
	if !strings.Contains(b.logs.String(), "no home") {
		t.Error("the panic is not in the log")
	}
}

func TestAWorkspaceIsForgotten(t *testing.T) {
	installed := time.Unix(1000, 0)
	tests := map[string]struct {
		inner string
		at    time.Time
		kept  bool
	}{
		"uninstalled":                         {`{"type":"app_uninstalled"}`, installed, false},
		"its bot token revoked":               {`{"type":"tokens_revoked","tokens":{"bot":["UBOT"]}}`, installed, false},
		"somebody's own token revoked":        {`{"type":"tokens_revoked","tokens":{"oauth":["U1"]}}`, installed, true},
		"uninstalled before it was installed": {`{"type":"app_uninstalled"}`, installed.Add(time.Second), true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, answers{})
				b.kept.in["T1"] = Installation{Team: "T1", BotToken: botToken, At: test.at}
				b.kept.broken = errors.New("disk full")
				if w := b.post("/slack/events", eventBody("E1", test.inner)); !test.kept && w.Code != 503 {
					t.Errorf("while the store fails: %d", w.Code)
				}
				b.kept.broken = nil
				time.Sleep(time.Second)
				if w := b.post("/slack/events", eventBody("E1", test.inner)); w.Code != 200 {
					t.Errorf("%d", w.Code)
				}
				if _, kept := b.kept.in["T1"]; kept != test.kept {
					t.Errorf("kept: %v", kept)
				}
			})
		})
	}
}

func TestAnEventThatIsNoQuestionIsHandledOnceToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{})
		for range 2 {
			if w := b.post("/slack/events", eventBody("E1", `{"type":"app_home_opened","user":"U1","tab":"home","channel":"D1"}`)); w.Code != 200 {
				t.Errorf("%d", w.Code)
			}
			time.Sleep(time.Minute)
		}
		b.finish()
		if got := len(b.slack.made("views.publish")); got != 1 {
			t.Errorf("shown %d times", got)
		}
	})
}
