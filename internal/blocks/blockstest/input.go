package blockstest

// input checks an input block of a form.
func (c *Checker) input(at string, b map[string]any) {
	c.text(at+" label", b["label"], 2000, "plain_text")
	if b["hint"] != nil {
		c.text(at+" hint", b["hint"], 2000, "plain_text")
	}
	if id, _ := b["block_id"].(string); id == "" || length(id) > 255 {
		c.fault("%s: block_id %q is empty or too long", at, id)
	}
	e, _ := b["element"].(map[string]any)
	switch e["type"] {
	case "static_select", "multi_static_select", "checkboxes", "radio_buttons":
	case "conversations_select", "timepicker", "plain_text_input":
		return
	default:
		c.fault("%s: an input of type %v", at, e["type"])
	}
	most := 100
	if e["type"] == "checkboxes" || e["type"] == "radio_buttons" {
		most = 10
	}
	options := array(e["options"])
	if len(options) == 0 || len(options) > most {
		c.fault("%s: %d options, want 1 to %d", at, len(options), most)
	}
	values := map[any]bool{}
	for _, o := range options {
		m, _ := o.(map[string]any)
		c.text(at+" option", m["text"], 75, "plain_text")
		if v, _ := m["value"].(string); v == "" || length(v) > 150 || values[v] {
			c.fault("%s: the value %q of an option is empty, too long or there twice", at, v)
		}
		values[m["value"]] = true
	}
	first := array(e["initial_options"])
	if e["initial_option"] != nil {
		first = append(first, e["initial_option"])
	}
	for _, o := range first {
		if m, _ := o.(map[string]any); !values[m["value"]] {
			c.fault("%s: begins with %v, which is no option", at, m["value"])
		}
	}
}
