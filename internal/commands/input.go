package commands

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pledgewatch/internal/blocks"
)

const (
	mostRaw   = 8000 // characters of a request that are looked at
	mostInput = 1200 // characters of a request that count
	mostRows  = 1_000_000
)

var (
	channelRef = regexp.MustCompile(`<#([A-Z0-9]+)(?:\|[^<>]*)?>`)
	linkRef    = regexp.MustCompile(`<(?:https?://|mailto:|tel:)[^<>|]*\|([^<>]*)>`)
	otherRef   = regexp.MustCompile(`<[@!][^<>]*>`)
	brackets   = strings.NewReplacer("<", " ", ">", " ")
)

// input makes what a person typed fit to be read, kept in a button and shown: one line of bounded length without
// anything that Slack or a screen would act on. A channel stays as #ID; other references keep only their words.
func input(text string) string {
	if r := []rune(text[:min(len(text), 4*mostRaw)]); len(r) > mostRaw {
		text = string(r[:mostRaw])
	} else {
		text = string(r)
	}
	text = channelRef.ReplaceAllString(text, "#$1")
	text = linkRef.ReplaceAllString(text, "$1")
	text = otherRef.ReplaceAllString(text, " ")
	text = blocks.Clean(brackets.Replace(text))
	if cut := blocks.Cut(text, mostInput); cut != text {
		text = strings.TrimSuffix(cut, "…")
	}
	return text
}

// repeat is what a button's value holds: a command line, and where in its list to begin.
type repeat struct {
	offset int
	line   string
}

func (r repeat) String() string { return strconv.Itoa(r.offset) + "|" + r.line }

// parseRepeat reads a button's value. It came through other hands: a bad one is the help, a large offset the end.
func parseRepeat(value string) repeat {
	n, line, _ := strings.Cut(value, "|")
	offset, err := strconv.Atoi(n)
	if err != nil || offset < 0 {
		offset = 0
	}
	return repeat{offset: min(offset, mostRows), line: input(line)}
}

var asking = []string{
	"when", "what", "who", "whose", "whom", "why", "where", "which", "how", "is", "are", "was", "were", "do", "does", "did", "has",
	"have", "had", "will", "would", "can", "could", "should", "may", "if", "tell", "any",
}

// asks reports whether a text has the form of a question.
func asks(text string) bool {
	words := strings.Fields(strings.ToLower(text))
	return strings.Contains(text, "?") || len(words) > 0 && slices.Contains(asking, words[0])
}

// firstWord parts a text after its first word.
func firstWord(text string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimSpace(text), " ")
	return first, strings.TrimSpace(rest)
}
