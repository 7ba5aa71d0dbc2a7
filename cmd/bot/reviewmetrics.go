package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pledgewatch/internal/watch"
)

// reviewFigures reads what waits for curators when it is asked.
type reviewFigures struct{ h *house }

var changesPending = prometheus.NewDesc("pledgewatch_changes_pending", "Proposed changes that wait for curators, by standing.", []string{"standing"}, nil)

// Describe names the figure.
func (reviewFigures) Describe(ch chan<- *prometheus.Desc) { ch <- changesPending }

// Collect reads it.
func (r reviewFigures) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	pending, err := r.h.desk.Pending(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(changesPending, err)
		return
	}
	count := map[watch.Standing]int{watch.StandingHeld: 0, watch.StandingReported: 0}
	for _, c := range pending {
		count[c.Standing]++
	}
	for standing, n := range count {
		ch <- prometheus.MustNewConstMetric(changesPending, prometheus.GaugeValue, float64(n), string(standing))
	}
}
