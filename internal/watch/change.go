package watch

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Standing is what became of a proposed change.
type Standing string

// A change waits, held or reported, until a curator decides, or it lapses.
const (
	StandingHeld      Standing = "held"      // waits for curators; nobody else is shown it
	StandingReported  Standing = "reported"  // waits for curators, and is shown as reported, not confirmed
	StandingConfirmed Standing = "confirmed" // a curator confirmed it: it is a line of history
	StandingDismissed Standing = "dismissed" // a curator dismissed it, or took a confirmation back
	StandingLapsed    Standing = "lapsed"    // nobody decided on it for LapseAfter
)

// Pending reports whether no curator has decided yet.
func (s Standing) Pending() bool { return s == StandingHeld || s == StandingReported }

// Origin is an article as a change cites it.
type Origin struct {
	Feed      string    `json:"feed"`
	GUID      string    `json:"guid"`
	Title     string    `json:"title"`
	Link      string    `json:"link"`
	Published time.Time `json:"published"`
	Publisher string    `json:"publisher"`
	Paragraph int       `json:"paragraph,omitempty"` // that says it, from 1
	Archived  bool      `json:"archived,omitempty"`  // read from a feed's older pages: news to nobody
}

// same reports whether two are the same article, in whatever revision.
func (o Origin) same(other Origin) bool { return o.Feed == other.Feed && o.GUID == other.GUID }

// Change is a change of one field of one entry that an article proposes, and what became of it. It is the event that those who
// tell channels are handed: once for each standing that it is in.
type Change struct {
	Key        string    `json:"key"`   // of article, entry, field and new value: the same key is the same change
	Entry      string    `json:"entry"` // id
	Title      string    `json:"title"` // of the entry
	Field      Field     `json:"field"`
	Kind       Kind      `json:"kind"`
	From       string    `json:"from"` // as the corpus writes it; empty where it held none
	To         string    `json:"to"`   // a status, an EDTF date or an amount; once confirmed, what was confirmed
	Sentence   string    `json:"sentence"`
	Paragraph  int       `json:"paragraph"` // that the sentence stands in, from 1
	Confidence float64   `json:"confidence"`
	Needed     float64   `json:"needed"` // the confidence that it took to be reported when it was found
	Reason     string    `json:"reason"`
	Article    Origin    `json:"article"`
	More       []Origin  `json:"more,omitempty"` // further articles that say the same
	Standing   Standing  `json:"standing"`
	Shown      bool      `json:"shown"`    // it is, or was until it was decided, shown as reported
	Proposed   string    `json:"proposed"` // the value that the article gives, whatever a curator made of it
	Found      time.Time `json:"found"`
	Version    int       `json:"version"` // counts the writes; a decision replaces the version that it was made on

	// What a curator decided; empty while it is pending.
	By   string    `json:"by,omitempty"`   // user id
	Team string    `json:"team,omitempty"` // workspace id of that user
	At   time.Time `json:"at,omitzero"`
	On   edtf.Date `json:"on,omitzero"`    // from when the new value holds
	Note string    `json:"note,omitempty"` // the sentence of the line of history
	Why  string    `json:"why,omitempty"`  // the reason for a dismissal
}

// mostMore bounds how many further articles a change remembers.
const mostMore = 20

// Subject names what a change is about, whoever reports it: entry, field and the value that was proposed.
func (c Change) Subject() string { return keyOf(c.Entry, string(c.Field), normal(c.Proposed)) }

// Joined returns c with a further article that says the same; added is false where c knows the article already.
func (c Change) Joined(o Origin) (joined Change, added bool) {
	if c.Article.same(o) || slices.ContainsFunc(c.More, o.same) || len(c.More) >= mostMore {
		return c, false
	}
	c.More = append(slices.Clone(c.More), o)
	c.Version++
	return c, true
}

// changeOf is the change that an article proposes.
func changeOf(p Proposal, o Origin, now time.Time) Change {
	o.Paragraph = p.Paragraph
	return Change{
		Key: keyOf(o.Feed, o.GUID, p.Entry.ID, string(p.Field), normal(p.To)), Entry: p.Entry.ID, Title: p.Entry.Title,
		Field: p.Field, Kind: p.Kind, From: p.From, To: p.To, Proposed: p.To, Sentence: p.Sentence, Paragraph: p.Paragraph,
		Confidence: p.Confidence, Reason: p.Reason, Article: o, Standing: StandingHeld, Found: now.UTC(), Version: 1,
	}
}

// keyOf hashes parts that cannot run together: each is quoted first. Half of the hash is plenty, and fits into a button.
func keyOf(parts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return fmt.Sprintf("%x", sum[:16])
}

// normal is a value without what makes no other value of it: "from September 2027" is news as "September 2027" is.
func normal(value string) string {
	return strings.TrimSuffix(strings.ToLower(strings.Join(strings.Fields(value), " ")), "/..")
}

// Oldest orders changes by when they were found.
func Oldest(a, b Change) int { return cmp.Or(a.Found.Compare(b.Found), cmp.Compare(a.Key, b.Key)) }

// Decision is one line of the audit log: who decided what, when and from which workspace. Lines are added and never changed.
type Decision struct {
	Change  string    `json:"change"` // key
	By      string    `json:"by"`     // user id; empty where a change lapsed
	Team    string    `json:"team"`   // workspace id
	At      time.Time `json:"at"`
	Verdict Verdict   `json:"verdict"`
	Why     string    `json:"why,omitempty"`

	Entry    string    `json:"entry"`
	Title    string    `json:"title"` // of the entry
	Field    Field     `json:"field"`
	Kind     Kind      `json:"kind"`
	From     string    `json:"from"`
	To       string    `json:"to"`       // that was decided on
	Proposed string    `json:"proposed"` // by the article
	On       edtf.Date `json:"on,omitzero"`
	Note     string    `json:"note,omitempty"`
	Article  Origin    `json:"article"`
}

// Verdict is what a curator decided.
type Verdict string

// The verdicts.
const (
	Confirm  Verdict = "confirm"
	Dismiss  Verdict = "dismiss"
	Withdraw Verdict = "withdraw" // takes a confirmation back
	Lapse    Verdict = "lapse"    // nobody's: the change waited too long
)
