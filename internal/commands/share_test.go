package commands_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// post keeps what is to be sent.
type post struct {
	sent   []delivery.Message
	broken bool
}

func (p *post) Enqueue(_ context.Context, msgs ...delivery.Message) error {
	if p.broken {
		return errDisk
	}
	p.sent = append(p.sent, msgs...)
	return nil
}

func TestADigestIsHandedOnToAChannelOfWhoPresses(t *testing.T) {
	tests := map[string]struct {
		to     string
		value  string // of the button; empty: as it is made
		broken bool
		wrong  string
	}{
		"to a channel of theirs":       {to: "C42XYZ"},
		"to one that they are not in":  {to: "C0SECRET", wrong: "you are not in that channel"},
		"to where it stands":           {to: "C1", wrong: "stands in that channel already"},
		"to none":                      {to: "", wrong: "choose a channel"},
		"what cannot be kept":          {to: "C42XYZ", broken: true, wrong: "could not be done"},
		"a period that is none":        {to: "C42XYZ", value: "0|5 4 0 UTC"},
		"a period of many years":       {to: "C42XYZ", value: "0|1 1000000000 0 UTC"},
		"what this room did not write": {to: "C42XYZ", value: "x"},
	}
	for name, tt := range tests {
		h := newHouse(t, brain(t), news()...)
		p := &post{broken: tt.broken}
		h.o.Messages = p
		h.Handler, _ = commands.New(h.o)
		h.say("/reform subscribe boats default")
		zone, _ := time.LoadLocation("Europe/London")
		due := time.Date(2025, 1, 13, 9, 0, 0, 0, time.UTC)
		period := digest.Between(due.AddDate(0, 0, -7), due, zone)
		period.Due = due
		button := commands.Share(digest.Digest{Period: period})
		if tt.value != "" {
			button.Value = tt.value
		}
		pressed := h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", Channel: "C1", User: "U2", TriggerID: "x"}, ID: button.Action + ":1", Value: button.Value})
		if (pressed.Modal == nil) != (tt.value != "") {
			t.Errorf("%s: form %v", name, pressed.Modal)
		}
		if pressed.Modal == nil {
			continue
		}
		sound(t, pressed)
		values := map[string]map[string]slack.BlockAction{}
		set(values, "channel", slack.BlockAction{SelectedConversation: tt.to})
		r := h.Submit(context.Background(), commands.Submission{
			Request: commands.Request{Team: "T1", Channel: "C1", User: "U2"}, CallbackID: pressed.Modal.CallbackID, Metadata: pressed.Modal.PrivateMetadata, Values: values,
		})
		if tt.wrong != "" {
			if !strings.Contains(r.Errors["channel"], tt.wrong) || len(p.sent) > 0 {
				t.Errorf("%s: %v, sent %d", name, r.Errors, len(p.sent))
			}
			continue
		}
		sound(t, r)
		if len(p.sent) == 0 || p.sent[0].Channel != tt.to || p.sent[0].Team != "T1" {
			t.Fatalf("%s: sent %+v", name, p.sent)
		}
		for _, want := range []string{"6 to 13 January 2025", "<@U2>", "<#C1>"} {
			if all := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(p.sent[0].Blocks)); !strings.Contains(all, want) {
				t.Errorf("%s: no %q in %s", name, want, all)
			}
		}
	}
}
