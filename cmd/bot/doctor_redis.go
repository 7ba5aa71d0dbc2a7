package main

import (
	"context"
	"fmt"

	"pledgewatch/internal/jobs"
	"pledgewatch/internal/store/redis"
)

// lookRedis says whether the Redis that REDIS_URL names answers, and how safely it keeps things.
func lookRedis(ctx context.Context, g *Globals, now clock) []finding {
	s, err := redis.Open(g.RedisURL.Reveal(), redis.Options{Now: now})
	if err != nil {
		return []finding{{what: "store", said: err.Error(), mend: "correct REDIS_URL"}}
	}
	defer func() { _ = s.Close() }() // only read
	if err := s.Ping(ctx); err != nil {
		return []finding{{what: "store", said: s.Where() + ": " + err.Error(), mend: "start it, or correct REDIS_URL; a bot that runs answers from the corpus meanwhile, and sends nothing"}}
	}
	out := []finding{{what: "store", said: s.Where()}}
	if n, err := jobs.Replicas(s.Client()); err == nil {
		out = append(out, finding{what: "bots", said: fmt.Sprintf("%d on it now", n)})
	}
	cautions, err := s.Cautions(ctx)
	if err != nil {
		out = append(out, finding{what: "store", said: err.Error(), mend: "look yourself whether it keeps an append-only file and never evicts", note: true})
	}
	for _, c := range cautions {
		out = append(out, finding{what: "store", said: c.Why, mend: c.Mend, note: true})
	}
	return append(out, lookKept(ctx, g, s, now)...)
}
