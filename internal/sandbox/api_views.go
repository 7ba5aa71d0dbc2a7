package sandbox

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

const (
	maxView     = 250 << 10 // bytes of a view's JSON
	maxStack    = 3         // modals on top of each other
	triggerLife = 3 * time.Second
)

// View is a modal or a home tab as the workspace keeps it.
type View struct {
	ID              string          `json:"id"`
	Type            string          `json:"type"` // modal or home
	User            string          `json:"user"` // who sees it
	Title           string          `json:"title,omitempty"`
	Submit          string          `json:"submit,omitempty"`
	Close           string          `json:"close,omitempty"`
	CallbackID      string          `json:"callback_id,omitempty"`
	PrivateMetadata string          `json:"private_metadata,omitempty"`
	ExternalID      string          `json:"external_id,omitempty"`
	Hash            string          `json:"hash"`
	ClearOnClose    bool            `json:"clear_on_close,omitempty"`
	NotifyOnClose   bool            `json:"notify_on_close,omitempty"`
	Blocks          json.RawMessage `json:"blocks"`
	// Errors are what is wrong with a submission, by block_id; the empty key is about the whole view.
	Errors map[string]string `json:"-"`

	state    Values
	previous string
	root     string
}

// BlockSet decodes the blocks into slack-go's types.
func (v View) BlockSet() (slack.Blocks, error) {
	return Message{TS: v.ID, Blocks: v.Blocks}.BlockSet()
}

// trigger is the right to open one modal, for three seconds after what the person did.
type trigger struct {
	user string
	at   time.Time
	used bool
}

func (w *Workspace) newTrigger(user string) string {
	now := w.now()
	for id, t := range w.triggers {
		if now.Sub(t.at) > time.Hour {
			delete(w.triggers, id)
		}
	}
	id := "13370." + rand.Text()[:8] + "." + rand.Text()
	w.triggers[id] = &trigger{user: user, at: now}
	return id
}

// exchange uses up a trigger and says whose it is.
func (w *Workspace) exchange(id string) (string, error) {
	t := w.triggers[id]
	switch {
	case id == "":
		return "", refuse("invalid_arguments", "missing required field: trigger_id [json-pointer:/trigger_id]")
	case t == nil:
		return "", refuse("invalid_trigger_id")
	case w.now().Sub(t.at) > triggerLife:
		return "", refuse("expired_trigger_id")
	case t.used:
		return "", refuse("exchanged_trigger_id")
	}
	t.used = true
	return t.user, nil
}

// readView checks a view as strictly as Slack. kind is the type that it must have.
func readView(raw, kind string) (*View, error) {
	if raw == "" {
		return nil, refuse("invalid_arguments", "missing required field: view [json-pointer:/view]")
	}
	if len(raw) > maxView {
		return nil, refuse("view_too_large")
	}
	var o map[string]any
	if json.Unmarshal([]byte(raw), &o) != nil {
		return nil, refuse("invalid_arguments", "must be an object [json-pointer:/view]")
	}
	at, fields := onModal, "title! blocks! close submit private_metadata callback_id clear_on_close notify_on_close external_id submit_disabled"
	if kind == "home" {
		at, fields = onHome, "blocks! private_metadata callback_id external_id"
	}
	c := &checker{at: at, blockIDs: map[string]bool{}}
	c.object(o, "/view", fields)
	if o["type"] != kind {
		c.fail("/view/type", "value must be one of: %s", kind)
	}
	for _, key := range []string{"title", "submit", "close"} {
		c.text(o, key, "/view", 24, plain)
	}
	v := &View{Type: kind, Hash: rand.Text(), state: Values{}}
	v.PrivateMetadata = c.str(o, "private_metadata", "/view", 0, 3000)
	v.CallbackID = c.str(o, "callback_id", "/view", 0, 255)
	v.ExternalID = c.str(o, "external_id", "/view", 0, 255)
	c.boolean(o, "/view", "clear_on_close", "notify_on_close")
	list := c.list(o, "blocks", "/view", 0, c.at.most)
	if len(list) <= c.at.most {
		c.blocks(list)
	}
	if c.inputs > 0 && kind == "modal" && o["submit"] == nil {
		c.fail("/view", "missing required field: submit")
	}
	if len(c.errs) > 0 {
		return nil, refuse("invalid_arguments", c.errs...)
	}
	v.Title, v.Submit, v.Close = textOf(o["title"]), textOf(o["submit"]), textOf(o["close"])
	v.ClearOnClose, v.NotifyOnClose = o["clear_on_close"] == true, o["notify_on_close"] == true
	v.Blocks = mustJSON(append([]any{}, list...))
	return v, nil
}

func textOf(v any) string {
	m, _ := v.(map[string]any)
	s, _ := m["text"].(string)
	return s
}

// unique refuses an external_id that another view has.
func (w *Workspace) unique(v *View) error {
	for _, other := range w.views {
		if v.ExternalID != "" && other.ExternalID == v.ExternalID && other.ID != v.ID {
			return refuse("duplicate_external_id")
		}
	}
	return nil
}

func (w *Workspace) viewsOpen(c *call) (map[string]any, error) {
	v, err := readView(c.str("view"), "modal")
	if err != nil {
		return nil, err
	}
	user, err := w.exchange(c.str("trigger_id"))
	if err == nil {
		err = w.unique(v)
	}
	if err != nil {
		return nil, err
	}
	w.closeAll(user)
	w.push(user, v)
	return map[string]any{"view": v.api()}, nil
}

func (w *Workspace) viewsPush(c *call) (map[string]any, error) {
	v, err := readView(c.str("view"), "modal")
	if err != nil {
		return nil, err
	}
	user, err := w.exchange(c.str("trigger_id"))
	if err == nil {
		err = w.unique(v)
	}
	switch {
	case err != nil:
		return nil, err
	case len(w.stacks[user]) == 0:
		return nil, refuse("invalid_trigger_id")
	case len(w.stacks[user]) >= maxStack:
		return nil, refuse("push_limit_reached")
	}
	w.push(user, v)
	return map[string]any{"view": v.api()}, nil
}

// push puts a modal on top of a user's stack. The caller holds w.mu.
func (w *Workspace) push(user string, v *View) {
	stack := w.stacks[user]
	v.ID, v.User = "V0"+rand.Text()[:10], user
	v.root = v.ID
	if len(stack) > 0 {
		v.previous, v.root = stack[len(stack)-1], stack[0]
	}
	w.views[v.ID] = v
	w.stacks[user] = append(slices.Clone(stack), v.ID)
	w.seq++
	w.hub.send(change{kind: "modal", only: user})
}

func (w *Workspace) viewsUpdate(c *call) (map[string]any, error) {
	var old *View
	for _, v := range w.views {
		if v.ID == c.str("view_id") || (v.ExternalID != "" && v.ExternalID == c.str("external_id")) {
			old = v
		}
	}
	if old == nil {
		return nil, refuse("not_found")
	}
	v, err := readView(c.str("view"), old.Type)
	if err != nil {
		return nil, err
	}
	if h := c.str("hash"); h != "" && h != old.Hash {
		return nil, refuse("hash_conflict")
	}
	w.replaceView(old, v)
	if err := w.unique(v); err != nil {
		return nil, err
	}
	return map[string]any{"view": v.api()}, nil
}

// replaceView puts v in the place of old; what was typed stays where the identifiers stay.
func (w *Workspace) replaceView(old, v *View) {
	v.ID, v.User, v.previous, v.root, v.state = old.ID, old.User, old.previous, old.root, old.state
	w.views[v.ID] = v
	w.seq++
	w.hub.send(change{kind: v.Type, only: v.User})
}

func (w *Workspace) viewsPublish(c *call) (map[string]any, error) {
	user := c.str("user_id")
	switch {
	case !w.opts.Manifest.Features.AppHome.HomeTabEnabled:
		return nil, refuse("not_enabled")
	case w.user(user) == nil || w.user(user).bot:
		return nil, refuse("invalid_arguments", "user_not_found [json-pointer:/user_id]")
	}
	v, err := readView(c.str("view"), "home")
	if err != nil {
		return nil, err
	}
	v.ID, v.User = homeID(user), user
	if old := w.views[v.ID]; old != nil {
		if h := c.str("hash"); h != "" && h != old.Hash {
			return nil, refuse("hash_conflict")
		}
		v.state = old.state
	}
	if err := w.unique(v); err != nil {
		return nil, err
	}
	v.root = v.ID
	w.views[v.ID] = v
	w.seq++
	w.journal.write(entry{Home: v})
	w.hub.send(change{kind: "home", only: user})
	return map[string]any{"view": v.api()}, nil
}

func homeID(user string) string { return "VH" + user }

// api is a view as the Web API and interactions show it.
func (v *View) api() map[string]any {
	label := func(s string) any {
		if s == "" {
			return nil
		}
		return map[string]any{"type": plain, "text": s, "emoji": true}
	}
	previous := any(nil)
	if v.previous != "" {
		previous = v.previous
	}
	out := map[string]any{
		"id": v.ID, "team_id": teamID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.PrivateMetadata,
		"callback_id": v.CallbackID, "state": map[string]any{"values": stateValues(v.Blocks, v.state)}, "hash": v.Hash,
		"title": label(v.Title), "close": label(v.Close), "submit": label(v.Submit), "clear_on_close": v.ClearOnClose,
		"notify_on_close": v.NotifyOnClose, "previous_view_id": previous, "root_view_id": v.root, "app_id": appID,
		"external_id": v.ExternalID, "app_installed_team_id": teamID, "bot_id": botID,
	}
	if v.Type == "home" {
		out["title"] = map[string]any{"type": plain, "text": "View Title", "emoji": true}
	}
	return out
}
