package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/slack-go/slack"
)

// answerForm lets the app open a view when it gets a command.
func answerForm(t *testing.T, a *app, r *room, view string) {
	t.Helper()
	a.on("/slack/commands", func(_ http.ResponseWriter, req *http.Request, body []byte) {
		form, _ := url.ParseQuery(string(body))
		var m slack.ModalViewRequest
		if err := json.Unmarshal([]byte(view), &m); err != nil {
			t.Error(err)
			return
		}
		if _, err := r.api.OpenViewContext(req.Context(), form.Get("trigger_id"), m); err != nil {
			t.Error(err)
		}
	})
}
