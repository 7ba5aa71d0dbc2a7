package feed

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
)

const (
	minEvery     = 10 * time.Minute // below this a poll is a nuisance
	defaultEvery = time.Hour
	maxWait      = 24 * time.Hour // no hint and no failure keeps a feed waiting longer
)

// interval is the time between polls of a source in good health.
func interval(s Source) time.Duration {
	if s.Every <= 0 {
		return defaultEvery
	}
	return max(s.Every, minEvery)
}

// nextPoll is the time of the next poll: after the longest of our interval and what the hints (ttl, max-age,
// Retry-After, backoff) ask for. A hint counts for a day at most; an interval is kept as configured.
func nextPoll(now time.Time, every time.Duration, hints ...time.Duration) time.Time {
	longest := slices.Max(append(hints, 0))
	return now.Add(max(every, min(longest, maxWait)))
}

// Due returns when a source is to be polled next, by what is remembered of it; it is not alive where its server said that it
// is gone. What was learnt under another address counts for nothing, nor does a time further off than any feed waits: it was
// kept under a clock that was ahead.
func (st State) Due(s Source, now time.Time) (at time.Time, alive bool) {
	switch {
	case st.Configured != "" && st.Configured != s.URL:
		return now, true
	case st.Next.After(now.Add(max(interval(s), maxWait))):
		return now, !st.Gone
	}
	return st.Next, !st.Gone
}

// backoff is how long a feed waits after so many failures in a row: its interval, doubled with each failure after the
// first, at most a day. Jitter in [0, 1) takes up to a fifth off, so that feeds that failed together do not return
// together.
func backoff(every time.Duration, failures int, jitter float64) time.Duration {
	wait := every
	for i := 1; i < failures && wait < maxWait; i++ {
		wait *= 2
	}
	wait = min(wait, maxWait)
	return wait - time.Duration(float64(wait)*jitter/5)
}

// seconds reads a whole number of seconds of any length, at most a day.
func seconds(digits string) (time.Duration, bool) {
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > int(maxWait/time.Second) {
		return maxWait, true
	}
	return time.Duration(n) * time.Second, true
}

// minutes reads a ttl, which is a whole number of minutes; at most a day, 0 where it is missing or unreadable.
func minutes(ttl string) time.Duration {
	n, _ := seconds(strings.TrimSpace(ttl)) // of seconds, so far
	return min(n*60, maxWait)
}

var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// updateEvery is how often a feed says that it changes, by the syndication module: its period, daily unless it says
// otherwise, divided by how many times in it; at most a day, 0 where it does not say or makes no sense.
func updateEvery(sy map[string][]ext.Extension) time.Duration {
	said := func(name string) string {
		for n, values := range sy {
			if strings.EqualFold(n, name) && len(values) > 0 {
				return strings.ToLower(strings.TrimSpace(values[0].Value))
			}
		}
		return ""
	}
	if said("updatePeriod")+said("updateFrequency") == "" {
		return 0
	}
	times, err := strconv.Atoi(cmp.Or(said("updateFrequency"), "1"))
	if err != nil || times < 1 {
		return 0
	}
	return min(periods[cmp.Or(said("updatePeriod"), "daily")]/time.Duration(times), maxWait)
}
