package slackapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"pledgewatch/internal/commands"
)

const (
	memberPage  = 1000
	memberPages = 50 // of a channel with more people nobody is looked for any further
)

// Member reports whether somebody is in a channel of a workspace. It fails with commands.ErrNotInChannel where the bot cannot
// see who is.
func (a *App) Member(ctx context.Context, team, channel, user string) (bool, error) {
	client, err := a.Client(ctx, team)
	if err != nil {
		return false, err
	}
	cursor := ""
	for range memberPages {
		page, next, err := client.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: channel, Cursor: cursor, Limit: memberPage})
		if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
			switch refused.Err {
			case "channel_not_found", "not_in_channel", "missing_scope", "no_permission", "fetch_members_failed":
				return false, fmt.Errorf("%w: %w", commands.ErrNotInChannel, err)
			}
		}
		if err != nil || slices.Contains(page, user) {
			return err == nil, err
		}
		if cursor = next; cursor == "" {
			return false, nil
		}
	}
	return false, fmt.Errorf("more than %d people are in %s", memberPage*memberPages, channel)
}

// ChannelName returns the name of a channel, without "#"; "" for a conversation that has none.
func (a *App) ChannelName(ctx context.Context, team, channel string) (string, error) {
	client, err := a.Client(ctx, team)
	if err != nil {
		return "", err
	}
	c, err := client.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		return "", fmt.Errorf("name of %s: %w", channel, scrub(err))
	}
	return c.Name, nil
}

// joined tells that the bot was added to a channel. Others who join are none of its business.
func (a *App) joined(e *slackevents.EventsAPICallbackEvent) (func(context.Context), error) {
	var m slackevents.MemberJoinedChannelEvent
	if err := json.Unmarshal(*e.InnerEvent, &m); err != nil {
		return nil, fmt.Errorf("%w: no JSON of a member who joined", errMalformed)
	}
	if a.o.Joined == nil || m.User == "" || m.Channel == "" {
		return nil, nil
	}
	return func(ctx context.Context) {
		if m.User != a.botUser(ctx, e.TeamID) {
			return
		}
		if err := a.o.Joined(ctx, e.TeamID, m.Channel); err != nil {
			a.log.Error("what follows from joining a channel was not done", "team", e.TeamID, "channel", m.Channel, "err", err)
		}
	}, nil
}
