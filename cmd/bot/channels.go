package main

import (
	"context"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// members asks Slack who is in a channel.
type members struct{ h *house }

// Member reports whether somebody is in a channel.
func (m members) Member(ctx context.Context, team, channel, user string) (bool, error) {
	return m.h.app.Member(ctx, team, channel, user)
}

// nameTime is how long Slack is asked for a name that nothing depends on.
const nameTime = time.Second

// channelName asks Slack for the name of a channel; empty where it does not say.
func (h *house) channelName(ctx context.Context, team, channel string) string {
	ctx, cancel := context.WithTimeout(ctx, nameTime)
	defer cancel()
	if err := h.tiers.Wait(ctx, team, "conversations.info"); err != nil {
		return ""
	}
	name, err := h.app.ChannelName(ctx, team, channel)
	if err != nil {
		h.log.Debug("the name of a channel is not known", "team", team, "channel", channel, "err", err)
	}
	return name
}

// mail takes what commands send; the sender is made after them.
type mail struct{ h *house }

// Enqueue stores messages that are to be sent.
func (m mail) Enqueue(ctx context.Context, msgs ...delivery.Message) error {
	return m.h.sender.Enqueue(ctx, msgs...)
}

// pauses stops what cannot be delivered, and starts it again.
func (h *house) pauses() *digest.Pauses {
	return &digest.Pauses{Subscriptions: h.store, Pauser: h.store, Letters: h.store, Outbox: h.sender, Now: h.now, Log: h.log, Wake: h.wakeDigests}
}

// joined lets a channel's digests go on that the bot was added to again.
func (h *house) joined(ctx context.Context, team, channel string) error {
	return h.pauses().Joined(ctx, team, channel)
}

// buried tells the operator of a message that could not be sent. Where its channel is gone, no more are made for it.
func (h *house) buried(ctx context.Context, d delivery.DeadLetter) {
	h.log.Error("a message was not sent", "channel", d.Channel, "kind", d.Kind, "mend", d.Mend())
	if err := h.pauses().Undeliverable(ctx, d); err != nil {
		h.log.Error("a channel that is gone was not paused", "channel", d.Channel, "next", "the next message that cannot be sent tries again", "err", err)
	}
}
