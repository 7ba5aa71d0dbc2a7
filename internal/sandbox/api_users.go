package sandbox

import (
	"regexp"
	"slices"
)

func (w *Workspace) apiTest(c *call) (map[string]any, error) {
	if e := c.str("error"); e != "" {
		return nil, refuse(e)
	}
	args := map[string]string{}
	for k := range c.args {
		if k != "token" {
			args[k] = c.str(k)
		}
	}
	return map[string]any{"args": args}, nil
}

func (w *Workspace) authTest(c *call) (map[string]any, error) {
	return map[string]any{
		"url": c.base + "/", "team": w.opts.TeamName, "user": w.user(botUser).name, "team_id": teamID, "user_id": botUser,
		"bot_id": botID, "is_enterprise_install": false,
	}, nil
}

func (w *Workspace) usersInfo(c *call) (map[string]any, error) {
	u := w.user(c.str("user"))
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return map[string]any{"user": u.api()}, nil
}

func (w *Workspace) usersList(c *call) (map[string]any, error) {
	var all []map[string]any
	for _, u := range w.users {
		all = append(all, u.api())
	}
	return page(c, "members", all, 1000)
}

func (w *Workspace) botsInfo(c *call) (map[string]any, error) {
	if id := c.str("bot"); id != "" && id != botID {
		return nil, refuse("bot_not_found")
	}
	return map[string]any{"bot": map[string]any{
		"id": botID, "deleted": false, "name": w.opts.Manifest.Display.Name, "updated": 1_700_000_000, "app_id": appID, "user_id": botUser,
		"icons": map[string]any{},
	}}, nil
}

func (w *Workspace) teamInfo(*call) (map[string]any, error) {
	return map[string]any{"team": map[string]any{
		"id": teamID, "name": w.opts.TeamName, "domain": teamDomain, "email_domain": "", "icon": map[string]any{"image_default": true},
	}}, nil
}

// editorsGroup is the one user group of the workspace.
const editorsGroup = "S0EDITORS01"

func (w *Workspace) groupUsers(c *call) (map[string]any, error) {
	if c.str("usergroup") != editorsGroup {
		return nil, refuse("no_such_subteam")
	}
	return map[string]any{"users": []string{youUser, "U0AMINAOK01"}}, nil
}

var emojiName = regexp.MustCompile(`^[a-z0-9_+'-]{1,100}$`)

func (w *Workspace) reactionsAdd(c *call) (map[string]any, error) {
	ch := w.channel(c.str("channel"))
	if ch == nil || (ch.Private && !ch.has(botUser)) {
		return nil, refuse("channel_not_found")
	}
	m := w.message(ch.ID, c.str("timestamp"), "")
	switch {
	case c.str("timestamp") == "":
		return nil, refuse("no_item_specified")
	case m == nil:
		return nil, refuse("message_not_found")
	case !emojiName.MatchString(c.str("name")) || emoji[c.str("name")] == "":
		return nil, refuse("invalid_name")
	case !ch.has(botUser):
		return nil, refuse("not_in_channel")
	case ch.Archived:
		return nil, refuse("is_archived")
	}
	next := *m
	if !react(&next, c.str("name"), botUser) {
		return nil, refuse("already_reacted")
	}
	w.put(&next)
	return map[string]any{}, nil
}

// react adds a reaction and says whether it is new. The list is replaced, for others may be reading the old one.
func react(m *Message, name, who string) bool {
	m.Reactions = slices.Clone(m.Reactions)
	for i, r := range m.Reactions {
		if r.Name != name {
			continue
		}
		if slices.Contains(r.Users, who) {
			return false
		}
		m.Reactions[i].Users = append(slices.Clone(r.Users), who)
		return true
	}
	m.Reactions = append(m.Reactions, Reaction{Name: name, Users: []string{who}})
	return true
}
