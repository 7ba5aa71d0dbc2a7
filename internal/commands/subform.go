package commands

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
)

// subscribeForm is the form that sets up what a channel gets, filled in with what it gets now, or with the default.
func (h *Handler) subscribeForm(ctx context.Context, in call) (slack.ModalViewRequest, error) {
	s := digest.Subscription{Team: in.Team, Channel: in.Channel, Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone}
	if in.Channel != "" {
		now, ok, err := h.o.Subscriptions.Subscription(ctx, in.Team, in.Channel)
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		if ok {
			s = now
		}
	}
	direct := strings.HasPrefix(in.Channel, "D")
	return blocks.SubscribeForm(in.Brain.Corpus, s, direct), nil
}

// submitSubscription keeps what the form says. What is wrong is shown at the field that it is about.
func (h *Handler) submitSubscription(ctx context.Context, s Submission) Response {
	in := call{Request: s.Request, Reader: h.reader()}
	picked := func(field string) slack.BlockAction { return s.Values[field][field] }
	w := digest.Wish{
		Team: s.Team, By: s.User, Channel: cmp.Or(picked(blocks.FieldChannel).SelectedConversation, s.Channel),
		Topics: values(picked(blocks.FieldTopics)), AlertKinds: values(picked(blocks.FieldAlerts)),
		QuietFrom: picked(blocks.FieldQuietFrom).SelectedTime, QuietTo: picked(blocks.FieldQuietTo).SelectedTime,
		Schedule: picked(blocks.FieldDays).SelectedOption.Value,
	}
	if !strings.HasPrefix(w.Schedule, "cron ") {
		w.Schedule += " " + picked(blocks.FieldTime).SelectedTime + " " + s.Metadata
	}
	w.Alerts = len(w.AlertKinds) > 0
	also := values(picked(blocks.FieldOptions))
	w.Short, w.SkipQuiet = slices.Contains(also, blocks.OptionShort), slices.Contains(also, blocks.OptionSkipQuiet)
	if w.Channel == "" {
		return Response{Errors: map[string]string{blocks.FieldChannel: "Please choose a channel."}}
	}
	if refusal := h.refuses(ctx, in, w.Channel); refusal != nil {
		return Response{Errors: map[string]string{blocks.FieldChannel: oneLine(*refusal)}}
	}
	sub, err := digest.New(w, in.Brain.Corpus, h.o.Now())
	if err != nil {
		return Response{Errors: fieldsOf(err)}
	}
	return response(h.keep(ctx, in, h.asBefore(ctx, sub)))
}

// asBefore keeps "all topics but these" as that where the form was sent with the same topics: it can only show those that
// are left.
func (h *Handler) asBefore(ctx context.Context, sub digest.Subscription) digest.Subscription {
	before, ok, err := h.o.Subscriptions.Subscription(ctx, sub.Team, sub.Channel)
	if err != nil || !ok || len(before.Muted) == 0 {
		return sub
	}
	for _, t := range h.o.Brain().Corpus.Topics() {
		if before.Wants([]string{t.ID}) != sub.Wants([]string{t.ID}) {
			return sub
		}
	}
	sub.Topics, sub.Muted = before.Topics, before.Muted
	return sub
}

// fieldsOf says of each field what is wrong with it.
func fieldsOf(err error) map[string]string {
	faults, ok := errors.AsType[digest.Faults](err)
	if !ok {
		return map[string]string{blocks.FieldChannel: sentenceOf(err.Error())}
	}
	out := map[string]string{}
	for part, field := range map[digest.Part]string{
		digest.OfTopics: blocks.FieldTopics, digest.OfSchedule: blocks.FieldDays, digest.OfAlerts: blocks.FieldAlerts, digest.OfQuiet: blocks.FieldQuietTo,
	} {
		if text := faults.Of(part); text != "" {
			out[field] = sentenceOf(text)
		}
	}
	return out
}

func values(a slack.BlockAction) []string {
	var out []string
	for _, o := range a.SelectedOptions {
		out = append(out, o.Value)
	}
	return out
}

// oneLine is a short view as one line of plain text.
func oneLine(v blocks.View) string { return strings.Join(strings.Fields(v.Plain()), " ") }
