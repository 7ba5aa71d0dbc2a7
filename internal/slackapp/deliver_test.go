package slackapp

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"pledgewatch/internal/commands"
)

func TestAResponseURLIsSlacks(t *testing.T) {
	tests := map[string]struct {
		api, url string
		ok       bool
	}{
		"Slack's":                        {"", "https://hooks.slack.com/actions/T1/1/x", true},
		"Slack's in capitals":            {"", "https://HOOKS.Slack.com/actions/T1/1/x", true},
		"Slack for governments'":         {"", "https://hooks.slack-gov.com/commands/1", true},
		"without encryption":             {"", "http://hooks.slack.com/actions/T1/1/x", false},
		"on a host that only ends alike": {"", "https://evilslack.com/x", false},
		"on a host below":                {"", "https://evil.slack.com/x", false},
		"on a host that begins alike":    {"", "https://hooks.slack.com.evil.example/x", false},
		"with a name before the host":    {"", "https://hooks.slack.com@evil.example/x", false},
		"with a name at Slack":           {"", "https://a:b@hooks.slack.com/x", false},
		"on another port":                {"", "https://hooks.slack.com:8443/x", false},
		"on this machine":                {"", "http://127.0.0.1:6379/", false},
		"a file":                         {"", "file:///etc/passwd", false},
		"opaque":                         {"", "https:hooks.slack.com", false},
		"no URL":                         {"", "://", false},
		"of the server that plays Slack": {"http://127.0.0.1:9000/api/", "http://127.0.0.1:9000/sandbox/response/1", true},
		"of that server's neighbour":     {"http://127.0.0.1:9000/api/", "http://127.0.0.1:9001/x", false},
		"of that server, encrypted":      {"http://127.0.0.1:9000/api/", "https://127.0.0.1:9000/x", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{}, func(o *Options) { o.APIURL = test.api })
			got, err := b.responseURL(test.url)
			if (err == nil) != test.ok {
				t.Errorf("%q, %v", got, err)
			}
			if test.ok && !strings.EqualFold(got, test.url) {
				t.Errorf("%q became %q", test.url, got)
			}
		})
	}
}

func TestAnAnswerFindsAnotherWay(t *testing.T) {
	used := reply{status: 404, body: `{"ok":false,"error":"used_url"}`}
	tests := map[string]struct {
		script   []reply
		inAll    bool
		calls    int // of response_url
		fallback string
	}{
		"when response_url is used up, for one": {[]reply{used}, false, 1, "chat.postEphemeral"},
		"when response_url is used up, for all": {[]reply{used}, true, 1, "chat.postMessage"},
		"when it is limited for too long":       {[]reply{{status: 429, header: http.Header{"Retry-After": {"2"}}}}, false, 1 + mostRetries, "chat.postEphemeral"},
		"but not when Slack has trouble":        {[]reply{{status: 500}}, false, 1, ""},
		"nor when the connection breaks":        {[]reply{{err: errors.New("broken pipe")}}, false, 1, ""},
		"nor when it is sent elsewhere":         {[]reply{{status: 307, header: http.Header{"Location": {"https://evil.example/x"}}}}, false, 1, ""},
		"nor after one wait":                    {[]reply{{status: 429}, {body: "ok"}}, false, 2, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, answers{action: func(context.Context, commands.Action) commands.Response {
					return commands.Response{Text: "A", InChannel: test.inAll}
				}})
				b.slack.script["secret-hook"] = test.script
				b.post("/slack/interactions", pressed(onMessage))
				b.finish()
				if got := len(b.slack.made("secret-hook")); got != test.calls {
					t.Errorf("response_url was used %d times, want %d", got, test.calls)
				}
				if got := len(b.slack.calls) - test.calls; got != min(1, len(test.fallback)) {
					t.Errorf("calls: %v", b.slack.names())
				}
				if test.fallback != "" && len(b.slack.made(test.fallback)) != 1 {
					t.Errorf("calls: %v", b.slack.names())
				}
				noSecret(t, "the log", b.logs.String())
			})
		})
	}
}

func TestAnAnswerThatTakesForEverIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{action: func(context.Context, commands.Action) commands.Response { return commands.Response{Text: "A"} }})
		b.slack.script["secret-hook"] = []reply{{status: 429, header: http.Header{"Retry-After": {"86400"}}}}
		begun := time.Now()
		b.post("/slack/interactions", pressed(onMessage))
		b.finish()
		if took := time.Since(begun); took != deliverWithin {
			t.Errorf("given up after %s", took)
		}
		if !strings.Contains(b.logs.String(), "an answer was not delivered") {
			t.Error("not logged")
		}
	})
}

func TestTextIsHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"<!channel> & <@U1>":  "&lt;!channel&gt; &amp; &lt;@U1&gt;",
		"&lt;b&gt; &amp; c":   "&lt;b&gt; &amp; c",
		"&amp;lt;":            "&amp;lt;",
		"Q&A, AT&T; &nbsp; &": "Q&amp;A, AT&amp;T; &amp;nbsp; &amp;",
		"儿童 <https://x.example|clé> ‘крыша’": "儿童 &lt;https://x.example|clé&gt; ‘крыша’",
		"": "",
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("&<>;ampltgx é儿@!"))).Draw(t, "s")
		got := safe(s)
		if strings.ContainsAny(got, "<>") {
			t.Fatalf("%q became %q", s, got)
		}
		if safe(got) != got {
			t.Fatalf("%q, escaped twice, is %q", got, safe(got))
		}
	})
}

func TestFormsRememberWhereTheyWereOpened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		to := place{channel: rapid.StringMatching(`[CDG][A-Z0-9]{0,10}`).Draw(t, "channel"), thread: rapid.String().Draw(t, "thread")}
		view := modal(rapid.StringN(0, maxMetadata, -1).Draw(t, "metadata"))
		marked := from(to, view)
		if n := len([]rune(marked.PrivateMetadata)); n > maxMetadata {
			t.Fatalf("%d characters of metadata", n)
		}
		o, rest := openedIn(marked.PrivateMetadata)
		if rest != view.PrivateMetadata {
			t.Fatalf("%q came back as %q", view.PrivateMetadata, rest)
		}
		if o != (origin{}) && (o.Channel != to.channel || !strings.EqualFold(strings.ToValidUTF8(o.Thread, "\uFFFD"), strings.ToValidUTF8(to.thread, "\uFFFD"))) {
			t.Fatalf("%+v came back as %+v", to, o)
		}
	})
}
