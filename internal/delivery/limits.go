package delivery

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Slack's limits for chat.postMessage: one message a second in a channel, several hundred a minute in a workspace.
const (
	channelEvery = time.Second
	teamEvery    = 200 * time.Millisecond
	teamBurst    = 5
	maxPaces     = 4096                   // channels, and workspaces, remembered at once
	nearTurn     = 500 * time.Millisecond // a workspace's turn further off than this is not waited for by a worker
)

// limits keeps the sender within Slack's limits before they bite, and quiet after they did.
type limits struct {
	mu       sync.Mutex
	channels paces
	teams    paces
}

// pace is one channel's or one workspace's.
type pace struct {
	team  string
	rate  *rate.Limiter
	until time.Time // told to be quiet until then
	next  time.Time // no turn before, as far as it is known of the turns of all senders
	used  time.Time
}

type paces struct {
	every time.Duration
	burst int
	max   int
	of    map[string]*pace
}

func newLimits() *limits {
	return &limits{
		channels: paces{every: channelEvery, burst: 1, max: maxPaces, of: map[string]*pace{}},
		teams:    paces{every: teamEvery, burst: teamBurst, max: maxPaces, of: map[string]*pace{}},
	}
}

// turn is when the limits allow a call; undo gives it back.
type turn struct {
	at   time.Time
	undo func()
}

// reserve takes the next turn in a channel.
func (l *limits) reserve(team, channel string, now time.Time) turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, t := l.channels.at(team, channel, now), l.teams.at(team, "", now)
	// One after another, so that the channel's second runs from when the message goes out at last.
	at := later(now, later(c.until, t.until))
	inTeam := t.rate.ReserveN(at, 1)
	at = at.Add(inTeam.DelayFrom(at))
	inChannel := c.rate.ReserveN(at, 1)
	at = at.Add(inChannel.DelayFrom(at))
	return turn{at, func() { inChannel.CancelAt(now); inTeam.CancelAt(now) }}
}

// far returns the workspaces whose next turn is not near, for what a worker took of theirs would only keep it from others,
// and how long it is until the first of them comes near; 0 where there is none.
func (l *limits) far(now time.Time) (teams []string, near time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.teams.of {
		missing := 1 - t.rate.TokensAt(now)
		turn := max(t.until.Sub(now), t.next.Sub(now), time.Duration(missing*float64(l.teams.every)))
		if turn <= nearTurn {
			continue
		}
		teams = append(teams, t.team)
		if wait := turn - nearTurn; near == 0 || wait < near {
			near = wait
		}
	}
	return teams, near
}

// pause notes a 429. Slack does not say whether a channel's limit or the workspace's was hit: one channel alone is
// taken at its word, a second one while the first must still be quiet means the workspace, which all says.
func (l *limits) pause(team, channel string, now, until time.Time) (all bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.channels.at(team, channel, now)
	for _, other := range l.channels.of {
		if other != c && other.team == team && other.until.After(now) {
			t := l.teams.at(team, "", now)
			t.until, all = later(t.until, until), true
		}
	}
	c.until = later(c.until, until)
	return all
}

// crowded notes when a workspace's turn after those that all senders took is.
func (l *limits) crowded(team string, now, next time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.teams.at(team, "", now).next = next
}

// at returns a pace, and forgets another for it where there are too many: idle ones first, as forgetting those changes
// nothing.
func (p *paces) at(team, channel string, now time.Time) *pace {
	id := team + "\x00" + channel
	if e, ok := p.of[id]; ok {
		e.used = now
		return e
	}
	if len(p.of) >= p.max {
		p.shrink(now)
	}
	e := &pace{team: team, rate: rate.NewLimiter(rate.Every(p.every), p.burst), used: now}
	p.of[id] = e
	return e
}

func (p *paces) shrink(now time.Time) {
	oldest := ""
	for id, e := range p.of {
		if e.rate.TokensAt(now) >= float64(p.burst) && !e.until.After(now) {
			delete(p.of, id)
		} else if oldest == "" || e.used.Before(p.of[oldest].used) {
			oldest = id
		}
	}
	if len(p.of) >= p.max {
		delete(p.of, oldest)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
