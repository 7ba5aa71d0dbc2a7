package crash

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
)

// speed is how many times faster than the wall the clock of a run goes, so that a lease of two minutes takes twelve seconds.
const speed = 10

// clock is that clock, the same in every process.
func clock(epoch time.Time) func() time.Time {
	return func() time.Time { return epoch.Add(time.Since(epoch) * speed) }
}

// badSlack is a Slack behind a network that fails.
type badSlack struct {
	*sandbox.Workspace
	url      string
	channels []string

	limited, broken, silent, calls atomic.Int64
}

// Of all calls, the share that is answered 429, and 500; of posts, the share that is answered never, though the message was
// posted.
const (
	limited = 0.05
	broken  = 0.02
	silent  = 0.01
)

func newBadSlack(t *testing.T, epoch time.Time, channels int) *badSlack {
	t.Helper()
	ws, err := sandbox.New(sandbox.Options{
		Now: clock(epoch),
		Manifest: slack.Manifest{
			Display:     slack.Display{Name: "Pledgewatch"},
			OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: []string{"chat:write", "channels:read", "channels:history"}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &badSlack{Workspace: ws}
	for i := range channels {
		s.channels = append(s.channels, ws.AddChannel(fmt.Sprintf("room-%02d", i), true))
	}
	back := httptest.NewServer(ws.Handler())
	to, err := url.Parse(back.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
		panic(http.ErrAbortHandler) // who asked was killed
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(proxy, w, r) }))
	s.url = front.URL
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = ws.Run(ctx) })
	t.Cleanup(func() {
		stop()
		front.CloseClientConnections()
		front.Close()
		back.Close()
		wg.Wait()
	})
	return s
}

func (s *badSlack) serve(proxy http.Handler, w http.ResponseWriter, r *http.Request) {
	s.calls.Add(1)
	posts := r.URL.Path == "/api/chat.postMessage"
	switch dice := rand.Float64(); { //nolint:gosec // G404: dice
	case dice < limited:
		s.limited.Add(1)
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	case dice < limited+broken:
		s.broken.Add(1)
		if rand.IntN(2) == 0 { //nolint:gosec // G404: a coin; it may have been done all the same
			proxy.ServeHTTP(httptest.NewRecorder(), r)
		}
		w.WriteHeader(http.StatusInternalServerError)
	case posts && dice < limited+broken+silent:
		s.silent.Add(1)
		proxy.ServeHTTP(httptest.NewRecorder(), r)
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done() // until the caller gives up
		panic(http.ErrAbortHandler)
	default:
		proxy.ServeHTTP(w, r)
	}
}

// posted are the texts in each channel, in their order.
func (s *badSlack) posted() (texts map[string][]string, total int) {
	texts = map[string][]string{}
	for _, c := range s.channels {
		for _, m := range s.Messages(c) {
			if m.BotID != "" {
				texts[c] = append(texts[c], m.Text)
				total++
			}
		}
	}
	return texts, total
}
