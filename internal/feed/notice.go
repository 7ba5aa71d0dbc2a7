package feed

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"
)

// manyFailures in a row are told to operators.
const manyFailures = 5

// Notice is something about a feed that operators should know. It holds nothing that came out of the feed.
type Notice struct {
	Key    string // the same notice again has the same key
	Kind   string // gone, moved, failing, silent, tampered, archive
	Source Source
	Text   string // a sentence or two: what is, and what to do
}

// Notices takes notices to operators. The same key may come again, as after a restart; it is then the same notice.
type Notices interface {
	Notice(ctx context.Context, n Notice) error
}

// told remembers which notices were given since the start, and when a feed's silence was last looked at.
type told struct {
	mu     sync.Mutex
	keys   map[string]bool
	looked map[string]time.Time
}

// first reports whether a notice has not been given yet.
func (t *told) first(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.keys[key]
}

func (t *told) done(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil || len(t.keys) > 10_000 { // a notice that comes twice has the same key
		t.keys = map[string]bool{}
	}
	t.keys[key] = true
}

// looks reports whether a feed was not looked at for a while, and notes that it is now.
func (t *told) looks(source string, now time.Time, every time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, ok := t.looked[source]; ok && now.Sub(last) < every {
		return false
	}
	if t.looked == nil {
		t.looked = map[string]time.Time{}
	}
	t.looked[source] = now
	return true
}

// notify gives a notice, once. One that cannot be given is given at its next occasion.
func (p *Poller) notify(ctx context.Context, n Notice) {
	if !p.told.first(n.Key) {
		return
	}
	p.Log.Warn("notice on a feed", "feed", n.Source.ID, "kind", n.Kind, "text", n.Text)
	if p.Notices != nil {
		if err := p.Notices.Notice(ctx, n); err != nil {
			if ctx.Err() == nil {
				p.Log.Error("a notice could not be handed on", "feed", n.Source.ID, "kind", n.Kind, "err", err)
			}
			return
		}
	}
	p.told.done(n.Key)
}

func noticeOf(kind string, s Source, about, text string) Notice {
	return Notice{Key: keyOf("notice", kind, s.ID, about), Kind: kind, Source: s, Text: text}
}

func goneNotice(s Source) Notice {
	return noticeOf("gone", s, s.URL, fmt.Sprintf("The server of the feed %s says that it is gone for good (410), so it is not polled any more. "+
		"Find its new address and add that, or remove the feed; resuming it asks once more.", nameOf(s)))
}

func movedNotice(s Source, to string) Notice {
	where := "another address"
	if u, err := url.Parse(to); err == nil {
		where = shown(u)
	}
	return noticeOf("moved", s, to, fmt.Sprintf("The feed %s has moved for good to %s. It is read there from now on; write the new address where "+
		"the feed is set up.", nameOf(s), where))
}

func failingNotice(s Source, state State) Notice {
	since := "It was never read."
	if !state.LastSuccess.IsZero() {
		since = "It was last read on " + state.LastSuccess.UTC().Format("2 January 2006") + "."
	}
	return noticeOf("failing", s, state.LastSuccess.UTC().Format(time.RFC3339), fmt.Sprintf("The feed %s failed %d times in a row. %s %s",
		nameOf(s), state.Failures, state.LastError, since))
}

func tamperedNotice(s Source, r Report) Notice {
	return noticeOf("tampered", s, r.planted, fmt.Sprintf("The feed %s holds text that is not its publisher's: it was cut out of %d of %d articles and is shown "+
		"nowhere. The log has it. Tell the publisher.", nameOf(s), r.Tampered, r.Items))
}

func silentNotice(s Source, h Habit) Notice {
	return noticeOf("silent", s, h.Newest.UTC().Format(time.RFC3339), fmt.Sprintf("The feed %s answers, but has had no new article since %s; %s Look whether it has "+
		"moved, or the site has changed.", nameOf(s), h.Newest.UTC().Format("2 January 2006"), h.Words()))
}

func archiveNotice(s Source, a Archive) Notice {
	return noticeOf("archive", s, a.Begun.UTC().Format(time.RFC3339), fmt.Sprintf("The archive of the feed %s was read. %s Of its articles, %d are new to us.",
		nameOf(s), a.Outcome, a.Kept))
}

// nameOf is what people call a feed; its address may hold secrets.
func nameOf(s Source) string {
	if s.Name != "" {
		return "“" + s.Name + "” (" + s.ID + ")"
	}
	return s.ID
}
