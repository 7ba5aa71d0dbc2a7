package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
)

// deed is what the page's script sends when a person does something.
type deed struct {
	Channel string   `json:"channel"`
	Thread  string   `json:"thread"`
	Text    string   `json:"text"`
	TS      string   `json:"ts"`
	View    string   `json:"view"`
	Block   string   `json:"block"`
	Action  string   `json:"action"`
	Value   []string `json:"value"`
	State   Values   `json:"state"`
	Tab     string   `json:"tab"`
	As      string   `json:"as"`
}

// serveDo carries out what a person does on the page. What they then see comes over the event stream.
func (w *Workspace) serveDo(rw http.ResponseWriter, r *http.Request) {
	token := r.Header.Get("X-Sandbox-Token")
	if subtle.ConstantTimeCompare([]byte(token), []byte(w.csrf)) != 1 {
		writeJSON(rw, http.StatusForbidden, map[string]any{"error": "This page is out of date. Load it again."})
		return
	}
	var d deed
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(&d); err != nil {
		writeJSON(rw, http.StatusBadRequest, map[string]any{"error": "The page sent something unreadable."})
		return
	}
	ctx := r.Context()
	p := Person{w, w.visitor(r)}
	var out Outcome
	var err error
	switch what := r.PathValue("what"); what {
	case "say":
		out, err = p.Reply(ctx, d.Channel, d.Thread, d.Text)
	case "press":
		out, err = p.Click(ctx, Press{Channel: d.Channel, TS: d.TS, View: d.View, Block: d.Block, Action: d.Action, Value: d.Value, State: d.State})
	case "submit":
		out, err = p.Submit(ctx, d.State)
	case "dismiss":
		p.Dismiss()
	case "open":
		p.openApp(d.Tab)
	case "as":
		http.SetCookie(rw, &http.Cookie{Name: "sandbox_as", Value: w.As(d.As).id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}) // #nosec G124 -- loopback without TLS; it only picks who one plays
	default:
		err = fmt.Errorf("sandbox: nothing is called %q", what)
	}
	answer := map[string]any{"error": out.Error}
	if err != nil {
		answer["error"] = err.Error()
	}
	writeJSON(rw, http.StatusOK, answer)
}
