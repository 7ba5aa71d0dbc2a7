package slackapp

import (
	"context"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

// fuzz sends bodies that are rightly signed: whatever is in them, there is a status and nothing breaks.
func fuzz(f *testing.F, path string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		synctest.Test(t, func(t *testing.T) {
			m := modal("")
			b := newBench(t, answers{
				command: func(_ context.Context, r commands.Request) commands.Response {
					return commands.Response{Text: r.Text, Modal: &m}
				},
				action: func(_ context.Context, a commands.Action) commands.Response {
					return commands.Response{Text: a.Value, Modal: &m}
				},
				submit: func(_ context.Context, s commands.Submission) commands.Response {
					return commands.Response{Text: s.Metadata}
				},
				home: func(context.Context, string, string) slack.HomeTabViewRequest { return slack.HomeTabViewRequest{} },
			})
			w := httptest.NewRecorder()
			b.Handler().ServeHTTP(w, signed(path, body))
			switch w.Code {
			case 200, 400, 413:
			default:
				t.Errorf("status %d for %q", w.Code, body)
			}
			b.finish()
			if log := b.logs.String(); contains(log, "panicked") {
				t.Errorf("a panic for %q:\n%s", body, log)
			}
			for _, c := range b.slack.calls {
				if c.host != "slack.com" && c.host != "hooks.slack.com" && c.host != "slack-gov.com" && c.host != "hooks.slack-gov.com" {
					t.Errorf("%q made the bot call %s", body, c.host)
				}
			}
		})
	})
}

func FuzzCommand(f *testing.F) {
	fuzz(f, "/slack/commands", slashForm("when is kinship due?"), "ssl_check=1", "a=%zz", slashForm("<!channel>&lt;"), "command=%2Fx&team_id=T&user_id=U&response_url=https%3A%2F%2Fevil.example")
}

func FuzzInteraction(f *testing.F) {
	fuzz(f, "/slack/interactions", pressed(onMessage), pressed(`,"view":{"id":"V","type":"home"}`), submitted(""), submitted(`,"response_urls":[{"response_url":"http://127.0.0.1/"}]`),
		interactionForm(`{"type":"view_closed","team":{"id":"T"},"user":{"id":"U"}}`), interactionForm("null"), interactionForm(`{"type":"block_actions","team":null,"user":{"id":"U","team_id":"T"},"actions":[null,{"block_id":"b"}]}`))
}

func FuzzEvent(f *testing.F) {
	fuzz(f, "/slack/events", `{"type":"url_verification","challenge":"c"}`,
		eventBody("E1", `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"<@UBOT> hi","blocks":[{"type":"rich_text"}]}`),
		eventBody("E1", `{"type":"message","channel_type":"im","user":"U1","channel":"D1","ts":"1.1","text":"hi"}`),
		eventBody("E1", `{"type":"app_home_opened","tab":"home","user":"U1"}`), eventBody("E1", `{"type":"tokens_revoked","tokens":{"bot":["U"]}}`),
		eventBody("E1", `null`), `{"type":"app_rate_limited"}`, `null`)
}
