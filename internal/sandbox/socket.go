package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The habits of Slack's Socket Mode.
const (
	maxAck      = 20_480          // bytes; a larger acknowledgement is dropped without a word
	maxSockets  = 10              // connections of one app
	pingEvery   = 5 * time.Second // by real time, as are all deadlines of a connection
	pongWithin  = 30 * time.Second
	refreshEach = time.Hour
	ticketLife  = 30 * time.Second
)

// sockets are the open connections of the app.
type sockets struct {
	mu      sync.Mutex
	open    []*socket
	next    int
	tickets map[string]time.Time
	closed  bool
}

// socket is one connection. Writes are serialised; the reader hands acknowledgements to those who wait.
type socket struct {
	ws    *websocket.Conn
	gone  chan struct{}
	write sync.Mutex
	mu    sync.Mutex
	acks  map[string]chan json.RawMessage
}

func (w *Workspace) connectionsOpen(c *call) (map[string]any, error) {
	if !w.opts.Manifest.Settings.SocketModeEnabled {
		return nil, refuse("access_denied", "Socket Mode is not enabled in the manifest [json-pointer:/settings/socket_mode_enabled]")
	}
	s := &w.sockets
	s.mu.Lock()
	defer s.mu.Unlock()
	now := w.now()
	if s.tickets == nil {
		s.tickets = map[string]time.Time{}
	}
	for t, at := range s.tickets {
		if now.Sub(at) > ticketLife {
			delete(s.tickets, t)
		}
	}
	ticket := rand.Text()
	s.tickets[ticket] = now
	return map[string]any{"url": "ws" + strings.TrimPrefix(c.base, "http") + "/sandbox/socket?ticket=" + ticket + "&app_id=" + appID}, nil
}

// admit uses up a ticket.
func (s *sockets) admit(ticket string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.tickets[ticket]
	delete(s.tickets, ticket)
	return ok && now.Sub(at) <= ticketLife && len(s.open) < maxSockets && !s.closed
}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if !w.sockets.admit(r.URL.Query().Get("ticket"), w.now()) {
		http.Error(rw, "the ticket is used, expired or unknown", http.StatusForbidden)
		return
	}
	// The ticket is what lets a client in: it is single, short-lived and given out for the app token only.
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := &socket{ws: ws, gone: make(chan struct{}), acks: map[string]chan json.RawMessage{}}
	n := w.sockets.add(c)
	defer w.sockets.drop(c)
	_ = c.send(map[string]any{
		"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": appID},
		"debug_info": map[string]any{"host": "sandbox", "started": w.now().UTC().Format(time.DateTime), "build_number": 1, "approximate_connection_time": int(refreshEach.Seconds())},
	})
	var wg sync.WaitGroup
	wg.Go(func() { c.keepAlive() })
	w.listen(c)
	close(c.gone)
	_ = ws.Close()
	wg.Wait()
}

// listen reads acknowledgements until the connection ends.
func (w *Workspace) listen(c *socket) {
	c.ws.SetReadLimit(maxBody)
	_ = c.ws.SetReadDeadline(time.Now().Add(pongWithin))
	c.ws.SetPongHandler(func(string) error { return c.ws.SetReadDeadline(time.Now().Add(pongWithin)) })
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		_ = c.ws.SetReadDeadline(time.Now().Add(pongWithin))
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		switch {
		case json.Unmarshal(raw, &ack) != nil:
			w.fault("Socket Mode: a frame was not JSON")
		case len(raw) >= maxAck:
			w.fault("Socket Mode: an acknowledgement of %d bytes was dropped, the limit is %d", len(raw), maxAck)
		default:
			c.mu.Lock()
			if wait := c.acks[ack.EnvelopeID]; wait != nil {
				wait <- ack.Payload
				delete(c.acks, ack.EnvelopeID)
			}
			c.mu.Unlock()
		}
	}
}

// keepAlive pings, and asks the client to come back on a new connection every hour.
func (c *socket) keepAlive() {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	refresh := time.NewTimer(refreshEach)
	defer refresh.Stop()
	for {
		select {
		case <-c.gone:
			return
		case <-ping.C:
			_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from sandbox"), time.Now().Add(time.Second))
		case <-refresh.C:
			_ = c.send(disconnect("refresh_requested"))
		}
	}
}

func disconnect(reason string) map[string]any {
	return map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "sandbox"}}
}

func (c *socket) send(v any) error {
	c.write.Lock()
	defer c.write.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return c.ws.WriteJSON(v)
}

func (s *sockets) add(c *socket) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, c)
	return len(s.open)
}

func (s *sockets) drop(c *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(o *socket) bool { return o == c })
}

// pick takes the connections in turn.
func (s *sockets) pick() *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) == 0 {
		return nil
	}
	s.next++
	return s.open[s.next%len(s.open)]
}

// ask sends an envelope over one connection and waits for its acknowledgement. When the connection ends
// before, the envelope goes out again over another.
func (s *sockets) ask(ctx context.Context, kind string, payload map[string]any, again retry) ([]byte, error) {
	id := rand.Text()
	env := map[string]any{"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": kind != toEvents}
	if kind == toEvents {
		env["retry_attempt"], env["retry_reason"] = again.num, again.reason
	}
	for {
		c := s.pick()
		if c == nil {
			return nil, errNoApp
		}
		ack := make(chan json.RawMessage, 1)
		c.mu.Lock()
		c.acks[id] = ack
		c.mu.Unlock()
		if c.send(env) != nil {
			s.drop(c)
			continue
		}
		select {
		case reply := <-ack:
			return reply, nil
		case <-c.gone:
			s.drop(c)
		case <-ctx.Done():
			c.mu.Lock()
			delete(c.acks, id)
			c.mu.Unlock()
			return nil, ctx.Err()
		}
	}
}

// RefreshSockets asks every connected app to come back on a new connection, as Slack does from time to time.
func (w *Workspace) RefreshSockets() {
	w.sockets.mu.Lock()
	open := slices.Clone(w.sockets.open)
	w.sockets.mu.Unlock()
	for _, c := range open {
		w.sockets.drop(c) // nothing more is sent over it
		_ = c.send(disconnect("refresh_requested"))
	}
}

// Connections says how many Socket Mode connections the app has open.
func (w *Workspace) Connections() int {
	w.sockets.mu.Lock()
	defer w.sockets.mu.Unlock()
	return len(w.sockets.open)
}

// close ends all connections and lets no new ones in.
func (s *sockets) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, c := range s.open {
		_ = c.ws.Close()
	}
}
