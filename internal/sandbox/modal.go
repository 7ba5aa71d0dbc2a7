package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// top is the modal that a person sees, or nil. The caller holds w.mu.
func (w *Workspace) top(who string) *View {
	stack := w.stacks[who]
	if len(stack) == 0 {
		return nil
	}
	v := *w.views[stack[len(stack)-1]]
	return &v
}

// pop closes the modal on top.
func (w *Workspace) pop(who string) {
	stack := w.stacks[who]
	if len(stack) == 0 {
		return
	}
	delete(w.views, stack[len(stack)-1])
	w.stacks[who] = stack[:len(stack)-1]
	w.seq++
	w.hub.send(change{kind: "modal", only: who})
}

func (w *Workspace) closeAll(who string) {
	for len(w.stacks[who]) > 0 {
		w.pop(who)
	}
}

// Submit submits the modal on top with what was typed; values that are left out keep what they began with. It
// fails when no modal is open or it cannot be submitted.
func (p Person) Submit(ctx context.Context, values Values) (Outcome, error) {
	mark := p.w.mark()
	payload, id, err := p.w.submission(p.id, values)
	if err != nil || payload == nil {
		return p.outcome(mark, ""), err
	}
	if !p.w.interactive() {
		return p.outcome(mark, p.w.interact(ctx, payload)), nil
	}
	body, err := p.w.reach(ctx, toInteractions, payload, retry{})
	return p.outcome(mark, p.w.submitted(p.id, id, body, err)), nil
}

// submission makes the payload of a submission; nil when something is missing, which the modal then shows.
func (w *Workspace) submission(who string, values Values) (map[string]any, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.top(who)
	switch {
	case v == nil:
		return nil, "", errors.New("sandbox: no modal is open")
	case v.Submit == "":
		return nil, "", fmt.Errorf("sandbox: the modal %q has nothing to submit", v.Title)
	}
	v.state = v.state.merge(values)
	v.Errors = map[string]string{}
	for _, c := range controls(v.Blocks) {
		if fault := c.wants(v.state); fault != "" {
			v.Errors[c.block] = fault
		}
	}
	w.views[v.ID] = v
	if len(v.Errors) > 0 {
		w.seq++
		w.hub.send(change{kind: "modal", only: who})
		return nil, v.ID, nil
	}
	payload := w.envelope("view_submission", who)
	payload["view"], payload["response_urls"] = v.api(), []any{}
	return payload, v.ID, nil
}

// wants says what an input is missing before it can be submitted, as Slack's own client does.
func (c control) wants(v Values) string {
	if c.input == nil {
		return ""
	}
	got := c.chosen(v)
	if len(got) == 0 {
		if c.input["optional"] == true {
			return ""
		}
		return "Please complete this required field."
	}
	if c.kind == "plain_text_input" {
		n := utf8.RuneCountInString(got[0])
		if least, ok := c.element["min_length"].(float64); ok && n < int(least) {
			return fmt.Sprintf("Please enter at least %d characters.", int(least))
		}
		if most, ok := c.element["max_length"].(float64); ok && n > int(most) {
			return fmt.Sprintf("Please enter no more than %d characters.", int(most))
		}
	}
	return ""
}

// submitted does what the app answered to a submission; it returns what the page says when that failed.
func (w *Workspace) submitted(who, id string, body []byte, err error) string {
	var wrong string
	w.mu.Lock()
	if v := w.views[id]; err == nil && v != nil {
		wrong = w.follow(who, v, bytes.TrimSpace(body))
	}
	if v := w.views[id]; v != nil && (err != nil || wrong != "") {
		next := *v
		next.Errors = map[string]string{"": trouble}
		w.views[id] = &next
		w.hub.send(change{kind: "modal", only: who})
	}
	w.mu.Unlock()
	if wrong != "" {
		w.fault("the answer to a submission was refused: %s", wrong)
	}
	if err != nil || wrong != "" {
		return trouble
	}
	return ""
}

// follow carries out a response_action and returns what is wrong with it. The caller holds w.mu.
func (w *Workspace) follow(who string, v *View, body []byte) string {
	if len(body) == 0 || string(body) == "null" || string(body) == "{}" {
		w.pop(who)
		return ""
	}
	var answer struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "not JSON: " + err.Error()
	}
	switch answer.Action {
	case "clear":
		w.closeAll(who)
	case "errors":
		return w.showErrors(v, answer.Errors)
	case "update", "push":
		next, err := readView(string(answer.View), "modal")
		switch {
		case err != nil:
			return err.Error()
		case answer.Action == "update":
			w.replaceView(v, next)
		case len(w.stacks[who]) >= maxStack:
			return "push_limit_reached"
		default:
			w.push(who, next)
		}
	default:
		return fmt.Sprintf("response_action %q is not known", answer.Action)
	}
	return ""
}

func (w *Workspace) showErrors(v *View, errs map[string]string) string {
	inputs := map[string]bool{}
	for _, c := range controls(v.Blocks) {
		inputs[c.block] = c.input != nil
	}
	var wrong []string
	for block := range errs {
		if !inputs[block] {
			wrong = append(wrong, fmt.Sprintf("%q is no input block", block))
		}
	}
	if len(wrong) > 0 || len(errs) == 0 {
		return "response_action errors: " + strings.Join(append(wrong, "name the block_id of an input"), ", ")
	}
	next := *v
	next.Errors = errs
	w.views[v.ID] = &next
	w.seq++
	w.hub.send(change{kind: "modal", only: v.User})
	return ""
}

// Dismiss closes the modal on top without submitting it. The app is told when it asked to be.
func (p Person) Dismiss() {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.top(p.id)
	if v == nil {
		return
	}
	if v.ClearOnClose {
		w.closeAll(p.id)
	} else {
		w.pop(p.id)
	}
	if !v.NotifyOnClose || !w.interactive() {
		return
	}
	payload := w.envelope("view_closed", p.id)
	delete(payload, "trigger_id")
	payload["view"], payload["is_cleared"] = v.api(), v.ClearOnClose
	w.later(func(ctx context.Context) { _ = w.interact(ctx, payload) }) // nobody looks at a closed modal any more
}
