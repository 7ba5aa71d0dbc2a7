package commands_test

import (
	"cmp"
	"context"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/digest"
)

func TestASubscriptionIsWhatWasTyped(t *testing.T) {
	monday := time.Date(2025, 1, 20, 9, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		said, channel, topics, schedule string
		alerts                          bool
		next                            time.Time
	}{
		"nothing but the default":         {"default", "C1", "", "0 9 * * 1", false, monday},
		"a topic by id":                   {"ferries", "C1", "ferries", "0 9 * * 1", false, monday},
		"a topic by an alias of words":    {"the fleet", "C1", "ferries", "0 9 * * 1", false, monday},
		"topics with commas and an and":   {"boats, causeway and lamps", "C1", "ferries bridges lighthouses", "0 9 * * 1", false, monday},
		"a part of a topic's name":        {"causeways lamps", "C1", "bridges lighthouses", "0 9 * * 1", false, monday},
		"all topics":                      {"all topics", "C1", "", "0 9 * * 1", false, monday},
		"a channel as Slack refers to it": {"<#C42|policy-team> boats", "C42", "ferries", "0 9 * * 1", false, monday},
		"a channel by its id":             {"boats #C42XYZ", "C42XYZ", "ferries", "0 9 * * 1", false, monday},
		"a channel by its name":           {"#policy", "C777", "", "0 9 * * 1", false, monday},
		"a day and a time":                {"weekly Friday 16:30", "C1", "", "30 16 * * 5", false, time.Date(2025, 1, 17, 16, 30, 0, 0, time.UTC)},
		"a short day, a time with am":     {"tue 9am", "C1", "", "0 9 * * 2", false, time.Date(2025, 1, 21, 9, 0, 0, 0, time.UTC)},
		"a time with a space":             {"every thursday at 4 pm", "C1", "", "0 16 * * 4", false, time.Date(2025, 1, 16, 16, 0, 0, 0, time.UTC)},
		"a short time":                    {"mon 9:00", "C1", "", "0 9 * * 1", false, monday},
		"alerts":                          {"boats alerts", "C1", "ferries", "0 9 * * 1", true, monday},
		"no alerts":                       {"boats no alerts", "C1", "ferries", "0 9 * * 1", false, monday},
		"with alerts and a zone":          {"weekly wed 08:00 America/New_York with alerts", "C1", "", "0 8 * * 3", true, time.Date(2025, 1, 15, 13, 0, 0, 0, time.UTC)},
	}
	b := brain(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, b)
			r := h.say("/reform subscribe " + tt.said)
			sound(t, r)
			s, ok := h.subs.kept["T1"+tt.channel]
			if !ok || len(h.subs.kept) != 1 {
				t.Fatalf("kept %v; said: %s", h.subs.kept, r.Text)
			}
			if got := strings.Join(s.Topics, " "); got != tt.topics || s.Schedule != tt.schedule || s.Alerts != tt.alerts || !s.Next.Equal(tt.next) || s.By != "U1" {
				t.Errorf("kept %+v, want topics %q, schedule %q, alerts %v, next %v", s, tt.topics, tt.schedule, tt.alerts, tt.next)
			}
		})
	}
}

func TestWhatIsNotUnderstoodSetsNothingUp(t *testing.T) {
	tests := map[string]struct{ said, want string }{
		"an unknown topic":        {"subscribe zeppelins", "there is no topic “zeppelins”"},
		"an hour of neither half": {"subscribe monday 9", "is not understood"},
		"no such time":            {"subscribe fri 25:00", "is not understood"},
		"no such day and time":    {"subscribe weekly blursday 25:99", "The time was not understood"},
		"no such day":             {"subscribe boats weekly blursday 9am", "\"blursday\" is not understood"},
		"too often":               {"subscribe cron * * * * *", "an hour apart"},
		"nothing is left":         {"subscribe boats but ferries", "leaves no topic"},
		"quiet all day":           {"subscribe alerts quiet 08:00-08:00", "are none"},
		"no such quiet hours":     {"subscribe alerts quiet 25:00-08:00", "write them as 18:00 to 08:00"},
		"another's channel":       {"subscribe #secret", "you are not in that channel"},
		"a channel unseen":        {"subscribe #unseen", "I cannot see that channel"},
		"members cannot be read":  {"subscribe #odd", "could not be done"},
		"ending another's":        {"unsubscribe #secret", "you are not in that channel"},
		"two days":                {"subscribe monday friday", "more than one day"},
		"no such zone":            {"subscribe mon 9am Europe/Lodnon", "Europe/Lodnon"},
		"two channels":            {"subscribe #policy <#C2|x>", "One channel at a time"},
		"an unknown channel":      {"subscribe #nowhere", "I can see no channel #nowhere"},
		"a look-up that fails":    {"subscribe #broken", "could not be done"},
		"part of a subscription":  {"unsubscribe boats", "ends as a whole"},
		"mentions for topics":     {"subscribe &lt;!channel&gt; <!channel> <@U2> x <!here>", "there is no topic"},
	}
	b := brain(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, b)
			r := h.say("/reform " + tt.said)
			sound(t, r)
			if len(h.subs.kept) != 0 || !strings.Contains(r.Text, tt.want) || strings.Contains(r.Text, "secret") {
				t.Errorf("kept %v and said %q, want %q", h.subs.kept, r.Text, tt.want)
			}
		})
	}
}

func TestAMisspeltTopicIsOfferedWithTheRestAsTyped(t *testing.T) {
	h := newHouse(t, brain(t))
	h.press(t, h.say("/reform subscribe #policy boats brigdes fri 4pm alerts"), "Subscribe to Bridges and causeways")
	s := h.subs.kept["T1C777"]
	if got := strings.Join(s.Topics, " "); got != "ferries bridges" || s.Schedule != "0 16 * * 5" || !s.Alerts || s.By != "U2" {
		t.Errorf("kept %+v", s)
	}
}

func TestEachChangeSaysHowItIsUndoneAndThatUndoesIt(t *testing.T) {
	h := newHouse(t, brain(t))
	undo := func(r commands.Response) string {
		t.Helper()
		_, rest, ok := strings.Cut(raw(r.Blocks), "To undo this: `")
		if !ok {
			t.Fatalf("no way back in %s", raw(r.Blocks))
		}
		line, _, _ := strings.Cut(rest, "`")
		return line
	}
	h.say("/reform subscribe boats fri 16:05 Europe/Paris alerts")
	before := h.subs.kept["T1C1"]
	back := undo(h.say("/reform subscribe causeway"))
	if got := h.subs.kept["T1C1"].Topics; len(got) != 1 || got[0] != "bridges" {
		t.Fatalf("topics %v", got)
	}
	h.say(back)
	if got := h.subs.kept["T1C1"]; got.Schedule != before.Schedule || got.Zone != before.Zone || !got.Alerts || got.Topics[0] != "ferries" {
		t.Errorf("undone to %+v, want %+v", got, before)
	}
	back = undo(h.say("/reform unsubscribe"))
	if len(h.subs.kept) != 0 {
		t.Fatal("still subscribed")
	}
	h.say(back)
	if got := h.subs.kept["T1C1"]; got.Schedule != before.Schedule || got.Zone != before.Zone {
		t.Errorf("undone to %+v", got)
	}
	h.say("/reform unsubscribe")
	back = undo(h.say("/reform subscribe #policy"))
	h.say(back)
	if len(h.subs.kept) != 0 {
		t.Errorf("%q leaves %v", back, h.subs.kept)
	}
}

func TestAFailingStoreIsOwnedUpToWithoutItsSecrets(t *testing.T) {
	h := newHouse(t, brain(t))
	h.subs.broken = true
	for _, said := range []string{"/reform subscribe", "/reform unsubscribe", "/reform subscriptions", "/digest"} {
		r := h.say(said)
		sound(t, r)
		if !strings.Contains(r.Text, "could not be done") || strings.Contains(r.Text, "disk") {
			t.Errorf("%s: %s", said, r.Text)
		}
	}
	if v := h.Home(context.Background(), "T1", "U1"); !strings.Contains(raw(v.Blocks.BlockSet), "cannot be shown just now") {
		t.Error("the home tab is silent on what it cannot show")
	}
}

func TestOnlyTheOwnWorkspaceIsListed(t *testing.T) {
	h := newHouse(t, brain(t))
	h.subs.kept["T2C9"] = digest.Subscription{Team: "T2", Channel: "C9", Schedule: "0 9 * * 1", Zone: "Europe/London"}
	h.say("/reform subscribe boats")
	r := h.say("/reform subscriptions")
	if s := raw(r.Blocks); strings.Contains(s, "C9") || !strings.Contains(s, "<#C1>") || !strings.Contains(s, "Ferries") {
		t.Error(s)
	}
}

func TestAllThatCanBeSaidInALineIsKept(t *testing.T) {
	tests := map[string]struct {
		said string
		want digest.Subscription
	}{
		"fortnightly": {"fortnightly tuesday 10am", digest.Subscription{Schedule: "0 10 * * 2 fortnightly:2025-01-21"}},
		"monthly":     {"boats monthly first monday 09:00", digest.Subscription{Topics: []string{"ferries"}, Schedule: "0 9 * * 1 first"}},
		"a cron line": {"boats cron 0 9 1,15 * * Europe/Paris", digest.Subscription{Topics: []string{"ferries"}, Schedule: "0 9 1,15 * *", Zone: "Europe/Paris"}},
		"all but one": {"weekdays 8am all but boats", digest.Subscription{Muted: []string{"ferries"}, Schedule: "0 8 * * 1-5"}},
		"kinds of alert": {"alerts changes and new articles boats", digest.Subscription{
			Topics: []string{"ferries"}, Alerts: true, AlertKinds: []string{"changes", "articles"}, Schedule: "0 9 * * 1",
		}},
		"quiet hours, short, none when empty": {"daily 8am short skip empty weeks alerts quiet 18:00 to 8:00", digest.Subscription{
			Schedule: "0 8 * * *", Short: true, SkipQuiet: true, Alerts: true, QuietFrom: "18:00", QuietTo: "08:00",
		}},
	}
	b := brain(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, b)
			r := h.say("/reform subscribe " + tt.said)
			sound(t, r)
			tt.want.Team, tt.want.Channel, tt.want.By, tt.want.Created = "T1", "C1", "U1", now
			tt.want.Zone = cmp.Or(tt.want.Zone, "Europe/London")
			got := h.subs.kept["T1C1"]
			tt.want.Next = got.Next
			if diff := gocmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" || !got.Next.After(now) {
				t.Errorf("%s\n(-want +got):\n%s", r.Text, diff)
			}
			_, rest, _ := strings.Cut(raw(h.say("/reform subscribe default").Blocks), "To undo this: `")
			back, _, _ := strings.Cut(rest, "`")
			h.say(back)
			if diff := gocmp.Diff(got, h.subs.kept["T1C1"], cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%q does not undo it (-want +got):\n%s", back, diff)
			}
		})
	}
}

func TestWhatAChannelWasToldStaysKnown(t *testing.T) {
	h := newHouse(t, brain(t))
	h.say("/reform subscribe default")
	s := h.subs.kept["T1C1"]
	s.Told = now.Add(-time.Hour)
	h.subs.kept["T1C1"] = s
	h.say("/reform subscribe daily 8am")
	if got := h.subs.kept["T1C1"]; !got.Told.Equal(s.Told) || got.Schedule != "0 8 * * *" {
		t.Errorf("kept %+v", got)
	}
}

func TestATopicIsMuted(t *testing.T) {
	h := newHouse(t, brain(t))
	if r := h.say("/reform mute boats"); !strings.Contains(r.Text, "nothing to mute") {
		t.Error(r.Text)
	}
	h.say("/reform subscribe default")
	sound(t, h.press(t, h.say("/reform mute"), "Ferries"))
	if got := h.subs.kept["T1C1"].Muted; len(got) != 1 || got[0] != "ferries" {
		t.Fatalf("muted %v", got)
	}
	for said, want := range map[string]string{"boats": "does not get", "zeppelins": "is not one topic", "boats lamps": "is not one topic"} {
		if r := h.say("/reform mute " + said); !strings.Contains(r.Text, want) {
			t.Errorf("%s: %q, want %q", said, r.Text, want)
		}
	}
	r := h.say("/reform subscriptions")
	if !strings.Contains(raw(r.Blocks), "All topics but Ferries") {
		t.Error(raw(r.Blocks))
	}
}

func TestAWorkspaceHasSoManySubscriptionsAndNoMore(t *testing.T) {
	h := newHouse(t, brain(t))
	h.say("/reform subscribe default")
	h.say("/reform subscribe #policy")
	r := h.say("/reform subscribe #C42XYZ")
	if len(h.subs.kept) != 2 || !strings.Contains(r.Text, "as many subscriptions as it may") {
		t.Errorf("kept %d, said %q", len(h.subs.kept), r.Text)
	}
	h.say("/reform subscribe boats")
	if got := h.subs.kept["T1C1"].Topics; len(got) != 1 {
		t.Error("what is there already can be changed")
	}
}

func TestWhoAsksTooFastIsToldToWait(t *testing.T) {
	h := newHouse(t, brain(t))
	h.pace()
	said := 0
	for range 30 {
		if r := h.say("/reform help"); strings.Contains(r.Text, "too fast") {
			sound(t, r)
			if !strings.Contains(r.Text, "in 2 seconds") {
				t.Error(r.Text)
			}
			break
		}
		said++
	}
	if said < 10 || said > 25 {
		t.Errorf("%d commands at once were answered", said)
	}
	other := typed("/reform help")
	other.User, other.Channel = "U9", "C9"
	if r := h.Command(context.Background(), other); strings.Contains(r.Text, "too fast") {
		t.Error("one person's haste slows another")
	}
	pressed := commands.Action{Request: typed("/reform"), ID: "run:1", Value: "0|help"}
	if r := h.Action(context.Background(), pressed); !strings.Contains(r.Text, "too fast") {
		t.Error("buttons do not count")
	}
}
