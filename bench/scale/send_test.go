package scale

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/store/sqlite"
)

// atHand serves requests without a network, so that it can be used where time is not the wall's.
type atHand struct{ http.Handler }

// RoundTrip answers a request.
func (h atHand) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	r.RemoteAddr = "127.0.0.1:1"
	h.ServeHTTP(w, r)
	return w.Result(), r.Context().Err()
}

// inSandbox is the client for a Slack at hand.
type inSandbox struct{ client *slack.Client }

// Client gives it.
func (s inSandbox) Client(context.Context, string) (*slack.Client, error) { return s.client, nil }

// teamRate is how many messages a second the bot sends to a workspace (delivery/limits.go), after the first few.
const (
	teamRate  = 5.0
	teamBurst = 5
)

// channelsIn names the variable that says how many channels a run has.
const channelsIn = "PLEDGEWATCH_CHANNELS"

// manyChannels is how many channels there are; usual, where nothing says otherwise.
func manyChannels(t *testing.T, usual int) int {
	t.Helper()
	text := os.Getenv(channelsIn)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	must(t, err)
	return n
}

// A digest for each of many channels of one workspace is sent in little more than the least time that the limits allow, by the
// clock. Ten thousand with PLEDGEWATCH_CHANNELS=10000.
func TestManyDigestsGoOutInTheLeastTime(t *testing.T) {
	t.Parallel()
	channels := manyChannels(t, 500)
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ws, err := sandbox.New(sandbox.Options{Manifest: slack.Manifest{
			Display: slack.Display{Name: "Pledgewatch"}, OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: []string{"chat:write", "channels:history"}}},
		}})
		must(t, err)
		box, err := sqlite.Open(t.Context(), dir+"/data", sqlite.Options{Now: time.Now})
		must(t, err)
		c := ws.Credentials()
		client := slack.New(c.BotToken, slack.OptionAPIURL("http://127.0.0.1/api/"), slack.OptionHTTPClient(&http.Client{Transport: atHand{ws.Handler()}}))
		s := delivery.New(delivery.Options{
			Outbox: box, Poster: delivery.NewSlack(inSandbox{client}, delivery.NewTiers(time.Now)), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		})
		var msgs []delivery.Message
		ids := make([]string, channels)
		for i := range ids {
			ids[i] = ws.AddChannel(fmt.Sprintf("room-%05d", i), true)
			msgs = append(msgs, delivery.Message{Key: delivery.Key("digest", fmt.Sprint(i)), Team: c.TeamID, Channel: ids[i], Kind: "digest", Text: "digest"})
		}
		must(t, s.Enqueue(t.Context(), msgs...))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		start := time.Now()
		go func() { done <- s.Run(ctx) }()
		for {
			d, err := box.Depth(t.Context())
			must(t, err)
			if d.Dead > 0 {
				t.Fatalf("%+v", d)
			}
			if d.Pending == 0 {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		took := time.Since(start)
		stop()
		must(t, <-done)
		must(t, box.Close())
		for _, id := range ids {
			if n := len(ws.Messages(id)); n != 1 {
				t.Fatalf("%d messages in %s", n, id)
			}
		}
		least := time.Duration(math.Max(0, float64(channels-teamBurst)) / teamRate * float64(time.Second))
		t.Logf("%d channels: %s by the clock, the least is %s: %.3f times", channels, took.Round(time.Millisecond), least, float64(took)/float64(least))
		if float64(took) > 1.1*float64(least) {
			t.Errorf("it took %s, the limits allow %s", took, least)
		}
	})
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
