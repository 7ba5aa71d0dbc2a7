package watch

import (
	"context"
	"fmt"
	"time"
)

// LapseAfter is how long a change waits for a curator: news that nobody has decided on for so long, and no article has repeated,
// is news no more, and what is shown as reported for ever would be taken for a fact.
const LapseAfter = 90 * 24 * time.Hour

// lapse puts away what has waited too long, with a line of the audit log each, and returns the changes as they then are. Of
// several bots one does it; what fails is done at the next look.
func (d *Desk) lapse(ctx context.Context, changes []Change) []Change {
	for i, c := range changes {
		if !c.Standing.Pending() || d.o.Now().Sub(c.heard()) < LapseAfter || ctx.Err() != nil {
			continue
		}
		c.Standing, c.At, c.Version = StandingLapsed, d.o.Now().UTC(), c.Version+1
		c.Why = fmt.Sprintf("Nobody decided on it within %d days.", int(LapseAfter/(24*time.Hour)))
		ok, err := d.o.Reviews.Decide(ctx, c, c.decision(Lapse))
		if err != nil {
			d.o.Log.Error("a change that nobody decided on is not put away yet", "entry", c.Entry, "next", lookEvery, "err", err)
			continue
		}
		if ok { // else somebody else did something about it
			d.o.Log.Info("change lapsed", "entry", c.Entry, "field", c.Field, "to", c.To, "found", c.Found)
			changes[i] = c
		}
	}
	return changes
}

// heard is when a change was last told of: when it was found, or a later article's day.
func (c Change) heard() time.Time {
	last := c.Found
	for _, o := range c.More {
		if o.Published.After(last) {
			last = o.Published
		}
	}
	return last
}
