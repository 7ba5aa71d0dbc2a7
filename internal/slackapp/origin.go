package slackapp

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Slack does not say of a form in which channel it was opened. The App writes that in front of the form's own
// metadata and takes it off again, so that the answer to a form appears where the form was asked for.

const (
	originMark  = "pledgewatch-from:"
	maxMetadata = 3000 // characters
)

type origin struct {
	Channel string `json:"c"`
	Thread  string `json:"t,omitempty"`
}

// from notes in a view where it is opened. A view whose metadata has no room for it stays as it is.
func from(to place, view slack.ModalViewRequest) slack.ModalViewRequest {
	if view.Type == "" {
		view.Type = slack.VTModal
	}
	if to.channel == "" {
		return view
	}
	raw, err := json.Marshal(origin{Channel: to.channel, Thread: to.thread})
	if err != nil {
		return view
	}
	if marked := originMark + string(raw) + "\n" + view.PrivateMetadata; utf8.RuneCountInString(marked) <= maxMetadata {
		view.PrivateMetadata = marked
	}
	return view
}

// openedIn takes the note off again.
func openedIn(metadata string) (o origin, rest string) {
	marked, ok := strings.CutPrefix(metadata, originMark)
	if !ok {
		return origin{}, metadata
	}
	line, rest, ok := strings.Cut(marked, "\n")
	if !ok || json.Unmarshal([]byte(line), &o) != nil {
		return origin{}, metadata
	}
	return o, rest
}
