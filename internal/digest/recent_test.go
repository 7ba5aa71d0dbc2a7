package digest_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/watch"
)

// slowArticles counts how often it is read, and fails when told to.
type slowArticles struct {
	reads atomic.Int64
	fails atomic.Bool
}

func (s *slowArticles) Articles(context.Context, time.Time, time.Time, int) ([]feed.Article, error) {
	s.reads.Add(1)
	if s.fails.Load() {
		return nil, errors.New("disk")
	}
	return []feed.Article{{GUID: "1"}}, nil
}

func TestRecentReadsOnceForAllWhoAskForTheSame(t *testing.T) {
	t.Parallel()
	under := &slowArticles{}
	var passed atomic.Int64
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	r := digest.NewRecent(under, nil, func() time.Time { return start.Add(time.Duration(passed.Load())) })
	ask := func(from time.Time) (int, error) {
		got, err := r.Articles(t.Context(), from, start, 9)
		return len(got), err
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if n, err := ask(start.AddDate(0, 0, -7)); n != 1 || err != nil {
				t.Errorf("%d articles, error %v", n, err)
			}
		})
	}
	wg.Wait()
	want := func(reads int64, when string) {
		t.Helper()
		if got := under.reads.Load(); got != reads {
			t.Errorf("%s: read %d times, want %d", when, got, reads)
		}
	}
	want(1, "twenty who ask for the same")
	for day := range 30 {
		if _, err := ask(start.AddDate(0, 0, -30-day)); err != nil {
			t.Error(err)
		}
	}
	want(31, "thirty who ask for others")
	passed.Store(int64(10 * time.Second))
	if _, err := ask(start.AddDate(0, 0, -59)); err != nil {
		t.Error(err)
	}
	want(32, "ten seconds later")
	under.fails.Store(true)
	for range 2 {
		if _, err := ask(start); err == nil {
			t.Error("the error was swallowed")
		}
	}
	want(34, "an error is not kept")
}

// changeList counts how often it is read.
type changeList struct{ reads int }

func (c *changeList) Changes(context.Context, time.Time) ([]watch.Change, error) {
	c.reads++
	return []watch.Change{{Key: "1"}}, nil
}

// What a curator decided before nine is in what is read for nine o'clock's digests, though the same was read a second before.
func TestRecentReadsAnewAtTheWholeMinute(t *testing.T) {
	t.Parallel()
	under := &changeList{}
	now := time.Date(2026, 11, 23, 8, 59, 59, 0, time.UTC)
	r := digest.NewRecent(&slowArticles{}, under, func() time.Time { return now })
	for _, want := range []int{1, 1, 2, 2} {
		got, err := r.Changes(t.Context(), now.AddDate(0, 0, -7).Truncate(24*time.Hour))
		if err != nil || len(got) != 1 || under.reads != want {
			t.Errorf("at %s: %d changes, error %v, read %d times, want %d", now.Format(time.TimeOnly), len(got), err, under.reads, want)
		}
		now = now.Add(500 * time.Millisecond)
	}
}
