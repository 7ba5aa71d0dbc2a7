package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is the right to answer what a person did, whoever is in the channel.
type responseURL struct {
	user, channel, thread string
	original              string // timestamp of the message that the interaction was in
	ephemeral             bool
	until                 time.Time
	uses                  int
}

// newResponse makes a response URL. The caller holds w.mu.
func (w *Workspace) newResponse(r responseURL) string {
	now := w.now()
	for id, old := range w.responses {
		if now.Sub(old.until) > time.Hour {
			delete(w.responses, id)
		}
	}
	id := rand.Text()
	r.until = now.Add(responseLife)
	w.responses[id] = &r
	return w.base + "/sandbox/response/" + id
}

// answerBody is a message as an app sends it to a response URL or as the answer to a command.
type answerBody struct {
	ResponseType    string          `json:"response_type"`
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
	Attachments     json.RawMessage `json:"attachments"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	ThreadTS        string          `json:"thread_ts"`
}

func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	if err != nil {
		writeJSON(rw, http.StatusRequestEntityTooLarge, map[string]any{"ok": false, "error": "invalid_payload"})
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	err = w.respond(r.PathValue("id"), raw)
	var refused *apiError
	if errors.As(err, &refused) {
		status := http.StatusBadRequest
		switch refused.Code {
		case "used_url", "expired_url", "invalid_url":
			status = http.StatusNotFound
		}
		writeJSON(rw, status, map[string]any{"ok": false, "error": refused.Code, "response_metadata": map[string]any{"messages": refused.Messages}})
		return
	}
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(rw, "ok")
}

// respond uses a response URL once. A use that is refused for what it says counts too.
func (w *Workspace) respond(id string, raw []byte) error {
	u := w.responses[id]
	switch {
	case u == nil:
		return refuse("invalid_url")
	case w.now().After(u.until):
		return refuse("expired_url")
	case u.uses >= responseUses:
		return refuse("used_url")
	}
	u.uses++
	var body answerBody
	if json.Unmarshal(raw, &body) != nil {
		return refuse("invalid_payload")
	}
	return w.say(u, body)
}

// say shows an answer to the person, or to the channel. The caller holds w.mu.
func (w *Workspace) say(u *responseURL, body answerBody) error {
	if body.DeleteOriginal {
		if m := w.message(u.channel, u.original, u.user); m != nil {
			w.remove(m)
		}
		return nil
	}
	m, err := body.message()
	if err != nil {
		return err
	}
	if old := w.message(u.channel, u.original, u.user); body.ReplaceOriginal && old != nil {
		next := *old
		next.Text, next.Blocks = m.Text, m.Blocks
		if next.Ephemeral == "" {
			next.Edited = w.nextTS()
		}
		w.put(&next)
		return nil
	}
	m.Channel, m.TS = u.channel, w.nextTS()
	thread := u.thread
	if body.ThreadTS != "" {
		thread = body.ThreadTS
	}
	if thread != "" {
		m.ThreadTS = w.threadRoot(u.channel, thread)
	}
	if body.ResponseType != "in_channel" {
		m.Ephemeral = u.user
	}
	w.put(m)
	return nil
}

// message checks an answer as strictly as chat.postMessage does.
func (b answerBody) message() (*Message, error) {
	args := map[string][]string{"text": {b.Text}, "blocks": {string(b.Blocks)}}
	if a := bytes.TrimSpace(b.Attachments); len(a) > 0 && string(a) != "null" {
		args["attachments"] = []string{string(a)}
	}
	return content(&call{args: args}, maxText)
}
