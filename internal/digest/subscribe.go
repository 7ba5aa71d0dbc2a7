package digest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// Wish is a subscription as a person asked for it.
type Wish struct {
	Team, Channel string
	By            string   // Slack user id
	Topics        []string // ids, names or aliases of topics; empty or "all": everything
	Muted         []string // likewise, without "all": not these
	Schedule      string   // in words, as ParseSchedule reads them; empty: the default
	Short         bool
	SkipQuiet     bool
	Alerts        bool
	AlertKinds    []string // none: the usual ones
	QuietFrom     string   // "HH:MM"; both or neither
	QuietTo       string
}

// New makes the subscription that was wished for; its first digest is the next one due after now. Where something was not
// understood the error is Faults.
func New(w Wish, c *knowledge.Corpus, now time.Time) (Subscription, error) {
	if w.Team == "" || w.Channel == "" {
		return Subscription{}, errors.New("a subscription needs a workspace and a channel")
	}
	var wrong Faults
	topics, muted, err := w.topics(c)
	wrong = wrong.add(OfTopics, err)
	s, err := ParseSchedule(w.Schedule, now)
	wrong = wrong.add(OfSchedule, err)
	kinds, err := kindsOf(w.AlertKinds)
	wrong = wrong.add(OfAlerts, err)
	if wrong = wrong.add(OfQuiet, checkQuiet(w.QuietFrom, w.QuietTo)); len(wrong) > 0 {
		return Subscription{}, wrong
	}
	return Subscription{
		Team: w.Team, Channel: w.Channel, Topics: topics, Muted: muted, Schedule: s.Line(), Zone: s.Zone().String(), Short: w.Short,
		SkipQuiet: w.SkipQuiet, Alerts: w.Alerts, AlertKinds: kinds, QuietFrom: w.QuietFrom, QuietTo: w.QuietTo,
		By: w.By, Created: now.UTC(), Next: s.Next(now),
	}, nil
}

// topics reads those that are wanted and those that are not. What is not asked for need not be muted.
func (w Wish) topics(c *knowledge.Corpus) (topics, muted []string, err error) {
	if topics, err = Topics(c, w.Topics); err != nil {
		return nil, nil, err
	}
	if muted, err = Topics(c, w.Muted); err != nil || len(muted) == 0 {
		return topics, nil, err
	}
	left := slices.DeleteFunc(ids(c.Topics()), func(id string) bool {
		return slices.Contains(muted, id) || len(topics) > 0 && !slices.Contains(topics, id)
	})
	switch {
	case len(left) == 0:
		return nil, nil, errors.New("that leaves no topic")
	case len(topics) > 0:
		return left, nil, nil
	}
	return nil, muted, nil
}

// When returns the subscription's schedule. The error names the channel and what is wrong.
func (s Subscription) When() (Schedule, error) {
	when, err := NewSchedule(s.Schedule, s.Zone)
	if err != nil {
		return Schedule{}, fmt.Errorf("subscription of %s: %w", s.Channel, err)
	}
	return when, nil
}

// Resume returns the subscription no longer paused, due next after now. No digest is made up for; the next one tells of what
// came meanwhile, as far back as one reaches.
func (s Subscription) Resume(now time.Time) (Subscription, error) {
	when, err := s.When()
	if err != nil {
		return s, err
	}
	s.Paused, s.Next = "", when.Next(now)
	return s, nil
}

// Mute returns the subscription without a topic; ok is false where that would leave it none, or it has not asked for it.
func (s Subscription) Mute(c *knowledge.Corpus, topic string) (out Subscription, ok bool) {
	if _, is := c.Topic(topic); !is || !s.Wants([]string{topic}) {
		return s, false
	}
	w := Wish{Topics: s.Topics, Muted: append(slices.Clone(s.Muted), topic)}
	topics, muted, err := w.topics(c)
	if err != nil {
		return s, false
	}
	s.Topics, s.Muted = topics, muted
	return s, true
}

// Wants reports whether the subscription asks for what is filed under one of topics.
func (s Subscription) Wants(topics []string) bool { return wants(s.Topics, s.Muted, topics) }

// wants reports whether one of topics is among wanted, where empty means all, and not muted. What is filed nowhere is muted
// by nothing.
func wants(wanted, muted, topics []string) bool {
	if len(topics) == 0 {
		return len(wanted) == 0
	}
	return slices.ContainsFunc(topics, func(id string) bool {
		return (len(wanted) == 0 || slices.Contains(wanted, id)) && !slices.Contains(muted, id)
	})
}

// Topics returns the ids of the topics that words name by id, name or alias, in the corpus's order; none for everything.
// The error names what is no topic, and those that come near.
func Topics(c *knowledge.Corpus, words []string) ([]string, error) {
	named := map[string]bool{}
	for _, w := range words {
		w = feed.Cut(oneLine(w), 100)
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
