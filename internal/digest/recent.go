package digest

import (
	"context"
	"sync"
	"time"

	"pledgewatch/internal/feed"
)

const (
	recentFor  = 10 * time.Second
	mostRecent = 16 // periods
)

// Recent gives the same articles for a few seconds to all who ask for the same ones: on a Monday at nine the digests of all
// channels are made of the same news, and reading it is most of the work. It may be used by many at once; what it gives must not
// be changed.
type Recent struct {
	articles Articles
	now      func() time.Time
	mu       sync.Mutex
	kept     map[span]*reading
}

// NewRecent makes a Recent of what keeps the articles.
func NewRecent(a Articles, now func() time.Time) *Recent {
	return &Recent{articles: a, now: now, kept: map[span]*reading{}}
}

// span is what was asked for.
type span struct {
	from, to int64 // ms
	limit    int
}

// reading is what was read, once.
type reading struct {
	begun    time.Time
	done     chan struct{} // closed when the rest is set
	articles []feed.Article
	err      error
}

// Articles returns what those that it was made of return. An error is not kept.
func (r *Recent) Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error) {
	key := span{from.UnixMilli(), to.UnixMilli(), limit}
	now := r.now()
	r.mu.Lock()
	is, ok := r.kept[key]
	if !ok || now.Sub(is.begun) >= recentFor || now.Before(is.begun) {
		is = &reading{begun: now, done: make(chan struct{})}
		if len(r.kept) >= mostRecent {
			clear(r.kept)
		}
		r.kept[key] = is
		r.mu.Unlock()
		is.articles, is.err = r.articles.Articles(ctx, from, to, limit)
		if is.err != nil {
			r.mu.Lock()
			if r.kept[key] == is {
				delete(r.kept, key)
			}
			r.mu.Unlock()
		}
		close(is.done)
		return is.articles, is.err
	}
	r.mu.Unlock()
	select {
	case <-is.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if is.err != nil { // perhaps it was another's patience that ended
		return r.articles.Articles(ctx, from, to, limit)
	}
	return is.articles, nil
}
