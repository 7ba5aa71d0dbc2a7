package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/slack-go/slack"
)

func TestEventsAreSentAgainUntilTaken(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	var failures int
	a.on("/slack/events", func(rw http.ResponseWriter, _ *http.Request, _ []byte) {
		if failures++; failures <= 2 {
			rw.WriteHeader(http.StatusInternalServerError)
		}
	})
	if _, err := r.Say(t.Context(), reform, "hello @beacon <b>"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the third try", func() bool { return len(a.requests("/slack/events")) == 3 })
	var ids []string
	for i, e := range a.requests("/slack/events") {
		var outer struct {
			EventID string `json:"event_id"`
			Event   struct{ Type, Text, Channel, User string }
		}
		if err := json.Unmarshal([]byte(e.body), &outer); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, outer.EventID)
		want := ""
		if i > 0 {
			want = fmt.Sprint(i, "http_error")
		}
		if got := e.header.Get("X-Slack-Retry-Num") + e.header.Get("X-Slack-Retry-Reason"); got != want {
			t.Errorf("try %d: %q", i, got)
		}
		if outer.Event.Type != "app_mention" || outer.Event.Text != "hello <@"+r.Credentials().BotUserID+"> &lt;b&gt;" || outer.Event.Channel != reform {
			t.Errorf("%+v", outer.Event)
		}
	}
	if ids[0] != ids[1] || ids[1] != ids[2] {
		t.Error("a retry has another event_id", ids)
	}
}

func TestTheEventsURLIsVerified(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	if err := r.VerifyEvents(t.Context()); err == nil {
		t.Error("an app that says nothing was believed")
	}
	a.on("/slack/events", func(rw http.ResponseWriter, _ *http.Request, body []byte) {
		var v struct{ Challenge string }
		_ = json.Unmarshal(body, &v)
		_, _ = io.WriteString(rw, v.Challenge)
	})
	if err := r.VerifyEvents(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTheAppHearsOnlyWhatItSubscribedTo(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	ctx := t.Context()
	must(r.Say(ctx, reform, "nothing for the app"))(t)
	must(r.Say(ctx, briefings, "@beacon are you there?"))(t)
	must(r.Say(ctx, direct, "just between us"))(t)
	r.As("").OpenHome()
	must(r.Command(ctx, briefings, "/invite @beacon"))(t)
	if _, _, err := r.api.PostMessage(direct, slack.MsgOptionText("mine", false)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "four events", func() bool { return len(a.requests("/slack/events")) == 4 })
	got := map[string]int{}
	for _, e := range a.requests("/slack/events") {
		var outer struct {
			Event struct {
				Type string
				Kind string `json:"channel_type"`
				Bot  string `json:"bot_id"`
				Tab  string
			}
		}
		_ = json.Unmarshal([]byte(e.body), &outer)
		got[outer.Event.Type+" "+outer.Event.Kind+" "+outer.Event.Bot+outer.Event.Tab]++
	}
	for _, want := range []string{"message im ", "message im " + r.Credentials().BotID, "app_home_opened  home", "member_joined_channel C "} {
		if got[want] != 1 {
			t.Errorf("%q: %v", want, got)
		}
	}
}
