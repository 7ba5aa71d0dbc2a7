package digest_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// letters are dead ones, the latest first.
type letters struct {
	dead  []delivery.DeadLetter
	again []string
}

func (l *letters) Dead(context.Context, string, int) ([]delivery.DeadLetter, error) {
	return l.dead, nil
}

func (l *letters) Requeue(_ context.Context, key string) (bool, error) {
	l.again = append(l.again, key)
	return true, nil
}

func TestAChannelThatIsGoneIsPausedAndWhoSubscribedIsToldOnce(t *testing.T) {
	for reason, want := range map[string]string{
		"is_archived": "the channel is archived", "channel_not_found": "was deleted, or I was removed", "not_in_channel": "was removed",
		"invalid_blocks": "", "token_revoked": "", "restricted_action": "",
	} {
		s, o := &subs{list: []digest.Subscription{weekly("C1", monday), weekly("C2", monday)}}, &outbox{}
		s.list[0].By = "U1"
		now := at(t, "2000-01-03T09:00:05Z")
		woken := 0
		letter := func(key, channel, reason, died string) delivery.DeadLetter {
			return delivery.DeadLetter{Message: delivery.Message{Key: key, Channel: channel}, Reason: reason, At: at(t, died)}
		}
		l := &letters{dead: []delivery.DeadLetter{
			letter("b", "C1", reason, "2000-01-03T10:00:00Z"), letter("x", "C2", reason, "2000-01-03T10:00:00Z"), letter("a", "C1", reason, "2000-01-03T09:00:00Z"),
			letter("y", "C1", "invalid_blocks", "2000-01-03T10:00:00Z"), letter("old", "C1", reason, "1999-12-01T10:00:00Z"),
		}}
		p := &digest.Pauses{Subscriptions: s, Pauser: s, Outbox: o, Letters: l, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), Wake: func() { woken++ }}
		dead := delivery.DeadLetter{Message: delivery.Message{Team: "T1", Channel: "C1", Kind: "digest"}, Reason: reason}
		for range 3 {
			if err := p.Undeliverable(t.Context(), dead); err != nil {
				t.Fatal(err)
			}
		}
		sub, _, _ := s.Subscription(t.Context(), "T1", "C1")
		other, _, _ := s.Subscription(t.Context(), "T1", "C2")
		if want == "" {
			if sub.Paused != "" || o.len() > 0 {
				t.Errorf("%s: paused, %q", reason, sub.Paused)
			}
			continue
		}
		if !strings.Contains(sub.Paused, want) || other.Paused != "" || o.len() != 1 {
			t.Fatalf("%s: paused %q and %q, %d told", reason, sub.Paused, other.Paused, o.len())
		}
		if m := o.msgs[0]; m.Channel != "U1" || m.Team != "T1" || !strings.Contains(m.Text, "<#C1>") || !strings.Contains(m.Text, want) || !strings.Contains(m.Text, "/reform subscribe") {
			t.Errorf("%s: told %+v", reason, m)
		}
		now = at(t, "2000-01-12T12:00:00Z")
		for range 2 {
			if err := p.Joined(t.Context(), "T1", "C1"); err != nil {
				t.Fatal(err)
			}
		}
		sub, _, _ = s.Subscription(t.Context(), "T1", "C1")
		if sub.Paused != "" || sub.Next.Format(time.RFC3339) != "2000-01-17T09:00:00Z" || o.len() != 2 || woken != 1 {
			t.Fatalf("%s: %+v, %d told, woken %d times", reason, sub, o.len(), woken)
		}
		if got := strings.Join(l.again, " "); got != "a b" {
			t.Errorf("%s: sent %q again, want its own of late, the oldest first", reason, got)
		}
		if m := o.msgs[1]; m.Channel != "C1" || !strings.Contains(m.Text, "Monday 17 January 2000 at 09:00") {
			t.Errorf("%s: told %+v", reason, m)
		}
	}
}

func TestJoiningAChannelThatNobodySubscribedOrThatIsNotPausedChangesNothing(t *testing.T) {
	s, o := &subs{list: []digest.Subscription{weekly("C1", monday)}}, &outbox{}
	p := &digest.Pauses{Subscriptions: s, Pauser: s, Outbox: o, Letters: &letters{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	for _, channel := range []string{"C1", "C9"} {
		if err := p.Joined(t.Context(), "T1", channel); err != nil {
			t.Fatal(err)
		}
	}
	if o.len() != 0 || s.list[0].Next.Format(time.RFC3339) != monday {
		t.Errorf("told %d, next %s", o.len(), s.list[0].Next)
	}
}
