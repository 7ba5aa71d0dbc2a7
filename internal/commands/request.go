package commands

import "github.com/slack-go/slack"

// Request is what a person typed: a slash command, a mention of the bot or a direct message to it.
type Request struct {
	Team      string // workspace id
	Channel   string // channel id
	User      string // user id of who typed it
	Command   string // with its slash, such as /reform; mentions and direct messages come as /reform
	Text      string // what follows the command
	Thread    string // ts of the thread that it is answered in; empty for slash commands and for direct messages outside threads
	TriggerID string // lets a modal be opened for three seconds; empty for events
}

// Action is the press of a button or a choice in a menu of a message that the bot sent.
type Action struct {
	Request          // Command and Text are empty
	ID        string // action_id
	Value     string // of the button or the chosen option
	MessageTS string // ts of the message that holds it; empty in views
	ViewID    string // set where it was pressed in a modal or the home tab
}

// Submission is a form (modal) that a person sent.
type Submission struct {
	Request                                            // Command and Text are empty
	CallbackID string                                  // says which form it is
	Metadata   string                                  // private_metadata of the view
	Values     map[string]map[string]slack.BlockAction // block_id, action_id
}

// Response is what the person gets. The zero Response says nothing.
type Response struct {
	Text      string        // plain text, for notifications and screen readers; set whenever Blocks is
	Blocks    []slack.Block // fit Slack's limits
	InChannel bool          // everyone in the channel sees it; otherwise only the person
	Replace   bool          // takes the place of the message whose button was pressed
	Delete    bool          // the message whose button was pressed goes away
	Modal     *slack.ModalViewRequest
	Errors    map[string]string // of a form: block_id and what is wrong there; the form stays open
}

// Empty reports whether there is nothing to show.
func (r Response) Empty() bool {
	return r.Text == "" && len(r.Blocks) == 0 && r.Modal == nil && !r.Delete && len(r.Errors) == 0
}
