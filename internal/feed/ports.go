package feed

import "context"

// Keeper is what the poller needs kept. Put calls are idempotent: the same value twice is as once.
type Keeper interface {
	// FeedState returns what is remembered of a feed; ok is false for one never polled.
	FeedState(ctx context.Context, source string) (s State, ok bool, err error)
	// PutFeedState replaces what is remembered of a feed.
	PutFeedState(ctx context.Context, s State) error
	// Article returns the newest kept version of an article; ok is false where none is kept.
	Article(ctx context.Context, feed, guid string) (a Article, ok bool, err error)
	// PutArticle keeps a version of an article under (Feed, GUID); earlier versions stay readable by their hash.
	PutArticle(ctx context.Context, a Article) error
}

// Handler takes on each new or revised article before the poller counts it as done. An error makes the poller offer
// the article again at the next poll.
type Handler interface {
	Handle(ctx context.Context, a Article, v Verdict) error
}
