package main

import (
	"context"

	"pledgewatch/internal/sandbox"
)

// curators tells who may review and set up feeds: whom the settings name, and in the sandbox, where they name nobody, the
// person at its page.
type curators struct{ h *house }

// May reports whether a user is a curator.
func (c curators) May(ctx context.Context, team, user string) (bool, error) {
	return c.h.app.May(ctx, team, user)
}

// curatorIDs are the ids that make somebody a curator in the mode that the bot runs in.
func (g *Globals) curatorIDs(mode string) []string {
	if mode == modeSandbox && len(g.Curators) == 0 {
		return []string{sandbox.You}
	}
	return g.Curators
}
