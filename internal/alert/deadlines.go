package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/watch"
)

const (
	morning = 8 * time.Hour // on the channel's clocks, when the deadlines of a day are told
	catchUp = 28            // days: a stage that was reached before is told by the digest only
)

// deadlines tells each channel, each morning, of the dates that have come nearer by a stage since it was last told. Whoever
// subscribes is told of what comes from then on. A channel that fails holds up no other.
func (cr *Crier) deadlines(ctx context.Context) error {
	subs, err := cr.Subscriptions.Subscriptions(ctx, "")
	if err != nil {
		return fmt.Errorf("who asks for deadlines: %w", err)
	}
	corpus := cr.Brain().Corpus
	memo := map[time.Time][]watch.Deadline{} // channels of one zone ask for the same days
	on := func(day time.Time) []watch.Deadline {
		if _, ok := memo[day]; !ok {
			memo[day] = watch.Deadlines(corpus, day)
		}
		return memo[day]
	}
	var errs []error
	for _, sub := range subs {
		errs = append(errs, cr.deadlinesFor(ctx, sub, on))
	}
	return errors.Join(errs...)
}

func (cr *Crier) deadlinesFor(ctx context.Context, sub digest.Subscription, on func(time.Time) []watch.Deadline) error {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return fmt.Errorf("deadlines for %s: time zone %q: subscribe anew", sub.Channel, sub.Zone)
	}
	day := morningOf(cr.Now(), zone)
	name := "deadlines " + sub.Team + " " + sub.Channel
	if !cr.checked[name].Before(day) {
		return nil
	}
	kept, known, err := cr.Ledger.AlertMark(ctx, name)
	if err != nil {
		return fmt.Errorf("deadlines for %s: %w", sub.Channel, err)
	}
	last, err := time.Parse(time.DateOnly, kept)
	if known && err == nil && !last.Before(day) {
		cr.checked[name] = last
		return nil
	}
	if asked := morningOf(sub.Created, zone); !known || err != nil || last.Before(asked) {
		last = asked // what was so when they asked is no news
	}
	if earliest := day.AddDate(0, 0, -catchUp); last.Before(earliest) {
		last = earliest
	}
	if known && last.Before(day) {
		if err := cr.holdFor(ctx, []digest.Subscription{sub}, reached(on(last), on(day))...); err != nil {
			return err
		}
	}
	if err := cr.Ledger.PutAlertMark(ctx, name, day.Format(time.DateOnly)); err != nil {
		return fmt.Errorf("deadlines for %s: %w", sub.Channel, err)
	}
	cr.checked[name] = day
	return nil
}

// reached makes the events of the stages that were not reached before.
func reached(before, now []watch.Deadline) []Event {
	var out []Event
	for _, x := range now {
		if !slices.ContainsFunc(before, func(b watch.Deadline) bool { return b.Key() == x.Key() }) {
			out = append(out, nears(x))
		}
	}
	return out
}

// morningOf is the last day, at midnight UTC, whose morning has come on the clocks of a zone at t.
func morningOf(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if t.Hour() < int(morning/time.Hour) {
		return day.AddDate(0, 0, -1)
	}
	return day
}
