// Package blockstest checks Block Kit JSON against Slack's published limits, for tests. It knows nothing of how the blocks
// were made: its numbers are its own.
package blockstest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Of a message and of a modal or the home tab.
const (
	Message = 50
	View    = 100
)

// What a whole message was seen to hold; each text counts 10 more than its length.
const wholeMessage = 12000

var (
	mayMention = regexp.MustCompile(`^<(?:#[CG][A-Z0-9]+|@[UW][A-Z0-9]+)>$`)
	linkForm   = regexp.MustCompile(`^<(https?://[^<>|]+)\|([^<>|]+)>$`)
	angled     = regexp.MustCompile(`<[^<>]*>?`)
	entities   = regexp.MustCompile(`&(?:amp|lt|gt);`)
)

// Checker collects what Slack would refuse, and what could mention, link or hide.
type Checker struct {
	Mentions []string // user ids that may be mentioned
	Faults   []string
	actions  map[string]bool
	size     int
	tables   int
	surface  int
}

// Blocks checks an array of blocks for a surface that takes at most most of them.
func (c *Checker) Blocks(raw []byte, most int) {
	var list []map[string]any
	if err := json.Unmarshal(raw, &list); err != nil {
		c.fault("not an array of objects: %v", err)
		return
	}
	var known slack.Blocks
	if err := json.Unmarshal(raw, &known); err != nil {
		c.fault("slack-go cannot read it: %v", err)
	}
	if len(list) == 0 || len(list) > most {
		c.fault("%d blocks, want 1 to %d", len(list), most)
	}
	c.size, c.tables, c.surface = 0, 0, most
	for i, b := range list {
		c.block(fmt.Sprintf("block %d", i), b)
	}
	if most == Message && c.size > wholeMessage {
		c.fault("%d characters in all", c.size)
	}
}

func (c *Checker) fault(format string, args ...any) {
	c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
}

func (c *Checker) block(at string, b map[string]any) {
	c.actions = map[string]bool{}
	switch b["type"] {
	case "header":
		c.text(at, b["text"], 150, "plain_text")
	case "divider":
	case "input":
		if c.surface == Message {
			c.fault("%s: an input in a message", at)
		}
		c.input(at, b)
	case "table":
		c.table(at, b)
	case "section":
		c.section(at, b)
	case "context":
		els := array(b["elements"])
		if len(els) == 0 || len(els) > 10 {
			c.fault("%s: %d elements in a context", at, len(els))
		}
		for _, e := range els {
			c.text(at, e, 3000, "mrkdwn")
		}
	case "actions":
		els := array(b["elements"])
		if len(els) == 0 || len(els) > 25 {
			c.fault("%s: %d elements in actions", at, len(els))
		}
		for _, e := range els {
			c.button(at, e)
		}
	default:
		c.fault("%s: type %v", at, b["type"])
	}
}

func (c *Checker) section(at string, b map[string]any) {
	fields := array(b["fields"])
	if b["text"] == nil && len(fields) == 0 {
		c.fault("%s: a section without text", at)
	}
	if b["text"] != nil {
		c.text(at, b["text"], 3000, "mrkdwn")
	}
	if len(fields) > 10 {
		c.fault("%s: %d fields", at, len(fields))
	}
	for _, f := range fields {
		c.text(at, f, 2000, "mrkdwn")
	}
	if b["accessory"] != nil {
		c.button(at, b["accessory"])
	}
}

func (c *Checker) button(at string, v any) {
	b, _ := v.(map[string]any)
	if b["type"] != "button" {
		c.fault("%s: an element of type %v", at, b["type"])
		return
	}
	c.text(at, b["text"], 75, "plain_text")
	id, _ := b["action_id"].(string)
	if id == "" || length(id) > 255 || c.actions[id] {
		c.fault("%s: action_id %q is empty, too long or used twice", at, id)
	}
	c.actions[id] = true
	value, _ := b["value"].(string)
	if length(value) > 2000 || strings.ContainsAny(value, "<>") {
		c.fault("%s: value %.80q is too long or holds markup", at, value)
	}
	c.hidden(at, value)
	if s, ok := b["url"].(string); ok {
		c.address(at, s)
	}
}

// text checks a text object.
func (c *Checker) text(at string, v any, most int, kind string) {
	o, _ := v.(map[string]any)
	s, _ := o["text"].(string)
	if o["type"] != kind || s == "" || length(s) > most || !utf8.ValidString(s) {
		c.fault("%s: %v of %d characters, want %s of 1 to %d: %.80q", at, o["type"], length(s), kind, most, s)
	}
	c.size += utf8.RuneCountInString(s) + 10
	c.Text(at, s, kind == "mrkdwn")
	var t slack.TextBlockObject
	raw, _ := json.Marshal(o)
	if err := json.Unmarshal(raw, &t); err != nil {
		c.fault("%s: %v", at, err)
	} else if err := t.Validate(); err != nil {
		c.fault("%s: slack-go: %v", at, err)
	}
}

// Text checks that a text can neither mention anybody but those who may be, nor link anywhere but to the web, nor hide or
// turn anything. Links are allowed in mrkdwn only.
func (c *Checker) Text(at, s string, links bool) {
	c.hidden(at, s)
	if strings.Contains(entities.ReplaceAllString(s, ""), "&") {
		c.fault("%s: & is not escaped: %.80q", at, s)
	}
	for _, m := range angled.FindAllString(s, -1) {
		link := linkForm.FindStringSubmatch(m)
		switch {
		case links && link != nil:
			c.address(at, link[1])
		case !links || !mayMention.MatchString(m) || m[1] == '@' && !c.may(m):
			c.fault("%s: markup %.60q", at, m)
		}
	}
	if strings.Contains(angled.ReplaceAllString(s, ""), ">") {
		c.fault("%s: > is not escaped: %.80q", at, s)
	}
}

func (c *Checker) may(mention string) bool {
	for _, id := range c.Mentions {
		if mention == "<@"+id+">" {
			return true
		}
	}
	return false
}

func (c *Checker) hidden(at, s string) {
	for _, r := range s {
		bidi := unicode.Is(unicode.Bidi_Control, r)
		if unicode.IsControl(r) && r != '\n' || bidi || r == '\ufeff' || r == '\u200b' {
			c.fault("%s: character %U in %.60q", at, r, s)
			return
		}
	}
}

func (c *Checker) address(at, s string) {
	u, err := url.Parse(strings.ReplaceAll(s, "&amp;", "&"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		c.fault("%s: address %.80q", at, s)
	}
}

// length counts the way that gives the largest number.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

func array(v any) []any {
	a, _ := v.([]any)
	return a
}

// table checks a table: its rows are as wide as each other, its cells hold something and no markup.
func (c *Checker) table(at string, b map[string]any) {
	if c.tables++; c.tables > 1 || c.surface != Message {
		c.fault("%s: a message takes one table, another surface none", at)
	}
	rows := array(b["rows"])
	if len(rows) == 0 || len(rows) > 100 {
		c.fault("%s: %d rows", at, len(rows))
	}
	total := 0
	for _, r := range rows {
		cells := array(r)
		if len(cells) == 0 || len(cells) > 20 || len(cells) != len(array(rows[0])) {
			c.fault("%s: a row of %d cells", at, len(cells))
		}
		for _, cell := range cells {
			m, _ := cell.(map[string]any)
			total += c.cell(at, m)
		}
	}
	if total > 10_000 {
		c.fault("%s: %d characters in a table", at, total)
	}
	c.size += total
}

// cell checks a cell and returns how much it holds. A cell is shown as it stands, so nothing in it is escaped.
func (c *Checker) cell(at string, m map[string]any) int {
	var texts []string
	switch m["type"] {
	case "raw_text":
		s, _ := m["text"].(string)
		texts = []string{s}
	case "rich_text":
		for _, e := range array(m["elements"]) {
			section, _ := e.(map[string]any)
			for _, t := range array(section["elements"]) {
				run, _ := t.(map[string]any)
				s, _ := run["text"].(string)
				texts = append(texts, s)
			}
		}
	}
	n := 0
	for _, s := range texts {
		if s == "" || strings.ContainsAny(s, "<>") {
			c.fault("%s: a cell that is empty or holds markup: %.60q", at, s)
		}
		c.hidden(at, s)
		n += length(s)
	}
	if len(texts) == 0 {
		c.fault("%s: a cell of type %v without text", at, m["type"])
	}
	return n
}
