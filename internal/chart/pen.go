package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Theme is the colours of a picture.
type Theme struct {
	Ground, Ink, Soft, Line color.RGBA
	states                  map[string]color.RGBA
}

// Light is dark on light, Dark the other way round.
var (
	Light = Theme{
		Ground: rgb(0xfbfaf7), Ink: rgb(0x1d2a33), Soft: rgb(0x55636d), Line: rgb(0xd5d9d8),
		states: map[string]color.RGBA{
			"announced": rgb(0x647b8d), "testing": rgb(0x3a7ca5), "in-progress": rgb(0x1f5a86), "delivered": rgb(0x2e7d4f), "delayed": rgb(0xc9701a),
			"dropped": rgb(0xa8322f), "replaced": rgb(0x7d5ba6), "unclear": rgb(0x857a62), "overdue": rgb(0xa8322f),
			"planned": rgb(0x3a7ca5), "happened": rgb(0x2e7d4f), "slipped": rgb(0xc9701a), "cancelled": rgb(0xa8322f), "unknown": rgb(0x857a62),
		},
	}
	Dark = Theme{
		Ground: rgb(0x1a1d21), Ink: rgb(0xe8eaeb), Soft: rgb(0xaab4ba), Line: rgb(0x3b4249),
		states: map[string]color.RGBA{
			"announced": rgb(0x93a9ba), "testing": rgb(0x5fa8d3), "in-progress": rgb(0x3f83bd), "delivered": rgb(0x5dbb85), "delayed": rgb(0xf0a04b),
			"dropped": rgb(0xe5736f), "replaced": rgb(0xb195d8), "unclear": rgb(0xb7ad97), "overdue": rgb(0xe5736f),
			"planned": rgb(0x5fa8d3), "happened": rgb(0x5dbb85), "slipped": rgb(0xf0a04b), "cancelled": rgb(0xe5736f), "unknown": rgb(0xb7ad97),
		},
	}
)

func rgb(n uint32) color.RGBA {
	return color.RGBA{R: uint8(n >> 16), G: uint8(n >> 8 & 0xff), B: uint8(n & 0xff), A: 255} //nolint:gosec // bytes of a colour
}

func (t Theme) state(s string) color.RGBA {
	if c, ok := t.states[s]; ok {
		return c
	}
	return t.Soft
}

// Sizes of a picture. A phone shows its width as about 360 points: text of 13 is then still read.
const (
	wide     = vg.Length(440)
	margin   = vg.Length(16)
	dpi      = 160
	sizeHead = vg.Length(17)
	sizeText = vg.Length(13)
	sizeNote = vg.Length(11.5)
)

// Bounds of what is drawn.
const (
	mostLabel = 160 // characters
	mostAlt   = 900
)

// pen draws on one picture.
type pen struct {
	c  draw.Canvas
	im *vgimg.Canvas
	th Theme
}

// newPen begins a picture of a height.
func newPen(high vg.Length, th Theme) pen {
	im := vgimg.NewWith(vgimg.UseWH(wide, high), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(th.Ground))
	return pen{c: draw.New(im), im: im, th: th}
}

// png ends the picture.
func (p pen) png() ([]byte, error) {
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: p.im}).WriteTo(&b); err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	return b.Bytes(), nil
}

func style(size vg.Length, bold bool, c color.Color) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return text.Style{Color: c, Font: f, Handler: text.Plain{Fonts: font.DefaultCache}, YAlign: text.YTop}
}

// write writes lines below one another from a top left corner and returns the height that took.
func (p pen) write(x, y vg.Length, st text.Style, lines ...string) vg.Length {
	for i, l := range lines {
		p.c.FillText(st, vg.Point{X: x, Y: y - vg.Length(i)*leading(st)}, l)
	}
	return vg.Length(len(lines)) * leading(st)
}

func leading(st text.Style) vg.Length { return st.Font.Size * 1.28 }

// fit breaks a text into at most most lines of a width; what is left over ends in an ellipsis.
func fit(s string, st text.Style, width vg.Length, most int) []string {
	if r := []rune(s); len(r) > mostLabel {
		s = string(r[:mostLabel]) + "…"
	}
	var lines []string
	line := ""
	words := strings.Fields(s)
	for i, w := range words {
		next := strings.TrimSpace(line + " " + w)
		if line != "" && st.Width(next) > width {
			if len(lines) == most-1 {
				return append(lines, cut(line+" "+strings.Join(words[i:], " "), st, width))
			}
			lines, line = append(lines, line), w
			continue
		}
		line = next
	}
	return append(lines, cut(line, st, width))
}

// cut shortens a line to a width.
func cut(s string, st text.Style, width vg.Length) string {
	if st.Width(s) <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && st.Width(string(r)+"…") > width {
		r = r[:len(r)-1]
	}
	return strings.TrimSpace(string(r)) + "…"
}

// box fills a rectangle.
func (p pen) box(x0, y0, x1, y1 vg.Length, c color.Color) {
	p.c.FillPolygon(c, []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
}

// mark draws the sign of a state, so that it is told without colour too: an open ring, one with a dot, a full disc, a square, a
// tick, a cross, a mark of exclamation.
func (p pen) mark(x, y, r vg.Length, state string) {
	c := p.th.state(state)
	disc := draw.GlyphStyle{Color: c, Radius: r, Shape: draw.CircleGlyph{}}
	at := vg.Point{X: x, Y: y}
	line := draw.LineStyle{Color: p.th.Ground, Width: r / 3}
	ring := func() { // what is behind it does not show through
		p.c.DrawGlyph(disc, at)
		p.c.DrawGlyph(draw.GlyphStyle{Color: p.th.Ground, Radius: r - 1.8, Shape: draw.CircleGlyph{}}, at)
	}
	switch state {
	case "testing":
		ring()
		p.c.DrawGlyph(draw.GlyphStyle{Color: c, Radius: r / 2, Shape: draw.CircleGlyph{}}, at)
	case "unclear", "unknown":
		p.box(x-r+1, y-r+1, x+r-1, y+r-1, c)
		p.box(x-r+2.8, y-r+2.8, x+r-2.8, y+r-2.8, p.th.Ground)
	case "in-progress":
		p.c.DrawGlyph(disc, at)
	case "delivered", "happened":
		p.c.DrawGlyph(disc, at)
		p.c.StrokeLines(line, []vg.Point{{X: x - r/2, Y: y}, {X: x - r/8, Y: y - r*0.4}, {X: x + r/2, Y: y + r*0.4}})
	case "dropped", "cancelled":
		p.c.DrawGlyph(disc, at)
		p.c.StrokeLines(line, []vg.Point{{X: x - r*0.4, Y: y - r*0.4}, {X: x + r*0.4, Y: y + r*0.4}}, []vg.Point{{X: x - r*0.4, Y: y + r*0.4}, {X: x + r*0.4, Y: y - r*0.4}})
	case "delayed", "slipped", "overdue":
		p.c.DrawGlyph(disc, at)
		p.c.StrokeLines(line, []vg.Point{{X: x, Y: y + r*0.6}, {X: x, Y: y - r*0.1}}, []vg.Point{{X: x, Y: y - r*0.4}, {X: x, Y: y - r*0.65}})
	case "replaced":
		p.c.DrawGlyph(disc, at)
		p.c.StrokeLines(line, []vg.Point{{X: x - r*0.5, Y: y}, {X: x + r*0.5, Y: y}})
	default:
		ring()
	}
}

// alt keeps a text to a length that Slack takes.
func alt(s string) string {
	if r := []rune(s); len(r) > mostAlt {
		return string(r[:mostAlt-1]) + "…"
	}
	return s
}

// plainState says a state as people do.
func plainState(s string) string {
	if s == "overdue" {
		return "date passed, no word of it since"
	}
	return strings.ReplaceAll(s, "-", " ")
}
