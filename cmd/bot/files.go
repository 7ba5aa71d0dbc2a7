package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

// uploads puts files into channels by way of Slack.
type uploads struct{ h *house }

// PutFile posts a file in a channel.
func (u uploads) PutFile(ctx context.Context, team, channel, thread, text string, f commands.File) error {
	client, err := u.h.app.Client(ctx, team)
	if err != nil {
		return err
	}
	_, err = client.UploadFileContext(ctx, slack.UploadFileParameters{
		Reader: bytes.NewReader(f.Data), FileSize: len(f.Data), Filename: f.Name, Title: f.Title, AltTxt: f.Alt,
		Channel: channel, ThreadTimestamp: thread, InitialComment: text,
	})
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch refused.Err {
		case "missing_scope", "no_permission", "not_allowed_token_type":
			return fmt.Errorf("%w: %w", commands.ErrFileScope, err)
		case "not_in_channel", "channel_not_found":
			return fmt.Errorf("%w: %w", commands.ErrNotInChannel, err)
		}
	}
	return err
}
