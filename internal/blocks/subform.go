package blocks

import (
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// The blocks of the form; each holds one element with the same action_id.
const (
	FieldChannel   = "channel"
	FieldTopics    = "topics"
	FieldDays      = "days"
	FieldTime      = "time"
	FieldAlerts    = "alerts"
	FieldQuietFrom = "quiet_from"
	FieldQuietTo   = "quiet_to"
	FieldOptions   = "options"
)

// What FieldOptions may hold.
const (
	OptionShort     = "short"
	OptionSkipQuiet = "skip"
)

const (
	mostOptions = 100 // of a menu
	mostValue   = 150 // characters of an option's value
)

// rhythms are on which days digests may come, in words that a schedule is read from, and as people read them.
var rhythms = func() [][2]string {
	days := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
	var out [][2]string
	for _, d := range days {
		out = append(out, [2]string{"weekly " + strings.ToLower(d), "Every " + d})
	}
	out = append(out, [2]string{"weekdays", "Monday to Friday"}, [2]string{"daily", "Every day"})
	for _, d := range days {
		out = append(out, [2]string{"fortnightly " + strings.ToLower(d), "Every second " + d})
	}
	for _, d := range []string{"Monday", "Friday"} {
		out = append(out, [2]string{"monthly first " + strings.ToLower(d), "The first " + d + " of the month"})
	}
	return append(out, [2]string{"monthly last friday", "The last Friday of the month"}, [2]string{"monthly 1st", "The 1st of the month"})
}()

// SubscribeForm is the form that sets up a channel's subscription, filled in with s. A conversation that is no channel cannot
// be chosen by name: then here says that the form is about where it was opened.
func SubscribeForm(c *knowledge.Corpus, s digest.Subscription, here bool) slack.ModalViewRequest {
	channel := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, nil, FieldChannel)
	channel.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
	where := input(FieldChannel, "Channel", "Only a channel that you are in.", channel, here)
	if here {
		where.Hint = plainText("Leave it empty for this conversation.", maxText)
	} else {
		channel.InitialConversation = s.Channel
	}
	days, at := rhythmOf(s)
	alertKinds := slack.NewCheckboxGroupsBlockElement(FieldAlerts, alertOptions...)
	alertKinds.InitialOptions = chosen(alertOptions, s.Alerted())
	also := slack.NewCheckboxGroupsBlockElement(FieldOptions, lengthOptions...)
	var ticked []string
	if s.SkipQuiet {
		ticked = append(ticked, OptionSkipQuiet)
	}
	if s.Short {
		ticked = append(ticked, OptionShort)
	}
	also.InitialOptions = chosen(lengthOptions, ticked)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "subscribe", Title: plainText("Subscribe a channel", maxTitle),
		Submit: plainText("Save", maxTitle), Close: plainText("Cancel", maxTitle), PrivateMetadata: s.Zone,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			where,
			input(FieldTopics, "Topics", "None chosen: all topics.", topicsMenu(c, s), true),
			input(FieldDays, "Digest on", "For another rhythm type it: /reform subscribe cron 0 9 1,15 * *", days, false),
			input(FieldTime, "At", "On the clocks of "+s.Zone+".", timePicker(FieldTime, at), false),
			input(FieldOptions, "The digest", "", also, true),
			input(FieldAlerts, "Tell at once", "", alertKinds, true),
			input(FieldQuietFrom, "Hold what is told at once from", "", timePicker(FieldQuietFrom, s.QuietFrom), true),
			input(FieldQuietTo, "Until", "It is sent when these hours are over.", timePicker(FieldQuietTo, s.QuietTo), true),
		}},
	}
}

var (
	alertOptions = []*slack.OptionBlockObject{
		option(digest.AlertChanges, "A pledge, date or sum changes, as reported or confirmed"),
		option(digest.AlertDeadlines, "A deadline nears or passes"),
		option(digest.AlertEdits, "The corpus is edited"),
		option(digest.AlertArticles, "Each new article on the topics"),
	}
	lengthOptions = []*slack.OptionBlockObject{
		option(OptionSkipQuiet, "Leave it out when there is nothing to tell"),
		option(OptionShort, "Short: headlines and dates"),
	}
)

func option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plainText(text, maxButton), nil)
}

func chosen(all []*slack.OptionBlockObject, values []string) []*slack.OptionBlockObject {
	return slices.DeleteFunc(slices.Clone(all), func(o *slack.OptionBlockObject) bool { return !slices.Contains(values, o.Value) })
}

func input(id, label, hint string, e slack.BlockElement, optional bool) *slack.InputBlock {
	b := slack.NewInputBlock(id, plainText(label, maxText), nil, e)
	if hint != "" {
		b.Hint = plainText(hint, maxText)
	}
	b.Optional = optional
	return b
}

func timePicker(id, initial string) *slack.TimePickerBlockElement {
	e := slack.NewTimePickerBlockElement(id)
	e.InitialTime = initial
	return e
}

func topicsMenu(c *knowledge.Corpus, s digest.Subscription) *slack.MultiSelectBlockElement {
	var all []*slack.OptionBlockObject
	var now []string
	for _, t := range c.Topics() {
		if len(all) < mostOptions {
			all = append(all, option(t.ID, Clean(t.Head())))
		}
		if len(s.Topics)+len(s.Muted) > 0 && s.Wants([]string{t.ID}) {
			now = append(now, t.ID)
		}
	}
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plainText("All topics", maxButton), FieldTopics, all...)
	e.InitialOptions = chosen(all, now)
	return e
}

var clockForm = regexp.MustCompile(` (\d\d:\d\d)( \S+)?$`)

// rhythmOf is the menu of days with the subscription's own chosen, and its time. One that the menu does not hold becomes an
// entry of its own.
func rhythmOf(s digest.Subscription) (days *slack.SelectBlockElement, at string) {
	var all []*slack.OptionBlockObject
	for _, r := range rhythms {
		all = append(all, option(r[0], r[1]))
	}
	days = slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, FieldDays)
	now := all[0]
	if when, err := s.When(); err == nil {
		words := when.Words()
		at = "09:00"
		value := words // a cron line says its time and its zone itself
		if m := clockForm.FindStringSubmatch(words); m != nil && !strings.HasPrefix(words, "cron ") {
			at, value = m[1], strings.TrimSuffix(words, m[0])
		}
		i := slices.IndexFunc(all, func(o *slack.OptionBlockObject) bool { return o.Value == value })
		switch {
		case i >= 0:
			now = all[i]
		case len(value) <= mostValue:
			now = option(value, "As now: "+when.Human())
			all = append(all, now)
		}
	}
	days.Options, days.InitialOption = all, now
	return days, at
}
