package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"
)

// event sends an event to the app if it subscribed to it. The caller holds w.mu; the sending is left to Run.
func (w *Workspace) event(subscription string, inner map[string]any) {
	s := w.opts.Manifest.Settings.EventSubscriptions
	if s == nil || !slices.Contains(s.BotEvents, subscription) {
		return
	}
	inner["type"], _, _ = strings.Cut(subscription, ".")
	if inner["event_ts"] == nil {
		inner["event_ts"] = w.nextTS()
	}
	outer := map[string]any{
		"token": w.verification(), "team_id": teamID, "api_app_id": appID, "type": "event_callback", "event": inner,
		"event_id": "Ev0" + rand.Text()[:9], "event_time": w.now().Unix(), "is_ext_shared_channel": false,
		"event_context":  "4-" + rand.Text(),
		"authorizations": []any{map[string]any{"enterprise_id": nil, "team_id": teamID, "user_id": botUser, "is_bot": true, "is_enterprise_install": false}},
	}
	w.later(func(ctx context.Context) { w.deliver(ctx, outer) })
}

// deliver sends an event and sends it again, up to three times, until the app takes it.
func (w *Workspace) deliver(ctx context.Context, outer map[string]any) {
	again := retry{}
	for {
		_, err := w.reach(ctx, toEvents, outer, again)
		if err == nil || errors.Is(err, errNoRetry) || ctx.Err() != nil {
			return
		}
		if again.num >= len(w.opts.RetryAfter) {
			w.fault("event %v was given up after %d tries: %v", outer["event_id"], again.num+1, err)
			return
		}
		pause := time.NewTimer(w.opts.RetryAfter[again.num])
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return
		}
		again = retry{num: again.num + 1, reason: reasonOf(err)}
	}
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, errTimeout):
		return "http_timeout"
	case errors.Is(err, errStatus):
		return "http_error"
	default:
		return "connection_failed"
	}
}
