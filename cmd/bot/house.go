package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"pledgewatch/config"
	"pledgewatch/internal/alert"
	"pledgewatch/internal/blocks"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/jobs"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/watch"
)

// house is the running bot: every room, wired.
type house struct {
	g    *Globals
	log  *slog.Logger
	now  clock
	mode string
	base string // URL of the bot's own web server

	brain  atomic.Pointer[knowledge.Brain] // replaced by a reload, and by what curators confirm
	feeds  []feed.Source
	sample bool // feeds are the invented ones
	store  store
	redis  *redis.Store // the store, where REDIS_URL is set; else nil
	jobs   *jobs.Runner // shares the work among the bots on one Redis; nil without

	reminding sync.Mutex // held while the jobs have the crier look
	app       *slackapp.App
	ws        *sandbox.Workspace // in the sandbox only
	sender    *delivery.Sender
	tiers     *delivery.Tiers // of Slack's methods
	digests   *digest.Scheduler
	poller    *feed.Poller
	roster    *feed.Roster
	doors     *feed.Doors
	shut      func() // the doors; nil before they are made
	metrics   *metrics
	composer  *digest.Composer
	crier     *alert.Crier
	twins     *feed.Twins

	desk   *watch.Desk
	poster *delivery.Slack
	laying sync.Mutex        // held while another brain is made and put in place
	files  *knowledge.Corpus // what the files hold; laying guards it

	sampled    chan struct{} // closed when the sample feed was read
	sampleRead sync.Once
}

// open makes every room; what it opened is closed by close.
func (h *house) open(ctx context.Context) error {
	var err error
	if h.feeds, h.sample, err = h.g.feedSources(h.mode, h.base); err != nil {
		return err
	}
	if err := h.openStore(ctx); err != nil {
		return err
	}
	h.metrics = newMetrics(h)
	if h.mode == modeSandbox {
		if err := h.newSandbox(); err != nil {
			return errors.Join(err, h.close())
		}
	}
	if err := h.wire(); err != nil {
		return errors.Join(err, h.close())
	}
	h.firstLay(ctx)
	return nil
}

// wire connects the rooms.
func (h *house) wire() error {
	current := h.brain.Load
	publisher := publishers(h.g)
	h.composer = &digest.Composer{Brain: current, Articles: h.store, Changes: h.store, Now: h.now, Publisher: publisher}
	subs := &watched{store: h.store, name: h.channelName}
	if err := h.newRoster(); err != nil {
		return err
	}
	if err := h.newDesk(); err != nil {
		return err
	}
	handler, err := commands.New(commands.Options{
		Brain: current, Subscriptions: subs, Digests: h.composer, Articles: h.store,
		Files: uploads{h}, Members: members{h}, Messages: mail{h}, Outbox: h.store, Pace: commands.NewPace(), Talks: h.store, Reviews: h.desk, Curators: curators{h}, Feeds: h.roster, Revisions: h.store,
		Publisher: publisher, Now: h.now, Log: h.log,
	})
	if err != nil {
		return err
	}
	if h.app, err = slackapp.New(h.slackOptions(handler)); err != nil {
		return err
	}
	h.tiers = delivery.NewTiers(h.now)
	var outbox delivery.Outbox = h.store
	var pace delivery.Pace // of all bots on one Redis
	if h.redis != nil {
		h.newJobs()
		outbox, pace = nudging{outbox, h}, h.redis
		h.tiers.Share(pace)
	}
	h.poster = delivery.NewSlack(h.app, h.tiers)
	h.poster.Show(pictures{h}, h.now)
	h.sender = delivery.New(delivery.Options{Outbox: outbox, Poster: h.poster, Now: h.now, Log: h.log, OnDead: h.buried, Pace: pace})
	// On a Monday at nine all channels' digests are made of the same news, which is read once.
	recent := digest.NewRecent(h.store, h.store, h.now)
	scheduled := &digest.Composer{Brain: current, Articles: recent, Changes: recent, Now: h.now, Publisher: publisher}
	h.digests = digest.NewScheduler(digest.Options{
		Subscriptions: h.store, Composer: scheduled, Outbox: h.sender, Now: h.now, Log: h.log, Render: render,
	})
	h.newCrier()
	subs.changed = h.wakeDigests
	return h.newPoller()
}

func render(d digest.Digest) ([]digest.Page, error) {
	return blocks.DigestMessages(d, commands.Run(), commands.Share(d))
}

// slackOptions are the settings of the bot's side of Slack; in the sandbox they lead there.
func (h *house) slackOptions(handler slackapp.Handler) slackapp.Options {
	set := h.g.Slack
	o := slackapp.Options{
		Handler: handler, Installations: h.store, Once: h.store, Now: h.now, Log: h.log,
		SigningSecret: set.SigningSecret.Secret, AppToken: set.AppToken.Secret, BotToken: set.BotToken.Secret,
		Joined: h.joined, ClientID: set.ClientID, ClientSecret: set.ClientSecret.Secret, PublicURL: set.PublicURL, APIURL: set.APIURL,
		Curators: h.g.curatorIDs(h.mode),
	}
	if h.ws != nil {
		c := h.ws.Credentials()
		o.SigningSecret, o.AppToken, o.BotToken = slackapp.NewSecret(c.SigningSecret), slackapp.NewSecret(c.AppToken), slackapp.NewSecret(c.BotToken)
		o.PublicURL, o.APIURL = h.base, h.base+"/api/"
	}
	return o
}

// parts are what runs until the bot stops.
func (h *house) parts() []func(context.Context) error {
	parts := []func(context.Context) error{h.sender.Run, h.reload, h.desk.Run}
	if h.redis == nil {
		parts = append(parts, h.poller.Run, h.digests.Run, h.crier.Run)
	} else { // which replica polls, builds and reminds is the jobs' business
		parts = append(parts, h.jobs.Run, func(ctx context.Context) error { return h.redis.Watch(ctx, h.log) })
	}
	if h.ws != nil {
		parts = append(parts, h.ws.Run)
	}
	if h.sample {
		parts = append(parts, h.firstDigest)
	}
	if h.mode == modeSocket {
		return append(parts, h.app.Run)
	}
	return append(parts, func(ctx context.Context) error {
		<-ctx.Done()
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		return h.app.Close(bounded)
	})
}

// close gives back what open took.
func (h *house) close() error {
	var errs []error
	if h.shut != nil {
		h.shut()
	}
	if h.ws != nil {
		errs = append(errs, h.ws.Close())
	}
	if h.store != nil {
		errs = append(errs, h.store.Close())
	}
	return errors.Join(errs...)
}

// Handle takes on a new or revised article. What it bears on is worked out when it is shown, by the corpus as it then is.
func (h *house) Handle(ctx context.Context, a feed.Article, v feed.Verdict) error {
	h.log.Info("article", "feed", a.Feed, "verdict", v, "title", a.Title)
	for _, in := range a.Integrity {
		h.log.Warn("the feed was tampered with: removed what is not the publisher's", "feed", a.Feed, "kind", in.Kind, "removed", in.Removed, "article", a.Link)
	}
	if twin, err := h.twin(ctx, a); twin || err != nil {
		return err
	}
	if err := h.propose(ctx, a); err != nil {
		return err
	}
	if v == feed.New {
		return h.crier.Article(ctx, a)
	}
	return nil
}

// polled counts a poll.
func (h *house) polled(s feed.Source, r feed.Report, err error) {
	h.metrics.polled(s.ID, r, err)
	if h.sample && err == nil {
		h.sampleRead.Do(func() { close(h.sampled) })
	}
}

// publishers returns the names of the feeds' publishers by feed id.
func publishers(*Globals) func(string) string {
	return func(id string) string {
		if id == "sample" {
			return "Sample feed (invented)"
		}
		return ""
	}
}

// watched tells the scheduler when a subscription changed.
type watched struct {
	store
	name    func(ctx context.Context, team, channel string) string // of a channel; empty: not known
	changed func()
}

// PutSubscription keeps a subscription, and by what name people know the channel.
func (w *watched) PutSubscription(ctx context.Context, s digest.Subscription) error {
	if name := w.name(ctx, s.Team, s.Channel); name != "" {
		s.Name = name
	}
	if err := w.store.PutSubscription(ctx, s); err != nil {
		return err
	}
	w.changed()
	return nil
}

// routes is everything that the bot's web server answers.
func (h *house) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/slack/", h.metrics.timed(h.app.Handler()))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("GET /metrics", h.metrics.handler())
	if h.ws != nil {
		mux.Handle("/", h.ws.Handler())
		mux.HandleFunc("GET "+samplePath+"{page}", h.samplePage(config.SampleFeed()))
	}
	return mux
}

// ready answers whether the bot can do its work: what it keeps can be read and written.
func (h *house) ready(w http.ResponseWriter, r *http.Request) {
	if err := h.store.Ping(r.Context()); err != nil {
		h.log.Warn("not ready", "err", err)
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}
