package storetest

import (
	"testing"
	"time"

	"pledgewatch/internal/delivery"
)

var waitingTests = map[string]func(*testing.T, Fixture){
	"messages of workspaces that are skipped are left, and others come in their place": func(t *testing.T, s Fixture) {
		var batch []delivery.Message
		for _, where := range [][2]string{{"T1", "a"}, {"T2", "b"}, {"T1", "c"}, {"T3", "d"}} {
			m := message("C"+where[1], where[1])
			m.Team = where[0]
			batch = append(batch, m)
		}
		must(t, s.Enqueue(t.Context(), batch))
		skipping := func(worker string, limit int, skip ...string) (keys []string) {
			for _, j := range ok[[]delivery.Job](t)(s.Claim(t.Context(), worker, noon, lease, limit, skip...)) {
				keys = append(keys, j.Key)
			}
			return keys
		}
		same(t, "all skipped", skipping("w0", 9, "T1", "T2", "T3"), nil)
		same(t, "one, T1 skipped", skipping("w1", 1, "T1", "T9"), []string{"b"})
		same(t, "T3 and T2 skipped", skipping("w2", 9, "T3", "T2"), []string{"a", "c"})
		same(t, "none skipped", skipping("w3", 9), []string{"d"})
	},
	"what is on its way is listed in its order, with how far it got": func(t *testing.T, s Fixture) {
		later, other := message("C1", "later"), message("C1", "other")
		later.NotBefore, other.Team = noon.Add(time.Hour), "T2"
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a"), later, message("C2", "b"), other, message("C3", "c"), message("C4", "d")}))
		claim(t, s, "w", noon, 9)
		must(t, s.Begin(t.Context(), "a", "w", noon))
		must(t, s.Retry(t.Context(), "a", "w", delivery.Failure{Reason: "no_answer", At: noon.Add(time.Minute), InDoubt: true, Counted: true}))
		must(t, s.Sent(t.Context(), "c", "w", "1.1", noon))
		must(t, s.Bury(t.Context(), "d", "w", delivery.Failure{Reason: "is_archived", At: noon}))
		list := func(team string, limit int) []delivery.Waiting {
			return ok[[]delivery.Waiting](t)(s.Waiting(t.Context(), team, limit))
		}
		leased := noon.Add(lease)
		want := []delivery.Waiting{
			{Message: message("C1", "a"), Failures: 1, Reason: "no_answer", Begun: noon, Until: noon.Add(time.Minute)},
			{Message: later},
			{Message: message("C2", "b"), Until: leased},
			{Message: other, Until: leased},
		}
		same(t, "all", list("", 9), want)
		same(t, "of one workspace", list("T1", 9), want[:3])
		same(t, "the first two", list("", 2), want[:2])
		same(t, "none", list("", 0), nil)
		same(t, "of nobody", list("T9", 9), nil)
	},
}
