package slackapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// The app's display name and what Slack shows beside it.
const (
	displayName = "Pledgewatch"
	description = "What was promised on children's social care in England, by whom, for when and for how much."
)

// scopes are the bot token's, and why each is wanted. Nothing here is used to list people or channels, and only where there
// are curators can the bot ask who somebody is (curatorScopes). It joins no channel unless it is invited.
var scopes = [...]struct{ name, why string }{
	{"app_mentions:read", "app_mention: questions put by mentioning the bot"},
	{"channels:history", "conversations.history: was a message that is in doubt posted? (public channels)"},
	{"channels:read", "conversations.members: only who is in a channel may change what it gets; member_joined_channel: a channel that the bot was removed from goes on"},
	{"chat:write", "answers, digests and alerts"},
	{"commands", "the slash commands"},
	{"files:write", "files.getUploadURLExternal and files.completeUploadExternal: a picture or a briefing, when somebody presses for it in a channel"},
	{"groups:history", "conversations.history: the same in private channels"},
	{"groups:read", "the same as channels:read in private channels"},
	{"im:history", "message.im: questions put in direct messages; and the same check there"},
}

// Scopes are the scopes that the bot token wants, in alphabetical order.
func Scopes() []string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = s.name
	}
	return names
}

// CommandInfo describes a slash command to Slack.
type CommandInfo struct {
	Name        string // with its slash
	Description string
	Usage       string // what may follow the name
}

// ManifestOptions say how the app is reached.
type ManifestOptions struct {
	Commands  []CommandInfo
	PublicURL string   // base URL for requests over HTTP; empty: Socket Mode
	Curators  []string // as in Options: who they are must be told from others, which takes further scopes
}

// Manifest is the description of the app that its settings in Slack are made from.
func Manifest(o ManifestOptions) slack.Manifest {
	base := strings.TrimRight(o.PublicURL, "/")
	at := func(path string) string {
		if base == "" {
			return ""
		}
		return base + path
	}
	m := slack.Manifest{
		Display: slack.Display{Name: displayName, Description: description, BackgroundColor: "#1d3a4f"},
		Settings: slack.Settings{
			EventSubscriptions: &slack.EventSubscriptions{
				RequestUrl: at("/slack/events"),
				BotEvents: []string{
					string(slackevents.AppHomeOpened), string(slackevents.AppMention), string(slackevents.AppUninstalled),
					string(slackevents.MemberJoinedChannel), "message.im", string(slackevents.TokensRevoked),
				},
			},
			Interactivity:     &slack.Interactivity{IsEnabled: true, RequestUrl: at("/slack/interactions")},
			SocketModeEnabled: base == "",
		},
		Features: slack.Features{
			AppHome: slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser: slack.BotUser{DisplayName: displayName, AlwaysOnline: true},
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: slices.Sorted(slices.Values(append(Scopes(), curatorScopes(o.Curators)...)))}},
	}
	if base != "" {
		m.OAuthConfig.RedirectUrls = []string{at("/slack/oauth/callback")}
	}
	for _, c := range o.Commands {
		m.Features.SlashCommands = append(m.Features.SlashCommands, slack.ManifestSlashCommand{
			Command: c.Name, Description: c.Description, UsageHint: c.Usage, Url: at("/slack/commands"),
			ShouldEscape: true, // #channel comes with its id, which the bot could not look up without a further scope
		})
	}
	return m
}

// ManifestJSON writes a manifest as Slack's app settings take it: indented, with its keys in order, and with the
// answers that slack-go leaves out because they are no.
func ManifestJSON(m slack.Manifest) ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	delete(tree, "_metadata")
	explicit := func(path []string, value bool) {
		at := tree
		for _, key := range path[:len(path)-1] {
			next, ok := at[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		at[path[len(path)-1]] = value
	}
	explicit([]string{"features", "app_home", "messages_tab_read_only_enabled"}, m.Features.AppHome.MessagesTabReadOnlyEnabled)
	explicit([]string{"settings", "org_deploy_enabled"}, m.Settings.OrgDeployEnabled)
	explicit([]string{"settings", "socket_mode_enabled"}, m.Settings.SocketModeEnabled)
	explicit([]string{"settings", "token_rotation_enabled"}, m.Settings.TokenRotationEnabled)
	out, err := json.MarshalIndent(tree, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return append(out, '\n'), nil
}
