package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/feed"
)

// Article returns the newest kept version of an article; ok is false where none is kept.
func (s *Store) Article(ctx context.Context, feedID, guid string) (feed.Article, bool, error) {
	raw, err := scripts.newest.Run(ctx, s.db, []string{s.names.article(feedID, guid)}).Text()
	return decode[feed.Article](ctx, "read article "+guid, raw, err)
}

// PutArticle keeps a version of an article under (Feed, GUID). The newest version is the one with the highest Revision, and
// of equal ones the last put; the others stay readable through ArticleRevisions.
func (s *Store) PutArticle(ctx context.Context, a feed.Article) error {
	what := "keep article " + a.GUID
	round(&a.Published, &a.Updated, &a.FirstSeen)
	shown := a.Published
	if shown.IsZero() {
		shown = a.FirstSeen
	}
	raw, err := json.Marshal(a)
	if err != nil {
		return wrap(ctx, what, err)
	}
	// The feed is known before it has an article, so that no article is kept where nobody looks.
	if err := s.db.SAdd(ctx, s.names.articleFeeds(), a.Feed).Err(); err != nil {
		return wrap(ctx, what, err)
	}
	keys := []string{s.names.article(a.Feed, a.GUID), s.names.shown(a.Feed)}
	return wrap(ctx, what, scripts.keepArticle.Run(ctx, s.db, keys, a.Revision, a.Hash, raw, a.GUID, -shown.UnixMilli()).Err())
}

// ArticleRevisions returns every kept version of an article, the oldest first.
func (s *Store) ArticleRevisions(ctx context.Context, feedID, guid string) ([]feed.Article, error) {
	what := "read the revisions of article " + guid
	fields, err := s.db.HGetAll(ctx, s.names.article(feedID, guid)).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	type version struct {
		feed.Article
		n int // the how many-th that was kept
	}
	var versions []version
	for field, value := range fields {
		if !strings.HasPrefix(field, "v:") {
			continue
		}
		n, raw, _ := strings.Cut(value, " ")
		v := version{}
		if v.n, err = strconv.Atoi(n); err == nil {
			err = json.Unmarshal([]byte(raw), &v.Article)
		}
		if err != nil {
			return nil, wrap(ctx, what, err)
		}
		versions = append(versions, v)
	}
	slices.SortFunc(versions, func(a, b version) int { return cmp.Or(cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.n, b.n)) })
	out := make([]feed.Article, len(versions))
	for i, v := range versions {
		out[i] = v.Article
	}
	return out, nil
}

// place is where an article stands in the list of all.
type place struct {
	feed, guid string
	newest     float64 // less is newer
}

// Articles returns the newest version of up to limit articles that were published in [from, to), the newest first. An
// article without a date counts as published when it was first seen.
func (s *Store) Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error) {
	if limit <= 0 || !from.Before(to) {
		return nil, nil
	}
	places, err := s.places(ctx, from, to, limit)
	if err != nil {
		return nil, wrap(ctx, "read articles", err)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.newest, b.newest), cmp.Compare(a.feed, b.feed), cmp.Compare(a.guid, b.guid))
	})
	places = places[:min(limit, len(places))]
	out, err := s.articlesAt(ctx, places)
	return out, wrap(ctx, "read articles", err)
}

func (s *Store) places(ctx context.Context, from, to time.Time, limit int) ([]place, error) {
	feeds, err := s.db.SMembers(ctx, s.names.articleFeeds()).Result()
	if err != nil || len(feeds) == 0 {
		return nil, err
	}
	span := &goredis.ZRangeBy{Min: fmt.Sprint("(", -to.UnixMilli()), Max: fmt.Sprint(-from.UnixMilli()), Count: int64(limit)}
	lists := make([]*goredis.ZSliceCmd, len(feeds))
	if _, err := s.db.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, f := range feeds {
			lists[i] = p.ZRangeByScoreWithScores(ctx, s.names.shown(f), span)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var out []place
	for i, f := range feeds {
		for _, z := range lists[i].Val() {
			out = append(out, place{feed: f, guid: fmt.Sprint(z.Member), newest: z.Score})
		}
	}
	return out, nil
}

func (s *Store) articlesAt(ctx context.Context, places []place) ([]feed.Article, error) {
	if len(places) == 0 {
		return nil, nil
	}
	read := func() ([]*goredis.Cmd, error) {
		cmds := make([]*goredis.Cmd, len(places))
		_, err := s.db.Pipelined(ctx, func(p goredis.Pipeliner) error {
			for i, at := range places {
				cmds[i] = scripts.newest.EvalSha(ctx, p, []string{s.names.article(at.feed, at.guid)})
			}
			return nil
		})
		return cmds, err
	}
	cmds, err := read()
	if goredis.HasErrorPrefix(err, "NOSCRIPT") { // Redis was started anew: a pipeline does not help itself
		if err := s.loadEverywhere(ctx, scripts.newest); err != nil {
			return nil, err
		}
		cmds, err = read()
	}
	if err != nil && !errors.Is(err, goredis.Nil) {
		return nil, err
	}
	out := make([]feed.Article, 0, len(places))
	for _, c := range cmds {
		raw, err := c.Text()
		a, ok, err := decode[feed.Article](ctx, "read an article", raw, err)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, a)
		}
	}
	return out, nil
}

// loadEverywhere makes a script known to every node.
func (s *Store) loadEverywhere(ctx context.Context, script *goredis.Script) error {
	if cluster, ok := s.db.(*goredis.ClusterClient); ok {
		return cluster.ForEachShard(ctx, func(ctx context.Context, c *goredis.Client) error { return script.Load(ctx, c).Err() })
	}
	return script.Load(ctx, s.db).Err()
}
