package main

import (
	"context"
	"slices"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/feed"
)

// hostPace is the pause between two requests to one host.
const hostPace = 2 * time.Second

// newRoster makes the list of feeds and what fetches them. Addresses inside the network are reached where the settings name
// them; what a curator adds is not.
func (h *house) newRoster() error {
	var err error
	if h.doors, h.shut, err = h.g.doors(h.feeds, h.now); err != nil {
		return err
	}
	h.roster = feed.NewRoster(rosterOn(h.store, h.feeds, h.doors, h.now, h.wakeFeeds))
	return nil
}

func (h *house) newPoller() (err error) {
	h.poller, err = feed.NewPoller(feed.Options{
		Sources: h.feeds, Follow: h.roster.Active, Keeper: h.store, Fetcher: h.doors, Handler: h, Now: h.now, Log: h.log, Pace: hostPace, Observe: h.polled,
		Activity: h.store, Archives: h.store, Notices: notices{h},
	})
	return err
}

// notices tells the review channel, where there is one, what operators should know of a feed. The log has it in any case.
type notices struct{ h *house }

// Notice puts a notice into the outbox, where its key keeps it from being sent twice.
func (n notices) Notice(ctx context.Context, x feed.Notice) error {
	team, channel, err := n.h.reviewPlace(ctx)
	if err != nil || channel == "" {
		return err
	}
	return n.h.sender.Enqueue(ctx, delivery.Message{
		Key: delivery.Key("notice", team, channel, x.Key), Team: team, Channel: channel, Kind: "notice", Text: blocks.Escape(x.Text),
	})
}

// wakeFeeds makes whoever polls feeds look at once at the list of them.
func (h *house) wakeFeeds() {
	h.poller.Wake()
	if h.jobs != nil {
		h.jobs.Wake()
	}
}

func rosterOn(s store, configured []feed.Source, f feed.Fetcher, now clock, changed func()) feed.RosterOptions {
	return feed.RosterOptions{
		Configured: configured, Feeds: s, States: s, Activity: s, Archives: s, Fetcher: f, Now: now, Changed: changed,
	}
}

// doors returns what fetches feeds: those of the settings wherever they are, others from the web alone. shut drops idle
// connections.
func (g *Globals) doors(configured []feed.Source, now clock) (doors *feed.Doors, shut func(), err error) {
	var named, inside []string
	for _, s := range configured {
		named, inside = append(named, s.URL), append(inside, ownAddress(s.URL)...)
	}
	o := feed.FetchOptions{Version: version, About: g.Slack.PublicURL, AllowPrivate: g.AllowPrivate, Now: now}
	others, err := feed.NewHTTPFetcher(o)
	if err != nil {
		return nil, nil, err
	}
	o.AllowPrivate = slices.Concat(g.AllowPrivate, inside)
	own, err := feed.NewHTTPFetcher(o)
	if err != nil {
		return nil, nil, err
	}
	return feed.NewDoors(named, own, others), func() { own.Close(); others.Close() }, nil
}

// feedSources returns the feeds that were named; where none was, the sandbox reads invented articles, which are served at
// base, and Slack the real ones.
func (g *Globals) feedSources(mode, base string) (list []feed.Source, sample bool, err error) {
	if len(g.Feeds) == 0 && mode == modeSandbox {
		return []feed.Source{{ID: "sample", Name: "Pledgewatch sample feed", URL: base + samplePath + "feed.xml", Every: time.Hour, Lang: "en-GB"}}, true, nil
	}
	list, err = sources(slices.DeleteFunc(slices.Clone(g.Feeds), func(s string) bool { return s == "default" }))
	if err != nil || len(g.Feeds) < 2 || !slices.Contains(g.Feeds, "default") {
		return list, false, err
	}
	shipped, err := sources(nil)
	return append(list, shipped...), false, err
}
