package delivery

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func TestPacesAreBounded(t *testing.T) {
	t.Parallel()
	l := newLimits()
	l.channels.max, l.teams.max = 10, 3
	now := day
	for i := range 100 {
		l.reserve(fmt.Sprint("T", i%7), fmt.Sprint("C", i), now)
		l.pause(fmt.Sprint("T", i%7), fmt.Sprint("C", i), now, now.Add(time.Hour)) // none of them idle
		now = now.Add(time.Millisecond)
	}
	if c, n := len(l.channels.of), len(l.teams.of); c > 10 || n > 3 {
		t.Errorf("%d channels and %d workspaces are remembered, want at most 10 and 3", c, n)
	}
	if wait := l.reserve("T1", "C99", now).at.Sub(now); wait < 59*time.Minute {
		t.Errorf("the channel used last was forgotten: its wait is %v", wait)
	}
}

func TestIdlePacesAreForgottenFirst(t *testing.T) {
	t.Parallel()
	l := newLimits()
	l.channels.max = 3
	l.pause("T", "quiet", day, day.Add(time.Hour))
	l.reserve("T", "idle", day.Add(time.Second))
	l.reserve("T", "busy", day.Add(time.Minute))
	l.reserve("T", "new", day.Add(time.Minute))
	if _, ok := l.channels.of["T\x00quiet"]; !ok || len(l.channels.of) != 3 {
		t.Errorf("remembered: %v, want the one told to be quiet among three", l.channels.of)
	}
}

func TestATurnGivenBackIsFree(t *testing.T) {
	t.Parallel()
	l := newLimits()
	l.reserve("T", "C", day)
	undo := l.reserve("T", "C", day).undo
	undo()
	if wait := l.reserve("T", "C", day).at.Sub(day); wait != time.Second {
		t.Errorf("wait is %v, want 1s", wait)
	}
}

// In a channel, turns are a second apart, whatever the workspace's other channels do.
func TestTurnsAreASecondApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, now := newLimits(), day
		last := map[string]time.Time{}
		for range rapid.IntRange(1, 60).Draw(t, "messages") {
			channel := rapid.SampledFrom([]string{"C1", "C2", "C3", "C4", "C5", "C6", "C7"}).Draw(t, "channel")
			turn := l.reserve("T", channel, now).at
			if before, ok := last[channel]; ok && turn.Sub(before) < time.Second-time.Microsecond { // the limiter counts in floats
				t.Fatalf("turns in %s are %v apart", channel, turn.Sub(before))
			}
			last[channel] = turn
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "ms")) * time.Millisecond)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]time.Duration{
		0: 2 * time.Second, 1: 2 * time.Second, 2: 4 * time.Second, 5: 32 * time.Second, 9: 512 * time.Second,
		10: longestWait, 1000: longestWait,
	} {
		least, most := backoff(n, 0), backoff(n, 0.999999)
		if least != want/2 || most <= want*9/10 || most > want {
			t.Errorf("after %d failures: %v to %v, want %v to %v", n, least, most, want/2, want)
		}
	}
	var total time.Duration
	for n := range giveUpAfter {
		total += backoff(n+1, 0.5)
	}
	if total < 20*time.Hour || total > 28*time.Hour {
		t.Errorf("gives up after %v, want about a day", total)
	}
}
