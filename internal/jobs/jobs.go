package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	goredis "github.com/redis/go-redis/v9"
)

// queue is where the bots' tasks are.
const queue = "pledgewatch"

const (
	defaultEvery   = 10 * time.Second
	defaultWorkers = 16
	defaultTimeout = 5 * time.Minute
	stopTime       = 15 * time.Second
	// tries is how often asynq hands on a task whose replica died. Failures do not count: they end the task, and what is still
	// due gets another.
	tries      = 1 << 16
	retryAfter = time.Minute
)

// Kind is a kind of work.
type Kind struct {
	// Due names what is to be done now; the same name is the same piece of work. nil: only what Nudge names.
	Due func(ctx context.Context) ([]string, error)
	// Do does a piece of work, if it is still to be done. An error is logged, and the piece is tried again when it is found due
	// again.
	Do func(ctx context.Context, name string) error
	// Rest is how long a piece is not taken up again under the same name after it was done.
	Rest time.Duration
	// Timeout bounds one piece; 0 means five minutes.
	Timeout time.Duration
}

// Options is what a Runner needs. Redis, Kinds and Log are required.
type Options struct {
	Redis   goredis.UniversalClient
	Kinds   map[string]Kind
	Log     *slog.Logger
	Queue   string        // of the replicas that share the work; "" means pledgewatch
	Every   time.Duration // between looks at what is due; 0 means ten seconds
	Workers int           // pieces of work done at once by this replica; 0 means 16
}

// Runner does its share of the work.
type Runner struct {
	o      Options
	client *asynq.Client
	wake   chan struct{}
	wrong  map[string]string // the last trouble of each kind, so that it is logged once
}

// New makes a runner. It does nothing until Run.
func New(o Options) *Runner {
	if o.Queue == "" {
		o.Queue = queue
	}
	if o.Every <= 0 {
		o.Every = defaultEvery
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	return &Runner{o: o, client: asynq.NewClientFromRedisClient(o.Redis), wake: make(chan struct{}, 1), wrong: map[string]string{}}
}

// Wake has Run look at once at what is due.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// Nudge puts a task for a piece of work, unless there is one.
func (r *Runner) Nudge(ctx context.Context, kind, name string) error {
	k := r.o.Kinds[kind]
	timeout := k.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	_, err := r.client.EnqueueContext(ctx, asynq.NewTask(kind, []byte(name)), asynq.TaskID(kind+":"+name), asynq.Queue(r.o.Queue),
		asynq.MaxRetry(tries), asynq.Timeout(timeout), asynq.Retention(k.Rest))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// Run looks for work and does it until ctx ends; then it lets what is under way end, 15 seconds at most, and returns nil. While
// Redis is away it waits.
func (r *Runner) Run(ctx context.Context) error {
	base, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server := asynq.NewServerFromRedisClient(r.o.Redis, asynq.Config{
		Concurrency: r.o.Workers, Queues: map[string]int{r.o.Queue: 1}, ShutdownTimeout: stopTime,
		BaseContext:    func() context.Context { return base },
		RetryDelayFunc: func(int, error, *asynq.Task) time.Duration { return retryAfter },
		ErrorHandler: asynq.ErrorHandlerFunc(func(_ context.Context, t *asynq.Task, err error) {
			r.o.Log.Error("a job broke off", "kind", t.Type(), "job", string(t.Payload()), "next", "another takes it up", "err", err)
		}),
		Logger: quiet{r.o.Log}, LogLevel: asynq.DebugLevel,
	})
	if err := server.Start(asynq.HandlerFunc(r.do)); err != nil {
		return fmt.Errorf("start the jobs: %w", err)
	}
	tick := time.NewTicker(r.o.Every)
	defer tick.Stop()
	for ctx.Err() == nil {
		r.look(ctx)
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-tick.C:
		}
	}
	server.Shutdown()
	return nil
}

// do does the piece of work that a task names. That it failed is no reason to keep the task.
func (r *Runner) do(ctx context.Context, t *asynq.Task) error {
	k, ok := r.o.Kinds[t.Type()]
	if !ok { // of a newer build
		return fmt.Errorf("this build knows no job %q", t.Type())
	}
	if err := k.Do(ctx, string(t.Payload())); err != nil && ctx.Err() == nil {
		r.o.Log.Warn("a job failed", "kind", t.Type(), "job", string(t.Payload()), "next", "tried again when it is found due again", "err", err)
	}
	return ctx.Err() // cut short by a stop: for another
}

// look puts a task for each piece of work that is due.
func (r *Runner) look(ctx context.Context) {
	for name, k := range r.o.Kinds {
		if k.Due == nil {
			continue
		}
		pieces, err := k.Due(ctx)
		for _, p := range pieces {
			if err == nil {
				err = r.Nudge(ctx, name, p)
			}
		}
		r.note(ctx, name, err)
	}
}

// note logs trouble when it begins, changes or ends: it is met every few seconds. Shutting down is none.
func (r *Runner) note(ctx context.Context, kind string, err error) {
	if ctx.Err() != nil {
		return
	}
	now := ""
	if err != nil {
		now = err.Error()
	}
	was := r.wrong[kind]
	r.wrong[kind] = now
	switch {
	case now != "" && was == "":
		r.o.Log.Error("what is due cannot be told", "kind", kind, "next", r.o.Every, "err", err)
	case now == "" && was != "":
		r.o.Log.Info("what is due can be told again", "kind", kind)
	}
}

// quiet writes what asynq says of itself where only who looks for it finds it: of a Redis that is away it says the same again
// and again, and others say it once.
type quiet struct{ log *slog.Logger }

func (q quiet) say(args []any) {
	q.log.Debug("asynq", "said", strings.TrimSpace(fmt.Sprint(args...)))
}

// Debug takes a message.
func (q quiet) Debug(args ...any) { q.say(args) }

// Info takes a message.
func (q quiet) Info(args ...any) { q.say(args) }

// Warn takes a message.
func (q quiet) Warn(args ...any) { q.say(args) }

// Error takes a message.
func (q quiet) Error(args ...any) { q.say(args) }

// Fatal takes a message. Only main ends the process.
func (q quiet) Fatal(args ...any) { q.say(args) }

// Replicas counts the bots that share a Redis just now. One that died is counted for a minute more.
func Replicas(r goredis.UniversalClient) (int, error) {
	servers, err := asynq.NewInspectorFromRedisClient(r).Servers()
	n := 0
	for _, s := range servers {
		if s.Queues[queue] > 0 {
			n++
		}
	}
	return n, err
}
