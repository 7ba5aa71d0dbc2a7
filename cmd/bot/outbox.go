package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/redis"
	"pledgewatch/internal/store/sqlite"
)

type outboxCmd struct {
	List    outboxList    `cmd:"" default:"withargs" help:"List messages that could not be sent, each with its reason and mend, and those on their way (the default)."`
	Requeue outboxRequeue `cmd:"" help:"Send messages again that could not be sent."`
}

type outboxList struct {
	Limit int `default:"50" help:"Messages of each kind to list (${default})."`
}

type outboxRequeue struct {
	Key []string `arg:"" optional:"" help:"Keys of the messages, or the beginnings of keys, as \"bot outbox\" lists them."`
	All bool     `help:"All that could not be sent."`
}

// Run lists what is not sent.
func (c outboxList) Run(ctx context.Context, g *Globals, s streams, now clock) (err error) {
	kept, err := g.openReader(ctx, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	depth, err := kept.Depth(ctx)
	if err != nil {
		return err
	}
	dead, err := kept.Dead(ctx, "", c.Limit)
	if err != nil {
		return err
	}
	waiting, err := kept.Waiting(ctx, "", c.Limit)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d could not be sent, %d on their way, %d of them in doubt.\n", depth.Dead, depth.Pending, depth.InDoubt)
	for _, d := range dead {
		fmt.Fprintf(&b, "\n%s  %s\n  died %s: %s\n  %s\n", d.Key[:min(12, len(d.Key))], place(d.Message), d.At.UTC().Format(time.DateTime), d.Reason, d.Mend())
	}
	if len(waiting) > 0 {
		b.WriteString("\nOn their way\n")
	}
	for _, w := range waiting {
		fmt.Fprintf(&b, "%s  %s  %s\n", w.Key[:min(12, len(w.Key))], place(w.Message), blocks.OnItsWay(w))
	}
	if n := depth.Dead - len(dead) + depth.Pending - len(waiting); n > 0 {
		fmt.Fprintf(&b, "\nand %d more: --limit\n", n)
	}
	_, err = fmt.Fprint(s.out, b.String())
	return err
}

func place(m delivery.Message) string { return fmt.Sprintf("%-7s %s %s", m.Kind, m.Team, m.Channel) }

// Run sends messages again.
func (c outboxRequeue) Run(ctx context.Context, g *Globals, s streams, now clock) (err error) {
	if c.All == (len(c.Key) > 0) {
		return errors.New("which messages? name their keys, or all of them with --all")
	}
	kept, err := g.openBeside(ctx, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	const most = 1 << 20
	dead, err := kept.Dead(ctx, "", most)
	if err != nil {
		return err
	}
	slices.Reverse(dead) // the oldest first, as a message must stand before its thread
	keys, err := c.choose(dead)
	if err != nil {
		return err
	}
	again := 0
	for _, key := range keys {
		ok, err := kept.Requeue(ctx, key)
		if err != nil {
			return fmt.Errorf("after %d messages: %w", again, err)
		}
		if ok {
			again++
		}
	}
	s.say("%d of %d are on their way again; a bot that runs sends them at once.", again, len(dead))
	return nil
}

// choose finds the dead letters that were named. One that is not there, or a beginning that several share, is an error.
func (c outboxRequeue) choose(dead []delivery.DeadLetter) ([]string, error) {
	var keys []string
	for _, d := range dead {
		if c.All {
			keys = append(keys, d.Key)
		}
	}
	for _, named := range c.Key {
		var found []string
		for _, d := range dead {
			if strings.HasPrefix(d.Key, named) {
				found = append(found, d.Key)
			}
		}
		if len(found) != 1 {
			return nil, fmt.Errorf("key %s names %d messages that could not be sent: \"bot outbox\" lists them", named, len(found))
		}
		keys = append(keys, found[0])
	}
	return keys, nil
}

// openBeside opens the store to change a little in it while a bot may be running on it.
func (g *Globals) openBeside(ctx context.Context, now clock) (store, error) {
	if g.RedisURL.set() {
		s, err := redis.Open(g.RedisURL.Reveal(), redis.Options{Now: now})
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	s, err := sqlite.OpenBeside(ctx, g.Data, sqlite.Options{Now: now})
	if err != nil {
		return nil, err
	}
	return s, nil
}
