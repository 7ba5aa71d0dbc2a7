package slackapp

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/slack-go/slack"
)

// Handler serves what Slack and people ask of the bot over HTTP: POST /slack/commands, /slack/events and
// /slack/interactions, GET /slack/install and /slack/oauth/callback.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", a.verified(a.serveCommand))
	mux.HandleFunc("POST /slack/events", a.verified(a.serveEvent))
	mux.HandleFunc("POST /slack/interactions", a.verified(a.serveInteraction))
	mux.HandleFunc("GET /slack/install", a.serveInstall)
	mux.HandleFunc("GET /slack/oauth/callback", a.serveCallback)
	return mux
}

func (a *App) serveCommand(w http.ResponseWriter, r *http.Request) {
	c, err := slack.SlashCommandParse(r)
	if err != nil {
		say(w, http.StatusBadRequest, "The body is no form.")
		return
	}
	if r.PostForm.Get("ssl_check") == "1" { // Slack tries the certificate
		acknowledge(w, nil)
		return
	}
	ack, err := a.command(r.Context(), c)
	a.reply(w, r, ack, err)
}

func (a *App) serveInteraction(w http.ResponseWriter, r *http.Request) {
	c, err := slack.InteractionCallbackParse(r)
	if err != nil {
		say(w, http.StatusBadRequest, "The body is no form with a JSON payload.")
		return
	}
	ack, err := a.interaction(r.Context(), &c)
	a.reply(w, r, ack, err)
}

func (a *App) serveEvent(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		say(w, http.StatusBadRequest, "The body could not be read.")
		return
	}
	if n := r.Header.Get("X-Slack-Retry-Num"); n != "" {
		a.log.Info("Slack sends an event again", "retry", n, "reason", r.Header.Get("X-Slack-Retry-Reason"))
	}
	challenge, err := a.event(r.Context(), body)
	if err == nil && challenge != "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, challenge) // to the letter, without a line end
		return
	}
	a.reply(w, r, nil, err)
}

// reply acknowledges, or says why not; Slack then tells the person or sends the event again.
func (a *App) reply(w http.ResponseWriter, r *http.Request, ack any, err error) {
	switch {
	case err == nil:
		acknowledge(w, ack)
	case errors.Is(err, errMalformed):
		w.Header().Set("X-Slack-No-Retry", "1") // it would be no better the next time
		say(w, http.StatusBadRequest, "The body is not what Slack sends here.")
	default:
		a.log.Error("a request was not taken", "path", r.URL.Path, "err", scrub(err))
		w.Header().Set("Retry-After", "60")
		say(w, http.StatusServiceUnavailable, "The request cannot be taken at the moment.")
	}
}

func acknowledge(w http.ResponseWriter, ack any) {
	if ack == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(ack) // the status is sent: an error now means that Slack has gone
}
