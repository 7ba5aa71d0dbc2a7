package commands_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
)

// filled is what Slack sends of a form that is sent as it was opened.
func filled(t *testing.T, form *slack.ModalViewRequest) map[string]map[string]slack.BlockAction {
	t.Helper()
	out := map[string]map[string]slack.BlockAction{}
	for _, b := range form.Blocks.BlockSet {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			t.Fatalf("a %s in the form", b.BlockType())
		}
		var a slack.BlockAction
		switch e := in.Element.(type) {
		case *slack.SelectBlockElement:
			a.SelectedConversation = e.InitialConversation
			if e.InitialOption != nil {
				a.SelectedOption = *e.InitialOption
			}
		case *slack.MultiSelectBlockElement:
			for _, o := range e.InitialOptions {
				a.SelectedOptions = append(a.SelectedOptions, *o)
			}
		case *slack.CheckboxGroupsBlockElement:
			for _, o := range e.InitialOptions {
				a.SelectedOptions = append(a.SelectedOptions, *o)
			}
		case *slack.TimePickerBlockElement:
			a.SelectedTime = e.InitialTime
		default:
			t.Fatalf("a %T in the form", e)
		}
		out[in.BlockID] = map[string]slack.BlockAction{in.BlockID: a}
	}
	return out
}

func (h house) open(t *testing.T, said string) *slack.ModalViewRequest {
	t.Helper()
	r := h.say(said)
	if r.Modal == nil || r.Text != "" {
		t.Fatalf("%s opens no form: %q", said, r.Text)
	}
	return r.Modal
}

func (h house) send(form *slack.ModalViewRequest, values map[string]map[string]slack.BlockAction) commands.Response {
	r := typed("")
	r.Command = ""
	return h.Submit(context.Background(), commands.Submission{Request: r, CallbackID: form.CallbackID, Metadata: form.PrivateMetadata, Values: values})
}

func set(values map[string]map[string]slack.BlockAction, field string, a slack.BlockAction) {
	values[field] = map[string]slack.BlockAction{field: a}
}

func picked(values ...string) slack.BlockAction {
	var a slack.BlockAction
	for _, v := range values {
		a.SelectedOptions = append(a.SelectedOptions, slack.OptionBlockObject{Value: v})
	}
	return a
}

func TestTheFormSetsUpTheDefaultAsItIsOpened(t *testing.T) {
	h := newHouse(t, brain(t))
	form := h.open(t, "/reform subscribe")
	r := h.send(form, filled(t, form))
	sound(t, r)
	want := digest.Subscription{Team: "T1", Channel: "C1", Schedule: "0 9 * * 1", Zone: "Europe/London", By: "U1", Created: now}
	got := h.subs.kept["T1C1"]
	want.Next = got.Next
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(r.Text, "Monday 20 January 2025 at 09:00") {
		t.Errorf("does not say what comes next: %s", r.Text)
	}
}

func TestTheFormKeepsWhatItShows(t *testing.T) {
	for _, said := range []string{
		"daily 7:30 boats lamps short skip empty alerts changes articles quiet 18:00-08:00", "weekdays 8am America/New_York", "all but boats",
		"fortnightly wed 10am from 2025-01-01", "monthly last friday 4pm", "monthly third tuesday 4pm", "cron 0 9 1,15 * * Europe/Paris", "sat 9am",
	} {
		h := newHouse(t, brain(t))
		h.say("/reform subscribe " + said)
		before, ok := h.subs.kept["T1C1"]
		if !ok {
			t.Fatalf("%s: not kept", said)
		}
		form := h.open(t, "/reform subscribe")
		h.send(form, filled(t, form))
		if diff := gocmp.Diff(before, h.subs.kept["T1C1"], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-before +after):\n%s", said, diff)
		}
	}
}

func TestWhatIsWrongInTheFormIsSaidWhereItIs(t *testing.T) {
	tests := map[string]struct {
		change func(map[string]map[string]slack.BlockAction)
		want   map[string]string
	}{
		"another's channel": {func(v map[string]map[string]slack.BlockAction) {
			set(v, "channel", slack.BlockAction{SelectedConversation: "C0SECRET"})
		}, map[string]string{"channel": "you are not in that channel"}},
		"half of quiet hours": {func(v map[string]map[string]slack.BlockAction) {
			set(v, "quiet_from", slack.BlockAction{SelectedTime: "18:00"})
		}, map[string]string{"quiet_to": "a beginning and an end"}},
		"what no form holds": {func(v map[string]map[string]slack.BlockAction) {
			set(v, "topics", picked("zeppelins"))
			set(v, "alerts", picked("rumours"))
			set(v, "days", slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: "hourly"}})
		}, map[string]string{"topics": "zeppelins", "alerts": "rumours", "days": "hourly"}},
		"nothing at all": {func(v map[string]map[string]slack.BlockAction) { clear(v) }, nil},
	}
	b := brain(t)
	for name, tt := range tests {
		h := newHouse(t, b)
		form := h.open(t, "/reform subscribe")
		values := filled(t, form)
		tt.change(values)
		r := h.send(form, values)
		if len(r.Errors) != len(tt.want) || (len(h.subs.kept) > 0) != (tt.want == nil) {
			t.Errorf("%s: %v, kept %v", name, r.Errors, h.subs.kept)
		}
		for field, want := range tt.want {
			if !strings.Contains(r.Errors[field], want) {
				t.Errorf("%s: %s says %q, want %q", name, field, r.Errors[field], want)
			}
		}
	}
}

func TestTheFormOpensFromButtonsAndNotFromEvents(t *testing.T) {
	h := newHouse(t, brain(t))
	r := typed("/reform subscribe")
	r.TriggerID = ""
	if resp := h.Command(context.Background(), r); resp.Modal != nil || len(h.subs.kept) != 1 {
		t.Error("a mention opens no form: it sets up the default")
	}
	home := h.Home(context.Background(), "T1", "U1")
	button := buttons(home.Blocks.BlockSet)["Subscribe a channel"]
	if button == nil {
		t.Fatalf("no button among %v", slices.Collect(maps.Keys(buttons(home.Blocks.BlockSet))))
	}
	pressed := h.Action(context.Background(), commands.Action{
		Request: commands.Request{Team: "T1", User: "U1", TriggerID: "x"}, ID: button.ActionID, Value: button.Value, ViewID: "V1",
	})
	if pressed.Modal == nil || pressed.Modal.CallbackID != "subscribe" {
		t.Fatal("the home tab opens no form")
	}
	values := filled(t, pressed.Modal)
	sent := commands.Submission{Request: commands.Request{Team: "T1", User: "U1"}, CallbackID: "subscribe", Metadata: pressed.Modal.PrivateMetadata, Values: values}
	if got := h.Submit(context.Background(), sent); got.Errors["channel"] == "" {
		t.Errorf("no channel is chosen, and the form says %+v", got)
	}
}
