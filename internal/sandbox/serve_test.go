package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

func escapeQuery(s string) string { return url.QueryEscape(s) }

// serve asks a handler without a network.
func serve(h http.Handler, method, path, form string) []byte {
	r := httptest.NewRequest(method, path, strings.NewReader(form)) //nolint:noctx // a recorder needs no context
	r.Host = "127.0.0.1"
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Body.Bytes()
}
