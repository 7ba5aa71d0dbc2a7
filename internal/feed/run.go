package feed

import (
	"context"
	"sync"
	"time"
)

// look is how often the list of feeds is read again where nobody says that it changed: another process may have.
const look = time.Minute

// Run polls each source when it is due, and walks the archives that were asked for, until ctx ends; then it waits for what
// is under way, which ends with it, and returns nil. When a feed is due is read from the Keeper, so a restart changes
// nothing. Feeds that are added, paused or removed are taken up on Wake, and within a minute without it.
func (p *Poller) Run(ctx context.Context) error {
	r := runner{p: p, polls: map[string]*task{}, walks: map[string]*task{}}
	defer r.wg.Wait() // nothing that Run starts outlives Run
	for {
		r.reconcile(ctx)
		if !sleep(ctx, look, p.wake) {
			return nil
		}
	}
}

// Wake has Run look at once at the list of feeds and at what is remembered of each. It does not wait for it.
func (p *Poller) Wake() {
	select {
	case p.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// runner is what Run has under way.
type runner struct {
	p     *Poller
	wg    sync.WaitGroup
	polls map[string]*task // by Source.ID
	walks map[string]*task
}

// task follows one source.
type task struct {
	source Source
	stop   context.CancelFunc
	ended  bool          // it was stopped, or is about to be
	poke   chan struct{} // of one slot: look again when it is due
	done   chan struct{} // closed when it has ended
}

func (t *task) over() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// reconcile makes what is under way what it should be.
func (r *runner) reconcile(ctx context.Context) {
	sources, err := r.p.Follow(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.p.Log.Error("the list of feeds cannot be read; those known before go on", "retry", look, "err", err)
		}
		return
	}
	wanted := map[string]Source{}
	for _, s := range sources {
		wanted[s.ID] = s
	}
	drop(r.polls, wanted)
	for _, s := range wanted {
		r.keep(ctx, r.polls, s, r.p.follow)
	}
	r.walk(ctx, wanted)
}

// walk does the same for archives.
func (r *runner) walk(ctx context.Context, wanted map[string]Source) {
	if r.p.Archives == nil {
		return
	}
	archives, err := r.p.Archives.Archives(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.p.Log.Error("the archives to walk cannot be read", "retry", look, "err", err)
		}
		return
	}
	open := map[string]Source{}
	for _, a := range archives {
		if s, ok := wanted[a.Source]; ok && a.Ended.IsZero() {
			open[s.ID] = s
		}
	}
	drop(r.walks, open)
	for _, s := range open {
		r.keep(ctx, r.walks, s, func(ctx context.Context, s Source, _ <-chan struct{}) { r.p.walkOn(ctx, s) })
	}
}

// drop stops what is no longer wanted.
func drop(tasks map[string]*task, wanted map[string]Source) {
	for id, t := range tasks {
		if _, ok := wanted[id]; !ok {
			t.ended = true
			t.stop()
			if t.over() { // else it is kept, for whoever follows the source again to wait for
				delete(tasks, id)
			}
		}
	}
}

// keep starts a task where there is none, or one for the source as it was before; one that runs is poked.
func (r *runner) keep(ctx context.Context, tasks map[string]*task, s Source, do func(context.Context, Source, <-chan struct{})) {
	before := tasks[s.ID]
	if before != nil && !before.ended && !before.over() && before.source == s {
		select {
		case before.poke <- struct{}{}:
		default:
		}
		return
	}
	own, stop := context.WithCancel(ctx)
	t := &task{source: s, stop: stop, poke: make(chan struct{}, 1), done: make(chan struct{})}
	tasks[s.ID] = t
	if before != nil {
		before.stop()
	}
	r.wg.Go(func() {
		defer close(t.done)
		defer stop()
		if before != nil {
			<-before.done
		}
		do(own, s, t.poke)
	})
}

// follow polls one source for as long as ctx lasts. It looks anew when it is due whenever it is poked.
func (p *Poller) follow(ctx context.Context, s Source, poke <-chan struct{}) {
	gone := false // and that was logged
	for last := (time.Time{}); ctx.Err() == nil; {
		due, alive := p.due(ctx, s)
		if alive {
			due, gone = later(due, last), false
		} else if !gone {
			p.Log.Warn("feed is gone for good and not polled", "feed", s.ID)
			gone = true
		}
		if wait := due.Sub(p.Now()); !alive || wait > 0 {
			if !alive {
				wait = maxWait
			}
			sleep(ctx, wait, poke)
			continue
		}
		p.Poll(ctx, s)
		last = p.Now().Add(pause)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// due returns when a source is to be polled next; it is not alive where its server said that it is gone.
func (p *Poller) due(ctx context.Context, s Source) (at time.Time, alive bool) {
	now := p.Now()
	state, err := p.state(ctx, s)
	if err != nil {
		if ctx.Err() == nil {
			p.Log.Error("feed state cannot be read", "feed", s.ID, "retry", pause, "err", err)
		}
		return now.Add(pause), true
	}
	return state.Due(s, now)
}

// sleep waits, and reports whether ctx still lasts. It ends early when poked; poke may be nil.
func sleep(ctx context.Context, wait time.Duration, poke <-chan struct{}) bool {
	if wait <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-poke:
	case <-t.C:
	}
	return ctx.Err() == nil
}
