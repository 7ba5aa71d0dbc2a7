package digest

import (
	"context"
	"sync"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/watch"
)

const (
	recentFor  = 10 * time.Second
	mostRecent = 16 // periods
)

// Recent gives the same articles and changes for a few seconds to all who ask for the same ones: on a Monday at nine the digests of
// all channels are made of the same news, and reading it is most of the work. No reading is used beyond a whole minute, when the next
// digests are due. It may be used by many at once; what it gives must not be changed.
type Recent struct {
	articles shared[span, []feed.Article]
	changes  shared[int64, []watch.Change]
}

// NewRecent makes a Recent of what keeps articles and changes; c may be nil where nobody asks for changes.
func NewRecent(a Articles, c Changes, now func() time.Time) *Recent {
	r := &Recent{}
	r.articles = shared[span, []feed.Article]{now: now, read: func(ctx context.Context, s span) ([]feed.Article, error) {
		return a.Articles(ctx, time.UnixMilli(s.from).UTC(), time.UnixMilli(s.to).UTC(), s.limit)
	}}
	r.changes = shared[int64, []watch.Change]{now: now, read: func(ctx context.Context, since int64) ([]watch.Change, error) {
		return c.Changes(ctx, time.UnixMilli(since).UTC())
	}}
	return r
}

// span is what articles are asked for.
type span struct {
	from, to int64 // ms, as stores keep times
	limit    int
}

// Articles returns what those that it was made of return. An error is not kept.
func (r *Recent) Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error) {
	return r.articles.get(ctx, span{from.UnixMilli(), to.UnixMilli(), limit})
}

// Changes returns what those that it was made of return. An error is not kept.
func (r *Recent) Changes(ctx context.Context, since time.Time) ([]watch.Change, error) {
	return r.changes.get(ctx, since.UnixMilli())
}

// shared reads once for all who ask for the same within a few seconds.
type shared[K comparable, V any] struct {
	now  func() time.Time
	read func(context.Context, K) (V, error)
	mu   sync.Mutex
	kept map[K]*once[V]
}

// once is what was read, once.
type once[V any] struct {
	begun time.Time
	done  chan struct{} // closed when the rest is set
	value V
	err   error
}

func (s *shared[K, V]) get(ctx context.Context, key K) (V, error) {
	is, mine := s.find(key)
	if mine {
		is.value, is.err = s.read(ctx, key)
		if is.err != nil {
			s.forget(key, is)
		}
		close(is.done)
		return is.value, is.err
	}
	select {
	case <-is.done:
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
	if is.err != nil { // perhaps it was another's patience that ended
		return s.read(ctx, key)
	}
	return is.value, nil
}

// find returns what is kept, or else what the caller is to read.
func (s *shared[K, V]) find(key K) (is *once[V], mine bool) {
	now := s.now().Truncate(recentFor) // a divisor of the minute
	s.mu.Lock()
	defer s.mu.Unlock()
	if is, ok := s.kept[key]; ok && is.begun.Equal(now) {
		return is, false
	}
	if s.kept == nil || len(s.kept) >= mostRecent {
		s.kept = map[K]*once[V]{}
	}
	is = &once[V]{begun: now, done: make(chan struct{})}
	s.kept[key] = is
	return is, true
}

func (s *shared[K, V]) forget(key K, is *once[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[key] == is {
		delete(s.kept, key)
	}
}
