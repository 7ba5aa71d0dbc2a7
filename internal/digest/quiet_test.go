package digest_test

import (
	"slices"
	"testing"
	"time"

	"pledgewatch/internal/digest"
)

func TestAlertsWaitForTheEndOfQuietHours(t *testing.T) {
	tests := map[string]struct{ from, to, zone, at, want string }{
		"in the evening, over midnight":     {"18:00", "08:00", "Europe/London", "2026-11-20T18:00:00Z", "2026-11-21T08:00:00Z"},
		"in the small hours":                {"18:00", "08:00", "Europe/London", "2026-11-21T07:59:59Z", "2026-11-21T08:00:00Z"},
		"as they end":                       {"18:00", "08:00", "Europe/London", "2026-11-21T08:00:00Z", "2026-11-21T08:00:00Z"},
		"by day":                            {"18:00", "08:00", "Europe/London", "2026-11-21T17:59:59Z", "2026-11-21T17:59:59Z"},
		"over lunch":                        {"12:00", "14:00", "Europe/London", "2026-11-21T12:30:00Z", "2026-11-21T14:00:00Z"},
		"before lunch":                      {"12:00", "14:00", "Europe/London", "2026-11-21T11:59:00Z", "2026-11-21T11:59:00Z"},
		"on the clocks of the channel":      {"18:00", "08:00", "America/New_York", "2026-11-20T23:30:00Z", "2026-11-21T13:00:00Z"},
		"over the night that clocks change": {"22:00", "07:00", "Europe/London", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00Z"},
		"none":                              {"", "", "Europe/London", "2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z"},
		"not readable":                      {"9", "17:00", "Europe/London", "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z"},
		"as long as nothing":                {"09:00", "09:00", "Europe/London", "2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z"},
		"in no zone":                        {"00:00", "23:00", "Mars/Olympus", "2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z"},
	}
	for name, tt := range tests {
		s := digest.Subscription{Zone: tt.zone, QuietFrom: tt.from, QuietTo: tt.to}
		if got := s.Loud(at(t, tt.at)).Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: ready at %s, sent at %s, want %s", name, tt.at, got, tt.want)
		}
	}
}

func TestWhichAlertsAChannelGets(t *testing.T) {
	tests := map[string]struct {
		sub  digest.Subscription
		want []string
	}{
		"none where none are asked for":   {digest.Subscription{AlertKinds: []string{digest.AlertEdits}}, nil},
		"none while paused":               {digest.Subscription{Alerts: true, Paused: "archived"}, nil},
		"the usual ones where none named": {digest.Subscription{Alerts: true}, []string{"changes", "edits", "deadlines"}},
		"those that are named":            {digest.Subscription{Alerts: true, AlertKinds: []string{"articles"}}, []string{"articles"}},
	}
	for name, tt := range tests {
		if got := tt.sub.Alerted(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
