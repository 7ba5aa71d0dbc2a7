package commands

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// Articles is what is kept of the news; what keeps articles for the digest serves.
type Articles interface {
	// Articles returns the newest version of up to limit articles published in [from, to), the newest first.
	Articles(ctx context.Context, from, to time.Time, limit int) ([]feed.Article, error)
}

// Subscriptions is what the commands do with who asked for what.
type Subscriptions interface {
	// PutSubscription keeps s in place of the channel's earlier subscription, if any.
	PutSubscription(ctx context.Context, s digest.Subscription) error
	// DeleteSubscription forgets a channel's subscription; ok is false where there was none.
	DeleteSubscription(ctx context.Context, team, channel string) (ok bool, err error)
	// Subscription returns a channel's subscription; ok is false where there is none.
	Subscription(ctx context.Context, team, channel string) (s digest.Subscription, ok bool, err error)
	// Subscriptions returns a workspace's subscriptions ordered by channel.
	Subscriptions(ctx context.Context, team string) ([]digest.Subscription, error)
}

// Digests makes the digest that a subscription would get; a *digest.Composer does.
type Digests interface {
	// Preview makes the digest of a week; of no week, it is the next scheduled one as far as it has got.
	Preview(ctx context.Context, sub digest.Subscription, w digest.Week) (digest.Digest, error)
	// Compose makes the digest of a period.
	Compose(ctx context.Context, sub digest.Subscription, p digest.Period) (digest.Digest, error)
}

// Channels finds channels by their names.
type Channels interface {
	// ByName returns the id of a workspace's channel, named without "#"; ok is false where the bot can see none of that name.
	ByName(ctx context.Context, team, name string) (id string, ok bool, err error)
}

// Members knows who is in a channel.
type Members interface {
	// Member reports whether a user is in a channel. It fails with ErrNotInChannel where the bot cannot see the channel.
	Member(ctx context.Context, team, channel, user string) (bool, error)
}

// File is a picture or a document for a channel.
type File struct {
	Name  string // with its ending
	Title string
	Alt   string // what a picture shows, in words
	Data  []byte
}

// Files puts files into channels, where everyone sees them.
type Files interface {
	// PutFile posts a file in a channel, below the message thread where that is not empty, with a line of text. It fails with
	// ErrFileScope or ErrNotInChannel where that is why.
	PutFile(ctx context.Context, team, channel, thread, text string, f File) error
}

// Why a file was not put into a channel.
var (
	ErrFileScope    = errors.New("the workspace did not give the bot the scope files:write")
	ErrNotInChannel = errors.New("the bot is not in the channel")
)

// usualSubscriptions is how many a workspace may have where nothing else is said.
const usualSubscriptions = 1000

// Options are what a Handler works with. All but MostSubscriptions, Members, Messages, Outbox, Pace, Channels, Files, Talks, Curators, Publisher and Log are needed.
type Options struct {
	Brain         func() *knowledge.Brain // the corpus as it is now; a reload gives another
	Subscriptions Subscriptions
	Digests       Digests
	Articles      Articles
	Channels      Channels                 // nil: channels can be named only the way Slack does, <#C123|name>
	Members       Members                  // nil: a channel can be subscribed from within only
	Messages      Messages                 // nil: digests are not handed on to other channels
	Outbox        Outbox                   // nil: messages that could not be sent are seen from the command line only
	Pace          *Pace                    // nil: people may ask as fast as they like
	Files         Files                    // nil: answers come without pictures and documents
	Talks         Talks                    // nil: no question goes on from an answer
	Reviews       Reviews                  // nil: nothing is reviewed
	Curators      Curators                 // nil: nobody may review or set up feeds
	Feeds         Feeds                    // nil: the list of feeds is not shown
	Revisions     Revisions                // nil: what was edited in an article is not shown
	Publisher     func(feed string) string // the name of a feed's publisher; nil or "": the host of the article's link
	Now           func() time.Time

	MostSubscriptions int // of a workspace; 0: 1000

	Log *slog.Logger // nil: nothing is logged
}

// Handler answers commands, buttons and forms. It may be used by many at once.
type Handler struct {
	o        Options
	log      *slog.Logger
	commands []Command
	links    *linked
}

// New makes a Handler. It fails where something needed is missing.
func New(o Options) (*Handler, error) {
	if o.Brain == nil || o.Subscriptions == nil || o.Digests == nil || o.Articles == nil || o.Now == nil {
		return nil, errors.New("commands: Brain, Subscriptions, Digests, Articles and Now are required")
	}
	h := &Handler{o: o, log: o.Log, commands: All(), links: &linked{}}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	return h, nil
}
