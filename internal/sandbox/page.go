package sandbox

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/*
var staticFiles embed.FS

// pages are the parsed templates.
type pages struct{ t *template.Template }

func parsePages() (*pages, error) {
	t, err := template.ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return &pages{t}, nil
}

// draw renders a template. A template that fails is a bug; the page then shows nothing in its place.
func (p *pages) draw(log *slog.Logger, name string, data any) string {
	var b bytes.Buffer
	if err := p.t.ExecuteTemplate(&b, name, data); err != nil {
		log.Error("a template failed", "template", name, "err", err)
		return ""
	}
	return b.String()
}

func (w *Workspace) routePage(mux *http.ServeMux) {
	static, err := fs.Sub(staticFiles, "static")
	if err != nil { // the folder is part of the binary
		panic(err)
	}
	page := http.NewServeMux()
	page.HandleFunc("GET /{$}", w.servePage)
	page.HandleFunc("GET /archives/{channel}/{message}", w.serveArchive)
	page.Handle("GET /sandbox/static/", http.StripPrefix("/sandbox/static/", http.FileServerFS(static)))
	page.HandleFunc("GET /sandbox/files/{id}", w.serveFile)
	page.HandleFunc("GET /sandbox/events", w.serveEvents)
	page.HandleFunc("POST /sandbox/do/{what}", w.serveDo)
	guarded := w.guard(http.NewCrossOriginProtection().Handler(page))
	for _, route := range []string{"GET /{$}", "GET /archives/", "GET /sandbox/static/", "GET /sandbox/files/", "GET /sandbox/events", "POST /sandbox/do/"} {
		mux.Handle(route, guarded)
	}
}

// loopback says whether a host, with or without a port, names this machine itself.
func loopback(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return strings.EqualFold(name, "localhost") || (ip != nil && ip.IsLoopback())
}

// guard refuses requests under a host name that is not this workspace's, so that no web page elsewhere can
// point a name of its own at this machine and read along; and it sets the headers of the page.
func (w *Workspace) guard(next http.Handler) http.Handler {
	own := slices.Clone(w.opts.Hosts)
	if u, err := url.Parse(w.opts.URL); err == nil && u.Host != "" {
		own = append(own, u.Host, u.Hostname())
	}
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'" + pictureSource(w.opts.AppURL) +
		"; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !loopback(r.Host) && !slices.Contains(own, r.Host) {
			http.Error(rw, "this workspace is not served under the name "+r.Host, http.StatusForbidden)
			return
		}
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		w.learnURL(r)
		next.ServeHTTP(rw, r)
	})
}

func pictureSource(appURL string) string {
	if o := origin(appURL); o != "" {
		return " " + o
	}
	return ""
}

// visitor is the person at the page: the one chosen in its cookie, or the first.
func (w *Workspace) visitor(r *http.Request) string {
	if c, err := r.Cookie("sandbox_as"); err == nil {
		return w.As(c.Value).id
	}
	return youUser
}

// pageRequest is what of the workspace a page shows.
type pageRequest struct {
	channel, thread, tab string
}

func (w *Workspace) servePage(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	who := w.visitor(r)
	w.mu.Lock()
	html := w.pages.draw(w.log, "page", w.pageView(who, pageRequest{q.Get("c"), q.Get("thread"), q.Get("tab")}))
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	_, _ = rw.Write([]byte(html))
}

// serveArchive leads a permalink to the page.
func (w *Workspace) serveArchive(rw http.ResponseWriter, r *http.Request) {
	p := strings.TrimPrefix(r.PathValue("message"), "p")
	if len(p) < 7 {
		http.NotFound(rw, r)
		return
	}
	to := "/?c=" + url.QueryEscape(r.PathValue("channel"))
	if t := r.URL.Query().Get("thread_ts"); t != "" {
		to += "&thread=" + url.QueryEscape(t)
	}
	to += "#" + url.PathEscape(domID("m", p[:len(p)-6]+"."+p[len(p)-6:]))
	http.Redirect(rw, r, to, http.StatusFound)
}
