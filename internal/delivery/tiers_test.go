package delivery_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/delivery"
)

func TestCallsOfAMethodStayWithinItsTier(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tiers := delivery.NewTiers(time.Now)
		var calls []time.Duration
		for time.Since(start) < 10*time.Minute {
			if err := tiers.Wait(t.Context(), "T1", "conversations.history"); err != nil {
				t.Fatal(err)
			}
			calls = append(calls, time.Since(start))
		}
		for i, at := range calls[:len(calls)-50] {
			if calls[i+50]-at < time.Minute {
				t.Fatalf("51 calls within a minute of %v", at)
			}
		}
		if len(calls) < 370 {
			t.Errorf("%d calls in ten minutes: much slower than it must be", len(calls))
		}
		now := time.Since(start)
		for _, other := range [][2]string{{"T2", "conversations.history"}, {"T1", "conversations.replies"}, {"T1", "api.test"}} {
			if err := tiers.Wait(t.Context(), other[0], other[1]); err != nil || time.Since(start) != now {
				t.Errorf("%v waited until %v for another's calls, error %v", other, time.Since(start), err)
			}
		}
	})
}

func TestATurnThatIsFarOffIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tiers := delivery.NewTiers(time.Now)
		refused := make(chan *delivery.Error, 40)
		for range 40 {
			go func() {
				if e, ok := errors.AsType[*delivery.Error](tiers.Wait(t.Context(), "T1", "conversations.list")); ok {
					refused <- e
				}
			}()
		}
		synctest.Wait()
		if time.Since(start) > 0 || len(refused) < 30 {
			t.Fatalf("%d of 40 were refused at once, want at least 30", len(refused))
		}
		for range len(refused) {
			if e := <-refused; e.Kind != delivery.RateLimited || e.RetryAfter < 10*time.Second {
				t.Errorf("refused with %+v", e)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := tiers.Wait(ctx, "T1", "conversations.list"); err == nil {
			t.Error("a cancelled call got its turn")
		}
		time.Sleep(time.Minute)
	})
}
