package feed

import (
	"errors"
	"net/url"
	"time"
)

// Kind says what went wrong with a feed, for code that decides and for counters.
type Kind string

// The kinds of failure.
const (
	KindAddress     Kind = "bad-address"  // not an http or https URL
	KindBlocked     Kind = "blocked"      // an address inside the network, and not allowed
	KindNetwork     Kind = "network"      // no connection, or too many redirects
	KindTimeout     Kind = "timeout"      // no complete answer in time
	KindHTTPStatus  Kind = "http-status"  // an answer that is neither 200, 304, 410 nor a request to slow down
	KindGone        Kind = "gone"         // 410
	KindRateLimited Kind = "rate-limited" // 429, or 503 with Retry-After
	KindTooLarge    Kind = "too-large"    // more bytes, elements or items than a feed has
	KindTooDeep     Kind = "too-deep"     // nested deeper than a feed is
	KindTruncated   Kind = "truncated"    // ended in the middle
	KindNotAFeed    Kind = "not-a-feed"   // a web page or something else
	KindMalformed   Kind = "malformed"    // meant as a feed, but not readable as one
)

// Error is a failure to fetch or to parse a feed. Its text never holds the user information or the query of a URL, where
// feeds carry their secrets.
type Error struct {
	Kind       Kind
	Status     int           // HTTP status, 0 where there was none
	RetryAfter time.Duration // how long the server asked us to wait, at most a day; 0 where it did not say
	Err        error         // the cause, never nil
}

// Error returns the kind and the cause in one line.
func (e *Error) Error() string { return string(e.Kind) + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// UserText returns a sentence for the people who chose the feed: what is wrong and what they can do.
func (e *Error) UserText() string {
	switch e.Kind {
	case KindAddress:
		return "This is not a web address of a feed; it must begin with http:// or https://."
	case KindBlocked:
		return "The address points inside our own network, so it is not read; an administrator can allow it."
	case KindNetwork:
		return "The site cannot be reached; the bot tries again by itself."
	case KindTimeout:
		return "The site did not answer in time; the bot tries again by itself."
	case KindHTTPStatus:
		return "The site refuses to give this feed; check its address in a browser."
	case KindGone:
		return "The site says that this feed is gone for good; find its new address or remove it."
	case KindRateLimited:
		return "The site asks us to slow down; the bot waits as long as it was told to."
	case KindTooLarge:
		return "The answer is larger than any feed should be, so it was not read; check the address."
	case KindTooDeep:
		return "The feed is nested deeper than any feed should be, so it was not read; tell its publisher."
	case KindTruncated:
		return "The feed broke off in the middle, so nothing of it was taken over; the bot tries again by itself."
	case KindNotAFeed:
		return "The address gives a web page or something else, not a feed; look for the site's RSS or Atom link."
	case KindMalformed:
		return "The feed is damaged and cannot be read; tell its publisher if this lasts."
	}
	return "The feed could not be read; the bot tries again by itself."
}

// KindOf returns the kind of the first Error in err's chain, or "" where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

func fail(kind Kind, cause error) *Error { return &Error{Kind: kind, Err: cause} }

// shown returns a URL as it may stand in logs and errors: without user information, query and fragment.
func shown(u *url.URL) string {
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return plain.String()
}
