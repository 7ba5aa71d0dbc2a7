package sqlite_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/store/sqlite"
	"pledgewatch/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Fixture {
		var passed atomic.Int64
		start := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
		now := func() time.Time { return start.Add(time.Duration(passed.Load())) }
		s := open(t, filepath.Join(t.TempDir(), "data"), now)
		return storetest.Fixture{Store: s, Pass: func(d time.Duration) { passed.Add(int64(d)) }}
	})
}

func open(t *testing.T, dir string, now func() time.Time) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), dir, sqlite.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
