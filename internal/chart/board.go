package chart

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Board is how pledges stand: a bar of states a row, or where there are few a line a pledge.
type Board struct {
	Title string
	Note  string  // small print: as of when, from what
	Rows  []Bar   // how many are in which state, a row a topic
	Cards []Card  // the pledges themselves
	All   []Count // of all that the board is about: a pledge of two topics counts once
}

// Bar is one row of a board.
type Bar struct {
	Label  string
	Counts []Count
}

// Count is how many are in a state.
type Count struct {
	State string
	N     int
}

// Card is one pledge.
type Card struct {
	Label, State, Note string
}

// Bounds of a board.
const (
	mostCards = 16
	mostBars  = 18
)

// Alt is the board in words.
func (b Board) Alt() string {
	parts := []string{b.Title + ": " + counts(b.All) + "."}
	if b.cards() {
		for _, c := range b.Cards {
			parts = append(parts, c.Label+": "+join(plainState(c.State), c.Note)+".")
		}
	} else {
		for _, r := range b.Rows[:min(mostBars, len(b.Rows))] {
			parts = append(parts, r.Label+": "+counts(r.Counts)+".")
		}
	}
	return alt(strings.Join(append(parts, b.Note), " "))
}

func counts(cs []Count) string {
	var out []string
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%d %s", c.N, plainState(c.State)))
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + ", " + b
}

func (b Board) cards() bool { return len(b.Cards) <= mostCards }

// PNG draws the board.
func (b Board) PNG(th Theme) ([]byte, error) {
	head := fit(b.Title, style(sizeHead, true, th.Ink), wide-2*margin, 2)
	note := fit(b.Note, style(sizeNote, false, th.Soft), wide-2*margin, 2)
	const legendRow, pad = vg.Length(20), vg.Length(8)
	legend := vg.Length(len(b.legend(th))) * legendRow
	body := b.high(th)
	high := 2*margin + vg.Length(len(head))*leading(style(sizeHead, true, th.Ink)) + legend + body + vg.Length(len(note))*leading(style(sizeNote, false, th.Soft)) + 4*pad
	p := newPen(high, th)
	y := high - margin
	y -= p.write(margin, y, style(sizeHead, true, th.Ink), head...) + pad
	for _, row := range b.legend(th) {
		x := margin
		for _, c := range row {
			p.mark(x+6, y-legendRow/2, 6, c.State)
			x += 17
			st := style(sizeText, false, th.Ink)
			words := legendWords(c)
			p.write(x, y-3, st, words)
			x += st.Width(words) + 16
		}
		y -= legendRow
	}
	y -= pad * 1.5
	if b.cards() {
		y = p.drawCards(b.Cards, y)
	} else {
		y = p.drawBars(b.bars(), y)
	}
	p.write(margin, y-pad, style(sizeNote, false, th.Soft), note...)
	return p.png()
}

func legendWords(c Count) string { return fmt.Sprintf("%d %s", c.N, plainState(c.State)) }

// legend is the states and their numbers, in as many rows as they need.
func (b Board) legend(th Theme) [][]Count {
	var rows [][]Count
	st := style(sizeText, false, th.Ink)
	left := vg.Length(0)
	for _, c := range b.All {
		need := 33 + st.Width(legendWords(c))
		if need > left {
			rows, left = append(rows, nil), wide-2*margin+16
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], c)
		left -= need
	}
	return rows
}

// bars are the rows that are drawn; of too many the rest become one line of text.
func (b Board) bars() []Bar {
	if len(b.Rows) <= mostBars {
		return b.Rows
	}
	return append(b.Rows[:mostBars:mostBars], Bar{Label: fmt.Sprintf("… and %d more topics", len(b.Rows)-mostBars)})
}

const (
	barHigh  = vg.Length(15)
	barRow   = vg.Length(43)
	cardGap  = vg.Length(9)
	cardText = wide - 2*margin - 24
)

func (b Board) high(th Theme) vg.Length {
	if !b.cards() {
		return vg.Length(len(b.bars())) * barRow
	}
	var high vg.Length
	for _, c := range b.Cards {
		high += cardHigh(c, th)
	}
	return high
}

func cardHigh(c Card, th Theme) vg.Length {
	st := style(sizeText, false, th.Ink)
	return vg.Length(len(fit(c.Label, st, cardText, 2)))*leading(st) + leading(style(sizeNote, false, th.Soft)) + cardGap
}

// drawCards draws a line a pledge and returns where it ended.
func (p pen) drawCards(cards []Card, y vg.Length) vg.Length {
	for _, c := range cards {
		st := style(sizeText, false, p.th.Ink)
		p.mark(margin+7, y-leading(st)/2+1, 7, c.State)
		at := y - p.write(margin+24, y, st, fit(c.Label, st, cardText, 2)...)
		small := style(sizeNote, false, p.th.Soft)
		p.write(margin+24, at, small, cut(join(plainState(c.State), c.Note), small, cardText))
		y -= cardHigh(c, p.th)
	}
	return y
}

// drawBars draws a bar a topic, in one scale, and returns where it ended.
func (p pen) drawBars(bars []Bar, y vg.Length) vg.Length {
	most := 1
	for _, b := range bars {
		most = max(most, sum(b.Counts))
	}
	const room = wide - 2*margin - 30
	for _, b := range bars {
		st := style(sizeText, false, p.th.Ink)
		p.write(margin, y, st, cut(b.Label, st, wide-2*margin))
		top, x := y-leading(st)-2, margin
		for _, c := range b.Counts {
			w := room * vg.Length(c.N) / vg.Length(most)
			p.box(x, top-barHigh, x+w-1.5, top, p.th.state(c.State))
			p.inBar(x, w, top, c)
			x += w
		}
		if n := sum(b.Counts); n > 0 {
			p.write(x+5, top-0.5, st, fmt.Sprint(n))
		}
		y -= barRow
	}
	return y
}

// inBar writes a number into a piece of a bar where there is room for one.
func (p pen) inBar(x, w, top vg.Length, c Count) {
	st := style(sizeNote, true, p.th.Ground)
	words := fmt.Sprint(c.N)
	if full := words + " " + plainState(c.State); st.Width(full)+10 < w {
		words = full
	}
	if st.Width(words)+4 < w {
		st.XAlign = draw.XCenter
		p.write(x+w/2, top-1, st, words)
	}
}

func sum(cs []Count) int {
	n := 0
	for _, c := range cs {
		n += c.N
	}
	return n
}
