package commands_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

var now = time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC)

var errDisk = errors.New("disk full at /secret/path")

// subscriptions is a store that can be told to fail.
type subscriptions struct {
	kept   map[string]digest.Subscription
	broken bool
}

func (s *subscriptions) fail() error {
	if s.broken {
		return errDisk
	}
	return nil
}

func (s *subscriptions) PutSubscription(_ context.Context, sub digest.Subscription) error {
	if !s.broken {
		s.kept[sub.Team+sub.Channel] = sub
	}
	return s.fail()
}

func (s *subscriptions) DeleteSubscription(_ context.Context, team, channel string) (bool, error) {
	_, ok := s.kept[team+channel]
	delete(s.kept, team+channel)
	return ok, s.fail()
}

func (s *subscriptions) Subscription(_ context.Context, team, channel string) (digest.Subscription, bool, error) {
	sub, ok := s.kept[team+channel]
	return sub, ok, s.fail()
}

func (s *subscriptions) Subscriptions(_ context.Context, team string) ([]digest.Subscription, error) {
	var out []digest.Subscription
	for _, sub := range s.kept {
		if sub.Team == team {
			out = append(out, sub)
		}
	}
	slices.SortFunc(out, func(a, b digest.Subscription) int { return strings.Compare(a.Channel, b.Channel) })
	return out, s.fail()
}

// articles is the news, newest first.
type articles []feed.Article

func (as articles) Articles(_ context.Context, from, to time.Time, limit int) ([]feed.Article, error) {
	var out []feed.Article
	for _, a := range as {
		if !a.Published.Before(from) && a.Published.Before(to) && len(out) < limit {
			out = append(out, a)
		}
	}
	return out, nil
}

type channels map[string]string

func (c channels) ByName(_ context.Context, _, name string) (string, bool, error) {
	if name == "broken" {
		return "", false, errDisk
	}
	id, ok := c[name]
	return id, ok, nil
}

// members knows who is in the channels that can be named.
type members struct{}

func (members) Member(_ context.Context, _, channel, _ string) (bool, error) {
	switch channel {
	case "C0SECRET":
		return false, nil
	case "C0UNSEEN":
		return false, fmt.Errorf("look: %w", commands.ErrNotInChannel)
	case "C0ODD":
		return false, errDisk
	}
	return true, nil
}

// house is a Handler and what it works with.
type house struct {
	*commands.Handler
	subs  *subscriptions
	brain *knowledge.Brain
	o     commands.Options
}

// pace makes the handler mind how fast people ask.
func (h *house) pace() {
	h.o.Pace = commands.NewPace()
	h.Handler, _ = commands.New(h.o)
}

func brain(t testing.TB) *knowledge.Brain {
	t.Helper()
	c, err := knowledge.Load(os.DirFS("testdata/corpus"))
	if err != nil {
		t.Fatal(err)
	}
	b := knowledge.NewBrain(c)
	return b
}

func newHouse(t testing.TB, b *knowledge.Brain, news ...feed.Article) house {
	t.Helper()
	subs := &subscriptions{kept: map[string]digest.Subscription{}}
	clock := func() time.Time { return now }
	of := func() *knowledge.Brain { return b }
	o := commands.Options{
		Brain: of, Subscriptions: subs, Articles: articles(news), Now: clock, Members: members{}, MostSubscriptions: 2,
		Channels: channels{"policy": "C777", "secret": "C0SECRET", "unseen": "C0UNSEEN", "odd": "C0ODD"},
		Digests:  &digest.Composer{Brain: of, Articles: articles(news), Now: clock},
	}
	h, err := commands.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return house{h, subs, b, o}
}

// news is made of the ferry, the causeway and something else.
func news() []feed.Article {
	var out []feed.Article
	for i, title := range []string{
		"Second boat: a new ferry for the north is put off again", "Causeway opens to walkers at last", "Bakers win a prize",
		"A new ferry for the north: the board's view", "A lamp for the reef light", "New lamp for the south light is tried",
	} {
		out = append(out, feed.Article{
			Feed: "weekly", GUID: title, Title: title, Link: "https://weekly.example/news/" + string(rune('a'+i)), Description: title + ".",
			Published: now.AddDate(0, 0, -1-i), FirstSeen: now.AddDate(0, 0, -1-i), Paragraphs: []string{title + "."},
		})
	}
	return out
}

// typed is what Slack sends of "/command text".
func typed(said string) commands.Request {
	command, text, _ := strings.Cut(said, " ")
	return commands.Request{Team: "T1", Channel: "C1", User: "U1", Command: command, Text: text, TriggerID: "trigger"}
}

func (h house) say(said string) commands.Response {
	return h.Command(context.Background(), typed(said))
}

// buttons returns the buttons of a response by their text.
func buttons(bs []slack.Block) map[string]*slack.ButtonBlockElement {
	out := map[string]*slack.ButtonBlockElement{}
	for _, b := range bs {
		switch b := b.(type) {
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				if button, ok := e.(*slack.ButtonBlockElement); ok {
					out[button.Text.Text] = button
				}
			}
		case *slack.SectionBlock:
			if b.Accessory != nil && b.Accessory.ButtonElement != nil {
				out[b.Accessory.ButtonElement.Text.Text] = b.Accessory.ButtonElement
			}
		}
	}
	return out
}

// press presses the button with a text; it must be there.
func (h house) press(t testing.TB, r commands.Response, text string) commands.Response {
	t.Helper()
	b, ok := buttons(r.Blocks)[text]
	if !ok {
		t.Fatalf("no button %q among %v", text, buttons(r.Blocks))
	}
	return h.Action(context.Background(), commands.Action{Request: commands.Request{Team: "T1", Channel: "C1", User: "U2", TriggerID: "x"}, ID: b.ActionID, Value: b.Value})
}

// sound holds a response against Slack's limits.
func sound(t testing.TB, r commands.Response, mentions ...string) {
	t.Helper()
	c := &blockstest.Checker{Mentions: mentions}
	if r.Modal != nil {
		c.Blocks([]byte(raw(r.Modal.Blocks.BlockSet)), blockstest.View)
		for _, f := range c.Faults {
			t.Error(f)
		}
		return
	}
	c.Blocks([]byte(raw(r.Blocks)), blockstest.Message)
	c.Text("text", r.Text, false)
	if r.Text == "" {
		c.Faults = append(c.Faults, "no text beside the blocks")
	}
	for id, b := range buttons(r.Blocks) {
		if blocks.ActionOf(b.ActionID) == "" {
			c.Faults = append(c.Faults, "no action: "+id)
		}
	}
	for _, f := range c.Faults {
		t.Error(f)
	}
}

func raw(bs []slack.Block) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(bs); err != nil {
		panic(err)
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(b.String())
}
