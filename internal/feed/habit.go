package feed

import (
	"context"
	"fmt"
	"slices"
	"time"
)

const (
	day          = 24 * time.Hour
	habitSpan    = 365 * day // what a habit is learnt from
	habitMost    = 500       // articles
	habitLeast   = 5         // pauses that make a habit
	silenceFloor = 7 * day   // no shorter pause is a silence: a holiday is none
	weeks        = 8         // that articles a week are counted over
	silenceLook  = day       // between two looks at one feed
)

// Habit is how often a feed has something new, learnt from the days on which its articles were published.
type Habit struct {
	Newest   time.Time     // article; zero: none is known
	Pause    time.Duration // nine of ten pauses between two days with articles were no longer; 0: too few to tell
	Limit    time.Duration // a pause above is a silence; 0: too few to tell
	Silent   bool          // it is silent for longer than that
	Weekly   float64       // articles a week, over the last eight weeks or since the first article
	Tampered int           // of the articles of those weeks, how many had something cut out
}

// HabitOf learns a habit from articles, the newest first, as of now. Days count and not articles, so that five articles on a
// day are no shorter a pause than one.
func HabitOf(seen []Sighting, now time.Time) Habit {
	var h Habit
	seen = slices.DeleteFunc(slices.Clone(seen), func(s Sighting) bool { return s.At.After(now) })
	if len(seen) == 0 {
		return h
	}
	h.Newest = seen[0].At
	since := now.Add(-weeks * 7 * day)
	recent := 0
	for _, s := range seen {
		if s.At.Before(since) {
			break
		}
		recent++
		if s.Tampered {
			h.Tampered++
		}
	}
	span := min(now.Sub(seen[len(seen)-1].At), weeks*7*day)
	h.Weekly = float64(recent) / max(float64(span)/float64(7*day), 1)
	pauses := pausesOf(seen)
	if len(pauses) < habitLeast {
		return h
	}
	slices.Sort(pauses)
	h.Pause = pauses[(len(pauses)*9-1)/10]
	h.Limit = max(silenceFloor, 2*h.Pause)
	h.Silent = now.Sub(h.Newest) > h.Limit
	return h
}

// pausesOf returns the times between one day with articles and the next.
func pausesOf(seen []Sighting) []time.Duration {
	var out []time.Duration
	var last time.Time
	for _, s := range seen {
		on := s.At.UTC().Truncate(day)
		if !last.IsZero() && on.Before(last) {
			out = append(out, last.Sub(on))
		}
		last = on
	}
	return out
}

// Words says the habit in a sentence; it is empty where there is none to tell.
func (h Habit) Words() string {
	switch days := int(h.Pause / day); {
	case h.Limit == 0:
		return ""
	case days <= 1:
		return "it usually has one every day or two."
	default:
		return fmt.Sprintf("it seldom pauses for more than %d days.", days)
	}
}

// watchSilence gives a notice where a feed that answers has had nothing new for longer than its habit.
func (p *Poller) watchSilence(ctx context.Context, s Source) {
	now := p.Now()
	if p.Activity == nil || !p.told.looks(s.ID, now, silenceLook) {
		return
	}
	seen, err := p.Activity.FeedActivity(ctx, s.ID, now.Add(-habitSpan), habitMost)
	if err != nil {
		if ctx.Err() == nil {
			p.Log.Error("a feed's habit cannot be read", "feed", s.ID, "err", err)
		}
		return
	}
	if h := HabitOf(seen, now); h.Silent {
		p.notify(ctx, silentNotice(s, h))
	}
}
