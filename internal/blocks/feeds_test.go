package blocks_test

import (
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/feed"
)

func TestEachStateOfAFeedIsTold(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	read := feed.State{LastSuccess: at, Next: at.Add(time.Hour)}
	habit := feed.Habit{Newest: at.AddDate(0, 0, -20), Pause: 24 * time.Hour, Limit: 7 * 24 * time.Hour, Weekly: 2.25}
	silent, planted := habit, habit
	silent.Silent, planted.Tampered = true, 3
	tests := map[string]struct {
		health feed.Health
		want   []string
		look   bool
	}{
		"well": {
			feed.Health{State: read, Habit: habit},
			[]string{"The Lantern – well", "lantern · last read 21 November 09:00 · 2.2 articles a week · newest 1 November 2026 · next 21 November 10:00"},
			false,
		},
		"never read": {feed.Health{}, []string{"– not read yet"}, false},
		"failing": {
			feed.Health{State: feed.State{Failures: 1, LastError: "The site cannot be reached."}}, []string{"– failing", "Its last poll failed: The site cannot be reached."}, true,
		},
		"gone":          {feed.Health{State: feed.State{Gone: true, Next: at}}, []string{"– gone for good", "Its server says that it is gone for good."}, true},
		"silent":        {feed.Health{State: read, Habit: silent}, []string{"– silent", "Silent since 1 November 2026: it usually has one every day or two."}, true},
		"paused":        {feed.Health{Followed: feed.Followed{Paused: true}, State: feed.State{Failures: 4, LastError: "x"}}, []string{"– paused"}, false},
		"tampered with": {feed.Health{State: read, Habit: planted}, []string{"tampered with: 3 articles in eight weeks"}, false},
		"moved":         {feed.Health{State: feed.State{LastSuccess: at, URL: "https://new.example/feed?key=hunter2"}}, []string{"It has moved to https://new.example/feed."}, false},
		"being backfilled": {
			feed.Health{State: read, Archive: feed.Archive{Source: "lantern", Page: 7, Kept: 60, Oldest: at.AddDate(-1, 0, 0)}},
			[]string{"Archive: being read, page 7, back to 21 November 2025, 60 articles new so far."},
			false,
		},
		"backfilled": {
			feed.Health{State: read, Archive: feed.Archive{Source: "lantern", Kept: 1, Ended: at, Outcome: "It reached the end after page 9."}},
			[]string{"Archive: It reached the end after page 9. 1 article was new."},
			false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.health.ID, tt.health.Name = "lantern", "The Lantern"
			got := blocks.Feeds([]feed.Health{tt.health}, time.UTC, nil).Plain()
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			if look := strings.Contains(got, "1 feed needs a look."); look != tt.look {
				t.Errorf("needs a look: %v, want %v", look, tt.look)
			}
			if strings.Contains(got, "hunter2") {
				t.Error("the address gives its key away")
			}
		})
	}
}
