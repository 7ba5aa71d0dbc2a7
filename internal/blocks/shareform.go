package blocks

import "github.com/slack-go/slack"

// ShareForm is the form that asks into which channel a digest goes; metadata comes back with what was chosen.
func ShareForm(metadata string) slack.ModalViewRequest {
	channel := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, nil, FieldChannel)
	channel.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "share-digest", Title: plainText("Share this digest", maxTitle),
		Submit: plainText("Share", maxTitle), Close: plainText("Cancel", maxTitle), PrivateMetadata: metadata,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			input(FieldChannel, "Channel", "Only a channel that you are in, and that I was invited to.", channel, false),
		}},
	}
}
