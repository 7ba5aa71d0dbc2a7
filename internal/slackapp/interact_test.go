package slackapp

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

func TestAButtonReachesItsHandler(t *testing.T) {
	const view = `,"view":{"id":"V1","type":"modal","private_metadata":"pledgewatch-from:{\"c\":\"C7\",\"t\":\"3.3\"}\nmine"}`
	tests := map[string]struct {
		body string
		want commands.Action
	}{
		"in a message": {pressed(onMessage), commands.Action{
			Request: commands.Request{Team: "T1", Channel: "C1", User: "U1", TriggerID: "trigger"}, ID: "share", Value: "entry-1", MessageTS: "5.5",
		}},
		"in a thread": {pressed(strings.Replace(onMessage, `"ts":"5.5"`, `"ts":"5.5","thread_ts":"4.4"`, 1)), commands.Action{
			Request: commands.Request{Team: "T1", Channel: "C1", User: "U1", Thread: "4.4", TriggerID: "trigger"}, ID: "share", Value: "entry-1", MessageTS: "5.5",
		}},
		"in a message that begins a thread": {pressed(strings.Replace(onMessage, `"ts":"5.5"`, `"ts":"5.5","thread_ts":"5.5"`, 1)), commands.Action{
			Request: commands.Request{Team: "T1", Channel: "C1", User: "U1", TriggerID: "trigger"}, ID: "share", Value: "entry-1", MessageTS: "5.5",
		}},
		"in a form": {pressed(view), commands.Action{
			Request: commands.Request{Team: "T1", Channel: "C7", User: "U1", Thread: "3.3", TriggerID: "trigger"}, ID: "share", Value: "entry-1", ViewID: "V1",
		}},
		"a choice": {
			interactionForm(`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"actions":[{"action_id":"a","block_id":"b","type":"static_select","selected_option":{"value":"kinship"}}]}`),
			commands.Action{Request: commands.Request{Team: "T1", User: "U1"}, ID: "a", Value: "kinship"},
		},
		"several choices": {
			interactionForm(`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"actions":[{"action_id":"a","block_id":"b","type":"checkboxes","selected_options":[{"value":"x"},{"value":"y"}]}]}`),
			commands.Action{Request: commands.Request{Team: "T1", User: "U1"}, ID: "a", Value: "x,y"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got commands.Action
			b := newBench(t, answers{action: func(_ context.Context, a commands.Action) commands.Response {
				got = a
				return commands.Response{}
			}})
			if w := b.post("/slack/interactions", test.body); w.Code != 200 || w.Body.Len() != 0 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			b.finish()
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTheAnswerToAButton(t *testing.T) {
	modal := &slack.ModalViewRequest{CallbackID: "form"}
	tests := map[string]struct {
		where  string
		answer commands.Response
		calls  []string
		first  map[string]string
	}{
		"is whispered":             {onMessage, commands.Response{Text: "A"}, []string{"secret-hook"}, map[string]string{"text": "A", "response_type": "ephemeral", "replace_original": "false", "delete_original": "false"}},
		"is said to all":           {onMessage, commands.Response{Text: "A", InChannel: true}, []string{"secret-hook"}, map[string]string{"response_type": "in_channel", "replace_original": "false"}},
		"takes the place":          {onMessage, commands.Response{Text: "A", Replace: true}, []string{"secret-hook"}, map[string]string{"replace_original": "true"}},
		"takes the message away":   {onMessage, commands.Response{Delete: true}, []string{"secret-hook"}, map[string]string{"delete_original": "true"}},
		"stays in the thread":      {strings.Replace(onMessage, `"ts":"5.5"`, `"ts":"5.5","thread_ts":"4.4"`, 1), commands.Response{Text: "A"}, []string{"secret-hook"}, map[string]string{"thread_ts": "4.4"}},
		"is a form":                {onMessage, commands.Response{Modal: modal}, []string{"views.open"}, map[string]string{"trigger_id": "trigger"}},
		"is the next form":         {`,"view":{"id":"V1","type":"modal"}`, commands.Response{Modal: modal}, []string{"views.update"}, map[string]string{"view_id": "V1"}},
		"is a form from home":      {`,"view":{"id":"V1","type":"home"}`, commands.Response{Modal: modal}, []string{"views.open", "views.publish"}, nil},
		"is a message from home":   {`,"view":{"id":"V1","type":"home"}`, commands.Response{Text: "A"}, []string{"chat.postMessage", "views.publish"}, nil},
		"is a message in a form":   {`,"view":{"id":"V1","type":"modal","private_metadata":"pledgewatch-from:{\"c\":\"C7\"}\n"}`, commands.Response{Text: "A"}, []string{"chat.postEphemeral"}, map[string]string{"channel": "C7", "user": "U1"}},
		"without a place to go":    {"", commands.Response{Text: "A"}, []string{"chat.postMessage"}, map[string]string{"channel": "U1"}},
		"is nothing":               {onMessage, commands.Response{}, nil, nil},
		"was never Slack's to get": {strings.Replace(onMessage, "hooks.slack.com", "hooks.slack.com.evil.example", 1), commands.Response{Text: "A"}, []string{"chat.postEphemeral"}, map[string]string{"text": "A"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{action: func(context.Context, commands.Action) commands.Response { return test.answer }})
			b.post("/slack/interactions", pressed(test.where))
			b.finish()
			if d := cmp.Diff(test.calls, b.slack.names()); d != "" {
				t.Fatal(d)
			}
			for k, v := range test.first {
				if got := b.slack.calls[0].args[k]; got != v {
					t.Errorf("%s is %q, want %q", k, got, v)
				}
			}
			noSecret(t, "the log", b.logs.String())
		})
	}
}

func submitted(extra string) string {
	return interactionForm(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"trigger_id":"trigger","view":{"id":"V1","type":"modal","callback_id":"digest",
		"private_metadata":"pledgewatch-from:{\"c\":\"C7\",\"t\":\"3.3\"}\nmine","blocks":[{"type":"input","block_id":"day","label":{"type":"plain_text","text":"Day"},"element":{"type":"plain_text_input","action_id":"d"}}],
		"state":{"values":{"day":{"d":{"type":"plain_text_input","value":"Monday"}}}}}` + extra + `}`)
}

func TestAFormIsAnswered(t *testing.T) {
	now := func(r commands.Response) func() commands.Response { return func() commands.Response { return r } }
	later := func(r commands.Response) func() commands.Response {
		return func() commands.Response {
			time.Sleep(DefaultAckWithin + time.Second)
			return r
		}
	}
	tests := map[string]struct {
		answer func() commands.Response
		ack    string
		calls  []string
		text   string
	}{
		"and closes":                {now(commands.Response{}), `{"response_action":"clear"}`, nil, ""},
		"with a word":               {now(commands.Response{Text: "Saved"}), `{"response_action":"clear"}`, []string{"chat.postEphemeral"}, "Saved"},
		"with a word for all":       {now(commands.Response{Text: "Saved", InChannel: true}), `{"response_action":"clear"}`, []string{"chat.postMessage"}, "Saved"},
		"with what is wrong":        {now(commands.Response{Errors: map[string]string{"day": "No such day"}}), `{"response_action":"errors","errors":{"day":"No such day"}}`, nil, ""},
		"with the next form":        {now(commands.Response{Modal: &slack.ModalViewRequest{CallbackID: "next"}}), `{"response_action":"update","view":{"type":"modal","blocks":null,"private_metadata":"pledgewatch-from:{\"c\":\"C7\",\"t\":\"3.3\"}\n","callback_id":"next"}}`, nil, ""},
		"late":                      {later(commands.Response{Text: "Saved"}), `{"response_action":"clear"}`, []string{"chat.postEphemeral"}, "Saved"},
		"late with what is wrong":   {later(commands.Response{Errors: map[string]string{"b": "two", "a": "one"}}), `{"response_action":"clear"}`, []string{"chat.postEphemeral"}, sayNotSaved + "\n- one\n- two"},
		"with a panic, and is kept": {func() commands.Response { panic("no days") }, `{"response_action":"errors","errors":{"day":"` + sayFailed + `"}}`, nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got commands.Submission
				b := newBench(t, answers{submit: func(_ context.Context, s commands.Submission) commands.Response {
					got = s
					return test.answer()
				}})
				w := b.post("/slack/interactions", submitted(""))
				if w.Code != 200 || strings.TrimSpace(w.Body.String()) != test.ack {
					t.Errorf("%d %s\nwant %s", w.Code, w.Body, test.ack)
				}
				b.finish()
				if d := cmp.Diff(test.calls, b.slack.names()); d != "" {
					t.Fatal(d)
				}
				if len(test.calls) > 0 {
					if args := b.slack.calls[0].args; args["text"] != test.text || args["channel"] != "C7" || args["thread_ts"] != "3.3" {
						t.Errorf("%v", args)
					}
				}
				if got.CallbackID != "digest" || got.Metadata != "mine" || got.Channel != "C7" || got.Values["day"]["d"].Value != "Monday" {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}

func TestAFormThatAskedForAChannelIsAnsweredThere(t *testing.T) {
	b := newBench(t, answers{submit: func(_ context.Context, s commands.Submission) commands.Response {
		return commands.Response{Text: s.Channel}
	}})
	b.post("/slack/interactions", submitted(`,"response_urls":[{"channel_id":"C9","response_url":"`+hook+`"}]`))
	b.finish()
	if made := b.slack.made("secret-hook"); len(made) != 1 || made[0].args["text"] != "C9" {
		t.Errorf("%v", b.slack.calls)
	}
}

func TestAWhisperThatCannotBeHeardGoesToDirectMessages(t *testing.T) {
	b := newBench(t, answers{submit: func(context.Context, commands.Submission) commands.Response { return commands.Response{Text: "Saved"} }})
	b.slack.script["chat.postEphemeral"] = []reply{refusal("user_not_in_channel")}
	b.post("/slack/interactions", submitted(""))
	b.finish()
	if made := b.slack.made("chat.postMessage"); len(made) != 1 || made[0].args["channel"] != "U1" || made[0].args["thread_ts"] != "" {
		t.Errorf("%v", made)
	}
}

func TestAFormThatCannotBeOpenedIsSaid(t *testing.T) {
	b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response {
		return commands.Response{Modal: &slack.ModalViewRequest{}}
	}})
	b.slack.script["views.open"] = []reply{refusal("expired_trigger_id")}
	if w := b.post("/slack/commands", slashForm("q")); !strings.Contains(w.Body.String(), sayNoForm) {
		t.Errorf("%s", w.Body)
	}
	if !strings.Contains(b.logs.String(), "expired_trigger_id") {
		t.Error("the cause is not in the log")
	}
}
