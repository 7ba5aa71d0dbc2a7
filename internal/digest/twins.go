package digest

import (
	"strings"
	"sync"

	"pledgewatch/internal/feed"
)

// families remembers which articles are the same one, as several feeds carry it: on a Monday at nine, the digests of all channels
// are made of the same ones.
type families struct {
	mu   sync.Mutex
	of   string // keys of the articles that were looked at last
	same []int
}

// among returns, for each of articles, the index of the first that is the same article.
func (f *families) among(articles []feed.Article) []int {
	keys := make([]string, len(articles))
	for i, a := range articles {
		keys[i] = a.Key()
	}
	of := strings.Join(keys, " ")
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.same == nil || f.of != of {
		f.of, f.same = of, feed.Distinct(articles)
	}
	return f.same
}
