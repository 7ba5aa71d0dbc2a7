package reload

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"

	"pledgewatch/internal/knowledge"
)

const lamps = `
- id: harbour-board
  kind: actor
  title: Harbour Board
  statement: The Harbour Board runs the harbour and its lamps.
  topics: [lamps]
  type: organisation
  cites: [{source: log-1, paras: [1]}]
- id: quay-lamps
  kind: pledge
  title: New lamps on the quay
  statement: The Harbour Board promised new lamps for the whole of the quay.
  topics: [lamps]
  by: harbour-board
  made: 2023-02-02
  due: 2025
  status: announced
  cites: [{source: log-1, paras: [2]}]
`

// corpus is a directory of files that can be edited.
type corpus struct{ dir string }

func newCorpus(t *testing.T) corpus {
	t.Helper()
	c := corpus{t.TempDir()}
	c.write(t, "sources.yaml", "- {id: log-1, title: Harbour log, publisher: The Lantern, published: 2023-02-07}\n")
	c.write(t, "topics.yaml", "- {id: lamps, name: Lamps}\n")
	c.write(t, "lamps.yaml", lamps)
	return c
}

func (c corpus) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (c corpus) load() (*knowledge.Brain, error) {
	loaded, err := knowledge.Load(os.DirFS(c.dir))
	if err != nil {
		return nil, err
	}
	return &knowledge.Brain{Corpus: loaded}, nil
}

// options reload c and hand on what moved.
func (c corpus) options(t *testing.T) (Options, chan []knowledge.Delta, *safeBuffer) {
	t.Helper()
	first, err := c.load()
	if err != nil {
		t.Fatal(err)
	}
	moved, log := make(chan []knowledge.Delta, 8), &safeBuffer{}
	o := Options{
		Brain: &atomic.Pointer[knowledge.Brain]{}, Load: c.load, Now: time.Now, Log: slog.New(slog.NewTextHandler(log, nil)),
		Moved: func(_ context.Context, ds []knowledge.Delta) { moved <- ds },
	}
	o.Brain.Store(first)
	return o, moved, log
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestABrokenEditKeepsTheOldCorpusAndLogsEveryFault(t *testing.T) {
	c := newCorpus(t)
	o, moved, log := c.options(t)
	was := o.Brain.Load()
	r := &Reloader{o: o}
	c.write(t, "lamps.yaml", strings.NewReplacer("by: harbour-board", "by: nobody", "status: announced", "status: late").Replace(lamps))
	r.reload(t.Context())
	if o.Brain.Load() != was || len(moved) > 0 {
		t.Error("a broken corpus took the place of the good one")
	}
	for _, want := range []string{`no entry \"nobody\"`, `\"late\" is not one of`, "at=lamps.yaml:14", "faults=2"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s:\n%s", want, log)
		}
	}
	c.write(t, "lamps.yaml", strings.Replace(lamps, "status: announced", "status: delayed", 1))
	r.reload(t.Context())
	if o.Brain.Load() == was {
		t.Error("the mended corpus did not take its place")
	}
	if ds := <-moved; len(ds) != 1 || ds[0].String() != `quay-lamps: status: "announced" -> "delayed"` {
		t.Errorf("moved: %v", ds)
	}
}

func TestAnUnreadableCorpusKeepsTheOldOne(t *testing.T) {
	o, _, log := newCorpus(t).options(t)
	o.Load = func() (*knowledge.Brain, error) { return nil, errors.New("disk on fire") }
	was := o.Brain.Load()
	(&Reloader{o: o}).reload(t.Context())
	if o.Brain.Load() != was || !strings.Contains(log.String(), "disk on fire") {
		t.Errorf("want the old corpus and the reason in the log:\n%s", log)
	}
}

func TestFilesAreReadOnceTheyHaveComeToRest(t *testing.T) {
	c := newCorpus(t)
	tests := map[string]struct {
		writes int
		every  time.Duration
		want   int
	}{
		"one write":     {1, 0, 1},
		"many in a row": {20, quiet / 5, 1},
		"two far apart": {2, 3 * quiet, 2},
		"somebody who never stops is not waited for": {int(3*longest/quiet) * 2, quiet / 2, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, _, _ := c.options(t)
				loads := 0
				o.Load = func() (*knowledge.Brain, error) { loads++; return c.load() }
				ctx, stop := context.WithCancel(t.Context())
				written := make(chan struct{}, 1)
				go (&Reloader{o: o}).wait(ctx, written)
				for range tt.writes {
					written <- struct{}{}
					time.Sleep(tt.every)
				}
				time.Sleep(2 * quiet)
				synctest.Wait()
				if loads != tt.want {
					t.Errorf("read %d times, want %d", loads, tt.want)
				}
				stop()
				synctest.Wait()
			})
		})
	}
}

func TestASignalReloadsAtOnce(t *testing.T) {
	c := newCorpus(t)
	o, moved, _ := c.options(t)
	signals := make(chan os.Signal, 1)
	o.Signals = signals
	ctx, stop := context.WithCancel(t.Context())
	done := run(ctx, t, o)
	c.write(t, "lamps.yaml", strings.Replace(lamps, "due: 2025", "due: 2026-04/..", 1))
	signals <- syscall.SIGHUP
	if ds := <-moved; len(ds) != 1 || ds[0].Field != knowledge.FieldDate || ds[0].To != "2026-04/.." {
		t.Errorf("moved: %v", ds)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestAWatchedDirectoryIsReadWhenAFileIsReplaced(t *testing.T) {
	c := newCorpus(t)
	o, moved, _ := c.options(t)
	o.Dir = c.dir
	ctx, stop := context.WithCancel(t.Context())
	done := run(ctx, t, o)
	// As editors do: write beside it, then put it in place.
	c.write(t, ".lamps.tmp", strings.Replace(lamps, "status: announced", "status: dropped", 1))
	if err := os.Rename(filepath.Join(c.dir, ".lamps.tmp"), filepath.Join(c.dir, "lamps.yaml")); err != nil {
		t.Fatal(err)
	}
	select {
	case ds := <-moved:
		if len(ds) != 1 || ds[0].To != "dropped" {
			t.Errorf("moved: %v", ds)
		}
	case <-time.After(30 * time.Second):
		t.Error("the new file was not read")
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func run(ctx context.Context, t *testing.T, o Options) <-chan error {
	t.Helper()
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	return done
}

func TestADirectoryThatIsNotThereIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nowhere")
	if _, err := New(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("New: %v, want an error that names %s", err, dir)
	}
}

func TestOnlyCorpusFilesAreLookedAt(t *testing.T) {
	tests := map[string]struct {
		e    fsnotify.Event
		want bool
	}{
		"a file written":            {fsnotify.Event{Name: "/c/lamps.yaml", Op: fsnotify.Write}, true},
		"a file removed":            {fsnotify.Event{Name: "/c/lamps.yaml", Op: fsnotify.Remove}, true},
		"a volume swapped":          {fsnotify.Event{Name: "/c/..data", Op: fsnotify.Create}, true},
		"rights changed":            {fsnotify.Event{Name: "/c/lamps.yaml", Op: fsnotify.Chmod}, false},
		"what an editor keeps":      {fsnotify.Event{Name: "/c/.lamps.yaml.swp", Op: fsnotify.Write}, false},
		"a hidden copy":             {fsnotify.Event{Name: "/c/.lamps.yaml", Op: fsnotify.Write}, false},
		"something else altogether": {fsnotify.Event{Name: "/c/corpus.schema.json", Op: fsnotify.Write}, false},
	}
	for name, tt := range tests {
		if got := concerns(tt.e); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
