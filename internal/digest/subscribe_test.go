package digest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/digest"
)

func TestSubscriptionsAreMadeOfWhatPeopleAskFor(t *testing.T) {
	now := at(t, "2024-10-30T12:00:00Z")
	tests := map[string]struct {
		wish   digest.Wish
		topics []string
		next   string
		err    string
	}{
		"nothing said is the default":  {digest.Wish{Team: "T", Channel: "C"}, nil, "2024-11-04T09:00:00Z", ""},
		"all is everything":            {digest.Wish{Team: "T", Channel: "C", Topics: []string{" ALL "}}, nil, "2024-11-04T09:00:00Z", ""},
		"ids, names, aliases, twice":   {digest.Wish{Team: "T", Channel: "C", Topics: []string{"ferries", "Ports", "PILOTAGE", "boats"}}, []string{"harbours", "pilotage", "ferries"}, "2024-11-04T09:00:00Z", ""},
		"a schedule in summer time":    {digest.Wish{Team: "T", Channel: "C", Schedule: "weekly fri 4pm Australia/Sydney"}, nil, "2024-11-01T05:00:00Z", ""},
		"an unknown topic":             {digest.Wish{Team: "T", Channel: "C", Topics: []string{"quantum chess"}}, nil, "", `"quantum chess" is no topic; topics are harbours, pilotage, ferries`},
		"a topic that is nearly right": {digest.Wish{Team: "T", Channel: "C", Topics: []string{"pilots of ormsby"}}, nil, "", "perhaps pilotage"},
		"a schedule not understood":    {digest.Wish{Team: "T", Channel: "C", Schedule: "hourly"}, nil, "", "not understood"},
		"all but one":                  {digest.Wish{Team: "T", Channel: "C", Topics: []string{"ferries", "ports"}, Muted: []string{"ferries"}}, []string{"harbours"}, "2024-11-04T09:00:00Z", ""},
		"nothing is left":              {digest.Wish{Team: "T", Channel: "C", Topics: []string{"ferries"}, Muted: []string{"ferries"}}, nil, "", "leaves no topic"},
		"all is muted":                 {digest.Wish{Team: "T", Channel: "C", Muted: []string{"ferries", "pilotage", "ports"}}, nil, "", "leaves no topic"},
		"no kind of alert":             {digest.Wish{Team: "T", Channel: "C", AlertKinds: []string{"rumours"}}, nil, "", `"rumours" is no kind of alert: there are changes, edits`},
		"half of quiet hours":          {digest.Wish{Team: "T", Channel: "C", QuietFrom: "18:00"}, nil, "", "a beginning and an end"},
		"no quiet hours":               {digest.Wish{Team: "T", Channel: "C", QuietFrom: "6pm", QuietTo: "8am"}, nil, "", "write them as 18:00 to 08:00"},
		"quiet hours of no length":     {digest.Wish{Team: "T", Channel: "C", QuietFrom: "08:00", QuietTo: "08:00"}, nil, "", "are none"},
		"no channel":                   {digest.Wish{Team: "T"}, nil, "", "needs a workspace and a channel"},
	}
	for name, tt := range tests {
		s, err := digest.New(tt.wish, brain().Corpus, now)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v, want %q", name, err, tt.err)
			}
			continue
		}
		if err != nil || !slices.Equal(s.Topics, tt.topics) || s.Next.Format(time.RFC3339) != tt.next || !s.Created.Equal(now) {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
		if w, err := s.When(); err != nil || !w.Next(now).Equal(s.Next) {
			t.Errorf("%s: what was made cannot be read: %v", name, err)
		}
	}
}

func TestASubscriptionWantsItsTopicsOrEverything(t *testing.T) {
	if !subscription().Wants([]string{"ferries"}) || !subscription().Wants(nil) {
		t.Error("without topics it wants everything")
	}
	if s := subscription("ferries"); !s.Wants([]string{"x", "ferries"}) || s.Wants([]string{"pilotage"}) {
		t.Error("with topics it wants those only")
	}
}

func TestEachFaultOfAWishIsNamed(t *testing.T) {
	_, err := digest.New(digest.Wish{
		Team: "T", Channel: "C", Topics: []string{"chess"}, Schedule: "hourly", AlertKinds: []string{"x"}, QuietTo: "9",
	}, brain().Corpus, time.Now())
	faults, ok := errors.AsType[digest.Faults](err)
	if !ok || len(faults) != 4 {
		t.Fatalf("faults: %v", err)
	}
	for part, want := range map[digest.Part]string{
		digest.OfTopics: "chess", digest.OfSchedule: "hourly", digest.OfAlerts: `"x"`, digest.OfQuiet: "beginning",
	} {
		if got := faults.Of(part); !strings.Contains(got, want) || !strings.Contains(err.Error(), got) {
			t.Errorf("%s: %q, want %q in it", part, got, want)
		}
	}
}

func TestAMutedTopicIsNotWanted(t *testing.T) {
	c := brain().Corpus
	all, ok := subscription().Mute(c, "ferries")
	if !ok || len(all.Topics) > 0 || all.Wants([]string{"ferries"}) || !all.Wants([]string{"ferries", "pilotage"}) || !all.Wants(nil) {
		t.Errorf("of all topics: %v, %+v", ok, all)
	}
	two, ok := subscription("ferries", "pilotage").Mute(c, "ferries")
	if !ok || !slices.Equal(two.Topics, []string{"pilotage"}) || len(two.Muted) > 0 {
		t.Errorf("of two topics: %v, %+v", ok, two)
	}
	for what, sub := range map[string]digest.Subscription{"the last one": two, "one that is muted": all} {
		topic := "pilotage"
		if what != "the last one" {
			topic = "ferries"
		}
		if _, ok := sub.Mute(c, topic); ok {
			t.Errorf("muted %s", what)
		}
	}
}
