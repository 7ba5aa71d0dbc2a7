package commands

import (
	"context"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
)

var helpOnSubscribing = [][2]string{{"How to subscribe", "help subscribe"}}

func (h *Handler) subscribe(ctx context.Context, in call) blocks.View {
	o, refusal := h.readOrder(ctx, in)
	if refusal != nil {
		return *refusal
	}
	if refusal := h.refuses(ctx, in, o.channel); refusal != nil {
		return *refusal
	}
	if _, err := digest.ParseSchedule(o.wish.Schedule, h.o.Now()); err != nil {
		return notUnderstood(in, "The time was not understood: "+err.Error()+".")
	}
	if words, ok := o.strayTime(in.args); ok {
		if _, err := digest.ParseSchedule(words, h.o.Now()); err != nil {
			return notUnderstood(in, "The time was not understood: "+err.Error()+".")
		}
	}
	if len(o.unknown) > 0 {
		return unknownTopic(in, o)
	}
	o.wish.Team, o.wish.Channel, o.wish.By = in.Team, o.channel, in.User
	sub, err := digest.New(o.wish, in.Brain.Corpus, h.o.Now())
	if err != nil {
		return notUnderstood(in, sentenceOf(err.Error()))
	}
	return h.keep(ctx, in, sub)
}

func notUnderstood(in call, why string) blocks.View {
	return blocks.Notice(in.run, helpOnSubscribing, "Nothing was set up.", why)
}

// keep puts a subscription in place of the channel's earlier one and says what was set up.
func (h *Handler) keep(ctx context.Context, in call, sub digest.Subscription) blocks.View {
	before, replaced, err := h.o.Subscriptions.Subscription(ctx, in.Team, sub.Channel)
	if err != nil {
		return h.trouble(in, "a subscription could not be read", err, "Nothing was set up. Please try again in a minute.")
	}
	if !replaced {
		if refusal := h.full(ctx, in); refusal != nil {
			return *refusal
		}
	}
	sub.Told = before.Told // what the channel was told already it is not told again
	if err := h.o.Subscriptions.PutSubscription(ctx, sub); err != nil {
		return h.trouble(in, "a subscription could not be kept", err, "See with /reform subscriptions whether it was set up; if not, please try again in a minute.")
	}
	undo := Main + " unsubscribe" + in.elsewhere(sub.Channel)
	if replaced {
		undo = Main + " " + in.again(before)
	}
	return blocks.Subscribed(in.Brain.Corpus, sub, replaced, undo)
}

func (h *Handler) unsubscribe(ctx context.Context, in call) blocks.View {
	o, refusal := h.readOrder(ctx, in)
	if refusal != nil {
		return *refusal
	}
	if len(o.unknown)+len(o.topics)+len(o.muted)+len(o.wish.Schedule) > 0 {
		return blocks.Notice(in.run, helpOnSubscribing, "Nothing was changed.",
			"A subscription ends as a whole: /reform unsubscribe, or /reform unsubscribe #channel. To follow fewer topics, subscribe anew with those you want.")
	}
	if refusal := h.refuses(ctx, in, o.channel); refusal != nil {
		return *refusal
	}
	before, was, err := h.o.Subscriptions.Subscription(ctx, in.Team, o.channel)
	if err != nil {
		return h.trouble(in, "a subscription could not be read", err, "Nothing was changed. Please try again in a minute.")
	}
	if was {
		if _, err = h.o.Subscriptions.DeleteSubscription(ctx, in.Team, o.channel); err != nil {
			return h.trouble(in, "a subscription could not be ended", err, "See with /reform subscriptions whether it was ended; if not, please try again in a minute.")
		}
	}
	return blocks.Unsubscribed(o.channel, was, Main+" "+in.again(before))
}

func (h *Handler) subscriptions(ctx context.Context, in call) blocks.View {
	subs, err := h.o.Subscriptions.Subscriptions(ctx, in.Team)
	if err != nil {
		return h.trouble(in, "subscriptions could not be read", err, "")
	}
	l := blocks.Subscriptions(in.Brain.Corpus, subs)
	l.Day = in.Day
	v := in.page(l)
	v.Foot = append(v.Foot, in.buttons([2]string{"Set up or change this channel's", "subscribe"})...)
	return v
}

// mute takes a topic out of what the channel gets; without one it offers those that it gets.
func (h *Handler) mute(ctx context.Context, in call) blocks.View {
	sub, ok, err := h.o.Subscriptions.Subscription(ctx, in.Team, in.Channel)
	switch {
	case err != nil:
		return h.trouble(in, "a subscription could not be read", err, "Nothing was changed. Please try again in a minute.")
	case !ok:
		return blocks.Notice(in.run, [][2]string{{"Subscribe", "subscribe"}}, "This channel gets no digest, so there is nothing to mute.")
	}
	c := in.Brain.Corpus
	if in.args == "" {
		var offers [][2]string
		for _, t := range c.Topics() {
			if sub.Wants([]string{t.ID}) {
				offers = append(offers, [2]string{t.Head(), "mute " + t.ID})
			}
		}
		return blocks.Notice(in.run, offers, "Which topic should this channel hear no more of?", "It is left out of digests and alerts from now on.")
	}
	topics, rest := c.ReadTopics(in.args)
	if len(topics) != 1 || len(rest) > 0 {
		return blocks.Notice(in.run, [][2]string{{"Choose a topic", "mute"}}, "Nothing was changed: “"+in.args+"” is not one topic.", in.topics())
	}
	muted, ok := sub.Mute(c, topics[0].ID)
	if !ok {
		return blocks.Notice(in.run, [][2]string{{"Choose a topic", "mute"}}, "Nothing was changed.",
			"This channel does not get "+topics[0].Head()+", or nothing else: to end its digests, type /reform unsubscribe.")
	}
	return h.keep(ctx, in, muted)
}

// buttons makes a row of buttons that run command lines.
func (in call) buttons(pairs ...[2]string) []blocks.Part {
	var bs blocks.Buttons
	for _, p := range pairs {
		bs = append(bs, in.run(p[0], p[1]))
	}
	return []blocks.Part{bs}
}

// sentenceOf makes a sentence of an error's text.
func sentenceOf(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:] + "."
}

// refuses says why a person may not change what a channel gets; nil: they may. Where somebody is they may always.
func (h *Handler) refuses(ctx context.Context, in call, channel string) *blocks.View {
	if channel == in.Channel {
		return nil
	}
	if h.o.Members == nil {
		return ptr(blocks.Notice(nil, nil, "Nothing was changed.", "Type the command in that channel itself: I cannot see from here who is in it."))
	}
	is, err := h.o.Members.Member(ctx, in.Team, channel, in.User)
	switch {
	case errors.Is(err, ErrNotInChannel):
		return ptr(blocks.Notice(nil, nil, "Nothing was changed.", "I cannot see that channel: invite me there with /invite first, or type the command in the channel itself."))
	case err != nil:
		return ptr(h.trouble(in, "the members of a channel could not be read", err, "Nothing was changed. Type the command in that channel itself, or try again in a minute."))
	case !is:
		return ptr(blocks.Notice(nil, nil, "Nothing was changed: you are not in that channel.", "What a channel gets is for the people in it to say. Join it first, or ask someone who is in it."))
	}
	return nil
}

// full says that a workspace can have no more subscriptions; nil: it can.
func (h *Handler) full(ctx context.Context, in call) *blocks.View {
	subs, err := h.o.Subscriptions.Subscriptions(ctx, in.Team)
	if err != nil {
		return ptr(h.trouble(in, "subscriptions could not be read", err, "Nothing was set up. Please try again in a minute."))
	}
	if most := h.mostSubscriptions(); len(subs) >= most {
		h.log.Warn("refused a subscription: the workspace has as many as it may", "team", in.Team, "most", most)
		return ptr(blocks.Notice(in.run, [][2]string{{"Subscriptions", "subscriptions"}}, "Nothing was set up: this workspace has as many subscriptions as it may.",
			fmt.Sprintf("There are %d, one a channel. End one that nobody needs with /reform unsubscribe #channel, or ask whoever runs the bot for more.", len(subs))))
	}
	return nil
}

func (h *Handler) mostSubscriptions() int {
	if h.o.MostSubscriptions > 0 {
		return h.o.MostSubscriptions
	}
	return usualSubscriptions
}
