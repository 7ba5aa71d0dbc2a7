package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
)

// last is the message that came last.
func last(t *testing.T, list []sandbox.Message) sandbox.Message {
	t.Helper()
	if len(list) == 0 {
		t.Fatal("no message came")
	}
	return list[len(list)-1]
}

func ask(t *testing.T, r *room, line string) sandbox.Outcome {
	t.Helper()
	return must(r.Command(t.Context(), reform, line))(t)
}

func TestACommandIsSignedAndComplete(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	a.on("/slack/commands", func(rw http.ResponseWriter, req *http.Request, body []byte) {
		v, err := slack.NewSecretsVerifier(req.Header, r.Credentials().SigningSecret)
		if err != nil {
			t.Error(err)
		}
		_, _ = v.Write(body)
		if err := v.Ensure(); err != nil {
			t.Error(err)
		}
		req.Body = io.NopCloser(strings.NewReader(string(body)))
		c, err := slack.SlashCommandParse(req)
		if err != nil {
			t.Error(err)
		}
		id := r.Credentials()
		if c.Command != "/ask" || c.Text != "when is <it> due @amina.okafor" || c.ChannelID != reform || c.ChannelName != "care-reform" || c.UserID != id.UserID ||
			c.TeamID != id.TeamID || c.APIAppID != id.AppID || c.TriggerID == "" || !strings.HasPrefix(c.ResponseURL, r.url+"/") || c.Token == "" || c.UserName == "" {
			t.Errorf("%+v", c)
		}
		_, _ = io.WriteString(rw, "plain words")
	})
	m := last(t, ask(t, r, "/ask  when is <it> due @amina.okafor").Messages)
	if m.Text != "plain words" || m.Ephemeral != r.Credentials().UserID {
		t.Errorf("%+v", m)
	}
	if wrong, _ := slack.NewSecretsVerifier(a.requests("/slack/commands")[0].header, "another secret"); wrong.Ensure() == nil {
		t.Error("another secret verifies too")
	}
}

func TestShouldEscapeMakesNamesIntoMentions(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	must(r.Command(t.Context(), reform, "/form tell @amina.okafor in #general <now>"))(t)
	got, _ := url.ParseQuery(a.requests("/slack/commands")[0].body)
	if got.Get("text") != "tell <@U0AMINAOK01> in <#C0GENERAL01|general> &lt;now&gt;" {
		t.Error(got.Get("text"))
	}
}

func TestWhatTheUserSeesOfACommand(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a), func(o *sandbox.Options) { o.Patience = 100 * time.Millisecond })
	tests := map[string]struct {
		status   int
		body     string
		want     string
		everyone bool
	}{
		"nothing":                        {200, "", "", false},
		"a message for one":              {200, `{"text":"for you"}`, "for you", false},
		"a message for all":              {200, `{"response_type":"in_channel","text":"for all"}`, "for all", true},
		"blocks that Slack would refuse": {200, `{"blocks":[{"type":"divider","x":1}]}`, `/ask failed with the error "invalid_blocks"`, false},
		"broken JSON":                    {200, `{"text":`, `/ask failed with the error "invalid_command_response"`, false},
		"an error":                       {500, "oops", `/ask failed with the error "dispatch_failed"`, false},
		"silence":                        {0, "", `/ask failed with the error "operation_timeout"`, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a.on("/slack/commands", func(rw http.ResponseWriter, req *http.Request, _ []byte) {
				if tt.status == 0 {
					<-req.Context().Done()
					return
				}
				rw.WriteHeader(tt.status)
				_, _ = io.WriteString(rw, tt.body)
			})
			got := ask(t, r, "/ask it").Messages
			if tt.want == "" {
				if len(got) != 0 {
					t.Errorf("%+v", got)
				}
				return
			}
			if m := last(t, got); m.Text != tt.want || (m.Ephemeral == "") != tt.everyone {
				t.Errorf("%+v", m)
			}
			if tt.everyone && (len(got) != 2 || got[0].Text != "/ask it") {
				t.Error("the command itself is not shown to all")
			}
		})
	}
	if len(r.Faults()) != 2 {
		t.Errorf("faults: %q", r.Faults())
	}
}

func TestCommandsOfTheWorkspaceItself(t *testing.T) {
	r := open(t)
	for _, step := range []struct{ channel, line, want string }{
		{reform, "/nonsense", "is not a command"},
		{reform, "/ask", "/ask failed because the app did not respond"},
		{reform, "/invite @beacon", "is already in this channel"},
		{briefings, "/invite @beacon", "was added to #policy-briefings"},
		{briefings, "/remove @beacon", "was removed from #policy-briefings"},
		{briefings, "/invite @nobody", "There is nobody called"},
		{direct, "/invite @beacon", "works in channels only"},
	} {
		if m := last(t, must(r.Command(t.Context(), step.channel, step.line))(t).Messages); !strings.Contains(m.Text, step.want) {
			t.Errorf("%s: %q", step.line, m.Text)
		}
	}
	if _, err := r.As("jo.whitfield").Command(t.Context(), briefings, "/ask"); err == nil {
		t.Error("the guest may write where she is not")
	}
}

// respond posts to a response URL.
func respond(t *testing.T, to, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw)
}

func responseURL(t *testing.T, a *app, r *room) string {
	t.Helper()
	ask(t, r, "/ask")
	all := a.requests("/slack/commands")
	form, err := url.ParseQuery(all[len(all)-1].body)
	if err != nil {
		t.Fatal(err)
	}
	return form.Get("response_url")
}

func TestAResponseURLServesFiveTimesInThirtyMinutes(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	to := responseURL(t, a, r)
	for i := range 5 {
		body := `{"text":"x"}`
		if i == 3 {
			body = `{"blocks":[{"type":"nonsense"}]}`
		}
		code, got := respond(t, to, body)
		if (i == 3) != (code == 400 && strings.Contains(got, "invalid_blocks")) || (i != 3 && (code != 200 || got != "ok")) {
			t.Error(i, code, got)
		}
	}
	if code, got := respond(t, to, `{"text":"x"}`); code != 404 || !strings.Contains(got, "used_url") {
		t.Error(code, got)
	}
	late := responseURL(t, a, r)
	r.clock.add(30*time.Minute + time.Second)
	if code, got := respond(t, late, `{"text":"x"}`); code != 404 || !strings.Contains(got, "expired_url") {
		t.Error(code, got)
	}
	if code, _ := respond(t, r.url+"/sandbox/response/MADEUP", `{}`); code != 404 {
		t.Error("a made-up URL:", code)
	}
	_, _, err := r.api.PostMessage("", slack.MsgOptionText("by slack-go", false), slack.MsgOptionResponseURL(responseURL(t, a, r), "in_channel"))
	if err != nil {
		t.Fatal(err)
	}
	if m := last(t, r.Messages(reform)); m.Text != "by slack-go" || m.Ephemeral != "" {
		t.Errorf("%+v", m)
	}
}

const withButton = `{"text":"t","blocks":[{"type":"actions","block_id":"row","elements":[{"type":"button","action_id":"share","value":"42","text":{"type":"plain_text","text":"Share"}},
 {"type":"static_select","action_id":"pick","options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]},
 {"type":"checkboxes","action_id":"boxes","options":[{"text":{"type":"plain_text","text":"B"},"value":"b"}],"initial_options":[{"text":{"type":"plain_text","text":"B"},"value":"b"}]}]}]}`

// interaction is the payload of the last interaction.
func interaction(t *testing.T, a *app) (slack.InteractionCallback, map[string]any) {
	t.Helper()
	all := a.requests("/slack/interactions")
	if len(all) == 0 {
		t.Fatal("no interaction came")
	}
	form, _ := url.ParseQuery(all[len(all)-1].body)
	var c slack.InteractionCallback
	var raw map[string]any
	for _, into := range []any{&c, &raw} {
		if err := json.Unmarshal([]byte(form.Get("payload")), into); err != nil {
			t.Fatal(err)
		}
	}
	return c, raw
}

func TestAButtonInAnEphemeralMessage(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	a.say("/slack/commands", withButton)
	m := last(t, ask(t, r, "/ask").Messages)
	if out := must(r.Click(t.Context(), sandbox.Press{Channel: reform, TS: m.TS, Action: "share"}))(t); out.Error != "" {
		t.Fatal(out.Error)
	}
	c, raw := interaction(t, a)
	b := c.ActionCallback.BlockActions[0]
	if c.Type != "block_actions" || b.ActionID != "share" || b.BlockID != "row" || b.Value != "42" || b.Text.Text != "Share" || !c.Container.IsEphemeral ||
		c.Container.MessageTs != m.TS || c.Channel.ID != reform || c.User.ID != r.Credentials().UserID || c.TriggerID == "" {
		t.Errorf("%+v", c)
	}
	if raw["message"] != nil {
		t.Error("Slack does not send an ephemeral message back, the sandbox did")
	}
	if got := c.BlockActionState.Values["row"]["boxes"].SelectedOptions; len(got) != 1 || got[0].Value != "b" {
		t.Errorf("state: %+v", got)
	}
	if code, _ := respond(t, c.ResponseURL, `{"replace_original":true,"text":"shared"}`); code != 200 {
		t.Error(code)
	}
	if got := last(t, r.Messages(reform)); got.Text != "shared" || got.TS != m.TS || len(got.Blocks) != 0 {
		t.Errorf("%+v", got)
	}
	if code, _ := respond(t, c.ResponseURL, `{"delete_original":true}`); code != 200 || len(r.Messages(reform)) != 0 {
		t.Error(code, r.Messages(reform))
	}
}

func TestAMenuReportsOnlyWhatItOffers(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	a.say("/slack/commands", withButton)
	m := last(t, ask(t, r, "/ask").Messages)
	press := sandbox.Press{Channel: reform, TS: m.TS, Block: "row", Action: "pick", Value: []string{"z"}}
	if _, err := r.Click(t.Context(), press); err == nil {
		t.Error("a value that is no option was taken")
	}
	press.Value = []string{"a"}
	must(r.Click(t.Context(), press))(t)
	if c, _ := interaction(t, a); c.ActionCallback.BlockActions[0].SelectedOption.Value != "a" || c.BlockActionState.Values["row"]["pick"].SelectedOption.Value != "a" {
		t.Errorf("%+v", c.ActionCallback.BlockActions[0])
	}
	for name, p := range map[string]sandbox.Press{
		"another action":  {Channel: reform, TS: m.TS, Action: "no"},
		"another message": {Channel: reform, TS: "1.000001", Action: "pick"},
		"another's eyes":  {Channel: reform, TS: m.TS, Action: "pick"},
	} {
		who := r.As("")
		if name == "another's eyes" {
			who = r.As("amina.okafor")
		}
		if _, err := who.Click(t.Context(), p); err == nil {
			t.Error(name, "was taken")
		}
	}
}
