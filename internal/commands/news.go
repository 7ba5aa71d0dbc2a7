package commands

import (
	"context"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
)

// digest previews what the channel gets; for one that gets nothing yet, what it would get.
func (h *Handler) digest(ctx context.Context, in call) blocks.View {
	var week digest.Week
	if in.args != "" {
		var err error
		if week, err = digest.ParseWeek(strings.ToUpper(in.args)); err != nil {
			return blocks.Notice(in.run, [][2]string{{"This week's digest", "digest"}}, "That is no week.", "Type a year and its week, such as /digest 2024-W44; without one you see this week's.")
		}
		if from, _ := week.Bounds(zone()); from.After(h.o.Now()) {
			return blocks.Notice(in.run, [][2]string{{"This week's digest", "digest"}}, "That week has not begun.")
		}
	}
	sub, subscribed, err := h.o.Subscriptions.Subscription(ctx, in.Team, in.Channel)
	if err != nil {
		return h.trouble(in, "a subscription could not be read", err, "")
	}
	note := blocks.L(blocks.T("A preview that only you see, of what this channel gets next."))
	if !subscribed {
		sub = digest.Subscription{Team: in.Team, Channel: in.Channel, Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone}
		note = blocks.L(blocks.T("A preview that only you see. This channel gets no digest yet; to set one up, type"), blocks.Code(Main+" subscribe"))
	}
	if week != (digest.Week{}) {
		note = blocks.L(blocks.T("The digest of week " + week.String() + ", which only you see."))
	}
	d, err := h.o.Digests.Preview(ctx, sub, week)
	if err != nil {
		return h.trouble(in, "a digest could not be previewed", err, "")
	}
	v := blocks.Digest(d, in.run)
	v.Parts = append([]blocks.Part{blocks.Note{note}}, v.Parts...)
	return v
}
