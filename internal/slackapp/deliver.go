package slackapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

const (
	mostRetries     = 3
	usualRetryAfter = 5 * time.Second // where a 429 does not say
	maxAck          = 20_000          // bytes of an acknowledgement; Socket Mode drops 20,480 and more, envelope included
)

// place is where a request came from and its answer goes.
type place struct {
	team, channel, user string
	thread              string // ts of the thread; empty outside threads
	responseURL         string // empty for events and views
	trigger             string // opens a modal for three seconds
	view                string // the modal in which a button was pressed
	public              bool   // everyone in the channel saw the question and sees the answer
}

// deliver brings a response to its person, in a time of its own: the handler's has been used up.
func (a *App) deliver(ctx context.Context, to place, resp commands.Response) {
	if resp.Empty() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	resp = a.shown(ctx, to, resp)
	if resp.Text == "" && len(resp.Blocks) == 0 && !resp.Delete {
		return
	}
	if err := a.send(ctx, to, resp); err != nil {
		a.log.Error("an answer was not delivered", "team", to.team, "channel", to.channel, "err", scrub(err))
	}
}

// shown shows the form of a response and returns the rest; a form that cannot be shown becomes a line for the person.
func (a *App) shown(ctx context.Context, to place, resp commands.Response) commands.Response {
	if resp.Modal == nil {
		return resp
	}
	if err := a.show(ctx, to, *resp.Modal); err != nil {
		a.log.Error("a form could not be shown", "team", to.team, "err", scrub(err))
		if resp.Text == "" {
			resp.Text, resp.Blocks = sayNoForm, nil
		}
	}
	resp.Modal = nil
	return resp
}

// show opens a modal, or puts it in place of the one whose button was pressed.
func (a *App) show(ctx context.Context, to place, view slack.ModalViewRequest) error {
	client, err := a.patient(ctx, to.team)
	if err != nil {
		return err
	}
	view = from(to, view)
	if to.view != "" {
		_, err = client.UpdateViewContext(ctx, view, "", "", to.view)
	} else {
		_, err = client.OpenViewContext(ctx, to.trigger, view)
	}
	return err
}

// send uses the response_url where there is one, and the Web API where there is none or it is used up.
func (a *App) send(ctx context.Context, to place, resp commands.Response) error {
	if to.responseURL != "" {
		err := a.respond(ctx, to, resp)
		if err == nil || !refusedURL(err) || resp.Delete {
			return err
		}
		a.log.Warn("a response_url was refused, the answer goes through the Web API", "team", to.team, "err", scrub(err))
	}
	client, err := a.patient(ctx, to.team)
	if err != nil {
		return err
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(safe(resp.Text), false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(resp.Blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(resp.Blocks...))
	}
	direct := options // a thread of the channel is none of the direct messages
	if to.thread != "" {
		options = append(options, slack.MsgOptionTS(to.thread))
	}
	switch {
	case to.channel == "":
	case to.public || resp.InChannel:
		_, _, err = client.PostMessageContext(ctx, to.channel, options...)
		return err
	default:
		_, err = client.PostEphemeralContext(ctx, to.channel, to.user, options...)
		if refused, ok := errors.AsType[slack.SlackErrorResponse](err); err == nil || !ok || !outside(refused.Err) {
			return err
		}
	}
	_, _, err = client.PostMessageContext(ctx, to.user, direct...) // the bot's direct messages with the person
	return err
}

// outside reports that the bot or the person is not in the channel, so that nothing can be whispered there.
func outside(code string) bool {
	switch code {
	case "channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived":
		return true
	}
	return false
}

// respond posts through a response_url and waits as long as Slack asks when there are too many calls.
func (a *App) respond(ctx context.Context, to place, resp commands.Response) error {
	target, err := a.responseURL(to.responseURL)
	if err != nil {
		return err
	}
	msg := message(to, resp)
	for tries := 0; ; tries++ {
		err := slack.PostWebhookCustomHTTPContext(ctx, target, a.http, msg)
		after, limited := rateLimited(err)
		if !limited || tries == mostRetries {
			return err
		}
		select {
		case <-time.After(after):
		case <-ctx.Done():
			return fmt.Errorf("wait for Slack's rate limit: %w", ctx.Err())
		}
	}
}

func rateLimited(err error) (time.Duration, bool) {
	if e, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(e.RetryAfter, time.Second), true
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok && e.Code == http.StatusTooManyRequests { // without Retry-After
		return usualRetryAfter, true
	}
	return 0, false
}

var errForeignURL = errors.New("the response_url is not Slack's")

// refusedURL reports that a response_url certainly delivered nothing, so that another way doubles nothing.
func refusedURL(err error) bool {
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return e.Code >= http.StatusBadRequest && e.Code < http.StatusInternalServerError
	}
	_, limited := rateLimited(err)
	return limited || errors.Is(err, errForeignURL)
}

// responseURL checks that a response_url is Slack's, or of the server that plays Slack. What it returns is put
// together anew, so that nothing but a path and a query comes from outside.
func (a *App) responseURL(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", errForeignURL
	}
	switch host := strings.ToLower(u.Host); {
	case u.Scheme == "https" && (host == "hooks.slack.com" || host == "slack.com" || host == "hooks.slack-gov.com" || host == "slack-gov.com"):
	case u.Scheme == a.apiURL.Scheme && host == strings.ToLower(a.apiURL.Host):
	default:
		return "", errForeignURL
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String(), nil
}

// message is a response as acknowledgements and response_urls take it.
func message(to place, resp commands.Response) *slack.WebhookMessage {
	quiet := false
	m := &slack.WebhookMessage{
		Text: safe(resp.Text), ResponseType: slack.ResponseTypeEphemeral,
		ReplaceOriginal: resp.Replace, DeleteOriginal: resp.Delete, UnfurlLinks: &quiet, UnfurlMedia: &quiet,
	}
	if resp.InChannel || to.public {
		m.ResponseType = slack.ResponseTypeInChannel
	}
	if !resp.Replace && !resp.Delete {
		m.ThreadTimestamp = to.thread
	}
	if len(resp.Blocks) > 0 {
		m.Blocks = &slack.Blocks{BlockSet: resp.Blocks}
	}
	return m
}

// fits reports whether an acknowledgement is small enough for Socket Mode. HTTP keeps to the same size, so that both
// give the same answers.
func fits(ack any) bool {
	raw, err := json.Marshal(ack)
	return err == nil && len(raw) <= maxAck
}

var (
	entity = regexp.MustCompile(`&(amp;|lt;|gt;)?`)
	angles = strings.NewReplacer("<", "&lt;", ">", "&gt;")
)

// safe makes a plain text harmless where Slack reads markup: it can mention nobody and link nowhere. A text that is
// escaped already stays as it is.
func safe(text string) string {
	return angles.Replace(entity.ReplaceAllStringFunc(text, func(s string) string {
		if s == "&" {
			return "&amp;"
		}
		return s
	}))
}
