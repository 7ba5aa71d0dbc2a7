package digest

import (
	"sync"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

const mostRemembered = 2 * mostArticles

// memo remembers what articles bear on: on a Monday at nine, the digests of all channels are made of the same ones.
type memo struct {
	mu      sync.Mutex
	brain   *knowledge.Brain // whose links they are
	links   map[string][]knowledge.Link
	sources map[string]string // ids of the corpus's sources by GUID and by address
}

// sourceOf finds the source of the corpus that an article is: its id, or "".
func (m *memo) sourceOf(b *knowledge.Brain) func(a feed.Article) string {
	m.mu.Lock()
	m.renew(b)
	sources := m.sources
	m.mu.Unlock()
	return func(a feed.Article) string {
		if id := sources["guid "+a.GUID]; id != "" && a.GUID != "" {
			return id
		}
		return sources["url "+a.Link]
	}
}

// renew forgets what is true of another corpus, and too much of anything. The caller holds m.mu.
func (m *memo) renew(b *knowledge.Brain) {
	if m.brain == b && len(m.links) < mostRemembered {
		return
	}
	m.brain, m.links, m.sources = b, map[string][]knowledge.Link{}, map[string]string{}
	for _, s := range b.Corpus.Sources() {
		if s.GUID != "" {
			m.sources["guid "+s.GUID] = s.ID
		}
		if s.URL != "" {
			m.sources["url "+s.URL] = s.ID
		}
	}
}

// of returns the entries that an article bears on, the strongest first.
func (m *memo) of(b *knowledge.Brain, a feed.Article) []knowledge.Link {
	key := a.Key()
	m.mu.Lock()
	m.renew(b)
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
