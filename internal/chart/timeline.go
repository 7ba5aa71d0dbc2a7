package chart

import (
	"fmt"
	imagecolor "image/color"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Timeline is dates past and to come: what was promised first against what stands now.
type Timeline struct {
	Title string
	Note  string
	Today time.Time
	Items []Item // in the order in which they are drawn, from the top
	Left  int    // dates that there was no room for
}

// Item is one dated thing.
type Item struct {
	Label string
	State string // of the pledge or the event; "overdue" where its date passed without word
	First When   // the date that was promised first; none where it is the same
	Now   When
}

// When is a date: from its first possible day to its last, and how people say it. A zero To has no end.
type When struct {
	From, To time.Time
	Said     string
}

func (w When) end() time.Time {
	if w.To.IsZero() {
		return w.From.AddDate(0, 6, 0)
	}
	return w.To
}

// MostItems is how many dates a picture holds.
const MostItems = 14

// Alt is the timeline in words.
func (t Timeline) Alt() string {
	var parts []string
	for _, it := range t.drawn() {
		parts = append(parts, it.Label+": "+it.words()+".")
	}
	head := fmt.Sprintf("%s: %d dates.", t.Title, len(t.drawn())+t.Left)
	return alt(strings.Join(append(append([]string{head}, parts...), t.Note), " "))
}

func (it Item) words() string {
	s := it.Now.Said + " (" + plainState(it.State) + ")"
	if it.First.Said != "" {
		s = "first " + it.First.Said + ", now " + s
	}
	return s
}

func (t Timeline) drawn() []Item { return t.Items[:min(MostItems, len(t.Items))] }

const (
	trackHigh  = vg.Length(22)
	firstHigh  = vg.Length(17)
	axisHigh   = vg.Length(26)
	legendHigh = vg.Length(38)
)

// PNG draws the timeline.
func (t Timeline) PNG(th Theme) ([]byte, error) {
	items := t.drawn()
	title, small, label := style(sizeHead, true, th.Ink), style(sizeNote, false, th.Soft), style(sizeText, false, th.Ink)
	head, note := fit(t.Title, title, wide-2*margin, 2), fit(t.Note, small, wide-2*margin, 3)
	rows := make([]vg.Length, len(items))
	var body vg.Length
	for i, it := range items {
		rows[i] = vg.Length(len(fit(it.Label, label, wide-2*margin, 2)))*leading(label) + leading(small) + trackHigh
		if it.First.Said != "" {
			rows[i] += firstHigh
		}
		body += rows[i]
	}
	top := margin + vg.Length(len(head))*leading(title) + legendHigh
	high := top + body + axisHigh + 18 + vg.Length(len(note))*leading(small) + 2*margin
	p := newPen(high, th)
	p.write(margin, high-margin, title, head...)
	p.legend(high - margin - vg.Length(len(head))*leading(title) - 4)
	pl := t.plot(th, items, rows, body)
	bottom := margin + vg.Length(len(note))*leading(small) + 8
	pl.Draw(draw.Crop(p.c, margin, -margin, bottom, -top))
	p.write(margin, bottom-8, small, note...)
	return p.png()
}

// legend explains the marks.
func (p pen) legend(y vg.Length) {
	st := style(sizeNote, false, p.th.Soft)
	x := margin
	word := func(s string) { p.write(x, y, st, s); x += st.Width(s) + 12 }
	mid := y - leading(st)/2 + 1
	p.hollow(x, x+14, mid, p.th.Soft)
	x += 19
	word("first promised")
	p.arrow(x, x+18, mid, p.th.state("delayed"))
	x += 23
	word("moved")
	p.box(x, mid-4, x+14, mid+4, p.th.state("planned"))
	x += 19
	word("date now")
	p.c.StrokeLine2(draw.LineStyle{Color: p.th.Ink, Width: 1.4}, x+2, mid-6, x+2, mid+6)
	x += 8
	word("today")
}

func (p pen) hollow(x0, x1, y vg.Length, c imagecolor.Color) {
	p.c.StrokeLines(draw.LineStyle{Color: c, Width: 1.4, Dashes: []vg.Length{3, 2}}, []vg.Point{{X: x0, Y: y - 4}, {X: x1, Y: y - 4}, {X: x1, Y: y + 4}, {X: x0, Y: y + 4}, {X: x0, Y: y - 4}})
}

// arrow leads from one place to another on a line.
func (p pen) arrow(from, to, y vg.Length, c imagecolor.Color) {
	tip := vg.Length(6)
	if to < from {
		tip = -tip
	}
	p.c.StrokeLine2(draw.LineStyle{Color: c, Width: 2}, from, y, to-tip, y)
	p.c.FillPolygon(c, []vg.Point{{X: to, Y: y}, {X: to - tip, Y: y - 4.5}, {X: to - tip, Y: y + 4.5}})
}

// plot is the axes and the tracks between them.
func (t Timeline) plot(th Theme, items []Item, rows []vg.Length, body vg.Length) *plot.Plot {
	pl := plot.New()
	pl.BackgroundColor = th.Ground
	pl.HideY()
	pl.X.Min, pl.X.Max = t.span(items)
	pl.Y.Min, pl.Y.Max = 0, float64(body)
	pl.X.LineStyle.Color, pl.X.Tick.LineStyle.Color = th.Line, th.Line
	pl.X.Tick.Label = style(sizeNote, false, th.Soft)
	pl.X.Tick.Label.XAlign, pl.X.Tick.Label.YAlign = text.XCenter, text.YTop
	pl.X.Tick.Marker = years{}
	pl.X.Padding, pl.Y.Padding = 0, 0
	pl.Add(tracks{t: t, th: th, items: items, rows: rows})
	return pl
}

// span is the first and the last day of the axis, as Unix time.
func (t Timeline) span(items []Item) (from, to float64) {
	first, last := t.Today, t.Today
	for _, it := range items {
		for _, w := range []When{it.First, it.Now} {
			if w.Said == "" {
				continue
			}
			if w.From.Before(first) {
				first = w.From
			}
			if w.end().After(last) {
				last = w.end()
			}
		}
	}
	air := max(last.Sub(first)/25, 45*24*time.Hour)
	return float64(first.Add(-air).Unix()), float64(last.Add(air).Unix())
}

// years marks the beginning of each year; of a short time also the quarters, of a long one not every year.
type years struct{}

// Ticks returns where the axis is marked.
func (years) Ticks(from, to float64) []plot.Tick {
	first, last := time.Unix(int64(from), 0).UTC(), time.Unix(int64(to), 0).UTC()
	step := max(1, (last.Year()-first.Year())/7)
	var out []plot.Tick
	for y := first.Year(); y <= last.Year(); y++ {
		for m := time.January; m <= time.December; m += 3 {
			at := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
			v := float64(at.Unix())
			tick := plot.Tick{Value: v}
			switch {
			case v < from || v > to:
				continue
			case m == time.January && y%step == 0:
				tick.Label = fmt.Sprint(y)
			case m != time.January && last.Year()-first.Year() <= 1:
				tick.Label = at.Format("Jan")
			case m != time.January:
				continue
			}
			out = append(out, tick)
		}
	}
	return out
}

// tracks draws the items: a label, and below it its dates on a line.
type tracks struct {
	t     Timeline
	th    Theme
	items []Item
	rows  []vg.Length
}

// Plot draws on the area between the axes.
func (tr tracks) Plot(c draw.Canvas, pl *plot.Plot) {
	p := pen{c: c, th: tr.th}
	toX, _ := pl.Transforms(&c)
	at := func(d time.Time) vg.Length { return toX(float64(d.Unix())) }
	for _, tick := range (years{}).Ticks(pl.X.Min, pl.X.Max) {
		if tick.Label != "" {
			c.StrokeLine2(draw.LineStyle{Color: tr.th.Line, Width: 0.6}, toX(tick.Value), c.Min.Y, toX(tick.Value), c.Max.Y)
		}
	}
	today := at(tr.t.Today)
	c.StrokeLine2(draw.LineStyle{Color: tr.th.Ink, Width: 1.2}, today, c.Min.Y, today, c.Max.Y)
	y := c.Max.Y
	for i, it := range tr.items {
		p.track(it, at, c.Min.X, y)
		y -= tr.rows[i]
	}
}

// deadline is the last day of the date now; of one without an end, the first.
func (it Item) deadline() time.Time {
	if it.Now.To.IsZero() {
		return it.Now.From
	}
	return it.Now.To
}

// slope draws an arrow down from one place to another.
func (p pen) slope(x0, y0, x1, y1 vg.Length, c imagecolor.Color) {
	p.c.StrokeLines(draw.LineStyle{Color: c, Width: 2}, []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1 + 4}})
	p.c.FillPolygon(c, []vg.Point{{X: x1, Y: y1 - 1}, {X: x1 - 4.5, Y: y1 + 5}, {X: x1 + 4.5, Y: y1 + 5}})
}

// track draws one item from a height down.
func (p pen) track(it Item, at func(time.Time) vg.Length, left, y vg.Length) {
	label, small := style(sizeText, false, p.th.Ink), style(sizeNote, false, p.th.Soft)
	for _, l := range fit(it.Label, label, wide-2*margin, 2) {
		p.behind(left, y, label, l)
		y -= leading(label)
	}
	p.behind(left, y, small, cut(it.words(), small, wide-2*margin))
	y -= leading(small) + trackHigh/2 - 2
	c := p.th.state(it.State)
	x0, x1 := at(it.Now.From), at(it.Now.end())
	if it.First.Said != "" { // what was first promised stands above what stands now
		f0, f1 := at(it.First.From), at(it.First.end())
		p.hollow(f0, max(f1, f0+5), y, p.th.Soft)
		y -= firstHigh
		if to := it.deadline(); to.After(it.First.end()) || to.Before(it.First.From) {
			p.slope(max(f1, f0+5), y+firstHigh, at(to), y+7, p.th.state("delayed"))
		}
	}
	if x1-x0 < 9 { // a day or a month
		p.mark((x0+x1)/2, y, 6, it.State)
		return
	}
	p.box(x0, y-4, x1, y+4, c)
	if it.Now.To.IsZero() { // it has no end
		p.c.FillPolygon(c, []vg.Point{{X: x1, Y: y - 4}, {X: x1 + 6, Y: y}, {X: x1, Y: y + 4}})
	}
	p.mark(x0, y, 6, it.State)
}

// behind writes a line and takes away what is behind it.
func (p pen) behind(x, y vg.Length, st text.Style, s string) {
	p.box(x, y-leading(st), x+st.Width(s)+3, y, p.th.Ground)
	p.write(x, y, st, s)
}
