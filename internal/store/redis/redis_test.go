package redis_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	n := 0
	storetest.Run(t, func(t *testing.T) storetest.Fixture {
		var passed atomic.Int64
		start := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
		n++
		s := open(t, server, redis.Options{
			Now:    func() time.Time { return start.Add(time.Duration(passed.Load())) },
			Prefix: fmt.Sprint("test", n),
		})
		return storetest.Fixture{Store: s, Pass: func(d time.Duration) { passed.Add(int64(d)) }}
	})
}

func open(t *testing.T, server *redistest.Server, o redis.Options) *redis.Store {
	t.Helper()
	s, err := redis.Open(server.URL(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
