package slackapp

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func withOAuth(o *Options) {
	o.ClientID, o.ClientSecret, o.PublicURL = "123.456", NewSecret(clientSecret), "https://bot.example/"
}

// begun asks for the installation and returns where it leads and the cookie.
func (b *bench) begun() (*url.URL, *http.Cookie) {
	b.t.Helper()
	w := newRecorder()
	b.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/slack/install", nil))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusFound || len(w.Result().Cookies()) != 1 {
		b.t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	return to, w.Result().Cookies()[0]
}

func (b *bench) callback(query url.Values, cookie *http.Cookie) *httptest.ResponseRecorder {
	r, w := httptest.NewRequest("GET", "/slack/oauth/callback?"+query.Encode(), nil), newRecorder()
	if cookie != nil {
		r.AddCookie(cookie)
	}
	b.Handler().ServeHTTP(w, r)
	return w
}

// installed goes through the whole installation; answer is Slack's to the exchange, empty for the script's.
func (b *bench) installed(answer string) *httptest.ResponseRecorder {
	b.t.Helper()
	if answer != "" {
		b.slack.script["oauth.v2.access"] = []reply{{body: answer}}
	}
	to, cookie := b.begun()
	return b.callback(url.Values{"code": {"the-code"}, "state": {to.Query().Get("state")}}, cookie)
}

const granted = `{"ok":true,"access_token":"` + botToken + `","token_type":"bot","scope":"chat:write","bot_user_id":"UBOT","app_id":"A1",
	"team":{"id":"T1","name":"Council"},"authed_user":{"id":"U1"}}`

func TestTheBotIsInstalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{}, withOAuth)
		to, cookie := b.begun()
		q := to.Query()
		if to.Scheme+"://"+to.Host+to.Path != "https://slack.com/oauth/v2/authorize" || q.Get("client_id") != "123.456" ||
			q.Get("scope") != strings.Join(Scopes(), ",") || q.Get("redirect_uri") != "https://bot.example/slack/oauth/callback" {
			t.Errorf("%s", to)
		}
		if !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/slack/oauth/" || cookie.MaxAge != 600 {
			t.Errorf("%+v", cookie)
		}
		w := b.installed(granted)
		if w.Code != 200 || !strings.Contains(w.Body.String(), "/reform") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		want := Installation{Team: "T1", TeamName: "Council", BotToken: botToken, BotUser: "UBOT", AppID: "A1", By: "U1", At: time.Now()}
		if got := b.kept.in["T1"]; got != want {
			t.Errorf("%#v", got)
		}
		args := b.slack.made("oauth.v2.access")[0].args
		if args["code"] != "the-code" || args["client_id"] != "123.456" || args["client_secret"] != clientSecret || args["redirect_uri"] != "https://bot.example/slack/oauth/callback" {
			t.Errorf("%v", args)
		}
		noSecret(t, "the log", b.logs.String())
		noSecret(t, "the page", w.Body.String())
	})
}

func TestAnInstallationIsRefused(t *testing.T) {
	type attempt struct {
		query  url.Values
		cookie *http.Cookie
	}
	tests := map[string]struct {
		change func(b *bench, a *attempt)
		answer string
		want   int
	}{
		"without a state":         {func(_ *bench, a *attempt) { a.query.Del("state") }, granted, 400},
		"with a state made up":    {func(_ *bench, a *attempt) { a.query.Set("state", "9999999999.x.00") }, granted, 400},
		"with a state changed":    {func(_ *bench, a *attempt) { a.query.Set("state", "9"+a.query.Get("state")) }, granted, 400},
		"without the cookie":      {func(_ *bench, a *attempt) { a.cookie = nil }, granted, 400},
		"in another browser":      {func(b *bench, a *attempt) { _, a.cookie = b.begun() }, granted, 400},
		"too late":                {func(*bench, *attempt) { time.Sleep(stateLife + time.Second) }, granted, 400},
		"twice":                   {func(b *bench, a *attempt) { b.callback(a.query, a.cookie) }, granted, 400},
		"by the person":           {func(_ *bench, a *attempt) { a.query.Del("code"); a.query.Set("error", "access_denied") }, granted, 403},
		"without a code":          {func(_ *bench, a *attempt) { a.query.Del("code") }, granted, 400},
		"by Slack":                {nil, `{"ok":false,"error":"invalid_code"}`, 502},
		"for a wrong secret":      {nil, `{"ok":false,"error":"bad_client_secret"}`, 502},
		"for a wrong address":     {nil, `{"ok":false,"error":"bad_redirect_uri"}`, 502},
		"for an organisation":     {nil, `{"ok":true,"access_token":"xoxb-1","is_enterprise_install":true,"team":null}`, 422},
		"without a token":         {nil, `{"ok":true,"team":{"id":"T1"}}`, 422},
		"while the store is full": {func(b *bench, _ *attempt) { b.kept.broken = errors.New("disk full") }, granted, 503},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, answers{}, withOAuth)
				b.slack.script["oauth.v2.access"] = []reply{{body: test.answer}}
				to, cookie := b.begun()
				a := attempt{url.Values{"code": {"the-code"}, "state": {to.Query().Get("state")}}, cookie}
				if test.change != nil {
					test.change(b, &a)
				}
				before := len(b.kept.in)
				w := b.callback(a.query, a.cookie)
				if w.Code != test.want || strings.Count(w.Body.String(), "\n") != 1 {
					t.Errorf("%d, want %d: %q", w.Code, test.want, w.Body)
				}
				if len(b.kept.in) != before {
					t.Error("installed all the same")
				}
				noSecret(t, "the log", b.logs.String())
				noSecret(t, "the page", w.Body.String())
			})
		})
	}
}

func TestWithoutOAuthThePagesSayWhatToSet(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"nothing set":   func(*Options) {},
		"no secret":     func(o *Options) { withOAuth(o); o.ClientSecret = Secret{} },
		"no id":         func(o *Options) { withOAuth(o); o.ClientID = "" },
		"no public URL": func(o *Options) { withOAuth(o); o.PublicURL = "" },
	} {
		b := newBench(t, answers{}, change)
		for _, path := range []string{"/slack/install", "/slack/oauth/callback"} {
			w := newRecorder()
			b.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if body := w.Body.String(); w.Code != 404 || !strings.Contains(body, "SLACK_CLIENT_ID") || !strings.Contains(body, "SLACK_CLIENT_SECRET") || !strings.Contains(body, "PLEDGEWATCH_PUBLIC_URL") {
				t.Errorf("%s, %s: %d %s", name, path, w.Code, body)
			}
		}
	}
}

func TestNewRefusesWhatCannotServe(t *testing.T) {
	fine := Options{Handler: answers{}, Installations: newMemory(), Once: newMemory()}
	for name, change := range map[string]func(*Options){
		"no handler":           func(o *Options) { o.Handler = nil },
		"no installations":     func(o *Options) { o.Installations = nil },
		"no memory":            func(o *Options) { o.Once = nil },
		"an API without host":  func(o *Options) { o.APIURL = "slack.com/api" },
		"an API of files":      func(o *Options) { o.APIURL = "file:///tmp" },
		"a public URL of none": func(o *Options) { o.PublicURL = "bot" },
	} {
		o := fine
		change(&o)
		if _, err := New(o); err == nil {
			t.Error(name, "is taken")
		}
	}
	for given, want := range map[string]string{
		"": "https://slack.com/api/", "http://127.0.0.1:9000/api": "http://127.0.0.1:9000/api/", "http://localhost:1": "http://localhost:1/",
	} {
		o := fine
		o.APIURL = given
		if a, err := New(o); err != nil || a.apiURL.String() != want {
			t.Errorf("%q: %v %v", given, a.apiURL, err)
		}
	}
}
