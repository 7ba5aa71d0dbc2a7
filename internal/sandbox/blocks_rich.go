package sandbox

import (
	"fmt"
	"strconv"
)

// richText checks the elements of a rich_text block or table cell.
func (c *checker) richText(o map[string]any, ptr string) {
	for i, v := range c.list(o, "elements", ptr, 1, 1000) {
		at := fmt.Sprintf("%s/elements/%d", ptr, i)
		e, _ := v.(map[string]any)
		switch kind, _ := e["type"].(string); kind {
		case "rich_text_section":
			c.object(v, at, "elements!")
			c.richSpans(e, at)
		case "rich_text_quote", "rich_text_preformatted":
			c.object(v, at, "elements! border language")
			c.richSpans(e, at)
		case "rich_text_list":
			c.object(v, at, "elements! style! indent offset border")
			c.oneOf(e, "style", at, "bullet", "ordered")
			for j, item := range c.list(e, "elements", at, 1, 1000) {
				in := fmt.Sprintf("%s/elements/%d", at, j)
				if s := c.object(item, in, "elements!"); s != nil {
					c.richSpans(s, in)
				}
			}
		default:
			c.fail(at+"/type", "unsupported type: %s", kind)
		}
	}
}

// richSpanFields are the fields of each inline element, beyond its style.
var richSpanFields = map[string]string{
	"text": "text!", "link": "url! text unsafe", "user": "user_id!", "channel": "channel_id!", "usergroup": "usergroup_id!",
	"broadcast": "range!", "emoji": "name! unicode skin_tone", "date": "timestamp! format! url fallback", "color": "value!",
}

func (c *checker) richSpans(o map[string]any, ptr string) {
	for i, v := range c.list(o, "elements", ptr, 0, 1000) {
		at := fmt.Sprintf("%s/elements/%d", ptr, i)
		e, _ := v.(map[string]any)
		kind, _ := e["type"].(string)
		fields, known := richSpanFields[kind]
		if !known {
			c.fail(at+"/type", "unsupported type: %s", kind)
			continue
		}
		c.object(v, at, fields+" style")
		switch kind {
		case "text":
			c.str(e, "text", at, 1, maxText)
		case "link":
			c.str(e, "text", at, 0, maxText)
			c.str(e, "url", at, 1, 3000)
		case "broadcast":
			c.oneOf(e, "range", at, "channel", "here", "everyone")
		}
		if e["style"] != nil {
			s := c.object(e["style"], at+"/style", "bold italic strike code underline highlight client_highlight unlink")
			c.boolean(s, at+"/style", sortedKeys(s)...)
		}
	}
}

// table checks a table block: at most one a message, 100 rows of 20 cells, 10,000 characters.
func (c *checker) table(o map[string]any, ptr string) {
	c.object(o, ptr, "block_id rows! column_settings")
	if c.tables++; c.tables > 1 {
		c.fail(ptr, "only_one_table_allowed")
	}
	if c.at.name != "message" {
		c.fail(ptr+"/type", "unsupported type: table")
	}
	for i, s := range c.list(o, "column_settings", ptr, 0, 20) {
		at := ptr + "/column_settings/" + strconv.Itoa(i)
		if s == nil {
			continue
		}
		if m := c.object(s, at, "align is_wrapped"); m != nil {
			c.oneOf(m, "align", at, "left", "center", "right")
			c.boolean(m, at, "is_wrapped")
		}
	}
	total := 0
	for i, r := range c.list(o, "rows", ptr, 1, 100) {
		at := fmt.Sprintf("%s/rows/%d", ptr, i)
		cells, ok := r.([]any)
		switch {
		case !ok:
			c.fail(at, "must be an array")
		case len(cells) == 0 || len(cells) > 20:
			c.fail(at, "between 1 and 20 items allowed")
		}
		for j, cell := range cells {
			total += c.cell(cell, fmt.Sprintf("%s/%d", at, j))
		}
	}
	if total > 10_000 {
		c.fail(ptr, "must be less than 10001 characters in all cells together")
	}
}

func (c *checker) cell(v any, ptr string) int {
	e, _ := v.(map[string]any)
	switch kind, _ := e["type"].(string); kind {
	case "raw_text":
		c.object(v, ptr, "text!")
		return len([]rune(c.str(e, "text", ptr, 1, 10_000)))
	case "raw_number":
		c.object(v, ptr, "value! text")
		return len([]rune(c.str(e, "text", ptr, 0, 100)))
	case "rich_text":
		c.object(v, ptr, "elements! block_id")
		c.richText(e, ptr)
		return blocksSize(mustJSON(e))
	default:
		c.fail(ptr+"/type", "unsupported type: %s", kind)
		return 0
	}
}
