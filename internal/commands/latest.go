package commands

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

const (
	mostArticles = 200 // looked at
	perPage      = 5   // shown at once
)

// Revisions is every version of an article that was kept.
type Revisions interface {
	// ArticleRevisions returns the kept versions of an article, the oldest first.
	ArticleRevisions(ctx context.Context, feed, guid string) ([]feed.Article, error)
}

// Press is where news is read from. Revisions and Publisher may be nil.
type Press struct {
	Articles  Articles
	Revisions Revisions
	Publisher func(feed string) string
	Now       time.Time

	links *linked // nil: each article is looked at anew
}

// latest shows the newest articles; a topic or words narrow them.
func (h *Handler) latest(ctx context.Context, in call) blocks.View {
	press := Press{Articles: h.o.Articles, Revisions: h.o.Revisions, Publisher: h.o.Publisher, Now: h.o.Now(), links: h.links}
	v, err := in.Latest(ctx, press, in.args, max(0, in.repeat.offset-1), in.turn)
	if err != nil {
		return h.trouble(in, "articles could not be read", err, "")
	}
	return v
}

// Latest shows the newest articles from an offset on, those that pass what was typed: topics, words. turn makes the button
// that leads to another offset, counted from 1, and may be nil.
func (r Reader) Latest(ctx context.Context, p Press, text string, from int, turn func(string, int) blocks.Button) (blocks.View, error) {
	articles, err := p.Articles.Articles(ctx, time.Unix(0, 0), p.Now.AddDate(0, 0, 1), mostArticles)
	if err != nil {
		return blocks.View{}, err
	}
	f := r.Brain.Corpus.ReadFilter(text)
	var found []blocks.Read
	for _, a := range articles {
		if len(found) > from+perPage { // one more than is shown: there is a next page
			break
		}
		if read, ok := r.read(p, a, f); ok {
			found = append(found, read)
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
	page := found[from:min(from+perPage, len(found))]
	for i := range page {
		if page[i].Edits, err = p.edits(ctx, page[i].Article); err != nil {
			return blocks.View{}, err
		}
	}
	v := blocks.Articles(title, page, r.Day, r.run)
	var bs blocks.Buttons
	if turn != nil && from > 0 {
		bs = append(bs, turn("Previous", max(0, from-perPage)+1))
	}
	if turn != nil && len(found) > from+perPage {
		bs = append(bs, turn("Next", from+perPage+1))
	}
	if len(bs) > 0 {
		v.Foot = append(v.Foot, bs)
	}
	return v, nil
}

// edits are the figures and dates that were changed in an article since it was first read.
func (p Press) edits(ctx context.Context, a feed.Article) ([]feed.Edit, error) {
	if p.Revisions == nil || a.Revision == 0 {
		return nil, nil
	}
	versions, err := p.Revisions.ArticleRevisions(ctx, a.Feed, a.GUID)
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	return feed.Edits(versions[0], a), nil
}

// read links an article; ok is false where the filter does not want it.
func (r Reader) read(p Press, a feed.Article, f knowledge.Filter) (out blocks.Read, ok bool) {
	if len(f.Words) > 0 && !holds(a, f.Words) {
		return out, false
	}
	links := p.links.of(r.Brain, a)
	inTopic := func(t knowledge.Topic) bool { return slices.Contains(links.Topics, t.ID) }
	if len(f.Topics) > 0 && !slices.ContainsFunc(f.Topics, inTopic) {
		return out, false
	}
	out = blocks.Read{Article: a, Publisher: p.publisher(a)}
	for _, l := range links.Entries {
		if listed, known := r.Brain.Corpus.Listed(l.Entry, r.Day); known {
			out.Links = append(out.Links, listed)
		}
	}
	return out, true
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

func (p Press) publisher(a feed.Article) string {
	if p.Publisher != nil {
		if name := p.Publisher(a.Feed); name != "" {
			return name
		}
	}
	if u, err := url.Parse(a.Link); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return a.Feed
}
