package delivery

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Message is one message for one channel.
type Message struct {
	Key       string          // made with Key from kind, channel and subject: the same key is the same message
	Team      string          // Slack workspace id
	Channel   string          // Slack conversation id
	Kind      string          // digest, alert, …: for logs and counts only
	Text      string          // what notifications and screen readers get; never empty
	Blocks    json.RawMessage // a Block Kit array, or nothing
	ThreadOf  string          // key of the message whose thread this belongs in: same channel, stored before; or ""
	NotBefore time.Time       // not sent earlier; zero: at once. It does not hold up the channel's other messages
	Created   time.Time       // when it was first enqueued
}

// Key makes a message's key out of what the message is about. Parts cannot run together: ("a", "bc") and ("ab", "c")
// have different keys.
func Key(parts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q", parts)))
}

// check finds what could be neither stored nor sent. Slack's own limits are left to Slack: what it refuses becomes a
// dead letter, which can be seen and mended, and not an error in a place where nobody looks.
func (m Message) check() error {
	switch {
	case m.Key == "":
		return errors.New("the message has no key")
	case m.Channel == "":
		return fmt.Errorf("message %s: no channel", m.Key)
	case m.Text == "":
		return fmt.Errorf("message %s: no text: screen readers and notifications need one beside blocks", m.Key)
	case m.ThreadOf == m.Key:
		return fmt.Errorf("message %s: cannot be in its own thread", m.Key)
	}
	if len(bytes.TrimSpace(m.Blocks)) == 0 {
		return nil
	}
	var blocks []json.RawMessage
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		return fmt.Errorf("message %s: blocks are not a JSON array: %w", m.Key, err)
	}
	return nil
}
