package commands

import (
	"context"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge"
)

// Talks remembers what conversations are about.
type Talks interface {
	// Remember notes what a conversation is about, until ttl is over, in place of what it was about before.
	Remember(ctx context.Context, talk, entry string, ttl time.Duration) error
	// Recall returns what a conversation is about; ok is false where that is not known, or no more.
	Recall(ctx context.Context, talk string) (entry string, ok bool, err error)
}

// How long a conversation goes on: a thread stands where it stood, while what a person asked by a command is soon behind them.
const (
	threadMemory = 30 * 24 * time.Hour
	personMemory = 30 * time.Minute
)

// talk names the conversation that a request is part of, and says how long it is remembered.
func (r Request) talk() (name string, ttl time.Duration) {
	if r.Thread != "" {
		return strings.Join([]string{r.Team, r.Channel, r.Thread}, ":"), threadMemory
	}
	return strings.Join([]string{r.Team, r.Channel, "by", r.User}, ":"), personMemory
}

// ask answers a question. One that goes on from the last answer of its thread, or of its person, is put whole first, and the
// answer says how it was read.
func (h *Handler) ask(ctx context.Context, in call) blocks.View {
	question, wentOn := h.goesOn(ctx, in)
	v, a := in.Reader.answer(question)
	var entries []string
	for _, r := range a.Entries {
		entries = append(entries, r.Entry.ID)
	}
	v.Parts = append(v.Parts, h.reported(ctx, in, a.AsOf, entries...)...)
	if wentOn {
		v.Parts = append([]blocks.Part{blocks.Para(blocks.T("Read as: " + question))}, v.Parts...)
	}
	if len(entries) > 0 && h.o.Talks != nil {
		talk, ttl := in.talk()
		if err := h.o.Talks.Remember(ctx, talk, entries[0], ttl); err != nil {
			h.log.Warn("what a conversation is about was not remembered", "team", in.Team, "err", err)
		}
	}
	return v
}

// goesOn puts a question whole that goes on from an answer; wentOn is false where it stands by itself.
func (h *Handler) goesOn(ctx context.Context, in call) (question string, wentOn bool) {
	if h.o.Talks == nil || in.repeat.offset > 0 {
		return in.args, false
	}
	talk, _ := in.talk()
	id, ok, err := h.o.Talks.Recall(ctx, talk)
	if err != nil {
		h.log.Warn("what a conversation is about is not known", "team", in.Team, "err", err)
	}
	e, known := in.Brain.Corpus.Entry(id)
	if !ok || !known {
		return in.args, false
	}
	return in.Brain.FollowUp(in.args, e, in.Day)
}

// answer answers a question and says what the answer rests on, the entry that it is about first.
func (r Reader) answer(question string) (blocks.View, knowledge.Answer) {
	a := r.Brain.Ask(question, r.Day)
	if !a.AsOf.Equal(r.Day) {
		r = r.on(a.AsOf)
	}
	return blocks.Answer(r.Brain.Corpus, a, r.run), a
}
