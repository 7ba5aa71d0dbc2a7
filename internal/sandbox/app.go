package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// The ways in which the app can be reached, by the names that Socket Mode gives them.
const (
	toCommands     = "slash_commands"
	toInteractions = "interactive"
	toEvents       = "events_api"
)

var paths = map[string]string{
	toCommands: "/slack/commands", toInteractions: "/slack/interactions", toEvents: "/slack/events",
}

var (
	errTimeout    = errors.New("operation_timeout") // the app did not answer in time
	errNoApp      = errors.New("app_not_connected") // there is nobody to ask
	errUnreached  = errors.New("dispatch_failed")   // the connection failed
	errStatus     = errors.New("http_error")        // an answer other than 200
	errNoRetry    = errors.New("no_retry")          // the app asked not to be asked again
	maxReply      = int64(1 << 20)
	signatureKind = "v0"
)

// retry says how often something was sent before, and why it is sent again.
type retry struct {
	num    int
	reason string
}

// reach takes one payload to the app and returns the body of its answer. It waits no longer than the app may
// take; the errors are those above.
func (w *Workspace) reach(ctx context.Context, kind string, payload map[string]any, again retry) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, w.opts.Patience)
	defer cancel()
	var body []byte
	var err error
	switch {
	case w.opts.Manifest.Settings.SocketModeEnabled:
		body, err = w.sockets.ask(ctx, kind, payload, again)
	case w.opts.AppURL == "":
		err = errNoApp
	default:
		body, err = w.post(ctx, kind, payload, again)
	}
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = errTimeout
	}
	if err != nil {
		w.log.Warn("the app did not take a request", "kind", kind, "err", err)
	}
	return body, err
}

// sign is Slack's signature of a request: an HMAC over version, time and body.
func sign(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%s:%s:%s", signatureKind, timestamp, body)
	return signatureKind + "=" + hex.EncodeToString(mac.Sum(nil))
}

// post sends a payload over HTTP in the encoding that Slack uses for its kind.
func (w *Workspace) post(ctx context.Context, kind string, payload map[string]any, again retry) ([]byte, error) {
	var body []byte
	contentType := "application/x-www-form-urlencoded"
	switch kind {
	case toCommands:
		form := url.Values{}
		for k, v := range payload {
			form.Set(k, fmt.Sprint(v))
		}
		body = []byte(form.Encode())
	case toInteractions:
		body = []byte(url.Values{"payload": {string(mustJSON(payload))}}.Encode())
	default:
		body, contentType = mustJSON(payload), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.opts.AppURL+paths[kind], bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreached, err)
	}
	stamp := strconv.FormatInt(w.now().Unix(), 10)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", sign(w.opts.SigningSecret, stamp, body))
	if again.num > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(again.num))
		req.Header.Set("X-Slack-Retry-Reason", again.reason)
	}
	resp, err := w.opts.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreached, err)
	}
	defer func() { _ = resp.Body.Close() }()
	reply, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errUnreached, err)
	case resp.StatusCode != http.StatusOK && resp.Header.Get("X-Slack-No-Retry") == "1":
		return nil, fmt.Errorf("%w: %w: %s", errNoRetry, errStatus, resp.Status)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%w: %s", errStatus, resp.Status)
	}
	return reply, nil
}

// envelope is what every interaction carries. The caller holds w.mu.
func (w *Workspace) envelope(kind, userID string) map[string]any {
	u := w.user(userID)
	return map[string]any{
		"type": kind, "token": w.verification(), "api_app_id": appID, "enterprise": nil, "is_enterprise_install": false,
		"team":       map[string]any{"id": teamID, "domain": teamDomain},
		"user":       map[string]any{"id": u.id, "username": u.name, "name": u.name, "team_id": teamID},
		"trigger_id": w.newTrigger(userID),
	}
}

// verification is the deprecated verification token: apps are meant to check signatures instead.
func (w *Workspace) verification() string {
	return sign(w.opts.SigningSecret, "verification", nil)[3:27]
}

// VerifyEvents asks the app's events endpoint for the answer to a challenge, as Slack does when the request
// URL is entered. It fails when the app does not answer with the challenge.
func (w *Workspace) VerifyEvents(ctx context.Context) error {
	challenge := sign(w.opts.SigningSecret, "challenge", nil)[3:]
	body, err := w.reach(ctx, toEvents, map[string]any{"type": "url_verification", "token": w.verification(), "challenge": challenge}, retry{})
	if err != nil {
		return fmt.Errorf("sandbox: verify the events URL: %w", err)
	}
	answer := strings.TrimSpace(string(body))
	var obj struct{ Challenge string }
	if json.Unmarshal(body, &obj) == nil {
		answer = obj.Challenge
	}
	if answer != challenge {
		return errors.New("sandbox: verify the events URL: the app did not answer with the challenge")
	}
	return nil
}
