package redis_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

func TestWhatIsUnsafeIsSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flags []string
		want  []string // a word of each caution, in order
	}{
		"as safe as can be":        {nil, nil},
		"nothing on disk":          {[]string{"--appendonly", "no"}, []string{"keeps nothing"}},
		"snapshots only":           {[]string{"--appendonly", "no", "--save", "60 1"}, []string{"snapshots"}},
		"the file lags behind":     {[]string{"--appendfsync", "everysec"}, []string{"a second or two"}},
		"it may evict":             {[]string{"--maxmemory-policy", "allkeys-lru"}, []string{"allkeys-lru"}},
		"both":                     {[]string{"--appendonly", "no", "--maxmemory-policy", "volatile-ttl"}, []string{"keeps nothing", "volatile-ttl"}},
		"it does not tell, AOF":    {[]string{"--rename-command", "CONFIG", ""}, nil},
		"it does not tell, no AOF": {[]string{"--appendonly", "no", "--rename-command", "CONFIG", ""}, []string{"does not tell"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, redistest.Start(t, c.flags...), redis.Options{Now: time.Now})
			t.Cleanup(func() { _ = s.Close() })
			got, err := s.Cautions(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, c.want, func(g redis.Caution, w string) bool { return strings.Contains(g.Why, w) && g.Mend != "" }) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// lines is a log that a test can wait for.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) await(t *testing.T, what string) {
	t.Helper()
	for range 1000 {
		l.mu.Lock()
		found := strings.Contains(l.buf.String(), what)
		l.mu.Unlock()
		if found {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %q in: %s", what, l.buf.String())
}

func TestTheWatchSaysThatRedisIsAway(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--maxmemory-policy", "allkeys-lru")
	for _, down := range []bool{false, true} {
		if down {
			server.Kill()
		}
		s := open(t, server, redis.Options{Now: time.Now})
		var log lines
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Watch(ctx, slog.New(slog.NewTextHandler(&log, nil))) }()
		if down {
			log.await(t, "Redis does not answer")
		} else {
			log.await(t, "allkeys-lru")
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAStoreOfANewerBuildIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := open(t, redistest.Start(t), redis.Options{Now: time.Now})
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Client().Set(t.Context(), redis.Prefix+":format", "99", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "another Pledgewatch") {
		t.Errorf("got error %v", err)
	}
}
