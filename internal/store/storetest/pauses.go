package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/digest"
)

var pauseTests = map[string]func(*testing.T, Fixture){
	"a pause has its reason, is made once and touches no other channel": func(t *testing.T, s Fixture) {
		sub, other := subscription("T1", "C1", noon), subscription("T2", "C1", noon)
		must(t, s.PutSubscription(t.Context(), sub))
		must(t, s.PutSubscription(t.Context(), other))
		var paused atomic.Int32
		together(8, func(int) {
			did, err := s.Pause(t.Context(), "T1", "C1", "the channel is archived")
			if err != nil {
				t.Error(err)
			}
			if did {
				paused.Add(1)
			}
		})
		same(t, "who paused it", paused.Load(), int32(1))
		if ok[bool](t)(s.Pause(t.Context(), "T1", "C1", "another reason")) {
			t.Error("paused what was paused")
		}
		sub.Paused = "the channel is archived"
		same(t, "paused", found[digest.Subscription](t)(s.Subscription(t.Context(), "T1", "C1")), sub)
		same(t, "due", ok[[]digest.Subscription](t)(s.DueSubscriptions(t.Context(), noon, 9)), []digest.Subscription{other})
	},
	"what is not there, or for no reason, is not paused": func(t *testing.T, s Fixture) {
		if ok[bool](t)(s.Pause(t.Context(), "T1", "C1", "gone")) {
			t.Error("paused a subscription that is not there")
		}
		must(t, s.PutSubscription(t.Context(), subscription("T1", "C1", noon)))
		if did, err := s.Pause(t.Context(), "T1", "C1", ""); err == nil || did {
			t.Errorf("paused for no reason: %v, %v", did, err)
		}
	},
	"advancing says up to when a channel was told, unless nothing was": func(t *testing.T, s Fixture) {
		sub, week := subscription("T1", "C1", noon), noon.AddDate(0, 0, 7)
		must(t, s.PutSubscription(t.Context(), sub))
		for _, told := range []time.Time{noon, {}} {
			if !ok[bool](t)(s.Advance(t.Context(), "T1", "C1", sub.Next, week, told)) {
				t.Fatal("did not advance")
			}
			sub.Next, sub.Told, week = week, noon, week.AddDate(0, 0, 7)
			same(t, "advanced", found[digest.Subscription](t)(s.Subscription(t.Context(), "T1", "C1")), sub)
		}
	},
}
