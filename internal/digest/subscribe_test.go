package digest_test

import (
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
