package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/sqlite"
)

type doctorCmd struct{}

// finding is one thing that the doctor looked at.
type finding struct {
	what string
	said string // how it is
	mend string // what to do; empty where all is well
	note bool   // the mend is only a hint: nothing is broken
}

// Run looks at everything that the bot needs. It exits 1 where something is broken.
func (doctorCmd) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	broken := 0
	for _, look := range []func(context.Context, *Globals, clock) []finding{lookVersion, lookCorpus, lookStore, lookAddr, lookSlack, lookFeeds} {
		for _, f := range look(ctx, g, now) {
			mark := "ok  "
			switch {
			case f.mend != "" && f.note:
				mark = "note"
			case f.mend != "":
				mark = "FAIL"
				broken++
			}
			if _, err := fmt.Fprintf(s.out, "%s  %-10s %s\n", mark, f.what, f.said); err != nil {
				return err
			}
			if f.mend != "" {
				if _, err := fmt.Fprintf(s.out, "                 -> %s\n", f.mend); err != nil {
					return err
				}
			}
		}
	}
	if broken > 0 {
		s.say("%d to mend", broken)
		return errCheck
	}
	return nil
}

func lookVersion(context.Context, *Globals, clock) []finding {
	return []finding{{what: "version", said: version}}
}

func lookCorpus(_ context.Context, g *Globals, _ clock) []finding {
	c, err := g.corpus()
	var faults knowledge.Faults
	switch {
	case errors.As(err, &faults):
		return []finding{{what: "corpus", said: fmt.Sprintf("%d faults, the first: %s", len(faults), faults[0].Error()), mend: "run \"bot corpus lint\" and mend what it names"}}
	case err != nil:
		return []finding{{what: "corpus", said: err.Error(), mend: "point --corpus at the directory of the corpus files"}}
	}
	return []finding{{what: "corpus", said: fmt.Sprintf("%d entries from %d sources, the newest of %s", len(c.Entries()), len(c.Sources()), c.Newest().Format("2 January 2006"))}}
}

func lookStore(ctx context.Context, g *Globals, now clock) []finding {
	if g.RedisURL.set() {
		return lookRedis(ctx, g, now)
	}
	store, err := sqlite.OpenReader(ctx, g.Data, sqlite.Options{Now: now})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []finding{lookNewStore(g.Data)}
	case err != nil:
		return []finding{{what: "store", said: err.Error(), mend: "check who may read " + g.Data + ", or set PLEDGEWATCH_DATA"}}
	}
	defer func() { _ = store.Close() }() // only read
	return append([]finding{{what: "store", said: "SQLite in " + g.Data}}, lookKept(ctx, g, store, now)...)
}

// lookKept says what waits in the store and how its feeds are.
func lookKept(ctx context.Context, g *Globals, store store, now clock) (out []finding) {
	if d, err := store.Depth(ctx); err == nil {
		f := finding{what: "outbox", said: fmt.Sprintf("%d waiting, %d in doubt, %d not sendable", d.Pending, d.InDoubt, d.Dead)}
		if d.Dead > 0 {
			f.mend, f.note = "look at the log for the channels and reasons", true
		}
		out = append(out, f)
	}
	list, err := feedList{}.read(ctx, g, store, now)
	if err != nil {
		return out
	}
	for _, h := range list {
		f := finding{what: "feed", said: fmt.Sprintf("%s: last read %s", h.ID, said(h.State.LastSuccess)), mend: h.Trouble(), note: true}
		if h.Paused {
			f.said += ", paused"
		}
		out = append(out, f)
	}
	return out
}

func said(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2 January 2006 15:04 UTC")
}

// lookNewStore tells whether a store could be made.
func lookNewStore(dir string) finding {
	f := finding{what: "store", said: dir + " holds none yet; the bot makes it when it starts"}
	probe := dir
	if _, err := os.Stat(dir); err != nil {
		probe = "."
		if i := strings.LastIndexByte(strings.TrimRight(dir, "/"), '/'); i > 0 {
			probe = dir[:i]
		}
	}
	file, err := os.CreateTemp(probe, ".doctor-*")
	if err != nil {
		f.said, f.mend = dir+" cannot be written: "+err.Error(), "change who may write there, or set PLEDGEWATCH_DATA"
		return f
	}
	_ = errors.Join(file.Close(), os.Remove(file.Name())) // an empty file in the operator's own directory
	return f
}

func lookAddr(ctx context.Context, g *Globals, _ clock) []finding {
	body, err := get(ctx, "http://"+g.Addr+"/healthz")
	if err != nil {
		return []finding{{what: "bot", said: "nothing answers at " + g.Addr, mend: "start it with \"bot\", if it is meant to run here", note: true}}
	}
	if strings.TrimSpace(body) != "ok" {
		return []finding{{what: "bot", said: "something else answers at " + g.Addr, mend: "stop it, or set PLEDGEWATCH_ADDR"}}
	}
	return []finding{{what: "bot", said: "alive at " + g.Addr}}
}

func lookSlack(ctx context.Context, g *Globals, now clock) []finding {
	set := g.Slack
	if !set.BotToken.set() && !set.AppToken.set() && !set.SigningSecret.set() {
		return []finding{{what: "slack", said: "no credentials: the bot runs in its own sandbox workspace", mend: "to connect it: \"bot manifest\", then README, \"Connect it to Slack\"", note: true}}
	}
	app, err := slackapp.New(slackapp.Options{
		Handler: nobody{}, Installations: nobody{}, Once: nobody{}, Now: now,
		BotToken: set.BotToken.Secret, AppToken: set.AppToken.Secret, SigningSecret: set.SigningSecret.Secret, APIURL: set.APIURL, PublicURL: set.PublicURL,
		Curators: g.Curators,
	})
	if err != nil {
		return []finding{{what: "slack", said: err.Error(), mend: "correct the setting that it names"}}
	}
	defer func() { _ = app.Close(ctx) }() // nothing was started
	var out []finding
	if set.BotToken.set() {
		out = append(out, lookToken(ctx, app))
	} else {
		out = append(out, finding{what: "slack", said: "SLACK_BOT_TOKEN is not set", mend: "set it, unless workspaces install the bot by OAuth", note: set.ClientID != ""})
	}
	if set.AppToken.set() {
		f := finding{what: "socket", said: "Socket Mode can connect"}
		if err := app.CheckSocket(ctx); err != nil {
			f.said, f.mend = err.Error(), "make an app-level token with connections:write and set SLACK_APP_TOKEN"
		}
		out = append(out, f)
	}
	if set.SigningSecret.set() && !set.AppToken.set() && set.PublicURL == "" {
		out = append(out, finding{what: "http", said: "SLACK_SIGNING_SECRET is set: requests come over HTTP", mend: "Slack must reach this bot: set PLEDGEWATCH_PUBLIC_URL and make the app from \"bot manifest --url\"", note: true})
	}
	return out
}

func lookToken(ctx context.Context, app *slackapp.App) finding {
	id, err := app.Check(ctx)
	switch {
	case err != nil:
		return finding{what: "slack", said: err.Error(), mend: "copy the bot token again from the app's page, OAuth & Permissions"}
	case len(id.Missing) > 0:
		return finding{what: "slack", said: "workspace " + id.TeamName + ", but scopes are missing: " + strings.Join(id.Missing, ", "), mend: "install the app anew from \"bot manifest\""}
	}
	return finding{what: "slack", said: "workspace " + id.TeamName + " (" + id.Team + ")"}
}

func lookFeeds(ctx context.Context, g *Globals, now clock) []finding {
	list, err := sources(g.Feeds)
	if err != nil {
		return []finding{{what: "feeds", said: err.Error(), mend: "correct --feed"}}
	}
	var out []finding
	for _, src := range list {
		f := finding{what: "feed", said: src.URL, note: true}
		fetcher, err := feed.NewHTTPFetcher(feed.FetchOptions{Version: version, AllowPrivate: ownAddress(src.URL), Now: now})
		if err != nil {
			f.mend = err.Error()
			out = append(out, f)
			continue
		}
		articles, err := feed.ReplayURL(ctx, src, fetcher)
		fetcher.Close()
		if err != nil {
			f.mend = feedFault("it", err).Error()
		} else {
			f.said = fmt.Sprintf("%s answers with %d items", src.URL, len(articles))
		}
		out = append(out, f)
	}
	return out
}

// get fetches a small text from this machine.
func get(ctx context.Context, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{} // its limit of time is ctx's
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	return string(body), err
}

type healthcheckCmd struct{}

// Run asks the bot whether it is alive.
func (healthcheckCmd) Run(ctx context.Context, g *Globals) error {
	addr := g.Addr
	if host, port, ok := strings.Cut(addr, ":"); ok && (host == "" || host == "0.0.0.0") {
		addr = "127.0.0.1:" + port
	}
	_, err := get(ctx, "http://"+addr+"/healthz")
	if err != nil {
		return errors.Join(errCheck, err)
	}
	return nil
}
