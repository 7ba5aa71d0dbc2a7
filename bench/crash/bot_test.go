package crash

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

// Two whole bots over one Redis post the digests of sixty channels; one is killed in the middle. By the wall's own clock, as the
// bots go: what the dead one had begun is looked for when its leases have run out, after two minutes.
func TestABotIsKilledInMidDigest(t *testing.T) {
	if os.Getenv("PLEDGEWATCH_KILLS") == "" {
		t.Skip("minutes long: set PLEDGEWATCH_KILLS to run it")
	}
	t.Parallel()
	const channels = 60
	program := filepath.Join(t.TempDir(), "bot")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "pledgewatch/cmd/bot").CombinedOutput(); err != nil { //nolint:gosec // G204: into the test's own folder
		t.Fatalf("%v\n%s", err, out)
	}
	ws, err := sandbox.New(sandbox.Options{Manifest: slack.Manifest{
		Display: slack.Display{Name: "Pledgewatch"}, OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: []string{"chat:write", "channels:read", "channels:history"}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(ws.Handler())
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = ws.Run(ctx) })
	t.Cleanup(func() { stop(); web.CloseClientConnections(); web.Close(); wg.Wait() })
	server := redistest.Start(t)
	ids := subscribe(t, server, ws, channels)

	c := ws.Credentials()
	var bots []*exec.Cmd
	var said [2]bytes.Buffer
	none := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(none.Close)
	for i := range said {
		cmd := exec.CommandContext(ctx, program, "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--feed", none.URL+"/none", "--redis-url", server.URL(), //nolint:gosec // G204: built above
			"--slack-api-url", web.URL+"/api/", "--slack-bot-token", c.BotToken, "--slack-signing-secret", "made-up")
		cmd.Stderr = &said[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		bots = append(bots, cmd)
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	}
	killed := -1
	start := time.Now()
	for {
		once, _ := digests(ws, ids)
		if killed < 0 && once >= channels/3 {
			_ = bots[0].Process.Kill()
			_ = bots[0].Wait()
			killed = once
		}
		if once == channels {
			<-time.After(5 * time.Second) // for what would come twice
			_, more := digests(ws, ids)
			t.Logf("%d digests posted once each, %d twice; one of two bots was killed after %d; all there after %.0f s", once, more, killed, time.Since(start).Seconds())
			if more > 0 {
				t.Errorf("%d channels have their digest more than once", more)
			}
			return
		}
		if time.Since(start) > 6*time.Minute {
			t.Fatalf("%d of %d digests were posted\n%s", once, channels, said[1].String())
		}
		<-time.After(20 * time.Millisecond)
	}
}

// subscribe makes channels whose digest is due.
func subscribe(t *testing.T, server *redistest.Server, ws *sandbox.Workspace, n int) (ids []string) {
	t.Helper()
	s, err := redis.Open(server.URL(), redis.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	for i := range n {
		ids = append(ids, ws.AddChannel(fmt.Sprintf("room-%02d", i), true))
		if err := s.PutSubscription(t.Context(), digest.Subscription{
			Team: ws.Credentials().TeamID, Channel: ids[i], Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone, Created: now, Next: now.Add(-time.Minute),
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return ids
}

// digests counts the channels that have a digest, and those that have it more than once.
func digests(ws *sandbox.Workspace, ids []string) (once, more int) {
	for _, id := range ids {
		keys := map[any]int{}
		for _, m := range ws.Messages(id) {
			if m.Metadata != nil && m.Metadata.EventType == delivery.EventType {
				keys[m.Metadata.EventPayload["key"]]++
			}
		}
		if len(keys) > 0 {
			once++
		}
		for _, n := range keys {
			if n > 1 {
				more++
			}
		}
	}
	return once, more
}
