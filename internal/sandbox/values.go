package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Values are what a person has chosen or typed: by block_id, then by action_id. A menu or a group of boxes
// holds the values of its chosen options, anything else one text.
type Values map[string]map[string][]string

func (v Values) at(block, action string) ([]string, bool) {
	got, ok := v[block][action]
	return got, ok
}

// merge adds other to a copy of v.
func (v Values) merge(other Values) Values {
	out := Values{}
	for _, from := range []Values{v, other} {
		for block, actions := range from {
			if out[block] == nil {
				out[block] = map[string][]string{}
			}
			maps.Copy(out[block], actions)
		}
	}
	return out
}

// control is an interactive element and where it stands.
type control struct {
	block, action, kind string
	element             map[string]any
	input               map[string]any // the input block around it, or nil
}

// controls lists the interactive elements of blocks in order.
func controls(raw json.RawMessage) []control {
	var blocks []map[string]any
	if json.Unmarshal(raw, &blocks) != nil {
		return nil
	}
	var out []control
	for _, b := range blocks {
		id, _ := b["block_id"].(string)
		add := func(v any, input map[string]any) {
			e, _ := v.(map[string]any)
			kind, _ := e["type"].(string)
			if _, known := elements[kind]; known {
				action, _ := e["action_id"].(string)
				out = append(out, control{id, action, kind, e, input})
			}
		}
		switch b["type"] {
		case "section":
			add(b["accessory"], nil)
		case "input":
			add(b["element"], b)
		case "actions":
			list, _ := b["elements"].([]any)
			for _, e := range list {
				add(e, nil)
			}
		}
	}
	return out
}

// options lists the choices of a menu, those in groups included.
func (c control) options() []map[string]any {
	var out []map[string]any
	add := func(v any) {
		list, _ := v.([]any)
		for _, o := range list {
			if m, ok := o.(map[string]any); ok {
				out = append(out, m)
			}
		}
	}
	add(c.element["options"])
	groups, _ := c.element["option_groups"].([]any)
	for _, g := range groups {
		if m, ok := g.(map[string]any); ok {
			add(m["options"])
		}
	}
	return out
}

// initial are the values that an element begins with.
func (c control) initial() []string {
	var out []string
	e := c.element
	for _, key := range []string{"initial_value", "initial_date", "initial_time", "initial_user", "initial_conversation", "initial_channel"} {
		if s, ok := e[key].(string); ok && s != "" {
			out = append(out, s)
		}
	}
	if n, ok := e["initial_date_time"].(float64); ok {
		out = append(out, strconv.FormatInt(int64(n), 10))
	}
	if o, ok := e["initial_option"].(map[string]any); ok {
		s, _ := o["value"].(string)
		out = append(out, s)
	}
	for _, key := range []string{"initial_options", "initial_users", "initial_conversations", "initial_channels"} {
		list, _ := e[key].([]any)
		for _, v := range list {
			s, _ := v.(string)
			if o, ok := v.(map[string]any); ok {
				s, _ = o["value"].(string)
			}
			out = append(out, s)
		}
	}
	return out
}

// chosen finds the values of an element: what the person did, or what it began with.
func (c control) chosen(v Values) []string {
	if got, ok := v.at(c.block, c.action); ok {
		return slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s == "" })
	}
	return c.initial()
}

// holds says whether the element keeps a value, as all do but buttons and overflow menus.
func (c control) holds() bool { return c.kind != "button" && c.kind != "overflow" }

// single and several name the field in which each kind of element reports its value.
var (
	single = map[string]string{
		"plain_text_input": "value", "email_text_input": "value", "url_text_input": "value", "number_input": "value",
		"datepicker": "selected_date", "timepicker": "selected_time", "users_select": "selected_user",
		"conversations_select": "selected_conversation", "channels_select": "selected_channel",
	}
	several = map[string]string{
		"multi_users_select": "selected_users", "multi_conversations_select": "selected_conversations",
		"multi_channels_select": "selected_channels",
	}
)

// report is the value of an element as Slack writes it into state and actions. Values that are no options of
// the element are left out, as nobody could have chosen them.
func (c control) report(values []string) map[string]any {
	out := map[string]any{"type": c.kind}
	switch {
	case single[c.kind] != "":
		out[single[c.kind]] = nil
		if len(values) > 0 {
			out[single[c.kind]] = values[0]
		}
	case several[c.kind] != "":
		out[several[c.kind]] = append([]string{}, values...)
	case c.kind == "datetimepicker":
		out["selected_date_time"] = nil
		if n, ok := dateTime(values); ok {
			out["selected_date_time"] = n
		}
	default:
		picked := []map[string]any{}
		for _, o := range c.options() {
			if s, _ := o["value"].(string); slices.Contains(values, s) {
				picked = append(picked, o)
			}
		}
		switch {
		case c.kind == "checkboxes" || c.kind == "multi_static_select":
			out["selected_options"] = picked
		case len(picked) > 0:
			out["selected_option"] = picked[0]
		default:
			out["selected_option"] = nil
		}
	}
	return out
}

// dateTime reads a moment as seconds or in the form of a datetime-local field.
func dateTime(values []string) (int64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	if n, err := strconv.ParseInt(values[0], 10, 64); err == nil {
		return n, true
	}
	t, err := time.Parse("2006-01-02T15:04", values[0])
	return t.Unix(), err == nil
}

// stateValues is the state.values of a view or a message.
func stateValues(raw json.RawMessage, v Values) map[string]any {
	out := map[string]any{}
	for _, c := range controls(raw) {
		if !c.holds() {
			continue
		}
		block, _ := out[c.block].(map[string]any)
		if block == nil {
			block = map[string]any{}
			out[c.block] = block
		}
		block[c.action] = c.report(c.chosen(v))
	}
	return out
}
