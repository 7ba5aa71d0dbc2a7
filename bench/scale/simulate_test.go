package scale

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// fleet is a number of workspaces, and what sends to them.
type fleet struct {
	workspaces, replicas int
	spread               time.Duration // over which their digests fall due; zero: all at once
}

// What the simulation takes for given. The limits are the bot's own; the time that Slack takes is a guess on the slow side.
const (
	workersEach = 16                     // of one replica (delivery/sender.go)
	slackTakes  = 300 * time.Millisecond // at the median
	slackTail   = 0.6                    // sigma of its logarithm: one call in a hundred takes 1.2 s
	redisTakes  = 8 * time.Millisecond   // the steps around a call, with a file that is written at each
	perSecond   = 5                      // messages to one workspace
)

// turnOf is when a workspace can be sent to next.
type turnOf struct {
	at        time.Duration
	workspace int
}

type turns []turnOf

func (t turns) Len() int           { return len(t) }
func (t turns) Less(i, j int) bool { return t[i].at < t[j].at }
func (t turns) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }

// Push adds a turn.
func (t *turns) Push(x any) {
	if v, ok := x.(turnOf); ok {
		*t = append(*t, v)
	}
}

// Pop takes the last.
func (t *turns) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

// send plays a fleet's Monday morning and returns how late each digest was.
func (f fleet) send(dice *rand.Rand) (late []time.Duration, messages int) {
	left := make([]int, f.workspaces)
	due := make([]time.Duration, f.workspaces)
	var waiting, free turns
	for w := range left {
		left[w] = 1 + int(math.Min(dice.ExpFloat64()*1.5, 500)) // channels: two in the mean, some many
		if dice.IntN(1000) == 0 {
			left[w] *= 50
		}
		messages += left[w]
		if f.spread > 0 {
			due[w] = time.Duration(dice.Int64N(int64(f.spread)))
		}
		waiting = append(waiting, turnOf{due[w], w})
	}
	heap.Init(&waiting)
	for range f.replicas * workersEach {
		heap.Push(&free, turnOf{})
	}
	for waiting.Len() > 0 {
		next, _ := heap.Pop(&waiting).(turnOf)
		worker, _ := heap.Pop(&free).(turnOf)
		start := max(next.at, worker.at)
		end := start + redisTakes + time.Duration(float64(slackTakes)*math.Exp(slackTail*dice.NormFloat64()))
		late = append(late, end-due[next.workspace])
		heap.Push(&free, turnOf{at: end})
		if left[next.workspace]--; left[next.workspace] > 0 {
			heap.Push(&waiting, turnOf{start + time.Second/perSecond, next.workspace})
		}
	}
	return late, messages
}

// What the arithmetic of docs/scale.md says comes out when a Monday morning is played: with all digests due at once the fleet takes
// as long as its workers have calls to make.
func TestAMondayMorningTakesAsLongAsTheArithmeticSays(t *testing.T) {
	t.Parallel()
	mean := slackTakes.Seconds()*math.Exp(slackTail*slackTail/2) + redisTakes.Seconds()
	for _, f := range []fleet{
		{workspaces: 1000, replicas: 1},
		{workspaces: 10_000, replicas: 3},
		{workspaces: 100_000, replicas: 3},
		{workspaces: 100_000, replicas: 10},
		{workspaces: 100_000, replicas: 40},
		{workspaces: 100_000, replicas: 10, spread: time.Hour},
	} {
		t.Run(fmt.Sprintf("%d workspaces, %d replicas, over %s", f.workspaces, f.replicas, f.spread), func(t *testing.T) {
			t.Parallel()
			late, messages := f.send(rand.New(rand.NewPCG(1, 2))) //nolint:gosec // G404: the same dice each time
			slices.Sort(late)
			workers := float64(f.replicas * workersEach)
			least := float64(messages) * mean / workers
			last := late[len(late)-1]
			t.Logf("%d digests: %.0f s by arithmetic, %.0f s played; half after %.0f s, 99 of 100 after %.0f s; %.0f a second", messages, least,
				last.Seconds(), late[len(late)/2].Seconds(), late[len(late)*99/100].Seconds(), workers/mean)
			largest := 500.0 * 50 / perSecond // one workspace alone cannot be faster
			if f.spread == 0 && (last.Seconds() < 0.9*least || last.Seconds() > 1.1*least+largest) {
				t.Errorf("it took %s, the arithmetic says %.0f s", last, least)
			}
		})
	}
}
