package slackapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

// errMalformed is what Slack would not have sent.
var errMalformed = errors.New("malformed request")

const mostActions = 25 // of one block_actions payload; Slack sends one

// command answers a slash command: what to acknowledge with, or nil for nothing.
func (a *App) command(ctx context.Context, c slack.SlashCommand) (any, error) {
	if c.TeamID == "" || c.UserID == "" || !strings.HasPrefix(c.Command, "/") {
		return nil, fmt.Errorf("%w: a slash command names its command, workspace and user", errMalformed)
	}
	to := place{team: c.TeamID, channel: c.ChannelID, user: c.UserID, responseURL: c.ResponseURL, trigger: c.TriggerID}
	r := commands.Request{
		Team: c.TeamID, Channel: c.ChannelID, User: c.UserID, Command: c.Command, Text: plain(c.Text), TriggerID: c.TriggerID,
	}
	ack, err := a.answer(ctx, asking{
		what: "command " + c.Command, to: to,
		ask: func(ctx context.Context) commands.Response { // its trigger does not wait for the acknowledgement
			return a.shown(ctx, to, a.o.Handler.Command(ctx, r))
		},
		split: func(resp commands.Response) (any, commands.Response) {
			msg := message(to, resp)
			if (resp.Text == "" && len(resp.Blocks) == 0) || !fits(msg) {
				return nil, resp
			}
			return msg, commands.Response{}
		},
	})
	if err != nil {
		a.log.Warn("turned a command away", "command", c.Command, "team", c.TeamID, "err", err)
		return message(to, commands.Response{Text: turnedAway(err)}), nil
	}
	return ack, nil
}

// interaction answers the press of a button or the sending of a form: what to acknowledge with, or nil for nothing.
// Of other interactions it needs to know nothing.
func (a *App) interaction(ctx context.Context, c *slack.InteractionCallback) (any, error) {
	team := cmp.Or(c.Team.ID, c.User.TeamID)
	if c.Type == "" || team == "" || c.User.ID == "" {
		return nil, fmt.Errorf("%w: an interaction names its type, workspace and user", errMalformed)
	}
	switch c.Type {
	case slack.InteractionTypeBlockActions:
		return nil, a.actions(team, c)
	case slack.InteractionTypeViewSubmission:
		return a.submission(ctx, team, c)
	default:
		a.log.Debug("acknowledged an interaction that asks for nothing", "team", team, "type", string(c.Type))
		return nil, nil
	}
}

// actions has each action handled; their answers follow the acknowledgement.
func (a *App) actions(team string, c *slack.InteractionCallback) error {
	to := place{
		team: team, channel: cmp.Or(c.Channel.ID, c.Container.ChannelID), user: c.User.ID,
		thread: thread(c), responseURL: c.ResponseURL, trigger: c.TriggerID,
	}
	o, _ := openedIn(c.View.PrivateMetadata)
	if c.View.ID != "" && to.channel == "" {
		to.channel, to.thread = o.Channel, o.Thread
	}
	home := c.View.Type == slack.VTHomeTab
	if c.View.ID != "" && !home {
		to.view = c.View.ID
	}
	for _, pressed := range c.ActionCallback.BlockActions[:min(len(c.ActionCallback.BlockActions), mostActions)] {
		act := commands.Action{
			Request: commands.Request{Team: team, Channel: to.channel, User: to.user, Thread: to.thread, TriggerID: to.trigger},
			ID:      pressed.ActionID, Value: value(pressed), ViewID: c.View.ID,
			MessageTS: cmp.Or(c.Message.Timestamp, c.Container.MessageTs),
		}
		err := a.later(asking{what: "action " + act.ID, to: to, ask: func(ctx context.Context) commands.Response {
			resp := a.o.Handler.Action(ctx, act)
			if home { // it may look different now
				a.home(ctx, team, to.user)
			}
			return resp
		}})
		if err != nil {
			return err // Slack marks the button with a warning sign
		}
	}
	return nil
}

// thread is the thread in which a button was pressed. The message that begins a thread stands in the channel.
func thread(c *slack.InteractionCallback) string {
	ts := cmp.Or(c.Message.ThreadTimestamp, c.Container.ThreadTs)
	if ts == cmp.Or(c.Message.Timestamp, c.Container.MessageTs) {
		return ""
	}
	return ts
}

// value is what a button stands for, or what was chosen in a menu.
func value(b *slack.BlockAction) string {
	if len(b.SelectedOptions) > 0 {
		values := make([]string, len(b.SelectedOptions))
		for i, o := range b.SelectedOptions {
			values[i] = o.Value
		}
		return strings.Join(values, ",")
	}
	return cmp.Or(b.Value, b.SelectedOption.Value, b.SelectedConversation, b.SelectedChannel, b.SelectedUser, b.SelectedDate, b.SelectedTime)
}

// submission answers a form: errors keep it open, a modal takes its place, anything else closes it.
func (a *App) submission(ctx context.Context, team string, c *slack.InteractionCallback) (any, error) {
	o, metadata := openedIn(c.View.PrivateMetadata)
	to := place{team: team, channel: o.Channel, user: c.User.ID, thread: o.Thread, trigger: c.TriggerID}
	if len(c.ResponseURLs) > 0 { // the form asked for a channel
		to = place{team: team, channel: c.ResponseURLs[0].ChannelID, user: c.User.ID, responseURL: c.ResponseURLs[0].ResponseURL, trigger: c.TriggerID}
	}
	sent := commands.Submission{
		Request:    commands.Request{Team: team, Channel: to.channel, User: to.user, Thread: to.thread, TriggerID: to.trigger},
		CallbackID: c.View.CallbackID, Metadata: metadata,
	}
	if c.View.State != nil {
		sent.Values = c.View.State.Values
	}
	ack, err := a.answer(ctx, asking{
		what: "form " + sent.CallbackID, to: to,
		ask: func(ctx context.Context) commands.Response { return a.o.Handler.Submit(ctx, sent) },
		split: func(resp commands.Response) (any, commands.Response) {
			return closing(to, resp), commands.Response{Text: resp.Text, Blocks: resp.Blocks, InChannel: resp.InChannel}
		},
		late: missed,
		failed: func(line string) commands.Response { // the form stays open, so that nothing typed is lost
			for _, b := range c.View.Blocks.BlockSet {
				if input, ok := b.(*slack.InputBlock); ok && input.BlockID != "" {
					return commands.Response{Errors: map[string]string{input.BlockID: line}}
				}
			}
			return commands.Response{Text: line}
		},
	})
	if err != nil { // without an acknowledgement the form stays open and Slack asks to try again
		return nil, err
	}
	if ack == nil { // not ready: the form closes, and what comes of it is said
		ack = slack.NewClearViewSubmissionResponse()
	}
	return ack, nil
}

// closing is what becomes of a form.
func closing(to place, resp commands.Response) any {
	switch {
	case len(resp.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(resp.Errors)
	case resp.Modal != nil:
		view := from(to, *resp.Modal)
		return slack.NewUpdateViewSubmissionResponse(&view)
	default:
		return slack.NewClearViewSubmissionResponse()
	}
}

// missed says in a message what a form that has closed can no longer show.
func missed(resp commands.Response) commands.Response {
	if len(resp.Errors) == 0 {
		return resp
	}
	lines := []string{sayNotSaved}
	for _, block := range slices.Sorted(maps.Keys(resp.Errors)) {
		lines = append(lines, "- "+resp.Errors[block])
	}
	return commands.Response{Text: strings.Join(lines, "\n")}
}
