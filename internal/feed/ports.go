package feed

import (
	"context"
	"time"
)

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

// Fetcher brings a document. It returns an *Error for whatever is the document's or the network's fault, and the
// context's error where the caller gave up.
type Fetcher interface {
	Fetch(ctx context.Context, r Request) (Response, error)
}

// Request asks for a document, and only if it changed where a validator is given.
type Request struct {
	URL          string
	ETag         string // validator of the last full answer, or empty
	LastModified string // validator of the last full answer, or empty
}

// Response is a document as it came, or the news that it has not changed.
type Response struct {
	NotModified  bool          // 304: Body is empty
	Body         []byte        // unzipped, in the encoding of the server
	ContentType  string        // as the server labelled it
	URL          string        // where Body came from, after redirects; relative links start here
	MovedTo      string        // where the document moved to for good (301, 308), or empty
	ETag         string        // to send next time
	LastModified string        // to send next time
	MaxAge       time.Duration // how long the server considers it fresh; 0 where it does not say
}
