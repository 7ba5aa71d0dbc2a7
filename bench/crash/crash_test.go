package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/sqlite"
)

// run is how hard a run is.
type run struct{ messages, channels, kills int }

// asked is the short run that every test run has, or the long one, where PLEDGEWATCH_KILLS says how often to kill.
func asked(t *testing.T) run {
	t.Helper()
	text := os.Getenv("PLEDGEWATCH_KILLS")
	if text == "" {
		return run{messages: 150, channels: 10, kills: 10}
	}
	kills, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("PLEDGEWATCH_KILLS: %v", err)
	}
	return run{messages: 2000, channels: 50, kills: kills}
}

func TestOneReplicaOnSQLiteIsKilled(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	crash(t, asked(t), dir, 1, nil, func() delivery.DeadLetters {
		s, err := sqlite.OpenReader(t.Context(), dir, sqlite.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}

func TestThreeReplicasOnRedisAreKilledAndRedisToo(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	crash(t, asked(t), server.URL(), 3, func() {
		server.Kill()
		<-time.After(300 * time.Millisecond)
		server.Restart(t)
	}, func() delivery.DeadLetters {
		s, err := redis.Open(server.URL(), redis.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}

// With replicas of Redis that must have each write, a master can be killed for good: another takes its place.
func TestThreeReplicasAreKilledAndAMasterOfTheirRedisToo(t *testing.T) {
	if os.Getenv("PLEDGEWATCH_KILLS") == "" {
		t.Skip("PLEDGEWATCH_KILLS asks for it")
	}
	redis.Quiet()
	for name, start := range map[string]func(testing.TB) redistest.Watched{"Sentinel": redistest.StartWatched, "a cluster": redistest.StartWatchedCluster} {
		t.Run(name, func(t *testing.T) {
			w := start(t)
			url, killed := w.URL+"&copies=1", false
			crash(t, asked(t), url, 3, func() {
				if killed {
					return // once: the next master is another node
				}
				killed = true
				w.Master.Kill()
				<-time.After(4 * time.Second)
				w.Master.Restart(t) // as a replica
			}, func() delivery.DeadLetters {
				s, err := redis.Open(url, redis.Options{Now: time.Now})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				return s
			})
		})
	}
}

// crash sends messages by replicas that are killed at random moments, and, in the middle, the store.
func crash(t *testing.T, r run, store string, replicas int, killStore func(), open func() delivery.DeadLetters) {
	t.Helper()
	epoch := time.Now()
	slack := newBadSlack(t, epoch, r.channels)
	c := slack.Credentials()
	o := orders{Store: store, API: slack.url, Token: c.BotToken, Team: c.TeamID, Channels: slack.channels, Messages: r.messages, Epoch: epoch}
	running := make([]*replica, replicas)
	for i := range running {
		running[i] = o.start(t)
	}
	t.Cleanup(func() {
		for _, p := range running {
			p.kill()
		}
	})
	busy := 0 // kills while there was something to send
	for k := range r.kills {
		<-time.After(50*time.Millisecond + rand.N(350*time.Millisecond)) //nolint:gosec // G404: any moment will do
		i := rand.IntN(replicas)                                         //nolint:gosec // G404: any of them
		running[i].kill()
		if _, n := slack.posted(); n < r.messages {
			busy++
		}
		running[i] = o.start(t)
		if killStore != nil && (k == r.kills/3 || k == 2*r.kills/3) {
			killStore()
		}
	}
	awaitAll(t, slack, r, open(), running)
	took := time.Since(epoch)
	judge(t, slack, o)
	t.Logf("%d messages to %d channels by %d replicas, %d kills (%d of them while there was something to send), %d calls to Slack "+
		"(%d answered 429, %d answered 500, %d posted and never answered), %.0f s",
		r.messages, r.channels, replicas, r.kills, busy, slack.calls.Load(), slack.limited.Load(), slack.broken.Load(), slack.silent.Load(), took.Seconds())
}

// awaitAll waits until as many messages as were stored stand in Slack and nothing is left to do, or nothing has moved for long.
func awaitAll(t *testing.T, slack *badSlack, r run, box delivery.DeadLetters, running []*replica) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	before, since := -1, time.Now()
	for {
		_, n := slack.posted()
		depth, err := box.Depth(ctx)
		if err == nil && n >= r.messages && depth == (delivery.Depth{}) {
			return
		}
		if progress := n - depth.Pending; progress != before {
			before, since = progress, time.Now()
		}
		if ctx.Err() != nil || time.Since(since) > time.Minute {
			said := ""
			for _, p := range running {
				p.kill()
				said += p.said.String()
			}
			t.Fatalf("%d of %d messages are in Slack, and no more come; the outbox holds %+v, error %v\n%s", n, r.messages, depth, err, said)
		}
		<-time.After(50 * time.Millisecond)
	}
}

// judge looks for what was lost, doubled or out of order.
func judge(t *testing.T, slack *badSlack, o orders) {
	t.Helper()
	want := map[string][]string{}
	for n := range o.Messages {
		m := o.message(n)
		want[m.Channel] = append(want[m.Channel], m.Text)
	}
	lost, doubled, disordered := 0, 0, 0
	got, _ := slack.posted()
	for channel, texts := range want {
		times := map[string]int{}
		for _, text := range got[channel] {
			times[text]++
		}
		for _, text := range texts {
			if times[text] == 0 {
				lost++
			}
			doubled += max(0, times[text]-1)
		}
		if !slices.IsSorted(got[channel]) {
			disordered++
		}
	}
	t.Logf("%d lost, %d doubled, %d channels out of order", lost, doubled, disordered)
	if lost+doubled+disordered > 0 {
		t.Error(fmt.Sprint("in Slack: ", got))
	}
}
