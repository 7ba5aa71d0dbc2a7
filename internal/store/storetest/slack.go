package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/slackapp"
)

var slackTests = map[string]func(*testing.T, Fixture){
	"an installation comes back as it was put, the last one": func(t *testing.T, s Fixture) {
		missing[slackapp.Installation](t)(s.Installation(t.Context(), "T1"))
		for _, text := range awkward {
			in := slackapp.Installation{Team: "T" + text, TeamName: text, BotToken: "xoxb-" + text, BotUser: text, AppID: text, By: text, At: noon}
			must(t, s.PutInstallation(t.Context(), slackapp.Installation{Team: in.Team, BotToken: "old"}))
			must(t, s.PutInstallation(t.Context(), in))
			same(t, "installation", found[slackapp.Installation](t)(s.Installation(t.Context(), in.Team)), in)
		}
	},
	"installations come ordered by team": func(t *testing.T, s Fixture) {
		for _, team := range []string{"T2", "T3", "T1"} {
			must(t, s.PutInstallation(t.Context(), slackapp.Installation{Team: team}))
		}
		must(t, s.DeleteInstallation(t.Context(), "T3"))
		must(t, s.DeleteInstallation(t.Context(), "T3"))
		same(t, "installations", ok[[]slackapp.Installation](t)(s.Installations(t.Context())),
			[]slackapp.Installation{{Team: "T1"}, {Team: "T2"}})
		missing[slackapp.Installation](t)(s.Installation(t.Context(), "T3"))
	},
	"a key is first once until its time is over": func(t *testing.T, s Fixture) {
		first := func(key string, want bool) {
			t.Helper()
			if got := ok[bool](t)(s.First(t.Context(), key, time.Hour)); got != want {
				t.Errorf("First(%q) = %v, want %v", key, got, want)
			}
		}
		for _, key := range awkward {
			first("e"+key, true)
			first("e"+key, false)
		}
		s.Pass(59 * time.Minute)
		first("e", false) // being asked does not make it last longer
		s.Pass(time.Minute)
		first("e", true)
		first("e", false)
	},
	"of many who ask for one key at once, one is first": func(t *testing.T, s Fixture) {
		for round := range 5 {
			var firsts atomic.Int32
			together(8, func(int) {
				is, err := s.First(t.Context(), fmt.Sprint("event", round), time.Hour)
				if err != nil {
					t.Error(err)
				}
				if is {
					firsts.Add(1)
				}
			})
			same(t, "firsts", firsts.Load(), int32(1))
		}
	},
}
