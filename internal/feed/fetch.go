package feed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

const (
	fetchTimeout = 30 * time.Second
	maxBody      = 5 << 20 // bytes after unzipping
	maxRedirects = 5
	accept       = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)

var (
	errTooManyRedirects = fmt.Errorf("more than %d redirects", maxRedirects)
	errScheme           = errors.New("neither http nor https")
	errBigBody          = fmt.Errorf("more than %d MiB", maxBody>>20)
)

// FetchOptions is what an HTTPFetcher needs to know.
type FetchOptions struct {
	Version      string           // of the bot, for the User-Agent; empty means "dev"
	About        string           // URL that tells a site's owner about the bot, for the User-Agent; may be empty
	AllowPrivate []string         // exceptions to the refusal of addresses inside the network: host:port or CIDR
	Now          func() time.Time // nil means time.Now

	names *net.Resolver // nil means the machine's own
}

// HTTPFetcher is the Fetcher that goes to the web. It is safe for concurrent use. It uses no proxy, since behind a
// proxy nobody can tell which address is connected to.
type HTTPFetcher struct {
	client    *http.Client
	userAgent string
	now       func() time.Time
	timeout   time.Duration // of a whole request
}

// NewHTTPFetcher returns a fetcher, or an error naming the entry of AllowPrivate that it does not understand.
func NewHTTPFetcher(o FetchOptions) (*HTTPFetcher, error) {
	dial, err := newDialer(o.AllowPrivate, o.names)
	if err != nil {
		return nil, err
	}
	agent := "Pledgewatch/dev"
	if o.Version != "" {
		agent = "Pledgewatch/" + o.Version
	}
	if o.About != "" {
		agent += " (+" + o.About + ")"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &HTTPFetcher{
		userAgent: agent,
		now:       o.Now,
		timeout:   fetchTimeout,
		client: &http.Client{
			CheckRedirect: checkRedirect,
			Transport: &http.Transport{
				DialContext:            dial,
				ForceAttemptHTTP2:      true,
				TLSHandshakeTimeout:    10 * time.Second,
				IdleConnTimeout:        30 * time.Second,
				MaxIdleConns:           16,
				MaxResponseHeaderBytes: 64 << 10,
			},
		},
	}, nil
}

// Close drops idle connections.
func (f *HTTPFetcher) Close() { f.client.CloseIdleConnections() }

// Fetch implements Fetcher.
func (f *HTTPFetcher) Fetch(ctx context.Context, r Request) (Response, error) {
	limited, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	resp, err := f.fetch(limited, r)
	if err != nil && ctx.Err() != nil {
		return Response{}, fmt.Errorf("fetching given up: %w", context.Cause(ctx))
	}
	return resp, err
}

func (f *HTTPFetcher) fetch(ctx context.Context, r Request) (Response, error) {
	address, err := checkAddress(r.URL)
	if err != nil {
		return Response{}, err
	}
	moves := &moves{}
	req, err := http.NewRequestWithContext(context.WithValue(ctx, movesKey{}, moves), http.MethodGet, r.URL, nil)
	if err != nil {
		return Response{}, fail(KindAddress, fmt.Errorf("%s: not a usable address", shown(address)))
	}
	req.Header.Set("User-Agent", f.userAgent)
	req.Header.Set("Accept", accept)
	req.Header.Set("Accept-Encoding", encodings)
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return Response{}, transportError(address, err)
	}
	defer resp.Body.Close() //nolint:errcheck // nothing is written to it
	out := Response{URL: resp.Request.URL.String(), MovedTo: moves.to, MaxAge: maxAge(resp.Header)}
	out.ETag, out.LastModified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	if resp.StatusCode == http.StatusNotModified && (r.ETag != "" || r.LastModified != "") {
		out.NotModified = true
		return out, nil
	}
	if err := f.checkStatus(address, resp); err != nil {
		return Response{}, err
	}
	out.ContentType = resp.Header.Get("Content-Type")
	out.Body, err = readBody(address, resp)
	return out, err
}

func checkAddress(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil { // its text holds the whole URL, secrets included
		return nil, fail(KindAddress, errors.New("the feed's address cannot be parsed as a URL"))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fail(KindAddress, fmt.Errorf("%s: %w, or without a host", shown(u), errScheme))
	}
	return u, nil
}

// moves notes where a document moved to for good: as far as the redirects from its address are permanent ones.
type moves struct {
	to        string
	temporary bool
}

type movesKey struct{}

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errTooManyRedirects
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return errScheme
	}
	req.Header.Del("Referer") // it would hand the query of one site to another
	m, ok := req.Context().Value(movesKey{}).(*moves)
	if !ok || req.Response == nil {
		return nil
	}
	status := req.Response.StatusCode
	permanent := status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
	downgraded := via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme == "http" // followed, never remembered
	if !permanent || downgraded {
		m.temporary = true
	}
	if !m.temporary {
		m.to = req.URL.String()
	}
	return nil
}

func (f *HTTPFetcher) checkStatus(address *url.URL, resp *http.Response) error {
	e := &Error{Status: resp.StatusCode, Err: fmt.Errorf("%s: the server answered %d %s", shown(address), resp.StatusCode,
		http.StatusText(resp.StatusCode))}
	e.RetryAfter = retryAfter(resp.Header, f.now())
	switch {
	case resp.StatusCode == http.StatusOK:
		return nil
	case resp.StatusCode == http.StatusGone:
		e.Kind = KindGone
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusServiceUnavailable && e.RetryAfter > 0:
		e.Kind = KindRateLimited
	default:
		e.Kind = KindHTTPStatus
	}
	return e
}

// transportError finds the kind of an error of net/http and takes the URL out of its text.
func transportError(address *url.URL, err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	at := shown(address)
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return fail(KindBlocked, fmt.Errorf("%s: the address is inside the network: %w", at, err))
	case errors.Is(err, errScheme):
		return fail(KindBlocked, fmt.Errorf("%s: redirected to an address that is %w", at, err))
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fail(KindTimeout, fmt.Errorf("%s: no complete answer in time: %w", at, err))
	case errors.Is(err, errTooManyRedirects):
		return fail(KindNetwork, fmt.Errorf("%s: %w", at, err))
	case strings.Contains(err.Error(), "Location header"): // its text holds the URL redirected to
		return fail(KindNetwork, fmt.Errorf("%s: redirected to an address that cannot be parsed", at))
	}
	return fail(KindNetwork, fmt.Errorf("%s: %w", at, err))
}

// retryAfter reads Retry-After as seconds or as a date; at most a day, 0 where it is missing, past or unreadable.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if wait, ok := seconds(value); ok {
		return wait
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), maxWait)
	}
	return 0
}

// maxAge reads max-age of Cache-Control; at most a day, 0 where it is missing or the answer must not be reused.
func maxAge(h http.Header) time.Duration {
	var age time.Duration
	for directive := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			age, _ = seconds(strings.Trim(value, `"`))
		}
	}
	return age
}
