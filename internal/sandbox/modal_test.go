package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
)

// answerForm lets the app open a view when it gets a command.
func answerForm(t *testing.T, a *app, r *room, view string) {
	t.Helper()
	a.on("/slack/commands", func(_ http.ResponseWriter, req *http.Request, body []byte) {
		form, _ := url.ParseQuery(string(body))
		var m slack.ModalViewRequest
		if err := json.Unmarshal([]byte(view), &m); err != nil {
			t.Error(err)
			return
		}
		if _, err := r.api.OpenViewContext(req.Context(), form.Get("trigger_id"), m); err != nil {
			t.Error(err)
		}
	})
}

// openModal opens the form and returns it.
func openModal(t *testing.T, a *app, r *room, view string) *sandbox.View {
	t.Helper()
	answerForm(t, a, r, view)
	out := must(r.Command(t.Context(), reform, "/form"))(t)
	if out.Modal == nil {
		t.Fatalf("no modal opened: %+v %q", out.Messages, r.Faults())
	}
	return out.Modal
}

func TestAModalIsFilledInAndSubmitted(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	v := openModal(t, a, r, form)
	out := must(r.Submit(t.Context(), nil))(t)
	if out.Modal == nil || out.Modal.Errors["q"] == "" || len(a.requests("/slack/interactions")) != 0 {
		t.Fatalf("a required field was left empty: %+v", out.Modal)
	}
	out = must(r.Submit(t.Context(), sandbox.Values{"q": {"text": {"kinship"}}}))(t)
	if out.Modal != nil || out.Error != "" {
		t.Fatalf("%+v", out)
	}
	c, _ := interaction(t, a)
	state := c.View.State.Values
	if c.Type != "view_submission" || c.View.ID != v.ID || c.View.CallbackID != "sub" || state["q"]["text"].Value != "kinship" ||
		state["day"]["date"].SelectedDate != "" || state["kinds"]["boxes"].SelectedOptions[0].Value != "digest" || state["where"]["channel"].SelectedConversation != reform {
		t.Errorf("%+v", c.View.State)
	}
}

func TestWhatTheAppAnswersToASubmission(t *testing.T) {
	second := `{"type":"modal","title":{"type":"plain_text","text":"Second"},"close":{"type":"plain_text","text":"x"},"blocks":[]}`
	tests := map[string]struct{ body, title, block, trouble, fault string }{
		"nothing":                        {"", "", "", "", ""},
		"clear":                          {`{"response_action":"clear"}`, "", "", "", ""},
		"errors":                         {`{"response_action":"errors","errors":{"q":"Too vague"}}`, "Subscribe", "Too vague", "", ""},
		"errors for what is no input":    {`{"response_action":"errors","errors":{"zz":"x"}}`, "Subscribe", "", "did not answer", "is no input block"},
		"update":                         {`{"response_action":"update","view":` + second + `}`, "Second", "", "", ""},
		"push":                           {`{"response_action":"push","view":` + second + `}`, "Second", "", "", ""},
		"a view that Slack would refuse": {`{"response_action":"update","view":{"type":"modal"}}`, "Subscribe", "", "did not answer", "missing required field"},
		"an action that does not exist":  {`{"response_action":"dance"}`, "Subscribe", "", "did not answer", "is not known"},
		"words":                          {`fine`, "Subscribe", "", "did not answer", "not JSON"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := newApp(t)
			r := open(t, at(a))
			openModal(t, a, r, form)
			a.say("/slack/interactions", tt.body)
			out := must(r.Submit(t.Context(), sandbox.Values{"q": {"text": {"x"}}}))(t)
			title, block := "", ""
			if out.Modal != nil {
				title, block = out.Modal.Title, out.Modal.Errors["q"]
			}
			if title != tt.title || block != tt.block || !strings.Contains(out.Error, tt.trouble) || (tt.trouble == "") != (out.Error == "") {
				t.Errorf("%q %q %q", title, block, out.Error)
			}
			if got := strings.Join(r.Faults(), "\n"); !strings.Contains(got, tt.fault) || (tt.fault == "") != (got == "") {
				t.Errorf("faults: %s", got)
			}
		})
	}
}

func TestATriggerOpensOneModalWithinThreeSeconds(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	var m slack.ModalViewRequest
	if err := json.Unmarshal([]byte(form), &m); err != nil {
		t.Fatal(err)
	}
	trigger := func() string {
		ask(t, r, "/ask")
		all := a.requests("/slack/commands")
		q, _ := url.ParseQuery(all[len(all)-1].body)
		return q.Get("trigger_id")
	}
	id := trigger()
	r.clock.add(3 * time.Second)
	v, err := r.api.OpenView(id, m)
	if err != nil {
		t.Fatal("at three seconds:", err)
	}
	if _, err := r.api.OpenView(id, m); err == nil || err.Error() != "exchanged_trigger_id" {
		t.Error("twice:", err)
	}
	id = trigger()
	r.clock.add(3*time.Second + time.Millisecond)
	if _, err := r.api.OpenView(id, m); err == nil || err.Error() != "expired_trigger_id" {
		t.Error("late:", err)
	}
	if _, err := r.api.UpdateView(m, "", "old", v.ID); err == nil || err.Error() != "hash_conflict" {
		t.Error("another hash:", err)
	}
	if _, err := r.api.UpdateView(m, "", v.Hash, v.ID); err != nil {
		t.Error(err)
	}
	for i := range 3 {
		_, err := r.api.PushView(trigger(), m)
		if (i == 2) != (err != nil && err.Error() == "push_limit_reached") {
			t.Error("push", i, err)
		}
	}
}

func TestAClosedModalIsReportedWhenAsked(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	openModal(t, a, r, strings.Replace(form, `"callback_id":"sub"`, `"callback_id":"sub","notify_on_close":true`, 1))
	r.As("").Dismiss()
	eventually(t, "view_closed", func() bool { return len(a.requests("/slack/interactions")) == 1 })
	if c, _ := interaction(t, a); c.Type != "view_closed" || c.View.CallbackID != "sub" {
		t.Errorf("%+v", c)
	}
}

func TestTheHomeTab(t *testing.T) {
	r := open(t)
	req := slack.PublishViewContextRequest{UserID: r.Credentials().UserID, View: slack.HomeTabViewRequest{Type: "home", Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}}}
	v, err := r.api.PublishViewContext(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if h := r.As("").Home(); h == nil || h.ID != v.ID || !strings.Contains(string(h.Blocks), "divider") {
		t.Errorf("%+v", h)
	}
	old := "an old hash"
	req.Hash = &old
	if _, err := r.api.PublishViewContext(t.Context(), req); err == nil || err.Error() != "hash_conflict" {
		t.Error(err)
	}
	off := open(t, func(o *sandbox.Options) { o.Manifest.Features.AppHome.HomeTabEnabled = false })
	req.Hash = nil
	if _, err := off.api.PublishViewContext(t.Context(), req); err == nil || err.Error() != "not_enabled" {
		t.Error(err)
	}
}

func TestWithoutInteractivityNothingIsSent(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a), func(o *sandbox.Options) { o.Manifest.Settings.Interactivity = nil })
	a.say("/slack/commands", withButton)
	m := last(t, ask(t, r, "/ask").Messages)
	out := must(r.Click(t.Context(), sandbox.Press{Channel: reform, TS: m.TS, Action: "share"}))(t)
	if !strings.Contains(out.Error, "not configured") || len(a.requests("/slack/interactions")) != 0 {
		t.Errorf("%+v", out)
	}
}
