package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// change is what the open pages are told.
type change struct {
	kind                string // message, modal, home, sidebar, reload
	channel, ts, thread string
	only                string // the one user whom it concerns; empty: everybody
}

// hub hands changes to the open pages. A page that does not keep up is told to load itself anew.
type hub struct {
	mu     sync.Mutex
	subs   map[chan change]string
	closed bool
}

func (h *hub) send(c change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for sub, user := range h.subs {
		if c.only != "" && c.only != user {
			continue
		}
		select {
		case sub <- c:
		default:
			for len(sub) > 0 {
				<-sub
			}
			sub <- change{kind: "reload"}
		}
	}
}

// subscribe returns a channel of changes that is closed when the hub closes.
func (h *hub) subscribe(user string) (<-chan change, func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	sub := make(chan change, 256)
	if h.closed {
		close(sub)
		return sub, func() {}
	}
	if h.subs == nil {
		h.subs = map[chan change]string{}
	}
	h.subs[sub] = user
	return sub, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, sub)
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for sub := range h.subs {
		close(sub)
	}
	h.subs = nil
}

// update is one change as the page's script gets it.
type update struct {
	Kind    string `json:"kind"`
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"`
	Thread  string `json:"thread,omitempty"`
	Top     bool   `json:"top,omitempty"` // belongs into the channel, not only into its thread
	Gone    bool   `json:"gone,omitempty"`
	HTML    string `json:"html,omitempty"`
	Version uint64 `json:"version,omitempty"`
}

// serveEvents streams changes, drawn for the person at the page, as server-sent events.
func (w *Workspace) serveEvents(rw http.ResponseWriter, r *http.Request) {
	who := w.visitor(r)
	changes, done := w.hub.subscribe(who)
	defer done()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(rw)
	send := func(u update) bool {
		raw, err := json.Marshal(u)
		if err == nil {
			_, err = fmt.Fprintf(rw, "data: %s\n\n", raw)
		}
		return err == nil && out.Flush() == nil
	}
	if !send(update{Kind: "hello", Version: w.mark()}) {
		return
	}
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	for {
		select {
		case c, open := <-changes:
			if !open || !send(w.drawChange(who, c)) {
				return
			}
		case <-beat.C:
			if !send(update{Kind: "beat"}) {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

// drawChange draws what changed as it is now, which may be later than when it changed.
func (w *Workspace) drawChange(who string, c change) update {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := update{Kind: c.kind, Channel: c.channel, TS: c.ts, Thread: c.thread}
	switch c.kind {
	case "message":
		ch := w.channel(c.channel)
		m := w.message(c.channel, c.ts, who)
		if m == nil || ch == nil || !ch.has(who) {
			u.Gone = true
			return u
		}
		u.Thread, u.Top = m.ThreadTS, inChannel(m)
		u.HTML = w.pages.draw(w.log, "message", w.messageView(m, who, w.before(m, who)))
	case "modal":
		if v := w.top(who); v != nil {
			u.HTML = w.pages.draw(w.log, "modal", w.viewOf(v, who))
		}
	case "home":
		u.HTML = w.pages.draw(w.log, "home", w.homeView(who))
	case "sidebar":
		u.HTML = w.pages.draw(w.log, "sidebar", w.pageView(who, pageRequest{}))
	}
	return u
}
