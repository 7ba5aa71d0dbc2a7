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
	suite(t, redistest.Start(t).URL())
}

func TestStoreOnACluster(t *testing.T) {
	t.Parallel()
	suite(t, redistest.StartCluster(t))
}

// suite runs what every store passes, each test in a corner of its own of one Redis.
func suite(t *testing.T, address string) {
	t.Helper()
	n := 0
	storetest.Run(t, func(t *testing.T) storetest.Fixture {
		var passed atomic.Int64
		start := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
		n++
		s, err := redis.Open(address, redis.Options{
			Now:    func() time.Time { return start.Add(time.Duration(passed.Load())) },
			Prefix: fmt.Sprint("test", n),
		})
		if err != nil {
			t.Fatal(err)
		}
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

// A Redis is reached by whatever form its address has.
func TestEveryFormOfAddressLeadsToARedis(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) string{
		"a cluster": redistest.StartCluster, "Sentinel": redistest.StartSentinel, "TLS": redistest.StartTLS,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := redis.Open(start(t), redis.Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if err := s.Ping(t.Context()); err != nil {
				t.Error(err)
			}
			if cautions, err := s.Cautions(t.Context()); err != nil || len(cautions) > 0 {
				t.Errorf("%q, error %v", cautions, err)
			}
			if empty, err := s.Empty(t.Context()); err != nil || !empty {
				t.Errorf("empty: %v, error %v", empty, err)
			}
		})
	}
}
