package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/store"
)

// Fixture is an empty store under test. The suite closes it.
type Fixture struct {
	store.Store
	// Pass makes the store believe that d went by, without waiting.
	Pass func(d time.Duration)
}

// Run runs the suite. open gives an empty store each time.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	t.Helper()
	for _, tests := range []map[string]func(*testing.T, Fixture){
		feedTests, articleTests, followedTests, subscriptionTests, pauseTests, slackTests, queueTests, leaseTests, waitingTests, deadTests, alertTests, proposalTests, decisionTests, receiptTests, talkTests, commonTests,
	} {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				s := open(t)
				t.Cleanup(func() {
					if err := s.Close(); err != nil {
						t.Errorf("close: %v", err)
					}
				})
				test(t, s)
			})
		}
	}
}

// noon is when the suite plays.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// awkward are strings that a careless store breaks.
var awkward = []string{
	"", " ", "O'Brien; DROP TABLE outbox; --", "%_*?[a]", "a\x00b", "a:b/c|d\nline\ttab", "‘curly’ – €45m",
	"极速赛车开奖直播", "👩‍👧‍👦 é", "\u202eright to left", `{"json": true}`,
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	// A whole is compared at once where elements would be one by one: a long message has half a million bytes.
	whole := cmp.FilterValues(func(a, b json.RawMessage) bool { return len(a)+len(b) > 0 },
		cmp.Comparer(func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }))
	dates := cmp.Comparer(func(a, b edtf.Date) bool { return a == b })
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), whole, dates); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ok[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// found reads a value that must be there.
func found[T any](t *testing.T) func(T, bool, error) T {
	t.Helper()
	return func(v T, is bool, err error) T {
		t.Helper()
		must(t, err)
		if !is {
			t.Fatalf("%T not found", v)
		}
		return v
	}
}

// missing reads a value that must not be there.
func missing[T any](t *testing.T) func(T, bool, error) {
	t.Helper()
	return func(v T, is bool, err error) {
		t.Helper()
		must(t, err)
		if is {
			t.Errorf("found %+v, want nothing", v)
		}
	}
}

// together runs n at once and waits for all.
func together(n int, do func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			do(i)
		})
	}
	close(start)
	wg.Wait()
}

var commonTests = map[string]func(*testing.T, Fixture){
	"an open store answers a ping": func(t *testing.T, s Fixture) { must(t, s.Ping(t.Context())) },
	"a cancelled call says so and changes nothing": func(t *testing.T, s Fixture) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, _, stateErr := s.FeedState(ctx, "cc")
		_, statesErr := s.FeedStates(ctx)
		_, onceErr := s.First(ctx, "event", time.Hour)
		_, claimErr := s.Claim(ctx, "w", noon, time.Minute, 1)
		_, depthErr := s.Depth(ctx)
		_, subsErr := s.Subscriptions(ctx, "")
		for call, err := range map[string]error{
			"FeedState": stateErr, "FeedStates": statesErr, "First": onceErr, "Claim": claimErr, "Depth": depthErr,
			"Subscriptions": subsErr,
			"PutFeedState":  s.PutFeedState(ctx, feed.State{Source: "cc"}),
			"PutArticle":    s.PutArticle(ctx, feed.Article{Feed: "cc", GUID: "1"}),
			"Enqueue":       s.Enqueue(ctx, []delivery.Message{message("C1", "a")}),
			"Ping":          s.Ping(ctx),
		} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: got error %v, want context.Canceled", call, err)
			}
		}
		missing[feed.State](t)(s.FeedState(t.Context(), "cc"))
		missing[feed.Article](t)(s.Article(t.Context(), "cc", "1"))
		same(t, "depth", ok[delivery.Depth](t)(s.Depth(t.Context())), delivery.Depth{})
		if !ok[bool](t)(s.First(t.Context(), "event", time.Hour)) {
			t.Error("a cancelled First remembered its key")
		}
	},
}
