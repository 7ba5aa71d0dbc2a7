package feed

import (
	"net/http"
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

func TestWhatAFeedSaysOfItself(t *testing.T) {
	const sy = `xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"`
	rss := func(inner string) string {
		return `<rss version="2.0" ` + sy + `><channel><title>T</title>` + inner + `</channel></rss>`
	}
	tests := map[string]struct {
		body string
		want time.Duration
	}{
		"nothing":                             {rss(""), 0},
		"ttl in minutes":                      {rss("<ttl>90</ttl>"), 90 * time.Minute},
		"ttl of a year":                       {rss("<ttl>525600</ttl>"), 24 * time.Hour},
		"ttl that is no number":               {rss("<ttl>often</ttl>"), 0},
		"ttl below nothing":                   {rss("<ttl>-5</ttl>"), 0},
		"ttl of more digits than an int has":  {rss("<ttl>99999999999999999999</ttl>"), 24 * time.Hour},
		"hourly, as WordPress says":           {rss("<sy:updatePeriod>\n hourly </sy:updatePeriod><sy:updateFrequency> 1 </sy:updateFrequency>"), time.Hour},
		"six times a day":                     {rss("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>"), 4 * time.Hour},
		"a frequency alone is of a day":       {rss("<sy:updateFrequency>2</sy:updateFrequency>"), 12 * time.Hour},
		"twice a week is longer than we wait": {rss("<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"), 24 * time.Hour},
		"yearly is longer than we wait":       {rss("<sy:updatePeriod>yearly</sy:updatePeriod>"), 24 * time.Hour},
		"never":                               {rss("<sy:updatePeriod>never</sy:updatePeriod>"), 0},
		"no times a day":                      {rss("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>"), 0},
		"a frequency that is no number":       {rss("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>x</sy:updateFrequency>"), 0},
		"ttl and period: the longer":          {rss("<ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>8</sy:updateFrequency>"), 3 * time.Hour},
		"period and ttl: the longer":          {rss("<ttl>300</ttl><sy:updatePeriod>hourly</sy:updatePeriod>"), 5 * time.Hour},
		"in Atom":                             {`<feed xmlns="http://www.w3.org/2005/Atom" ` + sy + `><title>T</title><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>3</sy:updateFrequency></feed>`, 8 * time.Hour},
		"in RSS 1.0":                          {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ` + sy + `><channel><title>T</title><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel></rdf:RDF>`, 6 * time.Hour},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := parse(t, tt.body, "").TTL; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMaxAge(t *testing.T) {
	tests := map[string]time.Duration{
		"": 0, "max-age=60": time.Minute, "public, MAX-AGE=\"7200\"": 2 * time.Hour, "max-age=-1": 0, "max-age=": 0,
		"max-age=31536000, immutable": 24 * time.Hour, "no-cache, max-age=60": 0, "max-age=60, no-store": 0, "s-maxage=600": 0,
	}
	for header, want := range tests {
		if got := maxAge(http.Header{"Cache-Control": {header}}); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}
