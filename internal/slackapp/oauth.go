package slackapp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

const (
	stateLife   = 10 * time.Minute
	stateCookie = "pledgewatch_install"
)

// installs reports whether the bot can be installed by OAuth.
func (a *App) installs() bool { return a.o.ClientID != "" && a.o.ClientSecret.Set() }

const sayNoOAuth = "Installing by link is off: set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PLEDGEWATCH_PUBLIC_URL to turn it on."

func (a *App) redirectURL() string { return a.public + "/slack/oauth/callback" }

// serveInstall sends a person to Slack to allow the bot into their workspace.
func (a *App) serveInstall(w http.ResponseWriter, r *http.Request) {
	if !a.installs() || a.public == "" {
		say(w, http.StatusNotFound, sayNoOAuth)
		return
	}
	nonce := rand.Text()
	a.setCookie(w, nonce, stateLife)
	q := url.Values{
		"client_id": {a.o.ClientID}, "scope": {strings.Join(Scopes(), ",")}, "redirect_uri": {a.redirectURL()},
		"state": {a.state(nonce, a.now().Add(stateLife))},
	}
	to := url.URL{Scheme: a.apiURL.Scheme, Host: a.apiURL.Host, Path: "/oauth/v2/authorize", RawQuery: q.Encode()}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to.String(), http.StatusFound)
}

// serveCallback takes the code that Slack sends a person back with, and keeps the token that it is good for.
func (a *App) serveCallback(w http.ResponseWriter, r *http.Request) {
	if !a.installs() || a.public == "" {
		say(w, http.StatusNotFound, sayNoOAuth)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the code
	q := r.URL.Query()
	nonce, err := a.checkState(r, q.Get("state"))
	if err != nil {
		say(w, http.StatusBadRequest, "This link is not, or no longer, valid: "+err.Error()+". Please begin again at "+a.public+"/slack/install")
		return
	}
	first, err := a.o.Once.First(r.Context(), "install:"+nonce, 2*stateLife)
	if err != nil {
		a.log.Error("an installation was not begun", "err", err)
		say(w, http.StatusServiceUnavailable, "The installation could not be kept. Please begin again at "+a.public+"/slack/install")
		return
	}
	if !first {
		say(w, http.StatusBadRequest, "This link was used before. Please begin again at "+a.public+"/slack/install")
		return
	}
	a.setCookie(w, "", -1)
	if q.Get("error") == "access_denied" {
		say(w, http.StatusForbidden, "Slack was not allowed to install the bot. Nothing was changed.")
		return
	}
	if q.Get("code") == "" {
		say(w, http.StatusBadRequest, "Slack sent no code. Please begin again at "+a.public+"/slack/install")
		return
	}
	a.install(w, r, q.Get("code"))
}

func (a *App) install(w http.ResponseWriter, r *http.Request, code string) {
	resp, err := slack.GetOAuthV2ResponseContext(r.Context(), a.http, a.o.ClientID, a.o.ClientSecret.Reveal(), code, a.redirectURL(),
		slack.OAuthOptionAPIURL(a.apiURL.String()))
	if err != nil {
		a.log.Error("an installation failed", "err", a.exchangeError(err))
		say(w, http.StatusBadGateway, "Slack did not complete the installation; the reason is in the bot's log. Please begin again at "+a.public+"/slack/install")
		return
	}
	if resp.IsEnterpriseInstall || resp.Team.ID == "" || resp.AccessToken == "" {
		say(w, http.StatusUnprocessableEntity, "The bot is installed in single workspaces, not in a whole organisation. Please choose a workspace.")
		return
	}
	in := Installation{
		Team: resp.Team.ID, TeamName: resp.Team.Name, BotToken: resp.AccessToken, BotUser: resp.BotUserID,
		AppID: resp.AppID, By: resp.AuthedUser.ID, At: a.now(),
	}
	if err := a.o.Installations.PutInstallation(r.Context(), in); err != nil {
		a.log.Error("an installation was not kept", "team", in.Team, "err", err)
		say(w, http.StatusServiceUnavailable, "The installation could not be kept. Please begin again at "+a.public+"/slack/install")
		return
	}
	a.log.Info("the bot was installed in a workspace", "team", in.Team, "by", in.By)
	say(w, http.StatusOK, "Pledgewatch is installed. In Slack, type /reform and a question, or /invite the bot to a channel and set up its digest with /digest.")
}

// exchangeError says what to mend when Slack gives no token for a code.
func (a *App) exchangeError(err error) error {
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch e.Err {
		case "bad_client_secret", "invalid_client_id":
			return fmt.Errorf("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: Slack refuses them (%s): copy them anew from the app's Basic Information page", e.Err)
		case "bad_redirect_uri":
			return fmt.Errorf("PLEDGEWATCH_PUBLIC_URL: Slack refuses the redirect URL (%s): add %s on the app's OAuth & Permissions page", e.Err, a.redirectURL())
		}
	}
	return scrub(err)
}

// state is what Slack hands back unchanged: who asked, until when, signed.
func (a *App) state(nonce string, until time.Time) string {
	head := strconv.FormatInt(until.Unix(), 10) + "." + nonce
	return head + "." + a.sign(head)
}

func (a *App) sign(head string) string {
	mac := hmac.New(sha256.New, []byte(a.o.ClientSecret.Reveal()))
	mac.Write([]byte("pledgewatch install state\n" + head))
	return hex.EncodeToString(mac.Sum(nil))
}

// checkState returns the nonce of a state that this server signed for this browser not long ago.
func (a *App) checkState(r *http.Request, state string) (nonce string, err error) {
	cut := strings.LastIndexByte(state, '.')
	if cut < 0 || !hmac.Equal([]byte(state[cut+1:]), []byte(a.sign(state[:cut]))) {
		return "", errors.New("it was not made by this server")
	}
	until, nonce, _ := strings.Cut(state[:cut], ".")
	if sec, err := strconv.ParseInt(until, 10, 64); err != nil || a.now().After(time.Unix(sec, 0)) {
		return "", errors.New("it has expired")
	}
	if c, err := r.Cookie(stateCookie); err != nil || !hmac.Equal([]byte(c.Value), []byte(nonce)) {
		return "", errors.New("it was begun in another browser")
	}
	return nonce, nil
}

func (a *App) setCookie(w http.ResponseWriter, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: stateCookie, Value: value, Path: "/slack/oauth/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}
