package commands_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// files takes what is put into channels, or fails.
type files struct {
	put []commands.File
	to  string
	err error
}

func (f *files) PutFile(_ context.Context, team, channel, thread, text string, file commands.File) error {
	f.put, f.to = append(f.put, file), strings.Join([]string{team, channel, thread, text}, " ")
	return f.err
}

func filingHouse(t *testing.T, f *files) house {
	t.Helper()
	b := brain(t)
	clock := func() time.Time { return now }
	of := func() *knowledge.Brain { return b }
	subs := &subscriptions{kept: map[string]digest.Subscription{}}
	h, err := commands.New(commands.Options{
		Brain: of, Subscriptions: subs, Articles: articles(nil), Now: clock, Files: f,
		Digests: &digest.Composer{Brain: of, Articles: articles(nil), Now: clock},
	})
	if err != nil {
		t.Fatal(err)
	}
	return house{Handler: h, subs: subs, brain: b}
}

func TestAFileGoesToTheChannelOnlyOnAPress(t *testing.T) {
	tests := map[string]struct{ said, press, name, alt string }{
		"the board":    {"/pledges lamps", "Show picture in channel", "pledges.png", "How pledges stand: Lighthouses"},
		"the timeline": {"/timeline as of July 2023", "Show picture in channel", "timeline.png", "As of 31 July 2023"},
		"a briefing":   {"/reform brief boats", "Post as a file in channel", "briefing-ferries.md", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &files{}
			h := filingHouse(t, f)
			r := h.say(tt.said)
			if len(f.put) > 0 {
				t.Fatal("a file was posted unasked")
			}
			if r := h.press(t, r, tt.press); !r.Empty() {
				t.Errorf("what was posted speaks for itself, yet it says %q", r.Text)
			}
			if len(f.put) != 1 || f.put[0].Name != tt.name || !strings.Contains(f.put[0].Alt, tt.alt) || !strings.HasPrefix(f.to, "T1 C1  <@U2> asked for") {
				t.Fatalf("%d files, to %q: %+v", len(f.put), f.to, f.put)
			}
			if strings.HasSuffix(tt.name, ".png") {
				if _, err := png.Decode(bytes.NewReader(f.put[0].Data)); err != nil {
					t.Error(err)
				}
			} else if !strings.HasPrefix(string(f.put[0].Data), "# Briefing: Ferries\n") {
				t.Errorf("%.80s", f.put[0].Data)
			}
		})
	}
}

func TestAFileThatWasRefusedIsOwnedUpTo(t *testing.T) {
	for want, err := range map[string]error{
		"files:write": fmt.Errorf("x: %w", commands.ErrFileScope), "Invite me": commands.ErrNotInChannel, "try again": errors.New("secret"),
	} {
		f := &files{err: err}
		h := filingHouse(t, f)
		r := h.press(t, h.say("/pledges"), "Show picture in channel")
		sound(t, r)
		if !strings.Contains(r.Text, want) || strings.Contains(r.Text, "secret") || r.InChannel {
			t.Errorf("%v: %q", err, r.Text)
		}
	}
}

func TestWithoutFilesNothingOffersOne(t *testing.T) {
	h := newHouse(t, brain(t))
	if _, ok := buttons(h.say("/pledges").Blocks)["Show picture in channel"]; ok {
		t.Error("a picture is offered that cannot be shown")
	}
	r := h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", Channel: "C1", User: "U2"}, ID: "file:1", Value: "0|pledges"})
	if !r.Empty() {
		t.Error("and made where it was asked for all the same")
	}
}

func TestTheEarlierDayStaysWithEachButton(t *testing.T) {
	h := newHouse(t, brain(t))
	for _, said := range []string{"/pledges boats as of July 2023", "/reform brief boats as of July 2023", "/reform new ferry as of July 2023", "/reform who Ada Keel as of July 2023"} {
		r := h.say(said)
		for text, b := range buttons(r.Blocks) {
			if !strings.Contains(b.Value, "as of") {
				t.Errorf("%s: the button %s leads to today: %s", said, text, b.Value)
			}
		}
		if text := raw(r.Blocks); strings.Contains(text, "2024") && strings.Contains(text, "31 October 2024") {
			t.Errorf("%s tells what came later: %s", said, text)
		}
	}
}
