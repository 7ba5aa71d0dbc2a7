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
	"pledgewatch/internal/blocks"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/redis/redistest"
	"pledgewatch/internal/store/sqlite"
	"pledgewatch/internal/watch"
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

// reports are what a week's articles seem to change: of every twentieth entry the status.
func reports(entries []*knowledge.Entry) (out []watch.Change) {
	for i := 0; i < len(entries); i += 20 {
		e := entries[i]
		out = append(out, watch.Change{
			Key: fmt.Sprint("k", i), Entry: e.ID, Title: e.Title, Field: watch.Status, From: "announced", To: "delayed", Sentence: e.Statement, Standing: watch.StandingReported,
			Article: watch.Origin{Publisher: "Invented", Link: fmt.Sprintf("https://news.example/%d", i)}, Found: monday.AddDate(0, 0, -1), Version: 1,
		})
	}
	return out
}

// keeper is where the articles, and what they report, are read from.
type keeper interface {
	digest.Articles
	digest.Changes
	PutArticle(ctx context.Context, a feed.Article) error
	Propose(ctx context.Context, c watch.Change, since time.Time) (watch.Change, bool, error)
	Close() error
}

// BenchmarkTenThousandDigests builds ten thousand digests with different topics, as Slack gets them, on as many processors as there
// are. Memory is flat: what the heap holds at most does not grow from the first thousand (MB-heap-1000) to the last (MB-heap).
func BenchmarkTenThousandDigests(b *testing.B) {
	c, err := knowledge.Load(config.Corpus())
	must(b, err)
	brain := knowledge.NewBrain(c)
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
			for _, r := range reports(c.Entries()) {
				_, _, err := s.Propose(b.Context(), r, monday)
				must(b, err)
			}
			recent := digest.NewRecent(s, s, now)
			composer := &digest.Composer{Brain: func() *knowledge.Brain { return brain }, Articles: recent, Changes: recent, Now: now}
			var first, peak uint64
			before := processorTime(b)
			for b.Loop() {
				first = max(first, buildAll(b, composer, c.Topics(), 0, 1000))
				peak = max(peak, buildAll(b, composer, c.Topics(), 1000, 10_000))
			}
			b.ReportMetric(float64(first)/(1<<20), "MB-heap-1000")
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

// buildAll builds the digests from one number to another and returns the most that the heap held.
func buildAll(b *testing.B, c *digest.Composer, topics []knowledge.Topic, from, to int) (peak uint64) {
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
				d, err := c.Compose(b.Context(), sub, when.UpTo(monday))
				if err != nil {
					b.Error(err)
					return
				}
				if pages, err := blocks.DigestMessages(d, commands.Run(), commands.Share(d)); err != nil || len(pages) == 0 {
					b.Error(len(pages), err)
					return
				}
				if i%100 == 0 {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					mu.Lock()
					peak = max(peak, m.HeapAlloc)
					mu.Unlock()
				}
			}
		})
	}
	for i := from; i < to; i++ {
		work <- i
	}
	close(work)
	wg.Wait()
	return peak
}
