//go:build unix

package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/store/sqlite"
)

const (
	feeds     = 1000
	feedItems = 20
)

// BenchmarkFeedsFirst polls a thousand feeds of twenty items each for the first time: fetched over loopback, parsed, cleaned,
// looked through for what was planted, kept in a store on the disk.
func BenchmarkFeedsFirst(b *testing.B) {
	press := newPress(b)
	var used usage
	for b.Loop() {
		b.StopTimer()
		store := newStore(b)
		b.StartTimer()
		got := used.of(b, press, func() tally { return pollAll(b, press, store) })
		if got.read != feeds || got.articles != feeds*feedItems {
			b.Fatalf("%d feeds read, %d articles new", got.read, got.articles)
		}
	}
	used.report(b)
}

// BenchmarkFeedsUnchanged polls them again when nothing has changed. Nothing is sent, so nothing is parsed.
func BenchmarkFeedsUnchanged(b *testing.B) {
	press := newPress(b)
	store := newStore(b)
	pollAll(b, press, store)
	var used usage
	for b.Loop() {
		b.StopTimer()
		makeDue(b, store)
		whole := press.whole.Load()
		b.StartTimer()
		got := used.of(b, press, func() tally { return pollAll(b, press, store) })
		if got.unchanged != feeds || got.items != 0 || press.whole.Load() != whole {
			b.Fatalf("%d feeds unchanged, %d items parsed, %d documents sent", got.unchanged, got.items, press.whole.Load()-whole)
		}
	}
	used.report(b)
}

// press serves the feeds, from as many hosts as this machine's loopback has, up to twenty.
type press struct {
	hosts []string
	docs  [][]byte // zipped
	sent  atomic.Int64
	whole atomic.Int64 // documents sent
}

func newPress(b *testing.B) *press {
	b.Helper()
	p := &press{}
	for i := range feeds {
		var doc bytes.Buffer
		z := gzip.NewWriter(&doc)
		writeFeed(z, i)
		if err := z.Close(); err != nil {
			b.Fatal(err)
		}
		p.docs = append(p.docs, doc.Bytes())
	}
	server := &http.Server{Handler: p, ReadHeaderTimeout: time.Minute}
	var wg sync.WaitGroup
	for k := range 20 {
		ln, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", fmt.Sprintf("127.0.0.%d:0", k+1))
		if err != nil {
			break
		}
		p.hosts = append(p.hosts, ln.Addr().String())
		wg.Go(func() { _ = server.Serve(counted{ln, &p.sent}) })
	}
	b.Cleanup(func() { _ = server.Close(); wg.Wait() })
	return p
}

// writeFeed writes a feed as WordPress would, with articles of a dozen paragraphs.
func writeFeed(w *gzip.Writer, n int) {
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Paper %d</title><link>https://paper-%d.example/</link>`, n, n)
	for i := range feedItems {
		_, _ = fmt.Fprintf(w, `<item><title>Council %d tries a new way %d of helping families</title><link>https://paper-%d.example/council-%d-tries-a-new-way-%d/</link><guid isPermaLink="false">%d:%d</guid><pubDate>%s</pubDate><description>What happened.</description><content:encoded><![CDATA[`,
			n, i, n, n, i, n, i, time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC).AddDate(0, 0, -i).Format(time.RFC1123Z))
		for k := range 12 {
			_, _ = fmt.Fprintf(w, "<p>In paragraph %d, <a href=\"https://paper-%d.example/\">the council</a> said that £%dm for family help &amp; kinship care would last until April %d.%s</p>\n", k, n, i+k, 2026+k, strings.Repeat(" Social workers agreed.", 8))
		}
		_, _ = fmt.Fprint(w, `]]></content:encoded></item>`)
	}
	_, _ = fmt.Fprint(w, `</channel></rss>`)
}

// ServeHTTP answers with a feed, or that it has not changed.
func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var n int
	if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil || n < 0 || n >= feeds {
		http.NotFound(w, r)
		return
	}
	tag := fmt.Sprintf(`"%d"`, n)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p.whole.Add(1)
	w.Header().Set("Content-Type", "application/rss+xml; charset=UTF-8")
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write(p.docs[n])
}

// counted counts what goes over the wire to clients.
type counted struct {
	net.Listener
	sent *atomic.Int64
}

func (c counted) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	return countedConn{conn, c.sent}, err
}

type countedConn struct {
	net.Conn
	sent *atomic.Int64
}

func (c countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

func newStore(b *testing.B) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// makeDue has all feeds polled again.
func makeDue(b *testing.B, s *sqlite.Store) {
	b.Helper()
	states, err := s.FeedStates(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, st := range states {
		st.Next = time.Time{}
		if err := s.PutFeedState(b.Context(), st); err != nil {
			b.Fatal(err)
		}
	}
}

// tally is what polling all feeds came to.
type tally struct{ read, unchanged, items, articles int }

// silent takes on articles and does nothing with them.
type silent struct{}

// Handle does nothing.
func (silent) Handle(context.Context, feed.Article, feed.Verdict) error { return nil }

// pollAll polls every feed once, as the bot does but for its pauses between requests to one host.
func pollAll(b *testing.B, p *press, s *sqlite.Store) tally {
	b.Helper()
	fetcher, err := feed.NewHTTPFetcher(feed.FetchOptions{AllowPrivate: []string{"127.0.0.0/8"}})
	if err != nil {
		b.Fatal(err)
	}
	defer fetcher.Close()
	var sources []feed.Source
	for i := range feeds {
		sources = append(sources, feed.Source{ID: fmt.Sprint("paper-", i), Name: fmt.Sprint("Paper ", i), URL: fmt.Sprintf("http://%s/%d", p.hosts[i%len(p.hosts)], i), Every: time.Hour})
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	var mu sync.Mutex
	var out tally
	poller, err := feed.NewPoller(feed.Options{
		Sources: sources, Keeper: s, Fetcher: fetcher, Handler: silent{}, Activity: s,
		Observe: func(_ feed.Source, r feed.Report, err error) {
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				b.Error(err)
				stop()
				return
			}
			out.items, out.articles = out.items+r.Items, out.articles+r.New
			if r.NotModified {
				out.unchanged++
			} else {
				out.read++
			}
			if out.read+out.unchanged == feeds {
				stop()
			}
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := poller.Run(ctx); err != nil {
		b.Fatal(err)
	}
	return out
}

// usage is what a benchmark took of the machine, the press's part included.
type usage struct {
	runs int
	cpu  time.Duration
	sent int64
	heap uint64 // the most that was live
}

func (u *usage) of(b *testing.B, p *press, do func() tally) tally {
	b.Helper()
	cpu, sent := processorTime(b), p.sent.Load()
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { u.watchHeap(done) })
	out := do()
	close(done)
	wg.Wait()
	u.runs++
	u.cpu += processorTime(b) - cpu
	u.sent += p.sent.Load() - sent
	return out
}

func (u *usage) watchHeap(done <-chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			u.heap = max(u.heap, m.HeapInuse)
		}
	}
}

func (u *usage) report(b *testing.B) {
	b.Helper()
	n := float64(u.runs)
	b.ReportMetric(u.cpu.Seconds()/n, "cpu-s/op")
	b.ReportMetric(float64(u.sent)/n/1e6, "MB-sent/op")
	b.ReportMetric(float64(u.heap)/1e6, "MB-heap")
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
