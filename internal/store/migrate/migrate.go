package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/watch"
)

// Store is what a move needs of both stores: what the rooms ask for, and what no room does. Each calls yield for each record
// until it fails; Take keeps a record, unless one is there under its key.
type Store interface {
	feed.Keeper
	feed.Feeds
	feed.Archives
	digest.Subscriptions
	slackapp.Installations

	FeedStates(ctx context.Context) ([]feed.State, error)
	Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error)
	ArticleRevisions(ctx context.Context, feed, guid string) ([]feed.Article, error)
	Changes(ctx context.Context, since time.Time) ([]watch.Change, error)
	Decisions(ctx context.Context, limit int) ([]watch.Decision, error)
	PutAlertMark(ctx context.Context, name, text string) error

	EachMessage(ctx context.Context, yield func(Message) error) error // those of a workspace that are not sent in the order of storing
	TakeMessage(ctx context.Context, m Message) error
	EachOnce(ctx context.Context, yield func(Once) error) error
	TakeOnce(ctx context.Context, o Once) error
	EachTalk(ctx context.Context, yield func(Talk) error) error
	TakeTalk(ctx context.Context, t Talk) error
	EachNote(ctx context.Context, yield func(Note) error) error // those of a channel that are to be told in their order
	TakeNote(ctx context.Context, n Note) error
	EachThread(ctx context.Context, yield func(Thread) error) error
	TakeThread(ctx context.Context, t Thread) error
	EachMark(ctx context.Context, yield func(Mark) error) error
	TakeChange(ctx context.Context, c watch.Change) error
	TakeDecision(ctx context.Context, d Decision) error
}

// most is more than any store holds of anything.
const most = 1 << 30

// kind is a kind of record.
type kind struct {
	name string
	// each reads all records of a store; take puts one. A record of each is what take takes.
	each func(ctx context.Context, s Store, yield func(any) error) error
	take func(ctx context.Context, s Store, record any) error
}

// Tally is what two stores hold of one kind.
type Tally struct {
	Kind     string
	From, To Sum
}

// Sum is how many records there are, and a hash of all, whatever their order.
type Sum struct {
	Count int
	Hash  [sha256.Size]byte
}

func (s *Sum) add(record any) error {
	raw, err := json.Marshal(record)
	if err != nil {
		return err
	}
	s.Count++
	for i, b := range sha256.Sum256(raw) {
		s.Hash[i] ^= b
	}
	return nil
}

// ErrDiffers is what Run returns where the stores hold different records at the end.
var ErrDiffers = errors.New("the two stores hold different records")

// Run moves all that from holds to to, and compares them. Records that expired before now are left behind. The tallies come with
// ErrDiffers too.
func Run(ctx context.Context, from, to Store, now time.Time, log *slog.Logger) ([]Tally, error) {
	for _, k := range kinds(now) {
		n := 0
		if err := k.each(ctx, from, func(record any) error {
			n++
			if n%10_000 == 0 {
				log.Info("moving", "kind", k.name, "records", n)
			}
			return k.take(ctx, to, record)
		}); err != nil {
			return nil, fmt.Errorf("%s: after %d records: %w: the same again goes on from here", k.name, n, err)
		}
		log.Info("moved", "kind", k.name, "records", n)
	}
	return Compare(ctx, from, to, now)
}

// Compare tallies what two stores hold of each kind. The error is ErrDiffers where that is not the same.
func Compare(ctx context.Context, a, b Store, now time.Time) ([]Tally, error) {
	var out []Tally
	var differ []error
	for _, k := range kinds(now) {
		t := Tally{Kind: k.name}
		for s, sum := range map[Store]*Sum{a: &t.From, b: &t.To} {
			if err := k.each(ctx, s, sum.add); err != nil {
				return nil, fmt.Errorf("%s: reading them anew: %w", k.name, err)
			}
		}
		if t.From != t.To {
			differ = append(differ, fmt.Errorf("%s: %w: %d and %d, hashes %x and %x", k.name, ErrDiffers, t.From.Count, t.To.Count, t.From.Hash[:4], t.To.Hash[:4]))
		}
		out = append(out, t)
	}
	return out, errors.Join(differ...)
}
