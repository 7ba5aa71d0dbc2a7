package delivery

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// Where a message that is in doubt is looked for: from before its send was begun, as clocks differ, until the call and
// Slack's own slowness are well over.
const (
	lookBefore  = 2 * time.Minute
	lookAfter   = 5 * time.Minute
	pageSize    = 15 // as many as Slack gives to apps outside its Marketplace
	maxPages    = 20 // a call; the next call goes on from there
	maxSearches = 256
)

// Find looks for a message by the key in its metadata, in its thread or its channel.
func (p *Slack) Find(ctx context.Context, m Message, threadTS string, begun time.Time) (string, bool, error) {
	client, err := p.client(ctx, m.Team)
	if err != nil {
		return "", false, err
	}
	oldest, latest := timestamp(begun.Add(-lookBefore)), timestamp(begun.Add(lookAfter))
	id := m.Key + " " + oldest
	cursor := p.searches.resume(id)
	for range maxPages {
		page, err := p.readPage(ctx, client, m.Team, m.Channel, threadTS, oldest, latest, cursor)
		if err != nil {
			if asError(err).Kind == RateLimited {
				p.searches.keep(id, cursor)
			}
			return "", false, err
		}
		for _, msg := range page.messages {
			if msg.Metadata.EventType == EventType && msg.Metadata.EventPayload["key"] == m.Key {
				return msg.Timestamp, true, nil
			}
		}
		if cursor = page.next; cursor == "" {
			return "", false, nil
		}
	}
	p.searches.keep(id, cursor)
	return "", false, &Error{Kind: RateLimited, Reason: reasonSettling, RetryAfter: leastRetryAfter}
}

type page struct {
	messages []slack.Message
	next     string
}

// readPage reads a page of a channel, or of a thread, which a channel's history does not show.
func (p *Slack) readPage(ctx context.Context, client *slack.Client, team, channel, threadTS, oldest, latest, cursor string) (page, error) {
	method := "conversations.history"
	if threadTS != "" {
		method = "conversations.replies"
	}
	if err := p.tiers.Wait(ctx, team, method); err != nil {
		return page{}, err
	}
	ctx, seen := watchRequest(ctx)
	if threadTS != "" {
		msgs, more, next, err := client.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: threadTS, Cursor: cursor, Oldest: oldest, Latest: latest,
			Inclusive: true, Limit: pageSize, IncludeAllMetadata: true,
		})
		if err != nil {
			return page{}, classify(err, seen)
		}
		return newPage(msgs, more, next)
	}
	h, err := client.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Oldest: oldest, Latest: latest,
		Inclusive: true, Limit: pageSize, IncludeAllMetadata: true,
	})
	if err != nil {
		return page{}, classify(err, seen)
	}
	if !h.Ok {
		return page{}, unreadable("not ok, and no reason given")
	}
	return newPage(h.Messages, h.HasMore, h.ResponseMetaData.NextCursor)
}

func newPage(messages []slack.Message, more bool, next string) (page, error) {
	switch {
	case !more:
		next = ""
	case next == "": // to take this for the end could double the message
		return page{}, unreadable("there is more, and no cursor to it")
	}
	return page{messages: messages, next: next}, nil
}

func unreadable(what string) error {
	return &Error{Kind: Transient, Reason: reasonBadAnswer, Err: errors.New("looking for a message in doubt: " + what)}
}

// searches remembers how far searches got that a limit cut short: with one page a minute a search of two pages would
// never end if each attempt began anew. Forgetting one only repeats work.
type searches struct {
	mu      sync.Mutex
	reached map[string]string // cursor by search
}

func (s *searches) keep(id, cursor string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reached) >= maxSearches {
		clear(s.reached)
	}
	s.reached[id] = cursor
}

// resume takes out where a search stopped; empty: begin at the newest message.
func (s *searches) resume(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	cursor := s.reached[id]
	delete(s.reached, id)
	return cursor
}
