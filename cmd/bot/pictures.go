package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"pledgewatch/internal/chart"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/knowledge"
)

// pictures draws what digests show.
type pictures struct{ h *house }

// Draw draws a picture by its url: "pledgewatch:board?q=kinship care as of 3 November 2024".
func (p pictures) Draw(_ context.Context, _, address string) (delivery.Drawn, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme+":" != delivery.PictureScheme || !strings.HasPrefix(u.Opaque, "board") {
		return delivery.Drawn{}, fmt.Errorf("no picture is called %q", address)
	}
	r := commands.Reader{Brain: p.h.brain.Load(), Day: knowledge.DayOf(p.h.now())}
	board := r.Board(u.Query().Get("q"))
	raw, err := board.PNG(chart.Light)
	return delivery.Drawn{Name: "pledges.png", Alt: board.Alt(), PNG: raw}, err
}
