package feed

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	mostTwins = 5000 // recent articles that are compared with
	mostLate  = 500  // of those, that another bot on the same store may have brought since
	lookAgain = time.Minute
	newlyIn   = 2 * 24 * time.Hour
	handles   = 8  // of a sketch, by which its twins are found: twins share nearly all of them
	crowd     = 32 // articles under one handle that are looked at, the newest: more share boilerplate, not text
)

// Twins finds out whether an article is one that another feed brought before. It may be used by many at once.
type Twins struct {
	recent func(ctx context.Context, from, to time.Time, limit int) ([]Article, error)
	now    func() time.Time

	mu     sync.Mutex
	looked time.Time // when recent was last asked; zero: never
	index  twinIndex
}

// NewTwins makes a Twins that begins with what recent returns: up to limit articles published in [from, to), in any order.
func NewTwins(recent func(ctx context.Context, from, to time.Time, limit int) ([]Article, error), now func() time.Time) *Twins {
	return &Twins{recent: recent, now: now}
}

// First returns the article whose twin a is; ok is false where a is the first of its kind, or known itself, and from then
// on its twins are found. Of an article that was revised the newest version counts.
func (t *Twins) First(ctx context.Context, a Article) (first Article, ok bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.look(ctx); err != nil {
		return Article{}, false, err
	}
	n := t.index.put(a)
	if n < 0 {
		return Article{}, false, nil
	}
	return t.index.all[n].Article, true, nil
}

// look takes in what was kept: everything recent at first, then what another bot may have brought.
func (t *Twins) look(ctx context.Context) error {
	now := t.now()
	span, most := newlyIn, mostLate
	if t.looked.IsZero() || t.index.size() >= 2*mostTwins {
		span, most = twinsApart, mostTwins
	} else if now.Sub(t.looked) < lookAgain {
		return nil
	}
	known, err := t.recent(ctx, now.Add(-span), now.Add(span), most)
	if err != nil {
		return fmt.Errorf("read what other feeds brought: %w", err)
	}
	if most == mostTwins {
		t.index = newTwinIndex()
	}
	for i := len(known) - 1; i >= 0; i-- {
		t.index.put(known[i])
	}
	t.looked = now
	return nil
}

// Distinct returns, for each of articles, the index of the first one that is the same article: its own where it is that.
func Distinct(articles []Article) []int {
	x := newTwinIndex()
	out := make([]int, len(articles))
	at := make([]int, 0, len(articles)) // place in articles of each that the index holds
	for i, a := range articles {
		before := x.size()
		switch n := x.put(a); {
		case n >= 0:
			out[i] = at[n]
		case x.size() > before:
			out[i], at = i, append(at, i)
		default: // the very same once more
			out[i] = at[x.own[ownKey(a)]]
		}
	}
	return out
}

// twinIndex holds the first of each family of twins.
type twinIndex struct {
	all    []indexed
	own    map[string]int   // by feed and GUID
	twins  map[string]int   // those that are another's twin, by feed and GUID
	handle map[uint64][]int // by hashes of address, title and parts of the text
}

// indexed is an article without its text, and its print.
type indexed struct {
	Article
	mark Print
}

func newTwinIndex() twinIndex {
	return twinIndex{own: map[string]int{}, twins: map[string]int{}, handle: map[uint64][]int{}}
}

func (x *twinIndex) size() int { return len(x.all) }

// put returns the place of the article whose twin a is, or -1 where a is the first, and holds it then.
func (x *twinIndex) put(a Article) int {
	key := ownKey(a)
	p := PrintOf(a)
	n, known := x.own[key]
	if known {
		x.all[n].mark = p
	} else {
		if first, ok := x.find(a, p); ok {
			x.twins[key] = first
			return first
		}
		n = len(x.all)
		bare := a
		bare.Paragraphs, bare.Description, bare.Integrity = nil, "", nil
		x.all, x.own[key] = append(x.all, indexed{bare, p}), n
	}
	for _, h := range p.handles() {
		if at := x.handle[h]; len(at) == 0 || at[len(at)-1] != n {
			x.handle[h] = append(at, n)
		}
	}
	return -1
}

// find returns the place of a's twin. Once a twin, always a twin: an edit of one of the two does not make news.
func (x *twinIndex) find(a Article, p Print) (int, bool) {
	if n, ok := x.twins[ownKey(a)]; ok {
		return n, true
	}
	for _, h := range p.handles() {
		at := x.handle[h]
		for i := len(at) - 1; i >= max(0, len(at)-crowd); i-- {
			if x.all[at[i]].mark.Twin(p) {
				return at[i], true
			}
		}
	}
	return 0, false
}

// handles are what twins have in common, in part. That two are equal by chance costs a look and no more.
func (p Print) handles() []uint64 {
	out := make([]uint64, 0, len(p.addresses)+1+2*handles)
	for _, a := range p.addresses {
		out = append(out, hashOf("address", a))
	}
	if len(p.title) > 0 {
		out = append(out, hashOf(p.title...))
	}
	for _, list := range [][]uint64{p.sketch, p.lead} {
		out = append(out, list[:min(handles, len(list))]...)
	}
	return out
}

func ownKey(a Article) string { return keyOf(a.Feed, a.GUID) }
