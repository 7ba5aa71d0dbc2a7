package blocks

import (
	"strings"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// Subscribed says what exactly was set up for a channel, when its first digest comes, and what to type to undo it.
func Subscribed(c *knowledge.Corpus, s digest.Subscription, replaced bool, undo string) View {
	lead := Bold("Subscribed:")
	if replaced {
		lead = Bold("Subscription changed:")
	}
	v := View{Parts: []Part{Para(lead, Channel(s.Channel))}}
	v.Parts = append(v.Parts, Fields{
		{"Topics", topicsOf(c, s)}, {"Digest", rhythm(s)}, {"Next digest", next(s)}, {"Alerts", alerts(s)},
	})
	v.Foot = []Part{Note{
		L(T("To undo this:"), Code(undo)),
		L(T("If I am not in the channel yet, invite me there: a digest can only be posted where I am a member.")),
	}}
	return v
}

// Unsubscribed says that a channel gets nothing any more, or got nothing before, and what to type to undo it.
func Unsubscribed(channel string, was bool, undo string) View {
	if !was {
		return View{Parts: []Part{Para(Bold("Nothing was changed:"), Channel(channel), T("has no subscription."))}}
	}
	return View{
		Parts: []Part{Para(Bold("Unsubscribed:"), Channel(channel), T("gets no more digests and alerts."))},
		Foot:  []Part{Note{L(T("To undo this:"), Code(undo))}},
	}
}

// Subscriptions lists what the channels of a workspace asked for.
func Subscriptions(c *knowledge.Corpus, subs []digest.Subscription) List {
	l := List{Title: "Subscriptions", Today: -1, Empty: "No channel of this workspace is subscribed. Type /reform subscribe in a channel to begin."}
	for _, s := range subs {
		l.Rows = append(l.Rows, Row{
			Head:  L(Channel(s.Channel)),
			Below: join([]string{nextInLine(s), rhythm(s), topicsOf(c, s), alertsInLine(s)}, " · "),
		})
	}
	return l
}

// Topics says topic ids by their names; none is all topics.
func Topics(c *knowledge.Corpus, ids []string) string {
	if len(ids) == 0 {
		return "All topics"
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if t, ok := c.Topic(id); ok {
			names[i] = t.Head()
		}
	}
	return strings.Join(names, "; ")
}

// topicsOf says what a subscription is about: "All topics but Adoption".
func topicsOf(c *knowledge.Corpus, s digest.Subscription) string {
	all := Topics(c, s.Topics)
	if len(s.Muted) > 0 {
		all += " but " + Topics(c, s.Muted)
	}
	return all
}

// rhythm says when digests come and what they are like: "Mondays at 09:00 (Europe/London), short, none in an empty week".
func rhythm(s digest.Subscription) string {
	parts := []string{sentenceCase(when(s))}
	if s.Short {
		parts = append(parts, "short")
	}
	if s.SkipQuiet {
		parts = append(parts, "left out when there is nothing to tell")
	}
	return strings.Join(parts, ", ")
}

func when(s digest.Subscription) string {
	w, err := s.When()
	if err != nil {
		return s.Schedule + " (" + s.Zone + ")"
	}
	return w.Human()
}

func next(s digest.Subscription) string {
	switch {
	case s.Paused != "":
		return "none: paused, " + s.Paused
	case s.Next.IsZero():
		return "none is due"
	}
	w, err := s.When()
	if err != nil {
		return s.Next.UTC().Format("Monday 2 January 2006 at 15:04 MST")
	}
	return clockTime(s.Next, w.Zone())
}

func nextInLine(s digest.Subscription) string {
	if s.Paused != "" {
		return "Paused: " + s.Paused
	}
	return "Next: " + next(s)
}

func alertsInLine(s digest.Subscription) string {
	if a := alerts(s); a != "Off" {
		return a
	}
	return "No alerts"
}

// alertNames says the kinds of alert.
var alertNames = map[string]string{
	digest.AlertChanges: "changes", digest.AlertEdits: "edits of the corpus", digest.AlertDeadlines: "deadlines", digest.AlertArticles: "new articles",
}

// alerts says which news is told at once: "Changes, deadlines, at once; held from 18:00 to 08:00".
func alerts(s digest.Subscription) string {
	s.Paused = ""
	var names []string
	for _, k := range s.Alerted() {
		names = append(names, alertNames[k])
	}
	if len(names) == 0 {
		return "Off"
	}
	out := sentenceCase(strings.Join(names, ", ")) + ": at once"
	if s.QuietFrom != "" {
		out += ", but not from " + s.QuietFrom + " to " + s.QuietTo
	}
	return out
}
