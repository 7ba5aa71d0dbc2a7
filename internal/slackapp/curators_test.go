package slackapp

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhoMayCurate(t *testing.T) {
	member := `{"ok":true,"user":{"id":"U1","team_id":"T1"}}`
	group := `{"ok":true,"users":["U5","U1"]}`
	person := func(more string) string { return `{"ok":true,"user":{"id":"U1","team_id":"T1",` + more + `}}` }
	for name, c := range map[string]struct {
		curators          []string
		team, user        string
		info, group, auth string
		want              bool
		fault             string
	}{
		"a member who is named is one":                            {curators: []string{"U9", "U1"}, info: member, want: true},
		"a member whom a group names is one":                      {curators: []string{"S1", "U9"}, group: group, info: member, want: true},
		"nobody is one where nobody is named":                     {info: member},
		"a member who is not named is none":                       {curators: []string{"U9"}, info: member},
		"a member of no named group is none":                      {curators: []string{"S1"}, group: `{"ok":true,"users":["U5"]}`, info: member},
		"a group of another workspace names nobody":               {curators: []string{"S1"}, group: `{"ok":false,"error":"no_such_subteam"}`, info: member},
		"a guest is none, though named":                           {curators: []string{"U1"}, info: person(`"is_restricted":true`)},
		"a guest of one channel is none, though named":            {curators: []string{"U1"}, info: person(`"is_restricted":true,"is_ultra_restricted":true`)},
		"a guest is none, though in the group":                    {curators: []string{"S1"}, group: group, info: person(`"is_ultra_restricted":true`)},
		"a stranger is none, though named":                        {curators: []string{"U1"}, info: person(`"is_stranger":true`)},
		"who left is none":                                        {curators: []string{"U1"}, info: person(`"deleted":true`)},
		"a bot is none":                                           {curators: []string{"U1"}, info: person(`"is_bot":true`)},
		"who shares a channel from another workspace is none":     {curators: []string{"U1"}, info: `{"ok":true,"user":{"id":"U1","team_id":"T2"}}`},
		"a request that comes from another workspace is refused":  {curators: []string{"U1"}, team: "T2", info: `{"ok":true,"user":{"id":"U1","team_id":"T2"}}`},
		"a member of a grid's workspace is one":                   {curators: []string{"U1"}, info: `{"ok":true,"user":{"id":"U1","team_id":"E1","enterprise_user":{"teams":["T7","T1"]}}}`, want: true},
		"where Slack does not say, the answer is no and says why": {curators: []string{"U1"}, info: `{"ok":false,"error":"missing_scope"}`, fault: "bot manifest"},
		"where Slack hides the group, likewise":                   {curators: []string{"S1"}, group: `{"ok":false,"error":"missing_scope"}`, info: member, fault: "usergroups.users.list"},
		"where Slack does not know the bot, likewise":             {curators: []string{"U1"}, auth: `{"ok":false,"error":"invalid_auth"}`, fault: "SLACK_BOT_TOKEN"},
		"a request without a user is refused":                     {curators: []string{"U1"}, user: "-", info: member},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{}, func(o *Options) { o.Curators = c.curators })
			for call, body := range map[string]string{"users.info": c.info, "usergroups.users.list": c.group, "auth.test": c.auth} {
				if body != "" {
					b.slack.script[call] = []reply{{body: body}}
				}
			}
			team, user := "T1", "U1"
			if c.team != "" {
				team = c.team
			}
			if c.user == "-" {
				user = ""
			}
			got, err := b.May(t.Context(), team, user)
			if got != c.want || (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestCuratorsAreIDs(t *testing.T) {
	for _, wrong := range []string{"", "robin", "@robin", "robin@example.org", "<@U1234>", "C012345", "U"} {
		_, err := New(Options{Handler: answers{}, Installations: newMemory(), Once: newMemory(), Curators: []string{"U012ABCDEF", wrong}})
		if err == nil || !strings.Contains(err.Error(), "PLEDGEWATCH_CURATORS") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestCuratorsTakeScopes(t *testing.T) {
	for want, curators := range map[string][]string{"": nil, scopeUsers: {"U1A"}, scopeGroups + " " + scopeUsers: {"U1A", "S1A"}} {
		got := Manifest(ManifestOptions{Curators: curators}).OAuthConfig.Scopes.Bot
		more := strings.Fields(want)
		if d := cmp.Diff(append(Scopes(), more...), got); d != "" {
			t.Error(d)
		}
	}
}
