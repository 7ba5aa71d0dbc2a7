package scale

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

// watchedSlack notes when each call came, and how many were refused for coming too fast.
type watchedSlack struct {
	*sandbox.Workspace
	mu      sync.Mutex
	calls   map[string][]time.Time // by method
	refused int
}

// RoundTrip answers a request without a network.
func (s *watchedSlack) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.calls[r.URL.Path] = append(s.calls[r.URL.Path], time.Now())
	s.mu.Unlock()
	answer, err := atHand{s.Handler()}.RoundTrip(r)
	if err == nil && answer.StatusCode == http.StatusTooManyRequests {
		s.mu.Lock()
		s.refused++
		s.mu.Unlock()
	}
	return answer, err
}

func newWatchedSlack(t *testing.T) *watchedSlack {
	t.Helper()
	ws, err := sandbox.New(sandbox.Options{Manifest: slack.Manifest{
		Display: slack.Display{Name: "Pledgewatch"}, OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: []string{"chat:write", "channels:read", "channels:history"}}},
	}})
	must(t, err)
	return &watchedSlack{Workspace: ws, calls: map[string][]time.Time{}}
}

func (s *watchedSlack) client() *slack.Client {
	return slack.New(s.Credentials().BotToken, slack.OptionAPIURL("http://127.0.0.1/api/"), slack.OptionHTTPClient(&http.Client{Transport: s}))
}

// most is the most calls of a method in any span of time.
func (s *watchedSlack) most(method string, in time.Duration) (n int) {
	at := s.calls["/api/"+method]
	for i := range at {
		end, _ := slices.BinarySearchFunc(at, at[i].Add(in), time.Time.Compare)
		n = max(n, end-i)
	}
	return n
}

// closest is the least time between two messages of a channel.
func (s *watchedSlack) closest(t *testing.T, channels []string) time.Duration {
	t.Helper()
	least := time.Duration(math.MaxInt64)
	for _, id := range channels {
		var before float64
		for _, m := range s.Messages(id) {
			at, err := strconv.ParseFloat(m.TS, 64)
			must(t, err)
			if before > 0 {
				least = min(least, time.Duration((at-before)*1000+0.5)*time.Millisecond)
			}
			before = at
		}
	}
	return least
}

// replica is what one bot sends with.
type replica struct {
	box    *redis.Store
	sender *delivery.Sender
	tiers  *delivery.Tiers
}

// newReplicas makes bots that share one Redis; each alone knows of the others' pace only where shared.
func newReplicas(t *testing.T, url string, n int, s *watchedSlack, shared bool) (out []replica) {
	t.Helper()
	for range n {
		box, err := redis.Open(url, redis.Options{Now: time.Now})
		must(t, err)
		r := replica{box: box, tiers: delivery.NewTiers(time.Now)}
		o := delivery.Options{Outbox: box, Poster: delivery.NewSlack(inSandbox{s.client()}, r.tiers), Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		if shared {
			r.tiers.Share(box)
			o.Pace = box
		}
		r.sender = delivery.New(o)
		out = append(out, r)
	}
	return out
}

// Three bots over one Redis send to one workspace no faster than one may, and not much slower: five messages a second, and in each
// channel one a second. Of bots that do not share their pace the same is not true.
func TestReplicasSendAtOnePace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]rush{
		"many channels":                  {40, 8, true},
		"many channels, each at its own": {40, 8, false},
		"few channels":                   {3, 40, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := redistest.Start(t, "--appendfsync", "no").URL()
			synctest.Test(t, func(t *testing.T) { c.play(t, url) })
		})
	}
}

// rush is messages to channels of one workspace, all at once.
type rush struct {
	rooms, each int
	shared      bool // the bots keep to one pace
}

func (c rush) play(t *testing.T, url string) {
	const bots = 3
	s := newWatchedSlack(t)
	replicas := newReplicas(t, url, bots, s, c.shared)
	ids := make([]string, c.rooms)
	for i := range ids {
		ids[i] = s.AddChannel(fmt.Sprintf("room-%02d", i), true)
	}
	var msgs []delivery.Message
	for i := range c.rooms * c.each {
		msgs = append(msgs, delivery.Message{Key: delivery.Key("pace", fmt.Sprint(i)), Team: s.Credentials().TeamID, Channel: ids[i%c.rooms], Kind: "digest", Text: fmt.Sprint(i)})
	}
	must(t, replicas[0].sender.Enqueue(t.Context(), msgs...))
	took := sendAll(t, replicas)
	least := max(time.Duration(float64(len(msgs)-teamBurst)/teamRate*float64(time.Second)), time.Duration(c.each-1)*time.Second)
	posts, apart := s.most("chat.postMessage", time.Minute), s.closest(t, ids)
	t.Logf("%d messages by %d bots: %s, the least is %s; %d in a minute at most, those of a channel %s apart at least, %d refused",
		len(msgs), bots, took.Round(time.Millisecond), least, posts, apart, s.refused)
	within := posts <= int(60*teamRate)+teamBurst && apart >= time.Second && s.refused == 0 && took >= least
	if within != c.shared {
		t.Errorf("within the limits: %v, want %v", within, c.shared)
	}
	if c.shared && float64(took) > 1.1*float64(least) {
		t.Errorf("it took %s, the limits allow %s", took, least)
	}
	for _, id := range ids {
		if n := len(s.Messages(id)); n != c.each {
			t.Errorf("%d messages in %s", n, id)
		}
	}
}

// sendAll lets bots send until nothing is left, and says how long that took.
func sendAll(t *testing.T, replicas []replica) time.Duration {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	start := time.Now()
	for _, r := range replicas {
		wg.Go(func() { must(t, r.sender.Run(ctx)) })
	}
	for {
		d, err := replicas[0].box.Depth(t.Context())
		must(t, err)
		if d.Pending == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	took := time.Since(start)
	stop()
	wg.Wait()
	for _, r := range replicas {
		must(t, r.box.Close())
	}
	return took
}

// Nor do three bots together call a method more often than its tier allows a workspace.
func TestReplicasKeepToOneTier(t *testing.T) {
	t.Parallel()
	url := redistest.Start(t, "--appendfsync", "no").URL()
	for name, shared := range map[string]bool{"shared": true, "each its own": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newWatchedSlack(t)
				replicas := newReplicas(t, url, 3, s, shared)
				id := s.AddChannel("room", true)
				ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
				defer stop()
				var wg sync.WaitGroup
				for _, r := range replicas {
					wg.Go(func() {
						for ctx.Err() == nil {
							if err := r.tiers.Wait(ctx, name, "conversations.info"); err != nil {
								time.Sleep(time.Second)
								continue
							}
							_, _ = s.client().GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id}) // what is refused is counted
						}
					})
				}
				wg.Wait()
				for _, r := range replicas {
					must(t, r.box.Close())
				}
				most := s.most("conversations.info", time.Minute)
				t.Logf("%d calls in a minute at most, %d refused", most, s.refused)
				if within := most <= 50 && s.refused == 0; within != shared || most < 30 {
					t.Errorf("within the tier: %v, want %v; %d calls in a minute", within, shared, most)
				}
			})
		})
	}
}
