package watch

import (
	"context"
	"time"
)

// Reviews is what the review of changes needs kept. Times are kept to the millisecond.
type Reviews interface {
	// Propose keeps c, unless the same change is known: one of the same Key, or of the same Subject that is pending or was
	// decided at or after since; of several, the one found last. Then that one is joined by c.Article (Change.Joined) and
	// returned as it then is, with added false. Of many who propose the same at once, one adds it.
	Propose(ctx context.Context, c Change, since time.Time) (kept Change, added bool, err error)
	// Change returns a change; ok is false where there is none under the key.
	Change(ctx context.Context, key string) (c Change, ok bool, err error)
	// Changes returns the changes that are pending, and those decided at or after since, the oldest found first.
	Changes(ctx context.Context, since time.Time) ([]Change, error)
	// Confirmed returns all changes that stand confirmed, by the time of their decision.
	Confirmed(ctx context.Context) ([]Change, error)
	// Decide puts c in place of its version before (c.Version-1) and d at the end of the audit log, both or neither; ok is
	// false where that is not the version that is kept, and nothing is written then.
	Decide(ctx context.Context, c Change, d Decision) (ok bool, err error)
	// Decisions returns up to limit lines of the audit log, the latest first.
	Decisions(ctx context.Context, limit int) ([]Decision, error)
}

// Audience is told of changes: the review channel, the channels that asked for alerts.
type Audience interface {
	// Tell is told of a change in each standing that it is found in (Change.Standing), one after another, in the order in
	// which changes were found. It is told again after an error, after a restart, and by each of several bots that share a
	// store: what it does under Key and Standing it must do once. A held change is for curators' eyes only.
	Tell(ctx context.Context, c Change) error
}
