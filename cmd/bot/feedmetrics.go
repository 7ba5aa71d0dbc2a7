package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pledgewatch/internal/feed"
)

// healthAge is how old the figures on feeds may be: with many feeds they take a while to count.
const healthAge = time.Minute

// feedHealth reads how the feeds are doing when it is asked.
type feedHealth struct {
	h *house

	mu   sync.Mutex
	at   time.Time
	list []feed.Health
}

var (
	feedSuccess  = feedFigure("last_success_timestamp_seconds", "When a feed was last read.")
	feedFailures = feedFigure("failures", "Failures of a feed in a row.")
	feedWeekly   = feedFigure("articles_weekly", "Articles of a feed a week, over the last eight weeks.")
	feedSilent   = feedFigure("silent", "Whether a feed that answers has had nothing new for longer than its habit.")
	feedPaused   = feedFigure("paused", "Whether a curator has paused a feed.")
	feedGone     = feedFigure("gone", "Whether the server of a feed says that it is gone for good.")
)

func feedFigure(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("pledgewatch_feed_"+name, help, []string{"feed"}, nil)
}

// Describe names the figures.
func (*feedHealth) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{feedSuccess, feedFailures, feedWeekly, feedSilent, feedPaused, feedGone} {
		ch <- d
	}
}

// Collect reads them.
func (f *feedHealth) Collect(ch chan<- prometheus.Metric) {
	list, err := f.read()
	if err != nil {
		ch <- prometheus.NewInvalidMetric(feedSuccess, err)
		return
	}
	for _, x := range list {
		for d, v := range map[*prometheus.Desc]float64{
			feedFailures: float64(x.State.Failures), feedWeekly: x.Habit.Weekly, feedSilent: truth(x.Habit.Silent && !x.Paused),
			feedPaused: truth(x.Paused), feedGone: truth(x.State.Gone),
		} {
			ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, x.ID)
		}
		if !x.State.LastSuccess.IsZero() {
			ch <- prometheus.MustNewConstMetric(feedSuccess, prometheus.GaugeValue, float64(x.State.LastSuccess.Unix()), x.ID)
		}
	}
}

func (f *feedHealth) read() ([]feed.Health, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.h.now()
	if f.list != nil && now.Sub(f.at) < healthAge {
		return f.list, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	list, err := f.h.roster.Health(ctx)
	if err == nil {
		f.list, f.at = list, now
	}
	return list, err
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
