package delivery

// Reasons of this package's own, beside Slack's codes.
const (
	reasonParent       = "parent_not_sent" // the message whose thread it belongs in is dead
	reasonNotInstalled = "not_installed"
	reasonSettling     = "settling" // in doubt, and too early to look for it
	reasonStopping     = "stopping"
	reasonPacing       = "pacing" // its turn within the limits is too far off to wait for
	reasonSlowOutbox   = "outbox_slow"
	reasonNetwork      = "network"
	reasonNoAnswer     = "no_answer"
	reasonBadAnswer    = "bad_answer"
	reasonRateLimited  = "rate_limited"
)

// mends holds what to do about each reason that a message can die of. Read only.
var mends = map[string]string{ //nolint:gosec // G101 takes Slack's codes for credentials
	// The channel.
	"channel_not_found":  "The channel does not exist or the bot cannot see it: if it is private, invite the bot with /invite, then send again.",
	"is_archived":        "The channel is archived: unarchive it and send again, or subscribe another channel.",
	"not_in_channel":     "The bot is not in the channel: invite it with /invite, then send again.",
	"is_inactive":        "The channel is frozen in its workspace: ask a workspace owner to open it, then send again.",
	"restricted_action":  "A workspace setting keeps the bot from posting here: ask a workspace owner to let apps post in this channel, then send again.",
	"cannot_dm_bot":      "The channel is a conversation with another bot, which cannot get messages: subscribe a channel instead.",
	"thread_not_found":   "The message to reply to is gone from the channel: post the news again at the top of the channel.",
	"user_not_found":     "The person has left the workspace: subscribe a channel instead.",
	"user_is_restricted": "The person is a guest and cannot get messages from apps: subscribe a channel instead.",

	"cannot_reply_to_message":                  "Slack allows no replies to the message this belongs under: post the news again at the top of the channel.",
	"messages_tab_disabled":                    "Messages to the bot are switched off: turn on the Messages tab in the app's settings (App Home), then send again.",
	"restricted_action_read_only_channel":      "The channel is read-only: ask its owner to let the bot post, then send again.",
	"restricted_action_thread_only_channel":    "The channel takes replies only: ask its owner to let the bot post, or subscribe another channel.",
	"restricted_action_non_threadable_channel": "The channel allows no threads: ask its owner to allow them, or subscribe another channel.",
	"restricted_action_thread_locked":          "The thread is locked: ask who locked it to open it, then send again.",

	// The installation.
	"token_revoked":           "The bot's token was revoked: install the bot in the workspace again, then send again.",
	"token_expired":           "The bot's token has expired: install the bot in the workspace again, then send again.",
	"account_inactive":        "The bot was removed from the workspace, or the workspace is closed: install the bot again, then send again.",
	"invalid_auth":            "Slack does not accept the bot's token: check SLACK_BOT_TOKEN or install the bot again, then send again.",
	"not_authed":              "The bot has no token for this workspace: check SLACK_BOT_TOKEN or install the bot, then send again.",
	"missing_scope":           "The bot lacks a permission: compare its scopes with `bot manifest`, install it again, then send again.",
	"no_permission":           "The bot lacks a permission: compare its scopes with `bot manifest`, install it again, then send again.",
	"org_login_required":      "The workspace is being moved to an organisation: wait until that is done, then send again.",
	"ekm_access_denied":       "The organisation's administrators have suspended posting (key management): ask them, then send again.",
	"access_denied":           "The workspace denies the bot access: ask a workspace administrator to approve it, then send again.",
	"accesslimited":           "The workspace limits access for apps: ask a workspace administrator to approve the bot, then send again.",
	"team_access_not_granted": "The bot is not allowed in this workspace of the organisation: ask an organisation administrator, then send again.",
	reasonNotInstalled:        "The bot is not installed in this workspace: install it, then send again.",

	// The message.
	"invalid_blocks":        "Slack refuses the layout of this message. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	"invalid_blocks_format": "Slack refuses the layout of this message. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	"msg_too_long":          "The message is too long for Slack. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	"msg_blocks_too_long":   "The message is too long for Slack. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	"no_text":               "The message is empty. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	"too_many_attachments":  "The message has too many parts for Slack. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	"metadata_too_large":    "The message carries too much metadata for Slack. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",

	"invalid_metadata_format": "Slack refuses the message's metadata. This is a fault in Pledgewatch: report it with the reason; sending again will not help.",
	reasonParent:              "The message that this one belongs under was not sent: send that one again first, then this one.",

	// The way there, after a day of trying.
	reasonSlowOutbox:      "The bot's own store was too slow for about a day: check the disk of PLEDGEWATCH_DATA or the Redis server, then send again.",
	reasonNetwork:         "Slack could not be reached for about a day: check the network, DNS and proxy of the machine the bot runs on, then send again.",
	reasonNoAnswer:        "Slack did not answer for about a day: check https://status.slack.com and the network, then send again.",
	reasonBadAnswer:       "What answered did not speak like Slack: check SLACK_API_URL and any proxy in between, then send again.",
	"service_unavailable": "Slack was out of service for about a day: check https://status.slack.com, then send again.",
	"internal_error":      "Slack failed for about a day: check https://status.slack.com, then send again.",
	"fatal_error":         "Slack failed for about a day: check https://status.slack.com, then send again.",
}

// Mend says, for people, what to do about a reason that a message died of.
func Mend(reason string) string {
	if s, ok := mends[reason]; ok {
		return s
	}
	return "Slack refused the message (" + reason + "): look the code up in Slack's documentation of chat.postMessage, mend the cause, then send again."
}

// Mend says, for people, what to do about the dead letter.
func (d DeadLetter) Mend() string {
	s := Mend(d.Reason)
	if d.InDoubt {
		s += " It may have reached the channel already; the bot looks there before it sends it again."
	}
	return s
}
