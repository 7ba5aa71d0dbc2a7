package slackapp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
)

// Handler is what answers. It may be called from many goroutines; its context ends after HandleWithin.
type Handler interface {
	// Command answers a slash command, a mention or a direct message.
	Command(ctx context.Context, r commands.Request) commands.Response
	// Action answers the press of a button or a choice in a menu.
	Action(ctx context.Context, a commands.Action) commands.Response
	// Submit answers a form.
	Submit(ctx context.Context, s commands.Submission) commands.Response
	// Home is what a person sees on the bot's home tab.
	Home(ctx context.Context, team, user string) slack.HomeTabViewRequest
}

// The bounds on what an App does for one request.
const (
	// HandleWithin is how long a Handler may take.
	HandleWithin = 25 * time.Second
	// DefaultAckWithin is how long an acknowledgement waits for the answer; Slack itself waits three seconds.
	DefaultAckWithin = 2 * time.Second

	deliverWithin = time.Minute      // for posting an answer, the waits that Slack asks for included
	callWithin    = 15 * time.Second // for one call to Slack
	atOnce        = 64               // handlers at work
)

// Options are the settings of an App.
type Options struct {
	Handler       Handler       // required
	Installations Installations // required
	Once          Once          // required

	SigningSecret Secret   // SLACK_SIGNING_SECRET: wanted for HTTP
	AppToken      Secret   // SLACK_APP_TOKEN: wanted for Socket Mode
	BotToken      Secret   // SLACK_BOT_TOKEN: for one workspace without OAuth
	ClientID      string   // SLACK_CLIENT_ID: wanted, with the next two, to install by OAuth
	ClientSecret  Secret   // SLACK_CLIENT_SECRET
	Curators      []string // PLEDGEWATCH_CURATORS: ids of users (U…) and user groups (S…); none: nobody is one
	PublicURL     string   // PLEDGEWATCH_PUBLIC_URL: where people and Slack reach this server
	APIURL        string   // SLACK_API_URL; empty: Slack's own

	// Joined is told when the bot was added to a channel; nil: nobody is.
	Joined func(ctx context.Context, team, channel string) error

	AckWithin  time.Duration    // zero: DefaultAckWithin
	HTTPClient *http.Client     // nil: one with time-outs; redirects are never followed
	Now        func() time.Time // nil: time.Now
	Log        *slog.Logger     // nil: nothing is logged
}

// App is the bot's side of Slack. Make one with New and end it with Close; Run closes it itself.
type App struct {
	o      Options
	log    *slog.Logger
	now    func() time.Time
	http   *http.Client
	apiURL *url.URL // ends in a slash
	public string   // without a slash at its end
	crew   *crew
	seen   *signatures
	self   identity
}

// New makes an App. It fails when something required is missing or a URL cannot serve.
func New(o Options) (*App, error) {
	if o.Handler == nil || o.Installations == nil || o.Once == nil {
		return nil, errors.New("slackapp: Handler, Installations and Once are required")
	}
	if err := checkCurators(o.Curators); err != nil {
		return nil, err
	}
	api, err := baseURL("SLACK_API_URL", o.APIURL, slack.APIURL)
	if err != nil {
		return nil, err
	}
	public, err := baseURL("PLEDGEWATCH_PUBLIC_URL", o.PublicURL, "")
	if err != nil {
		return nil, err
	}
	a := &App{o: o, log: o.Log, now: o.Now, apiURL: api, crew: newCrew(atOnce), seen: newSignatures(signaturesKept)}
	if public != nil {
		a.public = strings.TrimRight(public.String(), "/")
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.o.AckWithin <= 0 {
		a.o.AckWithin = DefaultAckWithin
	}
	a.http = httpClient(o.HTTPClient)
	return a, nil
}

// Close takes no more work and waits for what is under way, until ctx ends; then it cancels the rest, waits for that
// too, and returns the context's error.
func (a *App) Close(ctx context.Context) error { return a.crew.close(ctx) }

// httpClient bounds how long a call takes. It follows no redirect: a token must not travel to another host.
func httpClient(given *http.Client) *http.Client {
	var c http.Client
	if given != nil {
		c = *given
	}
	if c.Timeout == 0 {
		c.Timeout = callWithin
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// baseURL reads the URL in a setting; its path ends in a slash, as slack-go wants it. It returns nil for none.
func baseURL(setting, raw, usual string) (*url.URL, error) {
	if raw == "" {
		raw = usual
	}
	if raw == "" {
		return nil, nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("%s: this is no base URL: it wants https:// (or http://) and a host", setting)
	}
	u.RawQuery, u.Fragment, u.User = "", "", nil
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	return u, nil
}
