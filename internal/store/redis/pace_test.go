package redis_test

import (
	"slices"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

func TestTurnsAreTakenOnceByAll(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for name, url := range map[string]string{"one server": redistest.Start(t).URL(), "a cluster": redistest.StartCluster(t)} {
		t.Run(name, func(t *testing.T) {
			s, err := redis.Open(url, redis.Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			team, room, other := delivery.Rate{Name: "messages", Every: 200 * time.Millisecond, Burst: 3}, delivery.Rate{Name: "messages C1", Every: time.Second, Burst: 1}, delivery.Rate{Name: "messages C2", Every: time.Second, Burst: 1}
			take := func(what, of string, after, most time.Duration, want []time.Duration, rates ...delivery.Rate) {
				t.Helper()
				got, err := s.Turn(t.Context(), of, noon.Add(after), most, rates...)
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("%s: waits %v, error %v, want %v", what, got, err, want)
				}
			}
			ms := time.Millisecond
			take("the first", "T1", 0, time.Minute, []time.Duration{0, 0}, team, room)
			take("a second one in the channel", "T1", 0, time.Minute, []time.Duration{0, time.Second}, team, room)
			take("another channel", "T1", 0, time.Minute, []time.Duration{0, 0}, team, other)
			take("the burst is over", "T1", 0, time.Minute, []time.Duration{200 * ms}, team)
			take("too far off", "T1", 100*ms, 500*ms, []time.Duration{300 * ms, 1900 * ms}, team, room)
			take("that was not taken", "T1", 100*ms, time.Minute, []time.Duration{300 * ms}, team)
			take("another workspace", "T2", 0, time.Minute, []time.Duration{0, 0}, team, room)
			if err := s.Hold(t.Context(), "T2", team, noon, noon.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			take("told to be quiet", "T2", time.Second, time.Second, []time.Duration{59 * time.Second}, team)
			if err := s.Hold(t.Context(), "T2", team, noon, noon.Add(time.Second)); err != nil {
				t.Fatal(err)
			}
			take("for no shorter", "T2", time.Second, time.Second, []time.Duration{59 * time.Second}, team)
			take("and no longer", "T2", time.Minute, time.Second, []time.Duration{0}, team)
			// A replica whose clock is an hour fast does not make the others wait for an hour: its turns are gone when a burst of them would be.
			for range 3 {
				take("an hour fast", "T3", time.Hour, time.Second, []time.Duration{0}, team)
			}
			for deadline := time.Now().Add(5 * time.Second); ; {
				waits, err := s.Turn(t.Context(), "T3", noon, time.Second, team)
				if err != nil || time.Now().After(deadline) {
					t.Fatalf("waits %v, error %v", waits, err)
				}
				if waits[0] == 0 {
					break
				}
			}
		})
	}
}
