package storetest

import (
	"testing"
	"time"

	"pledgewatch/internal/delivery"
)

var leaseTests = map[string]func(*testing.T, Fixture){
	"a lease that ran out is another's to take, and the first finds out": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a"), message("C1", "b")}))
		same(t, "claimed", claim(t, s, "w1", noon, 9), []string{"a"})
		same(t, "before it ends", claim(t, s, "w2", noon.Add(lease-time.Millisecond), 9), nil)
		end := noon.Add(lease)
		lost(t, "Begin after the end", s.Begin(t.Context(), "a", "w1", end))
		same(t, "after it ended", claim(t, s, "w2", end, 9), []string{"a"})
		lost(t, "Begin", s.Begin(t.Context(), "a", "w1", noon))
		lost(t, "Sent", s.Sent(t.Context(), "a", "w1", "1", end))
		lost(t, "Retry", s.Retry(t.Context(), "a", "w1", delivery.Failure{At: end}))
		lost(t, "Bury", s.Bury(t.Context(), "a", "w1", delivery.Failure{At: end}))
		must(t, s.Begin(t.Context(), "a", "w2", end))
		must(t, s.Sent(t.Context(), "a", "w2", "1", end))
		lost(t, "Sent twice", s.Sent(t.Context(), "a", "w2", "1", end))
		same(t, "next", claim(t, s, "w3", end, 9), []string{"b"})
	},
	"who came late but before another may still conclude": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a")}))
		claim(t, s, "w1", noon, 9)
		must(t, s.Sent(t.Context(), "a", "w1", "1", noon.Add(2*lease)))
		same(t, "left", claim(t, s, "w2", noon.Add(3*lease), 9), nil)
	},
	"without a lease nothing moves": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a")}))
		for _, worker := range []string{"", "w1"} {
			lost(t, "Begin", s.Begin(t.Context(), "a", worker, noon))
			lost(t, "Sent", s.Sent(t.Context(), "nothing", worker, "1", noon))
			claim(t, s, "other", noon, 9)
		}
	},
	"a send that was begun leaves the message in doubt until it is concluded": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a")}))
		now := noon
		step := func(worker string, begun time.Time) {
			t.Helper()
			now = now.Add(lease)
			same(t, "begun", job(t, s, worker, now).Begun, begun)
		}
		step("w1", time.Time{})
		must(t, s.Begin(t.Context(), "a", "w1", now))
		first := now
		step("w2", first) // w1 died
		must(t, s.Retry(t.Context(), "a", "w2", delivery.Failure{At: now, InDoubt: true}))
		step("w3", first) // w2 could not find out
		must(t, s.Begin(t.Context(), "a", "w3", now))
		second := now
		step("w4", second)
		must(t, s.Retry(t.Context(), "a", "w4", delivery.Failure{At: now}))
		step("w5", time.Time{})
	},
	"a message to be tried again waits, with its channel, and counts what counts": func(t *testing.T, s Fixture) {
		soon := message("C1", "b")
		soon.NotBefore = noon.Add(-time.Hour)
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a"), soon, message("C2", "c")}))
		same(t, "claimed", claim(t, s, "w1", noon, 1), []string{"a"})
		must(t, s.Retry(t.Context(), "a", "w1", delivery.Failure{Reason: "no_answer", At: noon.Add(time.Hour), Counted: true}))
		lost(t, "the lease", s.Begin(t.Context(), "a", "w1", noon))
		same(t, "meanwhile", claim(t, s, "w2", noon.Add(time.Hour-time.Millisecond), 9), []string{"c"})
		must(t, s.Sent(t.Context(), "c", "w2", "1", noon))
		j := job(t, s, "w3", noon.Add(time.Hour))
		same(t, "claimed", j, delivery.Job{Message: message("C1", "a"), Failures: 1})
		must(t, s.Retry(t.Context(), "a", "w3", delivery.Failure{Reason: "rate_limited", At: noon.Add(time.Hour)}))
		same(t, "failures", job(t, s, "w4", noon.Add(time.Hour)).Failures, 1)
	},
}

var deadTests = map[string]func(*testing.T, Fixture){
	"a dead letter says why, and lets its channel go on": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a"), message("C1", "b")}))
		claim(t, s, "w1", noon, 9)
		must(t, s.Begin(t.Context(), "a", "w1", noon))
		must(t, s.Bury(t.Context(), "a", "w1", delivery.Failure{Reason: "is_archived", At: noon.Add(time.Second), Counted: true}))
		want := delivery.DeadLetter{Message: message("C1", "a"), Reason: "is_archived", Failures: 1, At: noon.Add(time.Second)}
		same(t, "dead", ok[[]delivery.DeadLetter](t)(s.Dead(t.Context(), "", 9)), []delivery.DeadLetter{want})
		same(t, "next", claim(t, s, "w2", noon, 9), []string{"b"})
	},
	"dead letters are listed by workspace, the latest first": func(t *testing.T, s Fixture) {
		for i, key := range []string{"a", "b", "c"} {
			m := message("C1", key)
			m.Team = []string{"T1", "T2", "T1"}[i]
			must(t, s.Enqueue(t.Context(), []delivery.Message{m}))
			claim(t, s, "w"+key, noon, 9)
			must(t, s.Bury(t.Context(), key, "w"+key, delivery.Failure{Reason: "no_text", At: noon.Add(time.Duration(i))}))
		}
		list := func(team string, limit int) (keys []string) {
			for _, d := range ok[[]delivery.DeadLetter](t)(s.Dead(t.Context(), team, limit)) {
				keys = append(keys, d.Key)
			}
			return keys
		}
		same(t, "all", list("", 9), []string{"c", "b", "a"})
		same(t, "two", list("", 2), []string{"c", "b"})
		same(t, "none", list("", 0), nil)
		same(t, "of T1", list("T1", 9), []string{"c", "a"})
		same(t, "of T3", list("T3", 9), nil)
	},
	"a dead letter can be sent again, in its old place, with its doubt": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a"), message("C1", "b")}))
		claim(t, s, "w1", noon, 9)
		must(t, s.Begin(t.Context(), "a", "w1", noon))
		must(t, s.Bury(t.Context(), "a", "w1", delivery.Failure{Reason: "no_answer", At: noon, InDoubt: true, Counted: true}))
		same(t, "in doubt", ok[[]delivery.DeadLetter](t)(s.Dead(t.Context(), "T1", 9))[0].InDoubt, true)
		if !ok[bool](t)(s.Requeue(t.Context(), "a")) {
			t.Error("a dead letter was not found")
		}
		for _, key := range []string{"a", "b", "nothing"} { // waiting, waiting, unknown
			if ok[bool](t)(s.Requeue(t.Context(), key)) {
				t.Errorf("%s is no dead letter, yet it was put back", key)
			}
		}
		same(t, "dead", len(ok[[]delivery.DeadLetter](t)(s.Dead(t.Context(), "", 9))), 0)
		same(t, "claimed", job(t, s, "w2", noon), delivery.Job{Message: message("C1", "a"), Begun: noon})
		must(t, s.Sent(t.Context(), "a", "w2", "1", noon))
		if ok[bool](t)(s.Requeue(t.Context(), "a")) {
			t.Error("a sent message was put back")
		}
	},
	"depth counts what is not sent": func(t *testing.T, s Fixture) {
		depth := func() delivery.Depth { return ok[delivery.Depth](t)(s.Depth(t.Context())) }
		same(t, "empty", depth(), delivery.Depth{})
		young := message("C2", "b")
		young.Created = noon.Add(time.Hour)
		must(t, s.Enqueue(t.Context(), []delivery.Message{young, message("C1", "a"), message("C3", "c")}))
		same(t, "stored", depth(), delivery.Depth{Pending: 3, Oldest: noon})
		claim(t, s, "w1", noon, 9)
		must(t, s.Begin(t.Context(), "a", "w1", noon))
		must(t, s.Begin(t.Context(), "b", "w1", noon))
		same(t, "begun", depth(), delivery.Depth{Pending: 3, InDoubt: 2, Oldest: noon})
		must(t, s.Bury(t.Context(), "a", "w1", delivery.Failure{Reason: "no_text", At: noon}))
		must(t, s.Sent(t.Context(), "c", "w1", "1", noon))
		same(t, "dead and sent", depth(), delivery.Depth{Pending: 1, InDoubt: 1, Dead: 1, Oldest: noon.Add(time.Hour)})
	},
}
