package sandbox

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// maxBody bounds what one request may carry.
const maxBody = 4 << 20

// method is one method of the Web API.
type method struct {
	scope string // what the bot token must hold; empty: nothing
	tier  int    // calls a minute, by Slack's tiers; 0: special
	app   bool   // wants the app token
	form  bool   // does not read a JSON body
	run   func(*Workspace, *call) (map[string]any, error)
}

// Slack's rate tiers, in calls a minute.
const (
	tier1, tier2, tier3, tier4 = 1, 20, 50, 100
)

// apiMethods is the part of the Web API that the workspace plays. Scopes that depend on the kind of channel
// are checked where the channel is known.
var apiMethods = map[string]method{
	"api.test":                     {tier: tier4, run: (*Workspace).apiTest},
	"auth.test":                    {tier: tier4 * 6, run: (*Workspace).authTest},
	"apps.connections.open":        {tier: tier1 * 10, app: true, run: (*Workspace).connectionsOpen},
	"bots.info":                    {scope: "users:read", tier: tier3, form: true, run: (*Workspace).botsInfo},
	"chat.delete":                  {scope: "chat:write", tier: tier3, run: (*Workspace).chatDelete},
	"chat.getPermalink":            {tier: tier4 * 6, form: true, run: (*Workspace).chatPermalink},
	"chat.postEphemeral":           {scope: "chat:write", tier: tier4, run: (*Workspace).chatEphemeral},
	"chat.postMessage":             {scope: "chat:write", run: (*Workspace).chatPost},
	"chat.update":                  {scope: "chat:write", tier: tier3, run: (*Workspace).chatUpdate},
	"conversations.history":        {tier: tier3, run: (*Workspace).history},
	"conversations.info":           {tier: tier3, form: true, run: (*Workspace).conversationInfo},
	"conversations.join":           {scope: "channels:join", tier: tier3, run: (*Workspace).join},
	"conversations.list":           {tier: tier2, form: true, run: (*Workspace).conversationList},
	"conversations.members":        {tier: tier4, form: true, run: (*Workspace).conversationMembers},
	"conversations.open":           {scope: "im:write", tier: tier3, run: (*Workspace).conversationOpen},
	"conversations.replies":        {tier: tier3, form: true, run: (*Workspace).conversationReplies},
	"files.completeUploadExternal": {scope: "files:write", tier: tier4, run: (*Workspace).completeUpload},
	"files.getUploadURLExternal":   {scope: "files:write", tier: tier4, form: true, run: (*Workspace).uploadURL},
	"reactions.add":                {scope: "reactions:write", tier: tier3, run: (*Workspace).reactionsAdd},
	"team.info":                    {scope: "team:read", tier: tier3, form: true, run: (*Workspace).teamInfo},
	"usergroups.users.list":        {scope: "usergroups:read", tier: tier2, form: true, run: (*Workspace).groupUsers},
	"users.info":                   {scope: "users:read", tier: tier4, form: true, run: (*Workspace).usersInfo},
	"users.list":                   {scope: "users:read", tier: tier2, form: true, run: (*Workspace).usersList},
	"views.open":                   {tier: tier4, run: (*Workspace).viewsOpen},
	"views.publish":                {tier: tier4, run: (*Workspace).viewsPublish},
	"views.push":                   {tier: tier4, run: (*Workspace).viewsPush},
	"views.update":                 {tier: tier4, run: (*Workspace).viewsUpdate},
}

// apiError is an answer that is not ok, under Slack's code.
type apiError struct {
	Code             string
	Messages         []string // what is wrong where, each with a JSON pointer
	Needed, Provided string
	RetryAfter       int // seconds
}

func (e *apiError) Error() string {
	if len(e.Messages) > 0 {
		return e.Code + ": " + strings.Join(e.Messages, "; ")
	}
	return e.Code
}

func refuse(code string, messages ...string) error { return &apiError{Code: code, Messages: messages} }

// call is one request to the Web API.
type call struct {
	args   url.Values // of a JSON body, values that are no strings are kept as JSON
	base   string     // of the absolute URLs to hand out
	scopes []string
}

func (c *call) str(name string) string { return c.args.Get(name) }

func (c *call) flag(name string) bool {
	v := c.str(name)
	return v == "true" || v == "1"
}

// limit reads a page size, between 1 and most.
func (c *call) limit(def, most int) (int, error) {
	s := c.str("limit")
	if s == "" || s == "0" {
		return def, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, refuse("invalid_limit")
	}
	return min(n, most), nil
}

// need checks a scope that depends on what the call touches.
func (c *call) need(scope string) error {
	if slices.Contains(c.scopes, scope) {
		return nil
	}
	return &apiError{Code: "missing_scope", Needed: scope, Provided: strings.Join(c.scopes, ",")}
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	out, err := w.answer(name, rw, r)
	status := http.StatusOK
	var refused *apiError
	if errors.As(err, &refused) {
		out = map[string]any{"ok": false, "error": refused.Code}
		if len(refused.Messages) > 0 {
			tagged := make([]string, len(refused.Messages))
			for i, m := range refused.Messages {
				tagged[i] = "[ERROR] " + m
			}
			out["errors"] = refused.Messages
			out["response_metadata"] = map[string]any{"messages": tagged}
		}
		if refused.Needed != "" {
			out["needed"], out["provided"] = refused.Needed, refused.Provided
		}
		if refused.RetryAfter > 0 {
			status = http.StatusTooManyRequests
			rw.Header().Set("Retry-After", strconv.Itoa(refused.RetryAfter))
		}
		w.log.Debug("refused a call", "method", name, "error", refused.Error())
	} else {
		out["ok"] = true
	}
	writeJSON(rw, status, out)
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	// The status is sent: an error now means that the app has gone away.
	_ = json.NewEncoder(rw).Encode(v)
}

func (w *Workspace) answer(name string, rw http.ResponseWriter, r *http.Request) (map[string]any, error) {
	m, ok := apiMethods[name]
	if !ok {
		return nil, refuse("unknown_method")
	}
	if r.Method != http.MethodPost && (r.Method != http.MethodGet || !m.form && name != "api.test" && name != "auth.test") {
		return nil, refuse("insecure_request")
	}
	args, err := readArgs(r, m.form)
	if err != nil {
		return nil, err
	}
	c := &call{args: args, base: w.learnURL(r), scopes: w.opts.Manifest.OAuthConfig.Scopes.Bot}
	if c.base == "" {
		c.base = "http://" + r.Host
	}
	if err := w.authorise(m, name, r, c); err != nil {
		return nil, err
	}
	rw.Header().Set("X-OAuth-Scopes", strings.Join(c.scopes, ","))
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.tier > 0 {
		if err := w.spend("method "+name, rate.Every(time.Minute/time.Duration(m.tier)), m.tier); err != nil {
			return nil, err
		}
	}
	return m.run(w, c)
}

// authorise checks the token as Slack does: by header or by a form field, and for the app token by header only.
func (w *Workspace) authorise(m method, name string, r *http.Request, c *call) error {
	token, header := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !header && r.Method == http.MethodPost && !m.app {
		token = r.PostForm.Get("token")
	}
	same := func(want string) bool { return subtle.ConstantTimeCompare([]byte(token), []byte(want)) == 1 }
	switch {
	case name == "api.test":
		return nil
	case token == "":
		return refuse("not_authed")
	case m.app && same(w.opts.BotToken), !m.app && same(w.opts.AppToken):
		return refuse("not_allowed_token_type")
	case m.app && same(w.opts.AppToken):
		return nil
	case m.app || !same(w.opts.BotToken):
		return refuse("invalid_auth")
	case m.scope != "":
		return c.need(m.scope)
	}
	return nil
}

// spend takes one call from a limit and says when to come back if there is none left.
func (w *Workspace) spend(key string, every rate.Limit, burst int) error {
	l := w.limits[key]
	if l == nil {
		l = rate.NewLimiter(every, burst)
		w.limits[key] = l
	}
	now := w.now()
	if l.AllowN(now, 1) {
		return nil
	}
	wait := (1 - l.TokensAt(now)) / float64(every)
	return &apiError{Code: "ratelimited", RetryAfter: max(1, int(wait+0.999))}
}

// readArgs reads the arguments of a call from the query, a form or a JSON object.
func readArgs(r *http.Request, formOnly bool) (url.Values, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		if formOnly {
			return r.URL.Query(), nil
		}
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, refuse("request_timeout")
		}
		return jsonArgs(raw)
	case "application/x-www-form-urlencoded", "":
		if err := r.ParseForm(); err != nil {
			return nil, refuse("invalid_form_data")
		}
	case "multipart/form-data":
		return multipartArgs(r)
	default:
		return nil, refuse("invalid_post_type")
	}
	return r.Form, nil
}

// multipartArgs reads a form in parts beside the query. The body's own limit is no higher than what is kept in memory, so
// that no part ever goes to the disk.
func multipartArgs(r *http.Request) (url.Values, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, refuse("invalid_form_data")
	}
	form, err := parts.ReadForm(maxBody)
	if err != nil {
		return nil, refuse("invalid_form_data")
	}
	args := url.Values(form.Value)
	for k, v := range r.URL.Query() {
		args[k] = append(args[k], v...)
	}
	return args, nil
}

func jsonArgs(raw []byte) (url.Values, error) {
	args := url.Values{}
	if len(bytes.TrimSpace(raw)) == 0 || string(bytes.TrimSpace(raw)) == "null" {
		return args, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, refuse("invalid_json")
	}
	for k, v := range fields {
		var s string
		switch {
		case string(v) == "null" || k == "token": // a token in a JSON body is not looked at
		case json.Unmarshal(v, &s) == nil:
			args.Set(k, s)
		default:
			args.Set(k, string(v))
		}
	}
	return args, nil
}
