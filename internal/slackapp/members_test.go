package slackapp

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pledgewatch/internal/commands"
)

func TestWhoIsInAChannel(t *testing.T) {
	page := func(next string, users string) reply {
		return reply{body: `{"ok":true,"members":[` + users + `],"response_metadata":{"next_cursor":"` + next + `"}}`}
	}
	tests := map[string]struct {
		script []reply
		want   bool
		unseen bool
		fails  bool
	}{
		"on the first page":             {script: []reply{page("more", `"U9","U1"`)}, want: true},
		"on the second page":            {script: []reply{page("more", `"U9"`), page("", `"U1"`)}, want: true},
		"on none":                       {script: []reply{page("more", `"U9"`), page("", `"U8"`)}},
		"the bot cannot see it":         {script: []reply{{body: `{"ok":false,"error":"channel_not_found"}`}}, unseen: true, fails: true},
		"the bot may not ask":           {script: []reply{{body: `{"ok":false,"error":"missing_scope"}`}}, unseen: true, fails: true},
		"Slack fails":                   {script: []reply{{body: `{"ok":false,"error":"internal_error"}`}}, fails: true},
		"Slack gives pages without end": {script: []reply{page("more", `"U9"`)}, fails: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{})
			b.slack.script["conversations.members"] = tt.script
			got, err := b.Member(t.Context(), "T1", "C1", "U1")
			if got != tt.want || (err != nil) != tt.fails || errors.Is(err, commands.ErrNotInChannel) != tt.unseen {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestTheBotsOwnJoiningIsTold(t *testing.T) {
	var told []string
	b := newBench(t, answers{}, func(o *Options) {
		o.Joined = func(_ context.Context, team, channel string) error {
			told = append(told, team+" "+channel)
			return errors.New("disk")
		}
	})
	for id, inner := range map[string]string{
		"Ev1": `{"type":"member_joined_channel","user":"U5","channel":"C5","channel_type":"C","team":"T1"}`,
		"Ev2": `{"type":"member_joined_channel","user":"UBOT","channel":"C1","channel_type":"C","team":"T1"}`,
		"Ev3": `{"type":"member_joined_channel","user":"UBOT"}`,
	} {
		if w := b.post("/slack/events", eventBody(id, inner)); w.Code != 200 {
			t.Errorf("%s: %d %s", id, w.Code, w.Body)
		}
	}
	b.finish()
	if !slices.Equal(told, []string{"T1 C1"}) {
		t.Errorf("told of %v", told)
	}
}
