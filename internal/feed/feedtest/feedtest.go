// Package feedtest plays feeds and keeps articles in memory, so that other rooms can test against package feed without a
// network and without a database. Its fakes can fail on command and are safe for concurrent use.
package feedtest

import (
	"context"
	"errors"
	"sync"
	"time"

	"pledgewatch/internal/feed"
)

// Step answers one request.
type Step func(ctx context.Context, r feed.Request) (feed.Response, error)

// Call is one request that a Script was asked.
type Call struct {
	Request feed.Request
	At      time.Time
}

// Script is a feed.Fetcher that answers each request with the next step of its address, and from then on with the last.
type Script struct {
	mu    sync.Mutex
	plays map[string][]Step
	calls []Call
}

// Play returns a script that answers any address with these steps.
func Play(steps ...Step) *Script {
	return (&Script{plays: map[string][]Step{}}).On("", steps...)
}

// On has the script answer one address with steps of its own, and returns the script.
func (s *Script) On(url string, steps ...Step) *Script {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plays[url] = steps
	return s
}

// Calls returns the requests so far, in order.
func (s *Script) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.calls...)
}

// Fetch implements feed.Fetcher.
func (s *Script) Fetch(ctx context.Context, r feed.Request) (feed.Response, error) {
	step := s.next(r)
	if step == nil {
		return feed.Response{}, fault(feed.KindNetwork, 0, "the script has nothing for this address")
	}
	resp, err := step(ctx, r)
	if err == nil && resp.URL == "" {
		resp.URL = r.URL
	}
	return resp, err
}

func (s *Script) next(r feed.Request) Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, Call{Request: r, At: time.Now()})
	key := r.URL
	if _, ok := s.plays[key]; !ok {
		key = ""
	}
	steps := s.plays[key]
	if len(steps) == 0 {
		return nil
	}
	if len(steps) > 1 {
		s.plays[key] = steps[1:]
	}
	return steps[0]
}

// OK answers 200 with a document, and a validator made from it. A request that has the validator is answered 304.
func OK(body string) Step {
	return func(_ context.Context, r feed.Request) (feed.Response, error) {
		tag := feed.Article{Hash: body}.Key()
		if r.ETag == tag {
			return feed.Response{NotModified: true}, nil
		}
		return feed.Response{Body: []byte(body), ContentType: "application/rss+xml", ETag: tag}, nil
	}
}

// Answer answers with a response as it is given.
func Answer(resp feed.Response) Step {
	return func(context.Context, feed.Request) (feed.Response, error) { return resp, nil }
}

// NotModified answers 304.
func NotModified() Step { return Answer(feed.Response{NotModified: true}) }

// Fail answers with an error.
func Fail(err error) Step {
	return func(context.Context, feed.Request) (feed.Response, error) { return feed.Response{}, err }
}

// Status answers with a status that is a failure, such as 500.
func Status(code int) Step {
	return Fail(fault(feed.KindHTTPStatus, code, "the script answers a failure"))
}

// TooMany answers 429 with Retry-After; 0 leaves the header out.
func TooMany(retryAfter time.Duration) Step {
	e := fault(feed.KindRateLimited, 429, "the script asks to slow down")
	e.RetryAfter = retryAfter
	return Fail(e)
}

// Gone answers 410.
func Gone() Step { return Fail(fault(feed.KindGone, 410, "the script says gone")) }

// Huge fails as an answer above the size limit does.
func Huge() Step { return Fail(fault(feed.KindTooLarge, 200, "the script's answer is too large")) }

// CutOff answers 200 with the first half of a document.
func CutOff(body string) Step {
	return Answer(feed.Response{Body: []byte(body[:len(body)/2]), ContentType: "application/rss+xml"})
}

// Slow answers as next does, after a delay; it fails with a time-out after 30 seconds, and with the context when that
// ends first. Use it inside a synctest bubble.
func Slow(delay time.Duration, next Step) Step {
	return func(ctx context.Context, r feed.Request) (feed.Response, error) {
		t := time.NewTimer(min(delay, 30*time.Second))
		defer t.Stop()
		select {
		case <-ctx.Done():
			return feed.Response{}, ctx.Err()
		case <-t.C:
		}
		if delay >= 30*time.Second {
			return feed.Response{}, fault(feed.KindTimeout, 0, "the script is too slow")
		}
		return next(ctx, r)
	}
}

func fault(kind feed.Kind, status int, text string) *feed.Error {
	return &feed.Error{Kind: kind, Status: status, Err: errors.New(text)}
}
