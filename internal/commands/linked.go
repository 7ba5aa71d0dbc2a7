package commands

import (
	"sync"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// mostLinked is how many articles it is remembered of what they bear on.
const mostLinked = 3 * mostArticles

// linked remembers what articles bear on: who looks at the latest ones sees mostly those that somebody else saw. A nil linked
// remembers nothing. It may be used by many at once.
type linked struct {
	mu    sync.Mutex
	brain *knowledge.Brain // whose links they are
	by    map[string]knowledge.Links
}

// of returns what an article bears on. It is shared: do not change it.
func (m *linked) of(b *knowledge.Brain, a feed.Article) knowledge.Links {
	find := func() knowledge.Links { return b.Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs}) }
	if m == nil {
		return find()
	}
	key := a.Key()
	m.mu.Lock()
	if m.brain != b || len(m.by) >= mostLinked {
		m.brain, m.by = b, map[string]knowledge.Links{}
	}
	of := m.by // this brain's, also if another is in use by the end
	links, ok := of[key]
	m.mu.Unlock()
	if ok {
		return links
	}
	links = find()
	m.mu.Lock()
	defer m.mu.Unlock()
	of[key] = links
	return links
}
