package sqlite

import (
	"context"
	"time"

	"pledgewatch/internal/feed"
)

const (
	followedColumns = `id, name, url, every, lang, configured, paused, team, by, at`
	archiveColumns  = `source, until, page, kept, oldest, mark, failures, next, begun, ended, outcome`
)

func scanFollowed(row scan) (f feed.Followed, err error) {
	var every int64
	err = row(&f.ID, &f.Name, &f.URL, &every, &f.Lang, &f.Configured, &f.Paused, &f.Team, &f.By, (*stamp)(&f.At))
	f.Every = time.Duration(every) * time.Millisecond
	return f, err
}

// Feeds returns what curators decided on feeds, ordered by the feeds' ids.
func (s *Store) Feeds(ctx context.Context) ([]feed.Followed, error) {
	return all(ctx, s.read, "read the followed feeds", scanFollowed, `SELECT `+followedColumns+` FROM followed ORDER BY id`)
}

// PutFeed keeps a decision on a feed in place of the earlier one.
func (s *Store) PutFeed(ctx context.Context, f feed.Followed) error {
	_, err := s.exec(ctx, "keep the followed feed "+f.ID,
		`INSERT OR REPLACE INTO followed (`+followedColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		f.ID, f.Name, f.URL, f.Every.Milliseconds(), f.Lang, f.Configured, f.Paused, f.Team, f.By, stamp(f.At))
	return err
}

// RemoveFeed forgets a decision on a feed; ok is false where there was none.
func (s *Store) RemoveFeed(ctx context.Context, id string) (bool, error) {
	n, err := s.exec(ctx, "forget the followed feed "+id, `DELETE FROM followed WHERE id = ?`, id)
	return n > 0, err
}

// FeedActivity returns when up to limit articles of a feed came that were published at or after from, the newest first.
func (s *Store) FeedActivity(ctx context.Context, feedID string, from time.Time, limit int) ([]feed.Sighting, error) {
	return all(ctx, s.read, "read the activity of feed "+feedID, func(row scan) (a feed.Sighting, err error) {
		var found list[feed.Integrity]
		err = row((*stamp)(&a.At), &found)
		a.Tampered = len(found) > 0
		return a, err
	}, `SELECT a.shown, r.integrity FROM articles a JOIN revisions r USING (id)
		WHERE a.feed = ? AND a.shown >= ? ORDER BY a.shown DESC LIMIT ?`, feedID, stamp(from), max(limit, 0))
}

func scanArchive(row scan) (a feed.Archive, err error) {
	err = row(&a.Source, (*stamp)(&a.Until), &a.Page, &a.Kept, (*stamp)(&a.Oldest), &a.Mark, &a.Failures, (*stamp)(&a.Next),
		(*stamp)(&a.Begun), (*stamp)(&a.Ended), &a.Outcome)
	return a, err
}

// Archive returns how far the walk through a feed's older pages has come; ok is false where none was begun.
func (s *Store) Archive(ctx context.Context, source string) (feed.Archive, bool, error) {
	return first(ctx, s.read, "read the archive of feed "+source, scanArchive,
		`SELECT `+archiveColumns+` FROM archives WHERE source = ?`, source)
}

// Archives returns all walks through older pages, ordered by source.
func (s *Store) Archives(ctx context.Context) ([]feed.Archive, error) {
	return all(ctx, s.read, "read the archives", scanArchive, `SELECT `+archiveColumns+` FROM archives ORDER BY source`)
}

// PutArchive keeps how far a walk has come.
func (s *Store) PutArchive(ctx context.Context, a feed.Archive) error {
	_, err := s.exec(ctx, "keep the archive of feed "+a.Source,
		`INSERT OR REPLACE INTO archives (`+archiveColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.Source, stamp(a.Until), a.Page, a.Kept, stamp(a.Oldest), a.Mark, a.Failures, stamp(a.Next), stamp(a.Begun),
		stamp(a.Ended), a.Outcome)
	return err
}
