package main

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
)

// sampleChannel is the sandbox's channel that gets the digest.
const sampleChannel = "care-reform"

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

// firstDigest gives the sandbox's channel, on its very first start, a subscription and the digest of this week so far, so
// that there is one to look at. It waits until the sample articles were read.
func (h *house) firstDigest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-h.sampled:
	}
	if err := h.postFirstDigest(ctx); err != nil && ctx.Err() == nil {
		h.log.Warn("the sandbox starts without a digest", "err", err)
	}
	return nil
}

func (h *house) postFirstDigest(ctx context.Context) error {
	sub, err := digest.New(digest.Wish{Team: h.ws.Credentials().TeamID, Channel: h.ws.ChannelID(sampleChannel), By: h.ws.Credentials().BotUserID}, h.brain.Load().Corpus, h.now())
	if err != nil {
		return err
	}
	// Once for ever: who unsubscribes is not subscribed again by the next start.
	if first, err := h.store.First(ctx, "sandbox: first digest", 100*365*24*time.Hour); err != nil || !first {
		return err
	}
	when, err := sub.When()
	if err != nil {
		return err
	}
	d, err := h.composer.Preview(ctx, sub, digest.WeekOf(h.now(), when.Zone()))
	if err != nil {
		return err
	}
	pages, err := render(d)
	if err != nil {
		return err
	}
	head := delivery.Message{Key: delivery.Key("digest", "first", sub.Team, sub.Channel), Team: sub.Team, Channel: sub.Channel, Kind: "digest"}
	if err := h.sender.Enqueue(ctx, digest.Thread(head, pages)...); err != nil {
		return err
	}
	if err := h.store.PutSubscription(ctx, sub); err != nil {
		return err
	}
	h.wakeDigests()
	return nil
}
