package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/blocks"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// sandboxWindow is how long an alert waits for what comes with it in the sandbox: whoever tries the bot waits with it.
const sandboxWindow = 10 * time.Second

// alertWindow is how long an alert waits for what comes with it.
func (g *Globals) alertWindow(mode string) time.Duration {
	if g.AlertWindow == 0 && mode == modeSandbox {
		return sandboxWindow
	}
	return cmp.Or(g.AlertWindow, alert.DefaultWindow)
}

// newCrier makes what tells channels at once, and what knows an article that another feed brought before.
func (h *house) newCrier() {
	told := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "pledgewatch_alerts_total", Help: "Things that channels were alerted to, by kind.",
	}, []string{"kind"})
	h.metrics.registry.MustRegister(told)
	h.twins = feed.NewTwins(h.store.Articles, h.now)
	h.crier = alert.NewCrier(alert.Options{
		Keeper: h.store, Ledger: h.store, Subscriptions: h.store, Outbox: h.sender, Brain: h.brain.Load, Publisher: publishers(h.g),
		Decided: h.decided, Window: h.g.alertWindow(h.mode), Now: h.now, Log: h.log,
		Render: func(a alert.Alert) (string, json.RawMessage, error) {
			return blocks.AlertMessage(h.brain.Load().Corpus, a, commands.Run())
		},
		Observe: func(a alert.Alert) {
			for _, g := range a.Groups {
				for _, it := range g.Items {
					told.WithLabelValues(it.Kind).Inc()
				}
			}
		},
	})
}

// decided returns what curators decided since a time, and all that stands confirmed.
func (h *house) decided(ctx context.Context, since time.Time) ([]watch.Change, error) {
	lately, err := h.store.Changes(ctx, since)
	if err != nil {
		return nil, err
	}
	confirmed, err := h.store.Confirmed(ctx)
	return append(lately, confirmed...), err
}

// twin reports whether another feed brought an article before: then it is kept, and news to nobody.
func (h *house) twin(ctx context.Context, a feed.Article) (bool, error) {
	first, is, err := h.twins.First(ctx, a)
	if is {
		h.log.Info("the same article came from another feed", "feed", a.Feed, "link", a.Link, "first", first.Feed, "was", first.Link)
	}
	return is, err
}

type alertCmd struct {
	Preview alertPreview `cmd:"" help:"Show what a channel is to be alerted to."`
}

type alertPreview struct {
	Channel string `required:"" placeholder:"NAME" help:"Channel, by name or id."`
	Day     string `placeholder:"2026-12-01" help:"Show the deadlines that the channel is told of on the morning of a day instead of what is held for it now."`
	Format  string `enum:"text,json,blocks" default:"text" help:"text, json or blocks (${default})."`
}

// Run shows what is held for a channel, or the deadlines of a morning.
func (p alertPreview) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	var day time.Time
	if p.Day != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, p.Day); err != nil {
			return fmt.Errorf("day %q: want a day, such as 2026-12-01", p.Day)
		}
	}
	brain, err := g.brain()
	if err != nil {
		return err
	}
	kept, err := g.openReader(ctx, now)
	if err != nil {
		return err
	}
	alerts, at, err := p.alerts(ctx, g, kept, brain.Corpus, day)
	if err = errors.Join(err, kept.Close()); err != nil {
		return err
	}
	return p.write(s, brain.Corpus, alerts, at)
}

func (p alertPreview) alerts(ctx context.Context, g *Globals, kept store, c *knowledge.Corpus, day time.Time) ([]alert.Alert, time.Time, error) {
	sub, _, err := subscriptionOf(ctx, kept, p.Channel)
	if err != nil {
		return nil, time.Time{}, err
	}
	if sub.Team == "" { // not subscribed: what it would get if it asked
		sub.Alerts = true
	}
	window := g.alertWindow("")
	if day.IsZero() {
		held, err := kept.AlertsHeld(ctx, sub.Team, sub.Channel)
		if err != nil {
			return nil, time.Time{}, err
		}
		return alert.Preview(ctx, kept, sub, held, window)
	}
	held, err := alert.Morning(c, sub, day)
	if err != nil {
		return nil, time.Time{}, err
	}
	return alert.Preview(ctx, kept, sub, held, window)
}

func (p alertPreview) write(s streams, c *knowledge.Corpus, alerts []alert.Alert, at time.Time) error {
	type message struct {
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	out := []message{}
	for _, a := range alerts {
		if p.Format == "text" {
			if _, err := fmt.Fprintln(s.out, blocks.Alert(c, a, nil).Plain()+"\n"); err != nil {
				return err
			}
			continue
		}
		text, raw, err := blocks.AlertMessage(c, a, commands.Run())
		if err != nil {
			return err
		}
		out = append(out, message{text, raw})
	}
	switch {
	case p.Format == "json":
		return json.NewEncoder(s.out).Encode(alertDocument(p.Channel, alerts, at))
	case p.Format == "blocks":
		return json.NewEncoder(s.out).Encode(out)
	case len(alerts) == 0:
		s.say("Nothing is to be told to %s.", p.Channel)
	default:
		s.say("To be told to %s at %s at the earliest.", p.Channel, at.UTC().Format(time.RFC3339))
	}
	return nil
}

// document is alerts as other programs read them. No list is null.
type document struct {
	Channel string         `json:"channel"`
	At      time.Time      `json:"at,omitzero"` // the earliest time at which they are told
	Alerts  []documentItem `json:"alerts"`
}

type documentItem struct {
	Title string       `json:"title"`
	Reply bool         `json:"reply"` // in the thread of an earlier alert
	Items []alert.Item `json:"items"`
	More  int          `json:"more"`
}

func alertDocument(channel string, alerts []alert.Alert, at time.Time) document {
	d := document{Channel: channel, At: at, Alerts: []documentItem{}}
	for _, a := range alerts {
		x := documentItem{Title: a.Title(), Reply: a.Thread != "", Items: []alert.Item{}, More: a.More}
		for _, g := range a.Groups {
			x.Items = append(x.Items, g.Items...)
		}
		d.Alerts = append(d.Alerts, x)
	}
	return d
}
