package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
)

// reply is what the Web API answers when it is asked without a client library.
type reply struct {
	OK       bool
	Error    string
	Needed   string
	Provided string
	Errors   []string
	Meta     struct{ Messages []string } `json:"response_metadata"`
	status   int
	header   http.Header
}

func (r *room) call(t *testing.T, method, token string, args url.Values) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/api/"+method, strings.NewReader(args.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	out := reply{status: resp.StatusCode, header: resp.Header}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func long(n int) string { return strings.Repeat("é", n) }

func TestTheWebAPIRefusesWhatSlackRefuses(t *testing.T) {
	r := open(t)
	id := r.Credentials()
	said, _ := r.Say(t.Context(), reform, "not the app's")
	foreign := said.Messages[0].TS
	closed := r.AddChannel("closed", true)
	r.Archive(closed)
	tests := map[string]struct {
		method, token string
		args          url.Values
		want          string
	}{
		"no token":                            {"chat.postMessage", "", url.Values{"channel": {reform}, "text": {"x"}}, "not_authed"},
		"a wrong token":                       {"auth.test", "xoxb-wrong", nil, "invalid_auth"},
		"the app token in the bot's place":    {"auth.test", id.AppToken, nil, "not_allowed_token_type"},
		"the bot token in the app's place":    {"apps.connections.open", id.BotToken, nil, "not_allowed_token_type"},
		"a method that does not exist":        {"chat.postMassage", id.BotToken, nil, "unknown_method"},
		"no channel":                          {"chat.postMessage", id.BotToken, url.Values{"text": {"x"}}, "channel_not_found"},
		"an unknown channel":                  {"chat.postMessage", id.BotToken, url.Values{"channel": {"C404"}, "text": {"x"}}, "channel_not_found"},
		"a channel without the app":           {"chat.postMessage", id.BotToken, url.Values{"channel": {briefings}, "text": {"x"}}, "not_in_channel"},
		"history of a channel without it":     {"conversations.history", id.BotToken, url.Values{"channel": {briefings}}, "not_in_channel"},
		"history by a channel's name":         {"conversations.history", id.BotToken, url.Values{"channel": {"care-reform"}}, "channel_not_found"},
		"an archived channel":                 {"chat.postMessage", id.BotToken, url.Values{"channel": {closed}, "text": {"x"}}, "is_archived"},
		"no text":                             {"chat.postMessage", id.BotToken, url.Values{"channel": {reform}}, "no_text"},
		"text that is too long":               {"chat.postMessage", id.BotToken, url.Values{"channel": {reform}, "text": {long(40_001)}}, "msg_too_long"},
		"blocks that are no JSON":             {"chat.postMessage", id.BotToken, url.Values{"channel": {reform}, "blocks": {"[{"}}, "invalid_blocks_format"},
		"blocks that are too long together":   {"chat.postMessage", id.BotToken, url.Values{"channel": {reform}, "blocks": {sections(5, 2900)}}, "msg_blocks_too_long"},
		"metadata without a payload":          {"chat.postMessage", id.BotToken, url.Values{"channel": {reform}, "text": {"x"}, "metadata": {`{"event_type":"a"}`}}, "invalid_metadata_format"},
		"attachments":                         {"chat.postMessage", id.BotToken, url.Values{"channel": {reform}, "text": {"x"}, "attachments": {`[{}]`}}, "invalid_attachments"},
		"whispering to nobody":                {"chat.postEphemeral", id.BotToken, url.Values{"channel": {reform}, "text": {"x"}, "user": {"U404"}}, "user_not_found"},
		"whispering to one who is not there":  {"chat.postEphemeral", id.BotToken, url.Values{"channel": {reform}, "text": {"x"}, "user": {"USLACKBOT"}}, "user_not_in_channel"},
		"changing what is not there":          {"chat.update", id.BotToken, url.Values{"channel": {reform}, "ts": {"1.000001"}, "text": {"x"}}, "message_not_found"},
		"changing what another wrote":         {"chat.update", id.BotToken, url.Values{"channel": {reform}, "ts": {foreign}, "text": {"x"}}, "cant_update_message"},
		"deleting what another wrote":         {"chat.delete", id.BotToken, url.Values{"channel": {reform}, "ts": {foreign}}, "cant_delete_message"},
		"a user that does not exist":          {"users.info", id.BotToken, url.Values{"user": {"U404"}}, "user_not_found"},
		"a cursor that was made up":           {"users.list", id.BotToken, url.Values{"cursor": {"next please"}}, "invalid_cursor"},
		"a group that does not exist":         {"usergroups.users.list", id.BotToken, url.Values{"usergroup": {"S404"}}, "no_such_subteam"},
		"a thread that does not exist":        {"conversations.replies", id.BotToken, url.Values{"channel": {reform}, "ts": {"1.000001"}}, "thread_not_found"},
		"an emoji that does not exist":        {"reactions.add", id.BotToken, url.Values{"channel": {reform}, "timestamp": {foreign}, "name": {"no_such"}}, "invalid_name"},
		"a trigger that was made up":          {"views.open", id.BotToken, url.Values{"trigger_id": {"1.2.3"}, "view": {form}}, "invalid_trigger_id"},
		"a view that is too large":            {"views.open", id.BotToken, url.Values{"trigger_id": {"1.2.3"}, "view": {long(130_000)}}, "view_too_large"},
		"a view without a title":              {"views.open", id.BotToken, url.Values{"trigger_id": {"1.2.3"}, "view": {`{"type":"modal","blocks":[]}`}}, "invalid_arguments"},
		"an update of no view":                {"views.update", id.BotToken, url.Values{"view_id": {"V404"}, "view": {form}}, "not_found"},
		"a file of no length":                 {"files.getUploadURLExternal", id.BotToken, url.Values{"filename": {"a.png"}, "length": {"0"}}, "invalid_arguments"},
		"a file that was never sent":          {"files.completeUploadExternal", id.BotToken, url.Values{"files": {`[{"id":"F404"}]`}}, "file_not_found"},
		"Socket Mode where it is not enabled": {"apps.connections.open", id.AppToken, nil, "access_denied"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r.clock.add(time.Minute) // the rate limits are tested elsewhere
			if got := r.call(t, tt.method, tt.token, tt.args); got.OK || got.Error != tt.want {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}

func TestATokenInAFormFieldServes(t *testing.T) {
	r := open(t)
	if got := r.call(t, "auth.test", "", url.Values{"token": {r.Credentials().BotToken}}); !got.OK {
		t.Errorf("%+v", got)
	}
}

func TestEachMethodWantsItsScope(t *testing.T) {
	r := open(t, func(o *sandbox.Options) { o.Manifest.OAuthConfig.Scopes.Bot = []string{"commands"} })
	for method, scope := range map[string]string{
		"chat.postMessage": "chat:write", "conversations.list": "channels:read", "users.info": "users:read", "team.info": "team:read",
		"reactions.add": "reactions:write", "files.getUploadURLExternal": "files:write", "conversations.join": "channels:join",
	} {
		if got := r.call(t, method, r.Credentials().BotToken, nil); got.Error != "missing_scope" || got.Needed != scope || got.Provided != "commands" {
			t.Errorf("%s: %+v", method, got)
		}
	}
	got := r.call(t, "conversations.history", r.Credentials().BotToken, url.Values{"channel": {reform}})
	if got.Error != "missing_scope" || got.Needed != "channels:history" {
		t.Errorf("%+v", got)
	}
}

func TestAChannelTakesOneMessageASecond(t *testing.T) {
	r := open(t)
	post := func(channel string) reply {
		return r.call(t, "chat.postMessage", r.Credentials().BotToken, url.Values{"channel": {channel}, "text": {"x"}})
	}
	for i := range 5 {
		if got := post(reform); !got.OK {
			t.Fatalf("message %d of the burst: %+v", i+1, got)
		}
	}
	got := post(reform)
	if got.status != http.StatusTooManyRequests || got.Error != "ratelimited" || got.header.Get("Retry-After") != "1" {
		t.Fatalf("the sixth: %+v", got)
	}
	if got := post(general); !got.OK {
		t.Error("another channel:", got.Error)
	}
	r.clock.add(time.Second)
	if got := post(reform); !got.OK {
		t.Error("a second later:", got.Error)
	}
	if got := post(reform); got.status != http.StatusTooManyRequests {
		t.Error("two in that second:", got.Error)
	}
	_, _, err := r.api.PostMessage(reform, slack.MsgOptionText("x", false))
	var limited *slack.RateLimitedError
	if !asError(err, &limited) || limited.RetryAfter != time.Second {
		t.Error("slack-go sees", err)
	}
}

// sections are n sections of so many characters each.
func sections(n, chars int) string {
	one := fmt.Sprintf(`{"type":"section","text":{"type":"plain_text","text":%q}}`, long(chars))
	return "[" + strings.Join(slices.Repeat([]string{one}, n), ",") + "]"
}
