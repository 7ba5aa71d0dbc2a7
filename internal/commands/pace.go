package commands

import (
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"pledgewatch/internal/blocks"
)

// How fast people may ask. Nobody who reads the answers comes near; a script that does not is slowed down.
const (
	userEvery    = 2 * time.Second
	userBurst    = 20
	channelEvery = 500 * time.Millisecond
	channelBurst = 60
	mostPaced    = 4096 // people and channels remembered at once
)

// Pace bounds how fast one person, and all in one channel together, may use commands and buttons. It may be used by many at
// once.
type Pace struct {
	mu sync.Mutex
	of map[string]*rate.Limiter
}

// NewPace makes a Pace.
func NewPace() *Pace { return &Pace{of: map[string]*rate.Limiter{}} }

// wait is how long a person must wait before the next command; zero: it may run now, and counts.
func (p *Pace) wait(r Request, now time.Time) time.Duration {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var longest time.Duration
	var turns []*rate.Reservation
	for _, l := range []*rate.Limiter{
		p.limiter("user "+r.Team+" "+r.User, userEvery, userBurst, now),
		p.limiter("channel "+r.Team+" "+r.Channel, channelEvery, channelBurst, now),
	} {
		turn := l.ReserveN(now, 1)
		turns = append(turns, turn)
		longest = max(longest, turn.DelayFrom(now))
	}
	if longest > 0 { // what is refused does not count
		for _, t := range turns {
			t.CancelAt(now)
		}
	}
	return longest
}

// limiter finds one's limiter, and forgets those at rest where there are too many: a new one is as good. Where none is at
// rest all are forgotten, which lets more through and never less.
func (p *Pace) limiter(key string, every time.Duration, burst int, now time.Time) *rate.Limiter {
	if l, ok := p.of[key]; ok {
		return l
	}
	if len(p.of) >= mostPaced {
		for k, l := range p.of {
			if l.TokensAt(now) >= float64(l.Burst()) {
				delete(p.of, k)
			}
		}
		if len(p.of) >= mostPaced {
			clear(p.of)
		}
	}
	l := rate.NewLimiter(rate.Every(every), burst)
	p.of[key] = l
	return l
}

// slow tells a person to wait; nil: there is no need.
func (h *Handler) slow(r Request) *Response {
	wait := h.o.Pace.wait(r, h.o.Now())
	if wait == 0 {
		return nil
	}
	h.log.Warn("commands come too fast", "team", r.Team, "channel", r.Channel, "user", r.User)
	n := int(math.Ceil(wait.Seconds()))
	unit := "seconds"
	if n == 1 {
		unit = "second"
	}
	resp := response(blocks.Notice(nil, nil, "That is too fast for me.", fmt.Sprintf("Nothing was done. Please try again in %d %s.", n, unit)))
	return &resp
}
