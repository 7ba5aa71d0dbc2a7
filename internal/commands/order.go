package commands

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// order is a subscription as it was typed.
type order struct {
	channel string // id; empty where none was named or found
	topics  []knowledge.Topic
	muted   []knowledge.Topic
	unknown []string // words that are neither topic nor anything else
	wish    digest.Wish
}

var (
	bareNumber = regexp.MustCompile(`^\d{1,2}$`)
	channelID  = regexp.MustCompile(`^#([CGD][A-Z0-9]{2,20})$`)
	quietForm  = regexp.MustCompile(`(?i)\bquiet (?:hours )?(?:from )?(\d{1,2}[:.]\d{2}) ?(?:-|–|to|until) ?(\d{1,2}[:.]\d{2})`)
	emptyForm  = regexp.MustCompile(`(?i)\b(?:skip|skipping|no|without) (?:empty|quiet)(?: weeks| digests)?\b`)
	connecting = []string{"and", "for", "topic", "topics", "the", "to", "with", "about", "in", "only", "all", "me", "us", "digest", "digests", "channel", "new"}
	excepting  = []string{"but", "except", "excluding"}
	kindWords  = map[string]string{
		"change": digest.AlertChanges, "changes": digest.AlertChanges, "edit": digest.AlertEdits, "edits": digest.AlertEdits,
		"deadline": digest.AlertDeadlines, "deadlines": digest.AlertDeadlines, "article": digest.AlertArticles, "articles": digest.AlertArticles,
	}
)

// readOrder reads what follows subscribe and unsubscribe. A refusal says why there is no order.
func (h *Handler) readOrder(ctx context.Context, in call) (o order, refusal *blocks.View) {
	c := in.Brain.Corpus
	named, topics, muted := o.sort(in.args)
	o.topics, o.unknown = c.ReadTopics(strings.Join(topics, " "))
	var strange []string
	o.muted, strange = c.ReadTopics(strings.Join(muted, " "))
	o.topics, o.unknown = o.settle(c, o.topics, o.unknown)
	o.muted, strange = o.settle(c, o.muted, strange)
	o.unknown = append(o.unknown, strange...)
	o.wish.Topics, o.wish.Muted = ids(o.topics), ids(o.muted)
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

// sort tells words of time, alerts and length, which go into the wish, from channels and from the rest, in which the topics
// are: those that are wanted, and those that follow a "but".
func (o *order) sort(args string) (named, topics, muted []string) {
	if m := quietForm.FindStringSubmatch(args); m != nil {
		o.wish.QuietFrom, o.wish.QuietTo = hour(m[1]), hour(m[2])
		args = strings.Replace(args, m[0], " ", 1)
	}
	if emptyForm.MatchString(args) {
		o.wish.SkipQuiet = true
		args = emptyForm.ReplaceAllString(args, " ")
	}
	var words []string
	o.wish.Schedule, words = digest.TakeSchedule(args)
	rest := &topics
	for i := 0; i < len(words); i++ {
		low := strings.ToLower(words[i])
		switch {
		case strings.HasPrefix(low, "#") && len(low) > 1:
			named = append(named, words[i])
		case low == "alerts" || low == "alert":
			if o.wish.Alerts = !slices.Contains([]string{"no", "without"}, lastOf(*rest)); !o.wish.Alerts {
				*rest = (*rest)[:len(*rest)-1]
			}
			i += o.kinds(words[i+1:])
		case low == "short" || low == "brief" || low == "full":
			o.wish.Short = low != "full"
		case slices.Contains(excepting, low):
			rest = &muted
		case !slices.Contains(connecting, low) || low == "the":
			*rest = append(*rest, low)
		}
	}
	return named, topics, muted
}

// kinds reads the kinds of alert at the beginning of words, and returns how many words they take.
func (o *order) kinds(words []string) (taken int) {
	for i, w := range words {
		low := strings.ToLower(w)
		if k := kindWords[low]; k != "" {
			o.wish.AlertKinds = append(o.wish.AlertKinds, k)
			taken = i + 1
		} else if low != "and" && low != "new" && low != "on" {
			break
		}
	}
	return taken
}

// hour writes 8.30 as 08:30.
func hour(s string) string {
	s = strings.ReplaceAll(s, ".", ":")
	if len(s) == len("8:30") {
		return "0" + s
	}
	return s
}

// settle takes from unknown words what can still be told: an hour, a part of a topic's name, what only connects.
func (o *order) settle(c *knowledge.Corpus, topics []knowledge.Topic, unknown []string) ([]knowledge.Topic, []string) {
	unknown = slices.DeleteFunc(unknown, func(w string) bool {
		if bareNumber.MatchString(w) { // an hour that says neither am nor pm: the schedule's own words explain it
			o.wish.Schedule += " " + w
		}
		t, isPart := c.PartOfTopic(w) // "kinship" for kinship care
		if isPart && !slices.ContainsFunc(topics, func(o knowledge.Topic) bool { return o.ID == t.ID }) {
			topics = append(topics, t)
		}
		return isPart || slices.Contains(connecting, w) || bareNumber.MatchString(w)
	})
	return topics, unknown
}

// frequency are the words after which a day or a time is expected.
var frequency = []string{"weekly", "daily", "fortnightly", "monthly", "every", "each"}

// strayTime finds, of words that are no topic, one that stands where a day or a time belongs: "weekly blursday".
func (o *order) strayTime(args string) (words string, ok bool) {
	all := strings.Fields(strings.ToLower(strings.ReplaceAll(args, ",", " ")))
	for i, w := range all {
		if i > 0 && slices.Contains(o.unknown, w) && slices.Contains(frequency, all[i-1]) {
			return all[i-1] + " " + w, true
		}
	}
	return "", false
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
		w := o.wish
		w.Topics = append(slices.Clone(w.Topics), t.ID)
		offers = append(offers, [2]string{"Subscribe to " + t.Head(), "subscribe #" + o.channel + wishLine(w)})
	}
	return blocks.Notice(in.run, offers, "Nothing was set up: there is no topic “"+said+"”.",
		in.topics()+" Without any, a channel gets all of them.")
}

// wishLine puts a wish so that readOrder reads the same.
func wishLine(w digest.Wish) string {
	words := slices.Clone(w.Topics)
	if len(w.Muted) > 0 {
		words = append(append(words, "but"), w.Muted...)
	}
	if w.Schedule != "" {
		words = append(words, w.Schedule)
	}
	if w.Alerts {
		words = append(append(words, "alerts"), w.AlertKinds...)
	}
	if w.QuietFrom != "" {
		words = append(words, "quiet "+w.QuietFrom+"-"+w.QuietTo)
	}
	if w.SkipQuiet {
		words = append(words, "skip empty")
	}
	if w.Short {
		words = append(words, "short")
	}
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ")
}

// again is the command line that sets up a subscription as it was.
func (in call) again(s digest.Subscription) string {
	w := digest.Wish{
		Topics: s.Topics, Muted: s.Muted, Schedule: "default", Short: s.Short, SkipQuiet: s.SkipQuiet, Alerts: s.Alerts,
		AlertKinds: s.AlertKinds, QuietFrom: s.QuietFrom, QuietTo: s.QuietTo,
	}
	if when, err := s.When(); err == nil {
		w.Schedule = when.Words()
	}
	return "subscribe" + in.elsewhere(s.Channel) + wishLine(w)
}

// elsewhere names a channel that is not the one in which the command was typed.
func (in call) elsewhere(channel string) string {
	if channel == in.Channel {
		return ""
	}
	return " #" + channel
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
