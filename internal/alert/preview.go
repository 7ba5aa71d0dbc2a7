package alert

import (
	"context"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// Preview returns what a channel would be told if what is held for it were told now, and when it will be at the earliest. It
// changes nothing. Without notes there is nothing to tell.
func Preview(ctx context.Context, k Keeper, sub digest.Subscription, held []Note, window time.Duration) (alerts []Alert, at time.Time, err error) {
	if len(held) == 0 {
		return nil, time.Time{}, nil
	}
	threads, err := k.AlertThreads(ctx, sub.Team, sub.Channel, subjects(held))
	if err != nil {
		return nil, time.Time{}, err
	}
	alerts, _ = lay(sub, held, threads)
	return alerts, sub.Loud(held[0].At.Add(window)), nil
}

// Morning returns what would be held for a channel on the morning of a day, as far as the corpus tells: the dates that come
// nearer by a stage on that day. The error says that the subscription's time zone is none.
func Morning(c *knowledge.Corpus, sub digest.Subscription, day time.Time) ([]Note, error) {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return nil, err
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), int(morning/time.Hour), 0, 0, 0, zone)
	var out []Note
	for _, e := range reached(watch.Deadlines(c, day.AddDate(0, 0, -1)), watch.Deadlines(c, day)) {
		if wants(sub, e) {
			out = append(out, Note{Team: sub.Team, Channel: sub.Channel, Event: e, At: at.UTC()})
		}
	}
	return out, nil
}
