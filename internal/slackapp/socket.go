package slackapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	reconnectAfter = 5 * time.Second  // where slack-go gives a connection up for no reason of its own
	closeWithin    = 30 * time.Second // for what is under way when Run ends
	ackWrite       = 5 * time.Second  // for an acknowledgement to be taken by a connection
)

// Run connects to Slack over Socket Mode, again and again, and handles what it sends until ctx ends; then it closes the
// App and returns nil. It fails when Slack refuses the app token.
func (a *App) Run(ctx context.Context) error {
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
		defer cancel()
		if err := a.Close(ctx); err != nil {
			a.log.Warn("work was cut short at the end", "err", err)
		}
	}()
	if !a.o.AppToken.Set() {
		return errors.New("SLACK_APP_TOKEN is not set: Socket Mode wants an app-level token (xapp-…) with the scope connections:write")
	}
	for ctx.Err() == nil {
		err := a.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if refusesToken(err) {
			return a.tokenError("SLACK_APP_TOKEN", "apps.connections.open", err)
		}
		a.log.Warn("the Socket Mode connection ended", "err", scrub(err), "next", reconnectAfter)
		select {
		case <-time.After(reconnectAfter):
		case <-ctx.Done():
		}
	}
	return nil
}

// connect keeps a connection, replacing it when Slack says so, until slack-go gives up.
func (a *App) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	client := socketmode.New(
		a.slackClient("", slack.OptionAppLevelToken(a.o.AppToken.Reveal())),
		socketmode.OptionReadLimit(maxBody),
	)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		for {
			select {
			case e := <-client.Events:
				wg.Go(func() { a.envelope(ctx, client, e) })
			case <-ctx.Done():
				return
			}
		}
	})
	return client.RunContext(ctx)
}

// refusesToken reports whether Slack will not have this token, now or later.
func refusesToken(err error) bool {
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return e.Code == http.StatusNotFound
	}
	_, refused := errors.AsType[slack.SlackErrorResponse](err)
	return refused
}

// envelope handles what came over the connection and acknowledges it. Without an acknowledgement Slack tells the person
// that it failed, or sends the event again.
func (a *App) envelope(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	defer func() {
		if p := recover(); p != nil {
			a.panicked("envelope "+string(e.Type), p)
		}
	}()
	req := e.Request
	if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok { // slack-go knows fewer kinds of event than Slack
		req = &socketmode.Request{}
		if json.Unmarshal(bad.Message, req) != nil {
			req.EnvelopeID = ""
		}
	}
	if req == nil || req.EnvelopeID == "" {
		a.connection(e)
		return
	}
	ack, err := a.request(ctx, req)
	if err != nil && !errors.Is(err, errMalformed) {
		a.log.Error("a request was not taken", "type", req.Type, "err", scrub(err))
		return
	}
	if err != nil { // acknowledged all the same: it would be no better the next time
		a.log.Warn("Slack sent what the bot cannot read", "type", req.Type, "err", err)
	}
	a.ack(ctx, client, req.EnvelopeID, ack)
}

// request reads an envelope's payload as the HTTP handlers read a body. slack-go has read it too, and not always with
// success.
func (a *App) request(ctx context.Context, req *socketmode.Request) (ack any, err error) {
	switch req.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slack.SlashCommand
		if json.Unmarshal(req.Payload, &c) != nil {
			return nil, fmt.Errorf("%w: no JSON of a command", errMalformed)
		}
		return a.command(ctx, c)
	case socketmode.RequestTypeInteractive:
		var c slack.InteractionCallback
		if json.Unmarshal(req.Payload, &c) != nil {
			return nil, fmt.Errorf("%w: no JSON of an interaction", errMalformed)
		}
		return a.interaction(ctx, &c)
	case socketmode.RequestTypeEventsAPI:
		if req.RetryAttempt > 0 {
			a.log.Info("Slack sends an event again", "retry", req.RetryAttempt, "reason", req.RetryReason)
		}
		_, err = a.event(ctx, req.Payload)
		return nil, err
	}
	return nil, nil
}

func (a *App) ack(ctx context.Context, client *socketmode.Client, envelope string, payload any) {
	ctx, cancel := context.WithTimeout(ctx, ackWrite)
	defer cancel()
	if err := client.AckCtx(ctx, envelope, payload); err != nil {
		a.log.Error("an acknowledgement was not sent", "err", fmt.Errorf("envelope %s: %w", envelope, err))
	}
}

// connection says how the connection fares.
func (a *App) connection(e socketmode.Event) {
	switch data := e.Data.(type) {
	case *socketmode.ConnectedEvent:
		a.log.Info("connected to Slack over Socket Mode", "connections", data.ConnectionCount+1)
	case *slack.ConnectionErrorEvent:
		a.log.Warn("no connection to Slack", "attempt", data.Attempt, "next", data.Backoff, "err", scrub(data.ErrorObj))
	case *socketmode.ErrorBadMessage:
		a.log.Warn("Slack sent what is no envelope")
	case *socketmode.ErrorWriteFailed:
		a.log.Error("an acknowledgement was not sent", "err", data.Cause)
	default:
		a.log.Debug("Socket Mode", "type", string(e.Type))
	}
}
