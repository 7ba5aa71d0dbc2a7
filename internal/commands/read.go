package commands

import (
	"context"
	"slices"
	"strings"

	"pledgewatch/internal/blocks"
)

func (h *Handler) pledges(_ context.Context, in call) blocks.View {
	return in.page(in.Pledges(in.args))
}

func (h *Handler) timeline(_ context.Context, in call) blocks.View {
	return in.page(in.Timeline(in.args))
}

// page shows the page that was asked for; without an offset, the one that the list begins with. Turning back to the very
// first row carries an offset of its own.
func (in call) page(l blocks.List) blocks.View {
	offset := l.Start
	if in.repeat.offset > 0 {
		offset = in.repeat.offset - 1
	}
	var turn func(string, int) blocks.Button
	if in.turn != nil {
		turn = func(text string, at int) blocks.Button { return in.turn(text, at+1) }
	}
	return l.Page(offset, turn)
}

func (h *Handler) responses(ctx context.Context, in call) blocks.View {
	return h.listOrAnswer(ctx, in, in.Responses(in.args))
}

func (h *Handler) money(ctx context.Context, in call) blocks.View {
	return h.listOrAnswer(ctx, in, in.Money(in.args))
}

func (h *Handler) views(ctx context.Context, in call) blocks.View {
	return h.listOrAnswer(ctx, in, in.Views(in.args))
}

func (h *Handler) changes(ctx context.Context, in call) blocks.View {
	return h.listOrAnswer(ctx, in, in.Changes(in.args))
}

// listOrAnswer shows a list; where there is nothing in it, and the whole line is a question that has an answer, that.
func (h *Handler) listOrAnswer(ctx context.Context, in call, l blocks.List) blocks.View {
	if len(l.Rows) == 0 && strings.Contains(in.args, " ") {
		if v := h.whole(ctx, in); !v.Aside {
			return v
		}
	}
	return in.page(l)
}

// who shows a person or a body. What names none is a question that begins with who, unless it has no answer either.
func (h *Handler) who(ctx context.Context, in call) blocks.View {
	l, instead, ok := in.Who(in.args)
	if ok {
		return in.page(l)
	}
	if v := h.whole(ctx, in); !v.Aside || strings.Contains(in.args, " ") && asks(in.args+"?") && len(strings.Fields(in.args)) > 3 {
		return v
	}
	return instead
}

func (h *Handler) compare(ctx context.Context, in call) blocks.View {
	v, ok := in.Compare(in.args)
	if !ok {
		if answer := h.whole(ctx, in); !answer.Aside {
			return answer
		}
	}
	return v
}

func (h *Handler) brief(_ context.Context, in call) blocks.View {
	v, _ := in.Brief(in.args)
	return v
}

// entry shows an entry; what is no id and has several words is a question.
func (h *Handler) entry(ctx context.Context, in call) blocks.View {
	v, ok := in.Entry(in.args)
	if !ok && strings.Contains(in.args, " ") {
		return h.whole(ctx, in)
	}
	if r, id := in.at(in.args); ok {
		e, _ := r.find(id)
		v.Parts = append(v.Parts, h.reported(ctx, in, r.Day, e.ID)...)
	}
	return v
}

func (h *Handler) sources(ctx context.Context, in call) blocks.View {
	v, ok := in.Sources(in.args)
	if !ok && strings.Contains(in.args, " ") {
		return h.whole(ctx, in)
	}
	return v
}

// whole answers the whole line as a question: its first word was not meant as a command.
func (h *Handler) whole(ctx context.Context, in call) blocks.View {
	in.args = in.repeat.line
	return h.ask(ctx, in)
}

func (h *Handler) define(_ context.Context, in call) blocks.View {
	v, _ := in.Define(in.args)
	return v
}

func (h *Handler) help(ctx context.Context, in call) blocks.View {
	c, ok := h.named(in.args)
	if !ok {
		c, ok = h.nearly(in.args)
	}
	switch {
	case !ok && strings.Contains(in.args, " "): // "help for kinship carers"
		return h.whole(ctx, in)
	case ok:
		v := blocks.HelpOn(item(c), h.exampleLine, in.run)
		if strings.Contains(c.Usage, "[topic") {
			v.Parts = append(v.Parts, blocks.Para(blocks.T(in.topics())))
		}
		return v
	}
	var items []blocks.HelpItem
	for _, c := range h.commands {
		items = append(items, item(c))
	}
	return blocks.Help(items, in.run)
}

// topics names all topics as they can be typed.
func (r Reader) topics() string {
	return "Topics: " + strings.Join(ids(r.Brain.Corpus.Topics()), ", ") + "."
}

func item(c Command) blocks.HelpItem {
	return blocks.HelpItem{Usage: c.Usage, About: c.About, Examples: c.Examples}
}

// exampleLine is what runs an example; "" for one that would change something: nobody sets up a subscription by looking at
// the help.
func (h *Handler) exampleLine(example string) string {
	if slices.ContainsFunc([]string{" subscribe", " unsubscribe"}, func(s string) bool { return strings.HasPrefix(example, Main+s) }) {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(example, Main+" "), "/")
}
