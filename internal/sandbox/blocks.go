package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// surface is where blocks are shown; it decides how many there may be and of what types.
type surface struct {
	name    string
	most    int
	pointer string
	code    string // the error that a fault among the blocks becomes
}

var (
	onMessage = surface{"message", 50, "/blocks", "invalid_blocks"}
	onModal   = surface{"modal", 100, "/view/blocks", "invalid_arguments"}
	onHome    = surface{"home", 100, "/view/blocks", "invalid_arguments"}
)

// maxBlocksSize bounds the text of all blocks of a posted message together. Slack's bound is not documented;
// between 11,300 and 13,300 characters have been seen to fail, so each piece of text counts some extra.
const (
	maxBlocksSize = 12_000
	textOverhead  = 10
)

// checkBlocks checks blocks as strictly as Slack and returns them with the identifiers that Slack adds. No
// blocks at all are nil without an error.
func checkBlocks(raw []byte, at surface) (json.RawMessage, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" || string(raw) == "[]" {
		return nil, nil
	}
	var list []any
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, refuse(at.code+map[string]string{"invalid_blocks": "_format"}[at.code], "blocks must be an array of objects [json-pointer:"+at.pointer+"]")
	}
	c := &checker{at: at, blockIDs: map[string]bool{}}
	c.blocks(list)
	if len(c.errs) > 0 {
		return nil, refuse(at.code, c.errs...)
	}
	out, err := json.Marshal(list)
	if err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	return out, nil
}

// checker walks blocks and collects what is wrong with them.
type checker struct {
	at       surface
	errs     []string
	blockIDs map[string]bool
	actions  map[string]bool // action identifiers of the block at hand
	markdown int
	tables   int
	inputs   int
	focused  int
}

func (c *checker) fail(ptr, format string, args ...any) {
	if len(c.errs) < 50 {
		c.errs = append(c.errs, fmt.Sprintf(format, args...)+" [json-pointer:"+ptr+"]")
	}
}

// object checks that v is an object with all required fields and no unknown ones; fields are separated by
// spaces, and one ending in "!" is required.
func (c *checker) object(v any, ptr, fields string) map[string]any {
	o, ok := v.(map[string]any)
	if !ok {
		c.fail(ptr, "must be an object")
		return nil
	}
	known := map[string]bool{"type": true}
	for f := range strings.FieldsSeq(fields) {
		name, required := strings.CutSuffix(f, "!")
		known[name] = true
		if required && (o[name] == nil) {
			c.fail(ptr, "missing required field: %s", name)
		}
	}
	for _, k := range sortedKeys(o) {
		if !known[k] {
			c.fail(ptr, "invalid additional property: %s", k)
		}
	}
	return o
}

func sortedKeys(o map[string]any) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// str checks an optional string of between least and most characters.
func (c *checker) str(o map[string]any, key, ptr string, least, most int) string {
	v, there := o[key]
	if !there || v == nil {
		return ""
	}
	s, ok := v.(string)
	switch n := utf8.RuneCountInString(s); {
	case !ok:
		c.fail(ptr+"/"+key, "must be a string")
	case n < least:
		c.fail(ptr+"/"+key, "must be more than %d characters", least-1)
	case n > most:
		c.fail(ptr+"/"+key, "must be less than %d characters", most+1)
	}
	return s
}

func (c *checker) boolean(o map[string]any, ptr string, keys ...string) {
	for _, key := range keys {
		if v, there := o[key]; there {
			if _, ok := v.(bool); !ok {
				c.fail(ptr+"/"+key, "must be a boolean")
			}
		}
	}
}

func (c *checker) oneOf(o map[string]any, key, ptr string, allowed ...string) {
	if v, there := o[key]; there {
		if s, ok := v.(string); !ok || !slices.Contains(allowed, s) {
			c.fail(ptr+"/"+key, "value must be one of: %s", strings.Join(allowed, ", "))
		}
	}
}

// list checks an optional array of between least and most items.
func (c *checker) list(o map[string]any, key, ptr string, least, most int) []any {
	v, there := o[key]
	if !there || v == nil {
		return nil
	}
	l, ok := v.([]any)
	switch {
	case !ok:
		c.fail(ptr+"/"+key, "must be an array")
	case len(l) < least:
		c.fail(ptr+"/"+key, "no fewer than %d items allowed", least)
	case len(l) > most:
		c.fail(ptr+"/"+key, "no more than %d items allowed", most)
	}
	return l
}

func (c *checker) url(o map[string]any, key, ptr string) {
	s := c.str(o, key, ptr, 1, 3000)
	if u, err := url.Parse(s); s != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		c.fail(ptr+"/"+key, "must be a valid URL")
	}
}

// text checks an optional text object of o; kinds are the allowed types.
func (c *checker) text(o map[string]any, key, ptr string, most int, kinds ...string) {
	if v := o[key]; v != nil {
		c.textValue(v, ptr+"/"+key, most, kinds...)
	}
}

func (c *checker) textValue(v any, ptr string, most int, kinds ...string) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail(ptr, "must be a text object")
		return
	}
	extra := "emoji"
	if m["type"] == mrkdwn {
		extra = "verbatim"
	}
	if kind, _ := m["type"].(string); !slices.Contains(kinds, kind) {
		c.fail(ptr+"/type", "value must be one of: %s", strings.Join(kinds, ", "))
	}
	c.object(v, ptr, "text! "+extra)
	c.boolean(m, ptr, extra)
	c.str(m, "text", ptr, 1, most)
}

const (
	plain  = "plain_text"
	mrkdwn = "mrkdwn"
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

// blocksSize counts the text of blocks as maxBlocksSize wants it.
func blocksSize(raw json.RawMessage) int {
	n := 0
	walk(raw, func(o map[string]any) {
		if s, ok := o["text"].(string); ok {
			n += utf8.RuneCountInString(s) + textOverhead
		}
	})
	return n
}

// walk visits every object in blocks, outer ones first.
func walk(raw json.RawMessage, visit func(map[string]any)) {
	if len(raw) == 0 {
		return
	}
	var tree any
	if json.Unmarshal(raw, &tree) != nil {
		return
	}
	var down func(any)
	down = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				down(e)
			}
		case map[string]any:
			visit(v)
			for _, k := range sortedKeys(v) {
				down(v[k])
			}
		}
	}
	down(tree)
}
