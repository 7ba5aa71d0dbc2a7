package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/digest"
)

func subscription(team, channel string, next time.Time) digest.Subscription {
	return digest.Subscription{Team: team, Channel: channel, Schedule: "0 9 * * 1", Zone: "Europe/London", Created: noon, Next: next}
}

var subscriptionTests = map[string]func(*testing.T, Fixture){
	"a subscription comes back as it was put, the last one": func(t *testing.T, s Fixture) {
		for _, text := range awkward {
			sub := digest.Subscription{
				Team: "T" + text, Channel: "C" + text, Topics: []string{text, "kinship-care"}, Schedule: text, Zone: text,
				Alerts: true, By: text, Created: noon, Next: noon.Add(time.Millisecond), Paused: text,
				Muted: []string{text, "funding"}, Short: true, SkipQuiet: true, AlertKinds: []string{text, digest.AlertEdits},
				QuietFrom: text, QuietTo: text, Told: noon.Add(-time.Millisecond),
			}
			must(t, s.PutSubscription(t.Context(), subscription(sub.Team, sub.Channel, noon)))
			must(t, s.PutSubscription(t.Context(), sub))
			same(t, "subscription", found[digest.Subscription](t)(s.Subscription(t.Context(), sub.Team, sub.Channel)), sub)
		}
	},
	"a deleted subscription is gone, and only that": func(t *testing.T, s Fixture) {
		missing[digest.Subscription](t)(s.Subscription(t.Context(), "T1", "C1"))
		if ok[bool](t)(s.DeleteSubscription(t.Context(), "T1", "C1")) {
			t.Error("deleted a subscription that was not there")
		}
		a, b := subscription("T1", "C1", noon), subscription("T2", "C1", noon)
		must(t, s.PutSubscription(t.Context(), a))
		must(t, s.PutSubscription(t.Context(), b))
		if !ok[bool](t)(s.DeleteSubscription(t.Context(), "T1", "C1")) {
			t.Error("did not delete a subscription that was there")
		}
		missing[digest.Subscription](t)(s.Subscription(t.Context(), "T1", "C1"))
		same(t, "the other", found[digest.Subscription](t)(s.Subscription(t.Context(), "T2", "C1")), b)
		same(t, "due", ok[[]digest.Subscription](t)(s.DueSubscriptions(t.Context(), noon, 9)), []digest.Subscription{b})
	},
	"a workspace's subscriptions come ordered by channel": func(t *testing.T, s Fixture) {
		a, b, c := subscription("T1", "C1", noon), subscription("T1", "C2", noon), subscription("T2", "C0", noon)
		for _, sub := range []digest.Subscription{c, b, a} {
			must(t, s.PutSubscription(t.Context(), sub))
		}
		for team, want := range map[string][]digest.Subscription{"T1": {a, b}, "T2": {c}, "": {a, b, c}, "T3": nil} {
			same(t, "team "+team, ok[[]digest.Subscription](t)(s.Subscriptions(t.Context(), team)), want)
		}
	},
	"due are those whose time has come and who are not paused, the longest overdue first": func(t *testing.T, s Fixture) {
		now, hour, later := subscription("T1", "C1", noon), subscription("T1", "C2", noon.Add(-time.Hour)), subscription("T1", "C3", noon.Add(time.Millisecond))
		paused := subscription("T1", "C4", noon.Add(-time.Hour))
		paused.Paused = "the channel is archived"
		for _, sub := range []digest.Subscription{now, hour, later, paused} {
			must(t, s.PutSubscription(t.Context(), sub))
		}
		due := func(limit int) []digest.Subscription {
			return ok[[]digest.Subscription](t)(s.DueSubscriptions(t.Context(), noon, limit))
		}
		same(t, "due", due(9), []digest.Subscription{hour, now})
		same(t, "due, one", due(1), []digest.Subscription{hour})
		same(t, "due, none", due(0), []digest.Subscription(nil))
		paused.Paused = ""
		must(t, s.PutSubscription(t.Context(), paused))
		same(t, "due after the pause", due(9), []digest.Subscription{hour, paused, now})
	},
	"advancing moves what is due, and nothing else": func(t *testing.T, s Fixture) {
		week := noon.AddDate(0, 0, 7)
		sub := subscription("T1", "C1", noon)
		must(t, s.PutSubscription(t.Context(), sub))
		if ok[bool](t)(s.Advance(t.Context(), "T1", "C1", noon.Add(time.Millisecond), week, noon)) {
			t.Error("advanced from a time that it did not have")
		}
		if ok[bool](t)(s.Advance(t.Context(), "T1", "C2", noon, week, noon)) {
			t.Error("advanced a subscription that is not there")
		}
		if !ok[bool](t)(s.Advance(t.Context(), "T1", "C1", noon, week, time.Time{})) {
			t.Error("did not advance")
		}
		same(t, "due", ok[[]digest.Subscription](t)(s.DueSubscriptions(t.Context(), noon, 9)), []digest.Subscription(nil))
		sub.Next = week
		same(t, "due in a week", ok[[]digest.Subscription](t)(s.DueSubscriptions(t.Context(), week, 9)), []digest.Subscription{sub})
	},
	"of many who advance at once, one does": func(t *testing.T, s Fixture) {
		must(t, s.PutSubscription(t.Context(), subscription("T1", "C1", noon)))
		for round := range 5 {
			from, to := noon.AddDate(0, 0, 7*round), noon.AddDate(0, 0, 7*(round+1))
			var won atomic.Int32
			together(8, func(int) {
				first, err := s.Advance(t.Context(), "T1", "C1", from, to, from)
				if err != nil {
					t.Error(err)
				}
				if first {
					won.Add(1)
				}
			})
			same(t, "winners", won.Load(), int32(1))
		}
	},
}
