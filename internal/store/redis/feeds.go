package redis

import (
	"context"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/feed"
)

func (s *Store) states() shelf[feed.State] {
	return shelf[feed.State]{
		key: s.names.feeds(), of: "feed", id: func(st feed.State) string { return st.Source },
		tidy: func(st *feed.State) { round(&st.Next, &st.LastAttempt, &st.LastSuccess) },
	}
}

// FeedState returns what is remembered of a feed; ok is false for one never polled.
func (s *Store) FeedState(ctx context.Context, source string) (feed.State, bool, error) {
	return s.states().get(ctx, s, source)
}

// FeedStates returns what is remembered of all feeds, ordered by source.
func (s *Store) FeedStates(ctx context.Context) ([]feed.State, error) { return s.states().all(ctx, s) }

// PutFeedState replaces what is remembered of a feed.
func (s *Store) PutFeedState(ctx context.Context, st feed.State) error {
	return s.states().put(ctx, s, st)
}

func (s *Store) followed() shelf[feed.Followed] {
	return shelf[feed.Followed]{
		key: s.names.at("followed"), of: "followed feed", id: func(f feed.Followed) string { return f.ID },
		tidy: func(f *feed.Followed) { round(&f.At) },
	}
}

// Feeds returns what curators decided on feeds, ordered by the feeds' ids.
func (s *Store) Feeds(ctx context.Context) ([]feed.Followed, error) { return s.followed().all(ctx, s) }

// PutFeed keeps a decision on a feed in place of the earlier one.
func (s *Store) PutFeed(ctx context.Context, f feed.Followed) error {
	return s.followed().put(ctx, s, f)
}

// RemoveFeed forgets a decision on a feed; ok is false where there was none.
func (s *Store) RemoveFeed(ctx context.Context, id string) (bool, error) {
	return s.followed().remove(ctx, s, id)
}

func (s *Store) archives() shelf[feed.Archive] {
	return shelf[feed.Archive]{
		key: s.names.at("archives"), of: "archive of feed", id: func(a feed.Archive) string { return a.Source },
		tidy: func(a *feed.Archive) { round(&a.Until, &a.Oldest, &a.Next, &a.Begun, &a.Ended) },
	}
}

// Archive returns how far the walk through a feed's older pages has come; ok is false where none was begun.
func (s *Store) Archive(ctx context.Context, source string) (feed.Archive, bool, error) {
	return s.archives().get(ctx, s, source)
}

// Archives returns all walks through older pages, ordered by source.
func (s *Store) Archives(ctx context.Context) ([]feed.Archive, error) {
	return s.archives().all(ctx, s)
}

// PutArchive keeps how far a walk has come.
func (s *Store) PutArchive(ctx context.Context, a feed.Archive) error {
	return s.archives().put(ctx, s, a)
}

// FeedActivity returns when up to limit articles of a feed came that were published at or after from, the newest first.
func (s *Store) FeedActivity(ctx context.Context, feedID string, from time.Time, limit int) ([]feed.Sighting, error) {
	what := "read the activity of feed " + feedID
	if limit <= 0 {
		return nil, nil
	}
	list, err := s.db.ZRangeByScoreWithScores(ctx, s.names.shown(feedID),
		&goredis.ZRangeBy{Min: "-inf", Max: fmt.Sprint(-from.UnixMilli()), Count: int64(limit)}).Result()
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	places := make([]place, len(list))
	for i, z := range list {
		places[i] = place{feed: feedID, guid: fmt.Sprint(z.Member), newest: z.Score}
	}
	articles, err := s.articlesAt(ctx, places)
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	out := make([]feed.Sighting, len(articles))
	for i, a := range articles {
		out[i] = feed.Sighting{At: a.Published, Tampered: len(a.Integrity) > 0}
		if a.Published.IsZero() {
			out[i].At = a.FirstSeen
		}
	}
	return out, nil
}
