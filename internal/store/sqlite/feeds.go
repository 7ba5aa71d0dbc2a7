package sqlite

import (
	"context"

	"pledgewatch/internal/feed"
)

const feedColumns = `source, url, configured, etag, last_modified, next, last_attempt, last_success, failures, last_error, gone, ttl`

func scanFeed(row scan) (s feed.State, err error) {
	err = row(&s.Source, &s.URL, &s.Configured, &s.ETag, &s.LastModified, (*stamp)(&s.Next), (*stamp)(&s.LastAttempt),
		(*stamp)(&s.LastSuccess), &s.Failures, &s.LastError, &s.Gone, &s.TTL)
	return s, err
}

// FeedState returns what is remembered of a feed; ok is false for one never polled.
func (s *Store) FeedState(ctx context.Context, source string) (feed.State, bool, error) {
	return first(ctx, s.read, "read feed "+source, scanFeed,
		`SELECT `+feedColumns+` FROM feeds WHERE source = ?`, source)
}

// FeedStates returns what is remembered of all feeds, ordered by source.
func (s *Store) FeedStates(ctx context.Context) ([]feed.State, error) {
	return all(ctx, s.read, "read feeds", scanFeed, `SELECT `+feedColumns+` FROM feeds ORDER BY source`)
}

// PutFeedState replaces what is remembered of a feed.
func (s *Store) PutFeedState(ctx context.Context, st feed.State) error {
	_, err := s.exec(ctx, "keep feed "+st.Source,
		`INSERT OR REPLACE INTO feeds (`+feedColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		st.Source, st.URL, st.Configured, st.ETag, st.LastModified, stamp(st.Next), stamp(st.LastAttempt),
		stamp(st.LastSuccess), st.Failures, st.LastError, st.Gone, int64(st.TTL))
	return err
}
