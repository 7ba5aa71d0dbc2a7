// Package reload keeps what the bot knows up to date with the files it came from, without a restart.
//
// It promises all or nothing: a new corpus is loaded and indexed whole beside the old one and takes its place in one step; a
// broken one changes nothing and every fault in it is logged. It loads after a signal and, where it has a directory to watch,
// once the files there have come to rest. What to do about the changes it leaves to who asked for them.
package reload

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fsnotify/fsnotify"

	"pledgewatch/internal/knowledge"
)

// An editor or a copy writes several files, and some of them twice: they are read once nothing was written for quiet, and
// after longest even if somebody keeps writing.
const (
	quiet   = 500 * time.Millisecond
	longest = 10 * time.Second
)

// Options are what a Reloader needs. Guard, Dir and Moved may be left out.
type Options struct {
	Brain   *atomic.Pointer[knowledge.Brain]         // what is replaced
	Load    func() (*knowledge.Brain, error)         // makes a new one
	Guard   sync.Locker                              // held from Load until the new one is in place; nil: nobody else replaces it
	Dir     string                                   // the directory of the corpus files; empty where there is none to watch
	Signals <-chan os.Signal                         // each asks for a reload
	Moved   func(context.Context, []knowledge.Delta) // is told what a new corpus changed, never nothing
	Now     func() time.Time
	Log     *slog.Logger
}

// Reloader replaces a brain when its files change.
type Reloader struct {
	o       Options
	watcher *fsnotify.Watcher // nil where nothing is watched
}

// New begins to watch; the error says why that cannot be. Run must follow, and ends it.
func New(o Options) (*Reloader, error) {
	r := &Reloader{o: o}
	if o.Dir == "" {
		return r, nil
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch the corpus: %w", err)
	}
	if err := w.Add(o.Dir); err != nil {
		return nil, errors.Join(fmt.Errorf("watch the corpus in %s: %w", o.Dir, err), w.Close())
	}
	r.watcher = w
	return r, nil
}

// Run reloads until ctx ends. No fault in the files ends it.
func (r *Reloader) Run(ctx context.Context) error {
	written := make(chan struct{}, 1)
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		r.watch(ctx, written)
	}()
	r.wait(ctx, written)
	<-watching
	return nil
}

// wait reloads when told to, and when what was written has come to rest.
func (r *Reloader) wait(ctx context.Context, written <-chan struct{}) {
	rest := time.NewTimer(0)
	defer rest.Stop()
	<-rest.C
	var since time.Time // of the first write that was not read yet
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-r.o.Signals:
			r.o.Log.Info("corpus reload asked for", "signal", s)
			rest.Stop()
			since = time.Time{}
			r.reload(ctx)
		case <-written:
			if since.IsZero() {
				since = r.o.Now()
			}
			rest.Reset(min(quiet, longest-r.o.Now().Sub(since)))
		case <-rest.C:
			since = time.Time{}
			r.reload(ctx)
		}
	}
}

// watch passes on that a corpus file was written.
func (r *Reloader) watch(ctx context.Context, written chan<- struct{}) {
	if r.watcher == nil {
		return
	}
	defer func() { _ = r.watcher.Close() }()
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-r.watcher.Errors:
			r.o.Log.Warn("corpus directory: events were lost, reading it anew", "dir", r.o.Dir, "err", err)
		case e := <-r.watcher.Events:
			if filepath.Clean(e.Name) == filepath.Clean(r.o.Dir) && e.Has(fsnotify.Remove|fsnotify.Rename) {
				r.o.Log.Error("the corpus directory is gone: the corpus stays as it is; put it back and restart the bot", "dir", r.o.Dir)
				return
			}
			if !concerns(e) {
				continue
			}
		}
		select {
		case written <- struct{}{}:
		default: // one is waiting already
		}
	}
}

// concerns reports whether an event may have changed the corpus: of a YAML file, or of the link by which Kubernetes swaps all
// files of a volume at once; not of what editors keep beside a file.
func concerns(e fsnotify.Event) bool {
	name := filepath.Base(e.Name)
	return e.Op != fsnotify.Chmod && (strings.HasPrefix(name, "..") || filepath.Ext(name) == ".yaml" && !strings.HasPrefix(name, "."))
}

// replace loads the files and puts what they hold in place.
func (r *Reloader) replace() (before, next *knowledge.Brain, err error) {
	if r.o.Guard != nil {
		r.o.Guard.Lock()
		defer r.o.Guard.Unlock()
	}
	if next, err = r.o.Load(); err != nil {
		return nil, nil, err
	}
	return r.o.Brain.Swap(next), next, nil
}

// reload loads the files and puts what they hold in place, or logs why not.
func (r *Reloader) reload(ctx context.Context) {
	before, next, err := r.replace()
	var faults knowledge.Faults
	switch {
	case errors.As(err, &faults):
		for _, f := range faults {
			r.o.Log.Error("corpus fault", "at", f.Where(), "entry", f.Entry, "what", f.What)
		}
		r.o.Log.Error("the corpus stays as it was: mend the faults, or run bot corpus lint", "faults", len(faults))
		return
	case err != nil:
		r.o.Log.Error("the corpus stays as it was", "err", err)
		return
	}
	deltas := knowledge.Diff(before.Corpus, next.Corpus)
	r.o.Log.Info("corpus reloaded", "entries", len(next.Corpus.Entries()), "changes", len(deltas))
	for _, d := range deltas {
		r.o.Log.Info("corpus change", "entry", d.Entry, "field", d.Field, "from", d.From, "to", d.To)
	}
	if len(deltas) > 0 && r.o.Moved != nil {
		r.o.Moved(ctx, deltas)
	}
}
