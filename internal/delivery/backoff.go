package delivery

import "time"

// Waits between attempts: 2 s, 4 s, … up to a quarter of an hour; giveUpAfter failures take about a day.
const (
	firstWait   = 2 * time.Second
	longestWait = 15 * time.Minute
	giveUpAfter = 130
)

// backoff is how long to wait after the nth failure (from 1). dice in [0, 1) spreads the waits over their upper half, so
// that all that failed together is not tried again together.
func backoff(n int, dice float64) time.Duration {
	wait := longestWait
	if n < 10 { // 2 s doubled nine times is beyond the longest wait
		wait = min(firstWait<<(max(n, 1)-1), longestWait)
	}
	return wait/2 + time.Duration(dice*float64(wait/2))
}
