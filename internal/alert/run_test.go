package alert_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/watch"
)

func TestTroubleIsLoggedOnceAndHoldsUpNoOther(t *testing.T) {
	h := newHouse(t, subscribed("C1"), subscribed("C2"))
	tries := 0
	h.out.fail = func() error {
		if tries++; tries%2 == 1 { // the first channel of each pass
			return errors.New("outbox is full")
		}
		return nil
	}
	h.tell(reported("ferry", "delayed"))
	h.pass(10 * time.Minute)
	h.want("C2: reported ferry status announced>delayed")
	tries = 0
	h.out.fail = func() error { tries++; return errors.New("outbox is full") }
	h.pass(30 * time.Minute)
	if n := strings.Count(h.log.String(), "outbox is full"); n != 1 || tries != 30 {
		t.Errorf("tried %d times and logged %d times:\n%s", tries, n, h.log)
	}
	h.out.fail = nil
	h.pass(time.Minute)
	h.want("C1: reported ferry status announced>delayed")
	if !strings.Contains(h.log.String(), "alerts work again") {
		t.Errorf("the log does not say that it works again:\n%s", h.log)
	}
}

// Two bots on one store, each with goroutines of its own, tell each thing once; and they stop when they are told to.
func TestTwoBotsTellOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var subs []digest.Subscription
		for i := range 20 {
			subs = append(subs, subscribed("C"+string(rune('A'+i))))
		}
		h := newHouse(t, subs...)
		h.opts.Now = time.Now
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var criers []*alert.Crier
		for range 2 {
			cr := alert.NewCrier(h.opts)
			criers = append(criers, cr)
			wg.Go(func() {
				if err := cr.Run(ctx); err != nil {
					t.Errorf("Run: %v", err)
				}
			})
		}
		time.Sleep(time.Minute)
		wg.Go(func() { must(t, criers[0].Tell(ctx, reported("ferry", "delayed"))) })
		wg.Go(func() { must(t, criers[1].Tell(ctx, reported("ferry", "delayed"))) })
		time.Sleep(10*time.Minute + 20*time.Second)
		synctest.Wait()
		if n := len(h.out.msgs); n != len(subs) {
			t.Errorf("%d messages for %d channels after ten minutes", n, len(subs))
		}
		wg.Go(func() {
			must(t, criers[0].Tell(ctx, decided(reported("ferry", "delayed"), watch.StandingConfirmed, start)))
		})
		wg.Go(func() {
			must(t, criers[1].Tell(ctx, decided(reported("ferry", "delayed"), watch.StandingConfirmed, start)))
		})
		time.Sleep(time.Hour)
		stop()
		wg.Wait()
		if n := len(h.out.msgs); n != 2*len(subs) {
			t.Errorf("%d messages for %d channels, want two each", n, len(subs))
		}
	})
}
