package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// trouble is what the page says when the app did not do its part in an interaction.
const (
	trouble       = "The app did not answer. Try again?"
	notConfigured = "This app is not configured to handle interactive responses."
)

// Press names an interactive element and what is done with it.
type Press struct {
	Channel, TS string // the message that it is in, or
	View        string // the view
	Block       string // may be empty when Action is the only one of its name
	Action      string
	Value       []string // what is chosen in a menu, or typed
	State       Values   // what else is chosen or typed around it
}

// Click presses a button, chooses from a menu or changes an input that reports at once. It fails when there
// is no such element.
func (p Person) Click(ctx context.Context, press Press) (Outcome, error) {
	mark := p.w.mark()
	payload, err := p.w.pressed(p.id, press)
	if err != nil {
		return Outcome{}, err
	}
	return p.outcome(mark, p.w.interact(ctx, payload)), nil
}

// interact sends an interaction whose answer carries nothing; it returns what the page says when it failed.
func (w *Workspace) interact(ctx context.Context, payload map[string]any) string {
	if !w.interactive() {
		w.fault("%s was not sent: settings.interactivity is not enabled in the manifest", payload["type"])
		return notConfigured
	}
	if _, err := w.reach(ctx, toInteractions, payload, retry{}); err != nil {
		return trouble
	}
	return ""
}

func (w *Workspace) interactive() bool {
	i := w.opts.Manifest.Settings.Interactivity
	return i != nil && i.IsEnabled
}

// pressed makes the block_actions payload of a press.
func (w *Workspace) pressed(who string, p Press) (map[string]any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	blocks, m, v, err := w.pressable(who, p)
	if err != nil {
		return nil, err
	}
	c, err := find(blocks, p)
	if err != nil {
		return nil, err
	}
	if c.holds() {
		p.State = p.State.merge(Values{c.block: {c.action: p.Value}})
	}
	payload := w.envelope("block_actions", who)
	payload["actions"] = []any{w.action(c, p.Value)}
	if v != nil {
		v.state = v.state.merge(p.State)
		payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
		payload["view"] = v.api()
		return payload, nil
	}
	ch := w.channel(m.Channel)
	name := ch.Name
	if ch.IM != "" {
		name = "directmessage"
	}
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"] = container
	payload["channel"] = map[string]any{"id": ch.ID, "name": name}
	payload["state"] = map[string]any{"values": stateValues(blocks, p.State)}
	if m.Ephemeral == "" { // Slack does not send an ephemeral message back
		payload["message"] = w.apiMessage(m, true)
	}
	payload["response_url"] = w.newResponse(responseURL{
		user: who, channel: m.Channel, thread: m.ThreadTS, original: m.TS, ephemeral: m.Ephemeral != "",
	})
	return payload, nil
}

// pressable finds the message or view that a person presses something in.
func (w *Workspace) pressable(who string, p Press) (json.RawMessage, *Message, *View, error) {
	if p.View != "" {
		v := w.views[p.View]
		if v == nil || v.User != who {
			return nil, nil, nil, fmt.Errorf("sandbox: there is no view %q", p.View)
		}
		return v.Blocks, nil, v, nil
	}
	c := w.channel(p.Channel)
	if c == nil || !c.has(who) {
		return nil, nil, nil, fmt.Errorf("sandbox: there is no channel %q", p.Channel)
	}
	m := w.message(c.ID, p.TS, who)
	if m == nil || m.BotID == "" {
		return nil, nil, nil, fmt.Errorf("sandbox: there is no message %q of the app in %q", p.TS, p.Channel)
	}
	return m.Blocks, m, nil, nil
}

func find(blocks json.RawMessage, p Press) (control, error) {
	for _, c := range controls(blocks) {
		if c.action == p.Action && (p.Block == "" || p.Block == c.block) {
			return c, c.possible(p.Value)
		}
	}
	return control{}, fmt.Errorf("sandbox: there is no element with the action_id %q", p.Action)
}

// possible refuses values that a person could not have chosen.
func (c control) possible(values []string) error {
	options := c.options()
	for _, v := range values {
		if len(options) > 0 && !slices.ContainsFunc(options, func(o map[string]any) bool { return o["value"] == v }) {
			return fmt.Errorf("sandbox: %q is no option of %q", v, c.action)
		}
	}
	if c.kind == "overflow" && len(values) != 1 {
		return errors.New("sandbox: choose one entry of the menu")
	}
	return nil
}

// action is the entry of a block_actions payload for an element.
func (w *Workspace) action(c control, values []string) map[string]any {
	out := map[string]any{"type": c.kind}
	if c.kind == "button" {
		out["text"] = c.element["text"]
		if v, there := c.element["value"]; there {
			out["value"] = v
		}
	} else {
		out = c.report(values)
	}
	out["action_id"], out["block_id"], out["action_ts"] = c.action, c.block, w.nextTS()
	return out
}
