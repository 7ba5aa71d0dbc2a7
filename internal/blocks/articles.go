package blocks

import (
	"fmt"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Most that is shown of an article.
const (
	mostTitle   = 250
	mostSummary = 350
	mostBears   = 3
	mostEdits   = 4
)

// Read is an article and the entries that it bears on, the strongest first.
type Read struct {
	Article   feed.Article
	Publisher string
	Links     []knowledge.Listed
	Edits     []feed.Edit // figures and dates that its publisher has changed since it was first read
}

// Articles are the newest articles, each with the entries that it bears on. more tells that there are older ones.
func Articles(title string, read []Read, day time.Time, run Run) View {
	v := View{Title: title}
	for _, r := range read {
		lines := []Line{
			headline(r.Article),
			L(T(join([]string{Cut(Clean(r.Publisher), mostTitle), published(r.Article)}, ", "))),
		}
		lines = append(lines, edits(r)...)
		var bs [][2]string
		for _, l := range r.Links[:min(mostBears, len(r.Links))] {
			lines = append(lines, L(T("→"), Italic(l.Entry.Title), T("("+stateWords(l)+")")))
			bs = append(bs, [2]string{l.Entry.Title, "pledge " + l.Entry.ID})
		}
		v.Parts = append(v.Parts, Text{Lines: lines})
		v.Parts = append(v.Parts, run.row(bs...)...)
	}
	if len(read) == 0 {
		v.Parts = append(v.Parts, Para(T("No article has been read on that yet.")))
	}
	v.Foot = []Part{Note{
		L(T("What an article bears on is found by its words; only a curator changes what the corpus holds.")),
		L(asOf(nil, day)),
	}}
	return v
}

// edits say what was changed in an article since it was first read.
func edits(r Read) []Line {
	if r.Article.Revision == 0 || len(r.Edits) == 0 {
		return nil
	}
	var out []Line
	for _, e := range r.Edits[:min(mostEdits, len(r.Edits))] {
		where := T(fmt.Sprintf("(paragraph %d).", e.Paragraph))
		if e.Paragraph == 0 {
			where = T("(title).")
		}
		from, to := Cut(Clean(e.From), 60), Cut(Clean(e.To), 60)
		switch {
		case to == "":
			out = append(out, L(T("Edited: “"+from+"” was taken out"), where))
		case from == "":
			out = append(out, L(T("Edited: “"+to+"” was put in"), where))
		default:
			out = append(out, L(T("Edited: “"+from+"” is now “"+to+"”"), where))
		}
	}
	if n := len(r.Edits) - len(out); n > 0 {
		out = append(out, L(T("and "+count(n, "more edit.", "more edits."))))
	}
	return out
}

func headline(a feed.Article) Line {
	title := Cut(Clean(a.Title), mostTitle)
	if title == "" {
		title = "An article without a title"
	}
	return L(Link(title, a.Link))
}

func published(a feed.Article) string {
	if a.Published.IsZero() {
		return "undated"
	}
	return edtf.Day(knowledge.DayOf(a.Published)).Human()
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
