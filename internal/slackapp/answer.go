package slackapp

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"pledgewatch/internal/commands"
)

// What a person is told when there is no answer.
const (
	sayFailed   = "Something went wrong on our side; it has been noted. Please try again."
	saySlow     = "This took too long and was stopped. Please try again."
	sayBusy     = "Too many questions at once just now. Please try again in a minute."
	sayClosing  = "The bot is restarting. Please try again in a minute."
	sayNoForm   = "The form could not be opened in time. Please try again."
	sayNotSaved = "The form was not accepted:"
)

// asking is one piece of work for the Handler.
type asking struct {
	what string // for the log: the command, action or form
	to   place
	ask  func(context.Context) commands.Response
	// split parts a response into what travels in the acknowledgement, nil for nothing, and what is delivered after it.
	split func(commands.Response) (ack any, rest commands.Response)
	// late is what is left of a response when it has missed the acknowledgement; nil: all of it.
	late func(commands.Response) commands.Response
	// failed says that there is no answer; nil: in a text.
	failed func(line string) commands.Response
}

// answer lets the crew do q and returns what to acknowledge with: nil for nothing. It returns after AckWithin at the
// latest, or when ctx ends; what is not ready by then is delivered as soon as it is. It fails when the crew takes no
// more.
func (a *App) answer(ctx context.Context, q asking) (any, error) {
	if err := a.crew.enter(); err != nil {
		return nil, err
	}
	ready, late := make(chan any), make(chan struct{})
	a.work(q.what, func(ctx context.Context) {
		resp := a.handle(ctx, q)
		ack, rest := q.split(resp)
		select {
		case ready <- ack: // handed over: nobody else will deliver it
			resp = rest
		case <-late:
			if q.late != nil {
				resp = q.late(resp)
			}
		}
		a.deliver(ctx, q.to, resp)
	})
	timer := time.NewTimer(a.o.AckWithin)
	defer timer.Stop()
	select {
	case ack := <-ready:
		return ack, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	close(late)
	return nil, nil
}

// later lets the crew do q; nothing of its answer goes into the acknowledgement.
func (a *App) later(q asking) error {
	if err := a.crew.enter(); err != nil {
		return err
	}
	a.work(q.what, func(ctx context.Context) { a.deliver(ctx, q.to, a.handle(ctx, q)) })
	return nil
}

// work lets the crew do f, for which there is a place; a panic ends f and nothing else.
func (a *App) work(what string, f func(context.Context)) {
	a.crew.work(func(ctx context.Context) {
		defer func() {
			if p := recover(); p != nil {
				a.panicked(what, p)
			}
		}()
		f(ctx)
	})
}

func (a *App) panicked(what string, p any) {
	a.log.Error("a handler panicked", "what", what, "panic", p, "stack", string(debug.Stack()))
}

// handle asks the Handler, within HandleWithin. A panic and a time-out become a line for the person.
func (a *App) handle(ctx context.Context, q asking) (resp commands.Response) {
	failed := q.failed
	if failed == nil {
		failed = func(line string) commands.Response { return commands.Response{Text: line} }
	}
	ctx, cancel := context.WithTimeout(ctx, HandleWithin)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			a.panicked(q.what, p)
			resp = failed(sayFailed)
		}
	}()
	resp = q.ask(ctx)
	if resp.Empty() && ctx.Err() != nil {
		a.log.Error("a handler took too long", "what", q.what, "team", q.to.team, "err", ctx.Err())
		resp = failed(saySlow)
	}
	return resp
}

func turnedAway(err error) string {
	if errors.Is(err, errClosed) {
		return sayClosing
	}
	return sayBusy
}
