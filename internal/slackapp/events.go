package slackapp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"pledgewatch/internal/commands"
)

// questions from mentions and direct messages are asked of this command.
const mentionCommand = "/reform"

// eventMemory outlives Slack's retries, of which the last can come a day late.
const eventMemory = 25 * time.Hour

// event takes a payload of the Events API. It returns the challenge of a url_verification. An error says that the
// event was not taken: Slack should send it again, unless it is malformed.
func (a *App) event(ctx context.Context, raw []byte) (challenge string, err error) {
	var outer struct {
		slackevents.EventsAPICallbackEvent
		Challenge string `json:"challenge"`
	}
	if err := json.Unmarshal(raw, &outer); err != nil {
		return "", fmt.Errorf("%w: no JSON of an event", errMalformed)
	}
	switch e := outer.EventsAPICallbackEvent; e.Type {
	case slackevents.URLVerification:
		if outer.Challenge == "" {
			return "", fmt.Errorf("%w: no challenge", errMalformed)
		}
		return outer.Challenge, nil
	case slackevents.CallbackEvent:
		if e.EventID == "" || e.TeamID == "" || e.InnerEvent == nil {
			return "", fmt.Errorf("%w: an event names its id, workspace and kind", errMalformed)
		}
		return "", a.callback(ctx, &e)
	case "":
		return "", fmt.Errorf("%w: an event names its type", errMalformed)
	case slackevents.AppRateLimited:
		a.log.Warn("Slack holds back events: there are more than it delivers", "team", e.TeamID)
	}
	return "", nil
}

// callback takes what happened in a workspace.
func (a *App) callback(ctx context.Context, e *slackevents.EventsAPICallbackEvent) error {
	var kind struct {
		Type slackevents.EventsAPIType `json:"type"`
	}
	if err := json.Unmarshal(*e.InnerEvent, &kind); err != nil {
		return fmt.Errorf("%w: no JSON of an event", errMalformed)
	}
	var err error
	var do func(context.Context)
	switch kind.Type {
	case slackevents.AppUninstalled, slackevents.TokensRevoked:
		return a.uninstalled(ctx, e) // may be done twice, and must be done before Slack forgets it
	case slackevents.AppMention:
		do, err = a.mentioned(e)
	case slackevents.Message:
		do, err = a.messaged(e)
	case slackevents.AppHomeOpened:
		do, err = a.homeOpened(e)
	case slackevents.MemberJoinedChannel:
		do, err = a.joined(e)
	}
	if err != nil || do == nil {
		return err
	}
	return a.once(ctx, "event:"+e.TeamID+":"+e.EventID, "event "+string(kind.Type), do)
}

// once lets the crew do f unless key was seen before. It finds the place first: a key that is remembered without its
// work being done would be lost.
func (a *App) once(ctx context.Context, key, what string, f func(context.Context)) error {
	if err := a.crew.enter(); err != nil {
		return err
	}
	first, err := a.o.Once.First(ctx, key, eventMemory)
	if err != nil || !first {
		a.crew.leave()
		if err != nil {
			return fmt.Errorf("remember %s: %w", what, err)
		}
		return nil
	}
	a.work(what, f)
	return nil
}

// mentioned answers a mention in its thread, for all who saw the question.
func (a *App) mentioned(e *slackevents.EventsAPICallbackEvent) (func(context.Context), error) {
	var m slackevents.AppMentionEvent
	if err := json.Unmarshal(*e.InnerEvent, &m); err != nil {
		return nil, fmt.Errorf("%w: no JSON of a mention", errMalformed)
	}
	if m.BotID != "" || m.User == "" || m.Channel == "" || m.TimeStamp == "" {
		return nil, nil
	}
	to := place{team: e.TeamID, channel: m.Channel, user: m.User, thread: cmp.Or(m.ThreadTimeStamp, m.TimeStamp), public: true}
	return func(ctx context.Context) { a.question(ctx, e, to, m.Text, m.TimeStamp) }, nil
}

// messaged answers a direct message where it was written. All other messages are none of the bot's business, its own
// and edited ones included.
func (a *App) messaged(e *slackevents.EventsAPICallbackEvent) (func(context.Context), error) {
	var m slackevents.MessageEvent
	if err := json.Unmarshal(*e.InnerEvent, &m); err != nil {
		return nil, fmt.Errorf("%w: no JSON of a message", errMalformed)
	}
	if !m.IsIM() || m.SubType != "" || m.BotID != "" || m.User == "" || m.User == "USLACKBOT" || m.Channel == "" || m.TimeStamp == "" {
		return nil, nil
	}
	to := place{team: e.TeamID, channel: m.Channel, user: m.User, thread: m.ThreadTimeStamp, public: true}
	return func(ctx context.Context) { a.question(ctx, e, to, m.Text, m.TimeStamp) }, nil
}

// question asks what a person wrote to the bot. A message is answered once, whatever events tell of it: an edit is
// told as a mention of its own.
func (a *App) question(ctx context.Context, e *slackevents.EventsAPICallbackEvent, to place, text, ts string) {
	bot := ""
	for _, auth := range e.Authorizations {
		if auth.IsBot && auth.TeamID == e.TeamID {
			bot = auth.UserID
		}
	}
	if bot == "" {
		bot = a.botUser(ctx, e.TeamID)
	}
	if to.user == bot {
		return
	}
	first, err := a.o.Once.First(ctx, "message:"+e.TeamID+":"+to.channel+":"+ts, eventMemory)
	if err != nil {
		a.log.Error("a message was not remembered; it is answered all the same", "team", e.TeamID, "err", err)
	} else if !first {
		return
	}
	r := commands.Request{
		Team: e.TeamID, Channel: to.channel, User: to.user, Command: mentionCommand, Text: typed(text, bot), Thread: to.thread,
	}
	resp := a.handle(ctx, asking{
		what: "question", to: to,
		ask: func(ctx context.Context) commands.Response { return a.o.Handler.Command(ctx, r) },
	})
	resp.Modal = nil // an event opens no form
	a.deliver(ctx, to, resp)
}

func (a *App) homeOpened(e *slackevents.EventsAPICallbackEvent) (func(context.Context), error) {
	var h slackevents.AppHomeOpenedEvent
	if err := json.Unmarshal(*e.InnerEvent, &h); err != nil {
		return nil, fmt.Errorf("%w: no JSON of a home tab", errMalformed)
	}
	if h.Tab != "home" || h.User == "" {
		return nil, nil
	}
	return func(ctx context.Context) { a.home(ctx, e.TeamID, h.User) }, nil
}

// home shows a person's home tab as it is now.
func (a *App) home(ctx context.Context, team, user string) {
	ctx, cancel := context.WithTimeout(ctx, HandleWithin)
	defer cancel()
	view := a.o.Handler.Home(ctx, team, user)
	view.Type = slack.VTHomeTab
	if view.Blocks.BlockSet == nil {
		view.Blocks.BlockSet = []slack.Block{} // Slack wants a list
	}
	client, err := a.patient(ctx, team)
	if err == nil {
		_, err = client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: view})
	}
	if err != nil {
		a.log.Error("a home tab was not shown", "team", team, "err", scrub(err))
	}
}

// uninstalled forgets a workspace. News that are older than the installation are of an earlier one, and users' own
// tokens are nothing to the bot.
func (a *App) uninstalled(ctx context.Context, e *slackevents.EventsAPICallbackEvent) error {
	var revoked slackevents.TokensRevokedEvent
	if err := json.Unmarshal(*e.InnerEvent, &revoked); err != nil {
		return fmt.Errorf("%w: no JSON of an event", errMalformed)
	}
	if revoked.Type == string(slackevents.TokensRevoked) && len(revoked.Tokens.Bot) == 0 {
		return nil
	}
	in, ok, err := a.o.Installations.Installation(ctx, e.TeamID)
	if err != nil {
		return fmt.Errorf("forget workspace %s: %w", e.TeamID, err)
	}
	if !ok || (e.EventTime > 0 && time.Unix(int64(e.EventTime), 0).Before(in.At.Truncate(time.Second))) {
		return nil
	}
	if err := a.o.Installations.DeleteInstallation(ctx, e.TeamID); err != nil {
		return fmt.Errorf("forget workspace %s: %w", e.TeamID, err)
	}
	a.log.Info("the bot was removed from a workspace", "team", e.TeamID, "event", revoked.Type)
	return nil
}
