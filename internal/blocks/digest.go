package blocks

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// Digest is what one channel is told about one period, as far as it stands in the channel itself: DigestThread is the rest.
func Digest(d digest.Digest, run Run) View {
	if d.Quiet() {
		return quietDigest(d, run)
	}
	main, rest, more := d.Split()
	v := View{Title: d.Title(), Parts: lead(d)}
	v.Parts = append(v.Parts, told(main, run)...)
	if more {
		v.Parts = append(v.Parts, Para(Bold("In the thread:"), T(rest.InThread()+".")))
	}
	v.Parts = append(v.Parts, dates(d)...)
	v.Foot = []Part{Note{L(T(digestTopics(d))), L(asOf(nil, d.AsOf))}}
	v.Foot = append(v.Foot, run.row([2]string{"Settings", "subscribe"}, [2]string{"Mute a topic", "mute"}, [2]string{"Timeline", "timeline"}, [2]string{"Overdue pledges", "pledges overdue"})...)
	return v
}

// quietDigest is a quiet week in a line.
func quietDigest(d digest.Digest, run Run) View {
	line := d.QuietLine()
	if late := d.Lateness(); late != "" {
		line = late + " " + line
	}
	return View{Parts: []Part{Text{Lines: []Line{L(T(line))}, Button: run.button("Settings", "subscribe")}}}
}

// DigestThread is what of a digest belongs into the thread below it, a view a message; none where all of it is in Digest.
func DigestThread(d digest.Digest, run Run) []View {
	_, rest, more := d.Split()
	if d.Quiet() || !more {
		return nil
	}
	parts := told(rest, run)
	if n := d.Totals.Untold; n > 0 {
		parts = append(parts, Para(T("And "+count(n, "article", "articles")+" besides:"), Code("/reform latest")))
	}
	return pack(parts)
}

// WholeDigest is all of a digest in one, to be read outside of Slack.
func WholeDigest(d digest.Digest) View {
	if d.Quiet() {
		return quietDigest(d, nil)
	}
	v := View{Title: d.Title(), Parts: lead(d)}
	v.Parts = append(v.Parts, told(d, nil)...)
	if n := d.Totals.Untold; n > 0 {
		v.Parts = append(v.Parts, Para(T("And "+count(n, "article", "articles")+" besides.")))
	}
	v.Parts = append(v.Parts, dates(d)...)
	v.Foot = []Part{Note{L(T(digestTopics(d))), L(asOf(nil, d.AsOf))}}
	return v
}

// DigestMessages is a digest as it is sent on schedule: the message, and what goes into its thread. share makes the button
// that hands it on; nil: there is none. notes are put above the small print of the first message.
func DigestMessages(d digest.Digest, run Run, share *Button, notes ...Line) ([]digest.Page, error) {
	v := Digest(d, run)
	if bs, ok := lastPart(v.Foot).(Buttons); ok && share != nil {
		v.Foot[len(v.Foot)-1] = append(bs[:1:1], append(Buttons{*share}, bs[1:]...)...)
	}
	if len(notes) > 0 {
		v.Foot = append([]Part{Note(notes)}, v.Foot...)
	}
	main, over := v.fit()
	views := append([]View{main}, pack(over)...)
	var out []digest.Page
	for _, v := range append(views, DigestThread(d, run)...) {
		raw, err := json.Marshal(v.Blocks())
		if err != nil {
			return nil, err
		}
		out = append(out, digest.Page{Text: v.Fallback(), Blocks: raw})
	}
	if d.Picture == "" {
		return out, nil
	}
	pic, err := picture(d)
	return append(out, pic), err
}

// picture is a page that shows the digest's picture. It stands by itself: where Slack does not take it, nothing else is lost.
func picture(d digest.Digest) (digest.Page, error) {
	what := "How the pledges on " + pledgesOf(d) + " stand, as of " + d.AsOf.Format("2 January 2006")
	raw, err := json.Marshal([]any{map[string]any{
		"type": "image", "alt_text": plainText(what+".", maxText).Text, "slack_file": map[string]string{"url": d.Picture},
		"title": plainText(Cut(what, mostPicture), mostPicture),
	}})
	return digest.Page{Text: Escape(what + "."), Blocks: raw}, err
}

const mostPicture = 200 // characters of a picture's title

func pledgesOf(d digest.Digest) string {
	if len(d.Topics) == 0 {
		return "all topics"
	}
	return heads(d.Topics)
}

func lastPart(ps []Part) Part {
	if len(ps) == 0 {
		return nil
	}
	return ps[len(ps)-1]
}

func lead(d digest.Digest) []Part {
	parts := []Part{Para(T(d.Lead()))}
	if late := d.Lateness(); late != "" {
		parts = append([]Part{Para(Italic(late))}, parts...)
	}
	return parts
}

// told is what changed and what was written.
func told(d digest.Digest, run Run) []Part {
	var parts []Part
	if len(d.Changed) > 0 {
		lines := []Line{L(Bold("What changed"))}
		for _, x := range d.Changed {
			lines = append(lines, changed(x))
		}
		parts = append(parts, Text{Lines: lines})
	}
	for _, g := range d.Groups() {
		if g.Topic.ID != "" {
			head := L(Bold(g.Topic.Head()))
			if g.More > 0 {
				head = append(head, T(fmt.Sprintf("(%d more in the thread)", g.More)))
			}
			parts = append(parts, Text{Lines: []Line{head}})
		}
		for _, it := range g.Items {
			parts = append(parts, digestItem(it, d.Short, run)...)
		}
	}
	if len(d.Also) > 0 {
		lines := []Line{L(Bold("Also published"))}
		for _, it := range d.Also {
			lines = append(lines, append(L(T("•")), append(headline(it.Article), T("("+join([]string{Clean(it.Publisher), published(it.Article)}, ", ")+")"))...))
		}
		parts = append(parts, Text{Lines: lines})
	}
	return parts
}

// changed says in a line what moved and who says so.
func changed(x digest.Changed) Line {
	l := L(T("•"), Bold(x.Entry.Title+":"), T(x.What))
	switch {
	case x.Link != "" && x.By != "" && x.Reported:
		return append(l, T("(reported by"), Link(x.By, x.Link), T(", not confirmed)"))
	case x.Link != "" && x.By != "":
		return append(l, T("("), Link(x.Standing(), x.Link), T(")"))
	}
	return append(l, T("("+x.Standing()+")"))
}

// dates are those that come up and those that have passed.
func dates(d digest.Digest) []Part {
	var parts []Part
	if len(d.Upcoming) > 0 {
		head := "Due in the next four weeks"
		if d.Later {
			head = "Nothing due in the next four weeks; after that"
		}
		parts = append(parts, dated(head, d.Upcoming, d.Totals.Upcoming, "/reform timeline", digest.Dated.When))
	}
	if len(d.Overdue) > 0 {
		parts = append(parts, dated("Overdue: no source reports it done", d.Overdue, d.Totals.Overdue, "/pledges overdue", func(x digest.Dated) string {
			if x.Recent {
				return "now passed: was due " + x.Date.Human()
			}
			return "was due " + x.Date.Human()
		}))
	}
	return parts
}

func digestTopics(d digest.Digest) string {
	all := "All topics"
	if len(d.Topics) > 0 {
		all = "Topics: " + heads(d.Topics)
	}
	if len(d.Muted) > 0 {
		all += ", but not " + heads(d.Muted)
	}
	return all + "."
}

func heads(topics []knowledge.Topic) string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.Head()
	}
	return strings.Join(names, "; ")
}

// digestItem is an article with what it bears on, and a button that shows the first of that: below it, as beside it there is
// no room for both on a phone.
func digestItem(it digest.Item, short bool, run Run) []Part {
	lines := []Line{
		append(headline(it.Article), T("– "+join([]string{Cut(Clean(it.Publisher), mostTitle), published(it.Article)}, ", "))),
	}
	if s := Cut(Clean(it.Summary), mostSummary); s != "" && !short {
		lines = append(lines, L(T(s)))
	}
	links := it.Links
	switch {
	case short:
		links = links[:min(1, len(links))]
	case run != nil: // the button leads to the others
		links = links[:min(2, len(links))]
	}
	for _, l := range links {
		line := L(T("→"), Italic(l.Entry.Title))
		if l.Stands != "" {
			line = append(line, T("("+l.Stands+")"))
		}
		if l.Moved {
			line = append(line, Bold("changed by this"))
		}
		lines = append(lines, line)
	}
	if n := it.More + len(it.Links) - len(links); n > 0 && !short {
		lines = append(lines, L(T("→ and "+count(n, "further entry", "further entries"))))
	}
	parts := []Part{Text{Lines: lines}}
	if len(links) > 0 && !short {
		parts = append(parts, run.row([2]string{"More on this", "pledge " + links[0].Entry.ID})...)
	}
	return parts
}

// dated lists dates under a heading, and says how many of all there are it leaves out, and what to type for those.
func dated(head string, xs []digest.Dated, all int, others string, when func(digest.Dated) string) Text {
	lines := []Line{L(Bold(head))}
	for _, x := range xs {
		lines = append(lines, L(T("•"), Bold(sentenceCase(when(x))+":"), Link(x.Entry.Title, x.Source.URL), T("("+Status(x.State.Status)+")")))
	}
	if shown := len(xs); all > shown {
		lines = append(lines, L(T(fmt.Sprintf("… and %d more:", all-shown)), Code(others)))
	}
	return Text{Lines: lines}
}

// clockTime says an instant in a zone: "Monday 25 November 2024 at 09:00 GMT".
func clockTime(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("Monday 2 January 2006 at 15:04 MST")
}
