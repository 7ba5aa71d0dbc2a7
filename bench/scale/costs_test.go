package scale

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
)

// info reads figures of a Redis.
func info(tb testing.TB, s *redis.Store, section string, names ...string) (sum float64) {
	tb.Helper()
	text, err := s.Client().Info(tb.Context(), section).Result()
	must(tb, err)
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		for _, n := range names {
			if n == name {
				x, err := strconv.ParseFloat(value, 64)
				must(tb, err)
				sum += x
			}
		}
	}
	return sum
}

func openRedis(b *testing.B, flags ...string) *redis.Store {
	b.Helper()
	s, err := redis.Open(redistest.Start(b, flags...).URL(), redis.Options{Now: time.Now})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	must(b, s.Ping(b.Context()))
	return s
}

// digestMessage is as long as digests are.
func digestMessage(team, channel, key string) delivery.Message {
	return delivery.Message{
		Key: delivery.Key("digest", team, channel, key), Team: team, Channel: channel, Kind: "digest", Text: strings.Repeat("What changed. ", 40),
		Blocks: []byte(`[{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("A pledge moved. ", 300) + `"}}]`), Created: monday,
	}
}

// BenchmarkRedisMemory says how many bytes of Redis one of each kind takes: B-each. A workspace has two channels here.
func BenchmarkRedisMemory(b *testing.B) {
	const many = 5000
	for _, c := range []struct {
		name string
		put  func(ctx context.Context, s *redis.Store, i int) error
	}{
		{"subscription", func(ctx context.Context, s *redis.Store, i int) error {
			return s.PutSubscription(ctx, digest.Subscription{
				Team: fmt.Sprintf("T%09d", i/2), Channel: fmt.Sprintf("C%09d", i), Topics: []string{"kinship-care", "family-help"}, Schedule: digest.DefaultSchedule,
				Zone: digest.DefaultZone, By: "U012345678", Created: monday, Next: monday,
			})
		}},
		{"message-waiting", func(ctx context.Context, s *redis.Store, i int) error {
			return s.Enqueue(ctx, []delivery.Message{digestMessage(fmt.Sprintf("T%09d", i/2), fmt.Sprintf("C%09d", i), "w")})
		}},
		{"message-sent", func(ctx context.Context, s *redis.Store, i int) error {
			m := digestMessage(fmt.Sprintf("T%09d", i%100/2), fmt.Sprintf("C%09d", i%100), fmt.Sprint(i)) // fifty each
			if err := s.Enqueue(ctx, []delivery.Message{m}); err != nil {
				return err
			}
			if _, err := s.Claim(ctx, fmt.Sprint(i), monday, time.Minute, 1); err != nil {
				return err
			}
			return s.Sent(ctx, m.Key, fmt.Sprint(i), "1795424400.000100", monday)
		}},
		{"article", func(ctx context.Context, s *redis.Store, i int) error {
			a := feed.Article{Feed: fmt.Sprint("feed-", i%20), GUID: fmt.Sprintf("https://news.example/?p=%d", i), Hash: delivery.Key(fmt.Sprint(i)), Title: "A title of the usual length for a trade paper", FirstSeen: monday}
			for range 15 {
				a.Paragraphs = append(a.Paragraphs, strings.Repeat("A paragraph of an article has a few hundred letters. ", 5))
			}
			return s.PutArticle(ctx, a)
		}},
		{"feed", func(ctx context.Context, s *redis.Store, i int) error {
			return s.PutFeedState(ctx, feed.State{Source: fmt.Sprint("feed-", i), Configured: fmt.Sprintf("https://site-%d.example/feed", i), ETag: `"0123456789abcdef"`, Next: monday})
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := openRedis(b, "--appendonly", "no")
			before := info(b, s, "memory", "used_memory")
			for b.Loop() {
				for i := range many {
					must(b, c.put(b.Context(), s, i))
				}
			}
			b.ReportMetric((info(b, s, "memory", "used_memory")-before)/many, "B-each")
		})
	}
}

// BenchmarkRedisOutbox takes messages through the outbox, from storing to sent, by sixteen workers: how long Redis itself is busy with
// one (redis-us/op), and how many writes to its file that makes.
func BenchmarkRedisOutbox(b *testing.B) {
	for name, fsync := range map[string]string{"always": "always", "everysec": "everysec"} {
		b.Run(name, func(b *testing.B) {
			s := openRedis(b, "--appendfsync", fsync)
			before := info(b, s, "cpu", "used_cpu_sys", "used_cpu_user")
			calls := info(b, s, "stats", "total_commands_processed")
			var wg sync.WaitGroup
			work := make(chan int)
			for w := range 16 {
				wg.Go(func() {
					for i := range work {
						m := digestMessage(fmt.Sprintf("T%09d", i%1000), fmt.Sprintf("C%09d", i), fmt.Sprint(i))
						if err := s.Enqueue(b.Context(), []delivery.Message{m}); err != nil {
							b.Error(err)
						}
						lease := fmt.Sprint(w, "/", i)
						jobs, err := s.Claim(b.Context(), lease, time.Now(), time.Minute, 1)
						if err != nil {
							b.Error(err)
						}
						for _, j := range jobs {
							if err := s.Begin(b.Context(), j.Key, lease, time.Now()); err != nil {
								b.Error(err)
							}
							if err := s.Sent(b.Context(), j.Key, lease, "1.1", time.Now()); err != nil {
								b.Error(err)
							}
						}
					}
				})
			}
			for i := 0; b.Loop(); i++ {
				work <- i
			}
			close(work)
			wg.Wait()
			busy := info(b, s, "cpu", "used_cpu_sys", "used_cpu_user") - before
			b.ReportMetric(busy*1e6/float64(b.N), "redis-us/op")
			b.ReportMetric((info(b, s, "stats", "total_commands_processed")-calls)/float64(b.N), "commands/op")
		})
	}
}
