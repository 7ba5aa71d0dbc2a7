package alert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// release tells each channel what has waited long enough. A channel that fails holds up no other.
func (cr *Crier) release(ctx context.Context) error {
	waiting, err := cr.Keeper.AlertsWaiting(ctx)
	if err != nil {
		return fmt.Errorf("which channels wait: %w", err)
	}
	var errs []error
	for _, w := range waiting {
		if ctx.Err() != nil {
			return errors.Join(errs...)
		}
		if cr.Now().Before(w.Since.Add(cr.Window)) {
			continue
		}
		sub, ok, err := cr.Subscriptions.Subscription(ctx, w.Team, w.Channel)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("alerts for %s: %w", w.Channel, err))
			continue
		case !ok:
			sub = digest.Subscription{Team: w.Team, Channel: w.Channel} // it asks for nothing any more
		}
		if now := cr.Now(); sub.Loud(now).After(now) {
			continue
		}
		if err := cr.tell(ctx, sub); err != nil {
			errs = append(errs, fmt.Errorf("alerts for %s: %w", w.Channel, err))
		}
	}
	return errors.Join(errs...)
}

// tell makes a batch of what is held for a channel, hands its messages to the outbox, and ends it, in this order: where it is
// cut short, the same batch is there again, its messages have the same keys, and the outbox knows them.
func (cr *Crier) tell(ctx context.Context, sub digest.Subscription) error {
	batch, err := cr.Keeper.SealAlerts(ctx, sub.Team, sub.Channel)
	if err != nil || len(batch) == 0 {
		return err
	}
	threads, err := cr.Keeper.AlertThreads(ctx, sub.Team, sub.Channel, subjects(batch))
	if err != nil {
		return err
	}
	alerts, told := lay(sub, batch, threads)
	msgs := make([]delivery.Message, len(alerts))
	for i, a := range alerts {
		msgs[i] = cr.message(a)
	}
	if err := cr.enqueue(ctx, msgs); err != nil {
		return err
	}
	for _, a := range alerts {
		cr.Log.Info("alert handed on", "team", a.Team, "channel", a.Channel, "about", a.Title(), "thread", a.Thread != "")
		if cr.Observe != nil {
			cr.Observe(a)
		}
	}
	return cr.Keeper.FinishAlerts(ctx, sub.Team, sub.Channel, batch[0].Event.Key, told)
}

// enqueue stores messages. A thread whose first message the outbox has forgotten is left for the channel itself.
func (cr *Crier) enqueue(ctx context.Context, msgs []delivery.Message) error {
	if len(msgs) == 0 {
		return nil
	}
	err := cr.Outbox.Enqueue(ctx, msgs...)
	if !errors.Is(err, delivery.ErrNoParent) {
		return err
	}
	var errs []error
	for _, m := range msgs {
		err := cr.Outbox.Enqueue(ctx, m)
		if errors.Is(err, delivery.ErrNoParent) {
			m.ThreadOf = ""
			err = cr.Outbox.Enqueue(ctx, m)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// message makes an alert's message.
func (cr *Crier) message(a Alert) delivery.Message {
	m := delivery.Message{Key: a.Key, Team: a.Team, Channel: a.Channel, Kind: "alert", ThreadOf: a.Thread, Created: cr.Now()}
	var err error
	m.Text, m.Blocks, err = cr.Render(a)
	if err == nil && !json.Valid(m.Blocks) && len(m.Blocks) > 0 {
		err = errors.New("its blocks are no JSON")
	}
	if err != nil || strings.TrimSpace(m.Text) == "" {
		cr.Log.Error("alert cannot be rendered", "channel", a.Channel, "next", "it is sent as plain text", "err", err)
		m.Text, m.Blocks = escaped.Replace(a.Title()), nil
	}
	return m
}

// escaped is what Slack asks for, so that no title can link or mention.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
