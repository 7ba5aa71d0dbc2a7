package main

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"pledgewatch/internal/slackapp"
)

// channelsOf finds a workspace's channels by name. app is set once, before the first call.
type channelsOf struct{ app *slackapp.App }

const mostPages = 20 // of 200 channels each

// ByName returns the id of a public channel. A private one is named the way Slack does, <#G123|name>, which needs no look-up
// and no scope to list them.
func (c *channelsOf) ByName(ctx context.Context, team, name string) (string, bool, error) {
	client, err := c.app.Client(ctx, team)
	if err != nil {
		return "", false, err
	}
	query := slack.GetConversationsParameters{Limit: 200, ExcludeArchived: true, Types: []string{"public_channel"}}
	for range mostPages {
		list, next, err := client.GetConversationsContext(ctx, &query)
		if err != nil {
			return "", false, fmt.Errorf("list the channels: %w", err)
		}
		for _, ch := range list {
			if ch.Name == name {
				return ch.ID, true, nil
			}
		}
		if next == "" {
			break
		}
		query.Cursor = next
	}
	return "", false, nil
}
