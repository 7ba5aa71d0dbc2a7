// Package store says what all rooms together need kept: what each of its sub-packages keeps, in a file or in Redis, and what the suite of
// storetest plays through. It leaves to the rooms what each of them needs of it; only cmd/bot knows all of it.
package store

import (
	"context"
	"time"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/watch"
)

// Store is all that the rooms need kept.
type Store interface {
	feed.Keeper
	feed.Feeds
	feed.Activity
	feed.Archives
	digest.Subscriptions
	digest.Pauser
	slackapp.Installations
	slackapp.Once
	delivery.Outbox
	delivery.DeadLetters
	delivery.Queue
	delivery.Receipts
	watch.Reviews
	commands.Talks
	alert.Keeper
	alert.Ledger

	// AlertsHeld returns what a channel is still to be told, its batch first.
	AlertsHeld(ctx context.Context, team, channel string) ([]alert.Note, error)
	// FeedStates returns the states of all feeds, ordered by feed.
	FeedStates(ctx context.Context) ([]feed.State, error)
	// Articles returns the newest versions of up to limit articles published in [from, to), the newest first.
	Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error)
	// ArticleRevisions returns every version of an article, the oldest first.
	ArticleRevisions(ctx context.Context, feed, guid string) ([]feed.Article, error)
	// Ping reports whether the store can be read and written.
	Ping(ctx context.Context) error
	// Close gives back what the store holds. Calls that are under way fail.
	Close() error
}
