package scale

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/config"
	"pledgewatch/internal/blocks"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/sqlite"
)

// hurry is how many times faster than the wall the clock of this run goes.
const hurry = 5

// asked are what people type meanwhile: questions, lists, a picture's board, a digest made for them, and one that is kept.
var asked = []string{
	"when will the early career framework be an entitlement", "how many pathfinder areas are there", "what became of NAAS", "pledges overdue",
	"what does Josh MacAlister think of the delay", "timeline", "latest kinship care", "digest", "what is the price of fish", "compare 2023-02 2024-10",
	"subscribe kinship care weekly fri 4pm",
}

// elsewhere is the workspace of those who ask: one has at most a thousand subscriptions, unlike that of the digests.
const elsewhere = "T0ELSEWHERE"

// busyBot is a bot for one workspace of the sandbox: all that a digest goes through, and all that a command does.
type busyBot struct {
	*sandbox.Workspace
	store     store.Store
	app       *slackapp.App
	sender    *delivery.Sender
	scheduler *digest.Scheduler
	channels  []string
	base      string // of its web server
	client    *http.Client
}

// Client gives the client for Slack.
func (b *busyBot) Client(ctx context.Context, team string) (*slack.Client, error) {
	return b.app.Client(ctx, team)
}

func newBusyBot(t *testing.T, channels int, open func(now func() time.Time) (store.Store, error)) *busyBot {
	t.Helper()
	began := time.Now()
	now := func() time.Time { return monday.Add(-2*time.Second + time.Since(began)*hurry) }
	corpus, err := knowledge.Load(config.Corpus())
	must(t, err)
	brain := knowledge.NewBrain(corpus)
	ws, err := sandbox.New(sandbox.Options{Now: now, Manifest: slackapp.Manifest(slackapp.ManifestOptions{})})
	must(t, err)
	b := &busyBot{Workspace: ws, client: &http.Client{Timeout: 10 * time.Second}}
	web := httptest.NewServer(ws.Handler())
	t.Cleanup(web.Close)
	b.store, err = open(now)
	must(t, err)
	t.Cleanup(func() { must(t, b.store.Close()) })
	for _, a := range news(corpus.Entries()) {
		must(t, b.store.PutArticle(t.Context(), a))
	}
	b.subscribe(t, corpus, channels)

	current, log := func() *knowledge.Brain { return brain }, slog.New(slog.DiscardHandler)
	handler, err := commands.New(commands.Options{
		Brain: current, Subscriptions: b.store, Digests: &digest.Composer{Brain: current, Articles: b.store, Changes: b.store, Now: now},
		Articles: b.store, Talks: b.store, Pace: commands.NewPace(), Now: now, Log: log,
	})
	must(t, err)
	c := ws.Credentials()
	b.app, err = slackapp.New(slackapp.Options{
		Handler: handler, Installations: b.store, Once: b.store, SigningSecret: slackapp.NewSecret(c.SigningSecret), BotToken: slackapp.NewSecret(c.BotToken),
		APIURL: web.URL + "/api/", Now: now, Log: log,
	})
	must(t, err)
	b.sender = delivery.New(delivery.Options{
		Outbox: b.store, Poster: delivery.NewSlack(b, delivery.NewTiers(now)), Now: now, Log: log,
		Timer: func(d time.Duration) *time.Timer { return time.NewTimer(d / hurry) },
	})
	recent := digest.NewRecent(b.store, b.store, now)
	b.scheduler = digest.NewScheduler(digest.Options{
		Subscriptions: b.store, Composer: &digest.Composer{Brain: current, Articles: recent, Changes: recent, Now: now}, Outbox: b.sender, Now: now, Log: log,
		Render: func(d digest.Digest) ([]digest.Page, error) {
			return blocks.DigestMessages(d, commands.Run(), commands.Share(d))
		},
	})
	server := httptest.NewServer(b.app.Handler())
	t.Cleanup(server.Close)
	b.base = server.URL
	return b
}

// subscribe gives each channel a digest that is due on Monday at nine, on one to three topics.
func (b *busyBot) subscribe(t *testing.T, c *knowledge.Corpus, channels int) {
	t.Helper()
	topics := c.Topics()
	for i := range channels { // in a workspace there cannot be so many, but the sandbox is one
		sub := digest.Subscription{
			Team: b.Credentials().TeamID, Channel: b.AddChannel(fmt.Sprintf("room-%05d", i), true), Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone, By: "U1", Created: monday.AddDate(0, -1, 0), Next: monday,
		}
		for k := range 1 + i%3 {
			sub.Topics = append(sub.Topics, topics[(i/3+k*(1+i/100))%len(topics)].ID)
		}
		b.channels = append(b.channels, sub.Channel)
		must(t, b.store.PutSubscription(t.Context(), sub))
	}
}

// Commands that are sent to the bot while it makes and sends the digests of thousands of channels are answered as ever. Ten thousand
// with PLEDGEWATCH_CHANNELS=10000, where the slowest hundredth is held to what is promised.
func TestCommandsAreAnsweredWhileManyDigestsGoOut(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(now func() time.Time) (store.Store, error){
		"sqlite": func(now func() time.Time) (store.Store, error) {
			return sqlite.Open(t.Context(), t.TempDir()+"/data", sqlite.Options{Now: now})
		},
		"redis": func(now func() time.Time) (store.Store, error) {
			return redis.Open(redistest.Start(t).URL(), redis.Options{Now: now})
		},
	} {
		t.Run(name, func(t *testing.T) {
			channels := manyChannels(t, 50)
			newBusyBot(t, channels, open).work(t, channels)
		})
	}
}

// work makes and sends all digests, and has people ask meanwhile.
func (b *busyBot) work(t *testing.T, channels int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var parts, people sync.WaitGroup
	parts.Go(func() { must(t, b.sender.Run(ctx)) })
	parts.Go(func() { must(t, b.scheduler.Run(ctx)) })
	var times [][]time.Duration
	asking, enough := context.WithCancel(t.Context())
	for who := range 4 {
		times = append(times, nil)
		people.Go(func() { times[who] = b.ask(asking, t, who) })
	}
	start := time.Now()
	sent := func() int { return b.posted(channels) }
	for sent() < channels {
		if time.Since(start) > 15*time.Minute {
			t.Fatalf("%d of %d digests were sent", sent(), channels)
		}
		<-time.After(500 * time.Millisecond)
	}
	took := time.Since(start)
	enough()
	people.Wait()
	stop()
	parts.Wait()
	all := slices.Concat(times...)
	slices.Sort(all)
	p99 := all[len(all)*99/100]
	t.Logf("%d digests in %s by the clock (%s by the wall); meanwhile %d commands: median %s, 99 of 100 within %s, the slowest %s", channels,
		(took * hurry).Round(time.Second), took.Round(100*time.Millisecond), len(all), all[len(all)/2].Round(10*time.Microsecond), p99.Round(10*time.Microsecond), all[len(all)-1].Round(10*time.Microsecond))
	if os.Getenv(channelsIn) != "" && p99 > 100*time.Millisecond {
		t.Errorf("one command in a hundred took longer than %s", p99)
	}
}

// posted is how many channels have their digest.
func (b *busyBot) posted(most int) (n int) {
	for _, id := range b.channels[:most] {
		if len(b.Messages(id)) > 0 {
			n++
		}
	}
	return n
}

// ask sends commands one after another until ctx ends, each as another person in another channel, and says how long each took.
func (b *busyBot) ask(ctx context.Context, t *testing.T, who int) (times []time.Duration) {
	for n := 0; ctx.Err() == nil; n++ {
		text := asked[(n+who*3)%len(asked)]
		start := time.Now()
		status, answer := b.command(context.WithoutCancel(ctx), text, fmt.Sprintf("U%d%05d", who, n%5000), fmt.Sprintf("C%d%05d", who, n%5000))
		times = append(times, time.Since(start))
		if status != http.StatusOK || !bytes.Contains(answer, []byte(`"blocks"`)) {
			t.Errorf("%s: status %d: %.300s", text, status, answer)
			return times
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return times
}

// command sends a slash command as Slack does: signed, over HTTP.
func (b *busyBot) command(ctx context.Context, text, user, channel string) (int, []byte) {
	c := b.Credentials()
	body := url.Values{
		"command": {"/reform"}, "text": {text}, "team_id": {elsewhere}, "channel_id": {channel}, "channel_name": {"room"}, "user_id": {user},
		"response_url": {b.base + "/nowhere"}, "trigger_id": {fmt.Sprint("1.2.", user)},
	}.Encode()
	stamp := fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(c.SigningSecret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/slack/commands", strings.NewReader(body))
	if err != nil {
		return 0, []byte(err.Error())
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := b.client.Do(req)
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	var answer json.RawMessage
	err = json.NewDecoder(resp.Body).Decode(&answer)
	if err != nil {
		return resp.StatusCode, []byte(err.Error())
	}
	return resp.StatusCode, answer
}
