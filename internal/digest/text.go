package digest

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// Text is the digest as plain text that can be read aloud in two minutes; what RestText holds it only counts. It is not
// escaped for Slack.
func (d Digest) Text() string {
	var b strings.Builder
	if d.Period.Late {
		b.WriteString(d.Lateness() + "\n\n")
	}
	if d.Quiet() {
		b.WriteString(d.QuietLine() + "\n")
		return b.String()
	}
	main, rest, more := d.Split()
	fmt.Fprintf(&b, "%s\n%s\n", d.Title(), d.Lead())
	main.writeChanged(&b)
	main.writeArticles(&b)
	if more {
		fmt.Fprintf(&b, "\nIn the thread: %s.\n", rest.InThread())
	}
	d.writeDates(&b)
	fmt.Fprintf(&b, "\nAs things stood on %s.\n", d.AsOf.Format("2 January 2006"))
	return b.String()
}

// RestText is what there is beyond Text, piece by piece; none where that is all.
func (d Digest) RestText() []string {
	_, rest, more := d.Split()
	if !more {
		return nil
	}
	var b strings.Builder
	rest.writeChanged(&b)
	rest.writeArticles(&b)
	if n := d.Totals.Untold; n > 0 {
		fmt.Fprintf(&b, "\nAnd %s that %s not listed: ask me for the latest.\n", count(n, "article", "articles"), plural(n, "is", "are"))
	}
	const most = 3000 // characters
	var out []string
	for para := range strings.SplitSeq(strings.TrimSpace(b.String()), "\n\n") {
		if n := len(out); n > 0 && len(out[n-1])+len(para) < most {
			out[n-1] += "\n\n" + para
			continue
		}
		out = append(out, para)
	}
	return out
}

// Title names the digest: "Digest of 28 October to 3 November 2024 (week 44)", and the channel's topics.
func (d Digest) Title() string {
	s := "Digest of " + d.Period.named()
	if len(d.Topics) > 0 {
		s += ": " + d.about()
	}
	return s
}

// Lead counts what is new in a sentence.
func (d Digest) Lead() string {
	t, what := d.Totals, "the pledges and facts below"
	if len(d.Topics) > 0 {
		what = "these topics"
	}
	if t.Articles == 0 {
		return "No new article."
	}
	s := count(t.Articles, "new article", "new articles")
	switch {
	case t.Linked == 0 && len(d.Topics) == 0:
		return s + ", bearing on nothing that the corpus holds."
	case t.Linked == 0:
		return s + ", bearing on none of these topics."
	case t.Linked == t.Articles:
		return s + ", bearing on " + what + "."
	}
	return fmt.Sprintf("%s, of which %d %s on %s.", s, t.Linked, plural(t.Linked, "bears", "bear"), what)
}

// Lateness says of a late digest when it was due, and what is not in it; of any other, nothing.
func (d Digest) Lateness() string {
	if !d.Period.Late {
		return ""
	}
	return fmt.Sprintf("This digest is late: it was due on %s. What was read since then comes with the next one.",
		d.Period.Due.In(d.Period.Zone).Format("Monday 2 January 2006 at 15:04"))
}

// about names the topics briefly.
func (d Digest) about() string {
	const most = 4
	var names []string
	for i, t := range d.Topics {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(d.Topics)-most))
			break
		}
		names = append(names, t.Head())
	}
	return knowledge.And(names)
}

// QuietLine is a quiet week in a line.
func (d Digest) QuietLine() string {
	s := "Digest of " + d.Period.named() + ": nothing new"
	if len(d.Topics) > 0 {
		s += " on " + d.about()
	}
	s += "."
	if len(d.Upcoming) > 0 {
		x := d.Upcoming[0]
		s += fmt.Sprintf(" Next ahead: %s, %s.", x.When(), x.Entry.Title)
	}
	if n := d.Totals.Overdue; n > 0 {
		s += fmt.Sprintf(" %s past the due date with no report that %s kept.", count(n, "pledge is", "pledges are"), plural(n, "it was", "they were"))
	}
	return s
}

func (d Digest) writeChanged(b *strings.Builder) {
	if len(d.Changed) == 0 {
		return
	}
	b.WriteString("\nWhat changed\n")
	for _, x := range d.Changed {
		fmt.Fprintf(b, "- %s: %s (%s)\n", x.Entry.Title, x.What, x.Standing())
	}
}

func (d Digest) writeArticles(b *strings.Builder) {
	n := 0
	for _, g := range d.Groups() {
		if g.Topic.ID != "" {
			head := g.Topic.Head()
			if g.More > 0 {
				head += fmt.Sprintf(" (%d more in the thread)", g.More)
			}
			fmt.Fprintf(b, "\n%s\n", head)
		}
		for _, it := range g.Items {
			n++
			it.write(b, n, d.Short)
		}
	}
	if len(d.Also) > 0 {
		b.WriteString("\nAlso published\n")
	}
	for _, it := range d.Also {
		fmt.Fprintf(b, "- %s (%s)\n", feed.Cut(oneLine(it.Article.Title), titleRunes), it.Source())
		if it.Article.Link != "" {
			fmt.Fprintf(b, "  %s\n", oneLine(it.Article.Link))
		}
	}
}

func (it Item) write(b *strings.Builder, n int, short bool) {
	fmt.Fprintf(b, "\n%d. %s\n   %s\n", n, feed.Cut(oneLine(it.Article.Title), titleRunes), it.Source())
	if it.Summary != "" && !short {
		fmt.Fprintf(b, "   %s\n", it.Summary)
	}
	fmt.Fprintf(b, "   Bears on: %s\n", it.BearsOn())
	if it.Article.Link != "" {
		fmt.Fprintf(b, "   %s\n", oneLine(it.Article.Link))
	}
}

func (d Digest) writeDates(b *strings.Builder) {
	if len(d.Upcoming) > 0 {
		head := "Dates in the next four weeks"
		if d.Later {
			head = "No date falls in the next four weeks; the next " + plural(len(d.Upcoming), "is", "are")
		}
		fmt.Fprintf(b, "\n%s\n", head)
		for _, x := range d.Upcoming {
			fmt.Fprintf(b, "- %s: %s (%s)\n", capital(x.When()), x.Entry.Title, x.says("; %s"))
		}
		if n := d.Totals.Upcoming - len(d.Upcoming); n > 0 {
			fmt.Fprintf(b, "- and %d more\n", n)
		}
	}
	if len(d.Overdue) == 0 {
		return
	}
	b.WriteString("\nPast the due date, with no report that it was kept\n")
	for _, x := range d.Overdue {
		fmt.Fprintf(b, "- %s: %s, last reported as %s\n", x.Entry.Title, due(x.Date), x.says(" (%s)"))
	}
	if n := d.Totals.Overdue - len(d.Overdue); n > 0 {
		fmt.Fprintf(b, "- and %d more\n", n)
	}
}

// Source says who published the article and when: "Community Care, 31 October 2024".
func (it Item) Source() string {
	if it.Article.Published.IsZero() {
		return it.Publisher + ", undated"
	}
	return it.Publisher + ", " + knowledge.DayOf(it.Article.Published).Format("2 January 2006")
}

// BearsOn names the entries in a line: "Kinship strategy (delayed, due from April 2026); Kinship allowance trial".
func (it Item) BearsOn() string {
	var parts []string
	named := it.Links[:min(mostNamed, len(it.Links))]
	for _, l := range named {
		s := l.Entry.Title
		if l.Stands != "" {
			s += " (" + l.Stands + ")"
		}
		parts = append(parts, s)
	}
	if n := it.More + len(it.Links) - len(named); n > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(parts, "; ")
}

func said(status string) string { return strings.ReplaceAll(status, "-", " ") }

func count(n int, one, many string) string { return fmt.Sprintf("%d %s", n, plural(n, one, many)) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// day writes a day as ISO 8601 does.
func day(t time.Time) string { return t.Format(time.DateOnly) }
