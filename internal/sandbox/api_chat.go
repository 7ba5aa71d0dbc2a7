package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"
)

// The limits of a message's text. Slack cuts a posted text at 40,000 characters; here it is refused, so that
// no app relies on losing the end of what it says.
const (
	maxText       = 40_000
	maxUpdateText = 4_000
)

// Slack documents one message a second for each channel and tolerates short bursts.
var (
	perChannel  = rate.Every(time.Second)
	burstAllows = 5
)

// target finds the channel of a chat call and checks that the app may write there.
func (w *Workspace) target(c *call) (*channel, error) {
	ref := c.str("channel")
	if ref == "" {
		return nil, refuse("channel_not_found")
	}
	if w.user(ref) != nil && ref != botUser {
		return w.direct(ref), nil
	}
	ch := w.channel(ref)
	switch {
	case ch == nil, ch.Private && !ch.has(botUser):
		return nil, refuse("channel_not_found")
	case ch.Archived:
		return nil, refuse("is_archived")
	case !ch.has(botUser) && !slices.Contains(c.scopes, "chat:write.public"):
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}

// content reads and checks the text, blocks and metadata of a chat call.
func content(c *call, most int) (*Message, error) {
	m := &Message{User: botUser, BotID: botID, Text: c.str("text")}
	if utf8.RuneCountInString(m.Text) > most {
		return nil, refuse("msg_too_long")
	}
	blocks, err := checkBlocks([]byte(c.str("blocks")), onMessage)
	if err != nil {
		return nil, err
	}
	m.Blocks = blocks
	if c.str("attachments") != "" && c.str("attachments") != "[]" {
		return nil, refuse("invalid_attachments", "attachments are not drawn here: use blocks [json-pointer:/attachments]")
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return nil, refuse("no_text")
	}
	if blocksSize(m.Blocks) > maxBlocksSize {
		return nil, refuse("msg_blocks_too_long")
	}
	if c.flag("link_names") || c.str("parse") == "full" {
		m.Text = linkNames(m.Text)
	}
	if raw := c.str("metadata"); raw != "" {
		if m.Metadata, err = checkMetadata(raw); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// linkNames does what link_names=1 asks for: it turns the group mentions written as words into live ones.
func linkNames(text string) string {
	return strings.NewReplacer("@channel", "<!channel>", "@here", "<!here>", "@everyone", "<!everyone>").Replace(text)
}

func checkMetadata(raw string) (*slack.SlackMetadata, error) {
	var md struct {
		EventType    *string         `json:"event_type"`
		EventPayload json.RawMessage `json:"event_payload"`
	}
	if json.Unmarshal([]byte(raw), &md) != nil || md.EventType == nil || *md.EventType == "" || len(raw) > 16_000 {
		return nil, refuse("invalid_metadata_format")
	}
	out := &slack.SlackMetadata{EventType: *md.EventType}
	if json.Unmarshal(md.EventPayload, &out.EventPayload) != nil || out.EventPayload == nil {
		return nil, refuse("invalid_metadata_format")
	}
	return out, nil
}

func (w *Workspace) chatPost(c *call) (map[string]any, error) {
	ch, err := w.target(c)
	if err != nil {
		return nil, err
	}
	if err := w.spend("channel "+ch.ID, perChannel, burstAllows); err != nil {
		return nil, err
	}
	m, err := content(c, maxText)
	if err != nil {
		return nil, err
	}
	m.Channel, m.TS = ch.ID, w.nextTS()
	if t := c.str("thread_ts"); t != "" {
		m.ThreadTS = w.threadRoot(ch.ID, t)
		m.Broadcast = m.ThreadTS != "" && c.flag("reply_broadcast")
	}
	w.put(m)
	w.announce(ch, m)
	return map[string]any{"channel": m.Channel, "ts": m.TS, "message": w.apiMessage(m, true)}, nil
}

func (w *Workspace) chatEphemeral(c *call) (map[string]any, error) {
	ch, err := w.target(c)
	if err != nil {
		return nil, err
	}
	reader := c.str("user")
	switch {
	case reader == "" || w.user(reader) == nil:
		return nil, refuse("user_not_found")
	case !ch.has(reader):
		return nil, refuse("user_not_in_channel")
	}
	m, err := content(c, maxText)
	if err != nil {
		return nil, err
	}
	m.Channel, m.TS, m.Ephemeral = ch.ID, w.nextTS(), reader
	if t := c.str("thread_ts"); t != "" {
		m.ThreadTS = w.threadRoot(ch.ID, t)
	}
	w.put(m)
	return map[string]any{"message_ts": m.TS}, nil
}

// own finds a message of the app's own that a call names by channel and ts.
func (w *Workspace) own(c *call, denied string) (*Message, error) {
	ch := w.channel(c.str("channel"))
	if ch == nil || (ch.Private && !ch.has(botUser)) {
		return nil, refuse("channel_not_found")
	}
	m := w.message(ch.ID, c.str("ts"), "")
	switch {
	case m == nil:
		return nil, refuse("message_not_found")
	case m.BotID != botID || m.Subtype != "":
		return nil, refuse(denied)
	case ch.Archived:
		return nil, refuse("is_archived")
	}
	return m, nil
}

func (w *Workspace) chatUpdate(c *call) (map[string]any, error) {
	old, err := w.own(c, "cant_update_message")
	if err != nil {
		return nil, err
	}
	// Blocks left out of an update are removed with it when there is a text, and kept when there is none.
	m, err := content(c, maxUpdateText)
	if err != nil {
		return nil, err
	}
	next := *old
	next.Text, next.Blocks, next.Edited = m.Text, m.Blocks, w.nextTS()
	if m.Metadata != nil {
		next.Metadata = m.Metadata
	}
	w.put(&next)
	return map[string]any{"channel": next.Channel, "ts": next.TS, "text": next.Text, "message": w.apiMessage(&next, true)}, nil
}

func (w *Workspace) chatDelete(c *call) (map[string]any, error) {
	m, err := w.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(m)
	return map[string]any{"channel": m.Channel, "ts": m.TS}, nil
}

func (w *Workspace) chatPermalink(c *call) (map[string]any, error) {
	ch := w.channel(c.str("channel"))
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	m := w.message(ch.ID, c.str("message_ts"), "")
	if m == nil {
		return nil, refuse("message_not_found")
	}
	return map[string]any{"channel": ch.ID, "permalink": c.base + permalink(m)}, nil
}

// permalink is the path under which the page shows a message.
func permalink(m *Message) string {
	p := "/archives/" + m.Channel + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		p += "?thread_ts=" + m.ThreadTS + "&cid=" + m.Channel
	}
	return p
}

// apiMessage is a message as the Web API and events show it.
func (w *Workspace) apiMessage(m *Message, metadata bool) map[string]any {
	out := map[string]any{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text, "team": teamID}
	if m.BotID != "" {
		out["bot_id"], out["app_id"] = m.BotID, appID
		out["bot_profile"] = map[string]any{"id": botID, "app_id": appID, "name": w.opts.Manifest.Display.Name, "deleted": false, "team_id": teamID}
	}
	if m.Subtype != "" {
		out["subtype"] = m.Subtype
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
	}
	if m.Edited != "" {
		out["edited"] = map[string]any{"user": m.User, "ts": m.Edited}
	}
	if m.Metadata != nil && metadata {
		out["metadata"] = m.Metadata
	}
	if len(m.Files) > 0 {
		out["files"], out["upload"] = m.Files, false
	}
	if len(m.Reactions) > 0 {
		var list []map[string]any
		for _, r := range m.Reactions {
			list = append(list, map[string]any{"name": r.Name, "users": r.Users, "count": len(r.Users)})
		}
		out["reactions"] = list
	}
	if replies := w.replies(m.Channel, m.TS, ""); len(replies) > 0 {
		users := []string{}
		for _, r := range replies {
			if !slices.Contains(users, r.User) {
				users = append(users, r.User)
			}
		}
		out["thread_ts"], out["reply_count"], out["reply_users"] = m.TS, len(replies), users
		out["reply_users_count"], out["latest_reply"] = len(users), replies[len(replies)-1].TS
	}
	return out
}
