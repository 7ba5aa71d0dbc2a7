package digest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/watch"
)

// reports is a Changes.
type reports []watch.Change

func (r reports) Changes(context.Context, time.Time) ([]watch.Change, error) { return r, nil }

func TestADigestTellsWhatMovedAndWhoSaysSo(t *testing.T) {
	report := func(entry string, standing watch.Standing, day string) watch.Change {
		return watch.Change{
			Entry: entry, Field: watch.Date, From: "2031-06", To: "2032-06", Standing: standing, Found: at(t, day), At: at(t, day),
			Article: watch.Origin{Publisher: "The Herald", Link: "https://herald.example/1"},
		}
	}
	tests := map[string]struct {
		reports reports
		topics  []string
		want    []string
		picture bool
	}{
		"the corpus's own history":         {nil, nil, []string{"dredging: announced → delayed; due autumn 2031 → from April 2033 (The Lantern, 12 May 2031)"}, true},
		"not that of other topics":         {nil, []string{"pilotage"}, nil, false},
		"a report beside it":               {reports{report("pilots-school", watch.StandingReported, "2031-05-15T09:00:00Z")}, []string{"pilotage"}, []string{"pilots-school: June 2031 → June 2032 (reported by The Herald, not confirmed)"}, false},
		"one that a curator confirmed":     {reports{report("pilots-school", watch.StandingConfirmed, "2031-05-15T09:00:00Z")}, []string{"pilotage"}, []string{"pilots-school: June 2031 → June 2032 (The Herald, 15 May 2031)"}, false},
		"none that is held for curators":   {reports{report("pilots-school", watch.StandingHeld, "2031-05-15T09:00:00Z")}, []string{"pilotage"}, nil, false},
		"none that was dismissed":          {reports{report("pilots-school", watch.StandingDismissed, "2031-05-15T09:00:00Z")}, []string{"pilotage"}, nil, false},
		"none of another week":             {reports{report("pilots-school", watch.StandingReported, "2031-05-19T09:00:00Z")}, []string{"pilotage"}, nil, false},
		"none of an entry that is no more": {reports{report("gone", watch.StandingReported, "2031-05-15T09:00:00Z")}, []string{"pilotage"}, nil, false},
	}
	for name, tt := range tests {
		c := composer(at(t, "2040-01-01T00:00:00Z"))
		c.Changes = tt.reports
		d := preview(t, subscription(tt.topics...), "2031-W20", c)
		var got []string
		for _, x := range d.Changed {
			got = append(got, x.Entry.ID+": "+x.What+" ("+x.Standing()+")")
		}
		if strings.Join(got, "\n") != strings.Join(tt.want, "\n") || (d.Picture != "") != tt.picture || d.Totals.Changed != len(got) {
			t.Errorf("%s: %q, picture %q; want %q", name, got, d.Picture, tt.want)
		}
	}
}
