package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// live matches the control sequences of mrkdwn that notify somebody.
var live = regexp.MustCompile(`<(?:@([UW][A-Z0-9]+)|!(channel|here|everyone|group)|!subteam\^(S[A-Z0-9]+))(?:\|[^<>]*)?>`)

// mentions lists whom a message would notify: by its text, by any mrkdwn in its blocks and by rich text.
func mentions(text string, blocks json.RawMessage) []string {
	var out []string
	add := func(who string) {
		if who != "" && !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	scan := func(s string) {
		for _, m := range live.FindAllStringSubmatch(s, -1) {
			add(m[1])
			add(strings.Replace(m[2], "group", "channel", 1))
			add(m[3])
		}
	}
	scan(text)
	walk(blocks, func(o map[string]any) {
		s, _ := o["text"].(string)
		switch o["type"] {
		case mrkdwn, "markdown":
			scan(s)
		case "user", "usergroup", "broadcast":
			for _, key := range []string{"user_id", "usergroup_id", "range"} {
				id, _ := o[key].(string)
				add(id)
			}
		}
	})
	return out
}

// mustJSON encodes a value that came out of JSON or is made of plain maps.
func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}
