package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/knowledge"
)

// Outbox is what curators see and mend of messages that are not sent.
type Outbox interface {
	// Dead returns up to limit messages of a workspace that could not be sent, the latest first.
	Dead(ctx context.Context, team string, limit int) ([]delivery.DeadLetter, error)
	// Requeue puts one back on its way; ok is false where it is not among the dead.
	Requeue(ctx context.Context, key string) (ok bool, err error)
	// Waiting returns up to limit messages of a workspace that are on their way, in their order.
	Waiting(ctx context.Context, team string, limit int) ([]delivery.Waiting, error)
}

const (
	mostDead    = 15   // shown at once
	mostWaiting = 10   // likewise
	mostAgain   = 1000 // sent again at once
)

func outboxCommand() Command {
	return Command{
		Name: "outbox", Usage: "/reform outbox [requeue all]", run: (*Handler).outbox,
		About:    "Shows curators which messages could not be sent, why and what to do, and sends them again.",
		Examples: []string{"/reform outbox", "/reform outbox requeue all"},
	}
}

// outbox shows this workspace's messages that are not sent, or sends some of them again.
func (h *Handler) outbox(ctx context.Context, in call) blocks.View {
	if h.o.Outbox == nil {
		return blocks.Notice(nil, nil, "The outbox cannot be seen from here.", "Whoever runs the bot can: bot outbox.")
	}
	if refusal, ok := h.curatorsOnly(ctx, in.Request); !ok {
		return refusal
	}
	words := strings.Fields(strings.ToLower(in.args))
	switch {
	case len(words) == 2 && words[0] == "requeue":
		return h.requeue(ctx, in, words[1])
	case len(words) > 0:
		return blocks.Notice(in.run, [][2]string{{"Show the outbox", "outbox"}}, "That is not understood.", "Type /reform outbox, or /reform outbox requeue all.")
	}
	dead, err := h.o.Outbox.Dead(ctx, in.Team, mostDead)
	if err != nil {
		return h.trouble(in, "the dead letters could not be read", err, "")
	}
	waiting, err := h.o.Outbox.Waiting(ctx, in.Team, mostWaiting)
	if err != nil {
		return h.trouble(in, "the outbox could not be read", err, "")
	}
	return blocks.Outbox{Dead: dead, Waiting: waiting, Most: min(mostDead, mostWaiting), Day: knowledge.DayOf(h.o.Now())}.View(in.run)
}

// requeue sends one message of this workspace again, or all that could not be sent.
func (h *Handler) requeue(ctx context.Context, in call, which string) blocks.View {
	dead, err := h.o.Outbox.Dead(ctx, in.Team, mostAgain)
	if err != nil {
		return h.trouble(in, "the dead letters could not be read", err, "Nothing was sent again.")
	}
	slices.Reverse(dead) // the oldest first, as a message must stand before its thread
	again := 0
	for _, d := range dead {
		if which != "all" && d.Key != which {
			continue
		}
		ok, err := h.o.Outbox.Requeue(ctx, d.Key)
		if err != nil {
			return h.trouble(in, "a dead letter could not be sent again", err, fmt.Sprintf("%d were put back; see /reform outbox for the others.", again))
		}
		if ok {
			again++
		}
	}
	h.log.Info("dead letters are sent again", "team", in.Team, "user", in.User, "messages", again)
	show := [][2]string{{"Show the outbox", "outbox"}}
	switch again {
	case 0:
		return blocks.Notice(in.run, show, "There is nothing to send again.", "It may have been sent meanwhile.")
	case 1:
		return blocks.Notice(in.run, show, "It is on its way again.", "If what kept it back is not mended, it comes back here.")
	}
	return blocks.Notice(in.run, show, fmt.Sprintf("%d messages are on their way again.", again), "Those whose cause is not mended come back here.")
}
