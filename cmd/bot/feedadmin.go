package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/sqlite"
)

type feedList struct {
	JSON bool `name:"json" help:"Write one JSON object a feed."`
}

type feedCheck struct {
	Address string `arg:"" help:"Address of the feed."`
}

type feedAdd struct {
	Address string   `arg:"" help:"Address of the feed."`
	Name    []string `arg:"" optional:"" help:"What to call it (default: its own title)."`
}

type (
	feedNamed struct {
		Feed string `arg:"" help:"Id, name or address of the feed."`
	}
	feedPause  struct{ feedNamed }
	feedResume struct{ feedNamed }
	feedRemove struct{ feedNamed }
)

type feedBackfill struct {
	feedNamed
	Until string `placeholder:"DATE" help:"Read back to that day (default: to the end)."`
}

// listedFeed is the contract of "bot feed list --json": one feed. Its address is without what may be secret in it.
type listedFeed struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Address     string    `json:"address"`
	Configured  bool      `json:"configured"`
	Paused      bool      `json:"paused"`
	Gone        bool      `json:"gone"`
	Silent      bool      `json:"silent"`
	Failures    int       `json:"failures"`
	LastError   string    `json:"last_error"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	Next        time.Time `json:"next,omitzero"`
	Newest      time.Time `json:"newest,omitzero"`
	Weekly      float64   `json:"articles_a_week"`
	Tampered    int       `json:"tampered"`
	Archive     string    `json:"archive"`
}

// Run lists the feeds, also while the bot runs.
func (c feedList) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	kept, err := g.openReader(ctx, now)
	if err != nil {
		return err
	}
	list, err := c.read(ctx, g, kept, now)
	if err = errors.Join(err, kept.Close()); err != nil {
		return err
	}
	if !c.JSON {
		l := blocks.Feeds(list, londonTime(), nil)
		l.Day = knowledge.DayOf(now())
		return show(s, l, true)
	}
	for _, h := range list {
		if err := json.NewEncoder(s.out).Encode(listedFeed{
			ID: h.ID, Name: h.Name, Address: h.Address(), Configured: h.Configured, Paused: h.Paused, Gone: h.State.Gone, Silent: h.Habit.Silent,
			Failures: h.State.Failures, LastError: h.State.LastError, LastSuccess: h.State.LastSuccess, Next: h.State.Next, Newest: h.Habit.Newest,
			Weekly: float64(int(10*h.Habit.Weekly+0.5)) / 10, Tampered: h.Habit.Tampered, Archive: h.Archive.Outcome,
		}); err != nil {
			return err
		}
	}
	return nil
}

func (feedList) read(ctx context.Context, g *Globals, kept store, now clock) ([]feed.Health, error) {
	r, shut, err := g.rosterOf(kept, now)
	if err != nil {
		return nil, err
	}
	defer shut()
	return r.Health(ctx)
}

// londonTime is the zone that times are told in.
func londonTime() *time.Location {
	zone, err := time.LoadLocation(digest.DefaultZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// rosterOf is the list of feeds in a store, for a command.
func (g *Globals) rosterOf(kept store, now clock) (*feed.Roster, func(), error) {
	mode, err := serveCmd{}.mode(g.Slack)
	if err != nil {
		return nil, nil, err
	}
	configured, _, err := g.feedSources(mode, "http://"+g.Addr)
	if err != nil {
		return nil, nil, err
	}
	doors, shut, err := g.doors(configured, now)
	if err != nil {
		return nil, nil, err
	}
	return feed.NewRoster(rosterOn(kept, configured, doors, now, nil)), shut, nil
}

// Run shows what a feed holds. Naming an address on the command line allows it, wherever it is.
func (c feedCheck) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	if !strings.Contains(c.Address, "://") {
		c.Address = "https://" + c.Address
	}
	doors, shut, err := g.doors([]feed.Source{{URL: c.Address}}, now)
	if err != nil {
		return err
	}
	defer shut()
	p, err := feed.NewRoster(feed.RosterOptions{Fetcher: doors, Now: now}).Check(ctx, c.Address)
	if err != nil {
		return feedFault(c.Address, err)
	}
	return show(s, blocks.FeedPreview(p, "", nil), true)
}

// change opens the store for writing and has do change the list of feeds.
func (g *Globals) change(ctx context.Context, now clock, do func(*feed.Roster, store) error) error {
	var kept store
	var err error
	if g.RedisURL.set() { // the bots on it take up the change within a minute
		kept, err = redis.Open(g.RedisURL.Reveal(), redis.Options{Now: now})
	} else {
		kept, err = sqlite.Open(ctx, g.Data, sqlite.Options{Now: now})
	}
	if errors.Is(err, sqlite.ErrInUse) {
		return fmt.Errorf("the bot is running on %s: type it in Slack instead, as /reform feeds …, or stop the bot first", g.Data)
	}
	if err != nil {
		return err
	}
	r, shut, err := g.rosterOf(kept, now)
	if err != nil {
		return errors.Join(err, kept.Close())
	}
	defer shut()
	return errors.Join(do(r, kept), kept.Close())
}

// Run follows a feed.
func (c feedAdd) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	return g.change(ctx, now, func(r *feed.Roster, _ store) error {
		f, p, err := r.Add(ctx, c.Address, strings.Join(c.Name, " "), feed.Who{})
		if errors.Is(err, feed.ErrFollowed) {
			s.say("%s is followed already, as %s.", c.Address, f.ID)
			return nil
		}
		if feed.KindOf(err) == feed.KindBlocked {
			return fmt.Errorf("%s is inside the network: name it in --feed or --allow-private, so that the bot may read it", c.Address)
		}
		if err != nil {
			return feedFault(c.Address, err)
		}
		return show(s, blocks.FeedAdded(f, p, "bot feed remove "+f.ID), true)
	})
}

// Run pauses a feed.
func (c feedPause) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	return g.change(ctx, now, func(r *feed.Roster, _ store) error {
		f, err := r.Pause(ctx, c.Feed, feed.Who{})
		return done(s, f, err, "is paused. To undo it: bot feed resume "+f.ID)
	})
}

// Run resumes a feed.
func (c feedResume) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	return g.change(ctx, now, func(r *feed.Roster, _ store) error {
		f, err := r.Resume(ctx, c.Feed, feed.Who{})
		return done(s, f, err, "is polled when it is due.")
	})
}

// Run removes a feed.
func (c feedRemove) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	return g.change(ctx, now, func(r *feed.Roster, _ store) error {
		f, err := r.Remove(ctx, c.Feed)
		return done(s, f, err, "is followed no more. What was read of it stays.")
	})
}

func done(s streams, f feed.Followed, err error, what string) error {
	if err == nil {
		s.say("%s (%s) %s", f.Name, f.ID, what)
	}
	return err
}

// Run reads the older pages of a feed. Stopped and run again, or with the bot started, it goes on where it stood.
func (c feedBackfill) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	var until time.Time
	if c.Until != "" {
		d, err := edtf.Parse(c.Until)
		if err != nil || d.First().IsZero() {
			return fmt.Errorf("--until %s: want a date such as 2023-01-31, 2023-01 or 2023", c.Until)
		}
		until = d.First()
	}
	return g.change(ctx, now, func(r *feed.Roster, kept store) error {
		f, a, err := r.Backfill(ctx, c.Feed, until)
		if err != nil {
			return err
		}
		if !a.Ended.IsZero() {
			s.say("The archive of %s was read that far. %s", f.Name, a.Outcome)
			return nil
		}
		doors, shut, err := g.doors([]feed.Source{f.Source}, now)
		if err != nil {
			return err
		}
		defer shut()
		p, err := feed.NewPoller(feed.Options{
			Keeper: kept, Fetcher: doors, Handler: ignore{}, Archives: kept, Now: now, Pace: hostPace,
			Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			return err
		}
		s.say("Reading the archive of %s from page %d on, a page every quarter of a minute.", f.Name, a.Page+1)
		err = p.Walk(ctx, f.Source, func(a feed.Archive) {
			s.say("page %d, back to %s, %d articles new. %s", a.Page, a.Oldest.Format(time.DateOnly), a.Kept, a.Outcome)
		})
		if ctx.Err() != nil {
			s.say("Stopped. The same command goes on from here, and so does the bot when it runs.")
			return nil
		}
		return err
	})
}

// ignore takes on articles and does nothing with them: those of an archive are handed to nobody.
type ignore struct{}

// Handle does nothing.
func (ignore) Handle(context.Context, feed.Article, feed.Verdict) error { return nil }

// Help shows how feed add is used.
func (feedAdd) Help() string {
	return `Examples:

  bot feed check www.example.org/feed
  bot feed add https://www.example.org/feed Example News
  bot feed list

The bot must not be running on this data; while it runs, a curator types /reform feeds add … in Slack. Addresses inside the
network are refused unless --feed or --allow-private names them.`
}

// Help shows how feed backfill is used.
func (feedBackfill) Help() string {
	return `Examples:

  bot feed backfill www-example-org-feed
  bot feed backfill www-example-org-feed --until 2023-01-01

It asks for the older pages of a WordPress feed, four a minute. Stopped, it goes on from there when it is run again, or when the
bot runs. What it finds is kept and linked, and is told as news to nobody.`
}
