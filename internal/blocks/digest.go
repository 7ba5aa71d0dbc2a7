package blocks

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pledgewatch/internal/digest"
)

// Digest is what one channel is told about one period.
func Digest(d digest.Digest, run Run) View {
	v := View{Title: d.Title()}
	if late := d.Lateness(); late != "" {
		v.Parts = append(v.Parts, Para(Italic(late)))
	}
	v.Parts = append(v.Parts, Para(T(digestLead(d))))
	for _, it := range d.Items {
		v.Parts = append(v.Parts, digestItem(it, run)...)
	}
	if len(d.Also) > 0 {
		lines := []Line{L(Bold("Also published"))}
		for _, it := range d.Also {
			lines = append(lines, append(L(T("•")), append(headline(it.Article), T("("+join([]string{it.Publisher, published(it.Article)}, ", ")+")"))...))
		}
		if d.Totals.Untold > 0 {
			lines = append(lines, L(T(fmt.Sprintf("… and %d more:", d.Totals.Untold)), Code("/reform latest")))
		}
		v.Parts = append(v.Parts, Text{Lines: lines})
	}
	if len(d.Upcoming) > 0 {
		head := "Coming up in the next four weeks"
		if d.Later {
			head = "No date in the next four weeks; the next after that"
		}
		v.Parts = append(v.Parts, dated(head, d.Upcoming, d.Totals.Upcoming, digest.Dated.When))
	}
	if len(d.Overdue) > 0 {
		v.Parts = append(v.Parts, dated("Date passed; no source reports it done", d.Overdue, d.Totals.Overdue, func(x digest.Dated) string {
			if x.Recent {
				return "now passed: was due " + x.Date.Human()
			}
			return "was due " + x.Date.Human()
		}))
	}
	v.Foot = []Part{Note{L(T(digestTopics(d))), L(asOf(nil, d.AsOf)), L(T("Change or end this:"), Code("/reform subscribe"), T(","), Code("/reform unsubscribe"))}}
	v.Foot = append(v.Foot, run.row([2]string{"Timeline", "timeline"}, [2]string{"Latest articles", "latest"}, [2]string{"Overdue pledges", "pledges overdue"})...)
	return v
}

// digestLead says in a sentence what the digest holds.
func digestLead(d digest.Digest) string {
	if d.Quiet() {
		return "A quiet week: no new article, no date in the next four weeks, no pledge newly overdue."
	}
	return d.Lead()
}

func digestTopics(d digest.Digest) string {
	if len(d.Topics) == 0 {
		return "All topics."
	}
	names := make([]string, len(d.Topics))
	for i, t := range d.Topics {
		names[i] = t.Head()
	}
	return "Topics: " + strings.Join(names, "; ") + "."
}

func digestItem(it digest.Item, run Run) []Part {
	lines := []Line{
		headline(it.Article),
		L(T(join([]string{Cut(Clean(it.Publisher), mostTitle), published(it.Article)}, ", "))),
	}
	if s := Cut(Clean(it.Summary), mostSummary); s != "" {
		lines = append(lines, L(T(s)))
	}
	var bs [][2]string
	for _, l := range it.Links {
		line := L(T("→"), Italic(l.Entry.Title))
		if l.Stands != "" {
			line = append(line, T("("+l.Stands+")"))
		}
		if l.Moved {
			line = append(line, Bold("changed by this"))
		}
		lines = append(lines, line)
		bs = append(bs, [2]string{l.Entry.Title, "pledge " + l.Entry.ID})
	}
	if it.More > 0 {
		lines = append(lines, L(T(fmt.Sprintf("→ and %s", count(it.More, "further entry", "further entries")))))
	}
	return append([]Part{Text{Lines: lines}}, run.row(bs...)...)
}

// dated lists dates under a heading, and says how many of all there are it leaves out.
func dated(head string, xs []digest.Dated, all int, when func(digest.Dated) string) Text {
	lines := []Line{L(Bold(head))}
	for _, x := range xs {
		lines = append(lines, L(T("•"), Bold(sentenceCase(when(x))+":"), T(x.Entry.Title), T("("+Status(x.State.Status)+")")))
	}
	if shown := len(xs); all > shown {
		lines = append(lines, L(T(fmt.Sprintf("… and %d more:", all-shown)), Code("/reform timeline")))
	}
	return Text{Lines: lines}
}

// DigestMessage is a digest as it is sent on schedule: what notifications and screen readers get, escaped, and an array of
// blocks.
func DigestMessage(d digest.Digest, run Run) (text string, blocks json.RawMessage, err error) {
	v := Digest(d, run)
	blocks, err = json.Marshal(v.Blocks())
	return v.Fallback(), blocks, err
}

// clockTime says an instant in a zone: "Monday 25 November 2024 at 09:00 GMT".
func clockTime(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("Monday 2 January 2006 at 15:04 MST")
}
