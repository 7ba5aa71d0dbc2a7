package alert

import (
	"slices"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// followed is how long what happens to an entry goes into the thread of its first alert. After that it is news anew: nobody
// looks into a thread of last season.
const followed = 90 * 24 * time.Hour

// Subjects under which a channel's threads are kept.
func ofChange(key string) string       { return "change " + key }
func ofDecision(key string) string     { return "decided " + key }
func ofConfirmation(key string) string { return "confirmed " + key } // its root is empty where the last word was another
func ofEntry(id string) string         { return "entry " + id }
func ofArticle(group string) string    { return "article " + group }
func mainKey(n Note) string            { return delivery.Key("alert", n.Team, n.Channel, n.Event.Key) }

func replyKey(n Note, in string) string {
	return delivery.Key("alert", n.Team, n.Channel, n.Event.Key, in)
}

// subjects are all that the threads of a batch are looked up by.
func subjects(batch []Note) []string {
	var out []string
	for _, n := range batch {
		out = append(out, ofArticle(n.Event.Group))
		if n.Event.Entry != "" {
			out = append(out, ofEntry(n.Event.Entry))
		}
		if n.Event.Change != "" {
			out = append(out, ofChange(n.Event.Change), ofDecision(n.Event.Change), ofConfirmation(n.Event.Change))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// layout turns a batch into messages. It depends on nothing but the batch, the subscription and the threads as they were when
// the batch was sealed, so that whoever lays out the same batch again makes messages of the same keys.
type layout struct {
	sub     digest.Subscription
	first   Note // gives the messages their keys
	threads map[string]Thread
	told    map[string]Thread
	alerts  []Alert
}

// lay returns the messages of a batch, that for the channel itself first, and the threads that its subjects have from then on.
func lay(sub digest.Subscription, batch []Note, threads map[string]Thread) ([]Alert, map[string]Thread) {
	l := &layout{sub: sub, first: batch[0], threads: threads, told: map[string]Thread{}}
	l.alerts = []Alert{{Key: mainKey(l.first), Team: l.first.Team, Channel: l.first.Channel, At: l.first.At}}
	for _, it := range l.pick(batch) {
		l.place(it)
	}
	out := slices.DeleteFunc(l.alerts, func(a Alert) bool { return len(a.Groups) == 0 })
	for i := range out {
		out[i].cut(sub)
	}
	return out, l.told
}

// thread returns where a subject was told before this batch; ok is false where it was not, or by this very batch, which
// another may be laying out again.
func (l *layout) thread(subject string) (Thread, bool) {
	t, ok := l.threads[subject]
	return t, ok && t.Root != mainKey(l.first)
}

// entryThread returns the thread in which an entry is followed.
func (l *layout) entryThread(id string) string {
	if t, ok := l.thread(ofEntry(id)); ok && l.first.At.Sub(t.At) <= followed {
		return t.Root
	}
	return ""
}

// picked is what is told of a group: its items, all in one message.
type picked struct {
	group string
	in    string // key of the message whose thread it goes into; empty: the channel
	items []Item
	from  []Event
}

// pick chooses what of a batch is told, and gathers it by where it came from.
func (l *layout) pick(batch []Note) []picked {
	var out []picked
	add := func(e Event, in string, followUp bool) {
		group := e.Group
		if followUp {
			group = "again " + in + " " + group
		}
		i := slices.IndexFunc(out, func(p picked) bool { return p.group == group })
		if i < 0 {
			i, out = len(out), append(out, picked{group: group, in: in})
		}
		out[i].add(e, followUp)
	}
	for i, n := range batch {
		e := n.Event
		if !wants(l.sub, e) {
			continue
		}
		switch e.Step {
		case Reported, Confirmed, Dismissed:
			if in, followUp, tell := l.change(batch, i); tell {
				add(e, in, followUp)
			}
		case Published:
			if _, told := l.thread(ofArticle(e.Group)); !told && !l.reports(batch, e.Group) {
				add(e, "", false)
			}
		default:
			add(e, "", false)
		}
	}
	for i := range out {
		if out[i].in == "" {
			out[i].in = l.common(batch, out[i].group)
		}
	}
	return out
}

// change decides on the i-th note of a batch, which is on a reported change: whether it is told at all, whether as what became
// of something that the channel was told before, and in which thread then.
func (l *layout) change(batch []Note, i int) (in string, followUp, tell bool) {
	e := batch[i].Event
	before, told := l.thread(ofChange(e.Change))
	told = told && before.Root != ""
	decided := slices.ContainsFunc(batch, func(n Note) bool { return n.Event.Change == e.Change && n.Event.Step != Reported })
	if e.Step == Reported {
		_, earlier := l.thread(ofDecision(e.Change))
		return "", false, !told && !decided && !earlier
	}
	later := slices.ContainsFunc(batch[i+1:], func(n Note) bool { return n.Event.Change == e.Change && n.Event.Step != Reported })
	if later { // the last decision counts
		return "", false, false
	}
	if told && l.lastWord(e.Change) == e.Step && e.Proposed == "" { // taken back and made again before anybody was told
		return "", false, false
	}
	l.told[ofDecision(e.Change)] = Thread{Root: before.Root, At: l.first.At}
	if told {
		return before.Root, true, true
	}
	return "", false, e.Step == Confirmed
}

// lastWord is what the channel was told last of a change that it was told of.
func (l *layout) lastWord(change string) Step {
	if _, ok := l.thread(ofDecision(change)); !ok {
		return Reported
	}
	if t, ok := l.thread(ofConfirmation(change)); ok && t.Root != "" {
		return Confirmed
	}
	return Dismissed
}

// reports reports whether a batch tells of a change that an article reports.
func (l *layout) reports(batch []Note, group string) bool {
	for i, n := range batch {
		if n.Event.Group != group || n.Event.Change == "" || !wants(l.sub, n.Event) {
			continue
		}
		if _, _, tell := l.change(batch, i); tell {
			return true
		}
	}
	return false
}

// common is the thread in which all entries of a group are followed; none where one is not, or in another. What the channel
// does not ask for any more counts, too: else an alert that was cut short could change its place.
func (l *layout) common(batch []Note, group string) string {
	in, first := "", true
	for _, n := range batch {
		if n.Event.Group != group || n.Event.Entry == "" { // an article itself stands in no thread
			continue
		}
		t := l.entryThread(n.Event.Entry)
		if !first && t != in {
			return ""
		}
		in, first = t, false
	}
	return in
}

// add puts an event into the group: beside another of the same entry, if they tell the same kind of thing.
func (p *picked) add(e Event, followUp bool) {
	p.from = append(p.from, e)
	i := slices.IndexFunc(p.items, func(it Item) bool {
		return e.Entry != "" && it.Entry == e.Entry && it.Step == e.Step && it.FollowUp == followUp
	})
	if i < 0 {
		i, p.items = len(p.items), append(p.items, Item{Event: e, FollowUp: followUp})
	}
	it := &p.items[i]
	if e.Field != "" && e.Step != Due {
		it.Moves = append(it.Moves, Move{Field: e.Field, From: e.From, To: e.To, Proposed: e.Proposed})
		it.Before = it.Before.with(e.Field, e.From)
	}
	if e.Sentence != "" && !slices.Contains(it.Quotes, e.Sentence) && len(it.Quotes) < mostQuotes {
		it.Quotes = append(it.Quotes, e.Sentence)
	}
}

// place puts a group into its message, and notes where its subjects are told.
func (l *layout) place(p picked) {
	i := slices.IndexFunc(l.alerts, func(a Alert) bool { return a.Thread == p.in })
	if i < 0 {
		i = len(l.alerts)
		l.alerts = append(l.alerts, Alert{Key: replyKey(l.first, p.in), Team: l.first.Team, Channel: l.first.Channel, Thread: p.in, At: l.first.At})
	}
	root := p.in
	if root == "" {
		root = l.alerts[0].Key
	}
	here := Thread{Root: root, At: l.first.At}
	for _, e := range p.from {
		if e.Change != "" {
			l.told[ofArticle(e.Group)] = here
			if _, ok := l.thread(ofChange(e.Change)); !ok {
				l.told[ofChange(e.Change)] = here
			}
			if e.Step != Reported {
				l.told[ofDecision(e.Change)], l.told[ofConfirmation(e.Change)] = here, Thread{At: here.At}
			}
			if e.Step == Confirmed {
				l.told[ofConfirmation(e.Change)] = here
			}
		}
		if e.Entry != "" && l.entryThread(e.Entry) == "" {
			l.told[ofEntry(e.Entry)] = here
		}
	}
	g := Group{Items: p.items}
	if it := p.items[0]; !it.FollowUp && (it.Change != "" || it.Step == Published) {
		g.Article = it.Article
	}
	l.alerts[i].Groups = append(l.alerts[i].Groups, g)
}

// cut leaves out what is too much for one message, counts it, and gathers what the rest is about.
func (a *Alert) cut(sub digest.Subscription) {
	left := mostItems
	for i := range a.Groups {
		g := &a.Groups[i]
		if n := len(g.Items); n > left {
			a.More += n - left
			g.Items = g.Items[:left]
		}
		left -= len(g.Items)
		for _, it := range g.Items {
			for _, t := range it.Topics {
				if !slices.Contains(a.Topics, t) && (len(sub.Topics) == 0 || slices.Contains(sub.Topics, t)) {
					a.Topics = append(a.Topics, t)
				}
			}
		}
	}
	a.Groups = slices.DeleteFunc(a.Groups, func(g Group) bool { return len(g.Items) == 0 })
}
