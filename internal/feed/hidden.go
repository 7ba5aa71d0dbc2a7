package feed

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// isHidden reports whether an element's own attributes keep it from being seen: a feed carries no style sheet that
// could, so text hidden this way was hidden from readers and not from machines.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if hidesByStyle(a.Val) {
				return true
			}
		}
	}
	return false
}

func hidesByStyle(style string) bool {
	rules := map[string]string{}
	for rule := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(rule, ":")
		rules[strings.TrimSpace(name)] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
	}
	clipped := rules["overflow"] == "hidden"
	moved := rules["position"] == "absolute" || rules["position"] == "fixed"
	switch {
	case rules["display"] == "none", rules["visibility"] == "hidden", rules["visibility"] == "collapse":
		return true
	case isAtMost(rules["opacity"], 0), isAtMost(rules["font-size"], 1), isAtMost(rules["text-indent"], -500):
		return true
	case clipped && (isAtMost(rules["height"], 1) || isAtMost(rules["width"], 1) || isAtMost(rules["max-height"], 1)):
		return true
	}
	return moved && (isAtMost(rules["left"], -500) || isAtMost(rules["top"], -500) || isAtMost(rules["right"], -500))
}

// isAtMost reports whether a length is given in px, or as a bare number, and is not above the limit; in any other unit
// only zero and less can be told.
func isAtMost(length string, limit float64) bool {
	number := strings.TrimRight(length, "abcdefghijklmnopqrstuvwxyz%")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	if unit := length[len(number):]; unit != "" && unit != "px" {
		limit = min(limit, 0)
	}
	return n <= limit
}
