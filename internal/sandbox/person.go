package sandbox

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Person is somebody in the workspace, and what that person can do there.
type Person struct {
	w  *Workspace
	id string
}

// Outcome is what a person sees after doing something.
type Outcome struct {
	// Messages are the messages that came or changed meanwhile and that the person can see, oldest first.
	Messages []Message
	// Modal is the modal now on top, or nil.
	Modal *View
	// Error is the line that the page shows when the app did not do its part.
	Error string
}

// As returns the person with the given user identifier or name; an unknown one gives the person at the page.
func (w *Workspace) As(name string) Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, u := range []*user{w.user(name), w.userByName(name)} {
		if u != nil && !u.bot {
			return Person{w, u.id}
		}
	}
	return Person{w, youUser}
}

// Say posts a message as the person at the page; a line that begins with "/" is a command.
func (w *Workspace) Say(ctx context.Context, channel, text string) (Outcome, error) {
	return Person{w, youUser}.Say(ctx, channel, text)
}

// Command runs a slash command as the person at the page.
func (w *Workspace) Command(ctx context.Context, channel, line string) (Outcome, error) {
	return Person{w, youUser}.Command(ctx, channel, line)
}

// Click uses an interactive element as the person at the page.
func (w *Workspace) Click(ctx context.Context, p Press) (Outcome, error) {
	return Person{w, youUser}.Click(ctx, p)
}

// Submit submits the modal on top as the person at the page.
func (w *Workspace) Submit(ctx context.Context, values Values) (Outcome, error) {
	return Person{w, youUser}.Submit(ctx, values)
}

// mark is the count of changes before something is done.
func (w *Workspace) mark() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seq
}

// outcome gathers what the person sees that changed since mark.
func (p Person) outcome(mark uint64, trouble string) Outcome {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	out := Outcome{Error: trouble, Modal: p.w.top(p.id)}
	for _, c := range p.w.channels {
		if !c.has(p.id) {
			continue
		}
		for _, m := range p.w.messages[c.ID] {
			if m.seq > mark && (m.Ephemeral == "" || m.Ephemeral == p.id) {
				out.Messages = append(out.Messages, *m)
			}
		}
	}
	slices.SortStableFunc(out.Messages, func(a, b Message) int { return strings.Compare(a.TS, b.TS) })
	return out
}

// Say posts a message in a channel; a line that begins with "/" is a command.
func (p Person) Say(ctx context.Context, channel, text string) (Outcome, error) {
	return p.Reply(ctx, channel, "", text)
}

// Reply posts a message in a thread; an empty thread is the channel itself. It fails when the person cannot
// write there.
func (p Person) Reply(ctx context.Context, channel, thread, text string) (Outcome, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "/") {
		return p.command(ctx, channel, thread, text)
	}
	mark := p.w.mark()
	if err := p.w.speak(p.id, channel, thread, text); err != nil {
		return Outcome{}, err
	}
	return p.outcome(mark, ""), nil
}

func (w *Workspace) speak(who, ref, thread, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.place(who, ref)
	switch {
	case err != nil:
		return err
	case text == "" || len([]rune(text)) > maxText:
		return fmt.Errorf("sandbox: a message wants 1 to %d characters", maxText)
	case c.IM != "" && !w.opts.Manifest.Features.AppHome.MessagesTabEnabled:
		return fmt.Errorf("sandbox: sending messages to this app has been turned off (app_home.messages_tab_enabled)")
	}
	m := &Message{Channel: c.ID, TS: w.nextTS(), User: who, Text: w.typed(text)}
	if thread != "" {
		m.ThreadTS = w.threadRoot(c.ID, thread)
	}
	w.put(m)
	w.announce(c, m)
	return nil
}

// place finds a channel that a person may write in. The caller holds w.mu.
func (w *Workspace) place(who, ref string) (*channel, error) {
	c := w.channel(ref)
	switch {
	case c == nil:
		return nil, fmt.Errorf("sandbox: there is no channel %q", ref)
	case !c.has(who):
		return nil, fmt.Errorf("sandbox: %s is not in %q", who, ref)
	case c.Archived:
		return nil, fmt.Errorf("sandbox: %q is archived", ref)
	}
	return c, nil
}

// announce sends the events that a message causes. The caller holds w.mu.
func (w *Workspace) announce(c *channel, m *Message) {
	inner := func() map[string]any {
		out := w.apiMessage(m, true)
		kind, _, _ := c.kind()
		out["channel"], out["channel_type"], out["event_ts"] = c.ID, kind, m.TS
		return out
	}
	if !c.has(botUser) {
		if m.BotID == "" && slices.Contains(m.Mentions, botUser) {
			w.whisper(c.ID, m.User, "You mentioned <@"+botUser+">, but the app is not in this channel. Type `/invite @"+w.user(botUser).name+"` to add it.")
		}
		return
	}
	switch kind, _, _ := c.kind(); kind {
	case "im":
		w.event("message.im", inner())
	case "group":
		w.event("message.groups", inner())
	default:
		w.event("message.channels", inner())
	}
	if m.BotID == "" && c.IM == "" && slices.Contains(m.Mentions, botUser) {
		mention := inner()
		delete(mention, "channel_type")
		w.event("app_mention", mention)
	}
}

// whisper shows a person a line from Slackbot that nobody else sees. The caller holds w.mu.
func (w *Workspace) whisper(channelID, who, text string) {
	w.put(&Message{Channel: channelID, TS: w.nextTS(), User: slackbotUser, Text: text, Ephemeral: who})
}

var named = regexp.MustCompile(`(^|[\s(])([@#])([a-z0-9][a-z0-9._-]*)`)

// typed turns what a person types into Slack's form: escaped, with names made into mentions.
func (w *Workspace) typed(text string) string {
	return w.linked(escape(text))
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func (w *Workspace) linked(text string) string {
	return named.ReplaceAllStringFunc(text, func(s string) string {
		g := named.FindStringSubmatch(s)
		word := strings.TrimRight(g[3], ".")
		rest := g[3][len(word):]
		switch {
		case g[2] == "@" && slices.Contains([]string{"channel", "here", "everyone"}, word):
			return g[1] + "<!" + word + ">" + rest
		case g[2] == "@" && w.userByName(word) != nil:
			return g[1] + "<@" + w.userByName(word).id + ">" + rest
		case g[2] == "#" && w.channel(word) != nil:
			return g[1] + "<#" + w.channel(word).ID + "|" + word + ">" + rest
		}
		return s
	})
}

// OpenHome opens the app's home tab, as a click on the app in the sidebar does.
func (p Person) OpenHome() {
	p.openApp("home")
}

func (p Person) openApp(tab string) {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	inner := map[string]any{"user": p.id, "channel": w.direct(p.id).ID, "tab": tab, "event_ts": w.nextTS()}
	if v := w.views[homeID(p.id)]; v != nil && tab == "home" {
		inner["view"] = v.api()
	}
	w.event("app_home_opened", inner)
}

// Home returns the app's home tab as the person sees it, or nil.
func (p Person) Home() *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if v := p.w.views[homeID(p.id)]; v != nil {
		c := *v
		return &c
	}
	return nil
}
