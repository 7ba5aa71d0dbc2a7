package delivery_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
)

// artist draws, or fails.
type artist struct {
	drawn int
	err   error
}

func (a *artist) Draw(context.Context, string, string) (delivery.Drawn, error) {
	a.drawn++
	return delivery.Drawn{Name: "board.png", Alt: "How pledges stand: 3 delayed.", PNG: []byte("png")}, a.err
}

const pictured = `[{"type":"section","text":{"type":"mrkdwn","text":"x"}},{"type":"image","slack_file":{"url":"pledgewatch:board?q=x"},"alt_text":"a picture"}]`

func TestAPictureIsDrawnAsItsMessageIsSent(t *testing.T) {
	t.Parallel()
	upload := []string{`{"ok":true,"upload_url":"URL","file_id":"F1"}`, `OK`, `{"ok":true,"files":[{"id":"F1"}]}`}
	posted := `{"ok":true,"channel":"C1","ts":"1.1"}`
	tests := map[string]struct {
		answers []string
		artist  *artist
		blocks  string // of the last call
		kind    delivery.Kind
	}{
		"shown":                          {append(upload, posted), &artist{}, `"slack_file":{"id":"F1"}`, ""},
		"with what it shows in words":    {append(upload, posted), &artist{}, `"alt_text":"How pledges stand: 3 delayed."`, ""},
		"it cannot be drawn":             {[]string{posted}, &artist{err: errors.New("no such topic")}, `"section"`, ""},
		"nobody draws":                   {[]string{posted}, nil, `"section"`, ""},
		"the scope is missing":           {[]string{`{"ok":false,"error":"missing_scope"}`, posted}, &artist{}, `"section"`, ""},
		"Slack limits the upload":        {[]string{"429 30"}, &artist{}, "", delivery.RateLimited},
		"Slack is not done with it yet":  {append(upload, `{"ok":false,"error":"invalid_blocks"}`), &artist{}, "", delivery.Transient},
		"the message's own fault stays":  {[]string{`{"ok":false,"error":"invalid_blocks"}`}, nil, "", delivery.Permanent},
		"the upload may have gone wrong": {[]string{`{"ok":false,"error":"internal_error"}`}, &artist{}, "", delivery.Transient},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, forms := serve(t, tt.answers...)
			if tt.artist != nil {
				p.Show(tt.artist, time.Now)
			}
			m := message("C1", "k1")
			m.Blocks = json.RawMessage(pictured)
			_, err := p.Post(t.Context(), m, "")
			if e, ok := errors.AsType[*delivery.Error](err); ok != (tt.kind != "") || ok && e.Kind != tt.kind {
				t.Fatalf("error %v, want kind %q", err, tt.kind)
			}
			last := (*forms)[len(*forms)-1]
			if tt.kind == "" && (!strings.Contains(last.Get("blocks"), tt.blocks) || strings.Contains(last.Get("blocks"), "pledgewatch:")) {
				t.Errorf("posted %s, want %s in it", last.Get("blocks"), tt.blocks)
			}
		})
	}
}

func TestAWorkspaceGetsAPictureOnce(t *testing.T) {
	t.Parallel()
	posted := `{"ok":true,"channel":"C1","ts":"1.1"}`
	p, forms := serve(t, `{"ok":true,"upload_url":"URL","file_id":"F1"}`, `OK`, `{"ok":true,"files":[{"id":"F1"}]}`, posted, posted, posted)
	a := &artist{}
	p.Show(a, time.Now)
	for range 3 {
		m := message("C1", "k1")
		m.Blocks = json.RawMessage(pictured)
		if _, err := p.Post(t.Context(), m, ""); err != nil {
			t.Fatal(err)
		}
	}
	if a.drawn != 1 || len(*forms) != 6 {
		t.Errorf("drawn %d times, %d calls", a.drawn, len(*forms))
	}
}
