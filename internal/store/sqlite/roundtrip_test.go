package sqlite_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/slackapp"
)

var lastDay = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// drawTime draws any millisecond from the year 1 to 9999, the zero time included.
func drawTime(t *rapid.T) any {
	return time.UnixMilli(rapid.Int64Range(time.Time{}.UnixMilli(), lastDay.UnixMilli()).Draw(t, "ms")).UTC()
}

func drawBlocks(t *rapid.T) any {
	b, err := json.Marshal(rapid.SliceOf(rapid.String()).Draw(t, "blocks"))
	if err != nil {
		t.Fatal(err)
	}
	return json.RawMessage(b)
}

// draw makes a struct with every field filled in, so that one which is added later and not kept is found out.
func draw[T any](t *rapid.T) T {
	return rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[time.Time]():       rapid.Custom(drawTime),
		reflect.TypeFor[json.RawMessage](): rapid.Custom(drawBlocks),
	}}).Draw(t, reflect.TypeFor[T]().Name())
}

// check returns a function for what a read returned.
func check[T any](t *rapid.T, want T, put error) func(T, bool, error) {
	t.Helper()
	if put != nil {
		t.Fatal(put)
	}
	return func(got T, ok bool, err error) {
		t.Helper()
		if err != nil || !ok {
			t.Fatalf("found: %v, error: %v", ok, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
}

func TestWhateverIsPutComesBack(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "data"), time.Now)
	t.Cleanup(func() { _ = s.Close() })
	ctx := t.Context()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		id := strconv.Itoa(round)
		st := draw[feed.State](t)
		check(t, st, s.PutFeedState(ctx, st))(s.FeedState(ctx, st.Source))
		a := draw[feed.Article](t)
		a.Feed = id // else an earlier round may have put a newer version
		check(t, a, s.PutArticle(ctx, a))(s.Article(ctx, a.Feed, a.GUID))
		sub := draw[digest.Subscription](t)
		check(t, sub, s.PutSubscription(ctx, sub))(s.Subscription(ctx, sub.Team, sub.Channel))
		in := draw[slackapp.Installation](t)
		check(t, in, s.PutInstallation(ctx, in))(s.Installation(ctx, in.Team))

		m := draw[delivery.Message](t)
		m.Key, m.ThreadOf = id, ""
		put := s.Enqueue(ctx, []delivery.Message{m})
		jobs, err := s.Claim(ctx, id, lastDay, time.Minute, 9)
		if len(jobs) != 1 {
			t.Fatalf("claimed %d messages, error: %v", len(jobs), err)
		}
		check(t, m, put)(jobs[0].Message, true, s.Sent(ctx, id, id, "1", lastDay))
	})
}
