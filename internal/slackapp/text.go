package slackapp

import (
	"regexp"
	"strings"
)

var (
	mention = regexp.MustCompile(`<@([A-Z0-9]+)(?:\|[^<>]*)?>`)
	// Links, channels, people and special mentions, as Slack writes them in a text.
	link   = regexp.MustCompile(`<((?:https?://|mailto:|tel:|[#@!])[^<>|]*)(?:\|([^<>]*))?>`)
	decode = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
)

// typed turns Slack's text into what the person typed: links become their text, channels #ID, as a name alone does not
// say which is meant, entities are decoded once, and mentions of the bot go. bot may be empty; the first mention is then
// taken for the bot's.
func typed(text, bot string) string {
	if bot == "" {
		if first := mention.FindStringIndex(text); first != nil {
			text = text[:first[0]] + text[first[1]:]
		}
	} else {
		text = mention.ReplaceAllStringFunc(text, func(m string) string {
			if mention.FindStringSubmatch(m)[1] == bot {
				return ""
			}
			return m
		})
	}
	return plain(text)
}

// plain is typed for a text that does not mention the bot.
func plain(text string) string {
	text = link.ReplaceAllStringFunc(text, func(l string) string {
		parts := link.FindStringSubmatch(l)
		if parts[2] != "" && !strings.HasPrefix(parts[1], "#") {
			return parts[2]
		}
		return strings.TrimPrefix(parts[1], "mailto:")
	})
	return strings.TrimSpace(decode.Replace(text))
}
