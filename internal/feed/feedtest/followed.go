package feedtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"pledgewatch/internal/feed"
)

// lists is what Memory keeps beside articles.
type lists struct {
	feeds    map[string]feed.Followed
	archives map[string]feed.Archive
	notices  []feed.Notice
}

// Feeds implements feed.Feeds.
func (m *Memory) Feeds(context.Context) ([]feed.Followed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []feed.Followed
	for _, id := range slices.Sorted(maps.Keys(m.lists.feeds)) {
		out = append(out, m.lists.feeds[id])
	}
	return out, m.fails("Feeds", "")
}

// PutFeed implements feed.Feeds.
func (m *Memory) PutFeed(_ context.Context, f feed.Followed) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("PutFeed", f.ID); err != nil {
		return err
	}
	if m.lists.feeds == nil {
		m.lists.feeds = map[string]feed.Followed{}
	}
	m.lists.feeds[f.ID] = f
	return nil
}

// RemoveFeed implements feed.Feeds.
func (m *Memory) RemoveFeed(_ context.Context, id string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("RemoveFeed", id); err != nil {
		return false, err
	}
	_, ok := m.lists.feeds[id]
	delete(m.lists.feeds, id)
	return ok, nil
}

// FeedActivity implements feed.Activity.
func (m *Memory) FeedActivity(_ context.Context, source string, from time.Time, limit int) ([]feed.Sighting, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []feed.Sighting
	for key, versions := range m.articles {
		a := versions[len(versions)-1]
		if key[0] == source && !a.Published.Before(from) {
			out = append(out, feed.Sighting{At: a.Published, Tampered: len(a.Integrity) > 0})
		}
	}
	slices.SortFunc(out, func(a, b feed.Sighting) int { return b.At.Compare(a.At) })
	return out[:min(limit, len(out))], m.fails("FeedActivity", source)
}

// Archive implements feed.Archives.
func (m *Memory) Archive(_ context.Context, source string) (feed.Archive, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.lists.archives[source]
	return a, ok, m.fails("Archive", source)
}

// Archives implements feed.Archives.
func (m *Memory) Archives(context.Context) ([]feed.Archive, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := slices.SortedFunc(maps.Values(m.lists.archives), func(a, b feed.Archive) int { return cmp.Compare(a.Source, b.Source) })
	return out, m.fails("Archives", "")
}

// PutArchive implements feed.Archives.
func (m *Memory) PutArchive(_ context.Context, a feed.Archive) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("PutArchive", a.Source); err != nil {
		return err
	}
	if m.lists.archives == nil {
		m.lists.archives = map[string]feed.Archive{}
	}
	m.lists.archives[a.Source] = a
	return nil
}

// Notice implements feed.Notices.
func (m *Memory) Notice(_ context.Context, n feed.Notice) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("Notice", n.Kind); err != nil {
		return err
	}
	m.lists.notices = append(m.lists.notices, n)
	return nil
}

// NoticesGiven returns the notices so far, in order.
func (m *Memory) NoticesGiven() []feed.Notice {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.lists.notices)
}
