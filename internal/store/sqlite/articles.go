package sqlite

import (
	"context"
	"database/sql"
	"time"

	"pledgewatch/internal/feed"
)

const articleColumns = `r.feed, r.guid, r.hash, r.revision, r.title, r.link, r.description, r.published, r.updated,
	r.authors, r.categories, r.paragraphs, r.integrity, r.first_seen, r.archived`

func scanArticle(row scan) (a feed.Article, err error) {
	err = row(&a.Feed, &a.GUID, &a.Hash, &a.Revision, &a.Title, &a.Link, &a.Description, (*stamp)(&a.Published),
		(*stamp)(&a.Updated), (*list[string])(&a.Authors), (*list[string])(&a.Categories), (*list[string])(&a.Paragraphs),
		(*list[feed.Integrity])(&a.Integrity), (*stamp)(&a.FirstSeen), &a.Archived)
	return a, err
}

// Article returns the newest kept version of an article; ok is false where none is kept.
func (s *Store) Article(ctx context.Context, feedID, guid string) (feed.Article, bool, error) {
	return first(ctx, s.read, "read article "+guid, scanArticle,
		`SELECT `+articleColumns+` FROM articles a JOIN revisions r USING (id) WHERE a.feed = ? AND a.guid = ?`, feedID, guid)
}

// Articles returns the newest version of up to limit articles that were published in [from, to), the newest first. An
// article without a date counts as published when it was first seen.
func (s *Store) Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error) {
	return all(ctx, s.read, "read articles", scanArticle,
		`SELECT `+articleColumns+` FROM articles a JOIN revisions r USING (id)
		WHERE a.shown >= ? AND a.shown < ? ORDER BY a.shown DESC, a.feed, a.guid LIMIT ?`,
		stamp(from), stamp(to), max(limit, 0))
}

// ArticleRevisions returns every kept version of an article, the oldest first.
func (s *Store) ArticleRevisions(ctx context.Context, feedID, guid string) ([]feed.Article, error) {
	return all(ctx, s.read, "read the revisions of article "+guid, scanArticle,
		`SELECT `+articleColumns+` FROM revisions r WHERE r.feed = ? AND r.guid = ? ORDER BY r.revision, r.id`, feedID, guid)
}

// PutArticle keeps a version of an article under (Feed, GUID). The newest version is the one with the highest
// Revision, and of equal ones the last put; the others stay readable through ArticleRevisions.
func (s *Store) PutArticle(ctx context.Context, a feed.Article) error {
	return s.change(ctx, "keep article "+a.GUID, func(tx *sql.Tx) error {
		var id int64
		err := tx.QueryRowContext(ctx,
			`INSERT INTO revisions (feed, guid, hash, revision, title, link, description, published, updated,
				authors, categories, paragraphs, integrity, first_seen, archived)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET title = excluded.title, link = excluded.link, description = excluded.description,
				published = excluded.published, updated = excluded.updated, authors = excluded.authors,
				categories = excluded.categories, paragraphs = excluded.paragraphs, integrity = excluded.integrity,
				first_seen = excluded.first_seen, archived = excluded.archived
			RETURNING id`,
			a.Feed, a.GUID, a.Hash, a.Revision, a.Title, a.Link, a.Description, stamp(a.Published), stamp(a.Updated),
			list[string](a.Authors), list[string](a.Categories), list[string](a.Paragraphs),
			list[feed.Integrity](a.Integrity), stamp(a.FirstSeen), a.Archived).Scan(&id)
		if err != nil {
			return err
		}
		shown := a.Published
		if shown.IsZero() {
			shown = a.FirstSeen
		}
		_, err = tx.ExecContext(ctx,
			`INSERT INTO articles (feed, guid, id, shown) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET id = excluded.id, shown = excluded.shown
			WHERE (SELECT revision FROM revisions WHERE id = excluded.id) >=
				(SELECT revision FROM revisions WHERE id = articles.id)`,
			a.Feed, a.GUID, id, stamp(shown))
		return err
	})
}
