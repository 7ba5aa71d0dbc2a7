package main

import (
	"bytes"
	"fmt"
	"image/color"
	"os"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"pledgewatch/internal/knowledge"
)

type corpusStats struct {
	PNG string `name:"png" placeholder:"FILE" help:"Draw it into this file as well."`
}

// Run counts the corpus.
func (c corpusStats) Run(g *Globals, s streams) error {
	corpus, err := g.corpus()
	if err != nil {
		return err
	}
	stats := corpus.Stats()
	if _, err := s.out.Write(statsTable(stats)); err != nil || c.PNG == "" {
		return err
	}
	picture, err := statsPicture(stats)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.PNG, picture, 0o600); err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	s.say("%s", c.PNG)
	return nil
}

// statsTable is the counts as text.
func statsTable(s knowledge.Stats) []byte {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	table := func(title string, rows []knowledge.Count) {
		head := []string{title}
		for _, k := range knowledge.Kinds() {
			head = append(head, string(k))
		}
		_, _ = fmt.Fprintln(w, strings.Join(append(head, "total"), "\t")+"\t")
		for _, r := range rows {
			cells := []string{r.ID}
			for _, k := range knowledge.Kinds() {
				cells = append(cells, dash(r.Kinds[k]))
			}
			_, _ = fmt.Fprintln(w, strings.Join(append(cells, dash(r.Total)), "\t")+"\t")
		}
		_ = w.Flush() // into memory
		b.WriteByte('\n')
	}
	all := s.All
	all.ID = "all"
	table("by first topic", append(s.Topics, all))
	table("by source cited", s.Sources)
	_, _ = fmt.Fprintln(w, "pledges by status\t\t")
	for _, r := range s.Pledges {
		_, _ = fmt.Fprintf(w, "%s\t%s\t\n", r.ID, dash(r.Total))
	}
	_ = w.Flush()
	return b.Bytes()
}

func dash(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

// kindColours tell the kinds apart, in the order of the corpus guide; the palette is Okabe and Ito's, which most colour-blind
// people can read.
var kindColours = []color.Color{
	color.RGBA{0x00, 0x72, 0xb2, 0xff},
	color.RGBA{0x56, 0xb4, 0xe9, 0xff},
	color.RGBA{0x00, 0x9e, 0x73, 0xff},
	color.RGBA{0xf0, 0xe4, 0x42, 0xff},
	color.RGBA{0xe6, 0x9f, 0x00, 0xff},
	color.RGBA{0xd5, 0x5e, 0x00, 0xff},
	color.RGBA{0xcc, 0x79, 0xa7, 0xff},
	color.RGBA{0x99, 0x99, 0x99, 0xff},
}

// Sizes of the picture.
const (
	statsWide = 24 * vg.Centimeter
	statsRow  = 0.62 * vg.Centimeter
	statsHead = 3 * vg.Centimeter
	statsDPI  = 110
)

// statsPicture draws entries by topic and kind above pledges by status.
func statsPicture(s knowledge.Stats) ([]byte, error) {
	topics, err := barsOf(fmt.Sprintf("%d entries by first topic and kind", s.All.Total), s.Topics, knowledge.Kinds())
	if err != nil {
		return nil, err
	}
	pledges, err := barsOf(fmt.Sprintf("%d pledges by status", s.All.Kinds[knowledge.Pledge]), s.Pledges, []knowledge.Kind{knowledge.Pledge})
	if err != nil {
		return nil, err
	}
	upper, lower := statsHead+statsRow*vg.Length(len(s.Topics)), statsHead+statsRow*vg.Length(len(s.Pledges))
	im := vgimg.NewWith(vgimg.UseWH(statsWide, upper+lower), vgimg.UseDPI(statsDPI), vgimg.UseBackgroundColor(color.White))
	page := draw.New(im)
	pad := 0.4 * vg.Centimeter
	topics.Draw(draw.Crop(page, pad, -2*pad, lower+pad, -pad))
	pledges.Draw(draw.Crop(page, pad, -2*pad, pad, -upper-pad))
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: im}).WriteTo(&b); err != nil {
		return nil, fmt.Errorf("draw the picture: %w", err)
	}
	return b.Bytes(), nil
}

// barsOf draws a row a count, the first at the top, its kinds beside one another.
func barsOf(title string, rows []knowledge.Count, kinds []knowledge.Kind) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text, p.Title.Padding, p.Legend.Padding = title, statsRow/2, vg.Millimeter
	for _, f := range []*font.Font{&p.Title.TextStyle.Font, &p.Legend.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font} {
		f.Variant = "Sans"
	}
	names := make([]string, len(rows))
	var below *plotter.BarChart
	for i, k := range kinds {
		values := make(plotter.Values, len(rows))
		for j, r := range rows {
			values[len(rows)-1-j] = float64(r.Kinds[k])
			names[len(rows)-1-j] = fmt.Sprintf("%s  %d", r.Name, r.Total)
		}
		bars, err := plotter.NewBarChart(values, statsRow*0.7)
		if err != nil {
			return nil, fmt.Errorf("draw %s: %w", title, err)
		}
		bars.Horizontal, bars.Color, bars.LineStyle.Width = true, kindColours[i], 0
		if below != nil {
			bars.StackOn(below)
		}
		below = bars
		p.Add(bars)
		if len(kinds) > 1 {
			p.Legend.Add(string(k), bars)
		}
	}
	p.X.Min = 0
	p.NominalY(names...)
	return p, nil
}
