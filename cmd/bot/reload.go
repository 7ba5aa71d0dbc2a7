package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/reload"
)

// reload keeps the corpus up to date with the directory that --corpus names, or, after a SIGHUP, reads it anew.
func (h *house) reload(ctx context.Context) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	defer signal.Stop(signals)
	load := func() (*knowledge.Brain, error) { return h.load(ctx) }
	o := reload.Options{Brain: &h.brain, Load: load, Guard: &h.laying, Dir: h.g.CorpusDir, Signals: signals, Now: h.now, Log: h.log}
	o.Moved = func(context.Context, []knowledge.Delta) { h.crier.Reloaded() }
	r, err := reload.New(o)
	if err != nil { // a machine may have no watches left: that is no reason to stop
		h.log.Warn("the corpus directory is not watched: send SIGHUP after an edit", "err", err)
		o.Dir = ""
		if r, err = reload.New(o); err != nil {
			return err
		}
	}
	return r.Run(ctx)
}
