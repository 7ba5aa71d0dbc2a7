package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/feed"
)

// metrics counts what an operator watches.
type metrics struct {
	registry *prometheus.Registry
	polls    *prometheus.CounterVec
	articles *prometheus.CounterVec
	tampered *prometheus.CounterVec
	requests *prometheus.HistogramVec
}

func newMetrics(h *house) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		polls:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pledgewatch_feed_polls_total", Help: "Polls of a feed, by result."}, []string{"feed", "result"}),
		articles: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pledgewatch_feed_articles_total", Help: "Articles handed on, by verdict."}, []string{"feed", "verdict"}),
		tampered: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pledgewatch_feed_tampered_total", Help: "Articles from which something planted was cut."}, []string{"feed"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pledgewatch_slack_request_seconds", Help: "Time to acknowledge a request from Slack.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 3},
		}, []string{"path", "status"}),
	}
	m.registry.MustRegister(
		m.polls, m.articles, m.tampered, m.requests, outbox{h}, &feedHealth{h: h},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// outbox reads how much waits to be sent when it is asked.
type outbox struct{ h *house }

var outboxMessages = prometheus.NewDesc("pledgewatch_outbox_messages", "Messages in the outbox, by state.", []string{"state"}, nil)

// Describe names the figure.
func (outbox) Describe(ch chan<- *prometheus.Desc) { ch <- outboxMessages }

// Collect reads it.
func (o outbox) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var d delivery.Depth
	d, err := o.h.store.Depth(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(outboxMessages, err)
		return
	}
	for state, n := range map[string]int{"pending": d.Pending, "in_doubt": d.InDoubt, "dead": d.Dead} {
		ch <- prometheus.MustNewConstMetric(outboxMessages, prometheus.GaugeValue, float64(n), state)
	}
}

func (m *metrics) polled(id string, r feed.Report, err error) {
	switch {
	case err != nil:
		m.polls.WithLabelValues(id, "failed").Inc()
		return
	case r.NotModified:
		m.polls.WithLabelValues(id, "not_modified").Inc()
	default:
		m.polls.WithLabelValues(id, "read").Inc()
	}
	m.articles.WithLabelValues(id, string(feed.New)).Add(float64(r.New))
	m.articles.WithLabelValues(id, string(feed.Revised)).Add(float64(r.Revised))
	m.tampered.WithLabelValues(id).Add(float64(r.Tampered))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// timed measures how long requests take. Paths are those of the routes, so that nobody can make up new ones.
func (m *metrics) timed(next http.Handler) http.Handler {
	known := map[string]bool{"/slack/commands": true, "/slack/events": true, "/slack/interactions": true, "/slack/install": true, "/slack/oauth/callback": true}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := "other"
		if known[r.URL.Path] {
			path = r.URL.Path
		}
		seen := &statusOf{ResponseWriter: w, status: http.StatusOK}
		start := time.Now()
		next.ServeHTTP(seen, r)
		m.requests.WithLabelValues(path, strconv.Itoa(seen.status)).Observe(time.Since(start).Seconds())
	})
}

// statusOf remembers the status that was written.
type statusOf struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (s *statusOf) WriteHeader(code int) {
	s.status = code
	s.ResponseWriter.WriteHeader(code)
}
