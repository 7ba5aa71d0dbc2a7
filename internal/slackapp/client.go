package slackapp

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
)

// Identity is whom Slack takes the bot for.
type Identity struct {
	Team     string // workspace id
	TeamName string
	BotUser  string   // user id of the bot
	Scopes   []string // granted; nil where Slack did not say
	Missing  []string // of what the manifest asks for
}

// Client returns a client for a workspace; delivery.ErrNotInstalled where the bot has no token for it. It does not
// retry, so that whoever sends can say when to send again. Not for longer than one piece of work: the token may change.
func (a *App) Client(ctx context.Context, team string) (*slack.Client, error) {
	return a.client(ctx, team)
}

// patient is Client for answers: it waits as long as Slack asks when there are too many calls, within the context.
func (a *App) patient(ctx context.Context, team string) (*slack.Client, error) {
	return a.client(ctx, team, slack.OptionRetryConfig(slack.RetryConfig{
		MaxRetries: mostRetries, RetryAfterDuration: usualRetryAfter, RetryAfterJitter: time.Second / 4,
	}))
}

func (a *App) client(ctx context.Context, team string, more ...slack.Option) (*slack.Client, error) {
	token, err := a.token(ctx, team)
	if err != nil {
		return nil, err
	}
	return a.slackClient(token, more...), nil
}

// slackClient puts its own options first: a retrying option must find the HTTP client in place.
func (a *App) slackClient(token string, more ...slack.Option) *slack.Client {
	return slack.New(token, append([]slack.Option{slack.OptionHTTPClient(a.http), slack.OptionAPIURL(a.apiURL.String())}, more...)...)
}

// token finds a workspace's token. Without OAuth there is one workspace and its token is the environment's; with OAuth
// the environment's token serves its own workspace only.
func (a *App) token(ctx context.Context, team string) (string, error) {
	env := a.o.BotToken
	if env.Set() && !a.installs() { // an installation kept from earlier would be out of date
		return env.Reveal(), nil
	}
	in, ok, err := a.o.Installations.Installation(ctx, team)
	if err != nil {
		return "", fmt.Errorf("find the token for workspace %s: %w", team, err)
	}
	if ok {
		return in.BotToken, nil
	}
	if env.Set() {
		id, err := a.whoami(ctx)
		if err != nil {
			return "", err
		}
		if id.Team == team {
			return env.Reveal(), nil
		}
	}
	return "", fmt.Errorf("workspace %s: %w", team, delivery.ErrNotInstalled)
}

// identity remembers what Slack said of the environment's token.
type identity struct {
	mu    sync.Mutex
	known *Identity
}

// Whoami is Check, asked once: whom Slack takes the environment's bot token for.
func (a *App) Whoami(ctx context.Context) (Identity, error) { return a.whoami(ctx) }

func (a *App) whoami(ctx context.Context) (Identity, error) {
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	if a.self.known == nil {
		id, err := a.Check(ctx)
		if err != nil {
			return Identity{}, err
		}
		a.self.known = &id
	}
	return *a.self.known, nil
}

// botUser is the bot's own user id in a workspace; empty where it cannot be told.
func (a *App) botUser(ctx context.Context, team string) string {
	single := !a.installs()
	if in, ok, err := a.o.Installations.Installation(ctx, team); err == nil && ok && !single {
		return in.BotUser
	}
	if a.o.BotToken.Set() {
		if id, err := a.whoami(ctx); err == nil && (id.Team == team || single) {
			return id.BotUser
		}
	}
	return ""
}

// Check asks Slack whom the environment's bot token stands for (auth.test). Its error names the variable to mend.
func (a *App) Check(ctx context.Context) (Identity, error) {
	if !a.o.BotToken.Set() {
		return Identity{}, errors.New("SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from the app's OAuth & Permissions page")
	}
	resp, err := a.slackClient(a.o.BotToken.Reveal()).AuthTestContext(ctx)
	if err != nil {
		return Identity{}, a.tokenError("SLACK_BOT_TOKEN", "auth.test", err)
	}
	id := Identity{Team: resp.TeamID, TeamName: resp.Team, BotUser: resp.UserID}
	if header := resp.Header.Get("X-OAuth-Scopes"); header != "" {
		for s := range strings.SplitSeq(header, ",") {
			id.Scopes = append(id.Scopes, strings.TrimSpace(s))
		}
		for _, s := range append(Scopes(), curatorScopes(a.o.Curators)...) {
			if !slices.Contains(id.Scopes, s) {
				id.Missing = append(id.Missing, s)
			}
		}
	}
	return id, nil
}

// CheckSocket asks Slack for a Socket Mode connection, without opening it. Its error names the variable to mend.
func (a *App) CheckSocket(ctx context.Context) error {
	if !a.o.AppToken.Set() {
		return errors.New("SLACK_APP_TOKEN is not set: make an app-level token (xapp-…) with the scope connections:write on the app's Basic Information page")
	}
	_, _, err := a.slackClient("", slack.OptionAppLevelToken(a.o.AppToken.Reveal())).StartSocketModeContext(ctx)
	if err != nil {
		return a.tokenError("SLACK_APP_TOKEN", "apps.connections.open", err)
	}
	return nil
}

// tokenError says what is wrong with the token in a variable, or that Slack could not be asked.
func (a *App) tokenError(variable, method string, err error) error {
	refused, ok := errors.AsType[slack.SlackErrorResponse](err)
	if !ok {
		return fmt.Errorf("%s at %s: %w", method, a.apiURL.Host, scrub(err))
	}
	switch refused.Err {
	case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "not_allowed_token_type":
		return fmt.Errorf("%s: Slack refuses the token (%s): copy it anew from the app's settings", variable, refused.Err)
	case "missing_scope", "no_permission":
		return fmt.Errorf("%s: Slack refuses %s (%s): give the token the scope that it lacks and install the app again", variable, method, refused.Err)
	}
	return fmt.Errorf("%s: Slack refuses %s: %w", variable, method, err)
}

// scrub takes the URL out of an error of net/http: a response_url is a secret while it lasts.
func scrub(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", strings.ToLower(e.Op), e.Err)
	}
	return err
}
