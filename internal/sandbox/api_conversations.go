package sandbox

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// readable finds a channel that the app may read, for methods that want one scope for each kind of channel.
func (w *Workspace) readable(c *call, what string) (*channel, error) {
	ch := w.channel(c.str("channel"))
	if ch == nil || ch.ID != c.str("channel") { // these methods want an identifier, not a name
		return nil, refuse("channel_not_found")
	}
	_, _, family := ch.kind()
	if err := c.need(family + ":" + what); err != nil {
		return nil, err
	}
	if (ch.Private || ch.IM != "") && !ch.has(botUser) {
		return nil, refuse("channel_not_found")
	}
	return ch, nil
}

func (c *channel) api() map[string]any {
	m := map[string]any{
		"id": c.ID, "created": 1_700_000_000, "is_archived": c.Archived, "is_im": c.IM != "", "is_org_shared": false,
		"context_team_id": teamID, "updated": 1_700_000_000_000, "is_private": c.Private || c.IM != "", "is_mpim": false,
	}
	if c.IM != "" {
		m["user"] = c.IM
		return m
	}
	for k, v := range map[string]any{
		"name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private, "is_group": c.Private, "is_general": c.General,
		"is_member": c.has(botUser), "is_shared": false, "is_ext_shared": false, "num_members": len(c.Members), "creator": "U0AMINAOK01",
		"topic":   map[string]any{"value": c.Topic, "creator": "", "last_set": 0},
		"purpose": map[string]any{"value": "", "creator": "", "last_set": 0},
	} {
		m[k] = v
	}
	return m
}

func (w *Workspace) conversationList(c *call) (map[string]any, error) {
	types := []string{"public_channel"}
	if t := c.str("types"); t != "" {
		types = strings.Split(t, ",")
	}
	scope := map[string]string{"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}
	for i, t := range types {
		types[i] = strings.TrimSpace(t)
		if scope[types[i]] == "" {
			return nil, refuse("invalid_types")
		}
		if err := c.need(scope[types[i]]); err != nil {
			return nil, err
		}
	}
	var all []map[string]any
	for _, ch := range w.channels {
		_, kind, _ := ch.kind()
		hidden := (ch.Private || ch.IM != "") && !ch.has(botUser)
		if slices.Contains(types, kind) && !hidden && (!ch.Archived || !c.flag("exclude_archived")) {
			all = append(all, ch.api())
		}
	}
	return page(c, "channels", all, 100)
}

// page cuts a list at the cursor and the limit of a call.
func page[T any](c *call, key string, all []T, def int) (map[string]any, error) {
	limit, err := c.limit(def, 1000)
	if err != nil {
		return nil, err
	}
	from := 0
	if cur := c.str("cursor"); cur != "" {
		raw, err := base64.StdEncoding.DecodeString(cur)
		if err == nil {
			from, err = strconv.Atoi(string(raw))
		}
		if err != nil || from < 0 || from > len(all) {
			return nil, refuse("invalid_cursor")
		}
	}
	to := min(from+limit, len(all))
	next := ""
	if to < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(to)))
	}
	list := append([]T{}, all[from:to]...) // an empty page is [], not null
	return map[string]any{key: list, "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func (w *Workspace) conversationInfo(c *call) (map[string]any, error) {
	ch, err := w.readable(c, "read")
	if err != nil {
		return nil, err
	}
	out := ch.api()
	if !c.flag("include_num_members") {
		delete(out, "num_members")
	}
	return map[string]any{"channel": out}, nil
}

func (w *Workspace) conversationMembers(c *call) (map[string]any, error) {
	ch, err := w.readable(c, "read")
	if err != nil {
		return nil, err
	}
	return page(c, "members", ch.Members, 100)
}

// between keeps the messages that oldest, latest and inclusive leave, and that anyone in the channel sees.
func between(c *call, list []*Message) []*Message {
	oldest, latest, both := c.str("oldest"), c.str("latest"), c.flag("inclusive")
	var out []*Message
	for _, m := range list {
		at := tsTime(m.TS)
		after := oldest == "" || at.After(tsTime(oldest)) || (both && at.Equal(tsTime(oldest)))
		before := latest == "" || at.Before(tsTime(latest)) || (both && at.Equal(tsTime(latest)))
		if m.Ephemeral == "" && after && before {
			out = append(out, m)
		}
	}
	return out
}

func (w *Workspace) history(c *call) (map[string]any, error) {
	ch, err := w.readable(c, "history")
	if err != nil {
		return nil, err
	}
	if !ch.has(botUser) {
		return nil, refuse("not_in_channel")
	}
	var top []*Message
	for _, m := range between(c, w.messages[ch.ID]) {
		if m.ThreadTS == "" || m.ThreadTS == m.TS || m.Broadcast {
			top = append(top, m)
		}
	}
	slices.Reverse(top)
	return w.messagePage(c, top, 100)
}

func (w *Workspace) conversationReplies(c *call) (map[string]any, error) {
	ch, err := w.readable(c, "history")
	if err != nil {
		return nil, err
	}
	if !ch.has(botUser) {
		return nil, refuse("not_in_channel")
	}
	root := w.message(ch.ID, c.str("ts"), "")
	if root == nil {
		return nil, refuse("thread_not_found")
	}
	if root.ThreadTS != "" && root.ThreadTS != root.TS { // a reply's timestamp shows that reply alone
		return w.messagePage(c, []*Message{root}, 1000)
	}
	return w.messagePage(c, append([]*Message{root}, between(c, w.replies(ch.ID, root.TS, ""))...), 1000)
}

func (w *Workspace) messagePage(c *call, list []*Message, def int) (map[string]any, error) {
	var all []map[string]any
	for _, m := range list {
		all = append(all, w.apiMessage(m, c.flag("include_all_metadata")))
	}
	out, err := page(c, "messages", all, def)
	if err != nil {
		return nil, err
	}
	meta, _ := out["response_metadata"].(map[string]any)
	out["has_more"] = meta["next_cursor"] != ""
	return out, nil
}

func (w *Workspace) join(c *call) (map[string]any, error) {
	ch := w.channel(c.str("channel"))
	switch {
	case ch == nil || ch.Private:
		return nil, refuse("channel_not_found")
	case ch.IM != "":
		return nil, refuse("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, refuse("is_archived")
	case ch.has(botUser):
		return map[string]any{
			"channel": ch.api(), "warning": "already_in_channel",
			"response_metadata": map[string]any{"warnings": []string{"already_in_channel"}},
		}, nil
	}
	w.enter(ch, botUser, "")
	return map[string]any{"channel": ch.api()}, nil
}

// enter makes a user a member of a channel and says so there. The caller holds w.mu.
func (w *Workspace) enter(ch *channel, who, inviter string) {
	ch.Members = append(slices.Clone(ch.Members), who)
	w.journal.write(entry{Channel: ch})
	text := "<@" + who + "> has joined the channel"
	if inviter != "" {
		text = "was added to #" + ch.Name + " by <@" + inviter + ">."
	}
	w.put(&Message{Channel: ch.ID, TS: w.nextTS(), User: who, Subtype: "channel_join", Text: text})
	w.hub.send(change{kind: "sidebar"})
	w.event("member_joined_channel", map[string]any{
		"user": who, "channel": ch.ID, "channel_type": strings.ToUpper(ch.ID[:1]), "team": teamID, "inviter": inviter,
	})
}

func (w *Workspace) conversationOpen(c *call) (map[string]any, error) {
	users, id := c.str("users"), c.str("channel")
	var ch *channel
	switch {
	case id != "":
		if ch = w.channel(id); ch == nil || ch.IM == "" {
			return nil, refuse("channel_not_found")
		}
	case users == "":
		return nil, refuse("users_list_not_supplied")
	case strings.Contains(users, ","):
		return nil, refuse("not_enough_users", "group direct messages are not played here [json-pointer:/users]")
	case w.user(users) == nil:
		return nil, refuse("user_not_found")
	case users == botUser || users == slackbotUser:
		return nil, refuse("cannot_dm_bot")
	default:
		ch = w.direct(users)
	}
	out := map[string]any{"id": ch.ID}
	if c.flag("return_im") {
		out = ch.api()
	}
	return map[string]any{"channel": out, "no_op": false, "already_open": true}, nil
}
