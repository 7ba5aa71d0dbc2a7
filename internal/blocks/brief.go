package blocks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// Most of each part of a briefing: it is one page.
const (
	briefNews     = 2
	briefPledges  = 6
	briefDates    = 5
	briefMoney    = 6
	briefViews    = 6
	briefEvidence = 5
	briefAnswers  = 5
	briefOpen     = 7
)

// notes numbers the sources of a briefing in the order of their first use.
type notes struct {
	c       *knowledge.Corpus
	day     time.Time
	sources []knowledge.Source
}

// cite returns the numbers of up to two sources: "[1, 3]".
func (n *notes) cite(sources []knowledge.Source) Span {
	var at []int
	for _, s := range sources[:min(2, len(sources))] {
		i := slices.Index(n.sources, s)
		if i < 0 {
			i = len(n.sources)
			n.sources = append(n.sources, s)
		}
		at = append(at, i+1)
	}
	if len(at) == 0 {
		return T("")
	}
	slices.Sort(at)
	return T(strings.ReplaceAll(fmt.Sprint(at), " ", ", "))
}

func (n *notes) entry(l knowledge.Listed) Line {
	return L(T("•"), Bold(l.Entry.Title+":"), T(stands(l)), n.cite(n.c.Known(l, n.day, false)))
}

// told is an entry with what it says first: of a view or a finding, title and value alone may be read the wrong way round. lead stands
// before that.
func (n *notes) told(l knowledge.Listed, lead string) Line {
	return L(T("•"), Bold(l.Entry.Title+":"), T(join([]string{lead, n.c.GistAt(l, n.day)}, " · ")), n.cite(n.c.Known(l, n.day, false)))
}

// Brief is a briefing of one page on a subject: where it stands, what was promised, dates, money, views, evidence, what is
// open, sources. line is what the reader types for the same subject after a command, such as the topic's id.
func Brief(c *knowledge.Corpus, title, line string, b knowledge.Brief, day time.Time, run Run) View {
	n := &notes{c: c, day: day}
	v := View{Title: "Briefing: " + title}
	add := func(head string, lines []Line, rest int, more string) {
		if len(lines) == 0 {
			return
		}
		if rest > 0 {
			lines = append(lines, L(Italic(fmt.Sprintf("… and %d more:", rest)), Code("/reform "+more+" "+line)))
		}
		v.Parts = append(v.Parts, Head(head), Text{Lines: lines})
	}
	add("Where it stands", n.standing(b), 0, "")
	add("What was promised", n.list(b.Pledges, briefPledges, n.entry), len(b.Pledges)-briefPledges, "pledges")
	var answers []knowledge.Listed
	for _, g := range b.Answers {
		answers = append(answers, g.Entries...)
	}
	add("What was recommended", n.list(answers, briefAnswers, n.recommended), len(answers)-briefAnswers, "response")
	dates := n.dates(b)
	add("Dates", dates, len(b.Coming)+len(b.Past)-len(dates), "timeline")
	sums := flat(b.Money.Sums)
	add("Money", n.money(b, sums), len(sums)-briefMoney, "money")
	views, all := n.views(b)
	add("Views", views, all-briefViews, "views")
	evidence := n.list(b.Evidence, briefEvidence, func(l knowledge.Listed) Line { return n.told(l, "") })
	if rest := len(b.Evidence) - briefEvidence; rest > 0 {
		evidence = append(evidence, L(Italic(fmt.Sprintf("… and %s more.", count(rest, "finding", "findings")))))
	}
	add("Evidence", evidence, 0, "")
	add("Open questions", n.open(b), len(b.Open)-briefOpen, "pledges overdue")
	var src []Line
	for i, s := range n.sources {
		src = append(src, L(T(fmt.Sprintf("[%d]", i+1)), Link(s.Title, s.URL), T("— "+join([]string{s.Publisher, s.Published.Human()}, ", "))))
	}
	if len(src) > 0 {
		v.Parts = append(v.Parts, Head("Sources"), Text{Lines: src})
	}
	v.Foot = append(v.Foot, Note{L(asOf(c, day), T(fmt.Sprintf("Made from %s; nothing is generated.", count(b.Listed, "entry", "entries"))))})
	v.Foot = append(v.Foot, run.row([2]string{"Timeline", "timeline " + line}, [2]string{"Money", "money " + line}, [2]string{"Views", "views " + line}, [2]string{"Changes", "changes " + line})...)
	return v
}

func (n *notes) list(of []knowledge.Listed, most int, line func(knowledge.Listed) Line) []Line {
	var out []Line
	for _, l := range of[:min(most, len(of))] {
		out = append(out, line(l))
	}
	return out
}

func (n *notes) recommended(l knowledge.Listed) Line {
	return L(T("•"), Bold(l.Entry.Title+":"), T(join([]string{stands(l), "recommended " + by(n.c, l.Entry)}, " · ")), n.cite(n.c.Known(l, n.day, false)))
}

// standing says the latest changes and how many pledges are in which state.
func (n *notes) standing(b knowledge.Brief) []Line {
	var out []Line
	for _, m := range b.Newest[:min(briefNews, len(b.Newest))] {
		out = append(out, L(T("•"), Bold(sentenceCase(m.Line.On.Human())+":"), T(m.Line.Note), n.cite(n.c.SourcesBy(n.day, m.Line.Cites))))
	}
	tally := func(one, many string, gs []knowledge.Group) {
		all, words := 0, []string{}
		for _, g := range gs {
			all, words = all+len(g.Entries), append(words, fmt.Sprintf("%d %s", len(g.Entries), stateName(g.State)))
		}
		if all > 0 {
			out = append(out, L(T("• "+count(all, one, many)+": "+join(words, ", ")+".")))
		}
	}
	tally("pledge", "pledges", b.Board)
	tally("recommendation", "recommendations", b.Answers)
	tally("view", "views", b.Views)
	return out
}

// dates are the next ones and, where there is room, the last ones.
func (n *notes) dates(b knowledge.Brief) []Line {
	var out []Line
	add := func(l knowledge.Listed) {
		words := Status(l.State.Status)
		if l.Overdue(n.day) {
			words = "date passed; " + lastReport(n.c, l, n.day)
		}
		if first := n.c.Promised(l.Entry, n.day); !first.IsZero() && first != l.Date {
			words += ", first " + first.Human()
		}
		out = append(out, L(T("•"), Bold(sentenceCase(l.Date.Human())+":"), T(l.Entry.Title+" ("+words+")"), n.cite(n.c.Known(l, n.day, false))))
	}
	past := min(len(b.Past), max(2, briefDates-len(b.Coming)))
	for i := past - 1; i >= 0; i-- {
		add(b.Past[i])
	}
	for _, l := range b.Coming[:min(len(b.Coming), briefDates-past)] {
		add(l)
	}
	return out
}

// flat is sums and their parts, one after the other.
func flat(sums []knowledge.Sum) []knowledge.Sum {
	var out []knowledge.Sum
	for _, s := range sums {
		out = append(append(out, s), flat(s.Parts)...)
	}
	return out
}

func (n *notes) money(b knowledge.Brief, sums []knowledge.Sum) []Line {
	var out []Line
	for _, s := range sums[:min(briefMoney, len(sums))] {
		l := n.entry(s.Listed)
		if s.Entry.PartOf != "" {
			l = append(l[:len(l)-1:len(l)-1], T("· part of: "+name(n.c, s.Entry.PartOf)), l[len(l)-1])
		}
		out = append(out, l)
	}
	for _, t := range b.Money.Totals {
		out = append(out, L(T("• Together "+knowledge.Pounds(t.Pounds)+" "+stateName(t.Status)+" by "+n.c.ActorName(t.By)+" for "+t.Period.Human()+".")))
	}
	if len(b.Money.Totals) == 0 && len(sums) > 1 {
		out = append(out, L(Italic("These sums are not added up: they differ in giver, years or firmness, or count the same money.")))
	}
	return out
}

// views takes from each stance in turn, so that none is left out.
func (n *notes) views(b knowledge.Brief) (lines []Line, all int) {
	for _, g := range b.Views {
		all += len(g.Entries)
	}
	for round := 0; len(lines) < min(all, briefViews); round++ {
		for _, g := range b.Views {
			if round < len(g.Entries) && len(lines) < briefViews {
				l := g.Entries[round]
				lines = append(lines, n.told(l, stands(l)))
			}
		}
	}
	return lines, all
}

func (n *notes) open(b knowledge.Brief) []Line {
	why := map[string]string{
		"no-response": "recommended; no decision is reported", "disputed": "the sources do not agree",
	}
	var out []Line
	for _, o := range b.Open[:min(briefOpen, len(b.Open))] {
		words := why[o.Why]
		if o.Why == "overdue" {
			words = "due " + o.Date.Human() + "; " + lastReport(n.c, o.Listed, n.day)
		}
		out = append(out, L(T("•"), Bold(o.Entry.Title+":"), T(words), n.cite(n.c.Known(o.Listed, n.day, false))))
	}
	return out
}
