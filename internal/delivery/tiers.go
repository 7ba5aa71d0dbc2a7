package delivery

import (
	"context"
	"sync"
	"time"
)

// Slack's tiers for its methods, in calls a minute of one method in one workspace. A quarter of a minute's worth may come at
// once, so that a burst and the calls after it stay within what Slack counts in any minute.
const (
	tier2 = 20
	tier3 = 50
	tier4 = 100
)

// tiers are the methods that the bot calls unasked, from a queue or a schedule. Read only.
var tiers = map[string]int{
	"conversations.history": tier3, "conversations.replies": tier3, "conversations.info": tier3, "conversations.open": tier3,
	"conversations.list": tier2, "conversations.members": tier4, "users.info": tier4,
	"files.getUploadURLExternal": tier4, "files.completeUploadExternal": tier4,
}

// Tiers keeps calls of Slack's Web API within what Slack allows a workspace, method by method, before Slack refuses one. How
// fast messages go is the Sender's own affair. It may be used by many at once.
type Tiers struct {
	now     func() time.Time
	mu      sync.Mutex
	methods map[string]*paces
	shared  Pace // nil: nobody else calls
}

// NewTiers makes the tiers of all workspaces.
func NewTiers(now func() time.Time) *Tiers {
	t := &Tiers{now: now, methods: map[string]*paces{}}
	for method, perMinute := range tiers {
		t.methods[method] = &paces{
			every: time.Minute * 4 / 3 / time.Duration(perMinute), burst: perMinute / 4, max: maxPaces, of: map[string]*pace{},
		}
	}
	return t
}

// Share makes the tiers those of all that share p. It is called before anything waits.
func (t *Tiers) Share(p Pace) { t.shared = p }

// Wait waits until a workspace may call a method. A turn that is not near is not waited for: the error is an *Error of kind
// RateLimited that says how far off it is. Methods without a tier here never wait.
func (t *Tiers) Wait(ctx context.Context, team, method string) error {
	p := t.methods[method]
	if p == nil {
		return ctx.Err()
	}
	now := t.now()
	t.mu.Lock()
	turn := p.at(team, "", now).rate.ReserveN(now, 1)
	t.mu.Unlock()
	wait := turn.DelayFrom(now)
	if t.shared != nil && wait <= longestTurn {
		waits, err := t.shared.Turn(ctx, team, now, longestTurn, Rate{Name: method, Every: p.every, Burst: p.burst})
		if err == nil && len(waits) > 0 { // else this one's own turn will have to do
			wait = max(wait, waits[0])
		}
	}
	if wait > longestTurn {
		turn.CancelAt(now)
		return &Error{Kind: RateLimited, Reason: reasonPacing, RetryAfter: wait}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
