package sandbox_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestSlackGoTalksToTheWorkspace(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	id := r.Credentials()

	auth := must(r.api.AuthTestContext(ctx))(t)
	if auth.UserID != id.BotUserID || auth.BotID != id.BotID || auth.TeamID != id.TeamID {
		t.Errorf("auth.test: %+v", auth)
	}
	channel, ts, err := r.api.PostMessageContext(ctx, reform, slack.MsgOptionText("fall back", false),
		slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "*hello*", false, false), nil, nil)),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "digest", EventPayload: map[string]any{"week": "2024-W44"}}))
	if err != nil || channel != reform {
		t.Fatal(channel, err)
	}
	_, reply, err := r.api.PostMessageContext(ctx, reform, slack.MsgOptionText("in the thread", false), slack.MsgOptionTS(ts))
	if err != nil {
		t.Fatal(err)
	}
	hist := must(r.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: reform, IncludeAllMetadata: true, Limit: 1}))(t)
	if len(hist.Messages) != 1 || hist.Messages[0].Timestamp != ts || hist.Messages[0].Metadata.EventPayload["week"] != "2024-W44" || hist.Messages[0].ReplyCount != 1 {
		t.Errorf("history: %+v", hist.Messages)
	}
	bare := must(r.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: reform}))(t)
	if bare.Messages[0].Metadata.EventType != "" {
		t.Error("metadata came unasked")
	}
	replies, _, _, err := r.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: reform, Timestamp: ts})
	if err != nil || len(replies) != 2 || replies[1].Timestamp != reply {
		t.Errorf("replies: %+v %v", replies, err)
	}
	if _, _, _, err := r.api.UpdateMessageContext(ctx, reform, ts, slack.MsgOptionText("changed", false)); err != nil {
		t.Error(err)
	}
	link := must(r.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: reform, Ts: ts}))(t)
	if link != r.url+"/archives/"+reform+"/p"+strings.ReplaceAll(ts, ".", "") {
		t.Error(link)
	}
	if err := r.api.AddReactionContext(ctx, "eyes", slack.NewRefToMessage(reform, ts)); err != nil {
		t.Error(err)
	}
	if _, _, err := r.api.DeleteMessageContext(ctx, reform, reply); err != nil {
		t.Error(err)
	}
	if _, err := r.api.PostEphemeralContext(ctx, reform, id.UserID, slack.MsgOptionText("psst", false)); err != nil {
		t.Error(err)
	}
	var got []string
	for _, m := range r.Messages("care-reform") {
		got = append(got, m.Text+"/"+m.Ephemeral)
	}
	if diff := cmp.Diff([]string{"changed/", "psst/" + id.UserID}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSlackGoFindsPeopleAndChannels(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	list, _, err := r.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Types: []string{"public_channel", "im"}})
	if err != nil || len(list) != 4 || list[0].Name != "general" || !list[0].IsMember || list[1].IsMember {
		t.Errorf("list: %+v %v", list, err)
	}
	first, next, err := r.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Limit: 2})
	if err != nil || len(first) != 2 || next == "" {
		t.Fatal(first, next, err)
	}
	rest, next, err := r.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Limit: 2, Cursor: next})
	if err != nil || len(rest) != 1 || next != "" {
		t.Error(rest, next, err)
	}
	info := must(r.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: briefings}))(t)
	if info.Name != "policy-briefings" || info.IsMember {
		t.Errorf("info: %+v", info)
	}
	if _, _, _, err := r.api.JoinConversationContext(ctx, briefings); err != nil {
		t.Error(err)
	}
	members, _, err := r.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: briefings})
	if err != nil || !slices.Contains(members, r.Credentials().BotUserID) {
		t.Error(members, err)
	}
	users := must(r.api.GetUsersContext(ctx))(t)
	guests, admins := 0, 0
	for _, u := range users {
		if u.IsRestricted {
			guests++
		}
		if u.IsAdmin {
			admins++
		}
	}
	if guests != 1 || admins != 1 {
		t.Error("guests", guests, "admins", admins)
	}
	if u := must(r.api.GetUserInfoContext(ctx, r.Credentials().UserID))(t); u.RealName != "Robin Ashdown" {
		t.Error(u.RealName)
	}
	if m := must(r.api.GetUserGroupMembersContext(ctx, "S0EDITORS01"))(t); len(m) != 2 {
		t.Error(m)
	}
	if team := must(r.api.GetTeamInfoContext(ctx))(t); team.Name != "Pledgewatch sandbox" {
		t.Error(team.Name)
	}
	if b := must(r.api.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: r.Credentials().BotID}))(t); b.Name != "Beacon" {
		t.Error(b.Name)
	}
	im, _, _, err := r.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{r.Credentials().UserID}})
	if err != nil || im.ID != direct {
		t.Error(im, err)
	}
	if _, _, err := r.api.PostMessageContext(ctx, "U0AMINAOK01", slack.MsgOptionText("to a person", false)); err != nil {
		t.Error(err)
	}
}

func TestAPictureIsUploadedAndShown(t *testing.T) {
	r := open(t)
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	raw := pic.Bytes()
	f := must(r.api.UploadFileContext(t.Context(), slack.UploadFileParameters{
		Reader: &pic, Filename: "status.png", FileSize: len(raw), Title: "Pledges by status", AltTxt: "A bar chart", Channel: reform, InitialComment: "This week",
	}))(t)
	got := r.Messages(reform)
	if len(got) != 1 || len(got[0].Files) != 1 || got[0].Files[0].Alt != "A bar chart" || got[0].Files[0].Type != "image/png" || got[0].Text != "This week" {
		t.Fatalf("%+v", got)
	}
	resp, err := http.Get(r.url + "/sandbox/files/" + f.ID) //nolint:noctx // a test against this machine
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // nothing to lose
	var back bytes.Buffer
	if _, err := back.ReadFrom(resp.Body); err != nil || !bytes.Equal(back.Bytes(), raw) || resp.Header.Get("Content-Type") != "image/png" {
		t.Error("the picture came back changed", err, resp.Header)
	}
	_, err = r.api.UploadFileContext(t.Context(), slack.UploadFileParameters{Content: "x", Filename: "a.txt", FileSize: 1, Channel: briefings})
	if err == nil || !strings.Contains(err.Error(), "not_in_channel") {
		t.Error("a channel without the app:", err)
	}
}
