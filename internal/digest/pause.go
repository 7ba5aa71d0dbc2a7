package digest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"pledgewatch/internal/delivery"
)

// gone are Slack's codes for a channel that the bot can post to no more, and what that means.
var gone = map[string]string{
	"channel_not_found": "the channel was deleted, or I was removed from it",
	"not_in_channel":    "I was removed from the channel",
	"is_archived":       "the channel is archived",
	"is_inactive":       "the channel is closed",
	"user_not_found":    "the person has left the workspace",
}

// Letters are the messages that could not be sent. A delivery.DeadLetters has them.
type Letters interface {
	// Dead returns up to limit dead letters of a workspace, the latest first.
	Dead(ctx context.Context, team string, limit int) ([]delivery.DeadLetter, error)
	// Requeue puts a dead letter back in its place in its channel; ok is false where key is no dead letter.
	Requeue(ctx context.Context, key string) (ok bool, err error)
}

const mostLetters = 1000 // of a workspace, looked through for those of one channel

// Pauses stops digests and alerts for channels that the bot can post to no more, and lets them go on where it can again. All
// fields are needed but Wake.
type Pauses struct {
	Subscriptions Subscriptions
	Pauser        Pauser
	Letters       Letters
	Outbox        Outbox
	Wake          func() // nil, or told when a subscription was resumed
	Now           func() time.Time
	Log           *slog.Logger
}

// Undeliverable is told of a message that could not be delivered. Where its channel is gone the subscription is paused, and
// the person who subscribed is told by direct message, once.
func (p *Pauses) Undeliverable(ctx context.Context, d delivery.DeadLetter) error {
	reason := gone[d.Reason]
	if reason == "" {
		return nil
	}
	paused, err := p.Pauser.Pause(ctx, d.Team, d.Channel, reason)
	if err != nil || !paused {
		return err
	}
	sub, ok, err := p.Subscriptions.Subscription(ctx, d.Team, d.Channel)
	if err != nil {
		return fmt.Errorf("tell who subscribed %s that it is paused: %w", d.Channel, err)
	}
	p.Log.Warn("a subscription is paused", "team", d.Team, "channel", d.Channel, "reason", reason)
	if !ok || sub.By == "" || sub.By == d.Channel {
		return nil
	}
	text := fmt.Sprintf("I have paused the digests and alerts of <#%s>, which you subscribed: %s. To go on, open the channel to me "+
		"again with `/invite @Pledgewatch`, or type `/reform subscribe` there. Nothing is lost: the next digest tells of what came meanwhile, "+
		"up to four weeks of it.", d.Channel, reason)
	return p.notice(ctx, sub, sub.By, "paused", text)
}

// Joined is told that the bot was added to a channel: a subscription that was paused goes on, what could not be sent there
// in the last four weeks is sent after all, and the channel is told when it hears next.
func (p *Pauses) Joined(ctx context.Context, team, channel string) error {
	sub, ok, err := p.Subscriptions.Subscription(ctx, team, channel)
	if err != nil || !ok || sub.Paused == "" {
		return err
	}
	was := sub.Paused
	if sub, err = sub.Resume(p.Now()); err != nil {
		return err
	}
	if err := p.Subscriptions.PutSubscription(ctx, sub); err != nil {
		return fmt.Errorf("resume the subscription of %s: %w", channel, err)
	}
	if p.Wake != nil {
		p.Wake()
	}
	if err := p.resend(ctx, team, channel); err != nil {
		return err
	}
	p.Log.Info("a subscription goes on", "team", team, "channel", channel, "was", was, "next", sub.Next)
	when, err := sub.When()
	if err != nil {
		return err
	}
	return p.notice(ctx, sub, channel, "resumed", fmt.Sprintf("Thank you for having me back. The digests of this channel go on: the next one comes on %s.",
		sub.Next.In(when.Zone()).Format("Monday 2 January 2006 at 15:04")))
}

// resend puts what could not be sent to a channel back on its way, the oldest first.
func (p *Pauses) resend(ctx context.Context, team, channel string) error {
	dead, err := p.Letters.Dead(ctx, team, mostLetters)
	if err != nil {
		return fmt.Errorf("send %s what it missed: %w", channel, err)
	}
	for _, d := range slices.Backward(dead) {
		if d.Channel != channel || gone[d.Reason] == "" || p.Now().Sub(d.At) > catchUp {
			continue
		}
		if _, err := p.Letters.Requeue(ctx, d.Key); err != nil {
			return fmt.Errorf("send %s what it missed: %w", channel, err)
		}
	}
	return nil
}

// notice puts a line into the outbox. The minute keeps a pause in another week from being taken for this one.
func (p *Pauses) notice(ctx context.Context, sub Subscription, to, what, text string) error {
	now := p.Now()
	return p.Outbox.Enqueue(ctx, delivery.Message{
		Key:  delivery.Key("notice", what, sub.Team, sub.Channel, now.UTC().Truncate(time.Minute).Format(time.RFC3339)),
		Team: sub.Team, Channel: to, Kind: "notice", Text: text, Created: now,
	})
}
