package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// builtin are the commands of the workspace itself.
var builtin = []slack.ManifestSlashCommand{
	{Command: "/invite", Description: "Add somebody or the app to this channel", UsageHint: "@name"},
	{Command: "/remove", Description: "Take somebody or the app out of this channel", UsageHint: "@name"},
}

// Command runs a slash command line in a channel. It fails when the person cannot write there; what the app
// does wrong the person is told in the channel, as Slack does.
func (p Person) Command(ctx context.Context, channel, line string) (Outcome, error) {
	return p.command(ctx, channel, "", strings.TrimSpace(line))
}

func (p Person) command(ctx context.Context, channel, thread, line string) (Outcome, error) {
	mark := p.w.mark()
	name, text, _ := strings.Cut(line, " ")
	payload, answer, err := p.w.prepare(p.id, channel, thread, name, strings.TrimSpace(text))
	if err != nil {
		return Outcome{}, err
	}
	if payload != nil {
		body, err := p.w.reach(ctx, toCommands, payload, retry{})
		p.w.finish(name, line, answer, body, err)
	}
	return p.outcome(mark, ""), nil
}

// prepare makes the payload of a command, or carries it out when it is the workspace's own; then there is none.
func (w *Workspace) prepare(who, ref, thread, name, text string) (map[string]any, *responseURL, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.place(who, ref)
	if err != nil {
		return nil, nil, err
	}
	if thread != "" {
		w.put(&Message{Channel: c.ID, TS: w.nextTS(), ThreadTS: thread, User: slackbotUser, Ephemeral: who, Text: "`" + name + "` is not supported in threads. Sorry!"})
		return nil, nil, nil
	}
	for _, b := range builtin {
		if b.Command == name {
			w.membership(c, who, name, text)
			return nil, nil, nil
		}
	}
	i := slices.IndexFunc(w.commands(), func(s slack.ManifestSlashCommand) bool { return s.Command == name })
	if i < 0 {
		w.whisper(c.ID, who, "`"+escape(name)+"` is not a command that this workspace knows. Type `/` to see the ones it does.")
		return nil, nil, nil
	}
	if w.commands()[i].ShouldEscape {
		text = w.linked(escape(text))
	}
	shown := c.Name
	if c.IM != "" {
		shown = "directmessage"
	}
	answer := &responseURL{user: who, channel: c.ID}
	return map[string]any{
		"token": w.verification(), "team_id": teamID, "team_domain": teamDomain, "channel_id": c.ID, "channel_name": shown,
		"user_id": who, "user_name": w.user(who).name, "command": name, "text": text, "api_app_id": appID,
		"is_enterprise_install": "false", "response_url": w.newResponse(*answer), "trigger_id": w.newTrigger(who),
	}, answer, nil
}

// finish shows what came of a command.
func (w *Workspace) finish(name, line string, u *responseURL, body []byte, err error) {
	body = bytes.TrimSpace(body)
	if err == nil && len(body) == 0 {
		return
	}
	var answer answerBody
	if err == nil {
		answer, err = readAnswer(body)
	}
	w.mu.Lock()
	if err == nil && answer.ResponseType == "in_channel" {
		w.put(&Message{Channel: u.channel, TS: w.nextTS(), User: u.user, Text: escape(line)})
	}
	if err == nil {
		answer.ReplaceOriginal, answer.DeleteOriginal = false, false
		err = w.say(u, answer)
	}
	if err != nil {
		w.whisper(u.channel, u.user, failed(name, err))
	}
	w.mu.Unlock()
	var refused *apiError
	if errors.As(err, &refused) {
		w.fault("the answer to %s was refused: %s", name, refused.Error())
	}
}

// readAnswer reads the body of an answer: a message in JSON, or plain text.
func readAnswer(body []byte) (answerBody, error) {
	if body[0] != '{' {
		return answerBody{Text: string(body)}, nil
	}
	var a answerBody
	if err := json.Unmarshal(body, &a); err != nil {
		return a, refuse("invalid_command_response", err.Error())
	}
	if a.Text == "" && len(a.Blocks) == 0 && len(a.Attachments) == 0 && a.ResponseType != "" {
		return a, refuse("no_text")
	}
	return a, nil
}

// failed is the line under a command that did not work.
func failed(name string, err error) string {
	var refused *apiError
	switch {
	case errors.As(err, &refused):
		return fmt.Sprintf("%s failed with the error %q", name, refused.Code)
	case errors.Is(err, errNoApp):
		return name + " failed because the app did not respond"
	case errors.Is(err, errTimeout):
		return fmt.Sprintf("%s failed with the error %q", name, errTimeout)
	default:
		return fmt.Sprintf("%s failed with the error %q", name, "dispatch_failed")
	}
}

// membership carries out /invite and /remove. The caller holds w.mu.
func (w *Workspace) membership(c *channel, who, name, text string) {
	u := w.userByName(strings.TrimSpace(text))
	switch {
	case c.IM != "":
		w.whisper(c.ID, who, "That works in channels only.")
	case u == nil:
		w.whisper(c.ID, who, "There is nobody called “"+escape(text)+"” here. Try `"+name+" @"+w.user(botUser).name+"`.")
	case name == "/invite" && c.has(u.id):
		w.whisper(c.ID, who, "<@"+u.id+"> is already in this channel.")
	case name == "/invite":
		w.enter(c, u.id, who)
	case !c.has(u.id):
		w.whisper(c.ID, who, "<@"+u.id+"> is not in this channel.")
	case u.id == who:
		w.whisper(c.ID, who, "You cannot remove yourself here.")
	default:
		c.Members = slices.DeleteFunc(slices.Clone(c.Members), func(m string) bool { return m == u.id })
		w.journal.write(entry{Channel: c})
		w.put(&Message{Channel: c.ID, TS: w.nextTS(), User: u.id, Subtype: "channel_leave", Text: "was removed from #" + c.Name + " by <@" + who + ">."})
		w.hub.send(change{kind: "sidebar"})
		w.event("member_left_channel", map[string]any{"user": u.id, "channel": c.ID, "channel_type": "C", "team": teamID})
	}
}
