package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

type feedCmd struct {
	List     feedList     `cmd:"" help:"List the feeds and how each is doing."`
	Check    feedCheck    `cmd:"" help:"Fetch a feed and show what it holds; keeps nothing."`
	Add      feedAdd      `cmd:"" help:"Check a feed and follow it from now on."`
	Pause    feedPause    `cmd:"" help:"Poll a feed no more, until it is resumed."`
	Resume   feedResume   `cmd:"" help:"Poll a feed again that was paused or gone."`
	Remove   feedRemove   `cmd:"" help:"Follow a feed no more; what was read of it stays."`
	Backfill feedBackfill `cmd:"" help:"Read the older pages of a feed (WordPress), slowly."`
	Replay   feedReplay   `cmd:"" help:"Run a feed through cleaning, linking and change detection; touches no state."`
	Eval     feedEval     `cmd:"" help:"Score linking and change detection on marked articles."`
}

type feedReplay struct {
	JSON bool   `name:"json" help:"Write one JSON object an item."`
	From string `arg:"" name:"file-or-url" help:"A file, - for standard input, or an address."`
}

// replayed is the contract of "bot feed replay --json": one item.
type replayed struct {
	GUID      string           `json:"guid"`
	Title     string           `json:"title"`
	Link      string           `json:"link"`
	Published string           `json:"published"`
	Topics    []string         `json:"topics"`
	Links     []replayedLink   `json:"links"`
	Changes   []replayedChange `json:"changes"`
	Integrity []feed.Integrity `json:"integrity"`
}

type replayedLink struct {
	Entry string  `json:"entry"`
	Title string  `json:"title"`
	Score float64 `json:"score"`
}

type replayedChange struct {
	Entry      string  `json:"entry"`
	Title      string  `json:"title"`
	Field      string  `json:"field"`
	Kind       string  `json:"kind"`
	From       string  `json:"from"`
	To         string  `json:"to"`
	Evidence   string  `json:"evidence"`
	Confidence float64 `json:"confidence"`
	Paragraph  int     `json:"paragraph"`
	Reason     string  `json:"reason"`
}

// Run replays a feed.
func (r feedReplay) Run(ctx context.Context, g *Globals, s streams) error {
	brain, err := g.brain()
	if err != nil {
		return err
	}
	articles, err := r.articles(ctx, s)
	if err != nil {
		return feedFault(r.From, err)
	}
	for _, a := range articles {
		if err := r.write(s, replay(brain, a)); err != nil {
			return err
		}
	}
	if len(articles) == 0 {
		s.say("%s holds no items", r.From)
	}
	return nil
}

func (r feedReplay) articles(ctx context.Context, s streams) ([]feed.Article, error) {
	src := feed.Source{ID: "replay", Name: r.From, URL: r.From, Lang: "en-GB"}
	if isURL(r.From) {
		f, err := feed.NewHTTPFetcher(feed.FetchOptions{Version: version, AllowPrivate: ownAddress(r.From)})
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return feed.ReplayURL(ctx, src, f)
	}
	src.URL = ""
	if r.From == "-" {
		return feed.Replay(ctx, src, s.in)
	}
	in, err := os.Open(r.From)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // only read
	return feed.Replay(ctx, src, in)
}

// replay holds an article against the corpus.
func replay(brain *knowledge.Brain, a feed.Article) replayed {
	links := brain.Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs})
	out := replayed{
		GUID: a.GUID, Title: a.Title, Link: a.Link, Topics: links.Topics,
		Links: []replayedLink{}, Changes: []replayedChange{}, Integrity: a.Integrity,
	}
	if !a.Published.IsZero() {
		out.Published = a.Published.UTC().Format(time.RFC3339)
	}
	for _, l := range links.Entries {
		out.Links = append(out.Links, replayedLink{l.Entry.ID, l.Entry.Title, float64(int(10*l.Score)) / 10})
	}
	for _, p := range watch.Detect(brain, watch.Article{Title: a.Title, Paragraphs: a.Paragraphs, Published: a.Published}) {
		out.Changes = append(out.Changes, replayedChange{
			Entry: p.Entry.ID, Title: p.Entry.Title, Field: string(p.Field), Kind: string(p.Kind), From: p.From, To: p.To,
			Evidence: p.Sentence, Confidence: p.Confidence, Paragraph: p.Paragraph, Reason: p.Reason,
		})
	}
	if out.Topics == nil {
		out.Topics = []string{}
	}
	if out.Integrity == nil {
		out.Integrity = []feed.Integrity{}
	}
	return out
}

func (r feedReplay) write(s streams, item replayed) error {
	if r.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(item)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s  %s\n", item.Title, item.Published, item.Link)
	for _, in := range item.Integrity {
		fmt.Fprintf(&b, "  removed (%s): %s\n", in.Kind, in.Removed)
	}
	if len(item.Topics) > 0 {
		fmt.Fprintf(&b, "  topics: %s\n", strings.Join(item.Topics, ", "))
	}
	for _, l := range item.Links {
		fmt.Fprintf(&b, "  bears on %s (%s, %.1f)\n", l.Title, l.Entry, l.Score)
	}
	for _, c := range item.Changes {
		fmt.Fprintf(&b, "  %s: %s of %s (%s), from %q to %q (%.2f)\n    ¶%d %s\n", c.Kind, c.Field, c.Title, c.Entry, c.From, c.To, c.Confidence, c.Paragraph, c.Evidence)
	}
	_, err := fmt.Fprintln(s.out, b.String())
	return err
}

// feedFault says in one line what is wrong with a feed and what to do.
func feedFault(from string, err error) error {
	var f *feed.Error
	switch {
	case errors.As(err, &f):
		return fmt.Errorf("%s: %s", from, f.UserText())
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no such file", from)
	default:
		return fmt.Errorf("%s: %w", from, err)
	}
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// ownAddress returns the host and port of an address inside the operator's own network that the operator has named: naming
// it in the configuration or on the command line is what allows it.
func ownAddress(raw string) []string {
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	host, port := u.Hostname(), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if host == "localhost" {
		return []string{net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port)}
	}
	if _, err := netip.ParseAddr(host); err != nil {
		return nil
	}
	return []string{net.JoinHostPort(host, port)}
}

// sources returns the feeds to poll: those that were named, else those of the shipped list.
func sources(named []string) ([]feed.Source, error) {
	if len(named) == 0 {
		return feed.ParseSources(config.FeedsFile, config.Feeds())
	}
	var out []feed.Source
	for i, raw := range named {
		if !isURL(raw) {
			return nil, fmt.Errorf("feed %q: want an address that begins with http:// or https://", raw)
		}
		u, err := url.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("feed %d: not an address", i+1)
		}
		out = append(out, feed.Source{ID: feedID(u), Name: u.Host + u.Path, URL: raw, Every: time.Hour, Lang: "en-GB"})
	}
	return out, nil
}

// feedID makes an id of an address that stays the same as long as the address does.
func feedID(u *url.URL) string {
	words := strings.FieldsFunc(strings.ToLower(u.Host+u.Path+u.RawQuery), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
