package delivery_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
)

// clients gives one client, or an error.
type clients struct {
	client *slack.Client
	err    error
}

func (c clients) Client(context.Context, string) (*slack.Client, error) { return c.client, c.err }

// slackAt is a Poster that talks to a server of ours.
func slackAt(url string) *delivery.Slack {
	return delivery.NewSlack(clients{client: slack.New("xoxb-very-secret", slack.OptionAPIURL(url+"/"))}, delivery.NewTiers(time.Now))
}

// serve answers each call with the next of answers and returns the forms that were sent.
func serve(t *testing.T, answers ...string) (*delivery.Slack, *[]url.Values) {
	t.Helper()
	var forms []url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		r.Form.Set("method", r.URL.Path)
		forms = append(forms, r.Form)
		answer := answers[min(len(forms), len(answers))-1]
		if seconds, limited := strings.CutPrefix(answer, "429 "); limited {
			w.Header().Set("Retry-After", seconds)
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(answer, `"URL"`, `"http://`+r.Host+`/upload"`)))
	}))
	t.Cleanup(server.Close)
	return slackAt(server.URL), &forms
}

func TestPostSendsTheMessageWithItsKey(t *testing.T) {
	t.Parallel()
	p, forms := serve(t, `{"ok": true, "channel": "C1", "ts": "1732190400.000100"}`)
	m := message("C1", "k1")
	m.Text = "A &amp; B <https://example.org|link>"
	m.Blocks = json.RawMessage(`[{"type":"section","text":{"type":"mrkdwn","text":"£1 & ‘more’"}},{"type":"of_tomorrow","x":[1,{"y":null}]}]`)
	ts, err := p.Post(t.Context(), m, "1732190000.000200")
	if err != nil || ts != "1732190400.000100" {
		t.Fatalf("ts %q, error %v", ts, err)
	}
	got := (*forms)[0]
	for field, want := range map[string]string{
		"method": "/chat.postMessage", "channel": "C1", "text": m.Text, "thread_ts": "1732190000.000200",
		"unfurl_links": "false", "unfurl_media": "false",
	} {
		if got.Get(field) != want {
			t.Errorf("%s is %q, want %q", field, got.Get(field), want)
		}
	}
	for field, want := range map[string]string{
		"metadata": `{"event_type": "pledgewatch_message", "event_payload": {"key": "k1"}}`, "blocks": string(m.Blocks),
	} {
		var g, w any
		must(t, json.Unmarshal([]byte(got.Get(field)), &g))
		must(t, json.Unmarshal([]byte(want), &w))
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
}

func TestWhatAFailureMeans(t *testing.T) {
	t.Parallel()
	code := func(c string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"ok": false, "error": "` + c + `"}`))
		}
	}
	status := func(n int, retryAfter string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if retryAfter != "" {
				w.Header().Set("Retry-After", retryAfter)
			}
			w.WriteHeader(n)
		}
	}
	type want struct {
		kind   delivery.Kind
		reason string
		after  time.Duration
	}
	limited := func(d time.Duration) want { return want{delivery.RateLimited, "rate_limited", d} }
	tests := map[string]struct {
		answer http.HandlerFunc
		want   want
	}{
		"429 says how long":                  {status(429, "17"), limited(17 * time.Second)},
		"429 says nothing":                   {status(429, ""), limited(30 * time.Second)},
		"429 says a date":                    {status(429, "Sat, 21 Nov 2026 12:00:00 GMT"), limited(30 * time.Second)},
		"429 says minus one":                 {status(429, "-1"), limited(time.Second)},
		"429 says a century":                 {status(429, "3155760000"), limited(time.Hour)},
		"429 in the answer":                  {code("ratelimited"), limited(30 * time.Second)},
		"500 may have posted":                {status(500, ""), want{delivery.InDoubt, "no_answer", 0}},
		"503 may have posted":                {status(503, ""), want{delivery.InDoubt, "no_answer", 0}},
		"404 is not Slack":                   {status(404, ""), want{delivery.Transient, "bad_answer", 0}},
		"archived":                           {code("is_archived"), want{delivery.Permanent, "is_archived", 0}},
		"a code nobody knows":                {code("not_on_tuesdays"), want{delivery.Permanent, "not_on_tuesdays", 0}},
		"Slack failed halfway":               {code("fatal_error"), want{delivery.InDoubt, "fatal_error", 0}},
		"Slack is out":                       {code("service_unavailable"), want{delivery.Transient, "service_unavailable", 0}},
		"not ok without a code":              {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok": false}`)) }, want{delivery.InDoubt, "bad_answer", 0}},
		"an answer in HTML":                  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>`)) }, want{delivery.InDoubt, "bad_answer", 0}},
		"an answer cut off":                  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok": true, "ts": "17`)) }, want{delivery.InDoubt, "bad_answer", 0}},
		"the connection is cut after asking": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, want{delivery.InDoubt, "bad_answer", 0}},
		"no answer in time": {func(_ http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm() // the server notices only then that the caller has gone
			<-r.Context().Done()
		}, want{delivery.InDoubt, "no_answer", 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			ctx := t.Context()
			if tt.want.reason == "no_answer" && tt.want.kind == delivery.InDoubt {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 200*time.Millisecond)
				defer cancel()
			}
			_, err := slackAt(server.URL).Post(ctx, message("C1", "k"), "")
			e, ok := errors.AsType[*delivery.Error](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if tt.want.reason == "bad_answer" && tt.want.kind == delivery.InDoubt && e.Reason == "no_answer" {
				e.Reason = "bad_answer" // how a cut is reported differs between systems
			}
			if got := (want{e.Kind, e.Reason, e.RetryAfter}); got != tt.want {
				t.Errorf("got %+v, want %+v (%v)", got, tt.want, err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error holds the token: %v", err)
			}
		})
	}
}

func TestWhatNeverLeftIsNotInDoubt(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close() // nobody listens there now
	tests := map[string]struct {
		p    *delivery.Slack
		kind delivery.Kind
	}{
		"nobody listens":    {slackAt(server.URL), delivery.Transient},
		"not installed":     {delivery.NewSlack(clients{err: delivery.ErrNotInstalled}, nil), delivery.Permanent},
		"the store is down": {delivery.NewSlack(clients{err: errors.New("disk")}, nil), delivery.Transient},
	}
	for name, tt := range tests {
		_, err := tt.p.Post(t.Context(), message("C1", "k"), "")
		if e, ok := errors.AsType[*delivery.Error](err); !ok || e.Kind != tt.kind {
			t.Errorf("%s: got %v, want %s", name, err, tt.kind)
		}
		_, _, err = tt.p.Find(t.Context(), message("C1", "k"), "", time.Now())
		if e, ok := errors.AsType[*delivery.Error](err); !ok || e.Kind != tt.kind {
			t.Errorf("%s: Find got %v, want %s", name, err, tt.kind)
		}
	}
}

const (
	ours   = `{"ts": "3.1", "text": "x", "metadata": {"event_type": "pledgewatch_message", "event_payload": {"key": "k1"}}}`
	other  = `{"ts": "2.1", "metadata": {"event_type": "pledgewatch_message", "event_payload": {"key": "k2"}}}`
	forged = `{"ts": "1.1", "text": "k1", "metadata": {"event_type": "another_app", "event_payload": {"key": "k1"}}}`
)

func TestFindLooksThroughTheChannel(t *testing.T) {
	t.Parallel()
	begun := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	more := func(messages string) string {
		return `{"ok": true, "has_more": true, "response_metadata": {"next_cursor": "c2"}, "messages": [` + messages + `]}`
	}
	end := func(messages string) string { return `{"ok": true, "messages": [` + messages + `]}` }
	tests := map[string]struct {
		answers []string
		thread  string
		want    string // ts, or an error's reason
		calls   int
	}{
		"on the first page":         {[]string{more(other + "," + ours)}, "", "3.1", 1},
		"on the second":             {[]string{more(other), end(ours)}, "", "3.1", 2},
		"in a thread":               {[]string{more(other), end(ours)}, "1.5", "3.1", 2},
		"not there":                 {[]string{more(other), end(forged)}, "", "", 2},
		"nothing there":             {[]string{end("")}, "", "", 1},
		"more without a way there":  {[]string{`{"ok": true, "has_more": true, "messages": []}`}, "", "bad_answer", 1},
		"not ok, and no reason":     {[]string{`{"ok": false}`}, "", "bad_answer", 1},
		"not allowed":               {[]string{`{"ok": false, "error": "missing_scope"}`}, "", "missing_scope", 1},
		"rationed after one page":   {[]string{more(other), "429 60"}, "", "rate_limited", 2},
		"a search that never ended": {[]string{more(other)}, "", "settling", 20},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, forms := serve(t, tt.answers...)
			ts, found, err := p.Find(t.Context(), message("C1", "k1"), tt.thread, begun)
			got := ts
			if e, ok := errors.AsType[*delivery.Error](err); ok {
				got = e.Reason
			}
			if got != tt.want || found != (err == nil && tt.want != "") || len(*forms) != tt.calls {
				t.Fatalf("got %q (found: %v, error: %v) in %d calls, want %q in %d", got, found, err, len(*forms), tt.want, tt.calls)
			}
			first := (*forms)[0]
			method := "/conversations.history"
			if tt.thread != "" {
				method = "/conversations.replies"
			}
			for field, want := range map[string]string{
				"method": method, "channel": "C1", "ts": tt.thread, "include_all_metadata": "1", "cursor": "",
				"oldest": "1795262280.000000", "latest": "1795262700.000000",
			} {
				if first.Get(field) != want {
					t.Errorf("%s is %q, want %q", field, first.Get(field), want)
				}
			}
			if len(*forms) > 1 && (*forms)[1].Get("cursor") != "c2" {
				t.Errorf("the second page was asked for with %q", (*forms)[1].Get("cursor"))
			}
		})
	}
}

// With one page a minute, a search of two pages ends only if it goes on where it was stopped.
func TestASearchGoesOnWhereALimitStoppedIt(t *testing.T) {
	t.Parallel()
	p, forms := serve(t,
		`{"ok": true, "has_more": true, "response_metadata": {"next_cursor": "c2"}, "messages": []}`,
		"429 60",
		`{"ok": true, "messages": [`+ours+`]}`,
	)
	begun := time.Now()
	if _, _, err := p.Find(t.Context(), message("C1", "k1"), "", begun); err == nil {
		t.Fatal("a limited search must not end")
	}
	ts, found, err := p.Find(t.Context(), message("C1", "k1"), "", begun)
	if ts != "3.1" || !found || err != nil {
		t.Errorf("got %q, %v, %v", ts, found, err)
	}
	if c := (*forms)[2].Get("cursor"); c != "c2" {
		t.Errorf("went on at %q, want c2", c)
	}
}

func TestEveryPermanentErrorHasAMend(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"channel_not_found", "is_archived", "not_in_channel", "token_revoked", "account_inactive", "invalid_auth",
		"invalid_blocks", "msg_too_long", "msg_blocks_too_long", "no_text", "restricted_action", "missing_scope",
		"not_installed", "parent_not_sent", "network", "no_answer", "bad_answer", "outbox_slow",
	} {
		if mend := delivery.Mend(code); strings.Contains(mend, "("+code+")") || !strings.HasSuffix(mend, ".") {
			t.Errorf("%s: %q", code, mend)
		}
	}
	if mend := delivery.Mend("not_on_tuesdays"); !strings.Contains(mend, "not_on_tuesdays") {
		t.Errorf("an unknown code is not named: %q", mend)
	}
}
