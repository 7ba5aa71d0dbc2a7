package delivery

import (
	"context"
	"time"
)

// Rate is how often something may be done in a workspace: once every Every, and Burst times at once.
type Rate struct {
	Name  string // of what is done
	Every time.Duration
	Burst int
}

// Pace is what several senders, in several processes, keep to together: each knows only of its own calls, and Slack counts all.
type Pace interface {
	// Turn takes a workspace's next turn at each of rates, each counted from when the one before allows it, and returns how long it
	// is from now until each: the last is the turn. One further off than most is not taken.
	Turn(ctx context.Context, team string, now time.Time, most time.Duration, rates ...Rate) ([]time.Duration, error)
	// Hold leaves a workspace no turn at a rate before until, for as long as now is before that.
	Hold(ctx context.Context, team string, r Rate, now, until time.Time) error
}

// ofTeam and ofChannel are Slack's limits for messages.
func ofTeam() Rate { return Rate{Name: "messages", Every: teamEvery, Burst: teamBurst} }

func ofChannel(id string) Rate { return Rate{Name: "messages " + id, Every: channelEvery, Burst: 1} }

// reserve takes the next turn in a channel: this sender's, and where there are several that of them all. Where what they share does
// not answer, nothing can be sent either, as the outbox is there.
func (s *Sender) reserve(ctx context.Context, team, channel string) turn {
	now := s.opts.Now()
	t := s.limits.reserve(team, channel, now)
	if s.opts.Pace == nil {
		return t
	}
	waits, err := s.opts.Pace.Turn(ctx, team, now, longestTurn, ofTeam(), ofChannel(channel))
	if err != nil || len(waits) == 0 {
		s.opts.Log.Debug("the pace of all senders is not known", "team", team, "err", err)
		return t
	}
	if waits[0] > 0 {
		s.limits.crowded(team, now, now.Add(waits[0]+teamEvery))
	}
	t.at = later(t.at, now.Add(waits[len(waits)-1]))
	return t
}

// quiet notes a 429, for the other senders too where it is the workspace's.
func (s *Sender) quiet(ctx context.Context, team, channel string, wait time.Duration) {
	now := s.opts.Now()
	until := now.Add(wait)
	if all := s.limits.pause(team, channel, now, until); !all || s.opts.Pace == nil {
		return
	}
	if err := s.opts.Pace.Hold(ctx, team, ofTeam(), now, until); err != nil {
		s.opts.Log.Debug("the other senders are not told to be quiet", "team", team, "err", err)
	}
}
