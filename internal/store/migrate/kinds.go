package migrate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/watch"
)

// listed is a kind that a store lists whole.
func listed[T any](name string, list func(context.Context, Store) ([]T, error), take func(context.Context, Store, T) error) kind {
	return streamed(name, func(ctx context.Context, s Store, yield func(T) error) error {
		all, err := list(ctx, s)
		for _, v := range all {
			if err == nil {
				err = yield(v)
			}
		}
		return err
	}, take)
}

// streamed is a kind that a store gives one by one.
func streamed[T any](name string, each func(context.Context, Store, func(T) error) error, take func(context.Context, Store, T) error) kind {
	return kind{
		name: name,
		each: func(ctx context.Context, s Store, yield func(any) error) error {
			return each(ctx, s, func(v T) error { return yield(v) })
		},
		take: func(ctx context.Context, s Store, record any) error {
			v, ok := record.(T)
			if !ok {
				return fmt.Errorf("a %T among the %s", record, name)
			}
			return take(ctx, s, v)
		},
	}
}

// passing is a kind whose records expire: those that did before now are left behind.
func passing[T any](name string, now time.Time, each func(Store, context.Context, func(T) error) error, expires func(T) time.Time, take func(Store, context.Context, T) error) kind {
	return streamed(name, func(ctx context.Context, s Store, yield func(T) error) error {
		return each(s, ctx, func(v T) error {
			if !expires(v).After(now) {
				return nil
			}
			return yield(v)
		})
	}, func(ctx context.Context, s Store, v T) error { return take(s, ctx, v) })
}

// kinds are all that is moved, in the order in which it is.
func kinds(now time.Time) []kind {
	return []kind{
		listed("installations", func(ctx context.Context, s Store) ([]slackapp.Installation, error) { return s.Installations(ctx) },
			func(ctx context.Context, s Store, v slackapp.Installation) error { return s.PutInstallation(ctx, v) }),
		listed("subscriptions", func(ctx context.Context, s Store) ([]digest.Subscription, error) { return s.Subscriptions(ctx, "") },
			func(ctx context.Context, s Store, v digest.Subscription) error { return s.PutSubscription(ctx, v) }),
		listed("feeds", func(ctx context.Context, s Store) ([]feed.State, error) { return s.FeedStates(ctx) },
			func(ctx context.Context, s Store, v feed.State) error { return s.PutFeedState(ctx, v) }),
		listed("followed feeds", func(ctx context.Context, s Store) ([]feed.Followed, error) { return s.Feeds(ctx) },
			func(ctx context.Context, s Store, v feed.Followed) error { return s.PutFeed(ctx, v) }),
		listed("archives", func(ctx context.Context, s Store) ([]feed.Archive, error) { return s.Archives(ctx) },
			func(ctx context.Context, s Store, v feed.Archive) error { return s.PutArchive(ctx, v) }),
		streamed("articles", eachArticle, func(ctx context.Context, s Store, v version) error { return s.PutArticle(ctx, v.Article) }),
		listed("changes", changes, func(ctx context.Context, s Store, v watch.Change) error { return s.TakeChange(ctx, v) }),
		listed("decisions", decisions, func(ctx context.Context, s Store, v Decision) error { return s.TakeDecision(ctx, v) }),
		streamed("messages", eachMessage, func(ctx context.Context, s Store, v Message) error { return s.TakeMessage(ctx, v) }),
		passing("handled events", now, Store.EachOnce, func(o Once) time.Time { return o.Expires }, Store.TakeOnce),
		passing("conversations", now, Store.EachTalk, func(t Talk) time.Time { return t.Expires }, Store.TakeTalk),
		streamed("notes", eachNote, func(ctx context.Context, s Store, v Note) error { return s.TakeNote(ctx, v) }),
		streamed("threads", func(ctx context.Context, s Store, yield func(Thread) error) error { return s.EachThread(ctx, yield) },
			func(ctx context.Context, s Store, v Thread) error { return s.TakeThread(ctx, v) }),
		streamed("marks", func(ctx context.Context, s Store, yield func(Mark) error) error { return s.EachMark(ctx, yield) },
			func(ctx context.Context, s Store, v Mark) error { return s.PutAlertMark(ctx, v.Name, v.Text) }),
	}
}

// version is one version of an article; the newest comes last.
type version struct {
	feed.Article
	Newest bool
}

func eachArticle(ctx context.Context, s Store, yield func(version) error) error {
	newest, err := s.Articles(ctx, time.UnixMilli(-1<<52), time.UnixMilli(1<<52), most)
	if err != nil {
		return err
	}
	for _, n := range newest {
		all, err := s.ArticleRevisions(ctx, n.Feed, n.GUID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(a feed.Article) bool { return a.Hash == n.Hash && a.Revision == n.Revision })
		if at < 0 {
			return fmt.Errorf("article %s of feed %s: its newest version is not among its versions", n.GUID, n.Feed)
		}
		ordered := append(slices.Delete(all, at, at+1), n)
		for i, a := range ordered {
			if err := yield(version{a, i == len(ordered)-1}); err != nil {
				return err
			}
		}
	}
	return nil
}

func changes(ctx context.Context, s Store) ([]watch.Change, error) {
	all, err := s.Changes(ctx, time.Time{})
	for i := range all {
		all[i].Found, all[i].At = rounded(all[i].Found), rounded(all[i].At)
	}
	return all, err
}

// rounded is a time as both stores keep it.
func rounded(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }

func decisions(ctx context.Context, s Store) ([]Decision, error) {
	all, err := s.Decisions(ctx, most)
	slices.Reverse(all)
	out := make([]Decision, len(all))
	for i, d := range all {
		d.At = rounded(d.At)
		out[i] = Decision{i, d}
	}
	return out, err
}

// eachMessage numbers those that are not sent, so that their order is part of what is compared.
func eachMessage(ctx context.Context, s Store, yield func(Message) error) error {
	places := map[string]int{}
	return s.EachMessage(ctx, func(m Message) error {
		if len(m.Blocks) == 0 {
			m.Blocks = nil
		}
		if m.State == Sent {
			short := Message{State: Sent, TS: m.TS, Concluded: m.Concluded}
			short.Key, short.Team, short.Channel, short.NotBefore = m.Key, m.Team, m.Channel, m.NotBefore
			return yield(short)
		}
		m.Place = places[m.Team]
		places[m.Team]++
		return yield(m)
	})
}

func eachNote(ctx context.Context, s Store, yield func(Note) error) error {
	places := map[[2]string]int{}
	return s.EachNote(ctx, func(n Note) error {
		if n.State != Told {
			at := [2]string{n.Team, n.Channel}
			n.Place = places[at]
			places[at]++
		}
		return yield(n)
	})
}
