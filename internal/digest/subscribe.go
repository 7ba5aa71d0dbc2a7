package digest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// Wish is a subscription as a person asked for it.
type Wish struct {
	Team, Channel string
	By            string   // Slack user id
	Topics        []string // ids, names or aliases of topics; empty or "all": everything
	Schedule      string   // in words, as ParseSchedule reads them; empty: the default
	Alerts        bool
}

// New makes the subscription that was wished for; its first digest is the next one due after now. The error says, for the
// person who asked, what was not understood.
func New(w Wish, c *knowledge.Corpus, now time.Time) (Subscription, error) {
	if w.Team == "" || w.Channel == "" {
		return Subscription{}, errors.New("a subscription needs a workspace and a channel")
	}
	topics, err := Topics(c, w.Topics)
	if err != nil {
		return Subscription{}, err
	}
	s, err := ParseSchedule(w.Schedule)
	if err != nil {
		return Subscription{}, err
	}
	return Subscription{
		Team: w.Team, Channel: w.Channel, Topics: topics, Schedule: s.Line(), Zone: s.Zone().String(), Alerts: w.Alerts,
		By: w.By, Created: now.UTC(), Next: s.Next(now),
	}, nil
}

// When returns the subscription's schedule. The error names the channel and what is wrong.
func (s Subscription) When() (Schedule, error) {
	when, err := NewSchedule(s.Schedule, s.Zone)
	if err != nil {
		return Schedule{}, fmt.Errorf("subscription of %s: %w", s.Channel, err)
	}
	return when, nil
}

// Resume returns the subscription no longer paused, due next after now: what fell due meanwhile is not made up for.
func (s Subscription) Resume(now time.Time) (Subscription, error) {
	when, err := s.When()
	if err != nil {
		return s, err
	}
	s.Paused, s.Next = "", when.Next(now)
	return s, nil
}

// Wants reports whether the subscription asks for what is filed under one of topics.
func (s Subscription) Wants(topics []string) bool {
	return len(s.Topics) == 0 || slices.ContainsFunc(topics, func(id string) bool { return slices.Contains(s.Topics, id) })
}

// Topics returns the ids of the topics that words name by id, name or alias, in the corpus's order; none for everything.
// The error names what is no topic, and those that come near.
func Topics(c *knowledge.Corpus, words []string) ([]string, error) {
	named := map[string]bool{}
	for _, w := range words {
		w = cut(oneLine(w), 100)
		if strings.EqualFold(w, "all") || w == "" {
			continue
		}
		topics, rest := c.ReadTopics(w)
		if len(topics) == 0 || len(rest) > 0 {
			return nil, fmt.Errorf("%q is no topic; %s", w, near(c, w))
		}
		for _, t := range topics {
			named[t.ID] = true
		}
	}
	return ids(slices.DeleteFunc(slices.Clone(c.Topics()), func(t knowledge.Topic) bool { return !named[t.ID] })), nil
}

// near names the topics that may have been meant, or else all of them.
func near(c *knowledge.Corpus, word string) string {
	if some := c.NearTopics(word, 3); len(some) > 0 {
		return "perhaps " + strings.Join(ids(some), " or ")
	}
	return "topics are " + strings.Join(ids(c.Topics()), ", ")
}

func ids(topics []knowledge.Topic) []string {
	var out []string
	for _, t := range topics {
		out = append(out, t.ID)
	}
	return out
}
