package redistest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"
)

// Watched is a Redis whose master may be killed: another node takes its place.
type Watched struct {
	URL    string // as REDIS_URL has it
	Master *Server
}

// StartWatched starts a server with two replicas, and three Sentinels that put one of them in its place when it does not answer for
// a second.
func StartWatched(tb testing.TB) Watched {
	tb.Helper()
	return startWatched(tb, true)
}

// StartLagging does the same, but returns while the replicas wait, for some seconds, to be given what the master holds.
func StartLagging(tb testing.TB) Watched {
	tb.Helper()
	return startWatched(tb, false)
}

func startWatched(tb testing.TB, inStep bool) Watched {
	tb.Helper()
	delay := map[bool]string{true: "0", false: "8"}[inStep]
	master := Start(tb, "--repl-diskless-sync-delay", delay)
	host, port, _ := strings.Cut(master.Addr(), ":")
	for range 2 {
		Start(tb, "--replicaof", host+" "+port)
	}
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	if inStep {
		awaitInfo(ctx, tb, master, "replication", "state=online", 2)
	}
	var sentinels []*Server
	var addrs []string
	for range 3 {
		s := startSentinel(tb, master, 2, "down-after-milliseconds main 1000", "failover-timeout main 5000")
		sentinels, addrs = append(sentinels, s), append(addrs, s.Addr())
	}
	for _, s := range sentinels { // each knows of the others and of both replicas
		awaitInfo(ctx, tb, s, "sentinel", "slaves=2,sentinels=3", 1)
	}
	return Watched{fmt.Sprintf("redis+sentinel://%s/0?master_name=main&addr=%s&addr=%s", addrs[0], addrs[1], addrs[2]), master}
}

// StartWatchedCluster starts a cluster of three masters with a replica each, and names one of the masters.
func StartWatchedCluster(tb testing.TB) Watched {
	tb.Helper()
	url, masters := startCluster(tb, "--cluster-node-timeout", "1500", "--repl-diskless-sync-delay", "0")
	host, port, _ := strings.Cut(masters[0].Addr(), ":")
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	for _, m := range masters {
		of := client(tb, m)
		id, err := of.ClusterMyID(ctx).Result()
		if err != nil {
			tb.Fatal(err)
		}
		r := Start(tb, "--cluster-enabled", "yes", "--cluster-node-timeout", "1500")
		c := client(tb, r)
		if err := c.ClusterMeet(ctx, host, port).Err(); err != nil {
			tb.Fatal(err)
		}
		await(ctx, tb, "a node to be known", func() bool { return c.ClusterReplicate(ctx, id).Err() == nil })
		awaitInfo(ctx, tb, m, "replication", "state=online", 1)
	}
	return Watched{url, masters[1]}
}

func client(tb testing.TB, s *Server) *goredis.Client {
	tb.Helper()
	c := goredis.NewClient(&goredis.Options{Addr: s.Addr()})
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

// awaitInfo waits until a server says something so many times.
func awaitInfo(ctx context.Context, tb testing.TB, s *Server, section, want string, times int) {
	tb.Helper()
	c := client(tb, s)
	await(ctx, tb, want, func() bool {
		text, err := c.Info(ctx, section).Result()
		return err == nil && strings.Count(text, want) == times
	})
}
