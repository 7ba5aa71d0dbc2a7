package knowledge

import (
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"pledgewatch/internal/knowledge/edtf"
)

// WriteICS writes the milestones, and the pledges with a due date, as a calendar (RFC 5545) of whole days that keep nobody
// busy. A date that is not one day is the span that it may mean, and the title says it in words; one without an end stands on
// its first day. The same corpus makes the same file.
func (c *Corpus) WriteICS(w io.Writer) error {
	cal := ics.NewCalendarFor("Pledgewatch")
	cal.SetProductId("-//Pledgewatch//Corpus//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName("Pledgewatch: promises and dates")
	cal.SetXWRCalDesc("Reform of children's social care in England, as reported up to " + edtf.Day(c.Newest()).Human())
	for _, e := range c.entries {
		if l, ok := c.Listed(e, time.Time{}); ok && !l.Date.IsZero() {
			c.event(cal, l)
		}
	}
	return cal.SerializeTo(w, ics.WithNewLineWindows)
}

func (c *Corpus) event(cal *ics.Calendar, l Listed) {
	e, first, last := l.Entry, l.Date.First(), l.Date.Last()
	if first.IsZero() {
		first = last
	}
	if last.IsZero() {
		last = first
	}
	ev := cal.AddEvent(e.ID + "@pledgewatch")
	ev.SetDtStampTime(c.Newest())
	ev.SetAllDayStartAt(first)
	ev.SetAllDayEndAt(last.AddDate(0, 0, 1)) // the day after, as the format wants it
	ev.SetSummary(e.Title + summary(l))
	ev.SetDescription(c.description(l))
	ev.SetTimeTransparency(ics.TransparencyTransparent)
	for _, id := range e.Topics {
		t, _ := c.Topic(id)
		ev.AddCategory(t.Head())
	}
	if s := c.SourcesBy(time.Time{}, l.State.Cites); len(s) > 0 && s[0].URL != "" {
		ev.SetURL(s[0].URL)
	}
	// Calendars hide what is called cancelled: the title says it.
	ev.SetStatus(ics.ObjectStatusTentative)
	if settled(l.State.Status) {
		ev.SetStatus(ics.ObjectStatusConfirmed)
	}
}

// summary is what follows an event's title: its date in words where that is not one day, and how it stands.
func summary(l Listed) string {
	var when string
	if !l.Date.IsExact() {
		when = l.Date.Human()
	}
	if l.Entry.Kind == Pledge {
		when = strings.TrimSpace("due " + when)
	}
	status := StatusWords(l.State.Status)
	if when == "" {
		return " (" + status + ")"
	}
	return " (" + when + "; " + status + ")"
}

// description is an event's statement and where it comes from.
func (c *Corpus) description(l Listed) string {
	lines := []string{l.Entry.Statement}
	if l.Entry.By != "" {
		lines = append(lines, "By: "+c.ActorName(l.Entry.By))
	}
	lines = append(lines, "Sources:")
	for _, s := range c.SourcesBy(time.Time{}, l.Entry.Cites, l.State.Cites) {
		lines = append(lines, strings.TrimSpace("- "+s.Title+", "+s.Publisher+", "+s.Published.Human()+" "+s.URL))
	}
	return strings.Join(lines, "\n")
}
