package main

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
)

// samplePath is where the sandbox serves the invented articles.
const samplePath = "/sample/"

var sampleArticle = template.Must(template.New("article").Parse(`<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title>
<body><p><strong>Invented article, to try Pledgewatch with. Nothing in it is real.</strong></p>
<h1>{{.Title}}</h1><p>{{.Published.Format "2 January 2006"}}</p>{{range .Paragraphs}}<p>{{.}}</p>{{end}}</body></html>
`))

// samplePage serves the sample feed and a page for each of its articles.
func (h *house) samplePage(tmpl []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := feed.SampleFeed(tmpl, h.base, h.now())
		if err != nil {
			h.log.Error("sample feed", "err", err)
			http.Error(w, "the sample feed is broken", http.StatusInternalServerError)
			return
		}
		if r.PathValue("page") == "feed.xml" {
			w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
			_, _ = w.Write(raw)
			return
		}
		articles, err := feed.Replay(r.Context(), feed.Source{ID: "sample", URL: h.base, Lang: "en-GB"}, bytes.NewReader(raw))
		if err != nil {
			http.Error(w, "the sample feed is broken", http.StatusInternalServerError)
			return
		}
		for _, a := range articles {
			if a.Link == h.base+r.URL.Path {
				w.Header().Set("Content-Security-Policy", "default-src 'none'")
				_ = sampleArticle.Execute(w, a) // a reader who went away
				return
			}
		}
		http.NotFound(w, r)
	}
}

// firstDigest subscribes the sandbox's channel on its very first start, so that there is a digest to look at.
func (h *house) firstDigest(ctx context.Context) {
	id, err := h.app.Check(ctx)
	if err != nil {
		h.log.Warn("first digest", "err", err)
		return
	}
	subs, err := h.store.Subscriptions(ctx, id.Team)
	if err != nil || len(subs) > 0 {
		return
	}
	now := h.now().UTC().Truncate(time.Minute)
	if err := h.store.PutSubscription(ctx, digest.Subscription{
		Team: id.Team, Channel: h.ws.ChannelID("care-reform"), Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone, By: id.BotUser, Created: now, Next: now,
	}); err != nil {
		h.log.Warn("first digest", "err", err)
		return
	}
	h.digests.Wake()
}
