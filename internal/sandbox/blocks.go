package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
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
