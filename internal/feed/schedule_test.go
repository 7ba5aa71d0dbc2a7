package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNextPoll(t *testing.T) {
	now := time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		every time.Duration
		hints []time.Duration
		want  time.Duration
	}{
		"no hint: the interval":                   {time.Hour, nil, time.Hour},
		"a shorter hint: the interval":            {time.Hour, []time.Duration{time.Minute}, time.Hour},
		"the longest hint":                        {time.Hour, []time.Duration{2 * time.Hour, 3 * time.Hour, 0}, 3 * time.Hour},
		"a hint of a month counts for a day":      {time.Hour, []time.Duration{30 * 24 * time.Hour}, 24 * time.Hour},
		"an interval of a week stays":             {7 * 24 * time.Hour, []time.Duration{time.Hour}, 7 * 24 * time.Hour},
		"a hint into the past is none":            {time.Hour, []time.Duration{-5 * time.Hour}, time.Hour},
		"a hint longer than an interval of a day": {25 * time.Hour, []time.Duration{30 * time.Hour}, 25 * time.Hour},
	}
	for name, tt := range tests {
		if got := nextPoll(now, tt.every, tt.hints...).Sub(now); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestBackoffGrowsToADayAndNoFurther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		every := time.Duration(rapid.Int64Range(int64(minEvery), int64(72*time.Hour)).Draw(t, "every"))
		failures := rapid.IntRange(1, 1000).Draw(t, "failures")
		jitter := rapid.Float64Range(0, 0.999).Draw(t, "jitter")
		wait := backoff(every, failures, jitter)
		if wait <= 0 || wait > maxWait || wait < min(every, maxWait)*4/5-1 {
			t.Fatalf("waits %s", wait)
		}
		if longer := backoff(every, failures+1, jitter); longer < wait {
			t.Fatalf("waits %s after one more failure, %s before", longer, wait)
		}
		if plain := backoff(every, failures, 0); wait > plain {
			t.Fatalf("jitter makes it longer: %s, %s", wait, plain)
		}
	})
}

func TestInterval(t *testing.T) {
	for in, want := range map[time.Duration]time.Duration{0: time.Hour, time.Minute: minEvery, 2 * time.Hour: 2 * time.Hour} {
		if got := interval(Source{Every: in}); got != want {
			t.Errorf("every %s: %s, want %s", in, got, want)
		}
	}
}
