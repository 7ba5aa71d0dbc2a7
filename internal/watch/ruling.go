package watch

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

// Most that a curator may write, in characters.
const (
	MostValue = 100
	MostNote  = 500
	MostWhy   = 300
)

// Ruling is what a curator says of a change.
type Ruling struct {
	By   string // user id
	Team string // workspace id of that user
	To   string // confirm: the value; empty: the one that is proposed
	On   string // confirm: from when it holds, in EDTF; empty: the day of the article
	Note string // confirm: the sentence of the line of history; empty: one that names the article
	Why  string // dismiss, withdraw: the reason
}

// Why a ruling is not taken.
var (
	ErrNoChange = errors.New("there is no such change")
	ErrDecided  = errors.New("it was decided before")
)

// Fault is what is wrong with a field of a ruling: value, on, note or why.
type Fault struct{ Field, What string }

// Error says what is wrong.
func (f *Fault) Error() string { return f.What }

// Confirm makes a change a line of history that cites its article; answers heed it when Confirm returns. Its error is
// ErrNoChange, ErrDecided with the change as it stands, a *Fault, or the store's.
func (d *Desk) Confirm(ctx context.Context, key string, r Ruling) (Change, error) {
	return d.decide(ctx, key, Confirm, r, func(c *Change) error { return d.confirm(c, r) })
}

// Dismiss puts a change away for a reason. Its error is as Confirm's.
func (d *Desk) Dismiss(ctx context.Context, key string, r Ruling) (Change, error) {
	return d.decide(ctx, key, Dismiss, r, func(c *Change) error { return c.dismiss(r) })
}

// Withdraw takes a confirmation back: the line of history goes. ErrDecided says that the change does not stand confirmed.
func (d *Desk) Withdraw(ctx context.Context, key string, r Ruling) (Change, error) {
	return d.decide(ctx, key, Withdraw, r, func(c *Change) error { return c.dismiss(r) })
}

// decide changes a change and writes the audit log, and has answers heed it. Where the change has been joined by an article
// meanwhile it tries again.
func (d *Desk) decide(ctx context.Context, key string, v Verdict, r Ruling, apply func(*Change) error) (Change, error) {
	const attempts = 5
	for range attempts {
		c, ok, err := d.o.Reviews.Change(ctx, key)
		switch {
		case err != nil:
			return c, err
		case !ok:
			return c, ErrNoChange
		case v != Withdraw && !c.Standing.Pending(), v == Withdraw && c.Standing != StandingConfirmed:
			return c, ErrDecided
		}
		if err := apply(&c); err != nil {
			return c, err
		}
		c.By, c.Team, c.At, c.Version = r.By, r.Team, d.o.Now().UTC(), c.Version+1
		if ok, err = d.o.Reviews.Decide(ctx, c, c.decision(v)); err != nil {
			return c, err
		}
		if !ok {
			continue
		}
		d.o.Log.Info("change decided", "verdict", v, "by", r.By, "team", r.Team, "entry", c.Entry, "field", c.Field, "to", c.To)
		if v == Confirm {
			d.kindred(ctx, c)
		}
		if v != Dismiss {
			d.change(ctx)
		}
		d.poke()
		return c, nil
	}
	return Change{}, fmt.Errorf("change %s: it does not keep still", key)
}

// confirm checks a ruling against the entry and takes it over.
func (d *Desk) confirm(c *Change, r Ruling) error {
	corpus, offered := d.o.Brain().Corpus, c.Sentenced()
	e, ok := corpus.Entry(c.Entry)
	if !ok {
		return &Fault{"value", fmt.Sprintf("The corpus holds no entry %q any more: dismiss the change.", c.Entry)}
	}
	if c.On = day(c.Article); r.On != "" {
		var err error
		if c.On, err = edtf.Parse(strings.TrimSpace(r.On)); err != nil {
			return &Fault{"on", err.Error()}
		}
	}
	if last := corpus.HistoryEnd(e); c.On.First().Before(last.First()) {
		return &Fault{"on", fmt.Sprintf("The history of the entry goes on to %s already: give that day or a later one.", last.Human())}
	}
	if to := strings.TrimSpace(r.To); to != "" {
		c.To = to
	}
	if len([]rune(c.To)) > MostValue {
		return &Fault{"value", fmt.Sprintf("Keep it to %d characters.", MostValue)}
	}
	c.From = Value(corpus, e, c.Field) // it may have moved since the article was read
	if _, err := knowledge.NewLine(e, string(c.Field), c.To, c.On, "x"); err != nil {
		return &Fault{"value", err.Error()}
	}
	// A sentence that was left as it was offered goes with the value, which may be another now.
	if c.Note = strings.Join(strings.Fields(r.Note), " "); c.Note == "" || c.Note == offered {
		c.Note = c.Sentenced()
	}
	if len([]rune(c.Note)) > MostNote {
		return &Fault{"note", fmt.Sprintf("Keep it to %d characters.", MostNote)}
	}
	c.Standing, c.Why = StandingConfirmed, ""
	return nil
}

func (c *Change) dismiss(r Ruling) error {
	c.Why = strings.Join(strings.Fields(r.Why), " ")
	switch n := len([]rune(c.Why)); {
	case n == 0:
		return &Fault{"why", "Say why, for those who read the log."}
	case n > MostWhy:
		return &Fault{"why", fmt.Sprintf("Keep it to %d characters.", MostWhy)}
	}
	c.Standing = StandingDismissed
	return nil
}

func (c Change) decision(v Verdict) Decision {
	return Decision{
		Change: c.Key, By: c.By, Team: c.Team, At: c.At, Verdict: v, Why: c.Why, Entry: c.Entry, Title: c.Title, Field: c.Field,
		Kind: c.Kind, From: c.From, To: c.To, Proposed: c.Proposed, On: c.On, Note: c.Note, Article: c.Article,
	}
}

func day(o Origin) edtf.Date { return edtf.Day(knowledge.DayOf(o.Published)) }

// Sentenced says a change in a sentence that can stand alone, by whom it was reported and when.
func (c Change) Sentenced() string {
	what := map[Field]string{Status: "The status", Date: "The date", Amount: "The amount"}[c.Field]
	by := fmt.Sprintf("%s reported on %s", c.Article.Publisher, day(c.Article).Human())
	if c.From == "" {
		return fmt.Sprintf("%s is %s, %s.", what, Words(c.Field, c.To), by)
	}
	return fmt.Sprintf("%s is now %s, %s; it was %s before.", what, Words(c.Field, c.To), by, Words(c.Field, c.From))
}

// Words says the value of a field as a person would.
func Words(f Field, value string) string {
	switch f {
	case Status:
		return strings.ReplaceAll(value, "-", " ")
	case Date:
		if d, err := edtf.Parse(value); err == nil {
			return d.Human()
		}
	default:
	}
	return value
}
