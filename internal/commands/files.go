package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/chart"
)

// pressFile makes a command's picture or document and puts it into the channel: everybody there sees it, which is why it is
// only done on a press.
func (h *Handler) pressFile(ctx context.Context, a Action, r repeat) Response {
	c, args := h.parse(r.line)
	if c.file == nil || h.o.Files == nil || a.ViewID != "" || a.Channel == "" {
		return Response{}
	}
	f, err := c.file(h.reader(), args)
	if err == nil {
		by := blocks.L(blocks.Person(a.User), blocks.T("asked for"), blocks.Code(Main+" "+r.line))
		err = h.o.Files.PutFile(ctx, a.Team, a.Channel, a.Thread, by.String(), f)
	}
	if err == nil {
		return Response{} // what was posted speaks for itself
	}
	h.log.Error("a file was not posted", "command", c.Name, "team", a.Team, "channel", a.Channel, "err", err)
	advice := "It has been noted. Please try again in a minute."
	switch {
	case errors.Is(err, ErrFileScope):
		advice = "This workspace has not allowed the bot to upload files (files:write): the text above says the same."
	case errors.Is(err, ErrNotInChannel):
		advice = "Invite me to this channel first: /invite @Pledgewatch."
	}
	return response(blocks.Notice(nil, nil, "The file could not be posted here.", advice))
}

func board(r Reader, args string) (File, error) {
	return drawn("pledges", "How pledges stand", r.Board(args))
}

func dates(r Reader, args string) (File, error) {
	return drawn("timeline", "Dates past and to come", r.Dates(args))
}

func drawn(name, title string, p Picture) (File, error) {
	raw, err := p.PNG(chart.Light)
	return File{Name: name + ".png", Title: title, Alt: p.Alt(), Data: raw}, err
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

func briefing(r Reader, args string) (File, error) {
	v, ok := r.Brief(args)
	if !ok {
		return File{}, fmt.Errorf("no briefing on %q", args)
	}
	name := strings.Trim(notInName.ReplaceAllString(strings.ToLower(v.Title), "-"), "-")
	if len(name) > 80 {
		name = name[:80]
	}
	return File{Name: cmp.Or(name, "briefing") + ".md", Title: blocks.Cut(blocks.Clean(v.Title), 120), Data: []byte(v.Markdown())}, nil
}
