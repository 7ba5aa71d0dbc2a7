package commands

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

const (
	mostArticles = 200 // looked at
	perPage      = 5   // shown at once
)

// latest shows the newest articles; a topic or words narrow them.
func (h *Handler) latest(ctx context.Context, in call) blocks.View {
	now := h.o.Now()
	articles, err := h.o.Articles.Articles(ctx, time.Unix(0, 0), now.AddDate(0, 0, 1), mostArticles)
	if err != nil {
		return h.trouble(in, "articles could not be read", err, "")
	}
	c := in.Brain.Corpus
	f := c.ReadFilter(in.args)
	var found []blocks.Read
	from := max(0, in.repeat.offset-1)
	for _, a := range articles {
		if len(found) > from+perPage { // one more than is shown: there is a next page
			break
		}
		if r, ok := h.read(in, a, f); ok {
			found = append(found, r)
		}
	}
	title := "Latest articles"
	if !f.IsZero() {
		var names []string
		for _, t := range f.Topics {
			names = append(names, t.Head())
		}
		title += ": " + strings.Join(append(names, f.Words...), ", ")
	}
	from = min(from, max(0, len(found)-1))
	v := blocks.Articles(title, found[from:min(from+perPage, len(found))], in.Day, in.run)
	var bs blocks.Buttons
	if in.turn != nil && from > 0 {
		bs = append(bs, in.turn("Previous", max(0, from-perPage)+1))
	}
	if in.turn != nil && len(found) > from+perPage {
		bs = append(bs, in.turn("Next", from+perPage+1))
	}
	if len(bs) > 0 {
		v.Foot = append(v.Foot, bs)
	}
	return v
}

// read links an article; ok is false where the filter does not want it.
func (h *Handler) read(in call, a feed.Article, f knowledge.Filter) (r blocks.Read, ok bool) {
	if len(f.Words) > 0 && !holds(a, f.Words) {
		return r, false
	}
	links := in.Brain.Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs})
	inTopic := func(t knowledge.Topic) bool { return slices.Contains(links.Topics, t.ID) }
	if len(f.Topics) > 0 && !slices.ContainsFunc(f.Topics, inTopic) {
		return r, false
	}
	r = blocks.Read{Article: a, Publisher: h.publisher(a)}
	for _, l := range links.Entries {
		if listed, known := in.Brain.Corpus.Listed(l.Entry, in.Day); known {
			r.Links = append(r.Links, listed)
		}
	}
	return r, true
}

// holds reports whether an article's title or summary has all the words.
func holds(a feed.Article, words []string) bool {
	text := strings.ToLower(a.Title + " " + a.Description)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (h *Handler) publisher(a feed.Article) string {
	if h.o.Publisher != nil {
		if name := h.o.Publisher(a.Feed); name != "" {
			return name
		}
	}
	if u, err := url.Parse(a.Link); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return a.Feed
}

// digest previews what the channel gets; for one that gets nothing yet, what it would get.
func (h *Handler) digest(ctx context.Context, in call) blocks.View {
	var week digest.Week
	if in.args != "" {
		var err error
		if week, err = digest.ParseWeek(strings.ToUpper(in.args)); err != nil {
			return blocks.Notice(in.run, [][2]string{{"This week's digest", "digest"}}, "That is no week.", "Type a year and its week, such as /digest 2024-W44; without one you see this week's.")
		}
		if from, _ := week.Bounds(zone()); from.After(h.o.Now()) {
			return blocks.Notice(in.run, [][2]string{{"This week's digest", "digest"}}, "That week has not begun.")
		}
	}
	sub, subscribed, err := h.o.Subscriptions.Subscription(ctx, in.Team, in.Channel)
	if err != nil {
		return h.trouble(in, "a subscription could not be read", err, "")
	}
	note := blocks.L(blocks.T("A preview that only you see, of what this channel gets next."))
	if !subscribed {
		sub = digest.Subscription{Team: in.Team, Channel: in.Channel, Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone}
		note = blocks.L(blocks.T("A preview that only you see. This channel gets no digest yet; to set one up, type"), blocks.Code(Main+" subscribe"))
	}
	if week != (digest.Week{}) {
		note = blocks.L(blocks.T("The digest of week " + week.String() + ", which only you see."))
	}
	d, err := h.o.Digests.Preview(ctx, sub, week)
	if err != nil {
		return h.trouble(in, "a digest could not be previewed", err, "")
	}
	v := blocks.Digest(d, in.run)
	v.Parts = append([]blocks.Part{blocks.Note{note}}, v.Parts...)
	return v
}
