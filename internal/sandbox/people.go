package sandbox

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// The identifiers of a workspace are the same everywhere, so that tests and screenshots can name them.
const (
	teamID  = "T0SANDBOX01"
	appID   = "A0SANDBOX01"
	botID   = "B0SANDBOX01"
	botUser = "U0SANDBOT01"
	youUser = "U0ROBINASH1"

	slackbotUser = "USLACKBOT"

	generalID    = "C0GENERAL01"
	briefingsID  = "C0BRIEFING1"
	careReformID = "C0CAREREF01"
	directID     = "D0APPDIRECT"
	teamDomain   = "pledgewatch-sandbox"
)

// You is the user id of the person at the page.
const You = youUser

type user struct {
	id, name, real, title  string
	admin, guest, bot, you bool
}

// populate fills a new workspace with people and channels. The app is in #general and #care-reform and not in
// #policy-briefings, so that not_in_channel and /invite can be seen.
func (w *Workspace) populate() {
	f := w.opts.Manifest.Features
	w.users = []*user{
		{id: youUser, name: "robin.ashdown", real: "Robin Ashdown", title: "Policy officer", you: true},
		{id: "U0AMINAOK01", name: "amina.okafor", real: "Amina Okafor", title: "Head of policy", admin: true},
		{id: "U0CALLUMRE1", name: "callum.reid", real: "Callum Reid", title: "Public affairs"},
		{id: "U0PRIYANAI1", name: "priya.nair", real: "Priya Nair", title: "Practice lead"},
		{id: "U0JOWHITFI1", name: "jo.whitfield", real: "Jo Whitfield", title: "Guest, partner charity", guest: true},
		{id: botUser, name: handle(f.BotUser.DisplayName), real: f.BotUser.DisplayName, bot: true},
		{id: slackbotUser, name: "slackbot", real: "Slackbot", bot: true},
	}
	all := []string{youUser, "U0AMINAOK01", "U0CALLUMRE1", "U0PRIYANAI1", "U0JOWHITFI1"}
	w.channels = []*channel{
		{ID: generalID, Name: "general", Topic: "Company-wide announcements and work-based matters", General: true, Members: append(slices.Clone(all), botUser)},
		{ID: briefingsID, Name: "policy-briefings", Topic: "Drafts and questions for briefings", Members: slices.Clone(all[:4])},
		{ID: careReformID, Name: "care-reform", Topic: "The reform of children’s social care", Members: append(slices.Clone(all), botUser)},
		{ID: directID, IM: youUser, Members: []string{youUser, botUser}},
	}
}

// handle makes a user name out of a display name, as Slack does for a bot user.
func handle(display string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.ToLower(display))
}

func (w *Workspace) user(id string) *user {
	for _, u := range w.users {
		if u.id == id {
			return u
		}
	}
	return nil
}

func (w *Workspace) userByName(name string) *user {
	name = strings.ToLower(strings.TrimPrefix(name, "@"))
	for _, u := range w.users {
		if u.name == name || strings.EqualFold(u.real, name) {
			return u
		}
	}
	return nil
}

// api is the user object of users.info and users.list.
func (u *user) api() map[string]any {
	first, last, _ := strings.Cut(u.real, " ")
	profile := map[string]any{
		"title": u.title, "real_name": u.real, "display_name": u.name, "first_name": first, "last_name": last, "team": teamID,
	}
	if u.id == botUser {
		profile["bot_id"], profile["api_app_id"] = botID, appID
	}
	return map[string]any{
		"id": u.id, "team_id": teamID, "name": u.name, "deleted": false, "real_name": u.real, "tz": "Europe/London",
		"tz_label": "Greenwich Mean Time", "tz_offset": 0, "is_admin": u.admin, "is_owner": false, "is_primary_owner": false,
		"is_restricted": u.guest, "is_ultra_restricted": false, "is_bot": u.bot && u.id != slackbotUser, "is_app_user": false,
		"profile": profile,
	}
}

// commands are the app's slash commands, sorted by name.
func (w *Workspace) commands() []slack.ManifestSlashCommand {
	list := slices.Clone(w.opts.Manifest.Features.SlashCommands)
	slices.SortFunc(list, func(a, b slack.ManifestSlashCommand) int { return strings.Compare(a.Command, b.Command) })
	return list
}
