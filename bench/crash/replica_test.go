package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/sqlite"
)

// orders is what a replica is told.
type orders struct {
	Store    string    // a directory, or the address of a Redis
	API      string    // of Slack
	Token    string    // of the bot
	Team     string    // workspace
	Channels []string  // to send to
	Messages int       // to send to them in turn
	Epoch    time.Time // of the clock
}

// Set, the test binary is the replica that gets killed.
const ordersIn = "PLEDGEWATCH_TEST_REPLICA"

func TestMain(m *testing.M) {
	if text := os.Getenv(ordersIn); text != "" {
		var o orders
		err := json.Unmarshal([]byte(text), &o)
		if err == nil {
			err = o.run(context.Background())
		}
		_, _ = fmt.Fprintln(os.Stderr, "replica:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// message is the nth of all. It is made anew by every replica at every start, under the same key.
func (o orders) message(n int) delivery.Message {
	return delivery.Message{
		Key: delivery.Key("crash", fmt.Sprint(n)), Team: o.Team, Channel: o.Channels[n%len(o.Channels)], Kind: "digest", Text: fmt.Sprintf("message %06d", n),
	}
}

// Client gives the client for Slack. What takes longer than ten seconds by the clock is given up.
func (o orders) Client(context.Context, string) (*slack.Client, error) {
	return slack.New(o.Token, slack.OptionAPIURL(o.API+"/api/"), slack.OptionHTTPClient(&http.Client{Timeout: time.Second})), nil
}

// run stores all messages and sends what is stored, until it is killed.
func (o orders) run(ctx context.Context) error {
	now := clock(o.Epoch)
	var box delivery.Outbox
	var pace delivery.Pace
	var err error
	tiers := delivery.NewTiers(now)
	if strings.Contains(o.Store, "://") {
		redis.Quiet()
		var s *redis.Store
		s, err = redis.Open(o.Store, redis.Options{Now: now})
		box, pace = s, s
		tiers.Share(s)
	} else {
		box, err = sqlite.Open(ctx, o.Store, sqlite.Options{Now: now})
	}
	if err != nil {
		return err
	}
	s := delivery.New(delivery.Options{
		Outbox: box, Poster: delivery.NewSlack(o, tiers), Now: now, Pace: pace,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		const batch = 20
		for n := 0; n < o.Messages; n += batch {
			var some []delivery.Message
			for i := n; i < min(n+batch, o.Messages); i++ {
				some = append(some, o.message(i))
			}
			for s.Enqueue(ctx, some...) != nil { // Redis is away: the same again
				<-time.After(20 * time.Millisecond)
			}
		}
	})
	defer wg.Wait()
	return s.Run(ctx)
}

// replica is a process that sends.
type replica struct {
	cmd  *exec.Cmd
	said *strings.Builder
}

func (o orders) start(t *testing.T) *replica {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{cmd: exec.CommandContext(context.Background(), self), said: &strings.Builder{}} //nolint:gosec // G204: this very program
	r.cmd.Env = append(os.Environ(), ordersIn+"="+string(text))
	r.cmd.Stderr = r.said
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *replica) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}
