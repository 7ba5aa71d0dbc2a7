package sandbox

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// place is where an element stands; not every element may stand everywhere.
type place string

const (
	inActions   place = "actions"
	inAccessory place = "accessory"
	inInput     place = "input"
)

// elementKind says how an element is checked.
type elementKind struct {
	fields string // beyond type, action_id and confirm
	places []place
	check  func(c *checker, o map[string]any, ptr string)
}

var (
	everywhere = []place{inActions, inAccessory, inInput}
	typedOnly  = []place{inInput}
	pressed    = []place{inActions, inAccessory}
)

// elements are the interactive elements that the workspace can draw. Others (external selects, file inputs,
// workflow buttons) are refused.
var elements = map[string]elementKind{
	"button":                     {"text! url value style accessibility_label confirm", pressed, (*checker).button},
	"overflow":                   {"options! confirm", pressed, func(c *checker, o map[string]any, ptr string) { c.options(o, ptr, 5, true) }},
	"static_select":              {"options option_groups initial_option placeholder confirm focus_on_load", everywhere, (*checker).staticSelect},
	"multi_static_select":        {"options option_groups initial_options placeholder confirm focus_on_load max_selected_items", []place{inAccessory, inInput}, (*checker).staticSelect},
	"users_select":               {"initial_user placeholder confirm focus_on_load", everywhere, (*checker).menu},
	"conversations_select":       {"initial_conversation default_to_current_conversation response_url_enabled filter placeholder confirm focus_on_load", everywhere, (*checker).menu},
	"channels_select":            {"initial_channel response_url_enabled placeholder confirm focus_on_load", everywhere, (*checker).menu},
	"multi_users_select":         {"initial_users placeholder confirm focus_on_load max_selected_items", []place{inAccessory, inInput}, (*checker).menu},
	"multi_conversations_select": {"initial_conversations default_to_current_conversation filter placeholder confirm focus_on_load max_selected_items", []place{inAccessory, inInput}, (*checker).menu},
	"multi_channels_select":      {"initial_channels placeholder confirm focus_on_load max_selected_items", []place{inAccessory, inInput}, (*checker).menu},
	"checkboxes":                 {"options! initial_options confirm focus_on_load", everywhere, func(c *checker, o map[string]any, ptr string) { c.options(o, ptr, 10, false) }},
	"radio_buttons":              {"options! initial_option confirm focus_on_load", everywhere, func(c *checker, o map[string]any, ptr string) { c.options(o, ptr, 10, false) }},
	"datepicker":                 {"initial_date placeholder confirm focus_on_load", everywhere, (*checker).date},
	"timepicker":                 {"initial_time placeholder confirm focus_on_load timezone", everywhere, (*checker).date},
	"datetimepicker":             {"initial_date_time confirm focus_on_load", []place{inActions, inInput}, func(*checker, map[string]any, string) {}},
	"plain_text_input":           {"initial_value multiline min_length max_length dispatch_action_config placeholder focus_on_load", typedOnly, (*checker).textInput},
	"email_text_input":           {"initial_value dispatch_action_config placeholder focus_on_load", typedOnly, (*checker).menu},
	"url_text_input":             {"initial_value dispatch_action_config placeholder focus_on_load", typedOnly, (*checker).menu},
	"number_input":               {"is_decimal_allowed! initial_value min_value max_value dispatch_action_config placeholder focus_on_load", typedOnly, (*checker).menu},
}

func (c *checker) element(v any, ptr string, at place) {
	o, ok := v.(map[string]any)
	if !ok {
		c.fail(ptr, "must be an object")
		return
	}
	name, _ := o["type"].(string)
	if name == "image" && at == inAccessory {
		c.image(o, ptr, "")
		return
	}
	kind, known := elements[name]
	if !known || !slices.Contains(kind.places, at) {
		c.fail(ptr+"/type", "unsupported type: %s", name)
		return
	}
	c.object(o, ptr, "action_id "+kind.fields)
	id := c.str(o, "action_id", ptr, 0, 255)
	if id == "" {
		id = rand.Text()[:5]
		o["action_id"] = id
	}
	if c.actions[id] {
		c.fail(ptr+"/action_id", "`action_id` %q already exists", id)
	}
	c.actions[id] = true
	c.boolean(o, ptr, "focus_on_load")
	if o["focus_on_load"] == true {
		if c.focused++; c.focused > 1 {
			c.fail(ptr+"/focus_on_load", "only one element may have focus_on_load")
		}
	}
	c.confirm(o, ptr)
	kind.check(c, o, ptr)
}

func (c *checker) confirm(o map[string]any, ptr string) {
	if o["confirm"] == nil {
		return
	}
	ptr += "/confirm"
	d := c.object(o["confirm"], ptr, "title! text! confirm! deny! style")
	if d == nil {
		return
	}
	c.text(d, "title", ptr, 100, plain)
	c.text(d, "text", ptr, 300, plain, mrkdwn)
	c.text(d, "confirm", ptr, 30, plain)
	c.text(d, "deny", ptr, 30, plain)
	c.oneOf(d, "style", ptr, "primary", "danger")
}

func (c *checker) button(o map[string]any, ptr string) {
	c.text(o, "text", ptr, 75, plain)
	c.str(o, "value", ptr, 0, 2000)
	c.str(o, "accessibility_label", ptr, 1, 75)
	c.oneOf(o, "style", ptr, "primary", "danger")
	c.url(o, "url", ptr)
}

func (c *checker) menu(o map[string]any, ptr string) {
	c.text(o, "placeholder", ptr, 150, plain)
}

func (c *checker) staticSelect(o map[string]any, ptr string) {
	c.menu(o, ptr)
	groups := c.list(o, "option_groups", ptr, 1, 100)
	switch {
	case o["options"] != nil && o["option_groups"] != nil:
		c.fail(ptr, "only one of options and option_groups is allowed")
	case o["options"] == nil && o["option_groups"] == nil:
		c.fail(ptr, "missing required field: options")
	}
	if o["options"] != nil {
		c.options(o, ptr, 100, false)
		return
	}
	for i, g := range groups {
		at := fmt.Sprintf("%s/option_groups/%d", ptr, i)
		if m := c.object(g, at, "label! options!"); m != nil {
			c.text(m, "label", at, 75, plain)
			c.options(m, at, 100, false)
		}
	}
}

// options checks the choices of a menu, and that what is chosen at first is one of them.
func (c *checker) options(o map[string]any, ptr string, most int, links bool) {
	values := map[string]bool{}
	for i, v := range c.list(o, "options", ptr, 1, most) {
		values[c.option(v, fmt.Sprintf("%s/options/%d", ptr, i), links, o["type"])] = true
	}
	first, _ := o["initial_option"].(map[string]any)
	if v, ok := first["value"].(string); first != nil && (!ok || !values[v]) {
		c.fail(ptr+"/initial_option", "must exactly match one of the options")
	}
	several, _ := o["initial_options"].([]any)
	for i, s := range several {
		m, _ := s.(map[string]any)
		if v, ok := m["value"].(string); !ok || !values[v] {
			c.fail(fmt.Sprintf("%s/initial_options/%d", ptr, i), "must exactly match one of the options")
		}
	}
}

func (c *checker) option(v any, ptr string, links bool, owner any) string {
	fields := "text! value! description"
	if links {
		fields += " url"
	}
	o := c.object(v, ptr, fields)
	if o == nil {
		return ""
	}
	kinds := []string{plain}
	if owner == "checkboxes" || owner == "radio_buttons" {
		kinds = append(kinds, mrkdwn)
	}
	c.text(o, "text", ptr, 75, kinds...)
	c.text(o, "description", ptr, 75, kinds...)
	if links {
		c.url(o, "url", ptr)
	}
	return c.str(o, "value", ptr, 1, 150)
}

var (
	dateShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timeShape = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

func (c *checker) date(o map[string]any, ptr string) {
	c.menu(o, ptr)
	if s, there := o["initial_date"].(string); there && !dateShape.MatchString(s) {
		c.fail(ptr+"/initial_date", "must be a date of the form YYYY-MM-DD")
	}
	if s, there := o["initial_time"].(string); there && !timeShape.MatchString(s) {
		c.fail(ptr+"/initial_time", "must be a time of the form HH:mm")
	}
}

func (c *checker) textInput(o map[string]any, ptr string) {
	c.menu(o, ptr)
	c.boolean(o, ptr, "multiline")
	least, most := c.number(o, "min_length", ptr, 0, 0), c.number(o, "max_length", ptr, 1, 3000)
	if most < least {
		c.fail(ptr+"/max_length", "must be at least min_length")
	}
	if s := c.str(o, "initial_value", ptr, 0, 3000); utf8.RuneCountInString(s) > most {
		c.fail(ptr+"/initial_value", "must be less than %d characters", most+1)
	}
}

// number checks an optional whole number up to 3,000 and returns it; least is its smallest value.
func (c *checker) number(o map[string]any, key, ptr string, least, def int) int {
	v, there := o[key]
	if !there {
		return def
	}
	n, ok := v.(float64)
	if !ok || n != float64(int(n)) || int(n) < least || n > 3000 {
		c.fail(ptr+"/"+key, "must be a whole number between %d and 3000", least)
		return def
	}
	return int(n)
}

func (c *checker) input(o map[string]any, ptr string) {
	c.object(o, ptr, "block_id label! element! dispatch_action hint optional")
	c.text(o, "label", ptr, 2000, plain)
	c.text(o, "hint", ptr, 2000, plain)
	c.boolean(o, ptr, "optional", "dispatch_action")
	if e := o["element"]; e != nil {
		c.element(e, ptr+"/element", inInput)
	}
	c.inputs++
}
