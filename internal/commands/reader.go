package commands

import (
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge"
)

// Reader answers from the corpus alone, as things stood at the end of a day.
type Reader struct {
	Brain *knowledge.Brain
	Day   time.Time // at midnight UTC
	run   blocks.Run
}

// at reads "as of July 2023" out of what was typed. What is shown is then as it stood on that day, and so is what its buttons
// lead to.
func (r Reader) at(text string) (Reader, string) {
	text = input(text)
	rest, day, ok := knowledge.CutAsOf(text)
	if !ok {
		return r, text
	}
	return r.on(day), rest
}

func (r Reader) on(day time.Time) Reader {
	r.Day = day
	if run := r.run; run != nil {
		r.run = func(text, line string) blocks.Button { return run(text, line+" as of "+day.Format(time.DateOnly)) }
	}
	return r
}

// Entry shows one entry whole; ok is false where there is none of that id that was known on the day, and the view then
// names those that come near.
func (r Reader) Entry(id string) (v blocks.View, ok bool) {
	r, id = r.at(id)
	e, ok := r.find(id)
	if !ok {
		return r.noEntry(id, "pledge"), false
	}
	l, ok := r.Brain.Corpus.Listed(e, r.Day)
	if !ok {
		return blocks.Notice(nil, nil, "Nothing was known of that on the day asked for.", e.Title), false
	}
	return blocks.Entry(r.Brain.Corpus, l, r.Day, r.run), true
}

// Sources says where each part of an entry comes from; ok is as for Entry.
func (r Reader) Sources(id string) (v blocks.View, ok bool) {
	r, id = r.at(id)
	e, ok := r.find(id)
	if !ok {
		return r.noEntry(id, "sources"), false
	}
	return blocks.Sources(r.Brain.Corpus, e, r.Day, r.run), true
}

// Define explains a term; ok is false where the corpus holds no such term.
func (r Reader) Define(term string) (v blocks.View, ok bool) {
	r, term = r.at(term)
	c := r.Brain.Corpus
	term = strings.Trim(input(term), " ?.\"'“”‘’")
	found := c.Named(term)
	if len(found) == 0 {
		if a := r.Brain.Ask("what is "+term, r.Day); a.Answered && explains(a.Entries[0].Entry) && term != "" {
			found = []*knowledge.Entry{a.Entries[0].Entry}
		}
	}
	found = slices.DeleteFunc(found, func(e *knowledge.Entry) bool { _, known := c.StateAt(e, r.Day); return !known })
	switch len(found) {
	case 0:
		return r.noTerm(term), false
	case 1:
		return r.term(found[0]), true
	}
	v = r.term(found[0])
	for _, e := range found[1:] {
		v.Parts = append(v.Parts, blocks.Rule{}, blocks.Para(blocks.T("Also:"), blocks.Bold(e.Title)), blocks.Para(blocks.T(e.Statement)))
	}
	return v, true
}

func (r Reader) term(e *knowledge.Entry) blocks.View {
	l, _ := r.Brain.Corpus.Listed(e, r.Day)
	return blocks.Term(r.Brain.Corpus, l, r.Day, r.run)
}

func explains(e *knowledge.Entry) bool { return e.Kind == knowledge.Term || e.Kind == knowledge.Actor }

func (r Reader) noTerm(term string) blocks.View {
	lead := "Name a term, such as: /reform define kinship care."
	if term != "" {
		lead = "The corpus does not explain “" + term + "”."
	}
	return r.offer(lead, "define", r.Brain.Corpus.NearEntries(term, 5, explains), func(e *knowledge.Entry) string { return e.Title })
}

// find returns an entry by its id, or by its whole title.
func (r Reader) find(id string) (*knowledge.Entry, bool) {
	id = strings.ToLower(input(id))
	if e, ok := r.Brain.Corpus.Entry(strings.ReplaceAll(id, " ", "-")); ok {
		return e, true
	}
	i := slices.IndexFunc(r.Brain.Corpus.Entries(), func(e *knowledge.Entry) bool { return strings.EqualFold(e.Title, id) })
	if i < 0 {
		return nil, false
	}
	return r.Brain.Corpus.Entries()[i], true
}

func (r Reader) noEntry(id, command string) blocks.View {
	lead := "Name an entry by its id, as the lists show it."
	if id = input(id); id != "" {
		lead = "There is no entry “" + id + "”."
	}
	near := r.Brain.Corpus.NearEntries(id, 5, func(*knowledge.Entry) bool { return true })
	return r.offer(lead, command, near, func(e *knowledge.Entry) string { return e.ID })
}

// offer names entries that may have been meant.
func (r Reader) offer(lead, command string, near []*knowledge.Entry, arg func(*knowledge.Entry) string) blocks.View {
	var lines []string
	var buttons [][2]string
	for i, e := range near {
		if i == 0 {
			lines = append(lines, "Nearest:")
		}
		lines = append(lines, "• "+e.Title+" ("+e.ID+")")
		buttons = append(buttons, [2]string{e.Title, command + " " + arg(e)})
	}
	return blocks.Notice(r.run, buttons, lead, lines...)
}
