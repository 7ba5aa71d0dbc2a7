package slackapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goccy/go-yaml"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
)

func TestSecretsDoNotPrintThemselves(t *testing.T) {
	o := Options{SigningSecret: NewSecret(signingSecret), BotToken: NewSecret(botToken), ClientSecret: NewSecret(clientSecret)}
	in := Installation{Team: "T1", BotToken: botToken}
	var logs bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logs, nil))
	log.Info("x", "secret", o.BotToken, "options", o, "installation", in, "pointer", &in)
	text := slog.New(slog.NewTextHandler(&logs, nil))
	text.Info("x", "secret", o.BotToken, "options", o.ClientID, "installation", in, "pointer", &in)
	all := logs.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all += fmt.Sprintf(verb, o.BotToken) + fmt.Sprintf(verb, o) + fmt.Sprintf(verb, &o)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		all += fmt.Sprintf(verb, in) + fmt.Sprintf(verb, &in) + fmt.Sprintf(verb, []Installation{in})
	}
	asJSON, err := json.Marshal(map[string]any{"s": o.BotToken, "p": &o.BotToken})
	if err != nil || !strings.Contains(string(asJSON), "[set]") {
		t.Error(err, string(asJSON))
	}
	asYAML, err := yaml.Marshal(map[string]any{"s": o.BotToken})
	if err != nil {
		t.Error(err)
	}
	noSecret(t, "printing", all+string(asJSON)+string(asYAML))
	noSecret(t, "hexadecimal printing", strings.ReplaceAll(all, fmt.Sprintf("%x", botToken), botToken))
	if o.BotToken.Reveal() != botToken || !o.BotToken.Set() || (Secret{}).Set() || (Secret{}).Reveal() != "" || NewSecret("").Set() {
		t.Error("a secret does not know what it is")
	}
	if fmt.Sprint(o.BotToken, Secret{}) != "[set] [not set]" {
		t.Error(fmt.Sprint(o.BotToken, Secret{}))
	}
	var read struct{ Token Secret }
	if err := json.Unmarshal([]byte(`{"Token":"abc"}`), &read); err != nil || read.Token.Reveal() != "abc" {
		t.Error(err, read)
	}
}

// Every way in which Slack can fail the bot is tried; the logs, the errors and the answers must not hold a secret.
func TestFailuresLeakNoSecret(t *testing.T) {
	failures := map[string]reply{
		"no connection":    {err: errors.New("connection refused")},
		"a refusal":        refusal("invalid_auth"),
		"server trouble":   {status: 500, body: "oops"},
		"a rate limit":     {status: 429},
		"another page":     {body: "<html>"},
		"another place":    {status: 302, header: http.Header{"Location": {"https://evil.example/"}}},
		"an endless limit": {status: 429, header: http.Header{"Retry-After": {"tomorrow"}}},
	}
	for name, failure := range failures {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, answers{
					command: func(context.Context, commands.Request) commands.Response {
						time.Sleep(3 * time.Second)
						m := modal("")
						return commands.Response{Text: "A", Modal: &m}
					},
				}, withOAuth, func(o *Options) { o.AppToken = NewSecret(appToken) })
				for _, to := range []string{"auth.test", "chat.postMessage", "chat.postEphemeral", "views.open", "views.publish", "secret-hook", "oauth.v2.access", "apps.connections.open"} {
					b.slack.script[to] = []reply{failure}
				}
				ctx := t.Context()
				_, check := b.Check(ctx)
				_, client := b.Client(ctx, "T1")
				said := fmt.Sprint(check, client, b.CheckSocket(ctx))
				b.kept.in["T1"] = Installation{Team: "T1", BotToken: botToken, BotUser: "UBOT"}
				said += b.post("/slack/commands", slashForm("q")).Body.String()
				b.post("/slack/events", eventBody("E1", `{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"hi"}`))
				b.post("/slack/events", eventBody("E2", `{"type":"app_home_opened","user":"U1","tab":"home"}`))
				w := b.installed("")
				said += w.Body.String() + fmt.Sprint(w.Header())
				b.finish()
				if !strings.Contains(b.logs.String(), "level=ERROR") {
					t.Error("nothing failed")
				}
				noSecret(t, "the log", b.logs.String())
				noSecret(t, "an error or an answer", said)
				for _, c := range b.slack.calls {
					if c.host != "slack.com" && c.host != "hooks.slack.com" {
						t.Errorf("%s was asked for %s", c.host, c.to)
					}
				}
			})
		})
	}
}

func TestCheckSaysWhatToMend(t *testing.T) {
	tests := map[string]struct {
		answer reply
		change func(*Options)
		want   string
	}{
		"no token":         {reply{}, func(o *Options) { o.BotToken = Secret{} }, "SLACK_BOT_TOKEN is not set"},
		"a wrong token":    {refusal("invalid_auth"), nil, "SLACK_BOT_TOKEN: Slack refuses the token (invalid_auth)"},
		"a revoked token":  {refusal("token_revoked"), nil, "SLACK_BOT_TOKEN: Slack refuses the token (token_revoked)"},
		"a lack of scope":  {refusal("missing_scope"), nil, "install the app again"},
		"another refusal":  {refusal("fatal_error"), nil, "fatal_error"},
		"no connection":    {reply{err: errors.New("no such host")}, nil, "auth.test at slack.com: post: no such host"},
		"an unknown error": {reply{status: 503}, nil, "503"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{}, func(o *Options) {
				if test.change != nil {
					test.change(o)
				}
			})
			b.slack.script["auth.test"] = []reply{test.answer}
			_, err := b.Check(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v", err)
			}
		})
	}
	b := newBench(t, answers{})
	b.slack.script["auth.test"] = []reply{{
		header: http.Header{"X-Oauth-Scopes": {"chat:write,commands, app_mentions:read"}},
		body:   `{"ok":true,"team_id":"T1","team":"Team","user_id":"UBOT"}`,
	}}
	id, err := b.Check(t.Context())
	if err != nil || id.Team != "T1" || id.TeamName != "Team" || id.BotUser != "UBOT" || len(id.Scopes) != 3 || strings.Join(id.Missing, " ") != "channels:history channels:read files:write groups:history groups:read im:history" {
		t.Errorf("%+v %v", id, err)
	}
	if b.slack.calls[0].token != botToken {
		t.Error("the token was not sent")
	}
	if err := b.CheckSocket(t.Context()); err == nil || !strings.Contains(err.Error(), "SLACK_APP_TOKEN is not set") {
		t.Error(err)
	}
}

func TestEachWorkspaceHasItsToken(t *testing.T) {
	installed := Installation{Team: "T2", BotToken: "xoxb-two"}
	tests := map[string]struct {
		change func(*Options)
		team   string
		want   string // token; empty: not installed
	}{
		"without OAuth there is one token":        {func(*Options) {}, "T9", botToken},
		"an installation has its own":             {withOAuth, "T2", "xoxb-two"},
		"the environment's own workspace":         {withOAuth, "T1", botToken},
		"a workspace without the bot":             {withOAuth, "T9", ""},
		"without OAuth an installation is passed": {func(*Options) {}, "T2", botToken},
		"no token at all":                         {func(o *Options) { o.BotToken = Secret{} }, "T9", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{}, test.change)
			b.kept.in["T2"] = installed
			client, err := b.Client(t.Context(), test.team)
			if test.want == "" {
				if !errors.Is(err, delivery.ErrNotInstalled) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = client.PostMessageContext(t.Context(), "C1")
			made := b.slack.made("chat.postMessage")
			if err != nil || len(made) != 1 || made[0].token != test.want {
				t.Errorf("%v %v", err, made)
			}
		})
	}
}
