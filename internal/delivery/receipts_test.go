package delivery_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"pledgewatch/internal/delivery"
)

// receipt is what is known of every message.
type receipt struct {
	ts      string
	waiting bool
	err     error
}

func (r receipt) Posted(context.Context, string, string) (string, bool, error) {
	return r.ts, r.waiting, r.err
}

func TestWhatWasPostedIsReplaced(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is full")
	for name, c := range map[string]struct {
		known  receipt
		answer string
		calls  int
		fails  bool
		is     error
	}{
		"where it stands":                             {receipt{ts: "1.2"}, `{"ok": true, "channel": "C1", "ts": "1.2"}`, 1, false, nil},
		"not while it is on its way":                  {receipt{waiting: true}, "", 0, true, delivery.ErrNotPosted},
		"not what was never posted, or is dead":       {receipt{}, "", 0, false, nil},
		"not while the store does not answer":         {receipt{err: broken}, "", 0, true, broken},
		"not what somebody deleted":                   {receipt{ts: "1.2"}, `{"ok": false, "error": "message_not_found"}`, 1, false, nil},
		"not in a channel that was archived":          {receipt{ts: "1.2"}, `{"ok": false, "error": "is_archived"}`, 1, false, nil},
		"later, where Slack has too many calls":       {receipt{ts: "1.2"}, "429 7", 1, true, nil},
		"and what else Slack refuses is to be looked": {receipt{ts: "1.2"}, `{"ok": false, "error": "invalid_blocks"}`, 1, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, forms := serve(t, c.answer)
			m := message("C1", "k1")
			m.Text, m.Blocks = "Confirmed &amp; kept", json.RawMessage(`[{"type":"divider"}]`)
			err := p.Replace(t.Context(), c.known, m)
			if (err != nil) != c.fails || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v", err)
			}
			if len(*forms) != c.calls {
				t.Fatalf("%d calls", len(*forms))
			}
			if c.calls > 0 {
				got := (*forms)[0]
				for field, want := range map[string]string{"method": "/chat.update", "channel": "C1", "ts": "1.2", "text": m.Text, "blocks": `[{"type":"divider"}]`} {
					if got.Get(field) != want {
						t.Errorf("%s: %q, want %q", field, got.Get(field), want)
					}
				}
			}
		})
	}
}
