package blocks

import (
	"cmp"
	"fmt"
	"time"

	"pledgewatch/internal/delivery"
)

// Outbox is what people who look after the bot are shown of messages that could not be sent, and of those on their way.
type Outbox struct {
	Dead    []delivery.DeadLetter // the latest first
	Waiting []delivery.Waiting    // in their order
	Most    int                   // that were asked for of each: there may be more where there are as many
	Day     time.Time
}

// View shows it. What messages say is left out: not everybody who may mend a channel is in it.
func (o Outbox) View(run Run) View {
	v := View{Title: "Outbox", Aside: true}
	if len(o.Dead) == 0 {
		v.Parts = append(v.Parts, Para(T("No message is lying here that could not be sent.")))
	} else {
		v.Parts = append(v.Parts, Para(Bold(o.count(len(o.Dead), "message could not be sent", "messages could not be sent")+".")))
	}
	for _, d := range o.Dead {
		t := Text{Lines: []Line{
			L(Bold(sentenceCase(cmp.Or(Clean(d.Kind), "message"))), T("for"), addressee(d.Channel), T("– "+moment(d.At)+", "+Clean(d.Reason))),
			L(T(d.Mend())),
		}}
		t.Button = run.button("Send again", "outbox requeue "+d.Key)
		v.Parts = append(v.Parts, t)
	}
	if len(o.Waiting) > 0 {
		v.Parts = append(v.Parts, Rule{}, Para(Bold(o.count(len(o.Waiting), "message is on its way", "messages are on their way")+".")))
	}
	for _, w := range o.Waiting {
		v.Parts = append(v.Parts, Para(T("•"), T(cmp.Or(Clean(w.Kind), "message")+" for"), addressee(w.Channel), T("– "+OnItsWay(w))))
	}
	if len(o.Dead) > 1 {
		v.Foot = run.row([2]string{"Send all again", "outbox requeue all"})
	}
	return v
}

func (o Outbox) count(n int, one, many string) string {
	if n >= o.Most {
		return fmt.Sprintf("%d or more %s", n, many)
	}
	return count(n, one, many)
}

// OnItsWay says why a message is not sent yet: "in doubt: it may have been posted, and is looked for", "tried 3 times (network)".
func OnItsWay(w delivery.Waiting) string {
	switch {
	case !w.Begun.IsZero():
		return "in doubt since " + moment(w.Begun) + ": it may have been posted, and is looked for before it is sent again"
	case w.Failures > 0:
		return fmt.Sprintf("tried %s (%s), next at %s", count(w.Failures, "time", "times"), Clean(w.Reason), moment(w.Until))
	case w.Reason != "":
		return "held back (" + Clean(w.Reason) + ") until " + moment(w.Until)
	case w.NotBefore.After(w.Created):
		return "not before " + moment(w.NotBefore)
	}
	return "since " + moment(w.Created)
}

func addressee(id string) Span {
	if len(id) > 0 && (id[0] == 'U' || id[0] == 'W') {
		return Person(id)
	}
	return Channel(id)
}

func moment(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04 UTC") }
