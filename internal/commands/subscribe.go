package commands

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// order is a subscription as it was typed.
type order struct {
	channel  string // id; empty where none was named or found
	topics   []knowledge.Topic
	unknown  []string // words that are neither topic nor anything else
	schedule []string
	alerts   bool
}

var (
	almostTime = regexp.MustCompile(`(?i)^\d{1,2}(?:[:.]\d*|[ap]m)`)
	bareNumber = regexp.MustCompile(`^\d{1,2}$`)
	channelID  = regexp.MustCompile(`^#([CGD][A-Z0-9]{2,20})$`)
	splitClock = regexp.MustCompile(`(?i)\b(\d{1,2}(?:[:.]\d{2})?) (am|pm)\b`)
	connecting = []string{"and", "for", "topic", "topics", "the", "to", "with", "about", "in", "only", "all", "me", "us", "digest", "digests", "channel"}
)

func (h *Handler) subscribe(ctx context.Context, in call) blocks.View {
	o, refusal := h.readOrder(ctx, in)
	if refusal != nil {
		return *refusal
	}
	c := in.Brain.Corpus
	if len(o.unknown) > 0 {
		return unknownTopic(in, o)
	}
	sub, err := digest.New(digest.Wish{
		Team: in.Team, Channel: o.channel, By: in.User, Topics: ids(o.topics), Schedule: strings.Join(o.schedule, " "), Alerts: o.alerts,
	}, c, h.o.Now())
	if err != nil {
		return blocks.Notice(in.run, [][2]string{{"How to subscribe", "help subscribe"}}, "Nothing was set up.", "The time was not understood: "+err.Error()+".")
	}
	before, replaced, err := h.o.Subscriptions.Subscription(ctx, in.Team, o.channel)
	if err != nil {
		return h.trouble(in, "a subscription could not be read", err, "Nothing was set up. Please try again in a minute.")
	}
	if err := h.o.Subscriptions.PutSubscription(ctx, sub); err != nil {
		return h.trouble(in, "a subscription could not be kept", err, "See with /reform subscriptions whether it was set up; if not, please try again in a minute.")
	}
	undo := Main + " unsubscribe" + in.elsewhere(o.channel)
	if replaced {
		undo = Main + " " + in.again(before)
	}
	return blocks.Subscribed(c, sub, replaced, undo)
}

func (h *Handler) unsubscribe(ctx context.Context, in call) blocks.View {
	o, refusal := h.readOrder(ctx, in)
	if refusal != nil {
		return *refusal
	}
	if len(o.unknown)+len(o.topics)+len(o.schedule) > 0 {
		return blocks.Notice(in.run, [][2]string{{"How to subscribe", "help subscribe"}}, "Nothing was changed.",
			"A subscription ends as a whole: /reform unsubscribe, or /reform unsubscribe #channel. To follow fewer topics, subscribe anew with those you want.")
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
	return in.page(l)
}

// readOrder reads what follows subscribe and unsubscribe. A refusal says why there is no order.
func (h *Handler) readOrder(ctx context.Context, in call) (o order, refusal *blocks.View) {
	named, rest := o.sort(in.args)
	o.topics, o.unknown = in.Brain.Corpus.ReadTopics(strings.Join(rest, " "))
	o.settle(in.Brain.Corpus)
	switch len(named) {
	case 0:
		o.channel = in.Channel
		if o.channel == "" {
			return o, ptr(blocks.Notice(nil, nil, "Which channel?", "Type it in the channel that you mean, or name the channel: /reform subscribe #channel."))
		}
		return o, nil
	case 1:
		var refused blocks.View
		if o.channel, refused = h.channel(ctx, in, named[0]); o.channel == "" {
			return o, &refused
		}
		return o, nil
	}
	return o, ptr(blocks.Notice(nil, nil, "One channel at a time, please.", "Nothing was changed."))
}

// sort tells words of time and alerts, which go into the order, from channels and from the rest, in which the topics are.
func (o *order) sort(args string) (named, rest []string) {
	for _, w := range strings.Fields(splitClock.ReplaceAllString(strings.ReplaceAll(args, ",", " "), "$1$2")) {
		low := strings.ToLower(w)
		switch {
		case strings.HasPrefix(w, "#") && len(w) > 1:
			named = append(named, w)
		case low == "alerts" || low == "alert":
			o.alerts = !slices.Contains([]string{"no", "without"}, lastOf(rest))
			if !o.alerts {
				rest = rest[:len(rest)-1]
			}
		case isTime(w):
			o.schedule = append(o.schedule, w)
		case !slices.Contains(connecting, low) || low == "the":
			rest = append(rest, low)
		}
	}
	return named, rest
}

// settle takes from the unknown words what can still be told: an hour, a part of a topic's name, what only connects.
func (o *order) settle(c *knowledge.Corpus) {
	o.unknown = slices.DeleteFunc(o.unknown, func(w string) bool {
		if bareNumber.MatchString(w) { // an hour that says neither am nor pm: the schedule's own words explain it
			o.schedule = append(o.schedule, w)
		}
		t, isPart := c.PartOfTopic(w) // "kinship" for kinship care
		if isPart && !slices.ContainsFunc(o.topics, func(o knowledge.Topic) bool { return o.ID == t.ID }) {
			o.topics = append(o.topics, t)
		}
		return isPart || slices.Contains(connecting, w) || bareNumber.MatchString(w)
	})
}

// channel finds the channel that a word means: #C123 as Slack refers to it, or #name.
func (h *Handler) channel(ctx context.Context, in call, word string) (id string, refusal blocks.View) {
	if m := channelID.FindStringSubmatch(word); m != nil {
		return m[1], blocks.View{}
	}
	name := strings.ToLower(strings.TrimPrefix(word, "#"))
	advice := "Type the command in that channel itself, or invite me there first. Nothing was changed."
	if h.o.Channels == nil {
		return "", blocks.Notice(nil, nil, "I cannot find channels by name here.", advice)
	}
	id, ok, err := h.o.Channels.ByName(ctx, in.Team, name)
	switch {
	case err != nil:
		return "", h.trouble(in, "a channel could not be looked up", err, "Nothing was changed. Type the command in that channel itself, or try again in a minute.")
	case !ok:
		return "", blocks.Notice(nil, nil, "I can see no channel #"+name+".", advice)
	}
	return id, blocks.View{}
}

// unknownTopic offers the topics that were likely meant. Each button subscribes as was typed, with that topic.
func unknownTopic(in call, o order) blocks.View {
	said := strings.Join(o.unknown, " ")
	var offers [][2]string
	for _, t := range in.Brain.Corpus.NearTopics(said, 3) {
		line := []string{"subscribe", "#" + o.channel}
		line = append(line, ids(append(slices.Clone(o.topics), t))...)
		line = append(line, o.schedule...)
		if o.alerts {
			line = append(line, "alerts")
		}
		offers = append(offers, [2]string{"Subscribe to " + t.Head(), strings.Join(line, " ")})
	}
	return blocks.Notice(in.run, offers, "Nothing was set up: there is no topic “"+said+"”.",
		in.topics()+" Without any, a channel gets all of them.")
}

// again is the command line that sets up a subscription as it was.
func (in call) again(s digest.Subscription) string {
	line := "subscribe" + in.elsewhere(s.Channel)
	if len(s.Topics) > 0 {
		line += " " + strings.Join(s.Topics, " ")
	}
	var minute, hour, day int
	if n, err := fmt.Sscanf(s.Schedule, "%d %d * * %d", &minute, &hour, &day); err == nil && n == 3 && day >= 0 && day < 7 {
		line += fmt.Sprintf(" weekly %s %02d:%02d", days[day], hour, minute)
	}
	if s.Zone != "" && s.Zone != digest.DefaultZone {
		line += " " + s.Zone
	}
	if s.Alerts {
		line += " alerts"
	}
	return line
}

var days = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// elsewhere names a channel that is not the one in which the command was typed.
func (in call) elsewhere(channel string) string {
	if channel == in.Channel {
		return ""
	}
	return " #" + channel
}

// isTime reports whether a word can only be part of a schedule, well-formed or not.
func isTime(w string) bool {
	_, err := digest.ParseSchedule(w)
	return err == nil || almostTime.MatchString(w) || strings.Contains(w, "/")
}

func ids(topics []knowledge.Topic) []string {
	out := make([]string, len(topics))
	for i, t := range topics {
		out[i] = t.ID
	}
	return out
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

func ptr(v blocks.View) *blocks.View { return &v }
