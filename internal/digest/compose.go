package digest

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// Articles is what a digest needs kept of the news.
type Articles interface {
	// Articles returns the newest version of up to limit articles published in [from, to), the newest first. One without
	// a date counts as published when it was first seen.
	Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error)
}

// reach is how long before its period a scheduled digest looks for articles that were published then and read only within
// the period, as their feed could not be reached or was not yet followed.
const reach = 7 * 24 * time.Hour

// settle is how long keeping an article may take after FirstSeen was written on it. What a digest cannot be sure to find,
// it leaves to the next.
const settle = 10 * time.Minute

// Composer makes digests. Brain, Articles and Now are needed. It may be used by many at once and must not be copied.
type Composer struct {
	Brain     func() *knowledge.Brain    // the corpus as it is now; a reload gives another
	Articles  Articles                   // what was read
	Now       func() time.Time           // the digest of a period that is not over is as of today
	Changes   Changes                    // what articles report and curators decide; nil: the corpus's own history alone is told
	Publisher func(feedID string) string // the name of a feed's publisher; nil or "": as the corpus names who is at the article's host, or the host
	memo      memo
}

// Compose makes a channel's digest of a period. A period that has not begun gives an error, as does a subscription to a
// topic that is no more, if no topic of it is left.
func (c *Composer) Compose(ctx context.Context, sub Subscription, p Period) (Digest, error) {
	now := c.Now()
	if now.Before(p.From) {
		return Digest{}, fmt.Errorf("digest of %s: that has not begun", p.Human())
	}
	b := c.Brain()
	d := Digest{Team: sub.Team, Channel: sub.Channel, Period: p, AsOf: p.lastDay(), Short: sub.Short}
	if today := dayOf(now, p.Zone); today.Before(d.AsOf) {
		d.AsOf = today
	}
	d.Topics, d.Muted = known(b.Corpus, sub.Topics), known(b.Corpus, sub.Muted)
	d.want, d.mute = ids(d.Topics), ids(d.Muted)
	d.ground = c.memo.of(b)
	d.today = d.ground.day(d.AsOf)
	if len(sub.Topics) > 0 && len(d.Topics) == 0 {
		return Digest{}, fmt.Errorf("digest for %s: the corpus has none of its topics any more (%s): subscribe anew",
			sub.Channel, strings.Join(sub.Topics, ", "))
	}
	from := p.From
	if !p.Due.IsZero() {
		from = from.Add(-reach)
	}
	articles, err := c.Articles.Articles(ctx, from, p.To, mostArticles)
	if err != nil {
		return Digest{}, fmt.Errorf("digest for %s: %w", sub.Channel, err)
	}
	var seen []watch.Change
	if c.Changes != nil {
		if seen, err = c.Changes.Changes(ctx, p.From); err != nil {
			return Digest{}, fmt.Errorf("digest for %s: what changed: %w", sub.Channel, err)
		}
	}
	d.changed(b.Corpus, seen)
	d.picture()
	d.Totals.Changed = len(d.Changed)
	d.Changed = d.Changed[:min(mostChanged, len(d.Changed))]
	d.tell(c, b.Corpus, fresh(articles, d.ground.readings(articles), p))
	d.dates()
	return d, nil
}

// Preview makes the digest of an ISO week; without a week, it is the next scheduled one as far as it has got.
func (c *Composer) Preview(ctx context.Context, sub Subscription, w Week) (Digest, error) {
	s, err := sub.When()
	if err != nil {
		return Digest{}, err
	}
	if w == (Week{}) {
		return c.Compose(ctx, sub, sub.period(s, s.Next(c.Now())))
	}
	return c.Compose(ctx, sub, WeekPeriod(w, s.Zone()))
}

// story is an article that is to be told.
type story struct {
	*feed.Article
	*reading
}

// fresh returns the articles that are new in a period, each once though several feeds may hold it. For a whole week all of
// those published in it are. For a scheduled digest it is those that could first be told in it: an article is known from
// when it was published and read, so that one read late is told late, and none is told twice.
func fresh(articles []feed.Article, read []reading, p Period) []story {
	first := make([]time.Time, len(articles)) // by family
	for i, a := range articles {
		if at := &first[read[i].family]; at.IsZero() || knownFrom(a).Before(*at) {
			*at = knownFrom(a)
		}
	}
	told, out := make([]bool, len(articles)), make([]story, 0, len(articles))
	for i, a := range articles {
		of := read[i].family
		if told[of] || !p.Due.IsZero() && (a.Archived || first[of].Before(p.From) || !first[of].Before(p.To)) { // an archive's articles are no news
			continue
		}
		told[of] = true
		out = append(out, story{&articles[i], &read[i]})
	}
	return out
}

func knownFrom(a feed.Article) time.Time {
	if read := a.FirstSeen.Add(settle); read.After(a.Published) {
		return read
	}
	return a.Published
}

func identity(a feed.Article) string {
	return cmp.Or(a.Link, a.Feed+" "+a.GUID)
}

// tell sorts articles into those told with what they bear on, those told by title, and those left out.
func (d *Digest) tell(c *Composer, corpus *knowledge.Corpus, stories []story) {
	d.Totals.Articles = len(stories)
	linked, others := make([]Item, 0, len(stories)), []Item(nil)
	for _, s := range stories {
		it := Item{Article: *s.Article, Summary: s.summary, Links: d.bears(corpus, s)}
		if len(it.Links) == 0 {
			if len(d.Topics) > 0 || len(d.Muted) > 0 && len(s.links) > 0 { // it bears on what the channel does not want
				d.Totals.Others++
				continue
			}
			others = append(others, it)
			continue
		}
		it.Topic = d.topicOf(corpus, it.Links[0].Entry)
		if n := len(it.Links); n > mostBears {
			it.Links, it.More = it.Links[:mostBears], n-mostBears
		}
		linked = append(linked, it)
	}
	slices.SortStableFunc(linked, func(x, y Item) int {
		return cmp.Or(cmp.Compare(weight(x.Links[0]), weight(y.Links[0])), -cmp.Compare(x.Links[0].Score, y.Links[0].Score),
			-x.Article.Published.Compare(y.Article.Published), cmp.Compare(identity(x.Article), identity(y.Article)))
	})
	d.Totals.Linked = len(linked)
	d.Items, d.Also = linked[:min(mostItems, len(linked))], others[:min(mostAlso, len(others))]
	for _, told := range [][]Item{d.Items, d.Also} {
		for i, it := range told {
			told[i].Publisher = c.publisher(d.ground, it.Article)
		}
	}
	d.Totals.Untold = len(linked) - len(d.Items) + len(others) - len(d.Also)
}

// topicOf returns the topic under which an entry is told: the first of its own that the channel wants.
func (d *Digest) topicOf(c *knowledge.Corpus, e *knowledge.Entry) knowledge.Topic {
	for _, id := range e.Topics {
		if wants(d.want, d.mute, []string{id}) {
			t, _ := c.Topic(id)
			return t
		}
	}
	return knowledge.Topic{}
}

// known returns the topics of ids that the corpus still has.
func known(c *knowledge.Corpus, ids []string) (out []knowledge.Topic) {
	for _, id := range ids {
		if t, ok := c.Topic(id); ok {
			out = append(out, t)
		}
	}
	return out
}

// concerns reports whether an entry is in the channel's topics.
func (d *Digest) concerns(e *knowledge.Entry) bool { return wants(d.want, d.mute, e.Topics) }

// publisher names who published an article: as the feed is named, as the corpus names whoever is at that address, or by the address.
func (c *Composer) publisher(g *ground, a feed.Article) string {
	name, host := "", hostOf(a.Link)
	if c.Publisher != nil {
		name = c.Publisher(a.Feed)
	}
	if name == "" && host != "" {
		name = g.publishers[host]
	}
	return cmp.Or(name, host, a.Feed)
}

// hostOf is the host of an address without a leading "www."; empty where it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
