package watch

import (
	"cmp"
	"math"
	"slices"
)

// A change is reported at once, before a curator has looked at it, where the detector is sure enough of it.
const (
	// ReportFrom is how sure where curators' decisions have taught nothing else.
	ReportFrom = 0.75
	// MostTaught is how many decisions, the latest, thresholds are learnt from.
	MostTaught = 1000
	// Each feed and kind starts as if curators had decided on four before, and confirmed three of them.
	priorConfirmed = 3
	priorAll       = 4
)

// Threshold is what curators' decisions have taught of one kind of change from one feed.
type Threshold struct {
	Feed      string
	Kind      Kind
	Confirmed int
	Dismissed int
	Needed    float64 // confidence from which on such a change is reported at once; above 1 it never is
}

// Needed returns the confidence from which on a change of a kind from a feed is reported at once, by what curators decided on
// such changes before: the smaller the share that they confirmed, the more it takes. It never takes less than where they have
// decided nothing.
func Needed(decided []Decision, feed string, kind Kind) float64 {
	for _, t := range Thresholds(decided) {
		if t.Feed == feed && t.Kind == kind {
			return t.Needed
		}
	}
	return ReportFrom
}

// Thresholds returns what decisions, given the latest first, have taught of each feed and kind, ordered by both. Of several on one
// change the last counts.
func Thresholds(decided []Decision) []Threshold {
	type about struct {
		feed string
		kind Kind
	}
	counts, seen := map[about]*Threshold{}, map[string]bool{}
	for _, d := range decided {
		if seen[d.Change] || d.Verdict == Lapse { // that nobody decided teaches nothing
			continue
		}
		seen[d.Change] = true
		k := about{d.Article.Feed, d.Kind}
		if counts[k] == nil {
			counts[k] = &Threshold{Feed: k.feed, Kind: k.kind}
		}
		if d.Verdict == Confirm {
			counts[k].Confirmed++
		} else {
			counts[k].Dismissed++
		}
	}
	var out []Threshold
	for _, t := range counts {
		t.Needed = needed(t.Confirmed, t.Dismissed)
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Threshold) int { return cmp.Or(cmp.Compare(a.Feed, b.Feed), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

// needed rises from ReportFrom, where curators confirm as many as was supposed or more, towards 1, where they confirm none.
func needed(confirmed, dismissed int) float64 {
	const supposed = float64(priorConfirmed) / priorAll
	share := float64(confirmed+priorConfirmed) / float64(confirmed+dismissed+priorAll)
	short := max(0, supposed-share) / supposed
	return math.Round(100*(ReportFrom+(1-ReportFrom)*short)) / 100
}
