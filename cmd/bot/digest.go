package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

type digestCmd struct {
	Preview digestPreview `cmd:"" help:"Show the digest that a channel would get."`
}

type digestPreview struct {
	Channel string `required:"" placeholder:"NAME" help:"Channel, by name or id."`
	Week    string `placeholder:"2024-W44" help:"ISO week (default: the digest that comes next, as far as it has got)."`
	Format  string `enum:"text,json,blocks,markdown,html" default:"text" help:"text, json, blocks (as Slack gets it), markdown or html, the last for a mail (${default})."`
}

// Run shows a digest.
func (p digestPreview) Run(ctx context.Context, g *Globals, s streams, now clock) error {
	var week digest.Week
	if p.Week != "" {
		var err error
		if week, err = digest.ParseWeek(p.Week); err != nil {
			return err
		}
	}
	brain, err := g.brain()
	if err != nil {
		return err
	}
	store, err := g.openReader(ctx, now)
	if err != nil {
		return err
	}
	sub, subscribed, err := subscriptionOf(ctx, store, p.Channel)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if !subscribed {
		_, _ = fmt.Fprintf(s.err, "No channel %s has subscribed: this is the digest that it would get by default.\n", p.Channel)
	}
	composer := &digest.Composer{Brain: func() *knowledge.Brain { return brain }, Articles: store, Changes: store, Now: now, Publisher: publishers(g)}
	d, err := composer.Preview(ctx, sub, week)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	return p.write(s, d)
}

// subscriptionOf returns what a channel subscribed to, that is named by its id or by the name that it had then; subscribed is false
// for one that did not, which would get the default digest. A name that several channels have is an error.
func subscriptionOf(ctx context.Context, subs digest.Subscriptions, channel string) (sub digest.Subscription, subscribed bool, err error) {
	channel = strings.TrimPrefix(channel, "#")
	all, err := subs.Subscriptions(ctx, "")
	if err != nil {
		return digest.Subscription{}, false, err
	}
	var named []digest.Subscription
	for _, s := range all {
		if s.Channel == channel {
			return s, true, nil
		}
		if strings.EqualFold(s.Name, channel) {
			named = append(named, s)
		}
	}
	switch len(named) {
	case 0:
		return digest.Subscription{Channel: channel, Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone}, false, nil
	case 1:
		return named[0], true, nil
	}
	var which []string
	for _, s := range named {
		which = append(which, s.Channel+" of workspace "+s.Team)
	}
	return digest.Subscription{}, false, fmt.Errorf("%d channels are called #%s: name one by its id: %s", len(named), channel, strings.Join(which, ", "))
}

func (p digestPreview) write(s streams, d digest.Digest) error {
	switch p.Format {
	case "json":
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(d.Document())
	case "blocks":
		return writeBlocks(s, d)
	case "markdown":
		_, err := fmt.Fprint(s.out, blocks.WholeDigest(d).Markdown())
		return err
	case "html":
		page, err := blocks.WholeDigest(d).HTML()
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(s.out, page)
		return err
	default:
		parts := append([]string{strings.TrimRight(d.Text(), "\n")}, d.RestText()...)
		_, err := fmt.Fprintln(s.out, strings.Join(parts, "\n\n--- in the thread ---\n\n"))
		return err
	}
}

// writeBlocks writes the messages that Slack gets: the digest's own, and those of its thread.
func writeBlocks(s streams, d digest.Digest) error {
	pages, err := blocks.DigestMessages(d, commands.Run(), nil)
	if err != nil {
		return err
	}
	thread := []map[string]any{}
	for _, p := range pages[1:] {
		thread = append(thread, map[string]any{"text": p.Text, "blocks": p.Blocks})
	}
	return json.NewEncoder(s.out).Encode(map[string]any{"text": pages[0].Text, "blocks": pages[0].Blocks, "thread": thread})
}
