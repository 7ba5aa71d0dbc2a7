package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
)

// The ways in which the bot can run.
const (
	modeSandbox = "sandbox"
	modeSocket  = "socket"
	modeHTTP    = "http"
)

// Bounds of the bot's own web server.
const (
	maxHeaders   = 64 << 10
	readHeaders  = 10 * time.Second
	readAll      = 30 * time.Second
	idle         = 2 * time.Minute
	shutdownTime = 20 * time.Second
	startTime    = 5 * time.Second // by then a start is over
)

type serveCmd struct {
	Mode string `enum:",sandbox,socket,http" default:"" env:"PLEDGEWATCH_MODE" help:"sandbox, socket or http (default: socket with an app token, http with a signing secret, else sandbox)."`
}

// Run starts the bot and blocks until it is told to stop.
func (c serveCmd) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	mode, err := c.mode(g.Slack)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: level(g.LogLevel)}))
	corpus, err := g.corpus()
	if err != nil {
		return fmt.Errorf("the corpus is broken, nothing was started:\n%w", err)
	}
	brain := g.keepingBrain(corpus, log)
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", g.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w: stop what listens there, or set PLEDGEWATCH_ADDR", g.Addr, err)
	}
	h := &house{g: g, log: log, now: now, mode: mode, base: "http://" + reachable(ln.Addr()), sampled: make(chan struct{})}
	h.brain.Store(brain)
	h.files = brain.Corpus
	if err := h.open(ctx); err != nil {
		return errors.Join(err, ln.Close())
	}
	err = h.serve(ctx, ln, s)
	return errors.Join(err, h.close())
}

// mode is how the bot runs: as told, else as the credentials allow.
func (c serveCmd) mode(s slackSettings) (string, error) {
	switch {
	case c.Mode == modeSocket && (!s.AppToken.set() || !s.BotToken.set()):
		return "", errors.New("--mode socket needs SLACK_APP_TOKEN and SLACK_BOT_TOKEN: README, \"Connect it to Slack\"")
	case c.Mode == modeHTTP && !s.SigningSecret.set():
		return "", errors.New("--mode http needs SLACK_SIGNING_SECRET: README, \"Connect it to Slack\"")
	case c.Mode != "":
		return c.Mode, nil
	case s.AppToken.set():
		if !s.BotToken.set() {
			return "", errors.New("SLACK_APP_TOKEN is set and SLACK_BOT_TOKEN is not: set both, or neither for the sandbox")
		}
		return modeSocket, nil
	case s.SigningSecret.set():
		return modeHTTP, nil
	default:
		return modeSandbox, nil
	}
}

func level(name string) slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(name)); err != nil {
		return slog.LevelInfo
	}
	return l
}

// reachable is a listening address as this machine reaches it.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// serve runs everything until ctx ends or a part of it fails.
func (h *house) serve(ctx context.Context, ln net.Listener, s streams) error {
	server := &http.Server{
		Handler: h.routes(), MaxHeaderBytes: maxHeaders, ReadHeaderTimeout: readHeaders, ReadTimeout: readAll, IdleTimeout: idle,
		ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		if err := server.Shutdown(bounded); err != nil {
			return server.Close() // what still hangs on is cut off
		}
		return nil
	})
	if err := h.check(ctx); err != nil {
		group.Go(func() error { return err })
		return group.Wait()
	}
	for _, run := range h.parts() {
		group.Go(func() error { return run(ctx) })
	}
	h.greet(s)
	group.Go(func() error { return settle(ctx) })
	return group.Wait()
}

// settle gives back what starting took, the indexing of the corpus and the first poll above all, and keeps the heap close
// to what is in use from then on: the bot idles most of its life, and what it holds hardly changes.
func settle(ctx context.Context) error {
	debug.SetGCPercent(50)
	started := time.NewTimer(startTime)
	defer started.Stop()
	select {
	case <-ctx.Done():
	case <-started.C:
		debug.FreeOSMemory()
	}
	return nil
}

// greet says where the bot is.
func (h *house) greet(s streams) {
	switch h.mode {
	case modeSandbox:
		s.say("Pledgewatch %s is running in its own sandbox workspace: open %s", version, h.base)
		s.say("Reading %s.", h.reading())
	case modeSocket:
		s.say("Pledgewatch %s is connected to Slack by Socket Mode; health at %s/healthz. Reading %s.", version, h.base, h.reading())
	default:
		s.say("Pledgewatch %s waits for Slack at %s/slack/…; health at %s/healthz. Reading %s.", version, h.base, h.base, h.reading())
	}
}

// reading names the feeds.
func (h *house) reading() string {
	if h.sample {
		return "a built-in feed of invented articles (--feed default for the real one)"
	}
	names := make([]string, len(h.feeds))
	for i, f := range h.feeds {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// check asks Slack whether it knows the bot, before anything is promised to anybody.
func (h *house) check(ctx context.Context) error {
	if h.mode == modeSandbox || !h.g.Slack.BotToken.set() {
		return nil
	}
	id, err := h.app.Check(ctx)
	if err != nil {
		return err
	}
	if len(id.Missing) > 0 {
		h.log.Warn("the Slack app lacks scopes: install it anew from the manifest that \"bot manifest\" prints", "missing", id.Missing)
	}
	return nil
}

// newSandbox makes the workspace of the bot's own, and the credentials by which the bot and it believe each other.
func (h *house) newSandbox() error {
	set := h.g.Slack
	ws, err := sandbox.New(sandbox.Options{
		Manifest: slackapp.Manifest(slackapp.ManifestOptions{Commands: slashCommands(), PublicURL: h.base, Curators: h.g.curatorIDs(h.mode)}),
		BotToken: set.BotToken.Reveal(), AppToken: set.AppToken.Reveal(), SigningSecret: set.SigningSecret.Reveal(),
		AppURL: h.base, URL: h.base, Path: filepath.Join(h.g.Data, "sandbox.jsonl"),
		Notice: "Sandbox: a Slack workspace on this machine. Articles come from " + h.reading() + ".",
		Now:    h.now, Log: h.log,
	})
	if err != nil {
		return err
	}
	h.ws = ws
	return nil
}
