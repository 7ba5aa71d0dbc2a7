package sandbox

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"unicode/utf8"
)

func (c *checker) blocks(list []any) {
	if len(list) > c.at.most {
		c.fail(c.at.pointer, "no more than %d items allowed", c.at.most)
	}
	for i, v := range list {
		ptr := c.at.pointer + "/" + strconv.Itoa(i)
		o, ok := v.(map[string]any)
		if !ok {
			c.fail(ptr, "must be an object")
			continue
		}
		c.actions = map[string]bool{}
		c.block(o, ptr)
		c.identify(o, ptr)
	}
}

// identify checks a block_id and makes one up where there is none.
func (c *checker) identify(o map[string]any, ptr string) {
	id := c.str(o, "block_id", ptr, 0, 255)
	if id == "" {
		id = rand.Text()[:5]
		o["block_id"] = id
	}
	if c.blockIDs[id] {
		c.fail(ptr+"/block_id", "`block_id` %q already exists", id)
	}
	c.blockIDs[id] = true
}

func (c *checker) block(o map[string]any, ptr string) {
	kind, _ := o["type"].(string)
	switch kind {
	case "section":
		c.section(o, ptr)
	case "divider":
		c.object(o, ptr, "block_id")
	case "header":
		c.object(o, ptr, "block_id text!")
		c.text(o, "text", ptr, 150, plain)
	case "image":
		c.image(o, ptr, "block_id title")
		c.text(o, "title", ptr, 2000, plain)
	case "context":
		c.object(o, ptr, "block_id elements!")
		for i, e := range c.list(o, "elements", ptr, 1, 10) {
			c.contextElement(e, fmt.Sprintf("%s/elements/%d", ptr, i))
		}
	case "actions":
		c.object(o, ptr, "block_id elements!")
		for i, e := range c.list(o, "elements", ptr, 1, 25) {
			c.element(e, fmt.Sprintf("%s/elements/%d", ptr, i), inActions)
		}
	case "input":
		c.input(o, ptr)
	case "rich_text":
		c.object(o, ptr, "block_id elements!")
		c.richText(o, ptr)
	case "markdown":
		c.markdownBlock(o, ptr)
	case "table":
		c.table(o, ptr)
	case "":
		c.fail(ptr, "missing required field: type")
	default:
		c.fail(ptr+"/type", "unsupported type: %s", kind)
	}
}

func (c *checker) section(o map[string]any, ptr string) {
	c.object(o, ptr, "block_id text fields accessory expand")
	c.boolean(o, ptr, "expand")
	if o["text"] == nil && o["fields"] == nil {
		c.fail(ptr, "missing required field: text")
	}
	c.text(o, "text", ptr, 3000, plain, mrkdwn)
	for i, f := range c.list(o, "fields", ptr, 1, 10) {
		c.textValue(f, ptr+"/fields/"+strconv.Itoa(i), 2000, plain, mrkdwn)
	}
	if a := o["accessory"]; a != nil {
		c.element(a, ptr+"/accessory", inAccessory)
	}
}

// image checks an image block or element; more are the fields that only one of them has.
func (c *checker) image(o map[string]any, ptr, more string) {
	c.object(o, ptr, "image_url slack_file alt_text! "+more)
	c.str(o, "alt_text", ptr, 1, 2000)
	switch {
	case o["image_url"] == nil && o["slack_file"] == nil:
		c.fail(ptr, "missing required field: image_url")
	case o["image_url"] != nil && o["slack_file"] != nil:
		c.fail(ptr, "only one of image_url and slack_file is allowed")
	case o["slack_file"] != nil:
		if f := c.object(o["slack_file"], ptr+"/slack_file", "id url"); f != nil && (f["id"] == nil) == (f["url"] == nil) {
			c.fail(ptr+"/slack_file", "one of id and url is required")
		}
	}
	c.url(o, "image_url", ptr)
}

func (c *checker) contextElement(v any, ptr string) {
	o, _ := v.(map[string]any)
	if kind, _ := o["type"].(string); kind == "image" {
		c.image(o, ptr, "")
		return
	}
	c.textValue(v, ptr, 3000, plain, mrkdwn)
}

func (c *checker) markdownBlock(o map[string]any, ptr string) {
	c.object(o, ptr, "block_id text!")
	if c.at.name != "message" {
		c.fail(ptr+"/type", "unsupported type: markdown")
	}
	c.markdown += utf8.RuneCountInString(c.str(o, "text", ptr, 1, 12_000))
	if c.markdown > 12_000 {
		c.fail(ptr+"/text", "must be less than 12001 characters in all markdown blocks together")
	}
}
