package feedtest

import (
	"context"
	"sync"

	"pledgewatch/internal/feed"
)

// Memory is a feed.Keeper, a feed.Handler and all else that a poller and a roster want kept. It keeps everything in memory
// and in order.
type Memory struct {
	// FailOn, where set, is asked before each call with the method's name and the GUID or source it is about; an error
	// that it returns is the call's.
	FailOn func(method, about string) error

	mu       sync.Mutex
	states   map[string]feed.State
	articles map[[2]string][]feed.Article
	handled  []Handled
	lists    lists
}

// Handled is one article as it was handed on.
type Handled struct {
	Article feed.Article
	Verdict feed.Verdict
}

func (m *Memory) fails(method, about string) error {
	if m.FailOn == nil {
		return nil
	}
	return m.FailOn(method, about)
}

// FeedState implements feed.Keeper.
func (m *Memory) FeedState(_ context.Context, source string) (feed.State, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.states[source]
	return s, ok, m.fails("FeedState", source)
}

// PutFeedState implements feed.Keeper.
func (m *Memory) PutFeedState(_ context.Context, s feed.State) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("PutFeedState", s.Source); err != nil {
		return err
	}
	if m.states == nil {
		m.states = map[string]feed.State{}
	}
	m.states[s.Source] = s
	return nil
}

// Article implements feed.Keeper.
func (m *Memory) Article(_ context.Context, source, guid string) (feed.Article, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	versions := m.articles[[2]string{source, guid}]
	if err := m.fails("Article", guid); err != nil || len(versions) == 0 {
		return feed.Article{}, false, err
	}
	return versions[len(versions)-1], true, nil
}

// PutArticle implements feed.Keeper.
func (m *Memory) PutArticle(_ context.Context, a feed.Article) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("PutArticle", a.GUID); err != nil {
		return err
	}
	if m.articles == nil {
		m.articles = map[[2]string][]feed.Article{}
	}
	key := [2]string{a.Feed, a.GUID}
	if versions := m.articles[key]; len(versions) == 0 || versions[len(versions)-1].Hash != a.Hash {
		m.articles[key] = append(versions, a)
	}
	return nil
}

// Handle implements feed.Handler.
func (m *Memory) Handle(_ context.Context, a feed.Article, v feed.Verdict) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("Handle", a.GUID); err != nil {
		return err
	}
	m.handled = append(m.handled, Handled{Article: a, Verdict: v})
	return nil
}

// Handled returns what was handed on so far, in order.
func (m *Memory) Handled() []Handled {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Handled(nil), m.handled...)
}
