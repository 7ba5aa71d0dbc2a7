package feed_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
)

// TestBadInputIsToldAndChangesNothing has real servers give what no feed should be: each gets a sentence for people and
// one line of log, and leaves articles and validators as they were.
func TestBadInputIsToldAndChangesNothing(t *testing.T) {
	good := rss("b: two", "a: one")
	chunk := strings.Repeat("<item><title>More</title></item>\n", 2000)
	flood := func(w io.Writer, total int) {
		_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>T</title>`)
		for sent := 0; total < 0 || sent < total; sent += len(chunk) {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}
	tests := map[string]struct {
		answer func(w http.ResponseWriter)
		kind   feed.Kind
		says   string
	}{
		"a web page":    {func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<!DOCTYPE html><html><body><p>Sign in") }, feed.KindNotAFeed, "not a feed"},
		"truncated XML": {func(w http.ResponseWriter) { _, _ = io.WriteString(w, good[:len(good)-40]) }, feed.KindTruncated, "broke off"},
		"200 MB":        {func(w http.ResponseWriter) { flood(w, 200<<20) }, feed.KindTooLarge, "larger than"},
		"endless":       {func(w http.ResponseWriter) { flood(w, -1) }, feed.KindTooLarge, "larger than"},
		"an encoding that nobody knows": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/xml; charset=x-unknown")
			_, _ = io.WriteString(w, good)
		}, feed.KindMalformed, "damaged"},
		"a hundred thousand levels": {func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, "<rss><channel>"+strings.Repeat("<a:b>", 100_000))
		}, feed.KindTooDeep, "nested deeper"},
		"a line that goes dead": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, good)
		}, feed.KindTruncated, "broke off"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bad := false
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if bad {
					tt.answer(w)
					return
				}
				w.Header().Set("ETag", `"good"`)
				_, _ = io.WriteString(w, good)
			}))
			defer server.Close()
			fetcher, err := feed.NewHTTPFetcher(feed.FetchOptions{AllowPrivate: []string{server.Listener.Addr().String()}})
			if err != nil {
				t.Fatal(err)
			}
			defer fetcher.Close()
			var log bytes.Buffer
			m := &feedtest.Memory{}
			src := source
			src.URL = server.URL + "/feed?key=secret"
			p := poller(t, m, nil, func(o *feed.Options) {
				o.Sources, o.Fetcher, o.Log = []feed.Source{src}, fetcher, slog.New(slog.NewTextHandler(&log, nil))
			})
			if _, err := p.PollOnce(t.Context(), src); err != nil {
				t.Fatal(err)
			}
			bad = true
			before := state(t, m)
			_, err = p.PollOnce(t.Context(), src)
			after := state(t, m)
			var e *feed.Error
			if !errors.As(err, &e) || e.Kind != tt.kind || !strings.Contains(e.UserText(), tt.says) || after.LastError != e.UserText() {
				t.Errorf("got %v, told %q", err, after.LastError)
			}
			if strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
				t.Errorf("not one clean line: %q", err)
			}
			if len(m.Handled()) != 2 || after.ETag != before.ETag || !after.LastSuccess.Equal(before.LastSuccess) || after.Failures != 1 {
				t.Errorf("handed on %s; state %s", handled(m), fmt.Sprintf("%+v", after))
			}
		})
	}
}
