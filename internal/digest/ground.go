package digest

import (
	"slices"
	"sync"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

const (
	mostRemembered = 2 * mostArticles // articles of which it is known what they bear on
	mostEditions   = 16
	mostDays       = 8
)

// memo holds the ground of the corpus that is in use.
type memo struct {
	mu   sync.Mutex
	last *ground
}

func (m *memo) of(b *knowledge.Brain) *ground {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.last == nil || m.last.brain != b {
		m.last = newGround(b)
	}
	return m.last
}

// ground is what digests from one corpus have in common: on a Monday at nine, those of all channels are made of the same news and
// of the same day, and to work that out once is most of the work.
type ground struct {
	brain      *knowledge.Brain
	sources    map[string]string // ids of the corpus's sources by GUID and by address
	publishers map[string]string // their publishers by host

	mu       sync.Mutex
	links    map[string][]knowledge.Link // by the key of an article
	editions []*edition                  // the latest last
	days     map[time.Time]*today
}

func newGround(b *knowledge.Brain) *ground {
	g := &ground{brain: b, sources: map[string]string{}, publishers: map[string]string{}, links: map[string][]knowledge.Link{}, days: map[time.Time]*today{}}
	for _, s := range b.Corpus.Sources() {
		if s.GUID != "" {
			g.sources["guid "+s.GUID] = s.ID
		}
		if s.URL != "" {
			g.sources["url "+s.URL] = s.ID
			g.publishers[hostOf(s.URL)] = s.Publisher
		}
	}
	return g
}

// sourceOf finds the source of the corpus that an article is: its id, or "".
func (g *ground) sourceOf(a feed.Article) string {
	if id := g.sources["guid "+a.GUID]; id != "" && a.GUID != "" {
		return id
	}
	return g.sources["url "+a.Link]
}

// linksOf returns the entries that an article bears on, the strongest first.
func (g *ground) linksOf(a feed.Article) []knowledge.Link {
	key := a.Key()
	g.mu.Lock()
	links, ok := g.links[key]
	g.mu.Unlock()
	if ok {
		return links
	}
	links = g.brain.Link(knowledge.Text{Title: a.Title, Paragraphs: a.Paragraphs}).Entries
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.links) >= mostRemembered {
		clear(g.links)
	}
	g.links[key] = links
	return links
}

// edition is the news of a period.
type edition struct {
	articles []feed.Article
	once     sync.Once
	read     []reading
}

// reading is what is true of an article whoever is told of it.
type reading struct {
	family  int // the place of the first that is the same article, at another address or in another feed as it may be
	links   []knowledge.Link
	summary string
}

// readings are those of articles, one each.
func (g *ground) readings(articles []feed.Article) []reading {
	e := g.edition(articles)
	e.once.Do(func() {
		same, first := feed.Distinct(articles), map[string]int{}
		e.read = make([]reading, len(articles))
		for i, a := range articles {
			id := identity(articles[same[i]])
			if _, ok := first[id]; !ok {
				first[id] = i
			}
			e.read[i] = reading{family: first[id], links: g.linksOf(a), summary: summary(a)}
		}
	})
	return e.read
}

func (g *ground) edition(articles []feed.Article) *edition {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, e := range slices.Backward(g.editions) {
		if slices.EqualFunc(e.articles, articles, sameVersion) {
			return e
		}
	}
	if len(g.editions) >= mostEditions {
		g.editions = slices.Delete(g.editions, 0, 1)
	}
	e := &edition{articles: articles}
	g.editions = append(g.editions, e)
	return e
}

func sameVersion(a, b feed.Article) bool {
	return a.GUID == b.GUID && a.Feed == b.Feed && a.Hash == b.Hash
}

// today is how things stood on a day: an entry of which nothing was known by then is in neither.
type today struct {
	once   sync.Once
	states map[*knowledge.Entry]knowledge.State
	dated  []Dated // all that has a date which may still come, or has passed
}

// day looks at a day.
func (g *ground) day(day time.Time) *today {
	g.mu.Lock()
	t := g.days[day]
	if t == nil {
		if len(g.days) >= mostDays {
			clear(g.days)
		}
		t = &today{}
		g.days[day] = t
	}
	g.mu.Unlock()
	t.once.Do(func() { t.look(g.brain.Corpus, day) })
	return t
}

func (t *today) look(c *knowledge.Corpus, day time.Time) {
	t.states = map[*knowledge.Entry]knowledge.State{}
	for _, e := range c.Entries() {
		s, ok := c.StateAt(e, day)
		if !ok || len(e.History) == 0 && c.StatementKnownFrom(e).After(day) { // what its state rests on was not known
			continue
		}
		t.states[e] = s
		x := Dated{Entry: e, State: s, Date: comes(e, s)}
		if x.place(day); !over[s.Status] && !x.Date.IsZero() && !x.Day.IsZero() { // not one with an open end that has begun
			if from := c.SourcesBy(day, s.Cites); len(from) > 0 {
				x.Source = from[0]
			}
			t.dated = append(t.dated, x)
		}
	}
}
