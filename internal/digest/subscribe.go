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
		word := oneLine(w)
		if strings.EqualFold(word, "all") || word == "" {
			continue
		}
		i := slices.IndexFunc(c.Topics(), func(t knowledge.Topic) bool {
			return strings.EqualFold(t.ID, word) || strings.EqualFold(t.Name, word) ||
				slices.ContainsFunc(t.Aliases, func(a string) bool { return strings.EqualFold(a, word) })
		})
		if i < 0 {
			return nil, fmt.Errorf("%q is no topic; %s", cut(word, 60), near(c, word))
		}
		named[c.Topics()[i].ID] = true
	}
	var ids []string
	for _, t := range c.Topics() {
		if named[t.ID] {
			ids = append(ids, t.ID)
		}
	}
	return ids, nil
}

// near names the topics that share a word with what was typed, or else all of them.
func near(c *knowledge.Corpus, word string) string {
	var all, some []string
	for _, t := range c.Topics() {
		all = append(all, t.ID)
		text := strings.ToLower(t.ID + " " + t.Name + " " + strings.Join(t.Aliases, " "))
		if slices.ContainsFunc(strings.Fields(strings.ToLower(word)), func(w string) bool { return len(w) > 3 && strings.Contains(text, w) }) {
			some = append(some, t.ID)
		}
	}
	if len(some) > 0 {
		return "perhaps " + strings.Join(some, " or ")
	}
	return "topics are " + strings.Join(all, ", ")
}
