package feed

import (
	"context"
	"net/url"
	"time"
)

// Followed is a feed with what curators decided on it.
type Followed struct {
	Source
	Configured bool      // it is in the settings, which alone can take it out; what is kept of it here is whether it is paused
	Paused     bool      // not polled until it is resumed
	Team       string    // workspace of By
	By         string    // user who added it, or paused or resumed it last; empty: the settings or the command line did
	At         time.Time // when; zero for a feed of the settings that nobody touched
}

// Address returns the feed's address as it may be shown: without user information, query and fragment, where feeds carry
// their secrets.
func (f Followed) Address() string {
	u, err := url.Parse(f.URL)
	if err != nil {
		return ""
	}
	return shown(u)
}

// Feeds is what is kept of curators' decisions on feeds. Put calls are idempotent: the same value twice is as once.
type Feeds interface {
	// Feeds returns all kept feeds, ordered by Source.ID.
	Feeds(ctx context.Context) ([]Followed, error)
	// PutFeed keeps a feed under its Source.ID, in place of what was kept there.
	PutFeed(ctx context.Context, f Followed) error
	// RemoveFeed forgets a feed; ok is false where none of that id was kept. Its articles and its state stay.
	RemoveFeed(ctx context.Context, id string) (ok bool, err error)
}

// Sighting is one kept article, for counting.
type Sighting struct {
	At       time.Time // published; first seen where it has no date
	Tampered bool      // something was cut out of it
}

// Activity says when the articles of a feed came.
type Activity interface {
	// FeedActivity returns up to limit articles of a feed that were published at or after from, each in its newest
	// version, the newest first.
	FeedActivity(ctx context.Context, feed string, from time.Time, limit int) ([]Sighting, error)
}

// Archive is how far the walk through the older pages of a feed has come.
type Archive struct {
	Source   string    // Source.ID
	Until    time.Time // articles published before are not wanted; zero: to the end
	Page     int       // last page that was read; page 1 is the feed itself, so 1 is where a walk begins
	Kept     int       // articles that were new to us
	Oldest   time.Time // of the articles read
	Mark     string    // what the last page held, to notice a site that gives the same page for ever
	Failures int       // in a row
	Next     time.Time // no page is asked for before
	Begun    time.Time
	Ended    time.Time // zero while the walk goes on
	Outcome  string    // a sentence: how it ended, or what went wrong last
}

// Archives is what is kept of walks through archives. Put calls are idempotent.
type Archives interface {
	// Archive returns the walk of a feed; ok is false where none was begun.
	Archive(ctx context.Context, source string) (a Archive, ok bool, err error)
	// Archives returns all walks, ordered by source.
	Archives(ctx context.Context) ([]Archive, error)
	// PutArchive keeps how far a walk has come, in place of what was kept of it.
	PutArchive(ctx context.Context, a Archive) error
}
