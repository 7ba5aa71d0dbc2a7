package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"time"
)

// Brief is all that a one-page briefing on a subject is made from, each part with the most important first.
type Brief struct {
	Newest   []Move   // the latest lines of history
	Board    []Group  // pledges by status
	Pledges  []Listed // those that are not settled first, the subject's own before others
	Coming   []Listed // dates to come, the nearest first
	Past     []Listed // dates that have passed, the latest first
	Money    Money
	Views    []Group
	Answers  []Group  // recommendations by the answer they had
	Evidence []Listed // findings, the newest first
	Open     []Open
	Listed   int // entries behind all of this
}

// Open is something that is not settled, and why.
type Open struct {
	Listed
	Why string // "overdue", "no-response", "disputed"
}

// Brief gathers what is known by a day on what f names.
func (c *Corpus) Brief(f Filter, day time.Time) Brief {
	b := Brief{
		Board: c.Board(f, day), Money: c.Money(f, day), Views: c.Views(f, day), Answers: c.Responses(f, day),
		Newest: c.Moves(f, Span{}, day), Evidence: c.About(f, day, Finding),
	}
	own := func(l Listed) int { // the entries that the subject is the main topic of come first
		if slices.ContainsFunc(f.Topics, func(t Topic) bool { return l.Entry.Topics[0] == t.ID }) {
			return 0
		}
		return 1
	}
	b.Pledges = c.Pledges(f, day)
	slices.SortStableFunc(b.Pledges, func(x, y Listed) int {
		return cmp.Or(cmp.Compare(flag(settled(x.State.Status)), flag(settled(y.State.Status))), cmp.Compare(own(x), own(y)), -newer(x, y))
	})
	slices.SortStableFunc(b.Evidence, func(x, y Listed) int {
		return cmp.Or(cmp.Compare(own(x), own(y)), -x.Entry.AsOf.First().Compare(y.Entry.AsOf.First()))
	})
	for _, l := range c.Timeline(f, day) {
		if sideOf(l.Date, day) == Ahead {
			b.Coming = append(b.Coming, l)
		} else {
			b.Past = append(b.Past, l)
		}
	}
	slices.Reverse(b.Past)
	b.Open = c.open(f, day)
	b.Listed = len(c.About(f, day, Pledge, Milestone, Recommendation, Funding, Position, Finding))
	return b
}

func newer(x, y Listed) int { return x.State.Since.First().Compare(y.State.Since.First()) }

// disputes is how entries say that their sources do not agree.
var disputes = regexp.MustCompile(`(?i)\b(?:figures|reports|sources|accounts|counts)\b[^.]{0,60}\b(?:differ|disagree|do not agree)\b|\bsources count\b|\bdifferent count\b`)

// Disputed reports whether an entry says that its sources do not agree.
func (e *Entry) Disputed() bool { return disputes.MatchString(e.Statement) }

// open returns what is not settled: dates that passed without a word, recommendations without an answer, and entries whose
// sources do not agree.
func (c *Corpus) open(f Filter, day time.Time) []Open {
	var out []Open
	for _, l := range c.Timeline(f, day) {
		if l.Overdue(day) {
			out = append(out, Open{l, "overdue"})
		}
	}
	for _, g := range c.Responses(f, day) {
		if g.State == noResponse {
			for _, l := range g.Entries {
				out = append(out, Open{l, noResponse})
			}
		}
	}
	for _, l := range c.About(f, day, Pledge, Milestone, Recommendation, Funding, Finding) {
		if l.Entry.Disputed() && !c.StatementKnownFrom(l.Entry).After(day) {
			out = append(out, Open{l, "disputed"})
		}
	}
	return out
}
