package blocks

import (
	"fmt"
	"strings"
	"time"

	"pledgewatch/internal/feed"
)

const feedSize = 5 // feeds of a page

// Feeds lists the feeds and how each is doing. Times are told in zone.
func Feeds(list []feed.Health, zone *time.Location, run Run) List {
	l := List{Title: "Feeds", Today: -1, Size: feedSize, Empty: "No feed is read. A curator adds one with /reform feeds add ADDRESS."}
	troubled := 0
	for _, h := range list {
		state, bad := feedState(h)
		if bad {
			troubled++
		}
		r := Row{Head: L(Bold(Cut(Clean(h.Name), 120)), T("– "+state)), Below: feedFacts(h, zone), Say: feedNews(h)}
		if run != nil {
			verb := "pause"
			if h.Paused || h.State.Gone {
				verb = "resume"
			}
			b := run(strings.ToUpper(verb[:1])+verb[1:], "feeds "+verb+" "+h.ID)
			r.Button = &b
		}
		l.Rows = append(l.Rows, r)
	}
	if troubled > 0 {
		l.Intro = count(troubled, "feed needs a look.", "feeds need a look.")
	}
	return l
}

// feedState is how a feed is doing in a word or two, and whether somebody should look.
func feedState(h feed.Health) (word string, bad bool) {
	switch {
	case h.Paused:
		return "paused", false
	case h.State.Gone:
		return "gone for good", true
	case h.State.Failures > 0:
		return "failing", true
	case h.Habit.Silent:
		return "silent", true
	case h.State.LastSuccess.IsZero():
		return "not read yet", false
	}
	return "well", false
}

func feedFacts(h feed.Health, zone *time.Location) string {
	facts := []string{h.ID}
	if !h.State.LastSuccess.IsZero() {
		facts = append(facts, "last read "+shortTime(h.State.LastSuccess, zone))
	}
	if !h.Habit.Newest.IsZero() {
		facts = append(facts, fmt.Sprintf("%.1f articles a week", h.Habit.Weekly), "newest "+h.Habit.Newest.In(zone).Format("2 January 2006"))
	}
	if h.Habit.Tampered > 0 {
		facts = append(facts, "tampered with: "+count(h.Habit.Tampered, "article", "articles")+" in eight weeks")
	}
	if !h.Paused && !h.State.Gone && !h.State.Next.IsZero() {
		facts = append(facts, "next "+shortTime(h.State.Next, zone))
	}
	return strings.Join(facts, " · ")
}

// feedNews is what there is to say of a feed in sentences.
func feedNews(h feed.Health) string {
	say := []string{h.Trouble()}
	if h.State.URL != "" {
		say = append(say, "It has moved to "+feed.Followed{Source: feed.Source{URL: h.State.URL}}.Address()+".")
	}
	switch a := h.Archive; {
	case a.Source == "":
	case !a.Ended.IsZero():
		say = append(say, "Archive: "+a.Outcome+" "+count(a.Kept, "article was", "articles were")+" new.")
	default:
		say = append(say, "Archive: being read, page "+fmt.Sprint(a.Page)+backTo(a)+", "+count(a.Kept, "article", "articles")+" new so far. "+a.Outcome)
	}
	return join(say, " ")
}

func backTo(a feed.Archive) string {
	if a.Oldest.IsZero() {
		return ""
	}
	return ", back to " + a.Oldest.Format("2 January 2006")
}

func shortTime(t time.Time, zone *time.Location) string { return t.In(zone).Format("2 January 15:04") }

// FeedPreview shows what a feed holds before it is followed. add leads to following it, and is left out where it is empty.
func FeedPreview(p feed.Preview, add string, run Run) View {
	v := View{Title: "A feed: " + Cut(Clean(p.Title), 100), Aside: true, Parts: []Part{
		Para(T("It can be read:"), Bold(count(p.Items, "item", "items")), T("at"), Code(p.Address)),
	}}
	v.Parts = append(v.Parts, feedItems(p)...)
	if add != "" && run != nil {
		b := run("Follow it", add)
		b.Main = true
		v.Foot = append(v.Foot, Buttons{b})
	}
	return v
}

func feedItems(p feed.Preview) []Part {
	var lines []Line
	for _, a := range p.Newest {
		lines = append(lines, append(headline(a), T("– "+published(a))))
	}
	parts := []Part{Text{Lines: lines}}
	if p.Cut > 0 {
		parts = append(parts, Para(T("Somebody planted text in "+count(p.Cut, "item", "items")+". It is cut out and shown nowhere; look at the site before you trust the feed.")))
	}
	if n := len(p.Faults); n > 0 {
		parts = append(parts, Para(T(count(n, "item", "items")+" could not be read in full. The first: "+Cut(Clean(p.Faults[0]), 200))))
	}
	return parts
}

// FeedAdded says that a feed is followed from now on.
func FeedAdded(f feed.Followed, p feed.Preview, undo string) View {
	v := View{Aside: true, Parts: []Part{Para(Bold("Followed from now on:"), T(f.Name), T("("+f.ID+")"), T("at"), Code(p.Address))}}
	v.Parts = append(v.Parts, feedItems(p)...)
	v.Foot = []Part{Note{L(T("Its articles are read within a minute. To undo this:"), Code(undo))}}
	return v
}

// FeedChanged says what became of a feed, in a sentence that begins with lead, and what to type to undo it.
func FeedChanged(lead string, f feed.Followed, then, undo string) View {
	v := View{Aside: true, Parts: []Part{Para(Bold(lead), T(f.Name), T("("+f.ID+").")), Para(T(then))}}
	if undo != "" {
		v.Foot = []Part{Note{L(T("To undo this:"), Code(undo))}}
	}
	return v
}
