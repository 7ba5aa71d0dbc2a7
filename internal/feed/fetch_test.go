package feed

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// fetcherFor returns a fetcher that may reach a test server, and no other address inside the network.
func fetcherFor(t *testing.T, server *httptest.Server) *HTTPFetcher {
	t.Helper()
	var allowed []string
	if server != nil {
		allowed = []string{server.Listener.Addr().String()}
	}
	f, err := NewHTTPFetcher(FetchOptions{
		Version: "1.2", About: "https://bot.example.org/", AllowPrivate: allowed,
		Now: func() time.Time { return time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestFetchAsksPolitelyAndOnlyForWhatChanged(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.UserAgent(); got != "Pledgewatch/1.2 (+https://bot.example.org/)" {
			t.Errorf("User-Agent %q", got)
		}
		if !strings.Contains(r.Header.Get("Accept"), "application/rss+xml") || r.Header.Get("Accept-Encoding") != "gzip, br" {
			t.Errorf("asked with %v", r.Header)
		}
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Sat, 01 Mar 2025 00:00:00 GMT")
		w.Header().Set("Cache-Control", `public, max-age=7200`)
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "Sat, 01 Mar 2025 00:00:00 GMT" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, "<rss/>")
		_ = z.Close()
	})
	f := fetcherFor(t, s)
	first, err := f.Fetch(t.Context(), Request{URL: s.URL + "/feed"})
	if err != nil {
		t.Fatal(err)
	}
	if string(first.Body) != "<rss/>" || first.ETag != `"v1"` || first.MaxAge != 2*time.Hour || first.URL != s.URL+"/feed" || first.MovedTo != "" {
		t.Errorf("got %+v", first)
	}
	second, err := f.Fetch(t.Context(), Request{URL: s.URL + "/feed", ETag: first.ETag, LastModified: first.LastModified})
	if err != nil || !second.NotModified || second.Body != nil {
		t.Errorf("got %+v, %v", second, err)
	}
}

func TestFetchReadsWhatItAskedFor(t *testing.T) {
	body := "<rss>" + strings.Repeat("<item/>", 1000) + "</rss>"
	for _, encoding := range []string{"", "identity", "gzip", "x-gzip", "GZIP", "br"} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if encoding != "" {
				w.Header().Set("Content-Encoding", encoding)
			}
			var out io.WriteCloser = struct {
				io.Writer
				io.Closer
			}{w, io.NopCloser(nil)}
			switch {
			case strings.HasSuffix(strings.ToLower(encoding), "gzip"):
				out = gzip.NewWriter(w)
			case encoding == "br":
				out = brotli.NewWriter(w)
			}
			_, _ = io.WriteString(out, body)
			_ = out.Close()
		})
		got, err := fetcherFor(t, s).Fetch(t.Context(), Request{URL: s.URL})
		if err != nil || string(got.Body) != body {
			t.Errorf("%q: %d bytes, %v", encoding, len(got.Body), err)
		}
	}
}

func TestFetchFollowsRedirectsAndRemembersThePermanentOnes(t *testing.T) {
	tests := map[string]struct {
		codes []int
		moved int // how far the remembered address is, 0: nowhere
		kind  Kind
	}{
		"moved for good":                     {[]int{301}, 1, ""},
		"moved for good twice":               {[]int{301, 308}, 2, ""},
		"moved for now":                      {[]int{302}, 0, ""},
		"moved for now with the same method": {[]int{307}, 0, ""},
		"for good, then for now":             {[]int{308, 302}, 1, ""},
		"for now, then for good":             {[]int{302, 301}, 0, ""},
		"five times":                         {[]int{301, 301, 301, 301, 301}, 5, ""},
		"six times":                          {[]int{301, 301, 301, 301, 301, 301}, 0, KindNetwork},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Referer() != "" {
					t.Errorf("told %s where it came from", r.URL)
				}
				var n int
				_, _ = fmt.Sscanf(r.URL.Path, "/%d", &n)
				if n < len(tt.codes) {
					http.Redirect(w, r, fmt.Sprintf("/%d", n+1), tt.codes[n])
				}
			})
			got, err := fetcherFor(t, s).Fetch(t.Context(), Request{URL: s.URL + "/0?key=secret"})
			want := ""
			if tt.moved > 0 {
				want = fmt.Sprintf("%s/%d", s.URL, tt.moved)
			}
			if KindOf(err) != tt.kind || got.MovedTo != want {
				t.Errorf("moved to %q, %v; want %q, %q", got.MovedTo, err, want, tt.kind)
			}
		})
	}
}

func TestAMoveToPlainHTTPIsNotRemembered(t *testing.T) {
	m := &moves{}
	ctx := context.WithValue(t.Context(), movesKey{}, m)
	request := func(url string) *http.Request {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Response = &http.Response{StatusCode: http.StatusMovedPermanently}
		return r
	}
	from := request("https://news.example.org/feed")
	for to, want := range map[string]string{"http://news.example.org/b": "", "https://news.example.org/b": "https://news.example.org/b"} {
		*m = moves{}
		if err := checkRedirect(request(to), []*http.Request{from}); err != nil || m.to != want {
			t.Errorf("to %s: remembered %q, %v", to, m.to, err)
		}
	}
}

func TestFetchTellsStatusesApart(t *testing.T) {
	tests := map[string]struct {
		status int
		after  string
		kind   Kind
		wait   time.Duration
	}{
		"not found":                                 {404, "", KindHTTPStatus, 0},
		"gone":                                      {410, "", KindGone, 0},
		"too many, in seconds":                      {429, "120", KindRateLimited, 2 * time.Minute},
		"too many, until a date":                    {429, "Mon, 03 Mar 2025 09:30:00 GMT", KindRateLimited, 30 * time.Minute},
		"too many, for years":                       {429, "99999999999999999999", KindRateLimited, 24 * time.Hour},
		"too many, until a date far away":           {429, "Mon, 03 Mar 2035 09:30:00 GMT", KindRateLimited, 24 * time.Hour},
		"too many, until a date past":               {429, "Mon, 03 Mar 2015 09:30:00 GMT", KindRateLimited, 0},
		"too many, and no word how long":            {429, "", KindRateLimited, 0},
		"too many, and nonsense":                    {429, "-5", KindRateLimited, 0},
		"unavailable, with a word how long":         {503, "60", KindRateLimited, time.Minute},
		"unavailable, without":                      {503, "", KindHTTPStatus, 0},
		"unchanged, though nobody asked":            {304, "", KindHTTPStatus, 0},
		"no content":                                {204, "", KindHTTPStatus, 0},
		"a redirect that leads nowhere is a status": {300, "", KindHTTPStatus, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.after != "" {
					w.Header().Set("Retry-After", tt.after)
				}
				w.WriteHeader(tt.status)
			})
			_, err := fetcherFor(t, s).Fetch(t.Context(), Request{URL: s.URL})
			var e *Error
			if !errors.As(err, &e) || e.Kind != tt.kind || e.RetryAfter != tt.wait || e.Status != tt.status || e.UserText() == "" {
				t.Errorf("got %+v, want %s after %s", err, tt.kind, tt.wait)
			}
		})
	}
}

func TestFetchRefusesAddressesInsideTheNetwork(t *testing.T) {
	inside := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the refused server was asked") })
	front := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inside.URL, http.StatusFound) })
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	tests := map[string]struct {
		url  string
		kind Kind
	}{
		"loopback":                     {inside.URL, KindBlocked},
		"loopback by name":             {"http://localhost:" + port, KindBlocked},
		"loopback in IPv6":             {"http://[::1]:" + port, KindBlocked},
		"loopback as IPv4 within IPv6": {"http://[::ffff:127.0.0.1]:" + port, KindBlocked},
		"after a redirect":             {front.URL, KindBlocked},
		"private":                      {"http://10.0.0.1/", KindBlocked},
		"link-local, where clouds keep their secrets": {"http://169.254.169.254/latest/", KindBlocked},
		"unspecified": {"http://0.0.0.0:" + port, KindBlocked},
		"a file":      {"file:///etc/passwd", KindAddress},
		"gopher":      {"gopher://example.org/", KindAddress},
		"no host":     {"http:///feed", KindAddress},
		"not a URL":   {"http://user:secret@exa mple/\x7f", KindAddress},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := fetcherFor(t, front).Fetch(t.Context(), Request{URL: tt.url}); KindOf(err) != tt.kind {
				t.Errorf("got %v, want %s", err, tt.kind)
			}
		})
	}
}

func TestAllowedPrivateAddresses(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<rss/>") })
	for _, allowed := range []string{s.Listener.Addr().String(), "127.0.0.0/8"} {
		f, err := NewHTTPFetcher(FetchOptions{AllowPrivate: []string{allowed}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Fetch(t.Context(), Request{URL: s.URL}); err != nil {
			t.Errorf("%s allowed: %v", allowed, err)
		}
		f.Close()
	}
	if _, err := NewHTTPFetcher(FetchOptions{AllowPrivate: []string{"localhost"}}); err == nil || !strings.Contains(err.Error(), `"localhost"`) {
		t.Errorf("an entry without port: %v", err)
	}
}

func TestFetchStopsAtItsLimits(t *testing.T) {
	chunk := strings.Repeat("<item><title>Endless</title></item>\n", 2000)
	write := func(w io.Writer, total int) {
		for sent := 0; sent < total; sent += len(chunk) {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}
	tests := map[string]struct {
		answer http.HandlerFunc
		want   Kind
	}{
		"200 MB": {func(w http.ResponseWriter, _ *http.Request) { write(w, 200<<20) }, KindTooLarge},
		"200 MB that announce themselves": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(200<<20))
			write(w, 200<<20)
		}, KindTooLarge},
		"200 MB, zipped to little": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			write(z, 200<<20)
			_ = z.Close()
		}, KindTooLarge},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				write(w, len(chunk))
			}
		}, KindTooLarge},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = io.WriteString(w, "<rss>")
		}, KindTruncated},
		"zipped and cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			var all strings.Builder
			z := gzip.NewWriter(&all)
			write(z, 1)
			_ = z.Close()
			_, _ = io.WriteString(w, all.String()[:all.Len()/2])
		}, KindTruncated},
		"said to be zipped": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "<rss/> this is no gzip")
		}, KindTruncated},
		"20 MB, squeezed with brotli to a few bytes": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			z := brotli.NewWriterLevel(w, 1)
			write(z, 20<<20)
			_ = z.Close()
		}, KindTooLarge},
		"brotli, cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			var all strings.Builder
			z := brotli.NewWriter(&all)
			write(z, 1)
			_ = z.Close()
			_, _ = io.WriteString(w, all.String()[:all.Len()/2])
		}, KindTruncated},
		"said to be brotli": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "<rss/> this is no brotli")
		}, KindTruncated},
		"zipped, and the line goes dead": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Length", "5000")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, "<rss>")
			_ = z.Flush()
		}, KindTruncated},
		"compressed in a way nobody asked for": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "zstd")
			_, _ = io.WriteString(w, "xx")
		}, KindNetwork},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, tt.answer)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := fetcherFor(t, s).Fetch(t.Context(), Request{URL: s.URL})
			runtime.ReadMemStats(&after)
			if KindOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("allocated %d MiB", used>>20)
			}
		})
	}
}

func TestFetchGivesUpInTime(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	f := fetcherFor(t, s)
	f.timeout = 50 * time.Millisecond
	if _, err := f.Fetch(t.Context(), Request{URL: s.URL}); KindOf(err) != KindTimeout {
		t.Errorf("a silent server: %v", err)
	}
	drip := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
		}
	})
	f = fetcherFor(t, drip)
	f.timeout = 50 * time.Millisecond
	if _, err := f.Fetch(t.Context(), Request{URL: drip.URL}); KindOf(err) != KindTimeout && KindOf(err) != KindTooLarge {
		t.Errorf("a server that drips: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fetcherFor(t, s).Fetch(ctx, Request{URL: s.URL}); !errors.Is(err, context.Canceled) || KindOf(err) != "" {
		t.Errorf("given up by the caller: %v", err)
	}
}

func TestErrorsKeepSecrets(t *testing.T) {
	var target string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/status":
			w.WriteHeader(http.StatusForbidden)
		case "/hangup":
			panic(http.ErrAbortHandler)
		case "/redirect":
			http.Redirect(w, r, target, http.StatusFound)
		case "/loop":
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		}
	})
	host := s.Listener.Addr().String()
	tests := map[string]struct{ url, target string }{
		"a status":              {"http://reader:hunter2@" + host + "/status?token=hunter2#hunter2", ""},
		"a lost connection":     {"http://reader:hunter2@" + host + "/hangup?token=hunter2", ""},
		"a refused address":     {"http://reader:hunter2@127.0.0.2:1/x?token=hunter2", ""},
		"a refused redirect":    {"http://" + host + "/redirect?token=hunter2", "http://x:hunter2@10.0.0.1/?hunter2"},
		"a scheme redirect":     {"http://" + host + "/redirect?token=hunter2", "ftp://x:hunter2@example.org/?hunter2"},
		"a redirect to rubbish": {"http://" + host + "/redirect?token=hunter2", "http://x:hunter2@exa%zzmple/?hunter2"},
		"too many redirects":    {"http://" + host + "/loop?token=hunter2", ""},
		"not a URL":             {"http://reader:hunter2@exa mple/", ""},
		"no web address":        {"ftp://reader:hunter2@example.org/?token=hunter2", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			target = tt.target
			_, err := fetcherFor(t, s).Fetch(t.Context(), Request{URL: tt.url})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			for _, shown := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", e.Err), e.UserText()} {
				if strings.Contains(shown, "hunter2") {
					t.Errorf("the secret is in %q", shown)
				}
			}
		})
	}
}
