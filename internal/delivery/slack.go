package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// EventType is the metadata type that marks a message as the bot's; its payload holds the message's key under "key".
const EventType = "pledgewatch_message"

// Clients gives the client to use for a workspace: ErrNotInstalled where the bot has no token for it. Its own retries
// must be off, or a message that was posted without an answer is posted again.
type Clients interface {
	Client(ctx context.Context, team string) (*slack.Client, error)
}

// Slack posts messages through Slack's Web API. It is a Poster.
type Slack struct {
	clients  Clients
	tiers    *Tiers
	drawings *drawings // nil: messages go without pictures
	searches searches
}

// NewSlack makes a Poster of Slack that looks for messages at the pace of t.
func NewSlack(c Clients, t *Tiers) *Slack {
	return &Slack{clients: c, tiers: t, searches: searches{reached: map[string]string{}}}
}

// Post calls chat.postMessage with the message's key as metadata, without unfurling links.
func (p *Slack) Post(ctx context.Context, m Message, threadTS string) (string, error) {
	client, err := p.client(ctx, m.Team)
	if err != nil {
		return "", err
	}
	raw, fresh, err := p.illustrated(ctx, client, m)
	if err != nil {
		return "", err
	}
	blocks, err := rawBlocks(raw)
	if err != nil {
		return "", &Error{Kind: Permanent, Reason: "invalid_blocks_format", Err: err}
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(m.Text, false), // escaped by whoever composed it, once
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: EventType, EventPayload: map[string]any{"key": m.Key}}),
	}
	if len(blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(blocks...))
	}
	if threadTS != "" {
		options = append(options, slack.MsgOptionTS(threadTS))
	}
	ctx, seen := watchRequest(ctx)
	_, ts, err := client.PostMessageContext(ctx, m.Channel, options...)
	if err != nil {
		e := classify(err, seen)
		if fresh && e.Reason == "invalid_blocks" { // Slack is not done yet with what was uploaded
			e.Kind = Transient
		}
		return "", e
	}
	if ts == "" { // neither a refusal nor a message: slack-go takes {"ok": false} without a code for success
		return "", &Error{Kind: InDoubt, Reason: reasonBadAnswer, Err: fmt.Errorf("chat.postMessage for %s: no ts in the answer", m.Channel)}
	}
	return ts, nil
}

func (p *Slack) client(ctx context.Context, team string) (*slack.Client, error) {
	client, err := p.clients.Client(ctx, team)
	if err != nil {
		return nil, clientError(err)
	}
	return client, nil
}

// rawBlocks hands blocks on as they are, so that a block type which slack-go does not know is not lost.
func rawBlocks(raw json.RawMessage) ([]slack.Block, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var each []json.RawMessage
	if err := json.Unmarshal(raw, &each); err != nil {
		return nil, fmt.Errorf("blocks are not a JSON array: %w", err)
	}
	blocks := make([]slack.Block, len(each))
	for i, b := range each {
		block, err := slack.BlockFromJSON(string(b))
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", i, err)
		}
		blocks[i] = block
	}
	return blocks, nil
}

// timestamp is a time as Slack writes it.
func timestamp(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}
