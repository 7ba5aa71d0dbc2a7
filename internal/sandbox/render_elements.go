package sandbox

import (
	"slices"
	"strconv"
)

// elementView is an element ready for the templates.
type elementView struct {
	Kind, Block, Action, DOM string
	Spans                    []span // of a context element, or a button's text
	Image                    imageView
	Value, Style, URL, Aria  string
	Placeholder, Label       string
	Current                  string
	Input                    string // the type of an input field
	Options                  []optionView
	Groups                   []groupView
	Multiple, Multiline      bool
	Live                     bool // reports at once when it is changed
	Required, Described      bool
	Focus                    bool
	MinLength, MaxLength     string
	Confirm                  *confirmView
}

type optionView struct {
	Value, Plain, URL string
	Spans, Detail     []span
	Chosen            bool
}

type groupView struct {
	Label   string
	Options []optionView
}

type confirmView struct {
	DOM, Title, Yes, No, Style string
	Text                       []span
}

// inputTypes are the fields of HTML that stand for Slack's.
var inputTypes = map[string]string{
	"plain_text_input": "text", "email_text_input": "email", "url_text_input": "url", "number_input": "number",
	"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local",
}

// element draws one element of a block; input is the input block around it, or nil.
func (s scene) element(block, e, input tree) elementView {
	kind := e.str("type")
	v := elementView{Kind: kind, Block: block.str("block_id"), Action: e.str("action_id")}
	switch kind {
	case "image":
		v.Image = s.image(e)
		return v
	case plain, mrkdwn:
		v.Spans = s.text(e)
		return v
	}
	v.DOM = domID(s.dom, v.Block, v.Action)
	c := control{block: v.Block, action: v.Action, kind: kind, element: e}
	chosen := c.chosen(s.state)
	if len(chosen) > 0 {
		v.Current = chosen[0]
	}
	v.Spans, v.Value, v.Style, v.URL = s.text(e.sub("text")), e.str("value"), e.str("style"), e.str("url")
	v.Placeholder, v.Aria = e.sub("placeholder").str("text"), e.str("accessibility_label")
	v.Label = v.Placeholder
	v.Multiline, v.Focus = e["multiline"] == true, e["focus_on_load"] == true
	v.Live = input == nil || input["dispatch_action"] == true
	v.Required = input != nil && input["optional"] != true
	v.Multiple = several[kind] != "" || kind == "multi_static_select"
	v.Input = inputTypes[kind]
	if kind == "datetimepicker" {
		v.Current = s.moment(chosen)
	}
	for key, into := range map[string]*string{"min_length": &v.MinLength, "max_length": &v.MaxLength} {
		if n, ok := e[key].(float64); ok {
			*into = strconv.Itoa(int(n))
		}
	}
	v.Options, v.Groups = s.options(kind, e, chosen)
	if d := e.sub("confirm"); d != nil {
		v.Confirm = &confirmView{
			DOM: v.DOM + "-confirm", Title: d.sub("title").str("text"), Text: s.text(d.sub("text")),
			Yes: d.sub("confirm").str("text"), No: d.sub("deny").str("text"), Style: d.str("style"),
		}
	}
	return v
}

// moment draws the value of a datetimepicker for its field.
func (s scene) moment(chosen []string) string {
	if n, ok := dateTime(chosen); ok {
		return tsTime(strconv.FormatInt(n, 10)).UTC().Format("2006-01-02T15:04")
	}
	return ""
}

func (s scene) options(kind string, e tree, chosen []string) ([]optionView, []groupView) {
	own := func(list []any) []optionView {
		var out []optionView
		for _, o := range list {
			m, _ := o.(map[string]any)
			t := tree(m)
			out = append(out, optionView{
				Value: t.str("value"), Plain: flat(s.text(t.sub("text"))), Spans: s.text(t.sub("text")), Detail: s.text(t.sub("description")),
				URL: t.str("url"), Chosen: slices.Contains(chosen, t.str("value")),
			})
		}
		return out
	}
	pick := func(id, name string) optionView {
		return optionView{Value: id, Plain: name, Chosen: slices.Contains(chosen, id)}
	}
	var out []optionView
	switch kind {
	case "users_select", "multi_users_select":
		for _, u := range s.w.users {
			out = append(out, pick(u.id, u.real))
		}
	case "channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select":
		for _, c := range s.w.channels {
			if c.has(s.reader) && !c.Archived && (c.IM == "" || kind == "conversations_select") {
				out = append(out, pick(c.ID, s.w.title(c, s.reader)))
			}
		}
	default:
		var groups []groupView
		for _, g := range e.list("option_groups") {
			m, _ := g.(map[string]any)
			groups = append(groups, groupView{Label: tree(m).sub("label").str("text"), Options: own(tree(m).list("options"))})
		}
		return own(e.list("options")), groups
	}
	return out, nil
}

// title is what a channel is called on the page.
func (w *Workspace) title(c *channel, reader string) string {
	switch {
	case c.IM == reader:
		return w.opts.Manifest.Display.Name
	case c.IM != "":
		return w.nameOf(c.IM)
	}
	return "#" + c.Name
}
