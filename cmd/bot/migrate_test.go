package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/sqlite"
)

// migrated runs the command and returns what it said and its exit status.
func migrated(t *testing.T, data string, server *redistest.Server, from, to string) (string, int) {
	t.Helper()
	var out strings.Builder
	code := run(t.Context(), []string{"migrate", "--from", from, "--to", to, "--data", data, "--redis-url", server.URL()}, streams{strings.NewReader(""), &out, &out})
	return out.String(), code
}

// served starts a bot that does not start.
func served(t *testing.T, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // should it start, it ends
	defer cancel()
	out := &transcript{want: listening, seen: make(chan struct{})}
	code := run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0", "--feed", sampleServer(t)}, args...), streams{strings.NewReader(""), out, out})
	return out.text(), code
}

func withMessages(t *testing.T, data string, keys ...string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), data, sqlite.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if err := s.Enqueue(t.Context(), []delivery.Message{{Key: k, Team: "T1", Channel: "C1", Text: "text", Created: time.Now()}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateThereAndBack(t *testing.T) {
	data, back, server := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "back"), redistest.Start(t)
	withMessages(t, data, "a", "b")
	said, code := migrated(t, data, server, "sqlite", "redis")
	if code != exitDone || !strings.Contains(said, "messages              2") || strings.Contains(said, "DIFFERENT") {
		t.Fatalf("exit %d\n%s", code, said)
	}
	if said, code := migrated(t, data, server, "sqlite", "redis"); code != exitUsage || !strings.Contains(said, "holds something already") {
		t.Errorf("a second time: exit %d\n%s", code, said)
	}
	if said, code := migrated(t, back, server, "redis", "sqlite"); code != exitDone || !strings.Contains(said, "messages              2") {
		t.Errorf("back: exit %d\n%s", code, said)
	}
}

func TestMigrateIsRefused(t *testing.T) {
	server := redistest.Start(t)
	running := t.TempDir()
	_, said := start(t, "--data", running, "--feed", sampleServer(t))
	if out, code := migrated(t, running, server, "sqlite", "redis"); code != exitUsage || !strings.Contains(out, "another bot is using") {
		t.Errorf("beside a bot on SQLite: exit %d\n%s%s", code, out, said.text())
	}
	_, said = start(t, "--data", t.TempDir(), "--redis-url", server.URL(), "--feed", sampleServer(t))
	s := &otherSlack{t: t, said: said}
	data := filepath.Join(t.TempDir(), "data")
	s.eventually("a bot on Redis to be seen", func() bool {
		out, code := migrated(t, data, server, "redis", "sqlite")
		return code == exitUsage && strings.Contains(out, "bots run on Redis")
	})
	away := redistest.Start(t)
	half := filepath.Join(t.TempDir(), "half")
	withMessages(t, half, "a")
	if err := os.WriteFile(filepath.Join(half, movingFile), []byte("Redis at elsewhere:1, database 0"), 0o600); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"sqlite": "redis", "redis": "sqlite"} {
		if out, code := migrated(t, half, away, from, to); code != exitUsage || !strings.Contains(out, "half full") {
			t.Errorf("a half full directory, from %s: exit %d\n%s", from, code, out)
		}
	}
	if out, code := migrated(t, data, away, "redis", "redis"); code != exitUsage || !strings.Contains(out, "the same") {
		t.Errorf("to itself: exit %d\n%s", code, out)
	}
	if out, code := served(t, "--data", half); code != exitUsage || !strings.Contains(out, "half full") {
		t.Errorf("a bot on a half full directory: exit %d\n%s", code, out)
	}
	r, err := redis.Open(away.URL(), redis.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.SetMoving(t.Context(), "SQLite in elsewhere"), r.Close()); err != nil {
		t.Fatal(err)
	}
	if out, code := served(t, "--data", t.TempDir(), "--redis-url", away.URL()); code != exitUsage || !strings.Contains(out, "half full") {
		t.Errorf("a bot on a half full Redis: exit %d\n%s", code, out)
	}
	away.Kill()
	if out, code := migrated(t, filepath.Join(t.TempDir(), "new"), away, "sqlite", "redis"); code != exitUsage || !strings.Contains(out, "does not answer") {
		t.Errorf("to a Redis that is away: exit %d\n%s", code, out)
	}
}
