package feed

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
)

// hosts lets one request at a time go to a host, and the next one only after a pause.
type hosts struct {
	mu   sync.Mutex
	byID map[string]*host
}

type host struct {
	turn chan struct{} // of one slot
	free time.Time     // no request before; read and written by whoever has the turn
}

func (h *hosts) of(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.byID == nil {
		h.byID = map[string]*host{}
	}
	if h.byID[name] == nil {
		h.byID[name] = &host{turn: make(chan struct{}, 1)}
	}
	return h.byID[name]
}

// enter waits until the host of a source and a slot are free. It returns what frees them again, and what is remembered of
// the source by then.
func (p *Poller) enter(ctx context.Context, s Source) (leave func(), state State, err error) {
	if state, err = p.state(ctx, s); err != nil {
		return nil, State{}, err
	}
	h := p.hosts.of(hostOf(cmp.Or(state.URL, s.URL)))
	gaveUp := func() error { return fmt.Errorf("feed %s: poll given up: %w", s.ID, ctx.Err()) }
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, State{}, gaveUp()
	}
	if !sleep(ctx, h.free.Sub(p.Now()), nil) {
		<-h.turn
		return nil, State{}, gaveUp()
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		<-h.turn
		return nil, State{}, gaveUp()
	}
	leave = func() {
		<-p.slots
		h.free = p.Now().Add(p.Pace)
		<-h.turn
	}
	if state, err = p.state(ctx, s); err != nil { // it may have changed while this waited
		leave()
		return nil, State{}, err
	}
	return leave, state, nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}
