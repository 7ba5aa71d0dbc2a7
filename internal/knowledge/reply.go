package knowledge

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// Reply is an answer as other programs read it: the contract of "bot ask --json".
type Reply struct {
	Question  string       `json:"question"`
	AsOf      string       `json:"as_of"`
	Answered  bool         `json:"answered"`
	Answer    string       `json:"answer"`
	Entries   []ReplyEntry `json:"entries"`
	Sources   []string     `json:"sources"`
	ElapsedMS float64      `json:"elapsed_ms"`
}

// ReplyEntry is an entry that an answer rests on.
type ReplyEntry struct {
	ID        string      `json:"id"`
	Kind      Kind        `json:"kind"`
	Title     string      `json:"title"`
	Statement string      `json:"statement"`
	Status    string      `json:"status"`
	Date      string      `json:"date"`
	Score     float64     `json:"score"`
	Cites     []ReplyCite `json:"cites"`
}

// ReplyCite is a cite with what is known of its source.
type ReplyCite struct {
	Source    string `json:"source"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Paras     []int  `json:"paras"`
}

// Reply gives the answer in the form of the contract.
func (a Answer) Reply(question string, elapsed time.Duration) Reply {
	r := Reply{
		Question: question, AsOf: a.AsOf.Format(time.DateOnly), Answered: a.Answered, Answer: a.Text(),
		Entries: []ReplyEntry{}, Sources: []string{}, ElapsedMS: math.Round(elapsed.Seconds()*1e6) / 1e3,
	}
	byID := map[string]Source{}
	for _, s := range a.Sources {
		r.Sources = append(r.Sources, s.ID)
		byID[s.ID] = s
	}
	for _, e := range a.Entries {
		out := ReplyEntry{
			ID: e.Entry.ID, Kind: e.Entry.Kind, Title: e.Entry.Title, Statement: strings.Join(e.said, " "), Status: e.State.Status,
			Date: e.State.Date.String(), Score: math.Round(10*e.Score) / 10, Cites: []ReplyCite{},
		}
		for _, c := range e.cites {
			s := byID[c.Source]
			out.Cites = append(out.Cites, ReplyCite{c.Source, s.Title, s.Publisher, s.URL, s.Published.String(), c.Paras})
		}
		r.Entries = append(r.Entries, out)
	}
	return r
}

// Plain is the answer with its sources as a person reads it in a terminal.
func (a Answer) Plain() string {
	var b strings.Builder
	b.WriteString(a.Lead)
	for _, p := range a.Body {
		b.WriteString("\n\n" + p)
	}
	for i, n := range a.Near {
		if i == 0 {
			b.WriteString("\n\nWhat it does hold that is nearest:")
		}
		fmt.Fprintf(&b, "\n- %s [%s]", n, n.Entry.ID)
		if n.Said != "" {
			fmt.Fprintf(&b, "\n  %s", n.Said)
		}
	}
	for i, s := range a.Sources {
		if i == 0 {
			b.WriteString("\n\nSources:")
		}
		fmt.Fprintf(&b, "\n- %s, %s, %s", s.Title, s.Publisher, s.Published.Human())
		if s.URL != "" {
			fmt.Fprintf(&b, "\n  %s", s.URL)
		}
	}
	if a.Answered {
		fmt.Fprintf(&b, "\n\nAs of %s.", edtf.Day(a.AsOf).Human())
	}
	return b.String()
}

// london is read once, as reading it costs more than most that is done with it.
var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return zone
})

// DayOf is the calendar day of t in London, at midnight UTC: the day that people there would name.
func DayOf(t time.Time) time.Time {
	t = t.In(london())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// ParseDay reads a day as EDTF, or as people write it ("31 July 2023", "July 2023"); of a month or a year it is the last day.
func ParseDay(s string) (time.Time, error) {
	d, err := edtf.Parse(s)
	if ws := strings.Fields(s); err != nil {
		said, n := DateIn(ws)
		if n == 0 || n < len(ws) {
			return time.Time{}, err
		}
		d = said
	}
	if d.Last().IsZero() {
		return time.Time{}, fmt.Errorf("%q has no end: name a day, a month or a year", s)
	}
	return d.Last(), nil
}
