package scale

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/sqlite"
)

// monday is when all digests are due.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func now() time.Time { return monday.Add(time.Second) }

// news is a busy week's: articles of some fifteen paragraphs each.
func news(entries []*knowledge.Entry) (out []feed.Article) {
	for i := range 60 {
		e := entries[i*7%len(entries)]
		a := feed.Article{
			Feed: "cc", GUID: fmt.Sprint(i), Hash: "h", Title: e.Title + ": what comes next", Link: fmt.Sprintf("https://news.example/%d", i),
			Description: "An invented article on " + e.Title + ".", Published: monday.Add(-time.Duration(i) * time.Hour), FirstSeen: monday.Add(-time.Duration(i) * time.Hour),
		}
		for p := range 15 {
			a.Paragraphs = append(a.Paragraphs, fmt.Sprintf("Paragraph %d: %s Councils, social workers and kinship carers said that they would wait and see.", p, e.Statement))
		}
		out = append(out, a)
	}
	return out
}

// keeper is where the articles are read from.
type keeper interface {
	digest.Articles
	PutArticle(ctx context.Context, a feed.Article) error
	Close() error
}

// BenchmarkTenThousandDigests builds ten thousand digests with different topics, on as many processors as there are.
func BenchmarkTenThousandDigests(b *testing.B) {
	c, err := knowledge.Load(config.Corpus())
	must(b, err)
	brain, err := knowledge.NewBrain(c)
	must(b, err)
	for name, open := range map[string]func() keeper{
		"sqlite": func() keeper {
			s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "data"), sqlite.Options{Now: now})
			must(b, err)
			return s
		},
		"redis": func() keeper {
			s, err := redis.Open(redistest.Start(b).URL(), redis.Options{Now: now})
			must(b, err)
			return s
		},
	} {
		b.Run(name, func(b *testing.B) {
			s := open()
			b.Cleanup(func() { must(b, s.Close()) })
			for _, a := range news(c.Entries()) {
				must(b, s.PutArticle(b.Context(), a))
			}
			composer := &digest.Composer{Brain: func() *knowledge.Brain { return brain }, Articles: digest.NewRecent(s, now), Now: now}
			var peak uint64
			before := processorTime(b)
			for b.Loop() {
				peak = max(peak, buildAll(b, composer, c.Topics(), 10_000))
			}
			b.ReportMetric(float64(peak)/(1<<20), "MB-heap")
			b.ReportMetric((processorTime(b)-before).Seconds()/float64(b.N), "cpu-s/op") // whatever else the machine does
		})
	}
}

// processorTime is what this process had of the processors so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// buildAll builds n digests and returns the most that the heap held.
func buildAll(b *testing.B, c *digest.Composer, topics []knowledge.Topic, n int) (peak uint64) {
	b.Helper()
	work := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				sub := digest.Subscription{Team: "T1", Channel: fmt.Sprint("C", i), Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone, Next: monday}
				for t := range 1 + i%3 { // one to three topics, another choice for each channel
					sub.Topics = append(sub.Topics, topics[(i/3+t*(1+i/100))%len(topics)].ID)
				}
				when, err := sub.When()
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := c.Compose(b.Context(), sub, when.UpTo(monday)); err != nil {
					b.Error(err)
					return
				}
				if i%500 == 0 {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					mu.Lock()
					peak = max(peak, m.HeapAlloc)
					mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	return peak
}
