package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// newDesk makes what keeps proposed changes. Who is told of them is asked for only when the desk runs.
func (h *house) newDesk() error {
	if err := checkReviewChannel(h.g.ReviewChannel); err != nil {
		return err
	}
	var err error
	h.desk, err = watch.NewDesk(watch.DeskOptions{
		Brain: h.brain.Load, Reviews: h.store, Changed: h.lay, Now: h.now, Log: h.log,
		Audiences: []watch.Audience{
			teller(func(ctx context.Context, c watch.Change) error { return h.crier.Tell(ctx, c) }),
			teller(h.post),
		},
	})
	if err != nil {
		return err
	}
	return h.metrics.registry.Register(reviewFigures{h})
}

// teller is an audience that is one function.
type teller func(context.Context, watch.Change) error

// Tell calls it.
func (t teller) Tell(ctx context.Context, c watch.Change) error { return t(ctx, c) }

// propose holds an article against the corpus.
func (h *house) propose(ctx context.Context, a feed.Article) error {
	if a.Published.IsZero() {
		a.Published = a.FirstSeen
	}
	return h.desk.Read(ctx, watch.Article{Title: a.Title, Paragraphs: a.Paragraphs, Published: a.Published}, watch.Origin{
		Feed: a.Feed, GUID: a.GUID, Title: a.Title, Link: a.Link, Published: a.Published, Archived: a.Archived, Publisher: h.publisherOf(a),
	})
}

// publisherOf names who published an article: by the name of the feed up to its subject, else by the host of its link.
func (h *house) publisherOf(a feed.Article) string {
	host := a.Feed
	for _, f := range h.feeds {
		if f.ID == a.Feed && strings.Contains(f.Name, " ") { // named by a person, not after its address
			name, _, _ := strings.Cut(f.Name, ":")
			return cmp.Or(publishers(h.g)(a.Feed), strings.TrimSpace(name))
		}
	}
	if u, err := url.Parse(a.Link); err == nil && u.Host != "" {
		host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	return cmp.Or(publishers(h.g)(a.Feed), host)
}

// firstLay has answers heed, from the start, what curators confirmed. Where the store does not answer yet, the desk does it
// once it does.
func (h *house) firstLay(ctx context.Context) {
	lines, err := h.desk.Overlay(ctx, h.files)
	if err == nil && len(lines) > 0 {
		err = h.lay(ctx)
	}
	if err != nil {
		h.log.Error("answers do not heed yet what curators confirmed", "err", err)
	}
}

// lay puts a brain in place that knows what curators confirmed.
func (h *house) lay(ctx context.Context) error {
	h.laying.Lock()
	defer h.laying.Unlock()
	brain, err := h.overlaid(ctx, h.files)
	if err != nil {
		return err
	}
	h.brain.Store(brain)
	h.crier.Reloaded()
	return nil
}

// load reads the corpus files anew; the caller holds laying until what comes of it is in place.
func (h *house) load(ctx context.Context) (*knowledge.Brain, error) {
	files, err := h.g.corpus()
	if err != nil {
		return nil, err
	}
	brain, err := h.overlaid(ctx, files)
	if err == nil {
		h.files = files
	}
	return brain, err
}

// overlaid indexes what the files hold and what curators confirmed beyond that.
func (h *house) overlaid(ctx context.Context, files *knowledge.Corpus) (*knowledge.Brain, error) {
	lines, err := h.desk.Overlay(ctx, files)
	if err != nil {
		return nil, err
	}
	with, faults := files.WithOverlay(lines)
	for _, f := range faults {
		h.log.Error("a confirmed change is not in the answers", "entry", f.Entry, "what", f.What)
	}
	return h.g.keepingBrain(with, h.log), nil
}

var reviewChannel = regexp.MustCompile(`^(?:(T[A-Z0-9]+)/)?([CG][A-Z0-9]+)$`)

func checkReviewChannel(said string) error {
	if said != "" && !reviewChannel.MatchString(said) {
		return fmt.Errorf("PLEDGEWATCH_REVIEW_CHANNEL: %q is no channel: want its id (C012ABCDEF: in Slack, the channel's details, at the end), with several workspaces that of the workspace before it (T012ABCDEF/C012ABCDEF)", said)
	}
	return nil
}

// reviewPlace is where changes are posted for review; no channel where nowhere.
func (h *house) reviewPlace(ctx context.Context) (team, channel string, err error) {
	m := reviewChannel.FindStringSubmatch(h.g.ReviewChannel)
	switch {
	case m == nil:
		return "", "", nil
	case m[1] != "":
		return m[1], m[2], nil
	case h.ws != nil:
		return h.ws.Credentials().TeamID, m[2], nil
	}
	id, err := h.app.Whoami(ctx)
	return id.Team, m[2], err
}

// post shows the review channel a change, and once it is decided what became of it.
func (h *house) post(ctx context.Context, c watch.Change) error {
	team, channel, err := h.reviewPlace(ctx)
	if err != nil || channel == "" {
		return err
	}
	if (c.Standing.Pending() || c.Standing == watch.StandingLapsed) && c.Article.Archived { // years of them come at once: /reform review lists them
		return nil
	}
	text, raw, err := blocks.ReviewMessage(h.brain.Load().Corpus, c, team, commands.Deciding())
	if err != nil {
		return err
	}
	m := delivery.Message{Key: delivery.Key("review", team, channel, c.Key), Team: team, Channel: channel, Kind: "review", Text: text, Blocks: raw}
	if c.Standing.Pending() {
		return h.sender.Enqueue(ctx, m)
	}
	err = h.poster.Replace(ctx, h.store, m)
	if errors.Is(err, delivery.ErrNotPosted) {
		h.log.Info("a decision waits for its proposal to be posted", "entry", c.Entry)
	}
	return err
}
