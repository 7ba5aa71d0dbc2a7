package knowledge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Corpus is everything the bot knows, loaded and checked. It does not change and may be used by many at once.
type Corpus struct {
	entries     []*Entry
	byID        map[string]*Entry
	sources     map[string]Source
	topics      []Topic
	callings    []calling
	byTopic     map[string][]*Entry
	lexicon     Lexicon
	fingerprint [sha256.Size]byte // tells it from any other
}

// calling is one of the ways to call a topic.
type calling struct {
	stems []string
	topic int // its place among the topics
}

// Fingerprint is the same for corpora that hold the same, and for no others.
func (c *Corpus) Fingerprint() string { return hex.EncodeToString(c.fingerprint[:]) }

// Entries returns all entries in the order of their files. The slice and the entries are shared: do not change them.
func (c *Corpus) Entries() []*Entry { return c.entries }

// Entry returns the entry with an id; ok is false where there is none.
func (c *Corpus) Entry(id string) (e *Entry, ok bool) {
	e, ok = c.byID[id]
	return e, ok
}

// Source returns the source with an id; ok is false where there is none.
func (c *Corpus) Source(id string) (s Source, ok bool) {
	s, ok = c.sources[id]
	return s, ok
}

// Sources returns all sources, the newest first.
func (c *Corpus) Sources() []Source {
	all := make([]Source, 0, len(c.sources))
	for _, s := range c.sources {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Source) int {
		return cmp.Or(-a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Topics returns the topics in the order of topics.yaml.
func (c *Corpus) Topics() []Topic { return c.topics }

// Topic returns the topic with an id; ok is false where there is none.
func (c *Corpus) Topic(id string) (t Topic, ok bool) {
	i := slices.IndexFunc(c.topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return Topic{}, false
	}
	return c.topics[i], true
}

// InTopic returns the entries of a topic in the order of their files.
func (c *Corpus) InTopic(id string) []*Entry { return c.byTopic[id] }

// Newest returns the day of the newest source: the corpus speaks of the world up to then.
func (c *Corpus) Newest() time.Time {
	var last time.Time
	for _, s := range c.sources {
		if d := s.Published.First(); d.After(last) {
			last = d
		}
	}
	return last
}

// ActorName returns the name of the actor with an id, or the id where there is none.
func (c *Corpus) ActorName(id string) string {
	if e, ok := c.byID[id]; ok {
		return e.Title
	}
	return id
}

// NewestBy returns the day of the newest source that was out by a day; zero where there was none.
func (c *Corpus) NewestBy(day time.Time) time.Time {
	var last time.Time
	for _, s := range c.sources {
		if d := s.Published.First(); d.After(last) && !d.After(day) {
			last = d
		}
	}
	return last
}
