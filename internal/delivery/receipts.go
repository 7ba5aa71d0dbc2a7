package delivery

import (
	"context"
	"errors"

	"github.com/slack-go/slack"
)

// Receipts tells where messages stand in Slack that were sent.
type Receipts interface {
	// Posted returns the ts of a workspace's message once it is sent, else "". waiting reports that it is still on its way; of
	// one that is neither nothing is known, or it is dead.
	Posted(ctx context.Context, team, key string) (ts string, waiting bool, err error)
}

// ErrNotPosted says that a message is still on its way and cannot be replaced yet.
var ErrNotPosted = errors.New("the message is not in Slack yet")

// Replace puts m in place of what was posted under its key. One that was never enqueued, is dead, or has been deleted by somebody
// is left alone; one that is still on its way is ErrNotPosted: ask again later. To repeat it does no harm.
func (p *Slack) Replace(ctx context.Context, receipts Receipts, m Message) error {
	ts, waiting, err := receipts.Posted(ctx, m.Team, m.Key)
	switch {
	case err != nil:
		return err
	case waiting:
		return ErrNotPosted
	case ts == "":
		return nil
	}
	client, err := p.client(ctx, m.Team)
	if err != nil {
		return err
	}
	blocks, err := rawBlocks(m.Blocks)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, _, _, err = client.UpdateMessageContext(ctx, m.Channel, ts, slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(blocks...))
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch refused.Err {
		case "message_not_found", "cant_update_message", "edit_window_closed", "is_archived", "channel_not_found":
			return nil // there is nothing to replace any more, or nobody may
		}
	}
	return err
}
