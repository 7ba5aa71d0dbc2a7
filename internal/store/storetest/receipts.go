package storetest

import (
	"testing"
	"time"

	"pledgewatch/internal/delivery"
)

var receiptTests = map[string]func(*testing.T, Fixture){
	"a message has a place in Slack once it is sent": func(t *testing.T, s Fixture) {
		posted := func(team, key string) string {
			t.Helper()
			ts, waiting, err := s.Posted(t.Context(), team, key)
			must(t, err)
			if waiting {
				return "waits"
			}
			return ts
		}
		m, dead := message("C1", "a"), message("C2", "b")
		same(t, "unknown", posted(m.Team, m.Key), "")
		must(t, s.Enqueue(t.Context(), []delivery.Message{m, dead}))
		same(t, "stored", posted(m.Team, m.Key), "waits")
		jobs := ok[[]delivery.Job](t)(s.Claim(t.Context(), "w", noon, time.Minute, 9))
		same(t, "claimed", len(jobs), 2)
		must(t, s.Begin(t.Context(), m.Key, "w", noon))
		same(t, "begun", posted(m.Team, m.Key), "waits")
		must(t, s.Sent(t.Context(), m.Key, "w", "12.34", noon))
		must(t, s.Bury(t.Context(), dead.Key, "w", delivery.Failure{Reason: "channel_not_found", At: noon}))
		same(t, "sent", posted(m.Team, m.Key), "12.34")
		same(t, "of another workspace", posted("T-other", m.Key), "")
		same(t, "dead", posted(dead.Team, dead.Key), "")
	},
}
