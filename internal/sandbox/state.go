package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// maxKept bounds the messages remembered of one channel; the oldest go first.
const maxKept = 5000

type channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name,omitempty"`
	Topic    string   `json:"topic,omitempty"`
	IM       string   `json:"im,omitempty"` // the person whose direct messages with the app these are
	General  bool     `json:"general,omitempty"`
	Private  bool     `json:"private,omitempty"`
	Archived bool     `json:"archived,omitempty"`
	Members  []string `json:"members"`
}

func (c *channel) has(user string) bool { return slices.Contains(c.Members, user) }

// kind is the channel type of events and of the types argument of conversations.list.
func (c *channel) kind() (event, list, scope string) {
	switch {
	case c.IM != "":
		return "im", "im", "im"
	case c.Private:
		return "group", "private_channel", "groups"
	default:
		return "channel", "public_channel", "channels"
	}
}

// Message is one message as the workspace keeps it.
type Message struct {
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts,omitempty"` // of the message that began the thread
	User     string `json:"user"`
	BotID    string `json:"bot_id,omitempty"`
	Subtype  string `json:"subtype,omitempty"`
	Text     string `json:"text"`
	// Blocks are as the app sent them, with the block_id and action_id that Slack adds.
	Blocks   json.RawMessage      `json:"blocks,omitempty"`
	Metadata *slack.SlackMetadata `json:"metadata,omitempty"`
	Files    []FileRef            `json:"files,omitempty"`
	// Ephemeral names the only user who sees the message; such messages are not kept across restarts.
	Ephemeral string     `json:"ephemeral,omitempty"`
	Broadcast bool       `json:"broadcast,omitempty"` // a reply that is shown in the channel too
	Edited    string     `json:"edited,omitempty"`    // timestamp of the last change
	Reactions []Reaction `json:"reactions,omitempty"`
	// Mentions are those whom the message would notify: user and group identifiers, "channel", "here", "everyone".
	Mentions []string `json:"mentions,omitempty"`

	seq uint64 // the workspace's count of changes at the last change
}

// Reaction is an emoji under a message and who put it there.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
}

// FileRef is a file shown in a message.
type FileRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Alt   string `json:"alt_txt,omitempty"`
	Type  string `json:"mimetype"`
	Size  int    `json:"size"`
}

// BlockSet decodes the blocks into slack-go's types.
func (m Message) BlockSet() (slack.Blocks, error) {
	var b slack.Blocks
	if len(m.Blocks) == 0 {
		return b, nil
	}
	if err := json.Unmarshal(m.Blocks, &b); err != nil {
		return b, fmt.Errorf("blocks of message %s: %w", m.TS, err)
	}
	return b, nil
}

// Messages returns all messages of a channel, replies and ephemeral ones included, oldest first. The channel
// is an identifier or a name.
func (w *Workspace) Messages(channel string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channel(channel)
	if c == nil {
		return nil
	}
	list := make([]Message, 0, len(w.messages[c.ID]))
	for _, m := range w.messages[c.ID] {
		list = append(list, *m)
	}
	return list
}

// channel finds a channel by its identifier or its name, with or without "#".
func (w *Workspace) channel(ref string) *channel {
	for _, c := range w.channels {
		if c.ID == ref || (c.Name != "" && c.Name == strings.TrimPrefix(ref, "#")) {
			return c
		}
	}
	return nil
}

// direct finds the direct messages of the app with a user, and begins them when there are none.
func (w *Workspace) direct(userID string) *channel {
	for _, c := range w.channels {
		if c.IM == userID {
			return c
		}
	}
	c := &channel{ID: "D" + userID[1:], IM: userID, Members: []string{userID, botUser}}
	w.channels = append(w.channels, c)
	w.journal.write(entry{Channel: c})
	return c
}

// nextTS is the current time as a message timestamp, always after the one before.
func (w *Workspace) nextTS() string {
	t := max(w.now().UnixMicro(), w.lastTS+1)
	w.lastTS = t
	return fmt.Sprintf("%010d.%06d", t/1e6, t%1e6)
}

func tsTime(ts string) time.Time {
	sec, micro, _ := strings.Cut(ts, ".")
	s, _ := strconv.ParseInt(sec, 10, 64)
	u, _ := strconv.ParseInt(micro, 10, 64)
	return time.Unix(s, u*1000)
}

func byTS(m *Message, ts string) int { return strings.Compare(m.TS, ts) }

// message finds a message; ephemeral ones only when asked for by their reader.
func (w *Workspace) message(channelID, ts, reader string) *Message {
	list := w.messages[channelID]
	i, ok := slices.BinarySearchFunc(list, ts, byTS)
	if !ok || (list[i].Ephemeral != "" && list[i].Ephemeral != reader) {
		return nil
	}
	return list[i]
}

// put keeps a new or changed message, writes it down and shows it. The caller holds w.mu.
func (w *Workspace) put(m *Message) {
	w.seq++
	m.seq = w.seq
	m.Mentions = mentions(m.Text, m.Blocks)
	list := w.messages[m.Channel]
	if i, ok := slices.BinarySearchFunc(list, m.TS, byTS); ok {
		list[i] = m
	} else {
		list = slices.Insert(list, i, m)
		if len(list) > maxKept {
			list = slices.Delete(list, 0, len(list)-maxKept)
		}
		w.messages[m.Channel] = list
	}
	if m.Ephemeral == "" {
		w.journal.write(entry{Message: m})
	}
	w.show(m)
}

// remove deletes a message. The caller holds w.mu.
func (w *Workspace) remove(m *Message) {
	list := w.messages[m.Channel]
	if i, ok := slices.BinarySearchFunc(list, m.TS, byTS); ok {
		w.messages[m.Channel] = slices.Delete(list, i, i+1)
	}
	w.seq++
	if m.Ephemeral == "" {
		w.journal.write(entry{Delete: &deletion{Channel: m.Channel, TS: m.TS}})
	}
	w.show(m)
}

// show tells the open pages that a message changed, and the one that began its thread with it.
func (w *Workspace) show(m *Message) {
	w.hub.send(change{kind: "message", channel: m.Channel, ts: m.TS, thread: m.ThreadTS, only: m.Ephemeral})
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		w.hub.send(change{kind: "message", channel: m.Channel, ts: m.ThreadTS})
	}
}

// replies are the messages of a thread after its first.
func (w *Workspace) replies(channelID, root, reader string) []*Message {
	var list []*Message
	for _, m := range w.messages[channelID] {
		if m.ThreadTS == root && m.TS != root && (m.Ephemeral == "" || m.Ephemeral == reader) {
			list = append(list, m)
		}
	}
	return list
}

// threadRoot is the timestamp under which a reply to ts is kept: empty when there is no such message, for
// Slack then posts into the channel.
func (w *Workspace) threadRoot(channelID, ts string) string {
	m := w.message(channelID, ts, "")
	switch {
	case m == nil:
		return ""
	case m.ThreadTS != "":
		return m.ThreadTS
	}
	return m.TS
}

// AddChannel makes a public channel with everybody in it, and the app if asked; it returns its identifier. A
// channel of that name is returned as it is.
func (w *Workspace) AddChannel(name string, withApp bool) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channel(name); c != nil {
		return c.ID
	}
	c := &channel{ID: fmt.Sprintf("C0MADE%05d", len(w.channels)), Name: handle(name)}
	for _, u := range w.users {
		if !u.bot || (u.id == botUser && withApp) {
			c.Members = append(c.Members, u.id)
		}
	}
	w.channels = append(w.channels, c)
	w.journal.write(entry{Channel: c})
	w.hub.send(change{kind: "sidebar"})
	return c.ID
}

// ChannelID returns the id of the channel of a name, and "" where there is none.
func (w *Workspace) ChannelID(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channel(name); c != nil {
		return c.ID
	}
	return ""
}

// Archive closes a channel to new messages.
func (w *Workspace) Archive(channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channel(channel); c != nil {
		c.Archived = true
		w.journal.write(entry{Channel: c})
		w.hub.send(change{kind: "sidebar"})
	}
}
