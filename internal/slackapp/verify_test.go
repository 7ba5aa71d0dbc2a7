package slackapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/commands"
)

func TestOnlyWhatSlackSignedIsRead(t *testing.T) {
	stamp := func(r *http.Request, body string, at time.Time) {
		s := strconv.FormatInt(at.Unix(), 10)
		r.Header.Set("X-Slack-Request-Timestamp", s)
		r.Header.Set("X-Slack-Signature", signature(signingSecret, s, body))
	}
	body := slashForm("kinship")
	tests := map[string]struct {
		change func(r *http.Request)
		want   int
	}{
		"signed now":               {func(*http.Request) {}, 200},
		"signed five minutes ago":  {func(r *http.Request) { stamp(r, body, time.Now().Add(-5*time.Minute)) }, 200},
		"signed earlier than that": {func(r *http.Request) { stamp(r, body, time.Now().Add(-5*time.Minute-time.Second)) }, 401},
		"signed in the future":     {func(r *http.Request) { stamp(r, body, time.Now().Add(5*time.Minute+time.Second)) }, 401},
		"no signature":             {func(r *http.Request) { r.Header.Del("X-Slack-Signature") }, 401},
		"no timestamp":             {func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }, 401},
		"a timestamp of words":     {func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "yesterday") }, 401},
		"a timestamp out of range": {func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "-9223372036854775808") }, 401},
		"the timestamp changed": {func(r *http.Request) {
			r.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(time.Now().Unix()+1, 10))
		}, 401},
		"the body changed": {func(r *http.Request) { r.Body = httptest.NewRequest("POST", "/", strings.NewReader(body+"&x=1")).Body }, 401},
		"another secret": {func(r *http.Request) {
			r.Header.Set("X-Slack-Signature", signature("guess", r.Header.Get("X-Slack-Request-Timestamp"), body))
		}, 401},
		"another version": {func(r *http.Request) {
			r.Header.Set("X-Slack-Signature", strings.Replace(r.Header.Get("X-Slack-Signature"), "v0=", "v1=", 1))
		}, 401},
		"a signature of no digits": {func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0=zz") }, 401},
		"a signature cut short":    {func(r *http.Request) { r.Header.Set("X-Slack-Signature", r.Header.Get("X-Slack-Signature")[:20]) }, 401},
		"an empty signature":       {func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0=") }, 401},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				b := newBench(t, answers{command: func(context.Context, commands.Request) commands.Response {
					asked++
					return commands.Response{Text: "answer"}
				}})
				r, w := signed("/slack/commands", body), httptest.NewRecorder()
				test.change(r)
				b.Handler().ServeHTTP(w, r)
				if w.Code != test.want {
					t.Errorf("status %d, want %d: %s", w.Code, test.want, w.Body)
				}
				if (asked == 1) != (test.want == 200) {
					t.Errorf("the handler was asked %d times", asked)
				}
				if got := strings.Count(w.Body.String(), "\n"); got != 1 {
					t.Errorf("%d lines: %q", got, w.Body)
				}
				noSecret(t, "the answer", w.Body.String())
				noSecret(t, "the log", b.logs.String())
			})
		})
	}
}

func TestASignatureServesOnce(t *testing.T) {
	for name, spelling := range map[string]func(string) string{
		"as it was":           func(s string) string { return s },
		"in capital letters":  func(s string) string { return "v0=" + strings.ToUpper(s[3:]) },
		"in one other letter": func(s string) string { return s[:10] + strings.ToUpper(s[10:]) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, say1("answer"))
				first := signed("/slack/commands", slashForm("q"))
				again := signed("/slack/commands", slashForm("q"))
				again.Header.Set("X-Slack-Signature", spelling(again.Header.Get("X-Slack-Signature")))
				for i, r := range []*http.Request{first, again} {
					w := httptest.NewRecorder()
					b.Handler().ServeHTTP(w, r)
					if want := []int{200, 401}[i]; w.Code != want {
						t.Errorf("request %d: status %d, want %d", i, w.Code, want)
					}
				}
				time.Sleep(time.Second) // the next second, Slack signs anew
				if w := b.post("/slack/commands", slashForm("q")); w.Code != 200 {
					t.Errorf("the same words, signed anew: %d", w.Code)
				}
			})
		})
	}
}

func TestAForgedSignatureDoesNotSpendTheTrueOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, say1("answer"))
		forged, w := signed("/slack/commands", slashForm("q")), httptest.NewRecorder()
		forged.Body = httptest.NewRequest("POST", "/", strings.NewReader("other")).Body
		b.Handler().ServeHTTP(w, forged)
		if w.Code != 401 {
			t.Fatalf("forged: %d", w.Code)
		}
		if w := b.post("/slack/commands", slashForm("q")); w.Code != 200 {
			t.Errorf("true: %d", w.Code)
		}
	})
}

func TestSignaturesAreForgottenInTimeAndNumber(t *testing.T) {
	now := time.Now()
	s := newSignatures(3)
	for i := range 5 {
		if !s.first(fmt.Sprint(i), now) {
			t.Fatalf("%d is not new", i)
		}
	}
	if len(s.at) != 3 || len(s.order) != 3 {
		t.Errorf("%d and %d kept, want 3", len(s.at), len(s.order))
	}
	if s.first("4", now.Add(signatureLife)) {
		t.Error("forgotten too early")
	}
	if s.first("x", now.Add(signatureLife+time.Second)); len(s.at) != 1 {
		t.Errorf("%d kept after their time, want 1", len(s.at))
	}
}

func TestBodiesAreBounded(t *testing.T) {
	b := newBench(t, say1("answer"))
	for path, letter := range map[string]string{"/slack/commands": "c", "/slack/interactions": "i", "/slack/events": "e"} {
		if w := b.post(path, strings.Repeat(letter, 1<<20+1)); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", path, w.Code)
		}
		if w := b.post(path, strings.Repeat(letter, 1<<20)); w.Code != http.StatusBadRequest {
			t.Errorf("%s of the greatest size that is read: %d", path, w.Code)
		}
	}
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, errors.New("cut off") }
func (brokenBody) Close() error             { return nil }

func TestABodyThatBreaksOffIsRefused(t *testing.T) {
	b := newBench(t, say1("answer"))
	r, w := signed("/slack/commands", ""), httptest.NewRecorder()
	r.Body = brokenBody{}
	b.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
}

func TestWithoutASigningSecretNothingIsServed(t *testing.T) {
	b := newBench(t, say1("answer"), func(o *Options) { o.SigningSecret = Secret{} })
	w := b.post("/slack/commands", slashForm("q"))
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "SLACK_SIGNING_SECRET") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
