package slackapp

import (
	"context"
	"errors"
	"sync"
)

var (
	errBusy   = errors.New("as many requests as this server takes at once are under way")
	errClosed = errors.New("the server is shutting down")
)

// crew owns the goroutines that do the work, bounds their number and waits for them.
type crew struct {
	most   int
	ctx    context.Context //nolint:containedctx // the life of the crew, not of a call: it ends when close has waited long enough
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu     sync.Mutex
	busy   int
	closed bool
}

func newCrew(most int) *crew {
	c := &crew{most: most}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// enter takes a place for one piece of work: errBusy or errClosed when there is none. Whoever entered calls work or
// leave.
func (c *crew) enter() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return errClosed
	case c.busy >= c.most:
		return errBusy
	}
	c.busy++
	c.wg.Add(1)
	return nil
}

func (c *crew) leave() {
	c.mu.Lock()
	c.busy--
	c.mu.Unlock()
	c.wg.Done()
}

// work does f in a goroutine of its own and leaves when f returns.
func (c *crew) work(f func(context.Context)) {
	go func() {
		defer c.leave()
		f(c.ctx)
	}()
}

func (c *crew) close(ctx context.Context) error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	defer c.cancel()
	done := make(chan struct{})
	go func() {
		c.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		c.cancel()
		<-done
		return ctx.Err()
	}
}
