package feed

import (
	"crypto/sha256"
	"fmt"
	"time"
)

// Source is a feed to poll, as a team configures it.
type Source struct {
	ID    string        `yaml:"id"`    // kebab-case, never reused: articles are kept under it
	Name  string        `yaml:"name"`  // as shown to people
	URL   string        `yaml:"url"`   // http or https
	Every time.Duration `yaml:"every"` // time between polls; at least 10 minutes, 0 means one hour
	Lang  string        `yaml:"lang"`  // language of its titles (BCP 47), default en-GB; text in another script is suspect
}

// State is what is remembered of a feed between polls.
type State struct {
	Source       string    // Source.ID
	URL          string    // where it moved to for good (301, 308); empty: Source.URL
	Configured   string    // Source.URL when this was learnt; under another one, all but Source is forgotten
	ETag         string    // validator of the last full answer
	LastModified string    // validator of the last full answer
	Next         time.Time // not polled before
	LastAttempt  time.Time
	LastSuccess  time.Time     // last answer that parsed, or 304
	Failures     int           // in a row
	LastError    string        // one line for people; empty after a success
	Gone         bool          // the server said 410: never polled again until reset
	TTL          time.Duration // how long the last full answer said that it stays as it is (ttl, sy:updatePeriod), at most a day
}

// Integrity is one thing found and removed because it was not the publisher's.
type Integrity struct {
	Kind    string `json:"kind"`    // injected-prefix, injected-suffix, foreign-script, hidden-text, off-domain-link
	Removed string `json:"removed"` // what was cut, as it stood
}

// Article is one item of a feed, cleaned: nothing in it is markup, and nothing in Integrity is left in it.
type Article struct {
	Feed        string      `json:"feed"`
	GUID        string      `json:"guid"`
	Title       string      `json:"title"`
	Link        string      `json:"link"`        // absolute, tracking parameters removed
	Description string      `json:"description"` // the publisher's own summary, plain text
	Published   time.Time   `json:"published"`   // UTC
	Updated     time.Time   `json:"updated,omitzero"`
	Authors     []string    `json:"authors,omitempty"`
	Categories  []string    `json:"categories,omitempty"`
	Paragraphs  []string    `json:"paragraphs"` // plain text; paragraph n of a citation is Paragraphs[n-1]
	Integrity   []Integrity `json:"integrity,omitempty"`
	Hash        string      `json:"hash"`               // of title, link and paragraphs: another hash under the same GUID is a revision
	FirstSeen   time.Time   `json:"first_seen"`         // when this bot first kept it
	Revision    int         `json:"revision"`           // 0 for the first kept version
	Archived    bool        `json:"archived,omitempty"` // read from the feed's older pages: kept, and news to nobody
}

// Verdict says how an article relates to what was kept before.
type Verdict string

// The verdicts.
const (
	New     Verdict = "new"     // its GUID was not known
	Revised Verdict = "revised" // its GUID was known with another hash
	Known   Verdict = "known"   // kept before, unchanged
)

// Key identifies one version of an article: whatever is made from it is kept under a key made from this one.
func (a Article) Key() string { return keyOf(a.Feed, a.GUID, a.Hash) }

func (a Article) hash() string { return keyOf(append([]string{a.Title, a.Link}, a.Paragraphs...)...) }

// keyOf hashes parts that cannot run together: each is quoted first.
func keyOf(parts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q", parts)))
}
