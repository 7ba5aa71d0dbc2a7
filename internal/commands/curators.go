package commands

import (
	"context"

	"pledgewatch/internal/blocks"
)

// Curators knows who may review proposed changes and set up feeds.
type Curators interface {
	// May reports whether a user is a curator. It is asked before every single thing that only curators may do; guests and
	// members of other workspaces never may.
	May(ctx context.Context, team, user string) (bool, error)
}

// curatorsOnly refuses whoever is no curator; ok is false where it does, and refusal then says why. Every command, button and
// form that only curators may use asks it first.
func (h *Handler) curatorsOnly(ctx context.Context, r Request) (refusal blocks.View, ok bool) {
	if h.o.Curators == nil {
		return blocks.Notice(nil, nil, "There are no curators here.", "Whoever runs the bot names them: PLEDGEWATCH_CURATORS."), false
	}
	may, err := h.o.Curators.May(ctx, r.Team, r.User)
	switch {
	case err != nil:
		return h.trouble(call{Request: r}, "a curator could not be told from others", err, "Slack did not say who you are. Nothing was changed. Please try again in a minute."), false
	case !may:
		h.log.Warn("refused who is no curator", "team", r.Team, "channel", r.Channel, "user", r.User)
		return blocks.Notice(nil, nil, "Only curators may do that.",
			"Nothing was changed. Whoever runs the bot names the curators (PLEDGEWATCH_CURATORS); your id is "+r.User+". Guests and people of other workspaces cannot be curators."), false
	}
	return blocks.View{}, true
}
