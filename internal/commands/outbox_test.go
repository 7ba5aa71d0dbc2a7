package commands_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
)

// letters is an outbox.
type letters struct {
	dead    []delivery.DeadLetter
	waiting []delivery.Waiting
	again   []string
	broken  bool
}

func (l *letters) Dead(_ context.Context, team string, limit int) ([]delivery.DeadLetter, error) {
	var out []delivery.DeadLetter
	for _, d := range l.dead {
		if d.Team == team && len(out) < limit {
			out = append(out, d)
		}
	}
	if l.broken {
		return nil, errDisk
	}
	return out, nil
}

func (l *letters) Requeue(_ context.Context, key string) (bool, error) {
	l.again = append(l.again, key)
	return true, nil
}

func (l *letters) Waiting(_ context.Context, team string, _ int) ([]delivery.Waiting, error) {
	var out []delivery.Waiting
	for _, w := range l.waiting {
		if w.Team == team {
			out = append(out, w)
		}
	}
	return out, nil
}

// onlyU1 is a curator.
type onlyU1 struct{}

func (onlyU1) May(_ context.Context, _, user string) (bool, error) { return user == "U1", nil }

func posted(t *testing.T) (house, *letters) {
	t.Helper()
	letter := func(key, team, channel, reason string) delivery.DeadLetter {
		return delivery.DeadLetter{Message: delivery.Message{Key: key, Team: team, Channel: channel, Kind: "digest", Text: "a secret"}, Reason: reason, At: now}
	}
	l := &letters{
		dead: []delivery.DeadLetter{letter("cc3", "T1", "C3", "is_archived"), letter("bb2", "T2", "C2", "is_archived"), letter("aa1", "T1", "U7", "user_not_found")},
		waiting: []delivery.Waiting{
			{Message: delivery.Message{Key: "w", Team: "T1", Channel: "C4", Kind: "alert", Text: "a secret"}, Failures: 3, Reason: "network", Until: now.Add(time.Minute)},
			{Message: delivery.Message{Key: "x", Team: "T1", Channel: "C5", Kind: "alert"}, Begun: now},
		},
	}
	h := newHouse(t, brain(t))
	h.o.Outbox, h.o.Curators = l, onlyU1{}
	h.Handler, _ = commands.New(h.o)
	return h, l
}

func TestCuratorsSeeWhatWasNotSentAndWhatToDo(t *testing.T) {
	h, _ := posted(t)
	r := h.say("/reform outbox")
	sound(t, r, "U7")
	all := raw(r.Blocks)
	for _, want := range []string{"<#C3>", "is_archived", "unarchive it", "<@U7>", "<#C4>", "tried 3 times (network)", "in doubt since", "Send all again"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
	if strings.Contains(all, "C2") || strings.Contains(all, "a secret") {
		t.Error("another workspace's message, or what a message says, is shown")
	}
}

func TestDeadLettersAreSentAgain(t *testing.T) {
	tests := map[string]struct{ said, again, want string }{
		"all of this workspace, the oldest first": {"outbox requeue all", "aa1 cc3", "2 messages are on their way"},
		"one":                     {"outbox requeue cc3", "cc3", "It is on its way again"},
		"another workspace's":     {"outbox requeue bb2", "", "nothing to send again"},
		"what is no dead letter":  {"outbox requeue zz9", "", "nothing to send again"},
		"what is not understood":  {"outbox empty", "", "not understood"},
		"more than is understood": {"outbox requeue all now", "", "not understood"},
	}
	for name, tt := range tests {
		h, l := posted(t)
		r := h.say("/reform " + tt.said)
		sound(t, r)
		if got := strings.Join(l.again, " "); got != tt.again || !strings.Contains(r.Text, tt.want) {
			t.Errorf("%s: sent %q again and said %q", name, got, r.Text)
		}
	}
}

func TestTheOutboxIsForCurators(t *testing.T) {
	h, l := posted(t)
	for _, said := range []string{"outbox", "outbox requeue all"} {
		req := typed("/reform " + said)
		req.User = "U2"
		if r := h.Command(context.Background(), req); !strings.Contains(r.Text, "Only curators") || len(l.again) > 0 {
			t.Errorf("%s: %q, sent again: %v", said, r.Text, l.again)
		}
	}
	l.broken = true
	if r := h.say("/reform outbox"); !strings.Contains(r.Text, "could not be done") || strings.Contains(r.Text, "disk") {
		t.Error(r.Text)
	}
	h = newHouse(t, brain(t))
	if r := h.say("/reform outbox"); !strings.Contains(r.Text, "cannot be seen from here") {
		t.Error(r.Text)
	}
}
