package delivery

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
)

// Bounds on what a Retry-After may ask for.
const (
	leastRetryAfter = time.Second
	usualRetryAfter = 30 * time.Second // where a 429 does not say
	mostRetryAfter  = time.Hour
)

// watched is what the HTTP transport said about a request.
type watched struct{ asked, wrote atomic.Bool }

// neverLeft reports that the transport looked for a connection and wrote nothing of the request to any: Slack cannot
// have seen it. A transport that says nothing proves nothing.
func (w *watched) neverLeft() bool { return w.asked.Load() && !w.wrote.Load() }

func watchRequest(ctx context.Context) (context.Context, *watched) {
	var w watched
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:          func(string) { w.asked.Store(true) },
		WroteHeaderField: func(string, []string) { w.wrote.Store(true) },
		WroteHeaders:     func() { w.wrote.Store(true) },
	}), &w
}

// classify reads an error of slack-go.
func classify(err error, seen *watched) *Error {
	if e, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return rateLimited(e.RetryAfter, err)
	}
	if _, ok := errors.AsType[*strconv.NumError](err); ok { // a 429 with a Retry-After that slack-go cannot read
		return rateLimited(usualRetryAfter, err)
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return classifyStatus(e.Code, err)
	}
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return classifyCode(e.Err, err)
	}
	if dialling(err) || seen.neverLeft() {
		return &Error{Kind: Transient, Reason: reasonNetwork, Err: err}
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &Error{Kind: InDoubt, Reason: reasonNoAnswer, Err: err}
	}
	return &Error{Kind: InDoubt, Reason: reasonBadAnswer, Err: err} // cut off, or not JSON
}

// dialling reports whether there was no connection yet.
func dialling(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	e, ok := errors.AsType[*net.OpError](err)
	return ok && e.Op == "dial"
}

func rateLimited(after time.Duration, err error) *Error {
	return &Error{Kind: RateLimited, Reason: reasonRateLimited, RetryAfter: min(max(after, leastRetryAfter), mostRetryAfter), Err: err}
}

func classifyStatus(code int, err error) *Error {
	switch {
	case code == http.StatusTooManyRequests:
		return rateLimited(usualRetryAfter, err)
	case code >= http.StatusInternalServerError, code == http.StatusRequestTimeout:
		return &Error{Kind: InDoubt, Reason: reasonNoAnswer, Err: err}
	default: // a proxy, or something that is not Slack
		return &Error{Kind: Transient, Reason: reasonBadAnswer, Err: err}
	}
}

// classifyCode reads Slack's own code. Slack says what passes; all else, codes unknown to this build included, is for
// people to mend, so that it does not hold up its channel.
func classifyCode(code string, err error) *Error {
	switch code {
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return rateLimited(usualRetryAfter, err)
	case "internal_error", "fatal_error": // Slack's documentation: part of the operation may have succeeded
		return &Error{Kind: InDoubt, Reason: code, Err: err}
	case "service_unavailable", "request_timeout", "team_added_to_org", "org_login_required",
		"invalid_cursor": // a search begins anew
		return &Error{Kind: Transient, Reason: code, Err: err}
	default:
		return &Error{Kind: Permanent, Reason: code, Err: err}
	}
}

// clientError reads an error of Clients: nothing was sent.
func clientError(err error) *Error {
	if errors.Is(err, ErrNotInstalled) {
		return &Error{Kind: Permanent, Reason: reasonNotInstalled, Err: err}
	}
	return &Error{Kind: Transient, Reason: reasonSlowOutbox, Err: err}
}
