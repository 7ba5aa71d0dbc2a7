package digest

import (
	"sync"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

const mostRemembered = 2 * mostArticles

// memo remembers what articles bear on: on a Monday at nine, the digests of all channels are made of the same ones.
type memo struct {
	mu    sync.Mutex
	brain *knowledge.Brain // whose links they are
	links map[string][]knowledge.Link
}

// of returns the entries that an article bears on, the strongest first.
func (m *memo) of(b *knowledge.Brain, a feed.Article) []knowledge.Link {
	key := a.Key()
	m.mu.Lock()
	if m.brain != b || len(m.links) >= mostRemembered {
		m.brain, m.links = b, map[string][]knowledge.Link{}
	}
	links, ok := m.links[key]
	m.mu.Unlock()
	if ok {
		return links
	}
	links = b.Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs}).Entries
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.brain == b {
		m.links[key] = links
	}
	return links
}
