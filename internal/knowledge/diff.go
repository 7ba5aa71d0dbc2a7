package knowledge

import (
	"fmt"
	"time"
)

// The fields of a Delta.
const (
	FieldAdded   = "added"   // the entry is new; To is its status
	FieldRemoved = "removed" // the entry is gone; From was its status
	FieldStatus  = "status"
	FieldDate    = "date" // when it is due or happens, in EDTF
	FieldAmount  = "amount"
)

// Delta is one thing that differs between two versions of a corpus, of a pledge or a milestone.
type Delta struct {
	Entry    string // id
	Kind     Kind
	Title    string
	Field    string // one of the Field constants
	From, To string // empty where there was, or is, none
	Cites    []Cite // what the new state rests on; of an entry that is gone, what its last one did
}

// String says the change in one line, for logs.
func (d Delta) String() string {
	return fmt.Sprintf("%s: %s: %q -> %q", d.Entry, d.Field, d.From, d.To)
}

// Diff returns what a new version of a corpus changed in the present state of pledges and milestones, in the order of its
// entries; those that are gone come last.
func Diff(before, after *Corpus) []Delta {
	var out []Delta
	for _, e := range after.entries {
		if !moves(e) {
			continue
		}
		now, _ := after.Listed(e, time.Time{})
		was, ok := before.byID[e.ID]
		if !ok || was.Kind != e.Kind {
			out = append(out, now.delta(FieldAdded, "", now.State.Status))
			continue
		}
		then, _ := before.Listed(was, time.Time{})
		for _, f := range []struct{ name, from, to string }{
			{FieldStatus, then.State.Status, now.State.Status},
			{FieldDate, then.Date.String(), now.Date.String()},
			{FieldAmount, then.State.Amount.String(), now.State.Amount.String()},
		} {
			if f.from != f.to {
				out = append(out, now.delta(f.name, f.from, f.to))
			}
		}
	}
	for _, e := range before.entries {
		if now, ok := after.byID[e.ID]; moves(e) && (!ok || now.Kind != e.Kind) {
			last, _ := before.Listed(e, time.Time{})
			out = append(out, last.delta(FieldRemoved, last.State.Status, ""))
		}
	}
	return out
}

// moves reports whether news of an entry's state is news.
func moves(e *Entry) bool { return e.Kind == Pledge || e.Kind == Milestone }

func (l Listed) delta(field, from, to string) Delta {
	return Delta{Entry: l.Entry.ID, Kind: l.Entry.Kind, Title: l.Entry.Title, Field: field, From: from, To: to, Cites: l.State.Cites}
}
