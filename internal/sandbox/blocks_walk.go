package sandbox

import (
	"encoding/json"
	"unicode/utf8"
)

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
